#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a user types: bad input is refused in one clear line with the right exit
# status before anything starts; records are what the table says.
set -eu
. "$(dirname "$0")/lib/check.sh"

one_line() { [ "$(wc -l < "$TMP/out")" = 1 ]; }

bad() {
	expect "$@"
	check "$1: one line" one_line
}

bad 'unknown command' 2 'did you mean run?' "$WAKESTORM" rum
bad 'unknown stressor' 2 'did you mean --pipe-read?' "$WAKESTORM" run --pipe-raed 1
bad 'unknown option' 2 'did you mean --rounds?' "$WAKESTORM" run --ronds 1
bad 'far from any option' 2 'try --help' "$WAKESTORM" run --qqqqqqqq
bad 'no number of sites' 2 'how many sites' "$WAKESTORM" run --pipe-read
bad 'zero sites' 2 'how many sites' "$WAKESTORM" run --pipe-read 0
bad 'not a number' 2 'not a number' "$WAKESTORM" run --rounds many
bad 'too many waiters' 2 'from 1 to 4096' "$WAKESTORM" run --waiters 5000
bad 'too many waiters in a list' 2 'from 1 to 4096' "$WAKESTORM" run --waiters 4,5000
bad 'a list with a hole' 2 'not a number' "$WAKESTORM" run --waiters 4,,8
bad 'negative' 2 'not a number' "$WAKESTORM" run --rounds -1
bad 'overflow' 2 'not a number' "$WAKESTORM" run --rounds 99999999999999999999
bad 'not a time' 2 'not a time' "$WAKESTORM" run --timeout soon
bad 'no act' 2 '--act: which?' "$WAKESTORM" run --pipe-read 1 --act ''
bad 'no mode' 2 '--mode: which?' "$WAKESTORM" run --pipe-read 1 --mode ,
bad 'unknown mode' 2 'did you mean duel?' "$WAKESTORM" run --mode dual
bad 'exclude without all' 2 'leaves stressors out of --all' "$WAKESTORM" run \
	--pipe-read 1 --exclude pipe-read
bad 'unknown exclude' 2 'did you mean eventfd?' "$WAKESTORM" run --all 1 --exclude eventfs
bad 'unknown placement' 2 'did you mean same?' "$WAKESTORM" run --placement sane
bad 'coincidences without signals' 2 'leave out' "$WAKESTORM" run --signals 0 --coincidences 5
bad 'flag with value' 2 'takes no value' "$WAKESTORM" run --threads=yes
bad 'missing value' 2 'needs' "$WAKESTORM" run --rounds
bad 'plain argument' 2 "unexpected argument 'now'" "$WAKESTORM" run now
bad 'json in no folder' 2 'No such file' "$WAKESTORM" run --pipe-read 1 --json /nonexistent/x
bad 'a reproducer in no folder' 2 '--reproducer /nonexistent/x.c: No such' \
	"$WAKESTORM" explore --reproducer /nonexistent/x.c pipe-read
bad 'a mail that is a folder' 2 '--mail /: Is a directory' \
	"$WAKESTORM" explore --mail / pipe-read
bad 'records of a guest in no folder' 2 '--json /nonexistent/x: No such' \
	"$WAKESTORM" kernel boot buggy --json /nonexistent/x -- run --pipe-read 1
bad 'the console of a guest in no folder' 2 '--console /nonexistent/x: No such' \
	"$WAKESTORM" kernel boot buggy --console /nonexistent/x -- run --pipe-read 1
