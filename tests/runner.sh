#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# A matrix whose guests do what they can to spoil it: each is a verdict for its own
# cell, and the others go on.  The guests are a script in place of QEMU, so that
# they do so each time and at once; what decides is what the runner makes of it.
set -eu
. "$(dirname "$0")/lib/check.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$TMP"

# A kernel that is in the cache, as far as anybody can tell, with no build: its
# folder is named by the hash that `kernel list` tells.
mkdir -p data/kernels tree cache bin
ln -s "$here/../plots" data/plots
for file in "$here"/../kernels/*; do
	case $file in *.kernel | *.matrix) ;; *) ln -s "$file" data/kernels ;; esac
done
: > tree/Kbuild
printf 'about a fake\nsource %s\nfragments base\n' "$PWD/tree" > data/kernels/fake.kernel
export WAKESTORM_DATA="$PWD/data" WAKESTORM_CACHE="$PWD/cache"
id=$("$WAKESTORM" kernel list 2> /dev/null | sed -n 's/^fake: not built, would be //p')
mkdir -p "cache/kernels/$id"
: > "cache/kernels/$id/image"
printf '{"id": "%s", "name": "fake", "release": "6.0"}\n' "$id" > "cache/kernels/$id/id.json"

# The script: PATH finds it first. What it does says the kernel's last argument.
cp "$here/lib/fake-qemu.sh" bin/qemu-system-x86_64
cp "$here/lib/frames.awk" .
chmod +x bin/qemu-system-x86_64
PATH=$PWD/bin:$PATH
FAKE_DIR=$PWD
export PATH FAKE_DIR

# matrix NAME RUN...: each RUN is "NAME:PROPERTY..."; seed 1
matrix() {
	name=$1
	shift
	printf 'kernels fake\nseeds 1\n' > "$name.matrix"
	for run; do
		case $run in *:*) more=${run#*:} ;; *) more= ;; esac
		printf 'run %s append=fake=%s %s : --pipe-read 1 --mode duel --rounds 5\n' \
			"${run%%:*}" "${run%%:*}" "$more"
	done >> "$name.matrix"
	rm -rf "$name"
	status=0
	"$WAKESTORM" matrix run "$name.matrix" --out "$name" > "$name.out" \
		2> "$name.err" < /dev/null || status=$?
}

# of RUN FILTER: does it hold for the records of that cell?
of() { jq_says -es "$2" "$name/fake.$1.1.jsonl"; }

# broken RUN WORDS: one record of the guest that says so
broken() {
	of "$1" "[.[] | select(.stressor == \"guest\")] | length == 1 and
		all(.verdict == \"broken\" and (.why | contains(\"$2\")))"
}
good() { of "$1" 'length == 1 and all(.verdict == "pass" and .stressor == "pipe-read")'; }

matrix hostile good panic hang:boot=1s stall:stall=1s endless:limit=2s flood \
	garbage:stall=1s half junk forged many after
check 'hostile cells: the matrix tells that some broke' test $status = 2
check 'hostile cells: it comes to its end'  grep -q ': \[12/12\]' hostile.err
check 'a good cell passes' good good
check 'a kernel that panics' broken panic 'kernel panic: Kernel panic - not syncing: by order'
check 'the line about it says why' grep -q ' panic seed 1: 1 broken: kernel panic: ' hostile.err
check 'it is not tried again' test "$(grep -c ' panic seed' hostile.err)" = 1
check 'a kernel that hangs at boot' broken hang 'did not reach user space in 1 s'
check 'a guest that stalls' broken stall 'no progress for 1 s'
check 'a guest that never ends' broken endless 'not done in 2 s'
check 'a console flooded with 1 GB' broken flood 'more than 64 MiB to its console'
check 'it leaves less than 2 MiB' test "$(stat -c %s hostile/fake.flood.1.console)" -lt 2097152
check 'it tells what is left out' grep -aq 'bytes left out' hostile/fake.flood.1.console
check 'garbage on the result line' broken garbage 'no progress for 1 s'
check 'garbage is not kept' test "$(stat -c %s hostile/fake.garbage.1.jsonl)" -lt 2000
check 'a guest that dies in a record' broken half 'without its end marker'
check 'what came before is kept' of half '[.[] | select(.stressor == "pipe-read")] | length == 1'
check 'lines that are no records' of junk '[.[] | .why] == [
	"run junk: 2 lines of the guest are not a record of kernel fake",
	"run junk: it could not run anything"]'
check 'records in the name of another kernel' broken forged '1 line of the guest is not a record of kernel fake'
check 'records without end' of many 'length == 2 and
	(.[1].why | contains("more than 10000 records"))'
check 'the cell behind them passes' good after
check 'nothing unfinished is left' test -z "$(find hostile -name '*.part' -o -name '*.tries')"
check 'all of it is small' test "$(du -sk hostile | cut -f 1)" -lt 30000

# The host's fault: tried again, alone, and told.
matrix host killed-once killed orphan nostart good
check 'a guest that the host killed once passes' of killed-once 'length == 2 and
	.[0].verdict == "skip" and .[0].stressor == "guest" and
	(.[0].why | startswith("run killed-once: try 1 of 3: the host killed qemu-system-x86_64: signal 9")) and
	.[1].verdict == "pass"'
check 'it says so' grep -q 'killed-once seed 1: the host killed .*; try 2 of 3 comes alone' host.err
check 'a guest whose watcher was killed' of orphan '[.[] | .verdict] ==
	["skip", "pass"] and (.[0].why | startswith("run orphan: try 1 of 3: " +
	"the host killed the process that watched the guest: signal 9"))'
check 'a guest that the host kills always' of killed '[.[] | .verdict] ==
	["skip", "skip", "broken"] and (.[2].why | endswith("(3 tries)"))'
check 'a QEMU that does not start' of nostart 'length == 3 and
	(.[2].why | contains("could not start qemu-system-x86_64 (status 1): no memory for it"))'
check 'a cell beside them passes' good good
check 'a matrix that the host broke is broken' test $status = 2

# Only what broke by the host's fault is run again, and nothing of the rest.
jq -c . host/fake.good.1.jsonl > good.before
touch -d '2001-01-01' host/*.jsonl
: > calm
"$WAKESTORM" matrix run host.matrix --out host --resume > host.out 2> host.err || true
check '--resume runs what the host broke' of killed 'length == 1 and .[0].verdict == "pass"'
check '--resume leaves the rest alone' test "$(find host -name '*.jsonl' ! -newermt 2001-01-02 | wc -l)" = 3
check '--resume says how many' grep -q '3 of 5 guests are done already' host.err
rm -f calm

# kill -9 of the runner, in its second cell: --resume does the second and third.
# The cell is long enough to be met, and waits for nobody the second time.
killed() {
	printf 'kernels fake\nseeds 1 2 3\nrun good append=fake=wait : --pipe-read 1 --mode duel --rounds 5\n' > kill.matrix
	rm -rf kill
	"$WAKESTORM" matrix run kill.matrix --out kill --jobs 1 > kill.out 2> kill.err &
	pid=$!
	wait_for test -e kill/fake.good.2.part
	kill -9 $pid
	wait $pid 2> /dev/null || true
	touch -d '2001-01-01' kill/fake.good.1.jsonl
	test ! -e kill/fake.good.2.jsonl
}
check 'kill -9 in the second of three cells' killed
: > calm
check '--resume goes on' "$WAKESTORM" matrix run kill.matrix --out kill --jobs 1 --resume
check 'what was done is not repeated' test "$(find kill -name '*.jsonl' ! -newermt 2001-01-02)" = kill/fake.good.1.jsonl
check 'the rest is' test -s kill/fake.good.2.jsonl -a -s kill/fake.good.3.jsonl

# What free-running time shows and does not prove: virtual time decides.
rm -f calm
matrix confirm suspect:
check 'a suspect is played again in virtual time' of suspect '[.[] | .verdict] ==
	["suspect", "hang"] and .[1].where.tier == "qemu-icount"'
check 'by the line of its record' grep -q -- \
	'^run --pipe-read 1 --mode duel --waiters 4 --act duel --rounds 5 --seed 1$' line
check 'the judge tells that it is confirmed' grep -qF \
	'fake/pipe-read: suspect (duel, qemu, seed 1), in virtual time hang' confirm.out
check 'and that nothing was expected' test $status = 0
echo 'expect fake pass pipe-read' >> confirm.matrix
rejudge() { # NAME STATUS
	got=0
	"$WAKESTORM" matrix run "$1.matrix" --out "$1" --resume > "$1.out" 2> /dev/null || got=$?
	test $got = "$2"
}
check 'a confirmed hang is none that was expected' rejudge confirm 1
check 'and the judge says so' grep -q 'expected pass, got hang (duel, qemu-icount' confirm.out
matrix unclear unclear:
check 'a suspect that virtual time does not show' of unclear \
	'[.[] | .verdict] == ["suspect", "pass"]'
check 'is no verdict: nothing was learned' test $status = 3
echo 'expect fake pass pipe-read' >> unclear.matrix
check 'also where a pass is expected' rejudge unclear 3
matrix dark dark:
check 'a guest that breaks in virtual time confirms nothing' of dark \
	'[.[] | .verdict] == ["suspect", "skip"] and
	(.[1].why | startswith("run dark: suspect at pipe-read not confirmed: kernel panic"))'
check 'and nothing was learned' test $status = 3

"$WAKESTORM" kernel boot fake --append fake=suspect -- run --pipe-read 1 > boot.out 2>&1 || true
check 'kernel boot tells how to ask virtual time' grep -qF \
	"kernel boot fake --tier qemu-icount --cpus 1 --append 'fake=suspect' --seed 1 -- run --pipe-read 1" boot.out

# The host's kernel: its cells run here, without a guest, one at a time.
seed=$$
# gone: no task is left of what the host's cells started
gone() { ! pgrep -f -- "--seed $seed --json - --tier native" > /dev/null; }
cat > here.matrix << EOF
kernels host fake
seeds $seed 7
run stuck append=fake=hang limit=1s on=fake : --pipe-read 1
run good : --pipe-read 1 --mode duel --rounds 5
run wrong on=host : --busted 1 --mode duel --rounds 20
expect host pass pipe-read
expect host lost-wakeup busted
EOF
"$WAKESTORM" matrix run here.matrix --out here --jobs 4 > here.out 2> here.err || true
# shellcheck disable=SC2016 # jq's variable
check 'host: its cells run here' jq_says -es 'length == 4 and
	all(.where.tier == "native" and .where.kernel == "host" and
	    .where.append == "" and .where.accel == "" and
	    .where.release == $release)' --arg release "$(uname -r)" here/host.*.jsonl
check 'host: expected as others are' test "$(grep -c '^host/' here.out)" = 0
check 'host: guests go on in theirs' jq_says -es 'length == 2 and
	all(.where.tier == "qemu" and .verdict == "pass")' here/fake.good.*.jsonl
check 'host: never beside a guest' test "$(grep -oE '(host [a-z]+|fake stuck) seed' here.err |
	head -n 1)" = 'fake stuck seed'
sed -i 's/host pass pipe-read/host lost-wakeup pipe-read/' here.matrix
expect 'BUSTED: host: another verdict is told' 1 'host/pipe-read: expected lost-wakeup, got pass' \
	"$WAKESTORM" matrix run here.matrix --out here --resume
check 'host: what is done is not repeated' grep -q 'of 8 guests are done already' "$TMP/out"

# Its limits are those of a cell, and nothing outlives it, however it ends.
cat > ends.matrix << EOF
kernels host
seeds $seed
run endless limit=1s : --pipe-read 1 --mode storm --timeout 60s
run killed : --pipe-read 1 --mode storm --timeout 3s
run good : --pipe-read 1 --mode duel --rounds 5
EOF
"$WAKESTORM" matrix run ends.matrix --out ends > ends.out 2> ends.err &
pid=$!
wait_for test -e "ends/host.killed.$seed.part"
# task TIME: the oldest of a command that runs for so long
task() { pgrep -o -f -- "--timeout $1 --seed $seed --json - --tier native" > task; }
check 'host: a command runs' wait_for task 3s
kill -9 "$(cat task)"
status=0
wait $pid || status=$?
here_is() { jq_says -es "$2" "ends/host.$1.$seed.jsonl"; }
check 'host: a limit ends it' here_is endless 'length == 1 and
	.[0].verdict == "broken" and .[0].stressor == "guest" and
	.[0].where.tier == "native" and (.[0].why | contains("not done in 1 s"))'
check 'host: so its matrix is broken' test $status = 2
check 'host: a command that was killed is tried again' here_is killed '
	[.[] | .verdict] == ["skip", "pass"] and
	(.[0].why | startswith("run killed: try 1 of 3: the host killed wakestorm: signal 9"))'
check 'host: nothing is left of them' gone
sed -i 's/^run endless.*//; s/--timeout 3s/--timeout 60s/' ends.matrix
rm -rf ends
"$WAKESTORM" matrix run ends.matrix --out ends > ends.out 2> ends.err &
pid=$!
check 'host: one that is long runs' wait_for task 60s
kill -9 $pid
wait $pid 2> /dev/null || true
check 'host: kill -9 of the matrix leaves no task' wait_for gone
sed -i 's/--timeout 60s/--timeout 1s/' ends.matrix
check 'host: --resume does the rest' "$WAKESTORM" matrix run ends.matrix --out ends --resume
check 'host: all of it' test -s "ends/host.killed.$seed.jsonl" -a -s "ends/host.good.$seed.jsonl"

