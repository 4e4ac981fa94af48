/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside the engine: one site, its waiters, and what they share.  All of it is
 * born and dies in run_plan().
 */
#ifndef ENGINE_H
#define ENGINE_H

#include <stdatomic.h>

#include "engine/hold.h"
#include "engine/stage.h"
#include "engine/task.h"
#include "measure/clock.h"
#include "measure/recorder.h"
#include "result.h"
#include "util.h"

/*
 * A waiter's life in one word, which is also the futex that it rests on.  The
 * engine owns RESTING -> CALLED and DONE -> RESTING, the waiter owns
 * CALLED -> WAITING -> DONE.  In a storm a waiter that took an event goes on
 * by itself and stays WAITING.
 */
enum phase { RESTING, CALLED, WAITING, DONE };

#define SLIP_RECORDERS 3

/* What a waiter and the engine share; cache lines of its own. */
struct slip {
	_Alignas(64) atomic_uint phase;
	int ret;	    /* of wait(), once DONE */
	atomic_uint inside; /* wait(), as far as a signal is concerned */
	int cpu;	    /* where it took the last event */
	uint64_t limit_ns;  /* of the next wait(); 0: none */
	uint64_t woke_ns;
	uint64_t kernel_ns;

	/* Storm only, from here on. */
	atomic_ullong signalled_ns; /* a signal that no handler has seen yet */
	atomic_ullong taken;	    /* and recorded */
	uint64_t turn;		 /* this wait() is so manieth of all */
	uint64_t places;	 /* off the turn, all in all */
	uint64_t handled;	 /* handlers that ran inside wait() */
	uint64_t handled_before; /* until the last wait() was over */
	uint64_t coincidences;	 /* of a signal and an event */
	uint64_t migrations;	 /* events taken on another CPU than the last */
	uint64_t herd_max;	 /* waiters back for one event */
	uint64_t spurious;	 /* waits that went on by themselves */
	uint64_t switches_before; /* of the task, when it was called */
	uint64_t switches;	  /* voluntary ones inside wait() */
	struct recorder latency, kernel_latency, signal_latency;
};

/* What only the engine knows of a waiter. */
struct waiter {
	pid_t tid;
	uint64_t ticket; /* when it was called, in order: the queue's order */
	bool killed;	 /* by us, and not buried yet */
	enum fate fate;	 /* since the script began */
	int kick;	 /* act task-work: what its ring polls */
	struct slip *slip;
};

struct storm; /* engine/storm.h */

/* Shared with the process that asked for the run. */
struct shared {
	atomic_int stop;	/* please end early */
	atomic_ullong progress; /* grows while anything moves */
	struct stage stage;
	struct result result;
};

struct run {
	const struct plan *plan;
	const struct stressor *s;
	struct shared *shared;
	struct result *result; /* &shared->result */
	struct tally *tally;   /* &result->tally */
	struct storm *storm;
	struct hist_pool *pool; /* storm: of the waiters' recorders */
	struct waiter *waiter;
	void *site;
	pid_t self;
	int cpu; /* duel: the CPU that all are bound to */
	bool realtime;
	uint64_t tickets;
	uint64_t start_ns, deadline_ns; /* deadline 0: rounds decide */
	uint64_t posted_ns;		/* duel: just before the last post */

	/* Acts. */
	uint64_t random, limit_ns;
	struct waiter *timed;  /* waits with a limit */
	struct waiter *absent; /* stopped inside wait(), and off the queue */
	int cgroups;	       /* act freeze: the root of all cgroups */
	bool all_return;       /* every wait() owes us its return */
	bool hung_up;	       /* whatever it returns */
	bool may_be_gone; /* a killed waiter may have taken the event along */
	bool confirmed;	  /* others had their turn since the picture is new */
	int looks;	  /* at a ledger and a probe that disagree */
	int still;	  /* those since which nobody ran */
	int64_t switches; /* of all that sleep, when last looked at */
	int64_t still_switches;
	bool placed;	  /* where the waiters sleep has been looked at */
	struct narrow *narrow; /* act stretch: where a waiter is held */

	/* Scripts (play.c). */
	const struct script *script;
	int sleepers; /* as many waiters are to be asleep */
	struct waiter *cast[SCRIPT_WAITERS]; /* by the script's numbers */
	int cast_size;
	uint64_t called_ns;   /* when the last one was called into wait() */
	struct waiter *moved; /* on another CPU */
	bool stirred;	      /* a step since the last run woke somebody */
	bool ended;	      /* the site has to be opened anew */
	bool jumbled;	      /* who sleeps may be in another order */
	int idle_step;	      /* the first that did nothing; -1: none */
	bool unplayed;	      /* a time limit was over too early */
	struct hold hold;     /* whom a step holds */
	struct tally before;  /* when the act or the script began */
	const char *astray;   /* what was wrong with who got which event */
	struct race *race;    /* steps at the same time: who plays them */
};

/* --- waiter.c: who sleeps --- */

/* Start all waiters of the run, resting.  0 or -errno. */
int waiters_start(struct run *r);
void waiters_kill(struct run *r);
void waiters_reap(struct run *r);

/* SIGKILL, for one. */
void waiter_kill(struct waiter *w);

/* A new waiter in the place of each that was killed.  0; 1: one still dies;
 * -errno. */
int waiters_bury(struct run *r);

/* Close the site, and open it anew with new waiters.  0 or -errno. */
int site_reopen(struct run *r);

/* Let waiter w call wait(), next in the queue's order. */
void waiter_call(struct run *r, struct waiter *w);
/* The same in two steps: the second may be any task's. */
void waiter_prepare(struct run *r, struct waiter *w);
void waiter_go(struct waiter *w);
/* It leaves the queue and, when the kernel restarts its call, joins it again.
 */
