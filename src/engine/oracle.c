// SPDX-License-Identifier: GPL-2.0
/*
 * What the picture means.  No time limit decides: a wakeup is lost when every
 * waiter in wait() is asleep, off the run queue, while an event is there.  The
 * evidence is kept before anything is touched; then comes the proof.
 */
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include "engine/engine.h"

void verdict(struct run *r, enum verdict v, const char *fmt, ...)
{
	va_list args;

	if (r->result->why[0])
		return;
	r->result->verdict = v;
	va_start(args, fmt);
	vsnprintf(r->result->why, sizeof(r->result->why), fmt, args);
	va_end(args);
}

int waiter_score(struct run *r, struct waiter *w)
{
	int ret = w->slip->ret;

	if (ret >= 0)
		r->tally->taken++;
	else if (ret == -EINTR)
		r->tally->interrupted++;
	else if (ret == -EAGAIN)
		r->tally->spurious++;
	if (ret < 0 && r->storm)
		atomic_fetch_sub(&r->storm->resting, 1);
	r->tally->switches += w->slip->switches;
	w->slip->switches = 0; /* ours, until the waiter is called again */
	atomic_store(&w->slip->phase, RESTING);
	if (ret >= 0 || ret == -EINTR || ret == -EAGAIN)
		return 0;
	verdict(r, BROKEN, "waiter %d: wait() failed: %s", (int)(w - r->waiter),
		strerror(-ret));
	return ret;
}

struct waiter *head_waiter(struct run *r)
{
	struct waiter *head = NULL;

	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_phase(w) == WAITING &&
		    (!head || w->ticket < head->ticket))
			head = w;
	}
	return head;
}

static uint64_t taken(const struct run *r)
{
	return r->storm ? atomic_load(&r->storm->taken) : r->tally->taken;
}

/* Describe the first sleepers of a loss; those after the first few losses
 * would only repeat it. */
static struct evidence *keep_evidence(struct run *r, uint64_t round,
				      uint64_t outstanding, int asleep,
				      int ready)
{
	struct evidence *e = &r->result->evidence[r->result->evidences];

	if (r->result->evidences == MAX_EVIDENCE)
		return NULL;
	*e = (struct evidence){ .round = round,
				.asleep = asleep,
				.resting = r->plan->waiters - asleep,
				.outstanding = (int64_t)outstanding,
				.ready = ready };
	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_phase(w) != WAITING || e->sleepers == MAX_SLEEPERS)
			continue;
		e->sleeper[e->sleepers].waiter = i;
		task_describe(w->tid, &e->sleeper[e->sleepers++]);
	}
	r->result->evidences++;
	return e;
}

/* Let run, and fold in w if it came back. */
static int run_and_score(struct run *r, struct waiter *w)
{
	let_run(r);
	return waiter_phase(w) == DONE ? waiter_score(r, w) : 0;
}

/*
 * The proof by signal: it throws one sleeper out of wait(), and the next wait()
 * of that same task takes the event at once.  So the task was well, the event
 * was there to be had, and only the wakeup was missing.
 */
static bool heal_by_signal(struct run *r, struct waiter *w, char *words)
{
	uint64_t before = taken(r);
	int number = (int)(w - r->waiter);

	waiter_signal(r, w, SIGUSR1);
	if (run_and_score(r, w))
		return false;
	if (taken(r) == before && waiter_phase(w) == RESTING) {
		waiter_call(r, w);
		if (run_and_score(r, w))
			return false;
		snprintf(words, WORDS_MAX,
			 "a signal woke waiter %d; its next wait() took the "
			 "event at once",
			 number);
	} else {
		snprintf(words, WORDS_MAX,
			 "a signal woke waiter %d, and it took the event",
			 number);
	}
	return taken(r) > before;
}

/* The proof by event, where no signal can end the sleep. */
static bool heal_by_post(struct run *r, struct waiter *w, char *words)
{
	uint64_t before = taken(r);

	if (r->s->post(r->site))
		return false;
	r->tally->posted++;
	if (run_and_score(r, w))
		return false;
	snprintf(words, WORDS_MAX, "one more event woke waiter %d",
		 (int)(w - r->waiter));
	return taken(r) > before;
}

static int heal(struct run *r, struct waiter *w, struct evidence *e)
{
	bool (*by)(struct run *, struct waiter *, char *) =
		r->s->stop == STOP_SIGNAL ? heal_by_signal : heal_by_post;
	bool virtual_time = !strcmp(r->result->where.tier, "qemu-icount");
	char words[WORDS_MAX] = "";

	if (by(r, w, words)) {
		if (e)
			memcpy(e->healed, words, sizeof(words));
		return 0;
	}
	r->tally->lost--;
	verdict(r, virtual_time ? HANG : SUSPECT,
		"all waiters sleep beside an event, and neither a signal nor "
		"another event wakes one");
	return -EIO;
}

int oracle_judge(struct run *r, uint64_t round, uint64_t outstanding)
{
	int asleep = all_asleep(r), ready = -1;
	struct waiter *head;

	if (asleep == -EAGAIN)
		return 1;
	if (asleep < 0) {
		verdict(r, BROKEN, "a waiter died in wait()");
		return asleep;
	}
	if (!asleep)
		return 0; /* nobody is there that could have been woken */
	if (r->s->ready)
		ready = r->s->ready(r->site);
	if (ready == 0 || ready < -1) {
		verdict(r, BROKEN,
			"the ledger has %llu events left, the probe says %s",
			(unsigned long long)outstanding,
			ready ? strerror(-ready) : "that there is none");
		return -EIO;
	}
	for (; outstanding && (head = head_waiter(r)); outstanding--) {
		struct evidence *e =
			keep_evidence(r, round, outstanding, asleep, ready);
		int ret;

		r->tally->lost++;
		ret = heal(r, head, e);
		if (ret)
			return ret;
	}
	return 0;
}

void start_clock(struct run *r)
{
	r->start_ns = now_ns();
	if (r->plan->timeout_ns)
		r->deadline_ns = r->start_ns + r->plan->timeout_ns;
}

bool run_over(const struct run *r)
{
	uint64_t done = r->storm ? r->tally->posted : r->tally->rounds;

	return atomic_load(&r->shared->stop) || r->result->why[0] ||
	       (r->plan->rounds && done >= r->plan->rounds) ||
	       (r->deadline_ns && now_ns() >= r->deadline_ns);
}
