# SPDX-License-Identifier: GPL-2.0
# Terminal, colours and units of all pictures.  The caller sets W and H, the
# size in points of a screen, TYPE (svg or png) and OUT (the file).
#
# All text comes from data files and arguments and is drawn "noenhanced": a
# name with an underscore stays a name.
FACE = "DejaVu Sans"

# A PNG has twice the points.  An SVG measures letters in pixels, not points.
# CHARACTER is the unit of an offset, in points of the screen.
if (TYPE eq "svg") {
	set terminal svg size W,H noenhanced background rgb "white" \
		font FACE.",12" fontscale 1.33 linewidth 1 dashlength 0.8
	POINT = 0.9
	CHARACTER = 8.5
	# Here a face is the text of an attribute, and ":Bold" no part of it.
	BOLD = FACE.'" font-weight="bold'
	OBLIQUE = FACE.'" font-style="italic'
} else {
	set terminal pngcairo size 2*W,2*H noenhanced \
		background rgb "white" font FACE.",12" fontscale 2 \
		linewidth 2 dashlength 0.8
	POINT = 2.0
	CHARACTER = 10.1
	BOLD = FACE.":Bold"
	OBLIQUE = FACE.":Oblique"
}
set output OUT
set encoding utf8
set datafile separator "\t"

INK = "#1f2328"
SOFT = "#57606a"
LINES = "#d8dee4"
FAINT = "#aab2ba"
PALE = "#F0E442"

# A style is a kernel's in all pictures.  The palette of Okabe and Ito (Color
# Universal Design, 2008) without its yellow, which is for areas: seven colours
# with filled shapes, then the same ones with hollow shapes and dashes.
array COLOUR[14] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", \
	"#56B4E9", "#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", \
	"#E69F00", "#56B4E9", "#000000"]
array SHAPE[14] = [7, 5, 9, 11, 13, 15, 3, 6, 4, 8, 10, 12, 14, 2]
array DASH[14] = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]

# Points from the left and from the top, as shares of the screen.
across(x) = x/(1.0*W)
down(y) = 1 - y/(1.0*H)

# Title and subtitle, n points from the left.
header(n) = sprintf("set label 101 TITLE at screen %f, screen %f left ".\
	"font BOLD.',15' tc rgb INK; ", across(n), down(28)).\
	sprintf("set label 102 SUBTITLE at screen %f, screen %f left ".\
	"font FACE.',11.5' tc rgb SOFT", across(n), down(54))
