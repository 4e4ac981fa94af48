// SPDX-License-Identifier: GPL-2.0
/*
 * Letting waiters run, and knowing that none does.
 *
 * With real-time priorities this takes two system calls and no look at /proc:
 * all waiters are SCHED_FIFO on our CPU, and we are above them, so that nothing
 * runs between two of our steps.  To let them run we step below them: the
 * kernel gives us the CPU back when none of them is runnable, which is what
 * quiet means.  (6.1 kernel/sched/rt.c, prio_changed_rt(): lowering the running
 * task reschedules when a higher one waits.)
 *
 * Without the right to real-time we ask /proc until every waiter is asleep.
 */
#include <sched.h>
#include <string.h>

#include "engine/engine.h"

enum { BELOW = 1, WAITER = 2, ABOVE = 3, FIRST = 4 };

#define LOOKS 1000 /* for the place where the head sleeps */

/* Turns of other tasks before a picture is believed. */
#define TURNS	   10
#define TURNS_LATE 1000
#define NAPS_LATE  10 /* of 1 ms */
#define NAPS_MOST  40

#define FINAL_LOOKS 100 /* at the same picture */

static int set_priority_of(pid_t tid, int priority)
{
	struct sched_param p = { .sched_priority = priority };

	return SYS(sched_setscheduler(tid, SCHED_FIFO, &p));
}

static int set_priority(int priority)
{
	return set_priority_of(0, priority);
}

void cpu_bind(pid_t tid, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(tid, sizeof(set), &set);
}

/* The last CPU of set that is not this one, or -1. */
static int last_cpu(const cpu_set_t *set, int but)
{
	int cpu = CPU_SETSIZE - 1;

	while (cpu >= 0 && (cpu == but || !CPU_ISSET(cpu, set)))
		cpu--;
	return cpu;
}

int cpu_last(void)
{
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	return last_cpu(&set, -1);
}

/* Of our parent: we may be bound to one. */
int cpus_other_than(int cpu, int list[], int n)
{
	cpu_set_t set;
	int found = 0, next;

	if (sched_getaffinity(getppid(), sizeof(set), &set))
		return 0;
	while (found < n && (next = last_cpu(&set, cpu)) >= 0) {
		CPU_CLR(next, &set);
		list[found++] = next;
	}
	return found;
}

int cpu_other_than(int cpu)
{
	int other;

	return cpus_other_than(cpu, &other, 1) ? other : -1;
}

void cpu_unbind(void)
{
	cpu_set_t set;

	if (!sched_getaffinity(getppid(), sizeof(set), &set))
		sched_setaffinity(0, sizeof(set), &set);
}

/* We take the last CPU: the first ones take most interrupts. */
void quiet_choose_cpu(struct run *r)
{
	r->cpu = cpu_last();
	cpu_bind(0, r->cpu);
}

void quiet_set_up(struct run *r)
{
	r->realtime = !r->plan->fair && set_priority(WAITER) == 0;
	r->result->realtime = r->realtime;
}

void quiet_join(const struct run *r)
{
	if (r->realtime)
		set_priority(WAITER);
}

bool waiter_awake(const struct run *r, const struct waiter *w)
{
	enum phase phase = waiter_phase(w);
	char wchan[NAME_LEN];

	if (w->killed || w == r->absent)
		return false;
	return phase == CALLED ||
	       (phase == WAITING && task_look(w->tid, wchan) == AWAKE &&
		waiter_phase(w) == WAITING);
}

void let_run(struct run *r)
{
	if (r->realtime) {
		set_priority(BELOW);
		set_priority(ABOVE);
		return;
	}
	for (int i = 0; i < r->plan->waiters; i++)
		while (waiter_awake(r, &r->waiter[i]) &&
		       !atomic_load(&r->shared->stop))
			sched_yield();
}

void let_one_run(const struct waiter *w)
{
	set_priority_of(w->tid, FIRST);
	set_priority_of(w->tid, WAITER);
}

/*
 * A kernel thread is not real-time: it would never run beside us.  Each turn
 * that we yield as one of the many goes to somebody else who wants this CPU.
 */
void let_others_run(const struct run *r, int turns)
{
	const struct sched_param many = { 0 };

	if (r->realtime)
		sched_setscheduler(0, SCHED_OTHER, &many);
	while (turns--)
		sched_yield();
	if (r->realtime)
		set_priority(ABOVE);
}

/* For those whose turn is on another CPU. */
static void nap(void)
{
	poll(NULL, 0, 1);
}

