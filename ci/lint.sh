#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# lint.sh BUILD-DIR: what five tools say of the sources, a line a tool and its
# findings.  The last line is "N passed, N failed, N skipped".
set -eu
if [ $# != 1 ] || [ ! -f "$1/Makefile" ]; then
	echo 'usage: lint.sh BUILD-DIR (one that configure has been run in)' >&2
	exit 2
fi
build=$(cd "$1" && pwd)
src=$(cd "$(dirname "$0")/.." && pwd)
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
trap 'exit 1' INT TERM
passed=0 failed=0 skipped=0

# tool NAME COMMAND...: one verdict; its words are shown when it fails.
tool() {
	name=$1
	shift
	if ! command -v "$name" > /dev/null; then
		skipped=$((skipped + 1))
		printf 'skip    %s: not installed\n' "$name"
	elif "$@" > "$log/out" 2>&1; then
		passed=$((passed + 1))
		printf 'ok      %s\n' "$name"
	else
		failed=$((failed + 1))
		printf 'NOT OK  %s\n' "$name"
		cat "$log/out"
	fi
}

# each COMMAND...: on every C file, as many at a time as there are CPUs.
each() {
	find "$src/src" -name '*.c' -print0 |
		xargs -0 -n 1 -P "$(nproc)" -- "$@"
}

scripts() {
	{
		find "$src" -name .git -prune -o -name libperf -prune -o \
			-name '*.sh' -print0
		for f in "$src/configure" "$src/.ci/run" "$src/ci/run-matrix"; do
			[ ! -f "$f" ] || printf '%s\0' "$f"
		done
	} | xargs -0 shellcheck -x -P SCRIPTDIR
}

# Its own idea of the system's headers is good enough, so it needs no others.
whole() {
	cppcheck -q -j "$(nproc)" --std=c11 --error-exitcode=1 \
		--enable=warning,portability,performance --inline-suppr \
		--suppress=missingIncludeSystem -D__linux__ -D__x86_64__ \
		-I "$src/src" "$src/src"
}

# clang-tidy writes "N warnings generated" on stderr whatever it finds.
tidy() {
	each clang-tidy --quiet -p "$log" --config-file="$src/.clang-tidy" \
		2> /dev/null
}

# The flags of the build, as arguments; paths in it are relative to its folder.
# shellcheck disable=SC2016 # the variables are make's
flags=$(make -s --no-print-directory -C "$build" \
	--eval='flags:;$(info $(CFLAGS) $(CPPFLAGS))@:' flags)
eval "set -- $flags"
printf '%s\n' "$@" | sed "s|^libperf/|$build/libperf/|" \
	> "$log/compile_flags.txt"
cd "$build"

tool shellcheck scripts
tool cppcheck whole
tool clang-tidy tidy
tool clang each clang "$@" -Werror -fsyntax-only
tool gcc each gcc "$@" -Werror -fanalyzer -fdiagnostics-path-format=none \
	-c -o /dev/null

printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed = 0 ]
