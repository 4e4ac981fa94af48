#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The checker can fail: a stressor that forgets every tenth wakeup is reported
# at exactly that rate, in each mode and with each kind of waiter.
set -eu
. "$(dirname "$0")/lib/check.sh"

exactly_a_tenth() {
	rm -f "$TMP/busted.jsonl"
	"$WAKESTORM" run --busted 1 --json "$TMP/busted.jsonl" "$@" \
		> /dev/null 2>&1 || [ $? = 1 ] || return 1
	jq -e '.verdict == "lost-wakeup" and .tally.posted >= 200 and
	       .tally.lost == (.tally.posted / 10 | floor) and
	       .tally.taken == .tally.posted and
	       .evidence[0].healed != ""' "$TMP/busted.jsonl" > /dev/null
}

for tasks in '' --threads; do
	for waiters in 2 16; do
		# shellcheck disable=SC2086 # the option may be none
		check "busted duel $waiters waiters $tasks" exactly_a_tenth \
			--mode duel --rounds 1000 --waiters $waiters $tasks
		# shellcheck disable=SC2086
		check "busted storm $waiters waiters $tasks" exactly_a_tenth \
			--mode storm --rounds 400 --waiters $waiters $tasks
	done
done
for act in ping signal-first burst; do
	check "busted by act $act" exactly_a_tenth \
		--mode duel --act $act --rounds 300 --waiters 5
done
check "busted duel without real-time" exactly_a_tenth \
	--mode duel --rounds 300 --fair
check "busted storm with three wakers" exactly_a_tenth \
	--mode storm --rounds 400 --waiters 16 --wakers 3 --signals 5000

# What is right but for a window is lost in a race, and in order never.
in_a_race_only() {
	rm -f "$TMP/race.jsonl"
	"$WAKESTORM" run --race-busted 1 --json "$TMP/race.jsonl" --rounds 3000 \
		--script 'w2: post|sig0 run; w2: sig0 post run; w2: post sig0 run' \
		> /dev/null 2>&1 || [ $? = 1 ] || return 1
	jq -es 'map([.verdict, .tally.lost > 0, .tally.posted > 2900]) ==
		[["lost-wakeup", true, true], ["pass", false, true],
		 ["pass", false, true]]' "$TMP/race.jsonl" > /dev/null
}
if [ "$(nproc)" -ge 2 ]; then
	check 'busted in a race only' in_a_race_only
else
	skip 'busted in a race only' 'two CPUs'
fi
