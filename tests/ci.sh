#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a CI takes: KCIDB's JSON, the Markdown summary.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
src=$(dirname "$here")
. "$here/lib/check.sh"
dir=$TMP/ci
mkdir -p "$dir"
cd "$dir"

records() { jq -nc --argjson stressors "$1" --argjson kernels "$2" -f "$here/lib/records.jq"; }
kcidb() { "$WAKESTORM" report "$1.jsonl" --format kcidb > "$1.json"; }
markdown() { "$WAKESTORM" report "$1.jsonl" --format markdown > "$1.md"; }

# python MODULE: one that has it; Debian's may not be the first in PATH
python() {
	for python in python3 /usr/bin/python3; do
		"$python" -c "import $1" 2> /dev/null && return 0
	done
	return 1
}

# Sixty stressors on twelve kernels, among them a twin that passed, one that was
# caught, and a guest that broke.
names=$("$WAKESTORM" list --json |
	jq -c '["busted", "guest"] + [.[].name | select(test("busted") | not)][:58]')
records "$names" 12 | jq -c 'if .stressor == "guest" then .verdict = "broken" else . end' > big.jsonl
check 'KCIDB' kcidb big

if python jsonschema; then
	sound() { "$python" -W ignore -m jsonschema -i "$1" "$src/docs/kcidb.schema.json" > said 2>&1; }
	check 'KCIDB holds to its schema' sound big.json
	# unsound NAME FILTER: wrong on purpose
	unsound() {
		jq "$2" big.json > busted.json
		check "BUSTED: $1 is seen" test "$(sound busted.json || echo seen)" = seen
	}
	unsound 'another status' '.tests[3].status = "GOOD"'
	unsound 'an id of nobody' '.builds[1].id = "12"'
	unsound 'a field too many' '.tests[0].color = "red"'
	unsound 'a field too few' 'del(.builds[0].checkout_id)'
	unsound 'a null' '.checkouts[0].comment = null'
	unsound 'a path with blanks' '.tests[0].path = "a b"'
	unsound 'another version' '.version.major = 4'
	unsound 'a log too long' '.tests[0].log_excerpt = ("x" * 16385)'
else
	skip 'KCIDB holds to its schema' 'no python3-jsonschema: ./configure --install-deps'
fi

# What no schema tells: what is named is there, and nothing is there twice.
whole() {
	# shellcheck disable=SC2016 # jq's
	jq_says -e '(.builds | map(.id)) as $builds | (.checkouts | map(.id)) as $checkouts |
		all(.builds[]; .checkout_id | IN($checkouts[])) and
		all(.tests[]; .build_id | IN($builds[])) and
		([.tests, .builds, .checkouts] |
		 all(map(.id) | length == (unique | length))) and
		([.tests, .builds, .checkouts] | add |
		 all(.origin as $origin | .id | startswith($origin + ":")))' "$1"
}
check 'KCIDB: what is named is there, once' whole big.json
jq '.tests[1].id = .tests[0].id' big.json > twice.json
check 'BUSTED: an id that comes twice is seen' test "$(whole twice.json || echo seen)" = seen
check 'KCIDB: a build a kernel, a test a run' jq_says -e \
	'(.builds | length) == 12 and (.tests | length) == 756' big.json
