#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Pictures: the data behind them to the digit, each of them drawn, what can't be
# drawn told, hostile names drawn as text.
set -eu
. "$(dirname "$0")/lib/check.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$TMP"

# records NAME=VALUE...: made-up records (lib/records.awk), on stdout
records() {
	for assignment; do
		shift
		set -- "$@" -v "$assignment"
	done
	awk "$@" -f "$here/lib/records.awk"
}

# says FILE: is it what stdin says?
says() { diff -u - "$1"; }

# drawn BASE TITLE: both types, whole and no empty sheet, and the data beside.
drawn() {
	[ "$(head -c 4 "$1.png" 2> /dev/null | tail -c 3)" = PNG ] &&
		[ "$(wc -c < "$1.png")" -gt 8000 ] &&
		grep -q -- '</svg>' "$1.svg" && grep -qF -- "$2" "$1.svg" &&
		[ -s "${1%/*}/data/${1##*/}.tsv" ]
}

# --- all latencies of a run are the same: the numbers are known ---

records flat=1 kernels=old,new stressors=pipe-read,eventfd boots=7 \
	waiters=1,4,16 duels=1 storms=1 timeline=1 values=200 rates=1 > flat.jsonl
expect 'draws known numbers' 0 'Pictures: flat (23)' \
	"$WAKESTORM" plot flat.jsonl --out flat

check 'hang-heatmap: lost of rounds' says flat/data/hang-heatmap.tsv << 'END'
# x	y	stressor	kernel	share lost (0..1)	text
0	0	pipe-read	old	0.000000	0/300
1	0	pipe-read	new	0.000000	0/300
0	1	eventfd	old	0.000000	0/300
1	1	eventfd	new	0.333333	100/300
END
check 'herd: sleepers an event, with most waiters' says flat/data/herd.tsv << 'END'
# x	y	stressor	kernel	sleepers an event	text
0	0	pipe-read (16)	old	1	1.0
1	0	pipe-read (16)	new	1	1.0
0	1	eventfd* (16)	old	16	16
1	1	eventfd* (16)	new	16	16
END
cut -f 1-2,4-7 flat/data/throughput-lanes.tsv | sed 1d | sort | uniq -c |
	sed 's/^ *//' > rates
check 'throughput: medians, and what they are of the first' says rates << 'END'
6 new	2	0.5	156.25	7	156/s
6 old	1	1	312.5	7	312/s
END
grep '^new' flat/data/throughput.tsv | head -n 7 | cut -f 6 > rates
check 'throughput: a point a boot' says rates << 'END'
149.254
151.515
153.846
156.25
158.73
161.29
163.934
END
check 'throughput: what ran there' says flat/data/throughput-groups.tsv << 'END'
# y	stressor	setting	counts
1	pipe-read, 1 waiter	storm in qemu-icount	events
3.8	pipe-read, 4 waiters	storm in qemu-icount	events
6.6	pipe-read, 16 waiters	storm in qemu-icount	events
9.4	eventfd, 1 waiter	storm in qemu-icount	events
12.2	eventfd, 4 waiters	storm in qemu-icount	events
15	eventfd, 16 waiters	storm in qemu-icount	events
END
"$WAKESTORM" plot flat.jsonl --out faster --only throughput --base new > /dev/null
check 'throughput: against the base' test "$(sed -n 2,3p \
	faster/data/throughput-lanes.tsv | cut -f 1,4 | xargs)" = 'new 1 old 2'
jq -c '.plan.loop = "open" | .plan.rate = 500' flat.jsonl > open.jsonl
expect 'throughput: an open loop takes what is due' 4 'no throughput' \
	"$WAKESTORM" plot open.jsonl --out open --only throughput
jq -c 'select(.mode == "storm") | .mode = "workload" | .act = "workload" |
	.stressor = "stress-ng:pipe" | del(.latency_ns) |
	.workload = {name: "stress-ng", version: "1", command: "", unit: "bogo-ops",
		status: 0, hung: false, running_ns: .storm.running_ns, metrics: []} |
	del(.storm, .timeline)' flat.jsonl > work.jsonl
"$WAKESTORM" plot work.jsonl --out work --only throughput > /dev/null
check 'throughput: workloads, and what they count' test "$(cut -f 4 \
	work/data/throughput-groups.tsv | xargs)" = 'counts bogo-ops bogo-ops bogo-ops'
check 'cost-curve: a point for each number of waiters' says \
	flat/data/cost-curve-pipe-read-qemu-icount.tsv << 'END'
# kernel	style	waiters	median ns	least ns	largest ns	runs
old	1	1	3200	3050	3350	7
old	1	4	3200	3050	3350	7
old	1	16	3200	3050	3350	7


