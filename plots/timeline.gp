# SPDX-License-Identifier: GPL-2.0
# Events and signals over the time of a storm, a panel a kernel, with what was
# lost marked.
#
# gnuplot -c timeline.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: a block a kernel of kernel, style, from, s, events/s, signals/s
# DATA-marks.tsv: panel, from, to, s; DATA-panels.tsv: kernel, style, panel,
# marks, verdict
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; MARKS = ARG3."-marks.tsv"
PANELS = ARG3."-panels.tsv"; OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6

set datafile separator "\t"
stats DATA using 3 name "TIME" nooutput
stats DATA using 4 name "RATE" nooutput
stats DATA using 5 name "SIGNALS" nooutput
stats PANELS using 3 name "PANEL" nooutput
N = int(PANEL_records)
array STYLE[N]; array LINE[N]
do for [i=1:N] {
	stats DATA index (i-1) using 2 name "A" nooutput
	stats PANELS using 4 every ::(i-1)::(i-1) name "B" nooutput
	STYLE[i] = int(A_max)
	# Many lines would hide what lies behind them.
	LINE[i] = B_max > 8 ? 0.5 : 2
}
max(a, b) = a > b ? a : b

PANELH = N > 4 ? 96 : N > 1 ? 140 : 240
TOP = 80
W = 48 + 8.4*strlen(SUBTITLE) > 1000 ? 48 + 8.4*strlen(SUBTITLE) : 1000
H = TOP + PANELH*N + 58
load FOLDER."/common.gp"

set multiplot
eval header(24)
set lmargin at screen across(104)
set rmargin at screen across(W - 92)
set border 3 lc rgb SOFT
unset key
set xrange [0:TIME_max]
RATE = max(RATE_max, 1)*1.08
SIGNALS = max(SIGNALS_max, 1)*3
set yrange [0:RATE]
set y2range [0:SIGNALS]

count(v) = v >= 1e6 ? sprintf("%gM", v/1e6) : v >= 1e3 ? \
	sprintf("%gk", v/1e3) : sprintf("%g", v)
# The largest round number below v.
round(v) = 10**floor(log10(v))*(v/10**floor(log10(v)) >= 5 ? 5 : \
	v/10**floor(log10(v)) >= 2 ? 2 : 1)
set ytics nomirror out scale 0.5 textcolor rgb INK
set ytics ("0" 0)
set ytics add (count(round(RATE/1.08)) round(RATE/1.08))
set xtics nomirror out scale 0.5 textcolor rgb INK
set grid ytics lt 1 lc rgb LINES lw 0.7
if (SIGNALS_max > 0) {
	set y2tics ("0" 0) nomirror out scale 0.3 textcolor rgb SOFT
	set y2tics add (count(round(SIGNALS_max)) round(SIGNALS_max))
}
set style fill solid 1 noborder
MIDDLE = TOP + PANELH*N/2.0 + 10
set label 103 "events taken a second" at screen across(24), \
	screen down(MIDDLE) center rotate by 90 tc rgb SOFT
set label 104 "signals a second" at screen across(W - 20), \
	screen down(MIDDLE) center rotate by 90 tc rgb SOFT
if (SIGNALS_max <= 0) { unset label 104 }

only(panel, v, w) = panel == w ? v : NaN
do for [i=1:N] {
	set tmargin at screen down(TOP + PANELH*(i-1) + 28)
	set bmargin at screen down(TOP + PANELH*i - 8)
	if (i < N) { set format x "" } else {
		set format x "%g"
		set xlabel "s since the start" textcolor rgb SOFT
	}
	plot DATA index (i-1) using 3:4 with fillsteps fs transparent \
			solid 0.35 noborder lc rgb COLOUR[STYLE[i]], \
		DATA index (i-1) using 3:4 with steps lw 1.4 \
			lc rgb COLOUR[STYLE[i]], \
		DATA index (i-1) using 3:5 axes x1y2 with steps lw 1.2 \
			lc rgb SOFT, \
		MARKS using (($2 + $3)/2):(only($1 + 1, RATE/2, i)):\
			(($3 - $2)/2):(RATE/2) with boxxyerror \
			fs transparent solid 0.6 noborder lc rgb PALE, \
		MARKS using ($2 == $3 ? $2 : NaN):(only($1 + 1, 0, i)):(0):\
			(RATE) with vectors nohead lw LINE[i] lc rgb INK, \
		MARKS using ($2 == $3 ? $2 : NaN):(only($1 + 1, RATE, i)) \
			with points pt 11 ps POINT lc rgb INK, \
		PANELS using (only($3 + 1, 0, i)):(RATE):(strcol(1)) with labels left \
			offset 0,0.75 font BOLD.",12" tc rgb INK, \
		PANELS using (only($3 + 1, TIME_max, i)):(RATE):(strcol(5)) with labels \
			right offset 0,0.75 font FACE.",12" tc rgb SOFT
	unset label
}
unset multiplot
