#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The search: it finds what is wrong on purpose, and nothing where all is right;
# in guests it finds what is known, with no hint, and repeats to the byte. The
# corpus of known scripts is played on three kernels.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/check.sh"
cd "$TMP"

# --- here ---

explore() { "$WAKESTORM" explore "$@"; }

expect 'busted is found' 1 'w1: post run' \
	explore busted --scripts 300 --json busted.jsonl
check 'its record says how often' jq_says -es '
	map(select(.script == "w1: post run"))[0] | .tally.rounds == 20 and .tally.lost == 2 and
	.evidence[0].healed != ""' busted.jsonl
expect 'a clean site is clean' 0 'pass' \
	explore eventfd pipe-write --scripts 1500 --json clean.jsonl
check 'and was searched' jq_says -es 'length == 2 and
	all(.act == "explore" and .tally.rounds == 1500 and .tally.taken > 500)' \
	clean.jsonl
expect 'fair, with threads' 1 'w1: post run' \
	explore busted --fair --threads --scripts 100
explore --from busted.jsonl --mail mail || true
check 'the mail tells the steps' grep -q '1 event is posted' mail
check 'the mail tells the proof' grep -q '^Proof: a signal woke waiter' mail
expect 'no reproducer without a form' 2 'no standalone form' \
	explore --from busted.jsonl --reproducer x.c
check 'and no file' test ! -e x.c
expect 'a finding is played again' 1 '  again' \
	explore --replay busted.jsonl --json replayed.jsonl --mail again.mail
check 'as it was' jq_says -es 'map(select(.act == "script") |
	[.stressor, .script, .verdict, .seed, .plan, .tally.rounds, .tally.lost]) |
	length == 2 and .[0] == .[1]' busted.jsonl replayed.jsonl
check 'and can be handed over' grep -q '1 event is posted' again.mail
jq -c 'select(.act == "script") | .stressor = "eventfd"' busted.jsonl > other.jsonl
expect 'what does not show again is said so' 0 'not again: it was lost-wakeup' \
	explore --replay other.jsonl
jq -c 'select(.act == "script") | .script = "w1: pst"' busted.jsonl > bad.jsonl
expect 'a finding that is none' 2 "unknown step 'pst'" explore --replay bad.jsonl
jq -c 'select(.act == "script") | .stressor = "nowhere"' busted.jsonl > bad.jsonl
expect 'a finding at no site' 2 'unknown stressor: nowhere' \
	explore --replay bad.jsonl
expect 'nothing to play again' 2 'no finding' explore --replay clean.jsonl
expect 'to play again, or to hand over' 2 'one of them' \
	explore --replay busted.jsonl --from busted.jsonl
expect 'nothing to play again in a guest' 2 'no finding' \
	"$WAKESTORM" kernel boot mainline -- explore --replay clean.jsonl
expect 'no finding in it' 2 'no finding' explore --from clean.jsonl --mail x
expect 'no records' 2 'No such file' explore --from nothing --mail x
expect 'unknown stressor' 2 'did you mean pipe-read?' explore pipe-raed
expect 'a bad script' 2 "unknown step 'pst'" \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: pst run'
expect 'a script that does not fit' 4 'no limit to change' \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: resize run'
expect 'nobody can be held here' 4 'needs ' \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: stretch0@finish_wait post run'
expect 'a place that is none' 2 "unknown step 'stretch0@finish-wait'" \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: stretch0@finish-wait run'
expect 'a script in which nothing happens' 2 'nothing was tested' \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: run' --rounds 5
expect 'no files in a guest' 2 'explore --from' \
	"$WAKESTORM" kernel boot mainline -- explore --mail x

bars() {
	expect "a bad race: $1" 2 "$2" "$WAKESTORM" run --pipe-read 1 \
		--script "w2: $1 run"
}
bars 'post|out0' 'at the same time can be: post, sig, rsig, kill, call'
bars 'post|hangup' "resize or hangup can't be at the same time"
bars 'post|sig0|sig1|rsig0|kill1' 'more than 4 steps at the same time'
bars 'post|' "unknown step ''"
expect 'a race on one CPU' 4 'needs a second CPU' taskset -c 0 \
	"$WAKESTORM" run --pipe-read 1 --script 'w2: post|sig0 run' --rounds 5
expect 'a search on one CPU has no races' 0 'pass' taskset -c 0 \
	"$WAKESTORM" explore race-busted --scripts 3000 --json one.jsonl
