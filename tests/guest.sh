#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The whole way through a guest: build, boot, stress, bring records back.  Nothing
# is skipped there: guests give root, /dev/fuse and our module.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/check.sh"
cd "$TMP"

all='--pipe-read 1 --pipe-write 1 --fuse-read 1 --unix-connect 1
--unix-dgram 1 --eventfd 1 --ioctl-exclusive 1 --ioctl-pass-on 1
--ioctl-busted 1 --busted 1'

# boot KERNEL TIER FILE RUN-OPTION...
boot() {
	kernel=$1 tier=$2 file=$3
	shift 3
	rm -f "$file"
	# shellcheck disable=SC2086 # the stressors are words
	"$WAKESTORM" kernel boot "$kernel" --tier "$tier" --json "$file" \
		--console "$file.console" -- run $all "$@" > "$file.out" 2>&1
}

# lost KERNEL: the stressors that lost wakeups in a duel, in one line
lost() {
	jq -rs 'map(select(.mode == "duel" and .verdict == "lost-wakeup")) |
		map(.stressor) | sort | join(" ")' "$1"
}

verdicts() {
	check "$1: no broken, no skip" jq_says -es 'length == 10 and
		all(.verdict == "pass" or .verdict == "lost-wakeup")' "$1.jsonl"
	check "$1: every loss in every round, and proven" jq_says -es '
		map(select(.verdict == "lost-wakeup" and .stressor != "busted")) |
		all(.tally.lost == .tally.rounds and .evidence[0].healed != "")' \
		"$1.jsonl"
	check "$1: loses at $2" test "$(lost "$1.jsonl")" = "$2"
}

check 'kernels build' "$WAKESTORM" kernel build buggy fixed mainline

for kernel in buggy fixed mainline; do
	boot $kernel qemu-icount $kernel.jsonl --mode duel --rounds 40 || true
done
verdicts buggy 'busted fuse-read ioctl-busted ioctl-exclusive pipe-read unix-connect unix-dgram'
verdicts fixed 'busted ioctl-busted'
verdicts mainline 'busted ioctl-busted unix-connect unix-dgram'

# Virtual time: the same seed, the same bytes, also on a busy host.
spin() { while :; do :; done; }
spin & one=$!
spin & two=$!
boot buggy qemu-icount again.jsonl --mode duel --rounds 40 || true
kill $one $two
check 'the same seed gives the same bytes' cmp buggy.jsonl again.jsonl

# Who reads the console alone has KTAP there; records come as ever.
boot buggy qemu-icount told.jsonl --mode duel --rounds 40 --ktap || true
tr -d '\r' < told.jsonl.console | sed -n '/^KTAP/,/^\(not \)\{0,1\}ok 1 /p' > told.ktap
check 'KTAP on the console' test "$(awk -f "$here/lib/ktap.awk" told.ktap)" = \
	'5 ok, 5 not ok, 0 skipped'
check 'KTAP on the console: as a report of the records has it' test \
	"$(grep -v '^  #' told.ktap)" = "$("$WAKESTORM" report told.jsonl \
		--format ktap | grep -v '^  #')"
verdicts_of() { jq -c '[.stressor, .verdict, .tally.lost]' "$1"; }
check 'KTAP on the console: it costs no record' test \
	"$(verdicts_of told.jsonl)" = "$(verdicts_of buggy.jsonl)"
grep -v '^  not ok 3 ' told.ktap > busted.ktap
check 'BUSTED: a console that lost a line is seen' test \
	"$(awk -f "$here/lib/ktap.awk" busted.ktap > ktap.out || echo seen)" = seen

# The same for a machine of somebody else: no second line, no host of ours, only
# kernel, file system and console.
"$WAKESTORM" kernel initramfs buggy --out alone.cpio -- run --pipe-read 1 \
	--ioctl-busted 1 --mode duel --rounds 20 --ktap 2> alone.err
