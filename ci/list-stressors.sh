#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# list-stressors.sh FILE...: the table of all descriptors, as C on stdout.
set -eu
LC_ALL=C
export LC_ALL

sed -n 's/^const struct stressor \([a-z0-9_]*\) = {$/\1/p' "$@" | sort |
	awk 'BEGIN { print "#include \"stressor.h\"\n" }
	{ print "extern const struct stressor " $1 ";"
	  table = table "\t&" $1 ",\n" }
	END { print "\nconst struct stressor *const stressors[] = {"
	      print table "\tNULL\n};" }'
