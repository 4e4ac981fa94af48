#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# explore-clean.sh BUILD-DIR [TIME [JOBS]]: search for TIME (10m) at each of the
# sites that can run here and at which no kernel is known to lose a wakeup, at JOBS
# (1) of them at a time. What is found there is new, or a false alarm. Exit status 1
# if something is.
set -eu
wakestorm=$1/wakestorm
time=${2:-10m}
jobs=${3:-1}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$wakestorm" list --json > "$tmp/list"
jq -r '.[] | select(.runs_here and .busted == [] and .found == []) | .name' \
	"$tmp/list" > "$tmp/sites"
xargs -P "$jobs" -I SITE "$wakestorm" explore SITE --timeout "$time" \
	--json "$tmp/SITE.jsonl" < "$tmp/sites" > "$tmp/out" ||
	[ $? = 123 ] || { cat "$tmp/out"; exit 2; }
cat "$tmp"/*.jsonl > "$tmp/records"
grep -vE ' pass |^stressor' "$tmp/out" || true
jq -rs '
	map(select(.act == "explore")) as $sites |
	map(select(.act != "explore")) as $found |
	($sites | map(.tally.rounds) | sort) as $scripts |
	"\($scripts | add) scripts, at least \($scripts[0]) at each of " +
	"\($sites | length) clean sites of \(.[0].where.release) in " +
	"\($sites | map(.elapsed_ns) | add / 1e9 | floor) s: " +
	"\($found | length) found"' "$tmp/records"
jq -es 'all(.verdict == "pass")' "$tmp/records" > /dev/null
