#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What `report` writes: a page that stands alone, says what the records say, and
# takes nothing of them for markup; JUnit and KTAP that their readers take.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/check.sh"
dir=$TMP/report
mkdir -p "$dir"

# report NAME [OPTION]...: page and all of $dir/NAME.jsonl, in $dir/NAME
report() {
	report_name=$1
	shift
	"$WAKESTORM" report "$dir/$report_name.jsonl" --out "$dir/$report_name" "$@" \
		> "$dir/$report_name.txt" 2>&1
}

# records STRESSORS KERNELS: STRESSORS is a JSON array of names
records() { jq -nc --argjson stressors "$1" --argjson kernels "$2" -f "$here/lib/records.jq"; }

# Sixty stressors on twelve kernels.
names=$("$WAKESTORM" list --json |
	jq -c '[.[].name | select(test("busted") | not)][:60]')
records "$names" 12 > "$dir/big.jsonl"
check 'a report of 60 stressors on 12 kernels' report big
page=$dir/big/index.html

# how_many PATTERN [FILE]: matches, not lines
how_many() { grep -oE -e "$1" "${2:-$page}" | wc -l; }
# count FILTER [FILE]: records that jq selects
count() { jq -s "[.[] | select($1)] | length" "${2:-$dir/big.jsonl}"; }