# count FILTER: records that jq selects
count() { jq -s "[.[] | select(.stressor != \"guest\" and
	(.stressor != \"busted\" or .mode != \"duel\")) | select($1)] | length" big.jsonl; }
statuses() {
	fail='.verdict | IN("lost-wakeup", "hang", "herd", "astray")'
	# shellcheck disable=SC2016
	jq_says -e --argjson fail "$(count "$fail")" --argjson skip "$(count '.verdict == "skip"')" '
		.tests | map(select(.path | test("guest|busted.duel") | not)) |
		(map(select(.status == "FAIL")) | length) == $fail and
		(map(select(.status == "SKIP")) | length) == $skip and
		all(.misc.verdict as $v | .status == {
			pass: "PASS", skip: "SKIP", broken: "ERROR",
			suspect: "ERROR"}[$v] // "FAIL")' big.json
}
check 'KCIDB: a status is what the verdict says' statuses
check 'KCIDB: a guest that broke is the harness' jq_says -e '.tests |
	map(select(.path | test("guest"))) | length > 0 and all(.status == "MISS")' big.json
check 'KCIDB: a twin says nothing of the kernel' jq_says -e '.tests |
	map(select(.path == "wakestorm.busted.duel")) | length == 12 and
	all(.status == {"lost-wakeup": "DONE", pass: "ERROR"}[.misc.verdict]
	    // .status) and any(.status == "DONE")' big.json
check 'KCIDB: a loss has its evidence and its command' jq_says -e '.tests |
	map(select(.misc.verdict == "lost-wakeup" and .status == "FAIL")) | length > 0 and
	all((.log_excerpt | test("healed: a signal")) and
	    (.misc.command | startswith("wakestorm kernel boot ")))' big.json
check 'KCIDB: a storm has its median' jq_says -e '.tests |
	map(select(.number)) | length == 24 and
	all(.number.value > 0 and .number.unit == "s" and .path[-6:] == ".storm")' big.json
same_ids() { kcidb big && cmp -s big.json first.json; }
cp big.json first.json
check 'KCIDB: the same records, the same ids' same_ids
ids() { jq -c '[.tests[].id]' "$1"; }
"$WAKESTORM" report big.jsonl --format kcidb --origin me --run 17 > other.json
check 'KCIDB: another run has other ids' jq_says -es '(.[0].tests + .[1].tests) |
	map(.id | split(":")[1]) | length == (unique | length)' big.json other.json
check 'KCIDB: an origin of choice' jq_says -e \
	'[.tests, .builds, .checkouts | .[] | .origin == "me"] | all' other.json
bad() { expect "$@"; check "$1: one line" test "$(wc -l < "$TMP/out")" = 1; }
bad 'an origin that is none' 2 'small letters' "$WAKESTORM" report big.jsonl \
	--origin 'My CI' --format kcidb
bad 'a format that is none' 2 'did you mean kcidb?' "$WAKESTORM" report big.jsonl \
	--format kcdb
bad 'a format and a folder' 2 'leave out --out' "$WAKESTORM" report big.jsonl \
	--format ktap --out x
bad 'a format on a full disk' 2 "can't write" sh -c \
	"'$WAKESTORM' report big.jsonl --format kcidb > /dev/full"

# Markdown: the verdict first, then kernels by findings, then what to look at.
check 'a summary' markdown big
check 'the summary: the verdict comes first' grep -qn '^\*\*broken\*\*: Trust nothing here' big.md
jq -c 'select(.stressor != "busted")' big.jsonl > plain.jsonl
markdown plain
first_line() { head -n 1 plain.md | grep -qx '\*\*lost-wakeup\*\*: 12 of 12 kernels lose wakeups, .*'; }
check 'the summary: a loss comes first' first_line
# column NAME: the number that kernel "all" has there
column() {
	awk -F ' *[|] *' -v name="$1" '/^[|] kernel/ { for (i = 2; i < NF; i++)
		if ($i == name) at = i } /^[|] all / { print $at }' plain.md
}
sums() {
	for verdict in lost-wakeup hang astray herd suspect broken pass skip; do
		[ "$(column $verdict)" = "$(jq -s "map(select(.verdict ==
			\"$verdict\")) | length" plain.jsonl)" ] || return 1
	done
	[ "$(column runs)" = "$(wc -l < plain.jsonl)" ]
}
check 'the summary: kernels by findings add up' sums
rows_are() { # VERDICT MARKED
	[ "$(sed -n '/^| stressor/,/^$/p' plain.md | grep -v ' storm ' | grep -o "| $2" | wc -l)" = \
		"$(jq -s "map(select(.mode == \"duel\" and .verdict == \"$1\")) | length" plain.jsonl)" ]
}
check 'the summary: each loss is in bold' rows_are lost-wakeup '\*\*lost 20/20\*\* '
check 'the summary: each hang is in bold' rows_are hang '\*\*hang\*\* '
check 'the summary: what is broken is there' rows_are broken 'broken '
check 'the summary: three proofs, with the command' test \
	"$(grep -c '^<details>' plain.md) $(grep -c '^    again: wakestorm kernel boot' plain.md)" = '3 3'
check 'the summary: as many cells in each row' test "$(sed -n '/^| stressor/,/^$/p' plain.md |
	sed '/^$/d; s/[^|]//g' | sort -u | wc -l)" = 1
jq -c 'select(.verdict == "pass")' plain.jsonl > passed.jsonl
markdown passed
check 'the summary: all pass' grep -qx '\*\*pass\*\*: No wakeup was lost: 12 kernels, .*' passed.md
check 'the summary: nothing to look at, no table of it' test "$(grep -c '^| stressor' passed.md)" = 0

# The largest set that a report takes stays far below what GitHub takes, 1 MiB.
records "$("$WAKESTORM" list --json | jq -c '[.[].name]')" 40 |
	jq -c '.verdict = "lost-wakeup"' > huge.jsonl
markdown huge
check 'the summary is short, whatever there is' test "$(wc -c < huge.md)" -lt 131072
check 'the summary says what it leaves out' test "$(grep -c 'more .* are on the page' huge.md)" = 2

# Hostile strings: but for code, which is indented, none is as it was.  A line of
# HTML is escaped as such.
# shellcheck disable=SC2016 # a shell must not take it for its own
hostile='|<b>`x`[y](z)*\|'
jq -c --arg word "$hostile" '.stressor = $word | .where.kernel = $word |
	.where.release = $word | .where.tier = $word | .version = $word |
	.why = $word | .script = $word | .act = "script" | .mode = "duel" |
	.where.kernel_id = $word | .where.boot_id = $word |
	.verdict = "lost-wakeup" | .evidence[].healed = $word' big.jsonl |
	head -n 40 > hostile.jsonl
markdown hostile
foreign() {
	grep -v '^    ' "$1" | sed 's/\\[^a-z]//g; /^<details>/s/[]][(]//g' |
		grep -cF -e '<b>' -e '](' || true
}
check 'no markup gets in the summary' test "$(foreign hostile.md)" = 0
sed 's/\\//g' hostile.md > raw.md
check 'BUSTED: markup that gets in is seen' test "$(foreign raw.md)" != 0
kcidb hostile
check 'hostile KCIDB is whole' whole hostile.json
! python jsonschema || check 'hostile KCIDB holds to its schema' sound hostile.json
