# SPDX-License-Identifier: GPL-2.0
# Events a second of each boot as a point, a group a setting and a lane a kernel, by
# the median of the first kernel of the group; a bar for the median of each.
#
# gnuplot -c throughput.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: kernel, style, y, how far beside its middle, share, events/s
# DATA-lanes.tsv: kernel, style, y, median share, median events/s, boots, text
# DATA-groups.tsv: y, stressor, setting, what is counted
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; LANES = ARG3."-lanes.tsv"
GROUPS = ARG3."-groups.tsv"; OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6

set datafile separator "\t"
stats DATA using 5 name "SHARE" nooutput
stats LANES using 3 name "Y" nooutput
stats LANES using (strlen(strcol(1))) name "KERNEL" nooutput
stats LANES using (strlen(strcol(7))) name "RATE" nooutput
stats GROUPS using (strlen(strcol(2))) name "NAME" nooutput
counts(s) = s eq "events" ? "" : "counts ".s.", "
stats GROUPS using (strlen(counts(strcol(4)).strcol(3))) name "WHERE" nooutput
stats GROUPS using 1 name "MIDDLE" nooutput
N = int(Y_records)
array STYLE[N]; array AT[N]
do for [i=1:N] {
	stats LANES using 2 every ::(i-1)::(i-1) name "A" nooutput
	stats LANES using 3 every ::(i-1)::(i-1) name "B" nooutput
	STYLE[i] = int(A_max); AT[i] = B_max
}
max(a, b) = a > b ? a : b

LANEH = 19
LANES_ALL = max(Y_max + 0.5, MIDDLE_max + 1)
LEFT = 40 + max(8.6*NAME_max, 7.0*WHERE_max)
WORDS = 54 + 7.6*(KERNEL_max + RATE_max + 2)
W = max(max(1000, LEFT + 320 + WORDS), 48 + 8.4*strlen(SUBTITLE))
H = 86 + LANEH*LANES_ALL + 66
load FOLDER."/common.gp"

RIGHT = W - WORDS
eval header(24)
set lmargin at screen across(LEFT)
set rmargin at screen across(RIGHT)
set tmargin at screen down(86)
set bmargin at screen down(H - 66)
set border 1 lc rgb SOFT
unset key
unset ytics
set yrange [LANES_ALL:0]

PAD = max(SHARE_max/SHARE_min, 1.02)**0.04
LOW = SHARE_min/PAD; HIGH = SHARE_max*PAD
SPAN = HIGH/LOW
set logscale x
set xrange [LOW:HIGH]
set xtics nomirror out scale 0.5 textcolor rgb INK
set xtics ("100 %%" 1)
STEP = SPAN < 1.06 ? 1 : SPAN < 1.15 ? 2 : SPAN < 1.4 ? 5 : SPAN < 2 ? 10 : \
	SPAN < 4 ? 25 : 0
percent(v) = sprintf("set xtics add ('%g %%%%' %.10g)", v, v/100.0)
if (STEP) {
	do for [i=int(100*LOW/STEP):int(100*HIGH/STEP)] {
		if (i*STEP >= 100*LOW) { eval percent(i*STEP) }
	}
} else {
	do for [d=-6:6] {
		do for [m in SPAN < 100 ? "1 2 5" : "1"] {
			v = real(m)*10.0**d
			if (v >= 100*LOW && v <= 100*HIGH) { eval percent(v) }
		}
	}
}
set grid xtics lt 1 lc rgb LINES lw 0.7
set xlabel "events a second; 100 %: the median of the first kernel of each group" \
	textcolor rgb SOFT
set arrow from first 1, graph 0 to first 1, graph 1 nohead lw 1.4 lc rgb FAINT

# Beside the axis, so that no mark of a kernel is taken for a boot.
beside(n) = 1 + n/(RIGHT - LEFT)
do for [i=1:N] {
	set label "" at graph beside(20), first AT[i] point pt SHAPE[STYLE[i]] \
		ps 0.8*POINT lc rgb COLOUR[STYLE[i]]
}

# Left of the axis: what ran.  Right of it: who, and how many a second.
plot LANES using 4:($3 + 0.4):(0):(-0.8) with vectors nohead lw 2.6 lc rgb INK, \
	for [i=1:14] DATA using ($2 == i ? $5 : NaN):($3 + 0.4*$4) with points \
		pt SHAPE[i] ps 0.8*POINT lc rgb COLOUR[i], \
	GROUPS using (LOW):1:(strcol(2)) with labels right \
		offset -16/CHARACTER,0.5 tc rgb INK, \
	GROUPS using (LOW):1:(counts(strcol(4)).strcol(3)) with labels right \
		offset -16/CHARACTER,-0.55 font FACE.",10" tc rgb SOFT, \
	LANES using (HIGH):3:(strcol(1)."  ".strcol(7)) with labels left \
		offset 30/CHARACTER,0 font FACE.",10.5" tc rgb INK