"$WAKESTORM" kernel boot host --json boot.jsonl -- run --pipe-read 1 --mode duel \
	--rounds 5 > boot.out 2>&1 || true
check 'kernel boot host' jq_says -es 'length == 1 and all(.verdict == "pass" and
	.where.kernel == "host" and .where.tier == "native")' boot.jsonl
check 'kernel list has it' test "$("$WAKESTORM" kernel list | head -n 1)" = \
	"host: runs, $(uname -r)"
expect 'host: no fragment' 2 'kernel host is the one that runs here: it takes no fragments' \
	"$WAKESTORM" kernel boot host+debug
expect 'host: no argument' 2 'here: --append comes too late' \
	"$WAKESTORM" kernel boot host --append quiet
expect 'host: no build' 2 'here: nothing is to be built' "$WAKESTORM" kernel build host
expect 'host: no tier of a guest' 2 'kernel host needs tier native, not tier qemu' \
	"$WAKESTORM" kernel boot host --tier qemu
printf 'kernels host\nseeds 1\nrun a append=quiet : --pipe-read 1\n' > late.matrix
expect 'host: no append= in a matrix' 2 'a run with append= needs on=, without it' \
	"$WAKESTORM" matrix run late.matrix --out late
printf 'kernels fake\nseeds 1\nrun a tier=native : --pipe-read 1\n' > late.matrix
expect 'no guest of tier native' 2 'kernel fake needs a tier of QEMU, not tier native' \
	"$WAKESTORM" matrix run late.matrix --out late

