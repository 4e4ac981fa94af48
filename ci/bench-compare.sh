#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# bench-compare.sh BUILD-DIR [RESULTS]: does `compare` find what is there, and
# nothing else?  Kernels whose wakeups cost 50, 200 and 1000 instructions more
# against mainline; and 48 boots of mainline, dealt to two sides of 12, 200
# times.  About 110 guests, half an hour; RESULTS keeps them for the next time.
# Exit status 1: not as it must be.
set -eu
wakestorm=$1/wakestorm
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
results=${2:-$tmp/results}
mkdir -p "$results"

for matrix in costs self; do
	"$wakestorm" matrix run $matrix --out "$results/$matrix" --resume \
		> "$tmp/log" 2>&1 || { cat "$tmp/log" >&2; exit 2; }
done

# What a post pays: 8 ns an instruction, in each __wake_up_common() that finds a
# sleeper.  eventfd wakes who waits to read, and again who waits to write; a
# futex goes another way.
"$wakestorm" compare "$results/costs" --base mainline --new cost-50 \
	--new cost-200 --new cost-1000 --new pass-on --format json \
	> "$tmp/costs" || [ $? = 1 ]
jq -r '[.new[].kernel] as $new | .compared[] | select(.metrics[0].ratio) |
	$new[.comparison] as $kernel |
	(if .stressor == "futex" then 0 elif .stressor == "eventfd" then 2
	 else 1 end) as $wakes |
	[$kernel, .stressor, .signals,
	 ($wakes * 8 * (($kernel | ltrimstr("cost-") | tonumber?) // 0)),
	 (.metrics[0] | .base, (.ratio - 1) * .base, .change),
	 .metrics[1].change] | @tsv' "$tmp/costs" |
awk -F '\t' '
	function bad() { failed = 1; return " <- not as it must be" }
	BEGIN {
		printf "%-10s %-16s %7s %9s %9s %9s  %-12s %s\n", "kernel",
			"stressor", "signals", "base ns", "put in", "found",
			"p50", "tail"
	}
	{
		off = $4 ? $6 / $4 - 1 : 0
		clear = $4 > 1.1 * .03 * $5 # of the margin
		printf "%-10s %-16s %7d %9.0f %9d %9.0f  %-12s %s", $1, $2, $3,
			$5, $4, $6, $7, $8
		if (clear && ($7 != "regressed" || off > .2 || off < -.2) ||
		    $4 < .9 * .03 * $5 && $7 != "same")
			printf "%s", bad()
		print ""
	}
	END { exit failed }' || failed=1

# deal N: two sides of 12 boots, by chance, with seeds 1 to 12.
deal() {
	awk -v x="$1" 'BEGIN {
		for (i = 0; i < 48; i++)
			seed[i] = i + 1
		for (i = 47; i > 0; i--) {
			x = (69069 * x + 12345) % 4294967296
			k = int(x / 65536) % (i + 1)
			t = seed[i]; seed[i] = seed[k]; seed[k] = t
		}
		for (i = 0; i < 24; i++)
			print seed[i], i < 12 ? "a" : "b", i % 12 + 1
	}' | while read -r seed side as; do
		sed "s/\"seed\":[0-9]*/\"seed\":$as/" \
			"$results/self/mainline.latency.$seed.jsonl" \
			>> "$tmp/$side"
	done
}

for n in $(seq 200); do
	rm -f "$tmp/a" "$tmp/b"
	deal "$n"
	"$wakestorm" compare "$tmp/a" "$tmp/b" --format json > "$tmp/json" ||
		[ $? = 1 ]
	jq -r --arg n "$n" '.compared[] | .change as $verdict |
		.metrics[] | [$n, $verdict, .family, .change] | @tsv' \
		"$tmp/json"
done > "$tmp/words"
awk -F '\t' '
	{
		all[$3]++
		count[$3, $4]++
		if ($3 == "declared" && ($4 == "regressed" || $4 == "improved"))
			alarm[$1] = 1
		if ($3 == "declared" && $2 != "same")
			verdicts++
	}
	END {
		for (n in alarm)
			alarms++
		print ""
		for (family in all)
			printf "a kernel and itself, %s: %d regressed, %d " \
				"improved, %d same, %d cannot tell\n", family,
				count[family, "regressed"],
				count[family, "improved"],
				count[family, "same"],
				count[family, "cannot tell"]
		printf "200 comparisons: %d say that something changed, and " \
			"%d verdicts are not the same\n", alarms, verdicts
		exit alarms > 2 || verdicts ||
			count["declared", "same"] < .9 * all["declared"]
	}' "$tmp/words" || failed=1
exit "${failed:-0}"
