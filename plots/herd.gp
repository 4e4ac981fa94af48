# SPDX-License-Identifier: GPL-2.0
# How many sleepers one event disturbs, stressors down and kernels across.
#
# gnuplot -c herd.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: see cells.gp; the value is a number of sleepers
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; OUT = ARG4
TITLE = ARG5; SUBTITLE = ARG6
load FOLDER."/cells.gp"

# Equal steps of colour are equal factors; below one, nobody slept.
END = max(VALUE_max, 16)
set palette defined (0 "#eef2f5", 0.06 "#dceaf4", 0.35 "#86bcdf", \
	0.65 "#2f80b9", 1 "#0a3a66")
set logscale cb
set cbrange [1:END]
set cbtics ("1" 1, "4" 4, "16" 16, "64" 64, "256" 256, "1024" 1024, \
	"4096" 4096) scale 0 textcolor rgb SOFT
shade(v) = max(v, 1)
dark(v) = log(max(v, 1))/log(END) > 0.55
calm(v) = v < 1.5

plot @CELLS
