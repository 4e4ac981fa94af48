#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Whatever ends a run, nothing stays behind: no process, mount or file; and
# what was recorded can be read.
set -eu
. "$(dirname "$0")/lib/check.sh"

# Tasks of a run carry a number of sites that nothing else has.
ours() { pgrep -f -- "--seed $1" > /dev/null; }

gone() {
	tries=0
	while ours "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
		sleep 0.01 # polls for an end that the kernel works on
	done
}


seed=$$
for signal in INT TERM KILL; do
	for tasks in '' --threads; do
		seed=$((seed + 1000003))
		rm -f "$TMP/part.jsonl"
		# shellcheck disable=SC2086 # the option may be none
		"$WAKESTORM" run --pipe-read 1 --fuse-read 1 --unix-connect 1 \
			--timeout 60s --sequential --waiters 8 --seed $seed \
			--mode storm,duel $tasks --json "$TMP/part.jsonl" \
			> /dev/null 2>&1 &
		pid=$!
		(sleep 1; kill -s $signal $pid) 2> /dev/null
		wait $pid 2> /dev/null || true
		check "SIG$signal $tasks leaves no task" gone $seed
		check "SIG$signal $tasks leaves no mount" \
			sh -c '! grep -q "^wakestorm " /proc/mounts'
		touch "$TMP/part.jsonl"
		check "SIG$signal $tasks leaves readable records" \
			jq_says -e . "$TMP/part.jsonl" --slurp
	done
done

interrupted_keeps_results() {
	rm -f "$TMP/int.jsonl"
	"$WAKESTORM" run --pipe-read 1 --mode storm --timeout 60s \
		--json "$TMP/int.jsonl" > /dev/null 2>&1 &
	pid=$!
	sleep 1
	kill -INT $pid
	wait $pid || true
	jq -e '.verdict == "pass" and .tally.taken > 0' "$TMP/int.jsonl" \
		> /dev/null
}
check 'an interrupted run keeps its result' interrupted_keeps_results
