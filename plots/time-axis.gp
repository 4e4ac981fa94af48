# SPDX-License-Identifier: GPL-2.0
# A logarithmic axis of nanoseconds.  The caller sets AXIS ("x" or "y"), LOW and
# HIGH, its ends, and ROOM, the points between them.
#
# Each decade has a name; 2 and 5 of it too, where there is room; 3 and 7 within
# a factor of ten; and within a factor of four there are round steps.
spell(v) = v < 1e3 ? sprintf("%g ns", v) : v < 1e6 ? sprintf("%g µs", v/1e3) : \
	v < 1e9 ? sprintf("%g ms", v/1e6) : sprintf("%g s", v/1e9)
tic(label, v, minor) = sprintf("set %stics add ('%s' %.10g %d)", AXIS, label, \
	v, minor)
SPAN = HIGH/LOW
eval sprintf("set logscale %s; set %srange [LOW:HIGH]", AXIS, AXIS)
eval sprintf("set %stics nomirror out scale 0.5 textcolor rgb INK", AXIS)
eval sprintf("set %stics ('' 1)", AXIS)
if (SPAN < 4) {
	# A step that leaves room for its names.
	part = (HIGH - LOW)/(AXIS eq "x" ? ROOM/80.0 : ROOM/45.0)
	unit = 10.0**floor(log10(part))
	step = unit*(part/unit <= 1 ? 1 : part/unit <= 2 ? 2 : \
		part/unit <= 2.5 ? 2.5 : part/unit <= 5 ? 5 : 10)
	do for [i=0:40] {
		v = (ceil(LOW/step) + i)*step
		if (v <= HIGH) { eval tic(spell(v), v, 0) }
	}
} else {
	close = ROOM/log10(SPAN) > (AXIS eq "x" ? 250 : 80)
	do for [d=0:12] {
		do for [m=1:9] {
			v = m*10.0**d
			named = m == 1 || (close && (m == 2 || m == 5)) || \
				(SPAN < 10 && (m == 3 || m == 7))
			if (v >= LOW && v <= HIGH) {
				eval tic(named ? spell(v) : "", v, named ? 0 : 1)
			}
		}
	}
}
eval sprintf("set grid %stics lt 1 lc rgb LINES lw 0.7", AXIS)
