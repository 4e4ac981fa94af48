# SPDX-License-Identifier: GPL-2.0
# A row a kernel: p50 of each of its runs as a point, a bar for their median,
# and a bracket from the first to each other, with what the comparison says.
#
# gnuplot -c boots.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: kernel, style, row, how far beside its middle, ns
# DATA-rows.tsv: kernel, style, row, median, runs, differs, says, detail
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; ROWS = ARG3."-rows.tsv"
OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6

set datafile separator "\t"
stats DATA using 5 name "NS" nooutput
stats ROWS using 3 name "ROW" nooutput
stats ROWS using (strlen(strcol(1))) name "KERNEL" nooutput
stats ROWS using (strlen(strcol(7))) name "SAYS" nooutput
stats ROWS using (strlen(strcol(8))) name "DETAIL" nooutput
N = int(ROW_records)
array STYLE[N]; array DIFFERS[N]
do for [i=1:N] {
	stats ROWS using 2 every ::(i-1)::(i-1) name "A" nooutput
	stats ROWS using (strcol(6) eq "1") every ::(i-1)::(i-1) name "B" nooutput
	STYLE[i] = int(A_max); DIFFERS[i] = int(B_max)
}
max(a, b) = a > b ? a : b

# Right of the points: a bracket each, and the words.
NEXT = 9
LEFT = 40 + 9.8*KERNEL_max
WORDS = N > 1 ? max(9.6*SAYS_max, 8.0*DETAIL_max) + 44 + NEXT*N : 20
ROWH = 50
W = max(max(1000, LEFT + 320 + WORDS), 48 + 8.4*strlen(SUBTITLE))
H = 92 + ROWH*N + 66
load FOLDER."/common.gp"

RIGHT = W - WORDS
eval header(24)
set lmargin at screen across(LEFT)
set rmargin at screen across(RIGHT)
set tmargin at screen down(92)
set bmargin at screen down(H - 66)
set border 1 lc rgb SOFT
unset key

AXIS = "x"; ROOM = RIGHT - LEFT
PAD = max(NS_max/NS_min, 1.05)**0.04
LOW = NS_min/PAD; HIGH = NS_max*PAD
load FOLDER."/time-axis.gp"
set xlabel "p50 of the time from post to the return of wait()" \
	textcolor rgb SOFT
set yrange [N - 0.5:-0.5]
unset ytics
do for [i=1:N-1] {
	set arrow from graph 0, first i - 0.5 to graph 1, first i - 0.5 \
		nohead lw 0.7 lc rgb LINES
}

# From the first row down to each other, the nearest innermost.
beside(n) = 1 + n/(RIGHT - LEFT)
do for [i=1:N-1] {
	COL = DIFFERS[i + 1] ? INK : FAINT
	WIDE = DIFFERS[i + 1] ? 2 : 1.2
	x = 6 + NEXT*i
	y = 0.25 - 0.4*(N > 2 ? (i - 1)/(N - 2.0) : 0.5)
	set arrow from graph beside(x - 5), first y to graph beside(x), \
		first y nohead lw WIDE lc rgb COL
	set arrow from graph beside(x), first y to graph beside(x), \
		first i nohead lw WIDE lc rgb COL
	set arrow from graph beside(x - 5), first i to graph beside(x), \
		first i nohead lw WIDE lc rgb COL
}

# Left of the axis is outside; labels there hang on its lower end.
TO = (20 + NEXT*N)/CHARACTER
only(yes, s) = yes ? s : ""
bold(s) = s eq "1"
plot ROWS using 4:($3 + 0.38):(0):(-0.76) with vectors nohead lw 3 lc rgb INK, \
	for [i=1:N] DATA using ($3 == i - 1 ? $5 : NaN):($3 + 0.55*$4) \
		with points pt SHAPE[STYLE[i]] ps 0.9*POINT \
		lc rgb COLOUR[STYLE[i]], \
	ROWS using (LOW):3:(strcol(1)) with labels right \
		offset -16/CHARACTER,0.45 tc rgb INK, \
	ROWS using (LOW):3:(sprintf("n = %d", $5)) with labels right \
		offset -16/CHARACTER,-0.65 font FACE.",10.5" tc rgb SOFT, \
	ROWS using (HIGH):3:(only(bold(strcol(6)), strcol(7))) with labels left \
		offset TO,0.45 font BOLD.",12" tc rgb INK, \
	ROWS using (HIGH):3:(only(strcol(6) eq "0", strcol(7))) with labels left \
		offset TO,0.45 font FACE.",12" tc rgb SOFT, \
	ROWS using (HIGH):3:(only(strcol(6) ne "-", strcol(8))) with labels left \
		offset TO,-0.65 font FACE.",10.5" tc rgb SOFT
