# SPDX-License-Identifier: GPL-2.0
# Terminal, colours and units of all pictures.  The caller sets W and H, the
# size in points of a screen, TYPE (svg or png) and OUT (the file).
#
# All text comes from data files and arguments and is drawn "noenhanced": a
# name with an underscore stays a name.
FACE = "DejaVu Sans"

# A PNG has twice the points.  An SVG measures letters in pixels, not points.
if (TYPE eq "svg") {
	set terminal svg size W,H noenhanced background rgb "white" \
		font FACE.",11" fontscale 1.33 linewidth 1 dashlength 0.8
	POINT = 0.9
} else {
	set terminal pngcairo size 2*W,2*H noenhanced \
		background rgb "white" font FACE.",11" fontscale 2 \
		linewidth 2 dashlength 0.8
	POINT = 2.0
}
set output OUT
set encoding utf8
set datafile separator "\t"

INK = "#1f2328"
SOFT = "#656d76"
LINES = "#d8dee4"
FAINT = "#aab2ba"

# Six colours that also differ for the colour-blind, and six shapes.
array COLOUR[6] = ["#0b61a4", "#cf4a0a", "#07805a", "#9a4fb0", "#b38600", \
	"#3aa0c9"]
array SHAPE[6] = [7, 5, 9, 13, 11, 4]

# Points from the left and from the top, as shares of the screen.
across(x) = x/(1.0*W)
down(y) = 1 - y/(1.0*H)

# Title and subtitle, n points from the left.
header(n) = sprintf("set label 101 TITLE at screen %f, screen %f left ".\
	"font '%s:Bold,14' tc rgb INK; ", across(n), down(28), FACE).\
	sprintf("set label 102 SUBTITLE at screen %f, screen %f left ".\
	"font '%s,10.5' tc rgb SOFT", across(n), down(52), FACE)