nothing_foreign() {
	[ "$(how_many '(src|href)="[^"]*"')" -gt 0 ] &&
		! grep -oE '(src|href|action|poster|srcset)="[^"]*"' "$page" |
		grep -vE '^(href="#|href="data:,"|src="data:image/svg)' &&
		! grep -qiE '<(script|iframe|object|embed|base|form)|@import|url\(| on[a-z]+="' "$page"
}
check 'the page fetches nothing and runs nothing' nothing_foreign
check 'a policy forbids both' grep -q "default-src 'none'; img-src data:" "$page"

same_words() {
	grep -o 'href="#[^"]*"' "$page" | cut -d'"' -f2 | sort -u > "$dir/wanted"
	grep -oE ' id="[^"]*"' "$page" | cut -d'"' -f2 | sort > "$dir/ids"
	sed 's/^#//' "$dir/wanted" | comm -23 - "$dir/ids" > "$dir/missing"
	[ -s "$dir/wanted" ] && [ ! -s "$dir/missing" ] && [ -z "$(uniq -d "$dir/ids")" ]
}
check 'each link of the page leads somewhere' same_words
check 'one h1' test "$(how_many '<h1')" = 1
check 'each head of a table has a scope' test "$(how_many '<th[ >]')" = \
	"$(how_many '<th scope="(col|row)"')"
check 'each table has a caption, and a box to scroll in' test \
	"$(how_many '<table' )" = "$(how_many 'class="box" [^>]*><table>$')" -a \
	"$(how_many '<table')" = "$(how_many '^<caption>')"
elements_close() {
	for element in section table thead tbody tr th td div ul li details summary \
		figure p span code small a nav main header footer; do
		[ "$(how_many "<${element}[ >]")" = "$(how_many "</$element>")" ] ||
			return 1
	done
}
check 'what is opened is closed' elements_close

verdict_comes_first() {
	grep -oE '<h2 id="[a-z]+"' "$page" | cut -d'"' -f2 | paste -sd' ' | grep -qx \
		'verdict changes lines pictures latency evidence again environment'
}
check 'the verdict comes first, the environment last' verdict_comes_first

# The cells of the duels, counted by verdict, are the records.
cells() {
	sed -n '/<caption><span>Duels:/,/<\/table>/p' "$page" > "$dir/duels"
	for verdict in pass lost-wakeup hang suspect herd astray skip broken; do
		[ "$(how_many "<td class=\"$verdict\"" "$dir/duels")" = \
			"$(count ".mode == \"duel\" and .verdict == \"$verdict\"")" ] ||
			return 1
	done
}
check 'the table has each of the 720 duels' cells
check 'each loss has its evidence, and what healed it' test \
	"$(how_many 'unix_wait_for_peer\+0xd4')" = \
	"$(count '.verdict == "lost-wakeup"')" -a \
	"$(how_many '<p>Healed: a signal woke waiter 1;')" = \
	"$(count '.verdict == "lost-wakeup"')"
check 'each line that ran has its command' test \
	"$(sed -n '/<h2 id="again"/,/<\/section>/p' "$page" | grep -c '<code class="copy">wakestorm kernel boot ')" = \
	"$(count '.verdict != "skip"')"
check 'the sentence' grep -q '>12 of 12 kernels lose wakeups, most of all v6.0-stable: at 7 of 54 stressors\.<' "$page"

jq -c 'if input_line_number > 1 then .where.append = "nosmt <quiet>" else . end' \
	"$dir/big.jsonl" > "$dir/appended.jsonl"
appended() {
	report appended && grep -q '<td>nosmt &lt;quiet&gt;</td>' "$dir/appended/index.html" &&
		! grep -q nosmt "$page"
}
check 'the environment has the arguments of a kernel' appended

again() { report big && cmp -s "$page" "$dir/first.html"; }
cp "$page" "$dir/first.html"
check 'the same records give the same page, to the byte' again

# Contrast, and the twin that must fail.
colours() { sed -n '/^:root/,/^body/p' "$1" | awk -f "$here/lib/contrast.awk"; }
check 'colours in the light and in the dark have a contrast of 4.5' test \
	"$(colours "$page")" = 16
sed 's/--soft:#[0-9a-f]*/--soft:#8b949e/' "$page" > "$dir/pale.html"
check 'BUSTED: a pale colour is seen' test "$(colours "$dir/pale.html" | head -n 1)" = \
	'soft: 3.08'

# KTAP, and the twins that must fail.
ktap() { awk -f "$here/lib/ktap.awk" "$1"; }
bad='.verdict != "pass" and .verdict != "skip"'
check 'KTAP says what the records say' test "$(ktap "$dir/big/results.ktap")" = \
	"$(count '.verdict == "pass"') ok, $(count "$bad") not ok, $(count '.verdict == "skip"') skipped"
busted_ktap() {
	sed "$2" "$dir/big/results.ktap" > "$dir/busted.ktap"
	! cmp -s "$dir/big/results.ktap" "$dir/busted.ktap" &&
		ktap "$dir/busted.ktap" > "$dir/out" && return 1
	grep -q "$1" "$dir/out"
}
check 'BUSTED: a missing test is seen' busted_ktap 'not number' '/ok 7 /d'
check 'BUSTED: a wrong plan is seen' busted_ktap planned 's/^  1\.\.63/  1..64/'
check 'BUSTED: no version' busted_ktap 'no version' 1d
check 'BUSTED: a test that passes over a failed one' busted_ktap 'not agree' 's/^not ok/ok/'
check 'BUSTED: a file cut off' busted_ktap 'too early' "\$d"

# JUnit.
if command -v xmllint > /dev/null; then
	xml() { xmllint --noout "$1" 2> /dev/null; }
	xpath() { xmllint --xpath "$1" "$dir/big/junit.xml"; }
	check 'JUnit is XML' xml "$dir/big/junit.xml"
	check 'JUnit: a suite a kernel' test "$(xpath 'count(//testsuite)')" = 12
	check 'JUnit: a case a run, no name twice' test \
		"$(xpath 'count(//testcase)')" = "$(count true)" -a \
		"$(grep -o '<testcase [^>]* time=' "$dir/big/junit.xml" | sort -u | wc -l)" = \
		"$(count true)"
	check 'JUnit: failures are findings' test "$(xpath 'count(//failure)')" = \
		"$(count '.verdict | IN("lost-wakeup", "hang", "herd", "astray")')"
	check 'JUnit: errors are what proves nothing' test "$(xpath 'count(//error)')" = \
		"$(count '.verdict | IN("broken", "suspect")')"
	check 'JUnit: the sums agree' test "$(xpath 'sum(//testsuite/@failures)')" = \
		"$(xpath 'count(//failure)')" -a "$(xpath 'string(/*/@skipped)')" = \
		"$(count '.verdict == "skip"')"
	check 'JUnit: a failure has verdict, reason, evidence, command' test \
		"$(xpath 'count(//failure[@type="lost-wakeup" and contains(@message, "20 of 20") and contains(., "healed: a signal") and contains(., "again: wakestorm kernel boot")])')" = \
		"$(count '.verdict == "lost-wakeup"')"
	check 'JUnit: a skip has its reason' test \
		"$(xpath 'count(//skipped[@message="needs /dev/fuse; modprobe fuse"])')" = \
		"$(count '.verdict == "skip"')"
	sed 's/&lt;/</g' "$dir/big/junit.xml" > "$dir/busted.xml"
	busted_xml() { ! xml "$dir/busted.xml"; }
	check 'BUSTED: XML that is none is seen' busted_xml
else
	skip 'JUnit' 'no xmllint: ./configure --install-deps'
fi

# Hostile strings everywhere: with them written out as they must be, the page is
# that of harmless ones, to the byte.  No picture holds more than their letters.
# shellcheck disable=SC2016 # a shell must not take it for its own
hostile='--><script>alert("1")</script>'\''#&$(x)`id`'
# shellcheck disable=SC2016
escaped='--&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;#&amp;$(x)`id`'
harmless='harmless'
spoil() {
	records '["pipe-read", "x"]' 2 | jq -c --arg word "$1" \
		'.stressor = $word | .where.kernel = "\(.where.kernel)\($word)" |
		 .where.release = $word | .where.kernel_id = $word |
		 .where.tier = $word | .where.accel = $word | .version = $word |
		 .why = $word | .act = "script" | .mode = "duel" | .script = $word |
		 .verdict = "lost-wakeup" | .seed = input_line_number |
		 .perf = [{name: $word, value: 1}] |
		 .evidence = [{round: 0, asleep: 3, resting: 1, outstanding: 1,
			ready: 1, healed: $word, sleepers: [{waiter: 1, pid: 2,
			state: $word[:1], wchan: $word, syscall: $word,
			stack: $word}]}]'
}
spoil "$hostile" > "$dir/hostile.jsonl"
spoil "$harmless" > "$dir/harmless.jsonl"
plain() { # FILE WORD: without pictures, each word harmless
	PLAIN=$2 awk 'BEGIN { word = ENVIRON["PLAIN"] } /src="data:image/ { next } {
		while (word != "" && (at = index($0, word)))
			$0 = substr($0, 1, at - 1) "harmless" substr($0, at + length(word))
		print }' "$1"
}
check 'a report of hostile records' report hostile
check 'a report of harmless records' report harmless
hostile_is_harmless() { # FILE WORD
	plain "$dir/hostile/$1" "$2" > "$dir/a"
	plain "$dir/harmless/$1" '' > "$dir/b"
	# The first letter of a state.
	sed -i 's/<td>[-h]<\/td>/<td>?<\/td>/; s/state [-h],/state ?,/' "$dir/a" "$dir/b"
	grep -q harmless "$dir/a" && cmp -s "$dir/a" "$dir/b"
}
check 'no markup gets in the page' hostile_is_harmless index.html "$escaped"
check 'no markup gets in the XML' hostile_is_harmless junit.xml "$escaped"
check 'BUSTED: markup that gets in is seen' test "$(hostile_is_harmless index.html "$hostile" || echo seen)" = seen
check 'hostile KTAP is KTAP' test "$(ktap "$dir/hostile/results.ktap")" = \
	"$(ktap "$dir/harmless/results.ktap")"
check 'no hostile word is a command' test "$(how_many 'class="copy"' "$dir/hostile/index.html")" = 0

# The sentence tells each case apart.
says() { # NAME SENTENCE FILTER
	records '["pipe-read", "eventfd"]' 1 | jq -c "$3" > "$dir/says.jsonl"
	report says
	check "the sentence: $1" grep -qF ">$2<" "$dir/says/index.html"
}
says 'a loss' 'Linux 6.0.192 (v6.0-stable) loses wakeups at 1 of 2 stressors.' .
says 'all pass' 'No wakeup was lost: 1 kernel, 4 runs that passed, 80 rounds.' \
	'.verdict = "pass"'
says 'a suspect' 'No wakeup is proven lost, but of the runs 2 are suspect.' \
	'if .mode == "duel" then .verdict = "suspect" else .verdict = "pass" end'
says 'a hang' 'No wakeup is proven lost, but of the runs 2 hung, 2 woke a herd.' \
	'if .mode == "duel" then .verdict = "hang" else .verdict = "herd" end'
says 'nothing ran' 'Nothing was learned: no run passed, and none found anything.' \
	'.verdict = "skip"'
says 'a twin that was missed' \
	'Trust nothing here: 1 of the runs that are wrong on purpose passed.' \
	'if .stressor == "eventfd" and .mode == "duel" then .stressor = "busted" |
	 .verdict = "pass" else . end'
says 'a twin that was caught is no loss' \
	'No wakeup was lost: 1 kernel, 3 runs that passed, 80 rounds.' \
	'.verdict = "pass" | if .stressor == "eventfd" and .mode == "duel" then
	 .stressor = "busted" | .verdict = "lost-wakeup" else . end'
check 'a twin that was caught is ok, and told' grep -q \
	'^  ok 1 busted: .* # XFAIL wrong on purpose, and caught$' \
	"$dir/says/results.ktap"

# What changed is told against the chosen kernel.
check 'the first kernel is the base' grep -q 'each kernel against v6.0-stable<' "$page"
check 'a base of choice' report big --base v6.4-stable
check 'the chosen one is the base' grep -q 'each kernel against v6.4-stable<' "$page"
expect 'a base that is not there' 2 'there is v6.0-stable' "$WAKESTORM" report \
	"$dir/big.jsonl" --out "$dir/none" --base v5

# A command of the page does it again.
"$WAKESTORM" run --busted 1 --pipe-read 1 --mode duel --act ping,stop --rounds 50 \
	--seed 3 --json "$dir/first.jsonl" > /dev/null 2>&1 || true
report first
grep -o '<code class="copy">[^<]*' "$dir/first/index.html" | sort -u |
	sed 's/.*>wakestorm //' > "$dir/commands"
while read -r command; do
	# shellcheck disable=SC2086 # words of a command
	"$WAKESTORM" $command --json "$dir/second.jsonl" > /dev/null 2>&1 || true
done < "$dir/commands"
alike() {
	jq -c '[.stressor, .act, .seed, .verdict, .plan, .tally.posted, .tally.lost]' \
		"$1" | sort
}
done_again() {
	[ "$(wc -l < "$dir/commands")" = 4 ] &&
		[ "$(alike "$dir/first.jsonl")" = "$(alike "$dir/second.jsonl")" ]
}
check 'the commands of a page make the same records' done_again

# `run` writes the same without a folder.
expect 'run: JUnit and KTAP' 1 'KTAP version 1' "$WAKESTORM" run --busted 1 \
	--pipe-read 1 --mode duel --act ping --rounds 50 --ktap \
	--junit "$dir/run.xml" --json "$dir/run.jsonl"
"$WAKESTORM" run --busted 1 --pipe-read 1 --mode duel --act ping --rounds 50 \
	--ktap > "$dir/run.ktap" 2> "$dir/run.table" || true
check 'run: it is KTAP, and nothing else' test "$(ktap "$dir/run.ktap")" = \
	'2 ok, 0 not ok, 0 skipped'
check 'run: the table goes elsewhere' grep -q '^busted .* lost-wakeup' \
	"$dir/run.table"
check 'run: both runs are in the XML' test \
	"$(grep -c '<testcase ' "$dir/run.xml")" = 2
expect 'run: no such folder' 2 '/none/x.xml' "$WAKESTORM" run --pipe-read 1 \
	--junit "$dir/none/x.xml"
"$WAKESTORM" run --busted 1 --pipe-read 1 --mode duel --act ping --rounds 50 \
	--ktap --json - > "$dir/both.jsonl" 2> "$dir/both.err" || true
sed -n '/^KTAP/,$p' "$dir/both.err" > "$dir/both.ktap"
check 'run: records on stdout, KTAP behind the table' test \
	"$(ktap "$dir/both.ktap") $(jq -r .stressor "$dir/both.jsonl" | paste -sd ' ')" = \
	'2 ok, 0 not ok, 0 skipped busted pipe-read'
expect 'no JUnit in a guest' 2 'report makes it' "$WAKESTORM" kernel boot \
	mainline -- run --pipe-read 1 --junit x.xml
