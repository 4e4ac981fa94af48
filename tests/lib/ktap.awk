# SPDX-License-Identifier: GPL-2.0
# Is it KTAP, as Documentation/dev-tools/ktap.rst has it?  Version line and plan at
# each level, numbers without a gap, as many as planned, a test with a failed
# subtest fails.  Prints "N ok, N not ok, N skipped" of the innermost tests, or
# what is wrong, with status 1.
function wrong(what) {
	printf "line %d: %s: %s\n", NR, what, $0
	bad = 1
	exit 1
}

function close_level() {
	if (plan[depth] != count[depth])
		wrong("planned " plan[depth] ", got " count[depth] " before")
	sub_failed = failed[depth]
	had_subtests = 1
	depth--
}

BEGIN { depth = -1 }

{
	match($0, /^ */)
	level = RLENGTH / 2
	line = substr($0, RLENGTH + 1)
}

line == "KTAP version 1" {
	if (level != depth + 1)
		wrong("not one level deeper")
	depth = level
	plan[depth] = -1
	count[depth] = failed[depth] = 0
	next
}

depth < 0 { wrong("no version line") }

line ~ /^1\.\.[0-9]+$/ {
	if (level != depth || plan[depth] >= 0)
		wrong("a plan out of place")
	plan[depth] = substr(line, 4) + 0
	next
}

line ~ /^(ok|not ok) / {
	had_subtests = 0
	if (level == depth - 1)
		close_level()
	if (level != depth || plan[depth] < 0)
		wrong("a result out of place")
	is_ok = line ~ /^ok /
	sub(/^(not )?ok /, "", line)
	if (line !~ /^[0-9]+( |$)/ || line + 0 != ++count[depth])
		wrong("not number " count[depth])
	if (line !~ /^[0-9]+ [^#]+( # .*)?$/)
		wrong("no description")
	if (!is_ok)
		failed[depth] = 1
	if (had_subtests && is_ok == sub_failed)
		wrong("does not agree with its subtests")
	if (line ~ / # (TIMEOUT|ERROR)/ && is_ok)
		wrong("ok in spite of its directive")
	if (!had_subtests)
		line ~ / # SKIP/ ? skipped++ : is_ok ? passed++ : not_ok++
	next
}

line ~ /^#/ { next }

{ wrong("no line of KTAP") }

END {
	if (bad)
		exit 1
	if (depth != 0 || plan[0] != count[0])
		wrong("it ends too early")
	printf "%d ok, %d not ok, %d skipped\n", passed, not_ok, skipped
}
