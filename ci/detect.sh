#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# detect.sh BUILD-DIR [TIME]: who notices a hang? Two bugs, under what each tool has
# nearest to them, for TIME (60s) or to its own end, and under ours: the seed bug, in
# guests of kernel buggy, and AF_UNIX as it is, on this kernel. A Markdown table: has
# the tool said that something is wrong, when, by which exit status; and what our
# watchdog saw of it.
set -eu
wakestorm=$1/wakestorm
time=${2:-60s}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# play WHERE RUN-OPTION...: one record of one run, of a kernel's guest or here.
play() {
	where=$1
	shift
	rm -f "$tmp/r.jsonl"
	if [ "$where" = here ]; then
		set -- run --json "$tmp/r.jsonl" --timeout "$time" "$@"
	else
		set -- kernel boot "$where" --json "$tmp/r.jsonl" -- \
			run --timeout "$time" "$@"
	fi
	"$wakestorm" "$@" < /dev/null > "$tmp/out" 2>&1 || true
	[ -s "$tmp/r.jsonl" ] || { cat "$tmp/out" >&2; exit 2; }
}

# theirs BUG WHERE WORKLOAD...
theirs() {
	bug=$1 on=$2
	shift 2
	for workload; do
		play "$on" --workload "$workload"
		jq -r --arg bug "$bug" '
			"| \($bug) | \(.stressor) | " +
			(if .verdict == "skip" then "not run: \(.why) | | "
			 elif .workload.status > 0 then
				"yes | \(.elapsed_ns / 1e9 | floor) s | " +
				"\(.workload.status)"
			 else "no | | \(.workload.status)" end) +
			" | \(.verdict) |"' "$tmp/r.jsonl"
	done
}

# ours BUG WHERE STRESSOR...
ours() {
	bug=$1 on=$2
	shift 2
	for stressor; do
		for mode in duel storm; do
			play "$on" "--$stressor" 1 --mode $mode
			jq -r --arg bug "$bug" '
				"| \($bug) | wakestorm \(.stressor) \(.mode) | " +
				(if .tally.lost > 0 then
					"yes | \(.first_loss_ns / 1e5 | floor / 10) ms | 1"
				 else "no | | 0" end) +
				" | \(.verdict) |"' "$tmp/r.jsonl"
		done
	done
}

printf '| bug | tool | detected | after | exit status | our watchdog |\n'
printf '|---|---|---|--:|--:|---|\n'
theirs 'seed bug' buggy stress-ng:pipe stress-ng:pipeherd hackbench:pipe
ours 'seed bug' buggy pipe-read fuse-read
theirs AF_UNIX here stress-ng:sockpair stress-ng:sock hackbench:process \
	perf-bench:sched-messaging perf-bench:sched-pipe
ours AF_UNIX here unix-connect unix-dgram
