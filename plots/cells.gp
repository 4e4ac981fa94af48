# SPDX-License-Identifier: GPL-2.0
# A table as a picture: stressors down, kernels across, in each cell a number
# and its colour.  The caller sets FOLDER, DATA, TYPE, OUT, TITLE and SUBTITLE;
# when this has run, palette, range and tics of the colours; shade(v), the colour
# of a value; whether it is dark(v) and takes white numbers, or calm(v) and no
# news; then it plots @CELLS.
#
# DATA: x, y, stressor, kernel, value (- where nothing ran), text
set datafile separator "\t"
stats DATA using 1 name "X" nooutput
stats DATA using 2 name "Y" nooutput
stats DATA using (strlen(strcol(3))) name "STRESSOR" nooutput
stats DATA using (strlen(strcol(4))) name "KERNEL" nooutput
stats DATA using (strlen(strcol(6))) name "TEXT" nooutput
stats DATA using (strcol(5) eq "-" ? 0 : $5) name "VALUE" nooutput

# The picture grows with what it shows.
max(a, b) = a > b ? a : b
min(a, b) = a < b ? a : b
CLOSE = X_max > 7
LETTER = CLOSE ? 8.0 : 9.2
LEFT = 34 + LETTER*STRESSOR_max
CELLH = CLOSE ? 22 : Y_max < 16 ? 34 : 25
CELLW = CLOSE ? max(46, 8 + 7.4*TEXT_max) : max(60, 16 + 9.0*TEXT_max)
# A kernel's name leans where its cell is too narrow for it.
WIDEW = max(CELLW, min(20 + 9.4*KERNEL_max, 190))
LEANS = LEFT + WIDEW*(X_max + 1) + 110 > 1000 || 9.4*KERNEL_max + 20 > WIDEW
if (!LEANS) { CELLW = WIDEW }
TOP = LEANS ? 92 + 0.87*LETTER*KERNEL_max : 112
GRIDW = CELLW*(X_max + 1)
GRIDH = CELLH*(Y_max + 1)
BAR = max(min(GRIDH, 260), 120)
LEAN = LEANS ? 0.5*LETTER*KERNEL_max - CELLW/2 + 20 : 0
W = max(LEFT + GRIDW + max(110, LEAN), 860)
W = max(W, 48 + 8.4*strlen(SUBTITLE))
H = TOP + max(GRIDH, BAR) + 28
load FOLDER."/common.gp"

eval header(24)
set lmargin at screen across(LEFT)
set rmargin at screen across(LEFT + GRIDW)
set tmargin at screen down(TOP)
set bmargin at screen down(TOP + GRIDH)
unset border
unset key
unset tics
unset cblabel
set xrange [-0.5:X_max + 0.5]
set yrange [Y_max + 0.5:-0.5]
set colorbox noborder user origin across(LEFT + GRIDW + 24), down(TOP + BAR) \
	size across(14), BAR/(1.0*H)
set style fill solid 1 noborder

ran(s) = s ne "-"
spoken(s) = strstrt("0123456789", s[1:1]) == 0
quiet(v, s) = calm(v) && !spoken(s)
only(yes, s) = yes ? s : ""
INSIDE = CLOSE ? ",9.5" : CELLH < 30 ? ",11" : ",12"
NAMES = CLOSE ? ",10.5" : ",12"

# Names come before and above the first cells.
CELLS = 'DATA using ($1 == 0 ? -0.5 : NaN):2:(strcol(3)) with labels '.\
	'right offset -1,0 '.\
	'font FACE.NAMES tc rgb INK, '.\
	'DATA using ($2 == 0 ? $1 : NaN):(-0.5):(strcol(4)) with labels '.\
	(LEANS ? 'left rotate by 60 offset 0,0.5 ' : 'center offset 0,0.8 ').\
	'font FACE.NAMES tc rgb INK, '.\
	'DATA using 1:2:(0.48):(0.46):(ran(strcol(5)) ? shade($5) : NaN) '.\
	'with boxxyerror fc palette, '.\
	'DATA using 1:(ran(strcol(5)) ? NaN : $2):(0.47):(0.43) '.\
	'with boxxyerror fs empty border lc rgb FAINT lc rgb FAINT dt 2 lw 1, '.\
	'DATA using 1:2:(only(ran(strcol(5)) && quiet($5, strcol(6)), strcol(6))) '.\
	'with labels font FACE.INSIDE tc rgb SOFT, '.\
	'DATA using 1:2:(only(ran(strcol(5)) && !quiet($5, strcol(6)) && '.\
	'!dark($5), '.\
	'strcol(6))) with labels font FACE.INSIDE tc rgb INK, '.\
	'DATA using 1:2:(only(ran(strcol(5)) && dark($5), strcol(6))) '.\
	'with labels font BOLD.INSIDE tc rgb "white", '.\
	'DATA using 1:2:(only(!ran(strcol(5)), strcol(6))) '.\
	'with labels font OBLIQUE.INSIDE tc rgb SOFT'
