#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# build-libperf.sh CC TOOLS ARCHIVE: compile the kernel's tools/lib/perf, and
# the two helpers that it links against, into one archive.
set -eu
cc=$1 tools=$2 archive=$3
objects=$(dirname "$archive")/objects
mkdir -p "$objects"

for name in perf/core perf/cpumap perf/threadmap perf/evsel perf/evlist \
	perf/mmap perf/xyarray perf/lib zalloc api/fd/array; do
	# shellcheck disable=SC2086 # the compiler may be several words
	$cc -O2 -w -D_GNU_SOURCE -I"$tools/lib/perf/include" -I"$tools/lib" \
		-I"$tools/include" -I"$tools/arch/x86/include" \
		-I"$tools/arch/x86/include/uapi" -I"$tools/include/uapi" \
		-c "$tools/lib/$name.c" \
		-o "$objects/$(echo "$name" | tr / -).o"
done
rm -f "$archive"
ar rcs "$archive" "$objects"/*.o