bad 'unknown mutant' 2 'did you mean pipe-torn-index?' "$WAKESTORM" run --mutant pipe-torn-indx
bad 'far from any mode' 2 'must be duel or storm' "$WAKESTORM" run --mode fight
bad 'no number of sites' 2 '--pipe-read: how many' "$WAKESTORM" run --pipe-read
bad 'a rate of duels' 2 'add --mode storm' "$WAKESTORM" run --pipe-read 1 --mode duel --rate 5
bad 'two mutants' 2 'one of them' "$WAKESTORM" run --mutant pipe-torn-index,epoll-timed-out
bad 'all mutants at one stressor' 2 'stressors of its own' "$WAKESTORM" run --mutant all --pipe-read 1
bad 'a mutant by an act' 2 'acts of its own' "$WAKESTORM" run --mutant all --act duel
bad 'a mutant that nothing kills' 2 'nothing kills it' "$WAKESTORM" run --mutant futex-no-barrier
bad 'no mutants here' 2 'this kernel has none' "$WAKESTORM" run --mutant all
# Each patch has its place in the table of kills, and in the kernel: those of
# switched-7.3 in that of the newest source, which takes the others where it can.
kernels=$(dirname "$0")/../kernels
for patch in "$kernels"/patches/mutants/switched*/*.patch; do
	name=$(basename "$patch" .patch)
	folder=$(basename "$(dirname "$patch")")
	kernel=mutants
	[ "$folder" = switched ] || kernel=mutants-newest
	check "kernel $kernel has $name" grep -q "mutants/$folder/$name\( \|$\)" \
		"$kernels/$kernel.kernel"
	[ "$name" != mutant-switch ] || continue
	bad "mutant $name of $kernel is known" 2 "--mutant $name: " \
		"$WAKESTORM" run --mutant "$name"
done
# What the newest kernel has is what its switch lists.
switched() {
	sed -n 's/^+\tX(\([a-z_]*\)).*/\1/p' \
		"$kernels/patches/mutants/switched-7.3/mutant-switch.patch" | tr _ - | sort
}
patched() {
	sed -n 's/^patches *//p' "$kernels/mutants-newest.kernel" | tr ' ' '\n' |
		sed 's,.*/,,' | grep -vx mutant-switch | sort
}
check 'the switch of mutants-newest has its patches' test "$(switched)" = "$(patched)"
expect 'help' 0 'Usage: wakestorm' "$WAKESTORM" --help
expect 'no command is no pass' 2 'Usage: wakestorm' "$WAKESTORM"
expect 'help of kernel' 0 'Usage: wakestorm kernel' "$WAKESTORM" kernel --help
expect 'no verb is no pass' 2 'Usage: wakestorm kernel' "$WAKESTORM" kernel
expect 'help of run' 0 '--waiters' "$WAKESTORM" run --help
expect 'version' 0 "$(cat "$(dirname "$0")/../VERSION")" "$WAKESTORM" --version
expect 'list' 0 'unix-connect' "$WAKESTORM" list
expect 'list of one' 0 'unix_sk(listener)->peer_wait' "$WAKESTORM" list unix-connect
expect 'list --verbose' 0 'pipe->rd_wait' "$WAKESTORM" list --verbose
expect 'list --json' 0 '"primitive": "wait_event_interruptible_exclusive"' \
	"$WAKESTORM" list --json pipe-read
bad 'list of an unknown stressor' 2 'did you mean pipe-read?' "$WAKESTORM" list pipe-raed

expect 'pipe-read passes' 0 'pass' "$WAKESTORM" run --pipe-read 1 --rounds 500 \
	--json "$TMP/pass.jsonl"
expect 'busted is found' 1 'lost-wakeup' "$WAKESTORM" run --busted 1 --rounds 50
expect 'nothing can run' 4 'skip' "$WAKESTORM" run --ioctl-pass-on 1 --mode duel
expect 'full disk' 2 "can't write /dev/full" "$WAKESTORM" run --pipe-read 1 \
	--mode duel --rounds 50 --json /dev/full

records_agree() {
	jq -es 'length == 2 and all(.schema == "wakestorm/1" and
		.verdict == "pass" and .tally.posted == .tally.taken and
		.tally.posted >= 500 and .latency_ns.count > 0 and
		([.latency_ns.buckets[][1]] | add) == .latency_ns.count)' \
		"$TMP/pass.jsonl" > /dev/null
}
check 'records add up' records_agree

expect 'metrics' 1 'coincidences a second' "$WAKESTORM" run --busted 1 \
	--mode storm --rounds 200 --metrics --json "$TMP/storm.jsonl"
storm_agrees() {
	jq -e '.tally.lost == 20 and (.timeline.lost_ns | length) == 20 and
		(.timeline.taken | add) == .tally.taken and
		(.timeline.signals | add) == .tally.signals and
		.storm.least <= .tally.taken / .plan.waiters and
		.storm.most >= .tally.taken / .plan.waiters and
		.storm.jain > .24 and .storm.jain <= 1.000001' \
		"$TMP/storm.jsonl" > /dev/null
}
check 'a storm adds up' storm_agrees

