#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A stall can't hide. A waiter, or the waker, is stopped for more than a second:
# in an open loop the longest latency is at least that, and every event that was
# due meanwhile has its share of it. The closed loop is the twin: it posts
# nothing meanwhile, and sees the stall once.
set -eu
. "$(dirname "$0")/lib/check.sh"

stall=1.1 # s; at least: sleep(1) never ends early

# The task of the run with that seed that sleeps in a kernel function of that name.
sleeper_in() { # SEED FUNCTION
	for task in $(pgrep -f -- "--seed $1"); do
		if grep -q "$2" "/proc/$task/wchan" 2> /dev/null; then
			echo "$task"
			return
		fi
	done
	return 1
}

seed=$$

# stalled FUNCTION OPTION...: a storm whose task in FUNCTION is stopped.
stalled() {
	function=$1
	shift
	seed=$((seed + 1000003))
	rm -f "$TMP/stall.jsonl"
	"$WAKESTORM" run --pipe-read 1 --mode storm --waiters 1 --signals 0 \
		--timeout 3s --seed $seed --json "$TMP/stall.jsonl" "$@" > /dev/null 2>&1 &
	pid=$!
	until task=$(sleeper_in $seed "$function"); do
		kill -0 $pid || return 1
	done
	kill -STOP "$task"
	sleep $stall
	kill -CONT "$task"
	wait $pid
}

# How many events took half a second or more: FILTER on that, and on the record.
says() {
	jq -e 'def lower: if . < 256 then . else
		((. / 128 | floor) - 1) as $shift |
		(. - $shift * 128) * pow(2; $shift) end;
		([.latency_ns.buckets[] | select((.[0] | lower) >= 5e8) | .[1]] |
		 add // 0) as $late | '"$1" "$TMP/stall.jsonl" > /dev/null
}

# shellcheck disable=SC2016 # for jq
open_loop='.plan.loop == "open" and .latency_ns.max >= 1.05e9 and $late >= 400'

if ! grep -q . /proc/self/wchan 2> /dev/null; then
	skip 'stalls' 'the kernel does not tell where a task sleeps'
	exit 0
fi
for placement in same free; do
	check "a stopped waiter, placement $placement" \
		stalled pipe_read --rate 1000 --placement $placement
	check "it shows, placement $placement" says "$open_loop"
done
check 'a stopped waker' stalled nanosleep --rate 1000
check 'it shows' says "$open_loop"
check 'a stopped waiter in a closed loop' stalled pipe_read
# Once; a busy machine may have stalls of its own.
# shellcheck disable=SC2016
check 'it shows once' says '.plan.loop == "closed" and $late >= 1 and
	$late < 10 and .latency_ns.max >= 1.05e9'