read -r _ _ _ buggy <<EOF
$("$WAKESTORM" kernel build buggy 2> /dev/null)
EOF
timeout 120 qemu-system-x86_64 -M pc -m 256 -nodefaults -no-reboot -display none \
	-serial file:alone.console -kernel "$buggy/image" -initrd alone.cpio \
	-append 'console=ttyS0 panic=-1 reboot=t' < /dev/null || true
tr -d '\r' < alone.console | sed -n '/^KTAP/,/^\(not \)\{0,1\}ok 1 /p' > alone.ktap
check 'alone: KTAP on the console' test "$(awk -f "$here/lib/ktap.awk" alone.ktap)" = \
	'1 ok, 1 not ok, 0 skipped'
check 'alone: our module is there, and a loss is found' test \
	"$(grep -c -e '^  ok 1 ioctl-busted: .* # XFAIL ' \
		-e '^  not ok 2 pipe-read: .* # lost-wakeup$' alone.ktap)" = 2
check 'alone: it tells its status, and ends' grep -q \
	'^wakestorm: ended with status 1' alone.console

boot mainline qemu storm.jsonl --mode storm --rounds 400 || true
check 'storm in a guest: no broken, no skip' jq_says -es 'length == 10 and
	all(.verdict == "pass" or .verdict == "lost-wakeup")' storm.jsonl
check 'storm in a guest: the module stamps in the kernel' jq_says -es '
	map(select(.stressor == "ioctl-exclusive")) |
	all(.kernel_latency_ns.count > 0)' storm.jsonl
check 'a guest has the CPUs that it asked for' jq_says -es \
	'all(.where.cpus == 2 and .where.tier == "qemu")' storm.jsonl

# In virtual time a cost is instructions: a wakeup must not get dearer with the
# number of waiters, but for what a cache does.
"$WAKESTORM" kernel boot mainline --tier qemu-icount --json many.jsonl -- run \
	--pipe-read 1 --mode storm --threads --signals 0 --waiters 64,4096 \
	--rounds 16384 > many.out 2>&1 || true
check '4,096 waiters: a wakeup costs at most 1.3 of one of 64' jq_says -es '
	map({ key: "\(.plan.waiters)", value: (select(.verdict == "pass") |
		.storm.running_ns / .tally.taken) }) | from_entries |
	.["4096"] / .["64"] | . > 0.9 and . <= 1.3' many.jsonl

# Each mutant is killed by what mutants.c says, in one boot, and without it nothing
# is lost.  That the judge can fail is a unit test.
check 'mutants: all that can be killed are' "$WAKESTORM" matrix run mutants \
	--out mutants
check 'mutants: each record says which was on' jq_says -es '
	map(select(.where.mutant != "")) | length > 0 and
	([.[].where.mutant] | unique | length) == length and
	all(.where.kernel == "mutants+" + .where.mutant and
		(.tally.lost > 0 or .verdict == "hang"))' \
	mutants/*.jsonl
check 'mutants: off, the kernel loses nothing' jq_says -es '
	length == 2 * (map(select(.where.mutant != "")) | length) and
	(map(select(.where.mutant == "")) |
	all(.where.kernel == "mutants" and .tally.lost == 0))' mutants/*.jsonl

