#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# bench.sh BUILD-DIR: speed, as ratios against a peer measured in the same run:
# Markdown on standard output, what docs/performance.md has below its last heading.
# Ours and the peer's take turns, five times; the row is the turn with the median
# ratio, and a ratio of 1 is as good as the peer, above it better. Costs are CPU
# time, for the machine may have other work.
set -eu
wakestorm=$1/wakestorm
tools=$1/tests/bench
runs=5
cpu=$(($(nproc) - 1))
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
for tool in perf stress-ng hackbench; do
	command -v $tool > /dev/null && continue
	echo "bench: no $tool to compare with; install linux-perf, stress-ng" \
		"and rt-tests" >&2
	exit 2
done

# cost COMMAND...: CPU time that it takes for one of its $operations, ns, and how
# many wakeups.  Not by perf stat, which takes part in each switch between tasks.
cost() {
	"$tools/start" 1 "$@" | awk -v n="$operations" '{
		printf "%d %.2f\n", $3 * 1000 / n, $4 / n }'
}

storm() { # STRESSOR WAITERS: of an event, recording, pauses and start included
	operations=$((500000 + 200 * $2))
	cost "$wakestorm" run "--$1" 1 --mode storm --threads --waiters "$2" \
		--signals 0 --placement same --rounds $operations
}

bare() { # KIND WAITERS
	"$tools/ping-pong" "$1" 500000 "$2"
}

perf_pipe() {
	operations=500000
	cost taskset -c $cpu perf bench sched pipe -l $operations
}

stress_ng() { # STRESSOR OPERATIONS: of a bogo operation
	operations=$2
	cost stress-ng --"$1" 1 --"$1"-ops "$2" --taskset $cpu
}

duels() { # STRESSOR: rounds a second
	rm -f "$tmp/r.jsonl"
	"$wakestorm" run "--$1" 1 --mode duel --rounds 50000 \
		--json "$tmp/r.jsonl" > /dev/null || [ $? = 1 ]
	jq '.tally.rounds * 1e9 / .elapsed_ns | floor' "$tmp/r.jsonl"
}

scripts() { # of a search at pipe-read, a second
	rm -f "$tmp/r.jsonl"
	"$wakestorm" explore pipe-read --scripts 20000 \
		--json "$tmp/r.jsonl" > /dev/null || [ $? = 1 ]
	jq 'select(.act == "explore") |
	    .tally.rounds * 1e9 / .elapsed_ns | floor' "$tmp/r.jsonl"
}

round_trips() { # of perf bench sched pipe on one CPU, a second
	taskset -c $cpu perf bench -f simple sched pipe -l 50000 |
		awk '{ printf "%d\n", 50000 / $1 }'
}

starts() { # COMMAND...: time from fork() to reaped, us
	"$tools/start" 21 "$@" | cut -d ' ' -f 1
}

table() { # HEADING OURS PEER
	printf '\n### %s\n\n| what | %s | peer | %s | ratio |\n' "$1" "$2" "$3"
	printf '|---|--:|---|--:|--:|\n'
}

# row NAME OURS PEER-NAME PEER [FORMULA]: OURS and PEER are commands that print a
# cost, or with the formula ours/peer a speed.
row() {
	for _ in $(seq $runs); do
		printf '%s %s\n' "$($2)" "$($4)"
	done | awk -v of="${5:-peer/ours}" \
		'{ print of == "ours/peer" ? $1 / $2 : $2 / $1, $1, $2 }' |
		sort -n | awk -v name="$1" -v peer="$3" '{ line[NR] = $0 }
		END { split(line[int((NR + 1) / 2)], m)
		      printf "| %s | %d | %s | %d | %.3g |\n", name, m[2], peer,
				m[3], m[1] }'
}

# wake_row NAME OURS PEER-NAME PEER: OURS and PEER are commands that print what a
# round trip costs, ns, and its wakeups.
wake_row() {
	for _ in $(seq $runs); do
		printf '%s %s\n' "$($2)" "$($4)"
	done | awk '{ print $3 / $4 * $2 / $1, $3 / $1, $0 }' | sort -n |
		awk -v name="$1" -v peer="$3" '{ line[NR] = $0 }
		END { split(line[int((NR + 1) / 2)], m)
		      printf "| %s | %d | %.2f | %s | %d | %.2f | %.3g | %.3g |\n",
				name, m[3], m[4], peer, m[5], m[6], m[2], m[1] }'
}

cat << 'EOF'

### A round trip, CPU ns, and its wakeups

| what | ours | wakeups | peer | peer's | wakeups | ratio | by the wakeup |
|---|--:|--:|---|--:|--:|--:|--:|
EOF
wake_row pipe 'storm pipe-read 1' 'bare loop' 'bare pipe 1'
wake_row pipe 'storm pipe-read 1' 'perf bench sched pipe' perf_pipe
wake_row pipe 'storm pipe-read 1' 'stress-ng --switch' 'stress_ng switch 200000'
wake_row eventfd 'storm eventfd 1' 'bare loop' 'bare eventfd 1'
wake_row eventfd 'storm eventfd 1' 'stress-ng --eventfd' 'stress_ng eventfd 100000'
wake_row epoll 'storm epoll 1' 'bare loop' 'bare epoll 1'
wake_row futex 'storm futex 1' 'bare loop' 'bare futex 1'
wake_row futex 'storm futex 1' 'stress-ng --futex' 'stress_ng futex 20000'
for waiters in 64 1024 4096; do
	wake_row "pipe, $waiters waiters" "storm pipe-read $waiters" 'bare loop' \
		"bare pipe $waiters"
