#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# explore-clean.sh BUILD-DIR [TIME]: search for TIME (10m) at each of the sites
# that can run here and at which no kernel is known to lose a wakeup. What is found
# there is new, or a false alarm. Exit status 1 if something is.
set -eu
wakestorm=$1/wakestorm
time=${2:-10m}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$wakestorm" list --json > "$tmp/list"
jq -r '.[] | select(.runs_here and .busted == [] and .found == []) | .name' \
	"$tmp/list" > "$tmp/sites"
xargs -n 16 "$wakestorm" explore --timeout "$time" --json "$tmp/records" \
	< "$tmp/sites" > "$tmp/out" || [ $? = 123 ] || { cat "$tmp/out"; exit 2; }
grep -vE ' pass |^stressor' "$tmp/out" || true
jq -rs '
	map(select(.act == "explore")) as $sites |
	map(select(.act != "explore")) as $found |
	"\($sites | map(.tally.rounds) | add) scripts at \($sites | length) clean " +
	"sites of \(.[0].where.release) in " +
	"\($sites | map(.elapsed_ns) | add / 1e9 | floor) s: " +
	"\($found | length) found"' "$tmp/records"
jq -es 'all(.verdict == "pass")' "$tmp/records" > /dev/null
