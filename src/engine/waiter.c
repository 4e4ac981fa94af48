// SPDX-License-Identifier: GPL-2.0
/*
 * Waiters: processes or threads that do one thing, call wait() when they are
 * told to.  A signal that ends wait() makes a waiter rest until it is called
 * again: if it went on by itself it would pick up the event that its lost
 * wakeup stranded, and hide the loss.
 */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "engine/act.h"
#include "engine/coverage.h"
#include "engine/storm.h"
#include "measure/random.h"

/* The waiter's own timer, re-armed once its signal has come. */
struct alarm {
	timer_t timer;
	bool set; /* up */
	uint64_t random;
};

static uint64_t voluntary_switches(void)
{
	struct rusage u;

	getrusage(RUSAGE_THREAD, &u);
	return u.ru_nvcsw;
}

static void alarm_set_up(struct alarm *a, const struct run *r, int number)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD_ID,
			      .sigev_signo = SIGALRM };

	*a = (struct alarm){ .random = r->plan->seed * MAX_WAITERS + number };
	e._sigev_un._tid = gettid();
	a->set = r->plan->mode == MODE_STORM && r->plan->signals && number &&
		 !timer_create(CLOCK_MONOTONIC, &e, &a->timer);
}

/* One shot: while nobody is called, no timer runs, and a pause gets quiet. */
static void alarm_arm(struct alarm *a, const struct run *r)
{
	struct itimerspec in = { 0 };
	uint64_t mean_ns, ns;

	if (!a->set || !gust_timer_fired())
		return;
	mean_ns = 4 * SEC_NS * r->plan->waiters / atomic_load(&r->storm->rate);
	ns = 1 + random_next(&a->random) % (2 * mean_ns);
	in.it_value.tv_sec = (time_t)(ns / SEC_NS);
	in.it_value.tv_nsec = (long)(ns % SEC_NS);
	timer_settime(a->timer, 0, &in, NULL);
}

/* wait() once; true when a storm's waiter should go on by itself. */
static bool wait_once(struct run *r, struct slip *slip)
{
	uint64_t before = r->storm ? 0 : voluntary_switches();
	int ret;

	if (r->storm)
		gust_call(r, slip);
	atomic_store_explicit(&slip->inside, 1, memory_order_relaxed);
	ret = slip->limit_ns ? r->s->wait_for(r->site, slip->limit_ns)
			     : r->s->wait(r->site);
	slip->woke_ns = now_ns();
	atomic_store_explicit(&slip->inside, 0, memory_order_relaxed);
	if (!r->storm)
		slip->switches += voluntary_switches() - before;
	slip->kernel_ns = 0;
	if (ret >= 0 && r->s->kernel_ns)
		slip->kernel_ns = r->s->kernel_ns(r->site);
	if (ret >= 0 && r->s->release)
		r->s->release(r->site, ret);
	slip->ret = ret;
	return r->storm && gust_back(r, slip);
}

static _Noreturn void waiter_main(struct run *r, int number)
{
	struct slip *slip = r->waiter[number].slip;
	bool kicked = r->plan->act == ACT_TASK_WORK;
	struct alarm alarm;
	unsigned phase;

	if (r->plan->coverage)
		coverage_join(r->plan->coverage, number);
	gust_begin(r, slip);
	alarm_set_up(&alarm, r, number);
	if (kicked && kick_set_up(&r->waiter[number]))
		_exit(1);
	for (;;) {
		while ((phase = atomic_load(&slip->phase)) != CALLED)
			word_wait(&slip->phase, phase, 0);
		atomic_store(&slip->phase, WAITING);
		if (kicked)
			kick_drain();
		slip->switches_before = voluntary_switches();
		do
			alarm_arm(&alarm, r);
		while (wait_once(r, slip));
		/* All at once: a storm has no time to ask at each wait(). */
		if (r->storm)
			slip->switches +=
				voluntary_switches() - slip->switches_before;
		atomic_store(&slip->phase, DONE);
	}
}

