#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What a CI takes: KCIDB's JSON, the Markdown summary, the templates, run-matrix.
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

# The templates: sound YAML, and each command in them is one that there is, with
# options that it has.  Their steps are run in a folder where wakestorm, configure,
# make and run-matrix look at their arguments and do no more.
mkdir -p sandbox/ci sandbox/bin
cat > sandbox/wakestorm <<EOF
#!/bin/sh
echo "wakestorm \$*" >> "$dir/called"
case "\$1 \$2" in
'kernel list') exec "$WAKESTORM" "\$@" ;;
esac
"$WAKESTORM" "\$@" --help > /dev/null
EOF
cat > sandbox/ci/run-matrix <<EOF
#!/bin/sh
echo "run-matrix \$*" >> "$dir/called"
[ -f "$src/kernels/\$5.matrix" ] && "$src/ci/run-matrix" "\$@" --help > /dev/null
EOF
cat > sandbox/configure <<EOF
#!/bin/sh
"$src/configure" "\$@" --help > /dev/null
EOF
printf '#!/bin/sh\n[ $# = 0 ]\n' > sandbox/bin/make
chmod +x sandbox/wakestorm sandbox/configure sandbox/ci/run-matrix sandbox/bin/make

# steps FILE JOB: what the job runs, as one script
steps() {
	"$python" -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' \
		< "$1" > yaml.json || return 1
	jq -er --arg job "$2" '.[$job].script as $gitlab |
		if $gitlab then .default.before_script + $gitlab
		else [.jobs[$job].steps[] | .run // empty] end | .[]' yaml.json
}
# play FILE JOB: in the sandbox, stopped by what fails
play() {
	: > called
	steps "$1" "$2" > job.sh && shellcheck -s sh -e SC2154 job.sh &&
		(cd sandbox && PATH=$dir/sandbox/bin:$PATH KERNEL=buggy MATRIX=demo \
			ORIGIN=wakestorm GITHUB_RUN_ID=1 CI_PIPELINE_ID=1 \
			GITHUB_ENV=$dir/env GITHUB_OUTPUT=$dir/output \
			sh -e "$dir/job.sh") && [ -s called ]
}
github=$src/ci/templates/github-actions.yml
gitlab=$src/ci/templates/gitlab-ci.yml
if python yaml; then
	for job in "$github kernel" "$github matrix" "$gitlab ids" "$gitlab kernel" "$gitlab matrix"; do
		# shellcheck disable=SC2086 # a file and a job
		check "${job##*/}: each command is one" play $job
	done
	id=$("$WAKESTORM" kernel list --ids buggy)
	check 'GitHub: the cache has the kernel'"'"'s id' grep -qx "id=${id#* }" output
	ids=$("$WAKESTORM" kernel list --ids buggy fixed mainline | sha256sum | cut -c -16)
	check 'GitLab: the cache has all ids' grep -qx "KERNELS=$ids" sandbox/ids.env
	play "$github" kernel
	check 'GitHub: the kernel is built that is cached' \
		grep -qx 'wakestorm kernel build buggy' called
	# The kernels that are built are those of the matrix.
	kernels=$(sed -n 's/^kernels *//p' "$src/kernels/demo.matrix")
	steps "$github" matrix > job.sh
	check 'GitHub: the kernels are those of the matrix' test "$(jq -r \
		'.jobs.kernel.strategy.matrix.kernel | join(" ")' yaml.json)" = "$kernels"
	check 'GitHub: JUnit and the report are kept, whatever comes' jq_says -e '
		[.jobs.matrix.steps[] | select(.if == "always()") | .with.path] ==
		["results", "results/junit.xml"]' yaml.json
	# shellcheck disable=SC2016
	check 'GitHub: no expression gets in a command' test \
		"$(jq -r '.jobs[].steps[].run // empty' yaml.json | grep -cF '${{')" = 0
	steps "$gitlab" matrix > job.sh
	check 'GitLab: the kernels are those of the matrix' test "$(jq -r \
		'.kernel.parallel.matrix[0].KERNEL | join(" ")' yaml.json)" = "$kernels"
	check 'GitLab: JUnit and the report are kept, whatever comes' jq_says -e '
		.matrix.artifacts | .when == "always" and .paths == ["results"] and
		.reports.junit == "results/junit.xml"' yaml.json
	# busted NAME FILE JOB SED: a template that is wrong on purpose
	busted() {
		sed "$4" "$2" > busted.yml
		check "BUSTED: $1 is seen" test "$(cmp -s "$2" busted.yml ||
			play busted.yml "$3" > said 2>&1 || echo seen)" = seen
	}
	busted 'an option that is none' "$github" kernel 's/--ids/--idz/'
	busted 'a command that is none' "$github" kernel 's/kernel build/kernel bild/'
	busted 'a program that is none' "$github" matrix 's,ci/run-matrix,ci/run-all,'
	busted 'an option that run-matrix has not' "$github" matrix 's/--origin/--orgin/'
	# shellcheck disable=SC2016
	busted 'a matrix that is none' "$gitlab" matrix 's/"\$MATRIX"/demon/'
	busted 'an option that configure has not' "$gitlab" ids 's/--install-deps/--deps/'
	# shellcheck disable=SC2016
	busted 'a quote that is not closed' "$gitlab" kernel 's/"\$KERNEL"/"$KERNEL/'
	busted 'YAML that is none' "$gitlab" matrix 's/^  stage: matrix/  stage: [/'
