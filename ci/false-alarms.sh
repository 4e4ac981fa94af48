#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# false-alarms.sh BUILD-DIR [ROUNDS]: a million duel rounds, or ROUNDS, over the
# sites that can run here and at which no kernel is known to lose a wakeup. None
# may be reported. Exit status 1 if one is.
set -eu
wakestorm=$1/wakestorm
rounds=${2:-1000000}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$wakestorm" list --json > "$tmp/list"
jq -r '.[] | select(.runs_here and .busted == [] and .found == []) | .name' \
	"$tmp/list" > "$tmp/sites"
sites=$(wc -l < "$tmp/sites")
each=$(((rounds + sites - 1) / sites))
sed 's/.*/--& 1/' "$tmp/sites" | xargs "$wakestorm" run --mode duel \
	--rounds $each --json "$tmp/records" > "$tmp/out" ||
	[ $? = 1 ] || { cat "$tmp/out"; exit 2; }
jq -rs '
	map(select(.verdict != "pass")) as $bad |
	($bad[] | "\(.stressor): \(.verdict): \(.why), \(.tally.lost) lost"),
	"\(map(.tally.rounds) | add) duel rounds over \(length) clean sites " +
	"of \(.[0].where.release) in \(map(.elapsed_ns) | add / 1e9 | floor) s: " +
	"\($bad | length) false alarms",
	if $bad == [] and length == '"$sites"' then empty else error("alarm") end
' "$tmp/records"
