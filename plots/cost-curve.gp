# SPDX-License-Identifier: GPL-2.0
# What a wakeup costs by the number of waiters: a line a kernel, the median of
# p50 of its runs, in a band from its fastest to its slowest run.
#
# gnuplot -c cost-curve.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv, DATA-ends.tsv: see curves.gp; x is the number of waiters
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; ENDS = ARG3."-ends.tsv"
OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6
load FOLDER."/curves.gp"

set logscale x 2
set xrange [X_min/1.1:X_max*1.001]
set xtics nomirror out scale 0.5 textcolor rgb INK
set xtics ("1" 1)
# Powers of two, or of four where that is too close.
step = X_max/X_min > 100 ? 2 : 1
do for [i=0:12:step] {
	if (2**i >= X_min) { set xtics add (sprintf("%d", 2**i) 2**i) }
}
set grid xtics
set xlabel "waiters asleep on one queue" textcolor rgb SOFT

plot for [i=1:N] DATA index (i-1) using 3:5:6 with filledcurves \
		fs transparent solid BAND noborder lc rgb COLOUR[STYLE[i]], \
	for [i=1:N] DATA index (i-1) using 3:4 with linespoints lw 2.4 \
		pt SHAPE[STYLE[i]] ps POINT \
		lc rgb COLOUR[STYLE[i]] dt DASH[STYLE[i]], \
	ENDS using (X_max):5:(strcol(1)) with labels left offset 40/CHARACTER,0 \
		font FACE.",12" tc rgb INK
