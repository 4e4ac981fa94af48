#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Stands in for QEMU: does to its two files what fake=WORD on the kernel's command
# line says.  A guest of ours sends frames: @ws CRC SEQ KIND LEN PAYLOAD.
set -eu

if [ "${1-}" = --version ]; then
	echo 'QEMU emulator version 10.0.0'
	exit
fi

# The paths are those of our own descriptors: they are inherited.
args=$*
console=$(expr "$args" : '.*id=console,path=\([^ ]*\)')
records=$(expr "$args" : '.*id=records,path=\([^ ]*\)')
what=$(expr "$args" : '.*fake=\([a-z-]*\)') || what=good
seed=1
virtual=false
case $args in *' -icount '*) virtual=true tier=qemu-icount ;; *) tier=qemu ;; esac
[ ! -e "$FAKE_DIR/calm" ] || what=good

# What it has to run, as the host tells it, is in its file system.
initrd=$(expr "$args" : '.*-initrd \([^ ]*\)')
kernel=$(tr '\0' '\n' < "$initrd" | grep -ax -A 1 -e --kernel-name | tail -n 1)
if $virtual; then
	tr '\0' ' ' < "$initrd" | grep -ao 'run --[a-z-]* 1 [a-z0-9 -]*--seed [0-9]*' |
		tail -n 1 > "$FAKE_DIR/line"
fi

seq=0
# frame KIND PAYLOAD
frame() {
	body="$seq $1 ${#2} $2"
	crc=$(printf %s "$body" | gzip -c | tail -c 8 | od -An -N4 -tx4 | tr -d ' ')
	printf '@ws %s %s\n' "$crc" "$body" >> "$records"
	seq=$((seq + 1))
}

# record VERDICT: one of a duel
record() {
	printf '{"schema":"wakestorm/1","stressor":"pipe-read","mode":"duel","act":"duel",'
	printf '"site":0,"seed":%s,"verdict":"%s","why":"","realtime":true,' $seed "$1"
	printf '"elapsed_ns":1000,"version":"0.1.0","plan":{"waiters":4,"wakers":1,'
	printf '"threads":false,"rounds":5,"timeout_ns":0,"signals":0},"where":{'
	printf '"release":"6.0","kernel":"%s","kernel_id":"","boot_id":"b",' "$kernel"
	printf '"tier":"%s",' $tier
	printf '"accel":"tcg","cpus":1,"append":"fake=%s"},' "$what"
	printf '"tally":{"rounds":5,"posted":5,"taken":5,'
	printf '"interrupted":5,"spurious":0,"lost":0,"killed":0,"switches":0,"signals":5},'
	printf '"evidence":[],"perf":[]}'
}

say() { printf '%s\n' "$1" >> "$console"; }

# Exec: whoever ends us must end it, too.
for_ever() { exec sleep 1000; }

pass() {
	frame R 6.0
	frame L "$(record "${1-pass}")"
	frame E "${2-0}"
}

once() {
	[ ! -e "$FAKE_DIR/$what" ] || return 1
	: > "$FAKE_DIR/$what"
}

[ "$what" = nostart ] || say 'Linux version 6.0'
case $what in
panic) say 'Kernel panic - not syncing: by order' ;;
theirs) say 'BUG: KCSAN: data-race in pipe_poll / pipe_read'; pass ;;
ours) say 'BUG: KCSAN: data-race in pipe_poll / take [wakestorm]'; pass ;;
hang) for_ever ;;
stall) frame R 6.0; for_ever ;;
endless)
	frame R 6.0
	while :; do
		frame B $seq
		sleep 0.1
	done ;;
flood)
	frame R 6.0
	head -c 1000000000 /dev/zero | tr '\0' x >> "$console"
	for_ever ;;
garbage)
	frame R 6.0
	head -c 20000000 /dev/urandom >> "$records"
	for_ever ;;
half)
	frame R 6.0
	frame L "$(record pass)"
	printf '@ws 01234567 2 L 2000 {"schema":"wakes' >> "$records" ;;
junk)
	frame R 6.0
	frame L 'no record'
	frame L '["none", "either"]'
	frame E 0 ;;
forged)
	frame R 6.0
	frame L "$(record pass | sed 's/"kernel":"fake"/"kernel":"real"/')"
	frame E 0 ;;
many)
	frame R 6.0
	yes 'L {}' | head -n 10001 | awk -v seq=1 -f "$FAKE_DIR/frames.awk" >> "$records"
	for_ever ;;
killed) kill -9 $$ ;;
killed-once)
	if once; then
		frame R 6.0
		frame L "$(record pass)"
		kill -9 $$
	fi
	pass ;;
# Our parent is the guard, and its parent the process that watches us.
orphan)
	if once; then
		kill -9 "$(awk '{ print $4 }' /proc/$PPID/stat)"
		for_ever
	fi
	pass ;;
nostart) echo 'no memory for it' >&2; exit 1 ;;
wait) [ ! -e "$FAKE_DIR/first" ] || for_ever; : > "$FAKE_DIR/first"; pass ;;
dark) if $virtual; then say 'Kernel panic - not syncing: dark'; else pass suspect 3; fi ;;
suspect) if $virtual; then pass hang 1; else pass suspect 3; fi ;;
unclear) if $virtual; then pass pass; else pass suspect 3; fi ;;
*) pass ;;
esac