done

table 'To record a value, ns' ours "peer's"
for recorders in 1 64 4096; do
	"$tools/record" $recorders | awk -v n=$recorders '{
		who = n (n == 1 ? " recorder" : " recorders")
		printf "| %s | %.2f | a bare array | %.2f | %.2f |\n",
			who, $1, $2, $2 / $1
		printf "| %s | %.2f | the way of HdrHistogram | " \
			"%.2f | %.2f |\n", who, $1, $3, $3 / $1 }'
done

one='--pipe-read 1 --rounds 1'
table 'From start to end, us' ours "peer's"
row version "starts $wakestorm --version" /bin/true 'starts /bin/true'
row 'one duel round' "starts $wakestorm run $one --mode duel" \
	'perf bench sched pipe -l 1' 'starts perf bench sched pipe -l 1'
row 'one event of a storm' "starts $wakestorm run $one --mode storm" \
	'stress-ng --pipe-ops 1' 'starts stress-ng --pipe 1 --pipe-ops 1'
row 'one event of a storm' "starts $wakestorm run $one --mode storm" \
	'hackbench -g 1 -l 1' 'starts hackbench -g 1 -l 1'

table 'A second of work' ours "round trips of perf bench sched pipe"
for stressor in pipe-read pipe-write eventfd fuse-read; do
	row "duel rounds, $stressor" "duels $stressor" 'on one CPU' round_trips \
		ours/peer
done
row 'scripts of explore, pipe-read' scripts 'on one CPU' round_trips ours/peer

# memory WAITERS [--threads]: of all our processes while they run, KiB.
memory() {
	setsid "$wakestorm" run --pipe-read 1 --mode storm --waiters "$@" \
		--timeout 20s > /dev/null &
	leader=$!
	most=0
	for _ in $(seq 10); do
		sleep 0.2
		now=$(pgrep -s $leader | sed 's,.*,/proc/&/smaps_rollup,' |
			xargs cat 2> /dev/null |
			awk '$1 == "Pss:" { n += $2 } END { print n + 0 }')
		test "$now" -le "$most" || most=$now
	done
	kill $leader 2> /dev/null || true
	wait $leader || true
	echo "$most"
}

printf '\n### Memory and size\n\n| what | KiB |\n|---|--:|\n'
for how in --threads ''; do
	kind=${how:+threads}
	for waiters in 4 4096; do
		# shellcheck disable=SC2086 # none or one word
		printf '| %s waiters, %s | %d |\n' $waiters \
			"${kind:-processes}" "$(memory $waiters $how)"
	done
done
printf '| the program | %d |\n' "$(($(wc -c < "$wakestorm") / 1024))"

# A guest from nothing to its judged record, without the time that it stressed.
cell() { # KERNEL: ms
	rm -f "$tmp/r.jsonl"
	begin=$(date +%s%N)
	"$wakestorm" kernel boot "$1" --json "$tmp/r.jsonl" -- run \
		--pipe-read 1 --mode duel --rounds 100 > /dev/null 2>&1 ||
		[ $? = 1 ]
	end=$(date +%s%N)
	stressed=$(jq .elapsed_ns "$tmp/r.jsonl")
	echo $(((end - begin - stressed) / 1000000))
}

guests() { # of tier uml a second, as many at a time as there are CPUs
	rm -rf "$tmp/m"
	begin=$(date +%s%N)
	"$wakestorm" matrix run uml --out "$tmp/m" > /dev/null 2>&1
	end=$(date +%s%N)
	echo $(($(find "$tmp/m" -name '*.jsonl' | wc -l) * 1000000000 /
		(end - begin)))
}

median() { # COMMAND...
	for _ in $(seq $runs); do "$@"; done | sort -n |
		sed -n "$(((runs + 1) / 2))p"
}

is_built() { # KERNEL
	"$wakestorm" kernel list | grep -q "^$1: built"
}

printf '\n### Guests\n\n| what | |\n|---|--:|\n'
if is_built mainline; then
	printf '| a guest under QEMU beside its stress, ms | %d |\n' \
		"$(median cell mainline)"
fi
if is_built uml-buggy && is_built uml-fixed; then
	printf '| guests of tier uml a second | %d |\n' "$(median guests)"
fi

printf '\nOn %s, %s CPUs of %s, %s; perf %s, %s; %s; %s.\n' \
	"$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" \
	"$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" \
	"$(uname -r)" "$(perf --version | cut -d ' ' -f 3)" \
	"$(stress-ng --version | cut -d ' ' -f 1-3 | tr -d ,)" \
	"$("$wakestorm" --version)" "load $(cut -d ' ' -f 1 /proc/loadavg)"
