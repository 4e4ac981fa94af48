#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `wakestorm bisect`, the whole way but for the compiler: a history whose Makefile
# "builds" a kernel by copying one that is built already, so that a commit costs a
# few boots of a process.
# shellcheck disable=SC2016 # the dollars are make's and jq's
set -eu
. "$(dirname "$0")/lib/check.sh"
cd "$TMP"

image() {
	"$WAKESTORM" kernel build "$1" 2> build.err | awk '{ print $4 "/image" }'
}
FAKE_IMAGES=$TMP/images
export FAKE_IMAGES
mkdir -p images
cp "$(image uml-buggy)" images/buggy
cp "$(image uml-fixed)" images/fixed
cp /bin/false images/dead
mkfifo images/never

# --- a repository, and a cache and a configuration of our own ---

GIT_CONFIG_GLOBAL=$TMP/gitconfig GIT_CONFIG_NOSYSTEM=1
WAKESTORM_CACHE=$TMP/cache WAKESTORM_DATA=$TMP/data
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM WAKESTORM_CACHE WAKESTORM_DATA
printf '[user]\n\tname = A\n\temail = a@example.org\n' > gitconfig
mkdir -p data/kernels/config-fragments data/kernels/module
echo CONFIG_FAKE=y > data/kernels/config-fragments/fake.config
printf 'about fake\narch um\nfragments fake\n' > data/kernels/fake.kernel

mkdir tree
git -C tree init -q -b main
: > tree/Kbuild
cat > tree/Makefile << 'END'
kernelversion:
	@echo 7.3.4
allnoconfig:
	cp .wanted .config
syncconfig:
	mkdir -p include/config
	echo 7.3.4 > include/config/kernel.release
vmlinux:
	cat `cat which` > vmlinux
END

# commit WHICH SUBJECT: what that one boots
commit() {
	echo "$FAKE_IMAGES/$1" > tree/which
	echo "$2" > tree/what
	git -C tree add -A
	git -C tree commit -q -m "$2"
}
commit fixed base
commit fixed harmless
commit dead 'does not boot'
commit fixed 'harmless, too'
commit broken 'does not build' # in the middle
commit fixed 'harmless as well'
commit buggy 'the culprit'
commit buggy 'innocent, but late'
commit buggy last
git -C tree tag last
culprit=$(git -C tree rev-parse last~2)
git -C tree checkout -q -b skipped main~8
commit broken one
commit broken two
commit buggy three
git -C tree checkout -q -b slow main~8
commit never 'takes for ever'
git -C tree checkout -q main

# Neither committed nor to be lost.
echo mine | tee tree/untracked > tree/what
state() {
	find tree -printf '%p %s %T@ %m\n' | sort
	git -C tree for-each-ref
	cat tree/untracked tree/what
}
state > before

# bisect ARGUMENT...: stdout is found, stderr is said
bisect() {
	"$WAKESTORM" bisect --tree tree --kernel fake --stressor pipe-read \
		"$@" > found 2> said < /dev/null
}
# ends NAME STATUS ARGUMENT...
ends() {
	end_name=$1 end_want=$2 got=0
	shift 2
	bisect "$@" || got=$?
	check "$end_name" test "$got" = "$end_want"
}
line() { sed -n "$1p" found; }
has() { grep -qF -e "$2" "$1"; }

# --- it finds ---

ends 'a culprit' 1 --act duel --json all.jsonl --log log main~8 last
check 'the right one' has found "$culprit is the first bad commit: the culprit"
check 'BAD fires before all else' sh -c 'grep -q "BAD .*8 of 8 runs" "$1"' - found
check 'GOOD does not' sh -c 'sed -n 2p "$1" | grep -q "GOOD .*none in 6 runs"' - found
check 'the confidence is stated' has found '8 commits, about 4 steps of 6 runs: all judged right with 95 %'
check 'one that does not build is skipped' \
	sh -c 'grep -q " skip .*built  (does not build)" "$1"' - found
check 'no misjudged one' sh -c '! grep -Eq " good .*\((the culprit|innocent|last)" "$1" &&
	! grep -Eq " bad .*\(harmless" "$1"' - found
check 'records name the commits' jq_says -es 'length >= 14 and
	all(.where.tier == "uml" and (.where.kernel | startswith("fake-"))) and
	([.[] | .seed] | unique | length) >= 6' all.jsonl