void waiter_requeued(struct run *r, struct waiter *w);
void waiter_signal(struct run *r, const struct waiter *w, int sig);

static inline enum phase waiter_phase(const struct waiter *w)
{
	return atomic_load_explicit(&w->slip->phase, memory_order_acquire);
}

/* --- crew.c: other tasks of a run, and their futexes --- */

/* Sleep while *word has this value; timeout_ns 0: no limit.  May return early:
 * the caller looks again. */
void word_wait(atomic_uint *word, unsigned while_it_is, uint64_t timeout_ns);
void word_wake(atomic_uint *word);

/* The same for a word that only tasks of this run use: cheaper where they are
 * threads. */
void crew_wait(const struct run *r, atomic_uint *word, unsigned while_it_is,
	       uint64_t timeout_ns);
void crew_wake(const struct run *r, atomic_uint *word);

typedef void crew_entry(struct run *r, int arg);

/* Start entry(r, arg) in a thread where waiters are threads, else in a child;
 * both die with us.  Its tid or -errno. */
pid_t crew_start(struct run *r, crew_entry *entry, int arg);

/* --- quiet.c: letting waiters run, and knowing that none does --- */

/* Bind a task (0: us) to one CPU. */
void cpu_bind(pid_t tid, int cpu);

/* The last CPU that we may use. */
int cpu_last(void);

/* A CPU that the whole run may use beside that one, or -1. */
int cpu_other_than(int cpu);

/* Up to n of those, the last one first; how many. */
int cpus_other_than(int cpu, int list[], int n);

/* Back to all CPUs that the whole run may use. */
void cpu_unbind(void);

/* Bind to one CPU, before a site has threads of its own. */
void quiet_choose_cpu(struct run *r);

/* Ask for real-time; says in the result what it got. */
void quiet_set_up(struct run *r);

/* A new waiter takes the waiters' priority. */
void quiet_join(const struct run *r);

/*
 * Let every waiter run until it sleeps or is back.  Without real-time one that
 * was seen asleep may be woken by a later one: all_asleep() knows.
 */
void let_run(struct run *r);

/* Let that one run until it sleeps or is back, before us and all others.  With
 * real-time only. */
void let_one_run(const struct waiter *w);

/* The same for everybody else on this CPU, that many times: a wakeup may be on
 * its way in a kernel thread. */
void let_others_run(const struct run *r, int turns);

/* So many that each has had its turn; late: what softirqs, timers and kernel
 * threads on other CPUs do, too, which takes 10 ms. */
void let_all_others_run(const struct run *r, bool late);

/* What runs on another CPU may even take the event for a sleeper, as a worker
 * of io_uring does: 10 ms for it, 40 while anybody but us wants to run. */
void let_other_cpus_run(void);

/* Is w on its way into wait(), or awake there?  Asks /proc. */
bool waiter_awake(const struct run *r, const struct waiter *w);

/*
 * Do the waiters sleep where the stressor says?  Once, where the kernel tells.
 * 0, or -EXDEV with the verdict in the result.
 */
int quiet_look_at_place(struct run *r);

/*
 * Is every waiter that is in wait() asleep, and was it all along?  Looks twice
 * at each.  The number asleep; -EAGAIN: one runs; -ESRCH: one died.
 */
int all_asleep(struct run *r);

/*
 * After all_asleep(), at a picture that should change: true once nobody is left
 * who could change it.  Until then it lets others run, and the caller looks
 * again.  r->looks is 1 at the first look.
 */
bool quiet_is_final(struct run *r);

/* --- oracle.c: what the picture means --- */

/*
 * Called when nobody runs, and events are outstanding.  Decides, keeps the
 * evidence, and heals.  0: go on; 1: look again, somebody ran; -errno: the run
 * ends, the verdict is in the result.
 */
int oracle_judge(struct run *r, uint64_t round, uint64_t outstanding);

/* Set the verdict and its words; the first one that is set stays. */
void verdict(struct run *r, enum verdict v, const char *fmt, ...) PRINTF(3, 4);

/* Fold in whoever is back. */
int score_all(struct run *r);

/* --- ledger.c: what came back, and with what --- */

/* Fold a finished wait into the tally, DONE -> RESTING.  0 or -errno. */
int waiter_score(struct run *r, struct waiter *w);

/* Did a waiter of this round come back without one, and can it be at no other
 * place?  Not in storms, and not where posts take effect later. */
bool ledger_names_thief(const struct run *r);

/* Such events are gone, astray. */
void ledger_strike_out(struct run *r, uint64_t outstanding);

/* The waiter asleep in wait() that the next wakeup picks, or NULL. */
struct waiter *head_waiter(struct run *r);

#define MAX_BURST 16

/* The first n of those, in the order in which wakeups pick them; how many. */
int waiters_in_order(struct run *r, struct waiter *w[], int n);

/* Waiters in wait() and on its queue, as far as we know. */
uint64_t waiters_inside(const struct run *r);
bool waiter_inside(const struct run *r, const struct waiter *w);

/* The time of a run begins when all its waiters are there. */
void start_clock(struct run *r);
bool run_over(const struct run *r);

/* --- the modes --- */

void duel(struct run *r);
void storm(struct run *r);

/* One script after the other, as the stage gives them (stage.c). */
void serve(struct run *r);

/* Let waiters out of wait() until no more than r->sleepers are in it.  0 or
 * -errno. */
int thin_out(struct run *r);

/* One round of a duel, by the act of the plan, or by another play.  0 or -errno; the verdict is in the result then. */
int one_round(struct run *r);
int play_round(struct run *r, int (*play)(struct run *r));

#endif
