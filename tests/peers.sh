#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Other tools: their results imported, run under our watchdog, and as noise.
set -eu
. "$(dirname "$0")/lib/check.sh"
data=$(cd "$(dirname "$0")/data" && pwd)

# --- import ---

expect 'import of everything' 0 '16 records of 14 files' "$WAKESTORM" import "$data"/* \
	--json "$TMP/all.jsonl"
all_there() {
	jq -es 'length == 16 and all(.mode == "workload" and .verdict == "pass"
		and .tally.taken > 0 and .seed == 1) and
		([.[] | .stressor] | unique | length) == 16' \
		"$TMP/all.jsonl" > /dev/null
}
check 'import: all are there' all_there

expect 'report of imports' 0 'pass 304674/s' "$WAKESTORM" report "$TMP/all.jsonl" \
	--out "$TMP/report"
check 'report: throughput on the page' grep -q '304674/s' "$TMP/report/index.html"
rows() {
	sed -n '/id="workloads"/,/<\/table>/p' "$TMP/report/index.html" |
		grep -c '^<tr><th scope="row">'
}
check 'report: a row for each workload' test "$(rows)" = 16

# Ten runs a side, one of them a fifth slower: that must be seen, and the same must
# be the same.
for i in 1 2 3 4 5 6 7 8 9 10; do
	for side in base same slow; do
		case $side in
		base) ops=100000$i ;;
		same) ops=100001$i ;;
		slow) ops=80000$i ;;
		esac
		sed "s/bogo-ops: 304867/bogo-ops: $ops/" \
			"$data/stress-ng.yaml" > "$TMP/$side-$i.yaml"
	done
done
for side in base same slow; do
	"$WAKESTORM" import --kernel-name $side --json "$TMP/$side.jsonl" \
		"$TMP/$side"-?.yaml "$TMP/$side"-10.yaml
done
expect 'less throughput is a regression' 1 'rate:     1 regressed' \
	"$WAKESTORM" compare "$TMP/base.jsonl" "$TMP/slow.jsonl"
expect 'the same throughput is the same' 0 'rate:     0 regressed, 0 improved, 3 same' \
	"$WAKESTORM" compare "$TMP/base.jsonl" "$TMP/same.jsonl"
expect 'more throughput is none' 0 'rate:     0 regressed, 1 improved' \
	"$WAKESTORM" compare "$TMP/slow.jsonl" "$TMP/base.jsonl"
for format in markdown json junit; do
	expect "throughput as $format" 1 'stress-ng:pipe' "$WAKESTORM" compare \
		"$TMP/base.jsonl" "$TMP/slow.jsonl" --format $format
done

expect 'latencies of an import' 0 'Total count' "$WAKESTORM" hgrm \
	"$TMP/all.jsonl" --mode workload --stressor rt-tests:cyclictest

head -c 900 "$data/stress-ng.yaml" > "$TMP/cut.yaml"
cp "$TMP/all.jsonl" "$TMP/kept.jsonl"
expect 'a cut file is refused' 2 'cut.yaml: stress-ng: ' "$WAKESTORM" import \
	"$TMP/cut.yaml" "$data/hackbench.txt" --json "$TMP/kept.jsonl"
kept() { [ "$(jq -s length "$TMP/kept.jsonl")" = 17 ]; }
check 'the other file is taken, nothing is lost' kept
echo 'nothing that we know' > "$TMP/unknown.txt"
expect 'an unknown file' 2 'whose output is it' "$WAKESTORM" import \
	"$TMP/unknown.txt"
expect 'an unknown kind' 2 'did you mean hackbench?' "$WAKESTORM" import \
	--from hackbensh "$data/hackbench.txt"
expect 'no file' 2 'which files' "$WAKESTORM" import
expect 'a folder' 2 "can't read it" "$WAKESTORM" import "$data"
expect 'full disk' 2 'No space' "$WAKESTORM" import "$data/hackbench.txt" \
	--json /dev/full

# --- workloads ---

expect 'unknown tool' 2 'did you mean stress-ng?' "$WAKESTORM" run --workload strss-ng:pipe
expect 'a tool without a name' 2 'hackbench:NAME' "$WAKESTORM" run --workload hackbench
expect 'a name that is an option' 2 'which of it' "$WAKESTORM" run \
	--workload 'stress-ng:pipe --all'
expect 'no workload' 2 'which?' "$WAKESTORM" run --workload ''
mkdir -p "$TMP/bin"
expect 'a tool that is not here' 4 'no stress-ng here: install stress-ng' \
	env PATH="$TMP/bin" "$WAKESTORM" run --workload stress-ng:pipe
expect 'a noise that is not here' 2 'no such program here' "$WAKESTORM" run \
	--pipe-read 1 --rounds 10 --noise /nonexistent/noise
check 'and nothing was begun' test "$(wc -l < "$TMP/out")" = 1

# Twins of stress-ng that are wrong on purpose: what it says and its exit status
# are those of a success.
twin() {
	cat > "$TMP/bin/stress-ng" <<'TWIN'
#!/bin/sh
while [ "$1" != --yaml ]; do shift; done
yaml=$2
tell() {
	cat > "$yaml" <<YAML
---
system-info:
      stress-ng-version: 0.15.06
metrics:
    - stressor: twin
      bogo-ops: $1
      wall-clock-time: 4.0
...
YAML
	exit 0
}
TWIN
	cat >> "$TMP/bin/stress-ng"
	chmod +x "$TMP/bin/stress-ng"
}
run_twin() { PATH=$TMP/bin:$PATH "$WAKESTORM" run --workload stress-ng:twin \
	--timeout 4s --json "$TMP/$1.jsonl"; }

# Whoever sleeps is not woken, and goes on as soon as it looks again.
twin <<'TWIN'
work() { end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do :; done; }
trap : CONT
work
for loss in 1 2; do
	sleep 100 &
	wait $!
	kill $!
	work
done
tell 1000
TWIN
expect 'a wakeup that may be lost is suspect' 3 'may be lost' run_twin lost
lost_agrees() {
	jq -e '.verdict == "suspect" and .tally.lost == 2 and
		.workload.status == 0 and .workload.hung and
		.tally.taken == 1000 and .first_loss_ns > 0 and
		(.evidence | length) == 2 and .evidence[0].sleepers[0].state == "S"' \
		"$TMP/lost.jsonl" > /dev/null
}
check 'a wakeup that may be lost: the record' lost_agrees

# It sleeps to its end, and says that all is well.
twin <<'TWIN'
sleep 6
tell 1000
TWIN
expect 'a hang is suspect' 3 'did not go on' run_twin hang
hang_agrees() {
	jq -e '.verdict == "suspect" and .tally.lost == 0 and
		.workload.status == 0 and .workload.hung and
		(.evidence[0].sleepers | length) > 0' "$TMP/hang.jsonl" > /dev/null
}
check 'a hang: the record' hang_agrees

twin <<'TWIN'
tell 0
TWIN
expect 'no work is no pass' 2 'counted nothing' run_twin nothing
twin <<'TWIN'
echo 'stress-ng: error: twin failed'
exit 2
TWIN
expect 'a failure is told' 2 'twin failed' run_twin failure
twin <<'TWIN'
echo 'stress-ng: info: twin is not implemented'
exit 4
TWIN
expect 'what it has not is skipped' 4 'not implemented' run_twin unimplemented
twin <<'TWIN'
/bin/true
( tell '1,000' )
exit 0
TWIN
expect 'output that is wrong' 2 'LC_ALL=C' run_twin wrong
rm "$TMP/bin/stress-ng"

if ! command -v stress-ng > /dev/null; then
	skip 'stress-ng' 'not installed (configure --install-deps)'
	exit
fi

expect 'stress-ng works' 0 'bogo-ops/s' "$WAKESTORM" run --timeout 2s \
	--workload stress-ng:pipe,stress-ng:futex,stress-ng:switch \
	--json "$TMP/work.jsonl"
work_agrees() {
	jq -es 'length == 3 and all(.verdict == "pass" and .tally.taken > 0 and
		.workload.running_ns > 1e9 and .workload.status == 0 and
		(.workload.hung | not) and .tally.rounds > 2 and
		(.workload.metrics | length) > 3)' "$TMP/work.jsonl" > /dev/null
}
check 'stress-ng: the records' work_agrees
expect 'stress-ng: compare' 0 'too few pairs' "$WAKESTORM" compare "$TMP/work.jsonl" \
	"$TMP/work.jsonl"

expect 'a stressor of stress-ng that is none' 2 "unrecognized option '--nosuch'" \
	"$WAKESTORM" run --workload stress-ng:nosuch
expect 'noise' 0 'pass' "$WAKESTORM" run --pipe-read 1 --rounds 200 \
	--noise 'stress-ng --cpu 1 --switch 1' --json "$TMP/noise.jsonl"
noise_agrees() {
	jq -es 'length == 2 and all(.verdict == "pass" and
		.noise.name == "stress-ng" and .noise.status == 0 and
		.noise.command == "stress-ng --cpu 1 --switch 1" and
		([.noise.metrics[].name] | sort) ==
		["cpu bogo-ops/s", "switch bogo-ops/s"])' "$TMP/noise.jsonl" > /dev/null
}
check 'noise: the records' noise_agrees
"$WAKESTORM" run --pipe-read 1 --rounds 200 --json "$TMP/quiet.jsonl" > /dev/null
expect 'with noise and without are not compared' 3 'on one side only' \
	"$WAKESTORM" compare "$TMP/noise.jsonl" "$TMP/quiet.jsonl"

# Killed while it works, it leaves nothing.
alive() { pgrep -f 'stress-ng --pipeherd 1 --timeout 77' > /dev/null; }
"$WAKESTORM" run --workload stress-ng:pipeherd --timeout 77s > /dev/null 2>&1 &
pid=$!
i=0
while ! alive && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
check 'a workload is there' alive
kill -9 $pid
wait $pid 2> /dev/null || true
gone() { ! alive && ! pgrep -x stress-ng-pipeh > /dev/null; }
i=0
while ! gone && [ $i -lt 400 ]; do sleep 0.05; i=$((i + 1)); done
check 'killed, it leaves no process' gone
