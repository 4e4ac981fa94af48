#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# unit.sh PROGRAM: run one unit test program, count each of its checks.
set -eu
name=$(basename "$1")
log=$TMP/$name.log
CK_VERBOSITY=verbose "$1" > "$log" 2>&1 || true
awk -v name="$name" -v tally="$TALLY" '
	/^skip / { print "skipped " name " " $0 >> tally; print }
	/:P:/ { n++; print "passed " name >> tally }
	/:[FE]:/ { n++; bad++; print "failed " name " " $0 >> tally; print }
	END { if (!n) { print "failed " name " ran nothing" >> tally; bad++ }
	      printf "%-28s %d of %d\n", name, n - bad, n }' "$log"
