#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# explore-stretch.sh BUILD-DIR KERNEL: hold a waiter in each window of each site whose
# sleep can end early and that has an exclusive queue, or has lost wakeups; a guest a
# site, in virtual time. Before it come 100 scripts without a hold, for what is lost so
# needs none. Lines of kernels/windows.tsv.
set -eu
wakestorm=$1/wakestorm
kernel=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

"$wakestorm" list --json |
	jq -r '.[] | select(.exclusive or .found != []) |
		select(.busted == [] and .stop != "uninterruptible") |
		.name' > "$tmp/sites"
while read -r site; do
	rm -f "$tmp/r.jsonl"
	"$wakestorm" kernel boot "$kernel" --tier qemu-icount --cpus 2 \
		--json "$tmp/r.jsonl" -- explore --stretch "$site" \
		--scripts 100 < /dev/null > "$tmp/out" 2>&1 || true
	jq -rs --arg site "$site" '
		(map(select(.act == "explore"))[0] // empty) as $all |
		($all.why | capture("(?<holds>[0-9]+) hold a waiter, at " +
			"(?<places>[0-9]+) place") // {holds: 0, places: 0}) as $n |
		[$site, $all.where.release, $n.holds, $n.places, $all.verdict,
		 (map(select(.act != "explore") | "\(.verdict): \(.script)") |
		  join("; "))] | @tsv' "$tmp/r.jsonl" 2> /dev/null ||
		printf '%s\t%s\tno record: %s\n' "$site" "$kernel" \
			"$(tail -n 1 "$tmp/out")"
done < "$tmp/sites"