cp -r mutants unplayed
jq -c 'select(.where.mutant != "epoll-timed-out")' mutants/*.jsonl \
	> "unplayed/$(cd mutants && echo ./*.jsonl)"
expect 'BUSTED: a mutant that was not played is told' 2 \
	'mutants+epoll-timed-out: epoll was not played with the mutant' \
	"$WAKESTORM" matrix run mutants --out unplayed --resume

# Every site, by every act, on two kernels and on their mended twins. The judge
# wants each as kernels/found.tsv has it; it can fail.
sites() {
	"$WAKESTORM" matrix run sites --out sites > sites.out 2>&1 ||
		{ tail -n 40 sites.out; grep -v '\[' sites.out | why; return 1; }
}
check 'every site is as it was found' sites
cat sites/*.jsonl > sites.jsonl
check 'no skip, but where an act does not fit the site' jq_says -es 'all(
	.verdict != "broken" and
	(.verdict != "skip" or .why == "nothing ends this sleep" or
	 .why == "a storm counts one waiter to an event" or
	 (.why | startswith("needs "))))' sites.jsonl
check 'every act was played' jq_says -es '
	[.[] | .act] | unique | length == 16' sites.jsonl
check 'BUSTED: every duel of a wrong site is caught' jq_says -es '
	map(select(.act == "duel" and (.stressor | test("-busted$")) and
		   .verdict == "lost-wakeup")) |
	length >= 16 and all(.tally.lost == .tally.rounds)' sites.jsonl

# Programs that are not ours, with their libraries.
foreign() {
	"$WAKESTORM" kernel boot buggy --tier qemu-icount \
		--boot-limit 180s --json foreign.jsonl -- run \
		--workload stress-ng:switch --noise 'stress-ng --cpu 1' \
		--timeout 1s > foreign.out 2>&1
}
if command -v stress-ng > /dev/null; then
	check 'guest: a workload beside noise' foreign
	check 'guest: its record' jq_says -es 'length == 1 and
		all(.verdict == "pass" and .where.kernel == "buggy" and
		.tally.taken > 0 and .workload.status == 0 and
		.noise.status == 0)' foreign.jsonl
else
	skip 'guest: workloads' 'stress-ng is not installed'
fi

# A window of three instructions is hit in each round that gets there, and what
# has none is right, whatever it is held at.
narrow='--unix-recv 1 --unix-accept 1 --udp-recv 1 --netlink-recv 1
--packet-recv 1 --rxrpc-recv 1'
right='--ioctl-exclusive 1 --ioctl-open-coded 1 --ioctl-pass-on 1
--pipe-read 1 --tcp-accept 1'

# stretch KERNEL FILE STRESSOR...
stretch() {
	kernel=$1 file=$2
	shift 2
	"$WAKESTORM" kernel boot "$kernel" --tier qemu-icount --cpus 2 \
		--json "$file" -- run --mode duel --act stretch --rounds 40 \
		"$@" > "$file.out" 2>&1 || true
}
# shellcheck disable=SC2086 # the stressors are words
stretch full stretch.jsonl $right $narrow --ioctl-narrow-busted 1
# shellcheck disable=SC2086
stretch full-fixed mended.jsonl $right $narrow
of() { jq -r "select(.verdict == \"$1\") | .stressor" "$2" | sort | paste -sd ' '; }
check 'stretch: what is right loses nothing' test "$(of pass stretch.jsonl)" = \
	'ioctl-exclusive ioctl-open-coded ioctl-pass-on pipe-read tcp-accept'
check 'stretch: a narrow window is hit' test "$(of narrow stretch.jsonl)" = \
	'ioctl-narrow-busted netlink-recv packet-recv rxrpc-recv udp-recv unix-accept unix-recv'
check 'stretch: each time' jq_says -es '
	map(select(.stressor == "ioctl-narrow-busted")) | length == 1 and
	all(.verdict == "narrow" and .evidence[0].healed != "" and
	    (.why | test("prepare_to_wait_exclusive > finish_wait")) and
	    (.why | capture("finish_wait (?<lost>[0-9]+)/(?<held>[0-9]+)$") |
	     .lost == .held))' stretch.jsonl
# The same by a script, whoever is there to take the event: waiter 0 queues once
# more with its signal pending, waiter 1 behind it.
export held='w1: stretch0@finish_wait#2 sig0 call1 run1 post run'
rm -f held.jsonl
"$WAKESTORM" kernel boot full --tier qemu-icount --cpus 2 --json held.jsonl -- \
	run --unix-recv 1 --ioctl-narrow-busted 1 --ioctl-open-coded 1 \
	--script "$held;w2: stretch0@finish_wait sig0 post run;w2: stretch0@nowhere sig0 post run" \
	--rounds 10 > held.out 2>&1 || true
check 'stretch: a script holds, each time' jq_says -es '
	map(select(.script == env.held and .stressor != "ioctl-open-coded")) |
	length == 2 and all(.verdict == "narrow" and .tally.lost == 10 and
	(.why | endswith("stood at finish_wait#2 10/10")) and
	.evidence[0].healed != "")' held.jsonl
check 'stretch: a script that holds elsewhere loses nothing' jq_says -es '
	map(select(.script == "w2: stretch0@finish_wait sig0 post run")) |
	length == 3 and all(.verdict == "pass" and .tally.taken == 10)' held.jsonl
check 'stretch: what is not held is not judged' jq_says -es '
	map(select(.script | contains("nowhere"))) | length == 3 and
	all(.verdict == "skip" and (.why | test("waiter 0 was not held")))' \
	held.jsonl
# A search finds it without a hint, and nothing where there is nothing.
rm -f windows.jsonl
"$WAKESTORM" kernel boot full --tier qemu-icount --cpus 2 \
	--json windows.jsonl -- explore unix-recv unix-connect ioctl-exclusive \
	ioctl-narrow-busted --stretch --steps 2 --waiters 2 --scripts 100 \
	> windows.out 2>&1 || true
check 'stretch: a search holds waiters everywhere' jq_says -es '
	map(select(.act == "explore")) | length == 4 and
	all(.why | test("[0-9]+ hold a waiter, at [0-9]+ places"))' windows.jsonl
check 'stretch: a search finds the window' jq_says -es '
	map(select(.script == env.held) | .stressor) ==
	["ioctl-narrow-busted", "unix-recv"]' windows.jsonl
check 'stretch: each finding is proven' jq_says -es '
	map(select(.act == "script" and .verdict == "narrow")) | length >= 2 and
	all(.tally.rounds == 20 and .tally.lost > 0 and
	    .evidence[0].healed != "")' windows.jsonl
check 'stretch: a search finds nothing where all is right' jq_says -es '
	map(select(.stressor == "ioctl-exclusive")) | length == 1 and
	all(.verdict == "pass")' windows.jsonl
check 'stretch: what is wide is not narrow' jq_says -es '
	map(select(.stressor == "unix-connect" and .act == "script")) |
	any(.script == "w2: post sig0 run" and .verdict == "lost-wakeup")' \
	windows.jsonl
"$WAKESTORM" explore --from windows.jsonl --mail windows.mail || true
check 'stretch: the mail names the window' \
	grep -q '^The window is finish_wait#2 ' windows.mail
replay() {
	rm -f "$1"
	"$WAKESTORM" kernel boot full --tier qemu-icount --cpus 2 --json "$1" \
		-- explore --replay windows.jsonl > "$1.out" 2>&1 || true
}
replay replay1.jsonl
replay replay2.jsonl
check 'stretch: narrow findings show again' test \
	"$(grep -c '^  again' replay1.jsonl.out)" = "$(wc -l < replay1.jsonl)"
check 'stretch: all of them' jq_says -es \
	'map(select(.verdict == "narrow")) | length >= 2' replay1.jsonl
check 'stretch: to the byte' cmp replay1.jsonl replay2.jsonl
check 'stretch: a cure closes the window' jq_says -es 'length == 11 and
	all(.verdict == "pass" and .tally.taken > 20)' mended.jsonl
check 'stretch: the other acts miss it' "$WAKESTORM" kernel boot full \
	--tier qemu --cpus 2 --json missed.jsonl -- run --mode duel \
	--act duel,signal-first,burst,kill,stop,move --rounds 20 \
	--ioctl-narrow-busted 1

# Kernels that are processes: the bug fires with every seed, its cure holds with
# every seed, and a seed decides every byte.
uml() {
	"$WAKESTORM" matrix run uml --out uml > uml.out 2>&1 ||
		{ tail -n 20 uml.out; return 1; }
}
check 'uml: buggy fires in all, fixed in none' uml
boot_uml="'$WAKESTORM' kernel boot uml-buggy -- run --pipe-read 1 --mode duel --rounds 5"
script -qec "$boot_uml" /dev/null > terminal.out < /dev/null || true
rows_alone() { grep -q '^pipe-read .*lost-wakeup' terminal.out && ! grep -q schema terminal.out; }
check 'a terminal gets rows, and no records between them' rows_alone
sh -c "$boot_uml" > piped.out 2> /dev/null || true
check 'a pipe gets the records' jq_says -e '.verdict == "lost-wakeup"' piped.out
cat uml/*.jsonl > uml.jsonl
check 'uml: each loss in each round, and healed' jq_says -es 'length == 80 and
	all(.where.tier == "uml" and .where.release[:2] != "6.") and
	(map(select(.where.kernel == "uml-buggy")) | length == 40 and
	 all(.tally.lost == 20 and .evidence[0].healed != ""))' uml.jsonl

# one KERNEL SEED FILE
one() {
	"$WAKESTORM" kernel boot "$1" --seed "$2" --json "$3" -- run \
		--mode duel --rounds 40 --pipe-read 1 --fuse-read 1 \
		--unix-connect 1 --ioctl-exclusive 1 --ioctl-busted 1 \
		> /dev/null 2>&1 || true
}
one uml-buggy 7 uml-7.jsonl
one uml-buggy 7 uml-7-again.jsonl
one uml-buggy 8 uml-8.jsonl
one uml-fixed 7 uml-fixed.jsonl
check 'uml: loses wherever it must' test "$(lost uml-7.jsonl)" = \
	'fuse-read ioctl-busted ioctl-exclusive pipe-read unix-connect'
check 'uml: its cures hold' test "$(lost uml-fixed.jsonl)" = ioctl-busted
check 'uml: the same seed gives the same bytes' cmp uml-7.jsonl uml-7-again.jsonl
check 'uml: another seed, another run' test "$(jq -c .elapsed_ns uml-7.jsonl)" != \
	"$(jq -c .elapsed_ns uml-8.jsonl)"

# Nobody idles in a storm, and still its time comes to an end.
"$WAKESTORM" kernel boot uml-buggy --json uml-storm.jsonl -- run --pipe-read 1 \
	--mode storm --timeout 200ms > /dev/null 2>&1 || true
check 'uml: a storm ends in virtual time' jq_says -es 'length == 1 and
	all(.tally.taken > 500 and .elapsed_ns > 2e8 and .elapsed_ns < 4e8)' \
	uml-storm.jsonl
"$WAKESTORM" kernel boot uml-buggy --json uml-found.jsonl -- explore pipe-read \
	--scripts 100 > uml-found.out 2>&1 || true
check 'uml: explore finds it, and repeats it to the byte' grep -q \
	'kernel boot uml-buggy --tier uml .* -- run --' uml-found.out

# A kernel of the distribution: the smallest, with our module and one of its own.
"$WAKESTORM" kernel boot cloud-5.10 --tier qemu-icount --json packaged.jsonl \
	--console packaged.console -- run --mode duel --rounds 10 \
	--unix-connect 1 --fuse-read 1 --ioctl-busted 1 --ioctl-exclusive 1 \
	> packaged.out 2>&1 || true
check 'a prebuilt kernel tells which it is' jq_says -es 'length == 4 and
	all(.where.kernel == "cloud-5.10" and (.where.kernel_id | length == 16) and
	    (.where.release | test("^5[.]10[.].*-cloud-amd64$")))' packaged.jsonl
check 'a prebuilt kernel runs all' jq_says -es '
	all(.verdict == "pass" or .verdict == "lost-wakeup")' packaged.jsonl
check 'a prebuilt kernel loses where it must' test "$(lost packaged.jsonl)" = \
	'ioctl-busted unix-connect'
check 'a prebuilt kernel is what its name asks for' "$WAKESTORM" kernel build cloud-5.10

check 'its configuration is kept' grep -q '^CONFIG_EPOLL=y' \
	"$("$WAKESTORM" kernel build cloud-5.10 2> /dev/null | cut -d ' ' -f 4)/config"

# One whose tools are newer than this machine's C library.
"$WAKESTORM" kernel boot cloud-6.12 --tier qemu-icount --json newer.jsonl \
	--boot-limit 180s -- run --mode duel --rounds 10 --ioctl-busted 1 \
	--ioctl-exclusive 1 > newer.out 2>&1 || true
check 'a newer prebuilt kernel has our module' test "$(lost newer.jsonl)" = ioctl-busted
check 'a newer prebuilt kernel runs it' jq_says -es 'length == 2 and all(
	(.verdict == "pass" or .verdict == "lost-wakeup") and
	(.where.release | test("^6[.]12[.].*-cloud-amd64$")))' newer.jsonl

# However it ends, nothing stays behind: no task that names the seed, and none of the
# machine's group. A task of a guest of tier uml is a process of it.
gone() {
	! pgrep -f "(seed|entropy)[ =]$seed" > /dev/null && ! pgrep -g "$1" > /dev/null
}
machine() { pgrep -o -f "(wakestorm.seed|entropy)=$seed" > machine; }

# stop SIGNAL KERNEL TIER
stop() {
	seed=$((seed + 1000003))
	"$WAKESTORM" kernel boot "$2" --tier "$3" --seed $seed \
		--json kill.jsonl -- run --pipe-read 1 --timeout 600s \
		> /dev/null 2>&1 &
	pid=$!
	check "a guest ($3) runs" wait_for machine
	sleep 1
	kill -s "$1" $pid
	wait $pid 2> /dev/null || true
	check "SIG$1 of a guest ($3) leaves no task" \
		wait_for gone "$(cat machine)"
}
seed=$$
for signal in INT TERM KILL; do
	stop $signal mainline qemu-icount
	stop $signal uml-buggy uml
done

# A kernel that panics is a verdict for its cell; a guest that is killed from outside
# is tried again, and the others go on.
seed=$((seed + 1000003))
cat > hostile.matrix << EOF
kernels uml-fixed
seeds $seed
run panic tier=uml append=rdinit=/nothing : --pipe-read 1 --mode duel
run killed tier=uml : --pipe-read 1 --mode duel --rounds 3000
run good tier=uml : --pipe-read 1 --mode duel --rounds 20
EOF
"$WAKESTORM" matrix run hostile.matrix --out hostile --jobs 1 > hostile.out 2>&1 &
pid=$!
wait_for test -e "hostile/uml-fixed.killed.$seed.part"
check 'a guest of a matrix runs' wait_for machine
kill -9 "$(cat machine)"
status=0
wait $pid || status=$?
check 'a matrix with a panic is broken' test $status = 2
check 'the panic is a verdict' jq_says -es 'length == 1 and
	(.[0].why | startswith("run panic: kernel panic: Kernel panic - not syncing: No working init"))' \
	"hostile/uml-fixed.panic.$seed.jsonl"
check 'the one that was killed is tried again' jq_says -es '
	[.[] | .verdict] == ["skip", "pass"] and .[1].tally.taken == 3000 and
	(.[0].why | startswith("run killed: try 1 of 3: the host killed"))' \
	"hostile/uml-fixed.killed.$seed.jsonl"
check 'the other goes on' jq_says -es 'length == 1 and all(.verdict == "pass")' \
	"hostile/uml-fixed.good.$seed.jsonl"