# Each kernel with each fragment: what fake2 is made of, fake+preempt is, too.
printf 'about the same\nsource %s\nfragments base preempt\n' "$PWD/tree" > data/kernels/fake2.kernel
id2=$("$WAKESTORM" kernel list 2> /dev/null | sed -n 's/^fake2: not built, would be //p')
cp -r "cache/kernels/$id" "cache/kernels/$id2"
printf 'kernels fake\nfragments - preempt\nseeds 1 2\nrun good append=fake=good : --pipe-read 1\nexpect fake+preempt pass pipe-read\n' > with.matrix
check 'kernels by fragments' "$WAKESTORM" matrix run with.matrix --out with
check 'each has its cells' test "$(cd with && echo *.jsonl)" = \
	'fake+preempt.good.1.jsonl fake+preempt.good.2.jsonl fake.good.1.jsonl fake.good.2.jsonl'
check 'each record its name' jq_says -es '[.[] | .where.kernel] ==
	["fake+preempt", "fake+preempt", "fake", "fake"]' with/*.jsonl

# A star stands for each kernel.
printf 'expect * lost-wakeup pipe-read/duel\n' >> with.matrix
expect 'BUSTED: * expects it of each' 1 'fake/pipe-read: expected lost-wakeup, got pass' \
	"$WAKESTORM" matrix run with.matrix --out with --resume
