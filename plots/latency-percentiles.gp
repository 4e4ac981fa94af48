# SPDX-License-Identifier: GPL-2.0
# Wakeup latency by percentile: a line a kernel, the median of its runs, in a
# band from its fastest to its slowest run.  Equal steps to the right are equal
# factors in rarity: 90, 99, 99.9 %.
#
# gnuplot -c latency-percentiles.gp COMMON TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: a block a kernel of 1/(1-p), median, least, largest, in ns
# DATA-ends.tsv: kernel number, x and y of its last point, label y, name
COMMON = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; ENDS = ARG3."-ends.tsv"
OUT = ARG4; TITLE = ARG5; SUBTITLE = ARG6

set datafile separator "\t"
stats DATA using 1 name "X" nooutput
stats DATA using 3 name "LOW" nooutput
stats DATA using 4 name "HIGH" nooutput
stats ENDS using 1 name "N" nooutput
stats ENDS using 4 name "LABEL" nooutput
stats ENDS using (strlen(strcol(5))) name "KERNEL" nooutput
N = int(N_max)

W = 890 + 10.0*KERNEL_max
H = 500
load COMMON

eval header(24)
set lmargin at screen across(116)
set rmargin at screen across(850)
set tmargin at screen down(80)
set bmargin at screen down(H - 62)
set border 3 lc rgb SOFT
unset key

max(a, b) = a > b ? a : b
LOW = LOW_min
HIGH = max(HIGH_max, 1.1*LOW)
PAD = (HIGH/LOW)**0.06
set logscale xy
set xrange [1:X_max]
set yrange [LOW/PAD:max(HIGH, LABEL_max)*PAD]
set xtics nomirror out scale 0.5 textcolor rgb INK
set ytics nomirror out scale 0.5 textcolor rgb INK
set xtics ("50 %%" 2, "90 %%" 10, "99 %%" 100, "99.9 %%" 1e3, \
	"99.99 %%" 1e4, "99.999 %%" 1e5, "99.9999 %%" 1e6)
# With a long tail there is no room left of 50 %.
if (X_max < 2e5) { set xtics add ("0 %%" 1) }

# Each decade has a name; below two of them 2 and 5 too, and within a factor of
# four, round steps.
name(v) = v < 1e3 ? sprintf("%g ns", v) : v < 1e6 ? sprintf("%g µs", v/1e3) : \
	v < 1e9 ? sprintf("%g ms", v/1e6) : sprintf("%g s", v/1e9)
SPAN = HIGH/LOW
set ytics (name(1) 1)
do for [d=0:11] {
	do for [m=1:9] {
		v = m*10.0**d
		if (m == 1 || (SPAN < 60 && (m == 2 || m == 5))) {
			set ytics add (name(v) v)
		} else {
			set ytics add ("" v 1)
		}
	}
}
if (SPAN < 4) {
	unit = 10.0**floor(log10(HIGH - LOW))
	part = (HIGH - LOW)/unit
	step = part < 2 ? unit/2 : part < 5 ? unit : 2*unit
	first = ceil(LOW/PAD/step)
	set ytics (name(first*step) first*step)
	do for [i=1:20] { set ytics add (name((first + i)*step) (first + i)*step) }
}
set grid xtics ytics lt 1 lc rgb LINES lw 0.7
set xlabel "share of wakeups that took at most so long" textcolor rgb SOFT
set label 103 "from post to the return of wait()" at screen across(24), \
	graph 0.5 center rotate by 90 font FACE.",11" tc rgb SOFT

# A shape each at the named shares, so that colour is not all that tells lines
# apart.
at(x, y) = abs(log10(x) - log10(y)) < 0.0126
marked(x) = at(x, 2) || at(x, 10) || at(x, 100) || at(x, 1e3) || at(x, 1e4) \
	|| at(x, 1e5)
plot for [i=1:N] DATA index (i-1) using 1:3:4 with filledcurves \
		fs transparent solid 0.16 noborder lc rgb COLOUR[i], \
	for [i=1:N] DATA index (i-1) using 1:2 with lines lw 2 \
		lc rgb COLOUR[i], \
	for [i=1:N] ENDS using ($1 == i ? $2 : NaN):3 with points \
		pt SHAPE[i] ps POINT lc rgb COLOUR[i], \
	for [i=1:N] DATA index (i-1) using 1:(marked($1) ? $2 : NaN) \
		with points pt SHAPE[i] ps POINT lc rgb COLOUR[i], \
	for [i=1:N] ENDS using ($1 == i ? $2 : NaN):4:5 with labels left \
		offset 1.6,0 font FACE.":Bold,11" tc rgb COLOUR[i]