new	2	1	6400	6100	6700	7
new	2	4	6400	6100	6700	7
new	2	16	6400	6100	6700	7


END
base=flat/data/boots-pipe-read-qemu-icount-4
cut -f 1-3,5 $base.tsv > boots
check 'boots: a point a boot' says boots << 'END'
# kernel	style	row	p50 ns
old	1	0	3050
old	1	0	3100
old	1	0	3150
old	1	0	3200
old	1	0	3250
old	1	0	3300
old	1	0	3350
new	2	1	6100
new	2	1	6200
new	2	1	6300
new	2	1	6400
new	2	1	6500
new	2	1	6600
new	2	1	6700
END
# shellcheck disable=SC2016 # awk's
check 'boots: none lies outside its row' \
	awk 'NR > 1 && ($4 < -0.5 || $4 > 0.5) { exit 1 }' $base.tsv
sed 's/	[a-z ]*, x/	WORD, x/' $base-rows.tsv | cut -f 1-5,7 > boots
check 'boots: medians, and what the comparison says' says boots << 'END'
# kernel	style	row	median ns	runs	says
old	1	0	3200	7	-
new	2	1	6400	7	WORD, x2.00
END
base=flat/data/latency-percentiles-pipe-read-qemu-icount-4
cut -f 1,2,4-6 $base.tsv | grep . | uniq > curves
check 'latency-percentiles: median and extent of the boots' says curves << 'END'
# kernel	style	median ns	least ns	largest ns
old	1	3200	3050	3350
new	2	6400	6100	6700
END
check 'latency-percentiles: as far as a run has values' test \
	"$(cut -f 3 $base.tsv | sort -g | sed -n '$p')" = 200
base=flat/data/timeline-eventfd-qemu-icount-4
cut -f 1,2,4,5 $base.tsv | grep . | uniq > steps
check 'timeline: events and signals a second' says steps << 'END'
# kernel	style	events/s	signals/s
old	1	40000	0
old	1	40000	1000
new	2	40000	0
new	2	40000	1000
new	2	0	1000
new	2	40000	1000
END
check 'timeline: the loss, and as long as nothing went on' says \
	$base-marks.tsv << 'END'
# panel	from s	to s
1	0.612	0.64
1	0.612	0.612
END
check 'timeline: the verdicts' says $base-panels.tsv << 'END'
# kernel	style	panel	marks	verdict
old	1	0	0	pass
new	2	1	1	lost-wakeup: 1 lost
END

jq -c 'select(.mode == "storm" and .plan.waiters == 16) | .tally.switches = 900 |
	.storm = {running_ns: 1, handled: 500, coincidences: 0, signal_rate: 0,
		migrations: 0, places: 0, herd_max: 1, least: 1,
		most: 1, jain: 1}' flat.jsonl > signals.jsonl
"$WAKESTORM" plot signals.jsonl --out signals --only herd > /dev/null 2>&1
check 'herd: a switch of a signal is none' test \
	"$(sed 1d signals/data/herd.tsv | cut -f 5 | sort -u)" = 2

# Storms of two settings are no runs of one kind: a picture each.
jq -c 'select(.mode == "storm" and .stressor == "pipe-read" and .plan.waiters == 4) |
	., (.plan.signals = 1000 | .where.boot_id += "s")' flat.jsonl > two.jsonl
"$WAKESTORM" plot two.jsonl --out two --only boots,latency-percentiles > two.out 2>&1
check 'two settings: two pictures of a kind' grep -q 'two (4)' two.out
check 'two settings: the boots of one in each' test "$(cat two/data/boots*-4-rows.tsv \
	two/data/boots*-4_2-rows.tsv | grep -v '#' | cut -f 5 | sort -u)" = 7
check 'two settings: the picture tells which' grep -q '1000 signals/s' \
	two/boots-pipe-read-qemu-icount-4_2.svg
as_usual() { ! grep -q 'signals/s' two/boots-pipe-read-qemu-icount-4.svg; }
check 'two settings: and not what is as usual' as_usual

# --- each is drawn, and says which way is better ---

for picture in 'hang-heatmap lower is better' 'herd lower is better' \
	'throughput right is better' \
	'latency-percentiles-pipe-read-qemu-icount-4 lower is better' \
	'boots-pipe-read-qemu-icount-4 left is better' \
	'cost-curve-pipe-read-qemu-icount lower is better' \
	'timeline-eventfd-qemu-icount-4 higher is better'; do
	check "draws ${picture%% *}" drawn "flat/${picture%% *}" "${picture#* }"
done