void let_all_others_run(const struct run *r, bool late)
{
	let_others_run(r, late ? TURNS_LATE : TURNS);
	for (int naps = late ? NAPS_LATE : 0; naps; naps--)
		nap();
}

/* "0.00 0.01 0.05 2/71 123": two run or want to, one of them we. */
static bool others_are_runnable(void)
{
	char text[64];
	int runnable = 2;

	if (read_string("/proc/loadavg", text, sizeof(text)) > 0)
		sscanf(text, "%*s %*s %*s %d/", &runnable);
	return runnable > 1;
}

void let_other_cpus_run(void)
{
	for (int naps = 0; naps < NAPS_LATE ||
			   (naps < NAPS_MOST && others_are_runnable());
	     naps++)
		nap();
}

/* foo.isra.0 and foo+0x12 are foo. */
static bool is_place(const struct run *r, const char *function)
{
	return word_in(r->s->waits_in, function, strcspn(function, ".+"));
}

/* Not every kernel tells where a task sleeps. */
static bool is_told(const char *wchan)
{
	return *wchan && *wchan != '0';
}

/* True, too, where the kernel does not tell. */
static bool sleeps_in_place(const struct run *r, struct sleeper *s)
{
	bool found = !is_told(s->wchan) || is_place(r, s->wchan);

	for (char *p = s->stack; !found && (p = strstr(p, " < ")); p += 3)
		found = is_place(r, p + 3);
	return found;
}

int quiet_look_at_place(struct run *r)
{
	struct sleeper s = { 0 };
	struct waiter *head;

	for (int looks = 0; looks < LOOKS && (head = head_waiter(r)); looks++) {
		task_describe(head->tid, &s);
		r->placed =
			waiter_phase(head) == WAITING && sleeps_in_place(r, &s);
		if (r->placed && is_told(s.wchan))
			memcpy(r->result->sleeps_in, s.wchan, sizeof(s.wchan));
		if (r->placed)
			return 0;
		let_others_run(r, 1);
		let_run(r);
	}
	if (!head)
		return 0;
	verdict(r, BROKEN, "waiters sleep in %s, not in %s", s.wchan,
		r->s->waits_in);
	return -EXDEV;
}

/* One row of looks: sleepers and all their switches so far.  As all_asleep().
 */
static int look_at_all(struct run *r, int64_t *switches)
{
	char wchan[NAME_LEN];
	int asleep = 0;

	*switches = 0;
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (w->killed || w == r->absent)
			continue;
		if (waiter_phase(w) == CALLED ||
		    (waiter_phase(w) == DONE && !r->storm))
			return -EAGAIN;
		if (waiter_phase(w) != WAITING)
			continue;
		*switches += task_switches(w->tid);
		switch (task_look(w->tid, wchan)) {
		case AWAKE: return -EAGAIN;
		case DEAD: return -ESRCH;
		case ASLEEP: break;
		}
		if (r->placed && is_told(wchan) &&
		    strcmp(wchan, r->result->sleeps_in) && !is_place(r, wchan))
			return -EAGAIN;
		asleep++;
	}
	return asleep;
}

/*
 * A row of looks is not one look: a waiter seen asleep may have been woken by
 * one that was seen later.  So look twice, and believe only what did not run in
 * between.  One that sleeps in a function that the stressor does not name is
 * not on the queue: it was woken, and now waits for a lock or for memory.
 */
int all_asleep(struct run *r)
{
	int64_t before, after = 0;
	int asleep = look_at_all(r, &before);

	if (asleep > 0)
		asleep = look_at_all(r, &after);
	r->switches = after;
	return asleep <= 0 || before == after ? asleep : -EAGAIN;
}

/*
 * No waiter changes it: all sleep, and have not run since the last look.  A
 * post that has returned is in the object, or it is under way in softirqs,
 * timers and kernel threads: these get their time, and none may be left that
 * wants to run.  The same goes for a waiter that took the event and waits for
 * memory, where the kernel does not tell where it sleeps.
 */
bool quiet_is_final(struct run *r)
{
	bool late = r->s->deferred || !r->result->sleeps_in[0];

	if (r->looks == 1 || r->switches != r->still_switches)
		r->still = 0;
	r->still_switches = r->switches;
	if (late && others_are_runnable())
		return false;
	if (r->still++ == FINAL_LOOKS)
		return true;
	let_all_others_run(r, late);
	return false;
}
