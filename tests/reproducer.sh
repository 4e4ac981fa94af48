#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Programs that are handed over: each site's compiles without a warning, and
# what it finds on this kernel is what the engine finds.
set -eu
. "$(dirname "$0")/lib/check.sh"
sources=$(dirname "$0")/../reproducers
dir=$TMP/reproducers
mkdir "$dir"
chmod 755 "$TMP" "$dir" # somebody without rights is to run them

# generate FILE STRESSOR SCRIPT: as if that had been found.
generate() {
	"$WAKESTORM" run --"$2" 1 --script "$3" --rounds 1 --json "$1.run" \
		> /dev/null 2>&1 || true
	jq -c '.verdict = "lost-wakeup"' "$1.run" > "$1.jsonl"
	"$WAKESTORM" explore --from "$1.jsonl" --reproducer "$1" \
		> /dev/null 2>&1 || true
	rm -f "$1.run"
}

# compiles NAME: as C, by each compiler that is there.
compiles() {
	for cc in cc clang; do
		command -v $cc > /dev/null || continue
		$cc -Wall -Wextra -Werror -o "$dir/$1" "$dir/$1.c" || return 1
	done
}

# ends STATUS PROGRAM [WORD...]: so, and in time.
ends() {
	want=$1
	shift
	got=0
	timeout 60 "$@" > "$TMP/out" 2>&1 || got=$?
	[ $got = "$want" ] || why < "$TMP/out"
	[ $got = "$want" ]
}

for source in "$sources"/*.c; do
	name=$(basename "$source" .c)
	[ "$name" != frame ] || continue
	for script in 'w2: post sig0 run' \
		'w3: post2 rsig1 stop0 run1 cont0 quiet kill2 call0 run'; do
		generate "$dir/$name.c" "$name" "$script"
		check "$name compiles: $script" compiles "$name"
	done
done

# agrees STRESSOR ACT SCRIPT: the act, played by the engine, and the same script
# by the program.  Live bugs among them, and controls.
agrees() {
	status=0
	"$WAKESTORM" run --"$1" 1 --mode duel --act "$2" --rounds 20 \
		> /dev/null 2>&1 || status=$?
	if [ $status = 4 ]; then
		skip "$1: $3" "$1 can't run here"
		return
	fi
	generate "$dir/$1.c" "$1" "$3"
	compiles "$1"
	check "$1, $3: status $status" ends $status "$dir/$1"
}

agrees unix-connect duel 'w2: post sig0 run'
agrees unix-dgram duel 'w2: post sig0 run'
agrees unix-peek ping 'w2: post run'
agrees udp-peek ping 'w2: post run'
agrees epoll kill 'w2: post kill0 run'
agrees epoll-kill kill 'w2: post kill0 run'
agrees epoll-exclusive kill 'w2: post kill0 run'
agrees unix-dgram resize 'w2: resize run'
agrees unix-connect-shutdown close 'w2: hangup run'
agrees unix-dgram-shutdown close 'w2: hangup run'
agrees pipe-read duel 'w2: post sig0 run'
agrees pipe-read close 'w3: hangup run'
agrees pipe-write duel 'w2: post sig0 run'
agrees pipe-write resize 'w3: resize run'
agrees eventfd duel 'w2: post sig0 run'
agrees unix-recv duel 'w2: post sig0 run'
agrees udp-recv duel 'w2: post sig0 run'
agrees fuse-read duel 'w2: post sig0 run'
agrees fuse-read close 'w2: hangup run'

if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	generate "$dir/unix-connect.c" unix-connect 'w2: post sig0 run'
	compiles unix-connect
	expect 'no right to real-time' 2 'not tried: real-time priority' \
		setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$dir/unix-connect"
	one_line() { [ "$(wc -l < "$TMP/out")" = 1 ]; }
	check 'in one line' one_line
else
	skip 'no right to real-time' 'this is no root, or there is no setpriv'
fi

none_left() { ! pgrep -f "^$dir/" > /dev/null; }
check 'no program leaves a process' none_left