many=$(seq -s , -f 'kernel-%02g-with-a-long-name-xyz' 12)
lots=$(seq -s , -f 'stressor-%02g' 60)
records kernels="$many" stressors="$lots" duels=1 storms=1 rates=1 > many.jsonl
expect '60 stressors by 12 kernels' 0 'Pictures: many (2)' \
	"$WAKESTORM" plot many.jsonl --out many --only hang-heatmap,herd
check 'a cell each' test "$(wc -l < many/data/hang-heatmap.tsv)" = 721
expect '60 settings by 12 kernels' 0 'Pictures: lanes (1)' \
	"$WAKESTORM" plot many.jsonl --out lanes --only throughput
check 'as many as have room' grep -q '8 of 60: those that differ most' \
	lanes/throughput.svg
expect '12 kernels in one picture' 0 'Pictures: many (2)' "$WAKESTORM" plot \
	many.jsonl --out many --only latency-percentiles --stressor \
	stressor-01,stressor-60
base=many/latency-percentiles-stressor-60-qemu-icount-4
check 'draws 12 curves' drawn $base kernel-12
# shellcheck disable=SC2016 # awk's
check '12 names beside their lines, none on another' awk -F '\t' '
	NR > 1 { y = log($5 / $6) / log($7 / $6); n++
		if (y < 0 || y > 1 || (n > 1 && y - last < 0.0559)) exit 1
		last = y }
	END { exit n != 12 }' many/data/${base#*/}-ends.tsv
records kernels=a,b stressors="$(seq -s , -f 's%03g' 90)" duels=1 > lot.jsonl
expect 'of 90 stressors' 0 'Pictures: lot (1)' \
	"$WAKESTORM" plot lot.jsonl --out lot --only hang-heatmap
check 'those that found something' test \
	"$(cut -f 3 lot/data/hang-heatmap.tsv | sort -u | wc -l)" = 46
check 'and it says so' grep -q '45 of 90 stressors' lot/hang-heatmap.svg

# --- what is chosen ---

"$WAKESTORM" plot flat.jsonl --out base --only boots --stressor pipe-read \
	--base new > /dev/null 2>&1
check 'the base comes first' test "$(sed -n 2p \
	base/data/boots-pipe-read-qemu-icount-4-rows.tsv | cut -f 1)" = new
check 'only that kind and stressor' test "$(echo base/*.svg)" = \
"base/boots-pipe-read-qemu-icount-1.svg base/boots-pipe-read-qemu-icount-16.svg \
base/boots-pipe-read-qemu-icount-4.svg"

# A comparison is of all that was tested, whatever is drawn of it.
records flat=1 kernels=a,b,c stressors=pipe-read,eventfd boots=7 storms=1 \
	values=200 > all.jsonl
grep pipe-read all.jsonl > one.jsonl
for file in all one; do
	"$WAKESTORM" plot $file.jsonl --out $file --only boots > /dev/null 2>&1
done
"$WAKESTORM" plot all.jsonl --out some --only boots --stressor pipe-read \
	> /dev/null 2>&1
base=data/boots-pipe-read-qemu-icount-4-rows.tsv
check 'what is not drawn is tested, too' cmp all/$base some/$base
family_twin() { ! cmp -s all/$base one/$base; }
check 'fewer tests would differ' family_twin

expect 'unknown kind' 2 'did you mean herd?' \
	"$WAKESTORM" plot flat.jsonl --only hurd
expect 'no kind' 2 'which?' "$WAKESTORM" plot flat.jsonl --only ''
expect 'unknown stressor' 2 "no record of 'pipe-raed'" \
	"$WAKESTORM" plot flat.jsonl --stressor pipe-raed
expect 'unknown base' 2 "no record of kernel 'mianline'" \
	"$WAKESTORM" plot flat.jsonl --base mianline

# --- a kernel with other arguments is another one ---

with_arguments() { sed "s/\"accel\":\"tcg\"/&,\"append\":\"$1\"/"; }
records kernels=a stressors=pipe-read boots=3 duels=1 storms=1 > plain.jsonl
with_arguments nosmt < plain.jsonl > nosmt.jsonl
cat plain.jsonl nosmt.jsonl > mixed.jsonl
columns() {
	"$WAKESTORM" plot "$1" --out columns --only hang-heatmap,boots > /dev/null &&
		cut -f 4 columns/data/hang-heatmap.tsv | sed 1d | paste -sd,
}
check 'two sets of arguments are two columns' test "$(columns mixed.jsonl)" = 'a,a nosmt'
check 'and two rows of boots, of three each' test "$(cut -f 1,5 \
	columns/data/boots-*-rows.tsv | sed 1d | tr '\t\n' ';,')" = 'a;3,a nosmt;3,'
