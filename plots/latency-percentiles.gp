# SPDX-License-Identifier: GPL-2.0
# Wakeup latency by percentile: a line a kernel, the median of its runs, in a
# band from its fastest to its slowest run.  Equal steps to the right are equal
# factors in rarity: 90, 99, 99.9 %.
#
# gnuplot -c latency-percentiles.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv, DATA-ends.tsv: see curves.gp; x is 1/(1-p)
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; ENDS = ARG3."-ends.tsv"
OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6
load FOLDER."/curves.gp"

set logscale x
set xrange [1:X_max]
set xtics nomirror out scale 0.5 textcolor rgb INK
set xtics ("50 %%" 2, "90 %%" 10, "99 %%" 100, "99.9 %%" 1e3, \
	"99.99 %%" 1e4, "99.999 %%" 1e5, "99.9999 %%" 1e6)
# With a long tail there is no room left of 50 %.
if (log10(2)/log10(X_max)*(RIGHT - LEFT) > 52) { set xtics add ("0 %%" 1) }
set grid xtics
set xlabel "share of wakeups that took at most so long" textcolor rgb SOFT

# A shape each at the named shares, so that colour is not all that tells lines
# apart.
at(x, y) = abs(log10(x) - log10(y)) < 0.0126
marked(x) = at(x, 2) || at(x, 10) || at(x, 100) || at(x, 1e3) || at(x, 1e4) \
	|| at(x, 1e5)
plot for [i=1:N] DATA index (i-1) using 3:5:6 with filledcurves \
		fs transparent solid BAND noborder lc rgb COLOUR[STYLE[i]], \
	for [i=1:N] DATA index (i-1) using 3:4 with lines lw 2.4 \
		lc rgb COLOUR[STYLE[i]] dt DASH[STYLE[i]], \
	for [i=1:N] DATA index (i-1) using 3:(marked($3) ? $4 : NaN) \
		with points pt SHAPE[STYLE[i]] ps POINT \
		lc rgb COLOUR[STYLE[i]], \
	for [i=1:N] ENDS using 3:4 every ::(i-1)::(i-1) with points \
		pt SHAPE[ENDSTYLE[i]] ps POINT lc rgb COLOUR[ENDSTYLE[i]], \
	ENDS using (X_max):5:(strcol(1)) with labels left offset 40/CHARACTER,0 \
		font FACE.",12" tc rgb INK
