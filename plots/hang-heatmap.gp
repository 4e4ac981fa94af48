# SPDX-License-Identifier: GPL-2.0
# The share of rounds that lost a wakeup, stressors down and kernels across.
#
# gnuplot -c hang-heatmap.gp FOLDER TYPE DATA OUT TITLE SUBTITLE
# DATA.tsv: see cells.gp; the value is a share, 0 to 1
FOLDER = ARG1; TYPE = ARG2; DATA = ARG3.".tsv"; OUT = ARG4
TITLE = ARG5; SUBTITLE = ARG6
load FOLDER."/cells.gp"

# One hue, ever darker: it reads the same without colours.
set palette defined (0 "#eef2f5", 0.001 "#fad5a0", 0.3 "#f0a052", \
	0.65 "#cf4a0a", 1 "#7a1c00")
set cbrange [0:1]
set cbtics ("0 %%" 0, "50 %%" 0.5, "100 %%" 1) scale 0 textcolor rgb SOFT
shade(v) = v
dark(v) = v > 0.5
calm(v) = v == 0

plot @CELLS