bad 'no such event' 2 "no event 'nonsense' here" "$WAKESTORM" run --perf nonsense
bad 'a group that is open' 2 'malformed' "$WAKESTORM" run --perf '{cpu-clock,page-faults'
bad 'no name' 2 'malformed' "$WAKESTORM" run --perf 'cpu-clock,,page-faults'
expect 'list of events' 0 'context-switches' "$WAKESTORM" run --perf list
expect 'events in a group' 0 'a wakeup' "$WAKESTORM" run --pipe-read 1 \
	--mode storm --rounds 500 --perf '{context-switches,cpu-clock},page-faults' \
	--metrics --json "$TMP/perf.jsonl"
perf_agrees() {
	jq -e '.tally.taken as $taken | .perf | length == 3 and
		([.[] | select(.errno) | .errno] | all(. == 1 or . == 13)) and
		all(.[]; .errno or (.share > 0 and .share <= 1)) and
		(.[0].errno or (.[0].value > 0 and
			.[0].per_wakeup == .[0].value / $taken))' \
		"$TMP/perf.jsonl" > /dev/null
}
check 'counters add up' perf_agrees

# Tracefs may not be there; root can have one of its own.
traced() {
	# shellcheck disable=SC2016 # for the shell in there
	unshare -m sh -c '[ -e /sys/kernel/tracing/events ] ||
		mount -t tracefs none /sys/kernel/tracing || exit 99
		exec "$@"' sh "$WAKESTORM" run --pipe-read 1 --mode storm \
		--signals 0 --rounds 5000 --trace --metrics --json "$TMP/trace.jsonl"
}
# Each sleep ends with a waking, and each waking is told.
trace_agrees() {
	jq -e '.plan.traced and (.switch_in_latency_ns as $s | .storm as $w |
		($s.count + $w.trace_on_cpu + $w.trace_unseen) as $wakings |
		$wakings > .9 * .tally.switches and
		$wakings < 1.1 * .tally.switches and
		($w.trace_unseen > 0 or $s.p50 < .latency_ns.p50))' "$TMP/trace.jsonl" > /dev/null
}
if unshare -m sh -c '[ -e /sys/kernel/tracing/events ] ||
	mount -t tracefs none /sys/kernel/tracing' 2> /dev/null; then
	expect 'trace' 0 'waking to switch-in' traced
	check 'the way onto the CPU is part of the latency' trace_agrees
else
	skip 'trace' 'no right to tracefs'
	bad 'no tracepoints' 2 'as root' "$WAKESTORM" run --trace
fi

expect 'a curve' 0 '64 waiters' "$WAKESTORM" run --pipe-read 1 --eventfd 1 \
	--mode storm --rounds 200 --waiters 1,8,64 --json "$TMP/curve.jsonl"
check 'a run for each number of waiters' jq_says -es 'map(.plan.waiters) ==
	[1, 8, 64, 1, 8, 64]' "$TMP/curve.jsonl"

# The text of percentiles goes up to all values, in rows of four columns.
expect 'hgrm' 0 'Total count' "$WAKESTORM" hgrm "$TMP/pass.jsonl"
cp "$TMP/out" "$TMP/hgrm"
hgrm_agrees() {
	count=$(jq 'select(.mode == "storm") | .latency_ns.count' "$TMP/pass.jsonl")
	awk -v count="$count" '/^ *[0-9]/ {
		if ($1 < value || $2 < share || $3 < total) exit bad = 1
		if (NF == 4 && ($4 * (1 - $2) < .9 || $4 * (1 - $2) > 1.1)) exit bad = 1
		value = $1; share = $2; total = $3 }
		END { exit bad || share != 1 || total != count }' "$TMP/hgrm"
}
check 'hgrm adds up' hgrm_agrees
bad 'hgrm of no stressor that is there' 2 '--of latency --stressor eventfd' \
	"$WAKESTORM" hgrm "$TMP/pass.jsonl" --stressor eventfd
bad 'hgrm of nothing known' 2 'latency, kernel, signal or switch-in' \
	"$WAKESTORM" hgrm "$TMP/pass.jsonl" --of nothing

# A run of all: what was skipped has no row, and is told once, by reasons.
quick=$TMP/quick
"$WAKESTORM" run --mode duel --rounds 1 --json "$quick.jsonl" > "$quick.out" || true
jq -r 'select(.verdict == "skip").stressor' "$quick.jsonl" | sort -u > "$quick.skipped"
if [ -s "$quick.skipped" ]; then
	no_rows() { ! grep -qE '^[a-z0-9-]+ +[a-z-]+ +skip ' "$quick.out"; }
	check 'skipped: no rows' no_rows
	sed -n '/^Skipped:/,/^$/s/^    //p' "$quick.out" | tr -d ' ' | tr , '\n' |
		sed '/^$/d' | sort > "$quick.told"
	check 'skipped: each is told' cmp "$quick.skipped" "$quick.told"
