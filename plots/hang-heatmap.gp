# SPDX-License-Identifier: GPL-2.0
# Kernels down, stressors across: the share of rounds that lost a wakeup, as
# number and colour.
#
# gnuplot -c hang-heatmap.gp COMMON TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: x, y, stressor, kernel, share (- where nothing ran), text
COMMON = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; OUT = ARG4
TITLE = ARG5; SUBTITLE = ARG6

set datafile separator "\t"
stats DATA using 1 name "X" nooutput
stats DATA using 2 name "Y" nooutput
stats DATA using (strlen(strcol(3))) name "STRESSOR" nooutput
stats DATA using (strlen(strcol(4))) name "KERNEL" nooutput

# The picture grows with what it shows: a cell is 84 by 40 points.
max(a, b) = a > b ? a : b
LEFT = 44 + 8.0*KERNEL_max
TOP = 92 + 5.6*STRESSOR_max
GRIDW = 84*(X_max + 1)
GRIDH = 40*(Y_max + 1)
BAR = max(GRIDH, 120)
# The last name leans over the right edge.
SLANT = 6.8*STRESSOR_max - 30
W = max(LEFT + GRIDW + max(130, SLANT + 20), 560)
H = TOP + BAR + 24
load COMMON

eval header(24)
set lmargin at screen across(LEFT)
set rmargin at screen across(LEFT + GRIDW)
set tmargin at screen down(TOP)
set bmargin at screen down(TOP + GRIDH)
unset border
unset key
unset cblabel
set xrange [-0.5:X_max + 0.5]
set x2range [-0.5:X_max + 0.5]
set yrange [Y_max + 0.5:-0.5]
unset xtics
set x2tics rotate by 38 left offset -0.8,-0.2 scale 0 textcolor rgb INK
set ytics scale 0 textcolor rgb INK
set palette defined (0 "#eef2f5", 0.001 "#fde6c4", 0.3 "#f3a75c", \
	0.65 "#cf4a0a", 1 "#7a1c00")
set cbrange [0:1]
set cbtics ("0 %%" 0, "50 %%" 0.5, "100 %%" 1) scale 0.4 textcolor rgb SOFT
set colorbox noborder user origin across(LEFT + GRIDW + 36), down(TOP + BAR) \
	size across(13), BAR/(1.0*H)
set style fill solid 1 noborder

ran(s) = s ne "-"
share(s) = ran(s) ? real(s) : NaN
dark(s) = ran(s) && real(s) > 0.5
only(yes, s) = yes ? s : ""

# Names of rows and columns come from a pass without gaps: a row that is left
# out would shift them.
plot DATA using 1:2:x2tic(3):ytic(4) with points pt 7 ps 0.1 \
		lc rgb "white", \
	"" using 1:2:(0.48):(0.46):(share(strcol(5))) with boxxyerror \
		fc palette, \
	"" using 1:(ran(strcol(5)) ? NaN : $2):(0.47):(0.44) with boxxyerror \
		fs empty border lc rgb FAINT \
		lc rgb FAINT dt 2 lw 1, \
	"" using 1:2:(only(ran(strcol(5)) && !dark(strcol(5)), strcol(6))) \
		with labels font FACE.",11" tc rgb INK, \
	"" using 1:2:(only(dark(strcol(5)), strcol(6))) \
		with labels font FACE.":Bold,11" tc rgb "white", \
	"" using 1:2:(only(!ran(strcol(5)), strcol(6))) \
		with labels font FACE.":Oblique,11" tc rgb SOFT