check 'of the other one, too' grep -q '^fake+preempt/pipe-read: expected lost' "$TMP/out"
sed -i 's/^expect \* lost-wakeup/expect * pass/' with.matrix
check '* that holds' "$WAKESTORM" matrix run with.matrix --out with --resume
rm -rf "cache/kernels/$id2" data/kernels/fake2.kernel

# A data race of the kernel's own is told, one of our module's breaks the cell.
matrix race theirs ours
check "a race in the kernel's own code" good theirs
check 'it is told' grep -q 'fake: 1 report of KCSAN, none in wakestorm.ko; the first: pipe_poll / pipe_read' race.err
check 'a race in our module' broken ours 'data race: BUG: KCSAN: data-race in pipe_poll'
check 'a matrix with such a cell' test $status = 2

# The cache folder: what was not used for long goes, what is in use stays.
prune() { "$WAKESTORM" kernel prune "$@" > prune.out 2> prune.err; }
kernels() { (cd cache/kernels && echo *); }
fill() { # SOURCE
	for kernel in old new; do
		mkdir -p cache/kernels/$kernel
		head -c 3000000 /dev/zero > cache/kernels/$kernel/image
	done
	mkdir -p "cache/source/$1"
	head -c 3000000 /dev/zero > "cache/source/$1/file"
	touch -d '2001-01-01' cache/kernels/old
}
fill abcdef
touch -d '2001-01-01' "cache/kernels/$id"
check 'prune --dry-run' prune --dry-run
check 'it tells what would go' grep -q 'would remove 2 of' prune.out
check 'it removes nothing' test "$(kernels)" = "$id new old"

