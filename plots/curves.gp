# SPDX-License-Identifier: GPL-2.0
# What pictures of curves have in common: a line a kernel in its band, up to a
# y axis of time, with its name at its end.  The caller sets FOLDER, DATA, ENDS,
# TYPE, OUT, TITLE and SUBTITLE.
#
# DATA: a block a kernel of kernel, style, x, median, least, largest, ns
# ENDS: kernel, style, x, y, label y, axis from, axis to; lowest first
set datafile separator "\t"
stats DATA using 3 name "X" nooutput
stats ENDS using 2 name "END" nooutput
stats ENDS using 6 name "FROM" nooutput
stats ENDS using 7 name "TO" nooutput
stats ENDS using (strlen(strcol(1))) name "KERNEL" nooutput
N = int(END_records)
# Styles of blocks, and of ends: these are in another order.
array STYLE[N]; array ENDSTYLE[N]; array ENDX[N]; array ENDY[N]; array NAMEY[N]
do for [i=1:N] {
	stats DATA index (i-1) using 2 name "A" nooutput
	stats ENDS using 2 every ::(i-1)::(i-1) name "B" nooutput
	stats ENDS using 3 every ::(i-1)::(i-1) name "C" nooutput
	stats ENDS using 4 every ::(i-1)::(i-1) name "D" nooutput
	stats ENDS using 5 every ::(i-1)::(i-1) name "E" nooutput
	STYLE[i] = int(A_max); ENDSTYLE[i] = int(B_max)
	ENDX[i] = C_max; ENDY[i] = D_max; NAMEY[i] = E_max
}

W = 48 + 8.4*strlen(SUBTITLE) > 1000 ? 48 + 8.4*strlen(SUBTITLE) : 1000
H = 540
load FOLDER."/common.gp"

LEFT = 116
RIGHT = W - 62 - 9.8*KERNEL_max
eval header(24)
set lmargin at screen across(LEFT)
set rmargin at screen across(RIGHT)
set tmargin at screen down(86)
set bmargin at screen down(H - 66)
set border 3 lc rgb SOFT
unset key

AXIS = "y"; LOW = FROM_min; HIGH = TO_max; ROOM = H - 152
load FOLDER."/time-axis.gp"
set label 103 "from post to the return of wait()" at screen across(26), \
	graph 0.5 center rotate by 90 font FACE.",12" tc rgb SOFT

# From the end of each line to its name, another line and its shape.
aside(n) = 1 + n/(RIGHT - LEFT)
do for [i=1:N] {
	set arrow from first ENDX[i], first ENDY[i] to graph aside(24), \
		first NAMEY[i] nohead lw 1 lc rgb COLOUR[ENDSTYLE[i]]
	set label "" at graph aside(28), first NAMEY[i] point \
		pt SHAPE[ENDSTYLE[i]] ps POINT lc rgb COLOUR[ENDSTYLE[i]]
}
# Bands of many kernels lie on top of each other.
BAND = N > 6 ? 0.09 : 0.16
