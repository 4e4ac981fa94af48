/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a run found: a flat struct, and its JSON form, one record a line.
 * docs/result-format.md describes the fields.
 */
#ifndef RESULT_H
#define RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "measure/hist.h"
#include "measure/timeline.h"
#include "plan.h"

#define RESULT_SCHEMA "wakestorm/1"
#define WORDS_MAX     192 /* bytes of a reason in words */
#define NAME_LEN      64
#define APPEND_LEN    192 /* bytes of further arguments of a kernel */
#define MAX_EVIDENCE  2 /* losses kept with all their detail */
#define MAX_SLEEPERS  4 /* waiters described in each */
#define MAX_COUNTERS  32
#define MAX_GAUGES    24 /* numbers that another tool tells */

enum verdict {
	PASS,
	LOST_WAKEUP, /* asleep, ready, healed: proven */
	NARROW, /* the same, while a waiter was held (engine/stretch.h) */
	HANG, /* no progress, and not proven */
	SUSPECT, /* seen in free-running time, not confirmed */
	HERD, /* one post disturbed more sleepers than it should */
	ASTRAY, /* an event came twice, out of turn, or not at all */
	SKIP,
	BROKEN,
	VERDICTS
};

extern const char *const verdict_names[VERDICTS];

struct tally {
	uint64_t rounds; /* duel: rounds; storm: pauses in which all was quiet */
	uint64_t posted; /* events */
	uint64_t taken; /* waits that took an event */
	uint64_t interrupted; /* waits that a signal ended */
	uint64_t spurious; /* waits that returned for nothing */
	uint64_t lost; /* lost wakeups, each proven */
	uint64_t timed_out; /* waits that gave up by themselves */
	uint64_t killed; /* waiters */
	uint64_t gone; /* events that went with a killed waiter or the site */
	uint64_t switches; /* voluntary context switches inside wait() */
	uint64_t signals; /* signals sent */
	uint64_t astray; /* events that came twice, out of turn, or never */
};

/* What only a storm counts, of its waiters. */
struct storm_counts {
	uint64_t running_ns; /* events were posted, that long; not in pauses */
	uint64_t handled; /* signals whose handler ran inside wait() */
	uint64_t coincidences; /* of a signal and an event */
	uint64_t signal_rate; /* a second, in the end */
	uint64_t migrations; /* events taken on another CPU than the last */
	uint64_t places; /* that takes were off their turn, all in all */
	uint64_t herd_max; /* waiters back from wait() for one event */
	uint64_t least, most; /* events that one waiter took */
	uint64_t trace_lost; /* events that the tracer has not seen */
	uint64_t trace_on_cpu; /* wakings of waiters that still ran */
	uint64_t trace_unseen; /* wakings whose switch-in was not traced */
	double jain; /* index of fairness: 1 all alike, 1/n one takes all */
};

/* One waiter asleep beside an event that it should have got. */
struct sleeper {
	int waiter; /* its number */
	int pid; /* task id */
	char state; /* as /proc/PID/stat shows it */
	char wchan[NAME_LEN]; /* kernel function it sleeps in */
	char syscall[NAME_LEN]; /* number and first arguments, in words */
	char stack[384]; /* "fn+0x12 < fn ...", innermost first; or "" */
};

struct evidence {
	uint64_t round;
	int asleep; /* waiters in wait(), all of them asleep */
	int resting; /* waiters that sit this round out */
	int64_t outstanding; /* ledger: events posted and not taken */
	int ready; /* probe: 1, 0, or -1 where the site has none */
	char healed[WORDS_MAX]; /* what ended the sleep: the proof */
	int sleepers; /* described below */
	struct sleeper sleeper[MAX_SLEEPERS];
};

/* One perf counter; value is meaningless when error is set. */
struct counter {
	char name[NAME_LEN];
	int error; /* errno of why it can't be had, or 0 */
	uint64_t value; /* scaled to all of the time */
	double share; /* of the time that it was counted; 0: not told */
};

#define MET_BINS 64

/* Races: when lanes really began, each against the first one.  The window goes
 * from -window_ns to window_ns. */
struct met {
	uint64_t count; /* offsets, one a lane but the first, in each round */
	uint64_t window_ns;
	int64_t min_ns, max_ns;
	uint64_t bin[MET_BINS]; /* of the window */
	uint64_t finest_ns; /* as fine was the search; 0: not at all */
	int64_t finest_at_ns;
	uint64_t lost; /* of count: in a round with a loss */
	int64_t lost_min_ns, lost_max_ns;
};