git clone -q tree clone
replays() {
	git -C clone bisect replay ../log > replay.out 2>&1 &&
		has replay.out "$culprit is the first bad commit"
}
check 'git replays the log' replays
git -C clone bisect reset > /dev/null 2>&1

ends 'again, from the cache' 1 --act duel main~8 last
check 'nothing is built again' sh -c '! grep -q "done in" "$1"' - said
ends 'swapped ends' 2 last main~8
check 'are said to be' has said 'GOOD comes first'
ends "a GOOD that is bad" 2 last~1 last
check 'is said to be' has said 'shows it, too'
ends 'a BAD that is good' 2 --control 4 main~8 main~7
check 'is said to be, too' has said 'BAD loses nothing in 4 runs'
ends 'only skipped ones left' 3 main~8 skipped
check 'are listed' has found 'could be any of'

# --- steps of git bisect run ---

step() { ends "$1" "$2" --step --runs 3 --act duel "$3"; }
step 'step: good is 0' 0 main~8
step 'step: bad is 1' 1 last
step 'step: not built is 125' 125 last~4
step 'step: not booted is 125' 125 last~6
step 'step: no such commit ends the search' 128 nothing
ends 'step: so does a wrong option' 128 --step --runs 3 --art duel main

git_bisects() {
	git -C clone bisect start last last~8 > /dev/null &&
		git -C clone bisect run "$WAKESTORM" bisect --step --runs 6 \
			--tree "$TMP/clone" --kernel fake --act duel \
			--stressor pipe-read > run.out 2>&1 &&
		has run.out "$culprit is the first bad commit"
}
check 'git bisect run finds the same' git_bisects

# --- a commit as a kernel ---

check 'kernel build takes a commit' sh -c '"$WAKESTORM" kernel build fake \
	--source tree --ref last > kernel.out 2> kernel.err'
id=$(awk '{ print $4 }' kernel.out)/id.json
check 'it is told which' test "$(jq -r .source_commit "$id" | wc -c)" = 41
check 'one tree is one kernel' test "$(jq -r .source_tree "$id")" = \
	"$(git -C tree rev-parse 'last^{tree}')"
printf 'about fake\narch um\nfragments fake\nsource git %s last\n' "$TMP/tree" \
	> data/kernels/described.kernel
check 'a description, too' sh -c '"$WAKESTORM" kernel list |
	grep -q "^described: built, $1,"' - "$(awk '{ print $2 }' kernel.out)"
printf 'about fake\nsource git tree\n' > data/kernels/described.kernel
expect 'a source without a commit' 2 'git DIR REF' "$WAKESTORM" kernel build described
printf 'about fake\nsource tar tree\n' > data/kernels/described.kernel
expect 'a folder is no tarball' 2 'a folder' "$WAKESTORM" kernel build described
rm data/kernels/described.kernel
expect 'a commit of nothing' 2 'add --source' "$WAKESTORM" kernel build fake --ref main
expect 'no such commit' 2 'names no commit' "$WAKESTORM" kernel build fake \
	--source tree --ref nothing
expect 'an option is no commit' 2 'no name of a commit' "$WAKESTORM" kernel build \
	fake --source tree --ref=--all
git -C tree tag -f empty "$(git -C tree commit-tree -m e \
	"$(git -C tree hash-object -t tree -w /dev/null)")" > /dev/null
expect 'not a kernel' 2 'not a kernel tree' "$WAKESTORM" kernel build fake \
	--source tree --ref empty
state > before

# --- nothing is touched, nothing stays, also after a kill ---

waits() { pgrep -f "cat $FAKE_IMAGES/never" > /dev/null; }
# becomes COMMAND...: polls for what other processes do
becomes() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 1000 ] || return 1
		sleep 0.01
	done
}
not() { ! "$@"; }
for signal in TERM KILL; do
	"$WAKESTORM" bisect --tree tree --kernel fake --stressor pipe-read \
		main~8 slow > /dev/null 2>&1 < /dev/null &
	pid=$!
	check "SIG$signal: it builds" becomes waits
	kill -s $signal $pid
	wait $pid 2> /dev/null || true
	check "SIG$signal: its children are gone" becomes not waits
done
step 'the next one' 0 main~8
"$WAKESTORM" kernel build fake --source tree --ref last > /dev/null 2>&1
check 'nothing is left in the cache' sh -c '[ -z "$(ls cache/work)" ]'
state > after
check 'the tree is as it was' cmp before after