check 'and does not speak of them' jq_says -es 'length == 1 and
	all(.why | contains("race") | not)' one.jsonl

# Where races can be played: two CPUs, and the right to real-time.
races() {
	expect 'BUSTED: what only a race loses is found' 1 'w2: post|sig0 run' \
		explore race-busted --scripts 20000 --json race.jsonl
	check 'its record says at which offsets' jq_says -es '
		map(select(.script == "w2: post|sig0 run"))[0] |
		.verdict == "lost-wakeup" and .tally.rounds == 1280 and
		.tally.lost >= 1 and .evidence[0].healed != "" and
		.offsets.count > 1100 and .offsets.lost >= 1 and
		.offsets.lost_min_ns <= .offsets.lost_max_ns' race.jsonl
	# A waiter on another CPU may be held up in the window, too.
	check 'by nothing on one CPU' jq_says -es 'length >= 2 and all(
		.act == "explore" or (.script | test("[|]|move")))' race.jsonl
	explore --from race.jsonl --mail mail || true
	check 'the mail tells what is beside what' \
		grep -q 'and at the same time waiter 0 gets a signal' mail
	expect 'no reproducer of a race' 2 'no standalone form' \
		explore --from race.jsonl --reproducer x.c
	expect 'races can be left out' 0 'pass' \
		explore eventfd --scripts 2000 --no-races --json none.jsonl
	check 'and then are' jq_says -es \
		'length == 1 and (.[0].why | contains("race") | not)' none.jsonl
	expect 'else there are some' 0 ' races ' \
		explore eventfd --scripts 2000
	expect 'a race at a clean site' 0 'offsets met: ' "$WAKESTORM" run \
		--pipe-read 1 --script 'w3: post|post|sig1 run' --rounds 2000 \
		--json clean-race.jsonl
	check 'met its window' jq_says -es '
		length == 1 and (.[0] | .tally.posted > 3900 and
		.tally.taken == .tally.posted and .offsets.count > 3800 and
		(.offsets.bins | length) >= 48 and .offsets.finest_ns > 0)' \
		clean-race.jsonl
	expect 'a limit that has grown, in a race' 0 'pass' "$WAKESTORM" run \
		--pipe-write 1 --script 'w2: resize sig1|resize run' \
		--rounds 20 --json grown.jsonl
	check 'grows no more' jq_says -es 'all(.tally.posted == 40)' grown.jsonl
	expect 'the limit of a site that is gone, in a race' 0 'pass' \
		"$WAKESTORM" run --sysv-msgsnd 1 \
		--script 'w2: hangup sig1|resize run' --rounds 20
}
if [ "$(nproc)" -ge 2 ] && [ "$(id -u)" = 0 ]; then
	races
else
	skip races 'two CPUs and root'
fi

# --- in guests ---

# search KERNEL FILE: four sites, without a hint.
search() {
	rm -f "$2"
	"$WAKESTORM" kernel boot "$1" --tier qemu-icount --json "$2" -- \
		explore pipe-read fuse-read unix-connect epoll-kill \
		--scripts 700 > "$2.out" 2>&1 || true
}

# found KERNEL: "stressor script" of each finding
found() {
	jq -r 'select(.act == "script" and .verdict == "lost-wakeup") |
		.stressor + " " + .script' "$1.jsonl" | sort
}

check 'kernels build' "$WAKESTORM" kernel build buggy fixed mainline
for kernel in buggy fixed mainline; do
	search $kernel $kernel.jsonl
	check "$kernel: nothing broken" jq_says -es 'length >= 4 and
		all(.verdict == "pass" or .verdict == "lost-wakeup")' \
		$kernel.jsonl
	found $kernel > $kernel.found
	check "$kernel: epoll loses the killed" \
		grep -qxF 'epoll-kill w2: post kill0 run' $kernel.found
	check "$kernel: three steps and two waiters are enough" jq_says -es '
		map(select(.act == "script") | .script | split(" ")) |
		all(length <= 4 and (.[0] == "w1:" or .[0] == "w2:"))' \
		$kernel.jsonl
done
for site in pipe-read fuse-read unix-connect; do
	check "buggy: $site" grep -qxF "$site w2: post sig0 run" buggy.found
	check "fixed: $site is clean" sh -c "! grep -q '^$site ' fixed.found"
done
check 'mainline: AF_UNIX' \
	grep -qxF 'unix-connect w2: post sig0 run' mainline.found
