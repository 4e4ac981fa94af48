#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# compare, on records made up here: what is slower is found in each format, what
# is the same is not, and sets that can't be compared are refused.
set -eu
. "$(dirname "$0")/lib/check.sh"

# storms FILE KERNEL SHIFT FIRST [TIER]: twelve boots with a median latency of
# about 30 us and SHIFT ns, of FIRST and the following seeds.  The buckets' edges
# are those of docs/result-format.md.
storms() {
	awk -v kernel="$2" -v shift="$3" -v first="$4" -v tier="${5:-qemu-icount}" '
	function bucket(v,  s) {
		for (s = 0; v / 2 ^ s >= 64; s++)
			;
		return s * 32 + int(v / 2 ^ s)
	}
	BEGIN {
		for (i = 0; i < 12; i++) {
			ns = 29800 + i * 7 % 13 * 25 + shift
			printf "{\"schema\":\"wakestorm/1\",\"stressor\":\"pipe-read\"," \
			"\"mode\":\"storm\",\"act\":\"storm\",\"site\":0,\"seed\":%d," \
			"\"verdict\":\"pass\",\"why\":\"\",\"realtime\":false," \
			"\"elapsed_ns\":1000000000,\"version\":\"0\",\"plan\":{" \
			"\"waiters\":4,\"wakers\":1,\"threads\":false,\"rounds\":0," \
			"\"timeout_ns\":1000000000,\"signals\":0},\"where\":{" \
			"\"release\":\"6.1\",\"kernel\":\"%s\",\"kernel_id\":\"\"," \
			"\"boot_id\":\"%s%d\",\"tier\":\"%s\",\"accel\":\"tcg\"," \
			"\"cpus\":1},\"tally\":{\"rounds\":20,\"posted\":1000," \
			"\"taken\":1000,\"interrupted\":0,\"spurious\":0,\"lost\":0," \
			"\"killed\":0,\"switches\":1000,\"signals\":0},\"evidence\":[]," \
			"\"latency_ns\":{\"count\":1000,\"min\":%d,\"max\":%d," \
			"\"sum\":%d,\"sub_bits\":5,\"buckets\":[[%d,1000]]}," \
			"\"perf\":[]}\n", first + i, kernel, kernel, i, tier,
				ns - 10, ns + 10, ns * 1000, bucket(ns)
		}
	}' > "$1"
}

cd "$TMP"
storms a.jsonl mainline 0 1
storms same.jsonl again 30 1
storms slow.jsonl slow 6200 1 # the BUSTED input
storms apart.jsonl slow 6200 101
storms real.jsonl mainline 0 1 qemu
storms two.jsonl other 6200 1
sed 's/"cpus":1}/"cpus":1,"append":"nosmt quiet"}/' slow.jsonl |
	sed 's/"kernel":"slow"/"kernel":"mainline"/' > append.jsonl
mkdir mixed apart
cp a.jsonl append.jsonl mixed
cp a.jsonl apart
sed 's/"stressor":"pipe-read"/"stressor":"eventfd"/' append.jsonl > apart/eventfd.jsonl
cat slow.jsonl >> two.jsonl
mkdir results
cp a.jsonl same.jsonl slow.jsonl results

expect 'compare: a kernel and itself' 0 ' same' "$WAKESTORM" compare a.jsonl a.jsonl
expect 'compare: much the same' 0 ' same' "$WAKESTORM" compare a.jsonl same.jsonl
expect 'compare: slower' 1 ' regressed' "$WAKESTORM" compare a.jsonl slow.jsonl
waiters_told() {
	"$WAKESTORM" compare a.jsonl slow.jsonl | grep -A 1 'p50 of a wakeup *wait ' |
		grep -q '^pipe-read  *storm  *4 '
}
check 'compare: tells the waiters of a time' waiters_told
expect 'compare: faster' 0 ' improved' "$WAKESTORM" compare slow.jsonl a.jsonl
expect 'compare: without pairs' 1 "Cliff's delta 1.00" \
	"$WAKESTORM" compare a.jsonl apart.jsonl
expect 'compare: within the margin' 0 ' same' \
	"$WAKESTORM" compare a.jsonl slow.jsonl --margin 25%
expect 'compare: one of several is slower' 1 ' regressed' \
	"$WAKESTORM" compare a.jsonl same.jsonl slow.jsonl
