// SPDX-License-Identifier: GPL-2.0
#include <sys/wait.h>

#include "engine/act.h"

#define PATIENCE_NS SEC_NS	    /* for a waiter to come by */
#define GRACE_NS    (500 * MSEC_NS) /* for one that was freed to rest */

bool waiter_has_left(const struct waiter *w)
{
	siginfo_t info = { 0 };

	if (!w->killed)
		return waiter_phase(w) == DONE;
	waitid(P_PID, (id_t)w->tid, &info, WEXITED | WNOHANG | WNOWAIT);
	return info.si_pid == w->tid;
}

/*
 * Does it rest, or sleep in wait()?  Nobody asks for more than its wchan:
 * /proc/PID/syscall waits for a task that is not TASK_RUNNING to leave its CPU
 * (lib/syscall.c, task_current_syscall(), 6.1), and it may be held.
 */
static bool is_off(const struct waiter *w)
{
	if (w->killed)
		return false;
	return waiter_phase(w) == RESTING ||
	       (waiter_phase(w) == WAITING && task_has_wchan(w->tid));
}

void waiter_let_rest(struct run *r, const struct waiter *w)
{
	uint64_t end_ns = now_ns() + GRACE_NS;

	while (!waiter_has_left(w) && !is_off(w) && now_ns() < end_ns &&
	       !atomic_load(&r->shared->stop))
		let_others_run(r, 1);
}

void waiter_let_sleep(struct run *r, struct waiter *w)
{
	let_run(r);
	while (waiter_awake(r, w) && !atomic_load(&r->shared->stop)) {
		let_others_run(r, 1);
		let_run(r);
	}
}

void waiter_bring_back(struct run *r, struct waiter *w)
{
	if (!w->killed) {
		cpu_bind(w->tid, r->cpu);
		waiter_let_sleep(r, w);
	}
	waiter_requeued(r, w);
}

int hold_begin(struct run *r, struct waiter *w, const char *place)
{
	int ret = stretch_arm(&r->hold.at, w->tid, place);

	if (ret)
		return ret;
	r->hold.w = w;
	r->hold.stands = false;
	cpu_bind(w->tid, cpu_other_than(r->cpu));
	return 0;
}

/* Nobody else runs meanwhile: we hold our CPU. */
int hold_follow(struct run *r)
{
	struct hold *h = &r->hold;
	uint64_t end_ns = now_ns() + PATIENCE_NS;

	while (!h->stands && !stretch_holds(&h->at)) {
		if (waiter_has_left(h->w))
			return -ENODATA;
		if (is_off(h->w))
			return 0;
		if (now_ns() > end_ns || atomic_load(&r->shared->stop))
			return -ETIME;
	}
	h->stands = !waiter_has_left(h->w); /* else it is where it rests */
	return h->stands ? 0 : -ENODATA;
}

/*
 * Nobody is held when a probe is taken out: that waits for all CPUs.  Nor does
 * w come by: QEMU 7.2, with a thread for each CPU, was seen to go on for ever
 * with a breakpoint that was taken out while another CPU met it.
 */
void hold_let_go(struct run *r)
{
	struct hold *h = &r->hold;
	struct waiter *w = h->w;
	uint64_t ticket;

	if (!w)
		return;
	ticket = w->ticket;
	h->missed = stretch_free(&h->at) || !h->stands;
	waiter_let_rest(r, w);
	stretch_close(&h->at);
	waiter_bring_back(r, w);
	if (!h->stands)
		w->ticket = ticket; /* nobody woke it */
	h->w = NULL;
}

void losses_forget(struct run *r, uint64_t lost, int evidences)
{
	r->tally->lost = lost;
	r->result->evidences = evidences;
	if (!lost)
		r->result->first_loss_ns = 0;
}

void hold_conclude(struct run *r)
{
	const struct step *held = script_stretch(&r->plan->script);

	if (r->tally->lost)
		verdict(r, NARROW,
			"the wakeup was lost while a waiter stood at %s "
			"%llu/%llu",
			held->place, (unsigned long long)r->tally->lost,
			(unsigned long long)r->hold.plays);
	else if (!r->hold.plays)
		verdict(r, SKIP, "needs a waiter at %s: waiter %d was not held",
			held->place, held->number);
}