/* A number as another tool named it. */
struct gauge {
	char name[NAME_LEN];
	double value;
};

/* A program that is not ours: a workload, or the noise beside a run. */
struct tool {
	char name[NAME_LEN]; /* "stress-ng"; "": there was none */
	char version[NAME_LEN]; /* as it says itself; or "" */
	char command[WORDS_MAX]; /* its words; "": unknown */
	char unit[NAME_LEN]; /* of what it counts */
	int status; /* 0 .. 255; 128+n: signal n; -1: unknown */
	bool hung; /* all of it slept to the end, or until it was nudged */
	uint64_t running_ns; /* in which it counted, by its own clock */
	int gauges;
	struct gauge gauge[MAX_GAUGES];
};

/* Where a result comes from. */
struct where {
	char release[NAME_LEN]; /* uname -r */
	char kernel[NAME_LEN]; /* name of a kernel of ours, or "running"; with
				* "+MUTANT" where one is on */
	int name_len; /* its letters; 0: all.  Not recorded: what follows are
		       * arguments (results_tell_apart()) */
	char mutant[NAME_LEN]; /* that we switched on; or "" */
	char kernel_id[NAME_LEN]; /* content: source, patches, config; or "" */
	char boot_id[NAME_LEN];
	char tier[NAME_LEN]; /* native, qemu, qemu-icount, uml */
	char accel[NAME_LEN]; /* kvm or tcg in a guest, else "" */
	char append[APPEND_LEN]; /* arguments that the kernel got besides */
	int cpus;
};

struct result {
	char stressor[NAME_LEN];
	enum mode mode;
	enum act act;
	char script[SCRIPT_TEXT]; /* ACT_SCRIPT */
	int site;
	int waiters, wakers;
	bool threads;
	char sleeps_in[NAME_LEN]; /* wchan of the first sleeper; "": unknown */
	bool realtime; /* duel: steps were atomic towards the waiters */
	uint64_t rounds, timeout_ns, signals; /* as asked for */
	bool traced; /* by the scheduler's tracepoints, which cost */
	bool perf_cpus; /* perf counted all that happened on all CPUs */
	uint64_t coincidences, rate;
	enum loop loop;
	enum placement placement;
	uint64_t seed;
	struct where where;
	char version[NAME_LEN];

	enum verdict verdict;
	char why[WORDS_MAX]; /* what it means, or why not, in words */
	uint64_t elapsed_ns;
	uint64_t first_loss_ns; /* since the first round; 0: none, or unknown */
	struct tally tally;
	struct storm_counts storm;
	struct timeline timeline; /* storm */
	struct met met; /* races only */
	struct tool workload; /* MODE_WORKLOAD; tally.taken counts its units */
	struct tool noise; /* that ran beside it */
	int evidences, counters;
	struct evidence evidence[MAX_EVIDENCE];
	struct counter counter[MAX_COUNTERS];
	struct hist latency; /* just before post .. wait() returned */
	struct hist kernel_latency; /* module's stamps, post .. return */
	struct hist signal_latency; /* tgkill() .. handler of a sleeper */
	struct hist switch_in_latency; /* sched_waking .. sched_switch to it */
};

/* Add each count of more, so many times, to that of sum; -1 takes it away. */
void tally_add(struct tally *sum, const struct tally *more, int times);

/*
 * A record is big, and most of its buckets are empty.  These two write nothing
 * into pages that are zero and stay zero, so that fresh memory stays unused.
 */
void result_clear(struct result *r);
void result_copy(struct result *to, const struct result *from); /* NULL: 0 */

/* Append r as one line, and flush it.  0, or -errno. */
int result_write(FILE *f, const struct result *r);

/*
 * The next record.  1: *r is filled; 0: end of file; -EBADMSG: the line is no
 * record of ours, and why says what is wrong with it; the next call goes on
 * behind it.  Input is hostile: every string is cut, every number checked.
 */
int result_read(FILE *f, struct result *r, char why[WORDS_MAX]);

/* Is it a lost wakeup that was proven? */
bool verdict_is_loss(enum verdict v);

/* The exit status that a verdict stands for (enum status). */
int verdict_status(enum verdict v);

/* Combine the status of two runs: found > broken > unknown > pass > skipped. */
int worse_status(int a, int b);

#endif