else
	skip 'skipped ones' 'all can run here'
fi
check 'a verdict and its evidence fit' awk '/^This kernel|^No lost/ { on = 1 }
	/^Skipped/ { on = 0 } on && length > 80 { exit 1 }' "$quick.out"

# Every option is in the manual; help fits a terminal.
narrow() {
	"$WAKESTORM" "$@" --help > "$TMP/help" &&
		awk 'length > 80 { exit 1 }' "$TMP/help"
}
manual="$(dirname "$0")/../docs/wakestorm.1"
for command in run explore list bisect kernel "kernel build" "kernel boot" \
	"kernel list" "kernel tiers" "kernel prune" "kernel first-bad" \
	"kernel initramfs" matrix compare report plot import hgrm; do
	# shellcheck disable=SC2086 # a verb is a word of its own
	check "help of $command fits" narrow $command
	# shellcheck disable=SC2086
	for option in $("$WAKESTORM" $command --help 2> /dev/null |
		sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		check "manual has $command --$option" \
			grep -q -- "$(printf %s "$option" | sed 's/-/\\\\-/g')" \
			"$manual"
	done
done

# Guests: refused before anything is built or booted.
bad 'a file system without a name' 2 'needs --out' "$WAKESTORM" kernel initramfs -- run
bad 'a file system without a command' 2 'which command?' "$WAKESTORM" kernel initramfs --out x
bad 'a file system with a wrong command' 2 'did you mean --rounds?' \
	"$WAKESTORM" kernel initramfs --out x -- run --ronds 1
bad 'a file system in no folder' 2 'No such file' \
	"$WAKESTORM" kernel initramfs --out /nonexistent/x -- run
bad 'an id of no kernel' 2 'did you mean mainline?' "$WAKESTORM" kernel list --ids mianline
bad 'prebuilt kernels by name' 2 'leave out buggy' "$WAKESTORM" kernel list --images buggy
bad 'unknown kernel' 2 'did you mean mainline?' "$WAKESTORM" kernel build mianline
bad 'no such source' 2 'No such file' "$WAKESTORM" kernel build --source /nonexistent mainline
bad 'a commit of no repository' 2 'add --source' "$WAKESTORM" kernel build --ref v6.1 mainline
bad 'not a repository' 2 'not a git repository' "$WAKESTORM" kernel build --source /proc --ref HEAD \
	mainline
bad 'no such patch' 2 'no-such.patch' "$WAKESTORM" kernel build --patch /no-such.patch mainline
bad 'unknown tier' 2 'uml, qemu-icount or qemu' "$WAKESTORM" kernel boot --tier vax mainline -- run
bad 'a process in QEMU' 2 'needs tier uml' "$WAKESTORM" kernel boot --tier qemu uml-buggy -- run
bad 'a machine as process' 2 'needs a tier of QEMU' "$WAKESTORM" kernel boot --tier uml buggy -- run
bad 'a process of two CPUs' 2 '1 to 1' "$WAKESTORM" kernel boot --cpus 2 uml-buggy -- run
bad 'a patch for a prebuilt kernel' 2 'takes no --source' "$WAKESTORM" kernel build cloud-6.1 \
	--patch pass-wakeup-on
bad 'first-bad without a run' 2 'GOOD BAD -- run' "$WAKESTORM" kernel first-bad cloud-6.1 cloud-6.12
bad 'first-bad with a wrong run' 2 'pipe-read' "$WAKESTORM" kernel first-bad cloud-6.1 \
	cloud-6.12 -- run --pipe-raed 1
bad 'first-bad in a process' 2 'not tier uml' "$WAKESTORM" kernel first-bad --tier uml \
	cloud-6.1 cloud-6.12 -- run --pipe-read 1
bisect() { "$WAKESTORM" bisect --tree /proc --stressor pipe-read "$@"; }
bad 'bisect of nothing' 2 '--tree DIR' "$WAKESTORM" bisect a b
bad 'bisect without a stressor' 2 '--stressor NAME' "$WAKESTORM" bisect --tree /proc a b
bad 'bisect with one end' 2 'GOOD BAD' bisect a
bad 'explore of an unknown stressor' 2 'did you mean pipe-read?' "$WAKESTORM" explore pipe-raed
bad 'bisect with a wrong stressor' 2 'did you mean pipe-read?' "$WAKESTORM" bisect --tree . --stressor pipe-raed a b
bad 'bisect with a wrong act' 2 'did you mean' bisect --act dual a b
bad 'bisect with words of run that are none' 2 'pipe-raed' bisect a b -- --pipe-raed 1
bad 'bisect with too much confidence' 2 'from 50 to 99.99' bisect --confidence 100 a b
bad 'bisect of latency in a process' 2 'qemu-icount only' bisect --latency 5 --kernel uml a b
bad 'bisect of latency by an act' 2 'without --act' bisect --latency 5 --act duel a b
bad 'bisect of a prebuilt kernel' 2 'commits are built' bisect --kernel cloud-6.1 a b
bad 'bisect of no repository' 2 'not a git repository' bisect a b
bad 'a step without runs' 128 '--runs N' bisect --step a
bad 'a step of latency' 128 'without --act and --step' bisect --step --runs 1 --latency 5 a
bad 'not run in a guest' 2 'run and explore work' "$WAKESTORM" kernel boot mainline -- list
bad 'no argument to append' 2 'no argument in it' "$WAKESTORM" kernel boot --append ' ' mainline -- run
bad 'a quote to append' 2 'without its twin' "$WAKESTORM" kernel boot --append 'a="b c' mainline -- run
bad 'a line to append' 2 'printable ASCII' "$WAKESTORM" kernel boot --append 'a
b' mainline -- run
bad 'an end to append' 2 "end the kernel's arguments" "$WAKESTORM" kernel boot --append 'a -- b' mainline -- run
bad 'fragments of a prebuilt kernel' 2 'takes no fragments' "$WAKESTORM" kernel boot cloud-6.1+debug -- run
bad 'unknown stressor in a guest' 2 'did you mean --pipe-read?' \
	"$WAKESTORM" kernel boot mainline -- run --pipe-raed 1
tiers() { "$WAKESTORM" kernel tiers | awk '/^[a-z]/ { printf "%s ", $1 }'; }
check 'kernel tiers' test "$(tiers)" = 'native uml qemu-icount qemu '
no_tiers() { PATH=$TMP/empty "$WAKESTORM" kernel tiers; }
expect 'a tier that does not work here says why' 0 \
	'qemu         no   no qemu-system-x86_64: ./configure --install-deps' no_tiers
bad 'prune of a wrong size' 2 'not a number' "$WAKESTORM" kernel prune --keep 4X
bad 'prune of something' 2 'unexpected argument' "$WAKESTORM" kernel prune mainline
bad 'no such matrix' 2 'No such file' "$WAKESTORM" matrix run nosuch --out "$TMP/m"
bad 'matrix without folder' 2 'needs --out' "$WAKESTORM" matrix run demo
printf 'kernels mainlin\nseeds 1\nrun a tier=qemu cpus=1 : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'unknown kernel in a matrix' 2 'mainline' "$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nseeds 1\nrun a tier=qemu cpus=1 : --pipe-raed 1\n' > "$TMP/bad.matrix"
expect 'unknown stressor in a matrix' 2 'did you mean --pipe-read?' \
	"$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nseeds 1\nrun a on=buggy : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'a run on a kernel that is not there' 2 "not in the 'kernels' line" \
	"$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nseeds 1\nrun a append==x : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'a nameless argument in a matrix' 2 'a value without a name' \
	"$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nseeds 1\nrun a stall=5ms : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'a limit of nothing in a matrix' 2 'a second or more' \
	"$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nseeds 1\nrun a stll=5s : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'an unknown property in a matrix' 2 'nor the colon' \
	"$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'kernels mainline\nfragments - preemt\nseeds 1\nrun a : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'an unknown fragment in a matrix' 2 'preempt' "$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
printf 'fragments debug\nkernels mainline\nseeds 1\nrun a : --pipe-read 1\n' > "$TMP/bad.matrix"
expect 'fragments above the kernels' 2 "below 'kernels'" "$WAKESTORM" matrix run "$TMP/bad.matrix" --out "$TMP/m"
no_qemu() { PATH=$TMP/empty "$WAKESTORM" matrix run demo --out "$TMP/m"; }
expect 'no QEMU' 2 '--install-deps' no_qemu
check 'a refused matrix makes no folder' test ! -e "$TMP/m"
bad 'no results' 2 'no results' "$WAKESTORM" report /nonexistent