else
	skip 'templates' 'no python3-yaml: ./configure --install-deps'
fi

# run-matrix, for real: kernels that are processes need nothing of the machine.
# Nobody can answer, and there is no terminal.
matrix() { # FILE SEEDS VERDICT
	cat > "$1.matrix" <<-EOF
		kernels uml-buggy uml-fixed
		seeds $2
		run duels tier=uml : --mode duel --rounds 20 --pipe-read 1
		expect uml-buggy $3 pipe-read
		expect uml-fixed pass pipe-read
	EOF
}
run_matrix() {
	got=0
	GITHUB_STEP_SUMMARY=$dir/step.md setsid -w "$src/ci/run-matrix" "$@" \
		< /dev/null > run.out 2>&1 || got=$?
	printf %s "$got"
}
matrix small '1 2' lost-wakeup
: > step.md
check 'run-matrix' test "$(run_matrix --origin me --run 5 small.matrix small)" = 0
files='index.html junit.xml kcidb.json results.ktap summary.md'
left() {
	for file in $files; do [ -s "$1/$file" ] || return 1; done
}
check 'run-matrix: all files are there' left small
check 'run-matrix: KCIDB by its origin' jq_says -e '(.tests | length) == 4 and
	all(.tests[]; .origin == "me")' small/kcidb.json
check 'run-matrix: the summary is on the page of the job' cmp small/summary.md step.md
check 'run-matrix: KTAP' test "$(awk -f "$here/lib/ktap.awk" small/results.ktap)" = \
	'2 ok, 2 not ok, 0 skipped'
! python jsonschema || check 'run-matrix: KCIDB holds to its schema' sound small/kcidb.json

check 'run-matrix: the summary says what came of the matrix' test \
	"$(head -n 1 small/summary.md)" = '## Matrix small: all is as it expects'

# It goes on from where it was: what is there is not run again.
resumes() {
	rm small/uml-buggy.duels.2.jsonl
	touch -d '2020-01-01' small/*.jsonl
	[ "$(run_matrix small.matrix small)" = 0 ] &&
		[ "$(find small -name '*.jsonl' -newermt 2021-01-01)" = \
			small/uml-buggy.duels.2.jsonl ]
}
check 'run-matrix: it goes on' resumes
matrix wrong 1 pass
check 'BUSTED: run-matrix says what is not as expected' test \
	"$(run_matrix wrong.matrix wrong)" = 1
check 'run-matrix: and leaves the files' left wrong
check 'run-matrix: the summary says so, too' test \
	"$(head -n 1 wrong/summary.md)" = '## Matrix wrong: not all is as it expects'

# Stopped, it leaves what it has.
matrix long "$(seq -s ' ' 40)" lost-wakeup
stopped() {
	"$src/ci/run-matrix" long.matrix long > stopped.out 2>&1 &
	pid=$!
	while kill -0 $pid 2> /dev/null && [ -z "$(find long -name '*.jsonl' 2> /dev/null)" ]; do
		sleep 0.05
	done
	kill -TERM $pid
	got=0
	wait $pid || got=$?
	[ $got = 2 ] && left long &&
		[ "$(find long -name '*.jsonl' | wc -l)" -lt 80 ]
}
check 'run-matrix: stopped, it leaves what it has' stopped

bad 'run-matrix: nothing to do' 2 'needs MATRIX and OUT' "$src/ci/run-matrix"
bad 'run-matrix: an option that is none' 2 'unknown option --orgin' \
	"$src/ci/run-matrix" --orgin me small.matrix x
bad 'run-matrix: an origin that is none' 2 'small letters' \
	"$src/ci/run-matrix" --origin Me small.matrix x
bad 'run-matrix: results of another matrix' 2 'choose another folder' \
	"$src/ci/run-matrix" wrong.matrix small
bad 'run-matrix: no such matrix' 2 'no such matrix' "$src/ci/run-matrix" none.matrix x