expect 'compare: inside of a folder' 1 ' regressed' \
	"$WAKESTORM" compare results --base mainline
expect 'compare: inside of a folder, one' 0 ' same' \
	"$WAKESTORM" compare results --base mainline --new again
head -n 3 a.jsonl > few.jsonl
expect 'compare: too few boots' 0 '3 boots more would tell' \
	"$WAKESTORM" compare few.jsonl slow.jsonl
expect 'compare: a pilot' 0 'needed' "$WAKESTORM" compare a.jsonl --pilot 2
expect 'compare: a pilot of pairs' 0 'needed' \
	"$WAKESTORM" compare a.jsonl same.jsonl --pilot 2

refused() {
	expect "$@"
	check "$1: one line" test "$(wc -l < "$TMP/out")" = 1
}
refused 'compare: other tiers' 2 'only results of one tier' \
	"$WAKESTORM" compare a.jsonl real.jsonl
refused 'compare: two kernels as BASE' 2 'choose by --base' \
	"$WAKESTORM" compare two.jsonl a.jsonl
refused 'compare: no such kernel' 2 "no record of kernel 'nosuch'" \
	"$WAKESTORM" compare results --base nosuch
refused 'compare: no such new kernel' 2 "no record of kernel 'nosuch'" \
	"$WAKESTORM" compare results --base mainline --new nosuch
refused 'compare: nothing to compare with' 2 'nothing to compare with' \
	"$WAKESTORM" compare a.jsonl --base mainline
refused 'compare: BASE alone' 2 'give BASE and NEW' "$WAKESTORM" compare a.jsonl
refused 'compare: no margin' 2 'must be percent' \
	"$WAKESTORM" compare a.jsonl same.jsonl --margin wide
refused 'compare: unknown format' 2 'did you mean junit' \
	"$WAKESTORM" compare a.jsonl same.jsonl --format jnit
refused 'compare: a pilot without storms' 2 'holds no storm' \
	"$WAKESTORM" compare real.jsonl --pilot 2

# The kernel's arguments make another kernel of it, under the same name.
refused 'compare: other arguments in BASE' 2 "kernel mainline ran pipe-read with the arguments '' and with 'nosmt quiet'" \
	"$WAKESTORM" compare mixed a.jsonl
refused 'compare: other arguments in NEW' 2 "put their records into two folders" \
	"$WAKESTORM" compare a.jsonl mixed
refused 'compare: other arguments inside of a folder' 2 "as two kernels" \
	"$WAKESTORM" compare mixed --base mainline --pilot 2
expect 'compare: arguments against none' 1 "mainline (Linux 6.1, 'nosmt quiet')" \
	"$WAKESTORM" compare a.jsonl append.jsonl
expect 'compare: with arguments, another site' 0 ' same' "$WAKESTORM" compare apart apart

# write FORMAT: slower, to a file; the status is that of a regression.
write() {
	"$WAKESTORM" compare a.jsonl same.jsonl slow.jsonl \
		"--format=$1" > "$1" || [ $? = 1 ]
}
for format in markdown json junit; do
	check "compare: writes $format" write $format
done
check 'compare: Markdown stresses it' grep -qF '**regressed**' markdown
check 'compare: JSON adds up' jq_says -e '
	.schema == "wakestorm-compare/1" and .status == 1 and
	[.new[].kernel] == ["again", "slow"] and
	all(.compared[]; .placement == "free" and .rate == 0 and .cpus == 1) and
	[.compared[] | .metrics[0].change] == ["same", "regressed"] and
	all(.compared[]; .change == "same" and .losses.new.rate_below == 0.00025) and
	(.compared[1].metrics[0] | .paired and .boots == [12, 12] and
	 .ratio > 1.19 and .ratio < 1.22 and .ci95[0] <= .ratio and
	 .ci95[1] >= .ratio and .p == 2 / 4096 * 1 and .p_holm == 2 * .p)' json

if command -v xmllint > /dev/null; then
	count() { xmllint --xpath "string(count($1))" junit; }
	check 'compare: JUnit has each case' test "$(count //testcase)" = 4
	check 'compare: JUnit has one failure' test "$(count //failure)" = 1
	check 'compare: JUnit counts it' test \
		"$(count '//testsuite[@tests=2][@failures=1][@errors=0]')" = 1
else
	skip 'compare: JUnit parses' 'no xmllint; install libxml2-utils'
fi
