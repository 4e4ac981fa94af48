#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# bench.sh BUILD-DIR: speed, as ratios against a peer measured in the same run.
# A duel round is a post, a signal, a wakeup, a return and a new sleep; the peer
# is one round trip of `perf bench sched pipe` on one CPU: two wakeups. The last
# rows are scripts a second of a search at pipe-read, and guests a second of the
# matrix uml, from power on to judgement, where its kernels are built. Then what a
# wakeup of a storm costs, recording, pauses and start included, beside the barest
# ping-pong there is, with as many readers, and perf's: a ratio of 1 is as cheap.
# Then what a value costs to record, ns, in the private histograms of so many
# waiters, beside the least that is possible: one plain array of counts.
set -eu
wakestorm=$1/wakestorm
record=$1/tests/bench/record
pingpong=$1/tests/bench/ping-pong
runs=5
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
command -v perf > /dev/null ||
	{ echo 'bench: no perf to compare with; install linux-perf' >&2; exit 2; }

ours() { # STRESSOR: rounds a second
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

guests() { # of tier uml a second, as many at a time as there are CPUs
	rm -rf "$tmp/m"
	begin=$(date +%s%N)
	"$wakestorm" matrix run uml --out "$tmp/m" > /dev/null 2>&1
	end=$(date +%s%N)
	echo $(($(find "$tmp/m" -name '*.jsonl' | wc -l) * 1000000000 /
		(end - begin)))
}

peer() { # round trips a second
	taskset -c "$(($(nproc) - 1))" perf bench -f simple sched pipe -l 50000 |
		awk '{ printf "%d\n", 50000 / $1 }'
}

# row NAME COMMAND...: the median of some runs, each beside its peer.
row() {
	name=$1
	shift
	for _ in $(seq $runs); do
		printf '%s %s\n' "$("$@")" "$(peer)"
	done | awk '{ print $1 / $2, $1, $2 }' | sort -n |
		awk -v name="$name" '{ line[NR] = $0 }
		END { split(line[int((NR + 1) / 2)], m)
		      printf "%-12s %12d %14d %8.3g\n", name, m[2], m[3], m[1] }'
}

printf '%-12s %12s %14s %8s\n' stressor 'rounds/s' 'peer trips/s' ratio
for stressor in pipe-read pipe-write eventfd fuse-read; do
	row $stressor ours $stressor
done
row explore scripts
built=$("$wakestorm" kernel list | grep -c '^uml-[a-z]*: built' || true)
test "$built" -lt 2 || row uml-guests guests

# CPU time that a command takes for an event, ns: other work of the machine does
# not count.
cpu_ns() { # EVENTS COMMAND...
	events=$1
	shift
	perf stat -x , -e task-clock -o "$tmp/stat" "$@" > /dev/null
	awk -F , -v n="$events" \
		'/task-clock/ { printf "%d\n", $1 * 1e6 / n }' "$tmp/stat"
}

storm() { # EVENTS WAITERS
	cpu_ns "$1" "$wakestorm" run --pipe-read 1 --mode storm --threads \
		--waiters "$2" --signals 0 --placement same --rounds "$1"
}

# beside NAME OURS PEER: the median of the ratio peer / ours, each a command
# that prints its cost.
beside() {
	for _ in $(seq $runs); do
		printf '%s %s\n' "$($2)" "$($3)"
	done | awk '{ print $2 / $1, $1, $2 }' | sort -n |
		awk -v name="$1" '{ line[NR] = $0 }
		END { split(line[int((NR + 1) / 2)], m)
		      printf "%-12s %12d %14d %8.2f\n", name, m[2], m[3], m[1] }'
}

printf '\n%-12s %12s %14s %8s\n' 'pipe storm' 'CPU ns/event' 'bare ping-pong' ratio
for waiters in 1 64 1024 4096; do
	events=$((300000 + 200 * waiters))
	beside $waiters "storm $events $waiters" "$pingpong 200000 $waiters"
done
bench_pipe='perf bench sched pipe -l 200000'
printf '%-12s %12s %14s %8s\n' 'pipe storm' 'CPU ns/event' 'perf bench' ratio
beside 1 'storm 300000 1' \
	"cpu_ns 200000 taskset -c $(($(nproc) - 1)) $bench_pipe"

printf '\n%-12s %12s %14s %8s\n' record 'ns' 'plain ns' ratio
for recorders in 1 64 1024 4096; do
	"$record" $recorders | awk -v n=$recorders \
		'{ printf "%-12d %12.2f %14.2f %8.2f\n", n, $1, $2, $1 / $2 }'
done