check 'one set is one column' test "$(columns nosmt.jsonl)" = a
expect 'a base of two words' 0 'Pictures: columns (1)' "$WAKESTORM" plot mixed.jsonl \
	--out columns --only boots --base 'a nosmt'

# --- what is not there is told, a line each ---

records kernels=a stressors=pipe-read duels=1 > duel.jsonl
"$WAKESTORM" plot duel.jsonl --out duel > duel.out 2>&1
check 'what a duel does not give' says duel.out << 'END'
wakestorm: no herd: no storm took an event
wakestorm: no throughput: no two boots in native or qemu-icount tell a rate
wakestorm: no latency-percentiles: no storm of 100 latencies in native or qemu-icount
wakestorm: no boots: no kernel has two such storms of one stressor and setting
wakestorm: no cost-curve: no stressor stormed with three or more numbers of waiters
wakestorm: no timeline: no storm recorded one
Pictures: duel (1)
END
report_tells() { "$WAKESTORM" report duel.jsonl --out page 2>&1 | grep 'no herd'; }
twin_tells() { "$WAKESTORM" plot duel.jsonl --out page 2>&1 | grep -q 'no herd'; }
check 'a report of duels misses nothing' test -z "$(report_tells)"
check 'who asks for pictures is told' twin_tells
expect 'nothing at all' 4 'no herd: no storm' \
	"$WAKESTORM" plot duel.jsonl --out none --only herd
records kernels=a stressors=p storms=1 tier=qemu boots=3 > free.jsonl
expect 'times of a free-running tier are not drawn' 4 'no boots' \
	"$WAKESTORM" plot free.jsonl --out free --only boots,latency-percentiles
records kernels=a stressors="$(seq -s , -f 's%02g' 20)" storms=1 values=100 \
	> rows.jsonl
expect 'more than are drawn' 0 '18 of 20 drawn' \
	"$WAKESTORM" plot rows.jsonl --out rows --only latency-percentiles
mkdir -p empty
no_gnuplot() { PATH=$TMP/empty "$WAKESTORM" plot duel.jsonl --out no; }
expect 'no gnuplot' 2 '--install-deps' no_gnuplot
: > file
expect 'no folder' 2 "can't make folder" "$WAKESTORM" plot duel.jsonl --out file/x

# A script that fails leaves no old picture behind, and is named.
mkdir -p broken/plots
echo 'set nonsense' > broken/plots/hang-heatmap.gp
broken() { WAKESTORM_DATA=$TMP/broken "$WAKESTORM" plot duel.jsonl --out duel; }
expect 'a broken script' 2 'hang-heatmap: gnuplot failed' broken
check 'and no stale picture' test ! -e duel/hang-heatmap.svg
drawn_twin() { ! drawn duel/hang-heatmap better && ! drawn flat/herd worse; }
check 'the check of a picture can fail' drawn_twin

# --- hostile input ---

# refuse FILTER: the record with the timeline is none any more
refuse() {
	head -n 2 flat.jsonl | tail -n 1 | jq -c "$1" > bad.jsonl
	! "$WAKESTORM" plot bad.jsonl --out bad > bad.out 2>&1 &&
		grep -q 'field timeline is missing or wrong' bad.out
}
check 'timeline: too many steps' refuse '.timeline.taken += [range(200)]'
check 'timeline: lists of two lengths' refuse '.timeline.taken |= .[1:]'
check 'timeline: less than nothing' refuse '.timeline.signals[3] = -1'
check 'timeline: no list' refuse '.timeline.lost_ns = 3'
check 'timeline: no step' refuse '.timeline.step_ns = 0'

# shellcheck disable=SC2016 # not to be expanded is the point
name='x";system("touch pwned");"`touch pwned`%s\\\\n{/:Bold y}'
jq -c --arg name "$name" '.stressor = $name | .where.kernel =
	(if .where.kernel == "new" then $name else "<b>&\u0007#'"'"'" end)' \
	flat.jsonl > hostile.jsonl
expect 'hostile names' 0 'Pictures: hostile (13)' \
	"$WAKESTORM" plot hostile.jsonl --out hostile
check 'no name is a command' test -z "$(find . -name pwned)"
# shellcheck disable=SC2016 # ` is what is looked for
check 'no name is more than text' test -z "$(cut -f 3,4 \
	hostile/data/hang-heatmap.tsv | sed 1d | grep '["`\\%#]' )"
if command -v python3 > /dev/null; then
	check 'all pictures are XML' python3 -c 'import sys, xml.dom.minidom
for name in sys.argv[1:]:
	xml.dom.minidom.parse(name)' hostile/*.svg flat/*.svg many/*.svg
else
	skip 'all pictures are XML' 'no python3 to parse them'
fi