check 'mainline: pipe and FUSE are clean' \
	sh -c '! grep -qE "^(pipe|fuse)" mainline.found'

check 'a finding repeats to the byte, by the line that is told' sh -c '
	grep -A 1 "twice the same, to the byte" buggy.jsonl.out |
		grep -q "kernel boot buggy --tier qemu-icount .* -- run --"'

search buggy again.jsonl
check 'the same seed gives the same bytes' cmp buggy.jsonl again.jsonl

# A kernel that tells what it went through.
covered() {
	rm -f "$1"
	"$WAKESTORM" kernel boot kcov --tier qemu-icount --json "$1" -- \
		explore pipe-read --scripts 300 > "$1.out" 2>&1
}
check 'a kernel with KCOV builds' "$WAKESTORM" kernel build kcov
check 'KCOV: the search is played' covered kcov.jsonl
blocks() { jq -r '.why | capture("; (?<n>[0-9]+) basic blocks;") | .n' "$1"; }
check 'KCOV: blocks are counted' test "$(blocks kcov.jsonl)" -gt 100
covered again.jsonl || true
check 'KCOV: the same bytes' cmp kcov.jsonl again.jsonl
check 'no KCOV, no count' sh -c '! grep -q "basic blocks" mainline.jsonl'

# replay KERNEL FILE: what was found on buggy
replay() {
	status=0
	rm -f "$2"
	"$WAKESTORM" kernel boot "$1" --tier qemu-icount --json "$2" -- \
		explore --replay buggy.jsonl > "$2.out" 2>&1 || status=$?
	cat "$2.out"
	return $status
}
expect 'all findings show again' 1 '  again' replay buggy replay.jsonl
check 'each as it was' jq_says -es '
	map(select(.act == "script") |
		[.stressor, .script, .verdict, .tally.rounds, .tally.lost]) |
	length >= 8 and .[: length / 2] == .[length / 2 :]' \
	buggy.jsonl replay.jsonl
check 'and is said to' test "$(grep -c '^  again' replay.jsonl.out)" = \
	"$(wc -l < replay.jsonl)"
check 'all of them to the byte, by the line that is told' sh -c '
	grep -A 1 "twice the same, to the byte" replay.jsonl.out |
		grep -q "kernel boot buggy .* -- explore --replay buggy.jsonl"'
replay buggy again.jsonl > /dev/null || true
check 'a replay repeats to the byte' cmp replay.jsonl again.jsonl
expect 'mended, not all of them' 1 '  not again: it was lost-wakeup' \
	replay fixed mended.jsonl

# Two CPUs take a QEMU that may have to be brought first.
two_cpus() {
	rm -f "$1"
	"$WAKESTORM" kernel boot mainline --tier qemu-icount --cpus 2 \
		--json "$1" -- run --pipe-read 1 --unix-connect 1 --mode duel \
		--act duel,move,race --rounds 40 > "$1.out" 2>&1 || true
}
two_cpus two.jsonl
two_cpus again.jsonl
check 'two virtual CPUs: a race is played' jq_says -es 'length == 6 and
	all(.where.cpus == 2 and
	    (.verdict == "pass" or .verdict == "lost-wakeup"))' two.jsonl
check 'two virtual CPUs: the same bytes' cmp two.jsonl again.jsonl

# --- the corpus ---

corpus=$here/../kernels/scripts.tsv
known() { grep -v '^#' "$corpus"; }

# play KERNEL COLUMN: each script at each of its sites, as the corpus has it
play() {
	sites=$(known | cut -f 1 | sort -u | sed 's/.*/--& 1/')
	scripts=$(known | cut -f 2 | sort -u | paste -sd ';')
	rm -f played.jsonl
	# shellcheck disable=SC2086 # the stressors are words
	"$WAKESTORM" kernel boot "$1" --tier qemu-icount --json played.jsonl \
		-- run $sites --script "$scripts" --rounds 10 > /dev/null 2>&1 ||
		true
	jq -r '[.stressor, .script, .verdict] | @tsv' played.jsonl | sort \
		> played
	known | cut -f "1,2,$2" | sort > wanted
	comm -13 played wanted > missing
	why < missing
	[ -s wanted ] && [ ! -s missing ]
}
check 'the corpus on buggy' play buggy 3
check 'the corpus on fixed' play fixed 4
check 'the corpus on mainline' play mainline 5
