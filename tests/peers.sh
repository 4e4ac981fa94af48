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