# A matrix whose guest hangs uses the kernel, though it looks old.
printf 'kernels fake\nseeds 1\nrun hang append=fake=hang : --pipe-read 1\n' > use.matrix
"$WAKESTORM" matrix run use.matrix --out use > use.out 2>&1 &
pid=$!
wait_for test -e use/fake.hang.1.part || true # the checks tell
touch -d '2001-01-01' "cache/kernels/$id"
check 'prune beside a matrix' prune
check 'a kernel in use stays' test "$(kernels)" = "$id new"
check 'it says so' grep -q "kernels/$id: stays, it is in use" prune.out
kill $pid
wait $pid 2> /dev/null || true

# As a build does, somebody shares the lock of the whole.
flock -s cache/lock sleep 60 &
pid=$!
while flock -n cache/lock true; do :; done
check 'prune beside a build' prune --keep 1
check 'sources stay beside a build' test -e cache/source/abcdef/file
check 'kernels that nobody uses go' test "$(kernels)" = '*'
pkill -P $pid
wait $pid 2> /dev/null || true
check 'prune --keep alone' prune --keep 1
check 'sources go' test ! -e cache/source/abcdef
fill abcdef
check 'prune --keep with room for two' prune --keep 7M --older-than 100000d
check 'the longest unused goes first, and no more than must' test \
	"$(kernels) $(ls cache/source)" = 'new abcdef'
# A package counts from its last use, not from when it came; the time of change of a
# tarball says which one it is, and stays.
mkdir -p cache/packages/apt
: > cache/packages/apt/asked # today: nobody asks the archive
for series in 8.1 8.2; do
	head -c 3000000 /dev/zero > cache/packages/linux-source-$series.tar.xz
	touch -d '2001-01-01' cache/packages/linux-source-$series.tar.xz
done
touch -a -d '2040-01-01' cache/packages/linux-source-8.1.tar.xz
check 'prune --keep with room for one package' prune --keep 4M --older-than 100000d
check 'the one that was used last stays' test "$(ls cache/packages)" = \
	"apt
linux-source-8.1.tar.xz"
touch -a -d '2001-01-01' cache/packages/linux-source-8.1.tar.xz
"$WAKESTORM" kernel list > /dev/null 2>&1 || true
check 'a list is no use' test "$(stat -c %X cache/packages/*.xz)" -lt 1000000000
"$WAKESTORM" kernel build fake --source 8.1 > use.out 2>&1 || true # can't unpack
check 'a build is one' test "$(stat -c %X cache/packages/*.xz)" -gt 1000000000
check 'its time of change stays' test "$(stat -c %Y cache/packages/*.xz)" -lt 1000000000
check 'prune leaves nothing unfinished' test -z "$(ls cache/work)"
