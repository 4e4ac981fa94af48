#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# run.sh BUILD-DIR [SUITE]...: run the suites, or the named ones, and count.
# The last line is "N passed, N failed, N skipped".
set -eu
build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM

WAKESTORM=$build/wakestorm TALLY=$tmp/tally
export WAKESTORM TALLY TMP
: > "$TALLY"

[ $# -gt 0 ] || set -- unit cli plot report busted compare cleanup stall peers reproducer explore runner guest bisect catalogue ci
for suite; do
	printf '== %s\n' "$suite"
	TMP=$tmp/$suite # records are appended: to no other suite's
	mkdir -p "$TMP"
	if [ "$suite" = unit ]; then
		for test in "$build"/tests/unit/test-*; do
			[ -x "$test" ] || continue
			case ${test##*/} in *.*) continue ;; esac
			"$here/lib/unit.sh" "$test"
		done
		[ -s "$TALLY" ] || echo 'failed no unit test found' >> "$TALLY"
	elif ! sh "$here/$suite.sh"; then
		echo "failed $suite.sh ended early" >> "$TALLY"
	fi
done

count() { grep -c "^$1 " "$TALLY" || true; }
grep -E '^(why|failed) ' "$TALLY" || true
printf '%d passed, %d failed, %d skipped\n' "$(count passed)" \
	"$(count failed)" "$(count skipped)"
[ "$(count failed)" = 0 ] && [ "$(count passed)" != 0 ]