static void handlers(void)
{
	struct sigaction a = { .sa_handler = gust_signal };

	sigaddset(&a.sa_mask, SIGUSR1);
	sigaddset(&a.sa_mask, SIGUSR2);
	sigaddset(&a.sa_mask, SIGALRM);
	sigaction(SIGUSR1, &a, NULL);
	sigaction(SIGALRM, &a, NULL);
	a.sa_flags = SA_RESTART;
	sigaction(SIGUSR2, &a, NULL);
}

static void process_entry(struct run *r, int number)
{
	quiet_join(r);
	handlers();
	if (r->s->shed)
		r->s->shed(r->site);
	waiter_main(r, number);
}

static int waiter_start(struct run *r, int number)
{
	pid_t tid = crew_start(
		r, r->plan->threads ? waiter_main : process_entry, number);

	r->waiter[number].tid = tid > 0 ? tid : 0;
	return tid < 0 ? tid : 0;
}

/* They run until they rest: they will wait in the order of their calls then. */
int waiters_start(struct run *r)
{
	int ret = 0;

	if (r->plan->threads)
		handlers();
	for (int i = 0; i < r->plan->waiters && !ret; i++) {
		ret = waiter_start(r, i);
		atomic_fetch_add(&r->shared->progress, 1);
	}
	let_run(r);
	return ret;
}

void waiters_kill(struct run *r)
{
	for (int i = 0; i < r->plan->waiters && !r->plan->threads; i++)
		if (r->waiter[i].tid > 0)
			kill(r->waiter[i].tid, SIGKILL);
}

void waiters_reap(struct run *r)
{
	for (int i = 0; i < r->plan->waiters && !r->plan->threads; i++)
		if (r->waiter[i].tid > 0)
			waitpid(r->waiter[i].tid, NULL, 0);
}

void waiter_kill(struct waiter *w)
{
	kill(w->tid, SIGKILL);
	w->killed = true;
}

int waiters_bury(struct run *r)
{
	int ret = 0;

	for (int i = 0; i < r->plan->waiters && !ret; i++) {
		struct waiter *w = &r->waiter[i];

		if (!w->killed)
			continue;
		if (waitpid(w->tid, NULL, WNOHANG) != w->tid)
			return 1;
		w->killed = false;
		w->fate = KILLED;
		w->slip->switches = 0;
		atomic_store(&w->slip->phase, RESTING);
		r->tally->killed++;
		ret = waiter_start(r, i);
		let_run(r);
	}
	return ret;
}

/* No thread is left in wait(). */
static void threads_call_back(struct run *r)
{
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		while (waiter_phase(w) == WAITING &&
		       !atomic_load(&r->shared->stop)) {
			waiter_signal(r, w, SIGUSR1);
			let_run(r);
		}
	}
}

/* Threads see the new site; processes have the old one's descriptors. */
int site_reopen(struct run *r)
{
	int ret = 0;

	if (r->plan->threads)
		threads_call_back(r);
	waiters_kill(r);
	if (r->s->close)
		r->s->close(r->site);
	waiters_reap(r);
	memset(r->site, 0, r->s->site_size);
	for (int i = 0; i < r->plan->waiters; i++)
		atomic_store(&r->waiter[i].slip->phase, RESTING);
	if (r->s->open)
		ret = r->s->open(r->site);
	return ret || r->plan->threads ? ret : waiters_start(r);
}

void waiter_requeued(struct run *r, struct waiter *w)
{
	w->ticket = r->tickets++;
}

void waiter_prepare(struct run *r, struct waiter *w)
{
	waiter_requeued(r, w);
	w->fate = SLEEPS;
	w->slip->limit_ns = w == r->timed ? r->limit_ns : 0;
	r->called_ns = now_ns();
}

void waiter_go(struct waiter *w)
{
	atomic_store(&w->slip->phase, CALLED);
	word_wake(&w->slip->phase);
}

void waiter_call(struct run *r, struct waiter *w)
{
	waiter_prepare(r, w);
	waiter_go(w);
}

void waiter_signal(struct run *r, const struct waiter *w, int sig)
{
	pid_t group = r->plan->threads ? r->self : w->tid;

	syscall(SYS_tgkill, group, w->tid, sig);
}
