# SPDX-License-Identifier: GPL-2.0
# Made-up records, the same each time, one a line: duels of $stressors (names) on
# $kernels kernels with every verdict among them, and storms of the first three.
def verdict($s; $k):
	["lost-wakeup", "lost-wakeup", "pass", "pass", "skip", "pass", "broken",
	 "pass", "pass", "suspect", "pass", "hang", "pass", "herd", "pass",
	 "pass", "astray", "pass", "pass"][($s * 7 + $k * 5) % 19];

def why: {
	"lost-wakeup": "20 of 20 events found all waiters asleep",
	"skip": "needs /dev/fuse; modprobe fuse",
	"broken": "posted 20 events, took none",
	"suspect": "no progress for 30 s",
	"hang": "asleep beside an event, and nothing woke them",
	"herd": "3.7 sleepers disturbed by each event",
	"astray": "1 more event taken than posted",
	"pass": ""
}[.];

def sleeper: {
	waiter: ., pid: (300 + .), state: "S", wchan: "unix_wait_for_peer",
	syscall: "42 0x3 0x7ffd5a7c0a50 0x6e 0x0 0x0 0x0",
	stack: "unix_wait_for_peer+0xd4 < unix_stream_connect+0x1d1 < __sys_connect+0x89 < do_syscall_64+0x3d"
};

def evidence: {
	round: 0, asleep: 3, resting: 1, outstanding: 1, ready: 1,
	healed: "a signal woke waiter 1; its next wait() took the event at once",
	sleepers: [(1, 2, 3) | sleeper]
};

# The least value of bucket number ., see docs/result-format.md.
def lower:
	((. / 128 | floor) - 1) as $shift |
	(. - $shift * 128) * ([range($shift) | 2] | reduce .[] as $two (1; . * $two));

# 1,000 latencies from bucket $i on.
def latency($i): {
	count: 1000, min: ($i | lower), max: ($i + 40 | lower), sum: 9000000,
	over: 0, sub_bits: 7, buckets: [[$i, 900], [$i + 9, 90], [$i + 40, 10]]
};

def record($s; $k; $mode; $verdict): {
	schema: "wakestorm/1", stressor: $stressors[$s], mode: $mode,
	act: $mode, script: "", site: 0, seed: 1, verdict: $verdict,
	why: ($verdict | why), sleeps_in: "unix_wait_for_peer",
	realtime: ($mode == "duel"), elapsed_ns: 13358928, version: "0.1.0",
	plan: {waiters: 4, wakers: 1, threads: false, rounds: 20,
		timeout_ns: 0, signals: (if $mode == "storm" then 1000 else 0 end)},
	where: {release: "6.\($k).192", kernel: "v6.\($k)-stable",
		kernel_id: "e62488c39d8fa17\($k % 10)",
		boot_id: "ae178f6b-d241-4046-9bee-3d7a459a8167",
		tier: "qemu-icount", accel: "tcg", cpus: 1},
	tally: {rounds: 20, posted: 20, taken: 20, interrupted: 20, spurious: 0,
		lost: (if $verdict == "lost-wakeup" then 20 else 0 end),
		timed_out: 0, killed: 0, gone: 0, switches: 80, signals: 20,
		astray: (if $verdict == "astray" then 1 else 0 end)},
	evidence: (if $verdict == "lost-wakeup" then [evidence] else [] end),
	perf: []
};

range($kernels) as $k |
	(range($stressors | length) as $s |
		record($s; $k; "duel"; verdict($s; $k))),
	(range([3, ($stressors | length)] | min) as $s |
		record($s; $k; "storm"; "pass") |
		.latency_ns = latency(800 + 3 * $k + $s))
