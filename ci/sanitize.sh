#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# sanitize.sh SRC-DIR: the quick suites with ASan and UBSan, and the threaded
# engine with TSan, in builds that are thrown away.  The last line is
# "N passed, N failed, N skipped".
set -eu
if [ $# != 1 ] || [ ! -x "$1/configure" ]; then
	echo 'usage: sanitize.sh SRC-DIR' >&2
	exit 2
fi
src=$(cd "$1" && pwd)
TMP=$(mktemp -d "${TMPDIR:-/tmp}/sanitize-XXXXXX")
trap 'rm -rf "$TMP"' EXIT
trap 'exit 1' INT TERM
TALLY=$TMP/tally
: > "$TALLY"
# shellcheck source=../tests/lib/check.sh
. "$src/tests/lib/check.sh"

# step NAME COMMAND...: what must work before anything can be tested.
step() {
	step_name=$1
	shift
	"$@" > "$TMP/log" 2>&1 && return 0
	cat "$TMP/log"
	fail "$step_name" 'see above'
	finish
}

# Reports go to files: what a test hides or a child prints is seen as well.
# shellcheck disable=SC2317 # check calls it
no_report() {
	for report in "$TMP/report".*; do
		[ -f "$report" ] || return 0
		cat "$TMP/report".*
		rm -f "$TMP/report".*
		return 1
	done
}

count() { grep -c "^$1 " "$TALLY" || true; }

finish() {
	printf '%d passed, %d failed, %d skipped\n' "$(count passed)" \
		"$(count failed)" "$(count skipped)"
	[ "$(count failed)" = 0 ] && [ "$(count passed)" != 0 ]
	exit
}

# The leak checker stops the process by ptrace(), which may be forbidden.
leaks_can_be_found() {
	echo 'int main(void) { return 0; }' > "$TMP/leak.c"
	gcc -fsanitize=address -o "$TMP/leak" "$TMP/leak.c" &&
		ASAN_OPTIONS=detect_leaks=1 "$TMP/leak" > /dev/null 2>&1
}

# The suites, in a tally of their own, which is added to ours.
suites() {
	"$src/tests/run.sh" "$TMP/asan" unit cli busted > "$TMP/suites" 2>&1 ||
		:
	grep -v '^ok ' "$TMP/suites"
	tail -n 1 "$TMP/suites" | awk '
		function add(n, what) {
			while (n-- > 0)
				print what, "a check of the suites"
		}
		/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
			add($1, "passed"); add($3, "failed"); add($5, "skipped")
			ok = 1
		}
		END { if (!ok) print "failed run.sh: no count at its end" }' \
		>> "$TALLY"
}

# threads STATUS OPTION...: a threaded run with the right verdict and no race.
threads() {
	want=$1
	shift
	expect "$*" "$want" '' "$TMP/tsan/wakestorm" run --threads \
		--rounds 200 --timeout 20s "$@"
	check "$*: no race" no_report
}

mkdir "$TMP/asan" "$TMP/tsan"
cd "$TMP/asan"
set -- wakestorm
for unit in "$src"/tests/unit/*.c; do
	set -- "$@" "tests/unit/$(basename "$unit" .c)"
done
step 'configure with ASan and UBSan' "$src/configure" --enable-sanitizers \
	--enable-debug
step 'build with ASan and UBSan' make -s -j "$(nproc)" "$@"
leaks=1
if ! leaks_can_be_found; then
	leaks=0
	skip leaks 'the leak checker does not work here'
fi
ASAN_OPTIONS=detect_leaks=$leaks:log_path=$TMP/report
UBSAN_OPTIONS=print_stacktrace=1:log_path=$TMP/report
export ASAN_OPTIONS UBSAN_OPTIONS
suites
check 'no report of ASan or UBSan' no_report

# TSan sees no order that the kernel makes: a close() that wakes the readers of
# a pipe, and what a storm reads of waiters that it knows to be asleep.
printf 'race:%s\n' pipe_ends_close fold > "$TMP/suppressions"
cd "$TMP/tsan"
step 'configure for TSan' "$src/configure"
step 'build with TSan' make -s -j "$(nproc)" CC='gcc -fsanitize=thread' \
	LDFLAGS= wakestorm
TSAN_OPTIONS=exitcode=0:log_path=$TMP/report:suppressions=$TMP/suppressions
export TSAN_OPTIONS
for mode in duel storm; do
	for waiters in 2 16; do
		threads 1 --busted 1 --mode $mode --waiters $waiters
		threads 0 --pipe-read 1 --mode $mode --waiters $waiters
	done
done
finish
