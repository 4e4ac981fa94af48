// SPDX-License-Identifier: GPL-2.0
/*
 * What the picture means.  No time limit decides: a wakeup is lost when every
 * waiter in wait() is asleep, off the run queue, while an event is there.  The
 * evidence is kept before anything is touched; then comes the proof.
 */
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include "engine/storm.h"
#include "where.h"

#define TURNS_OF_PROOF 1000  /* of others, until a woken waiter is back */
#define MAX_LOOKS      10000 /* at a ledger and a probe that disagree */

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

bool waiter_inside(const struct run *r, const struct waiter *w)
{
	return waiter_phase(w) == WAITING && !w->killed && w != r->absent;
}

uint64_t waiters_inside(const struct run *r)
{
	uint64_t n = 0;

	for (int i = 0; i < r->plan->waiters; i++)
		n += waiter_inside(r, &r->waiter[i]);
	return n;
}

static bool is_before(const struct run *r, const struct waiter *a,
		      const struct waiter *b)
{
	return (a->ticket < b->ticket) != r->s->lifo;
}

/* The first sleeper behind that one; NULL: of all. */
static struct waiter *next_waiter(struct run *r, const struct waiter *behind)
{
	struct waiter *next = NULL;

	for (int i = 0; i < r->plan->waiters; i++) {
		struct waiter *w = &r->waiter[i];

		if (waiter_inside(r, w) && w != behind &&
		    (!behind || is_before(r, behind, w)) &&
		    (!next || is_before(r, w, next)))
			next = w;
	}
	return next;
}

struct waiter *head_waiter(struct run *r)
{
	return next_waiter(r, NULL);
}

int waiters_in_order(struct run *r, struct waiter *w[], int n)
{
	struct waiter *last = NULL;
	int found = 0;

	while (found < n && (last = next_waiter(r, last)))
		w[found++] = last;
	return found;
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

		if (!waiter_inside(r, w) || e->sleepers == MAX_SLEEPERS)
			continue;
		e->sleeper[e->sleepers].waiter = i;
		task_describe(w->tid, &e->sleeper[e->sleepers++]);
	}
	r->result->evidences++;
	return e;
}

/* Let run until w sleeps or is back, on whatever CPU; then fold it in. */
static int run_and_score(struct run *r, struct waiter *w)
{
	let_run(r);
	while (waiter_awake(r, w) && !atomic_load(&r->shared->stop)) {
		let_others_run(r, 1);
		let_run(r);
	}
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

int score_all(struct run *r)
{
	int ret = 0;

	for (int i = 0; i < r->plan->waiters && !ret; i++)
		if (waiter_phase(&r->waiter[i]) == DONE)
			ret = waiter_score(r, &r->waiter[i]);
	return ret;
}

/* As run_and_score(); where kernel threads hand the event on they get time, and
 * others than w may come back first. */
static int run_until_taken(struct run *r, struct waiter *w, uint64_t before)
{
	int turns = r->s->deferred ? TURNS_OF_PROOF : 0;
	int ret = run_and_score(r, w);

	while (!ret && taken(r) == before && turns--) {
		let_others_run(r, 1);
		let_run(r);
		ret = score_all(r);
	}
	return ret;
}

/* The proof by event, where no signal can end the sleep. */
static bool heal_by_post(struct run *r, struct waiter *w, char *words)
{
	uint64_t before = taken(r);

	if (r->storm)
		storm_stamp(r->storm);
	else
		r->tally->posted++;
	if (r->s->post(r->site))
		return false;
	if (run_until_taken(r, w, before))
		return false;
	snprintf(words, WORDS_MAX, "one more event woke %swaiter %d",
		 waiter_phase(w) == WAITING ? "others before " : "",
		 (int)(w - r->waiter));
	return taken(r) > before;
}

/* The proof where everybody must come back, and only SIGKILL ends a sleep. */
static bool heal_by_kill(struct run *r, struct waiter *w, char *words)
{
	uint64_t before = taken(r);
	int ret;

	waiter_kill(w);
	do
		let_others_run(r, 1);
	while ((ret = waiters_bury(r)) > 0 && !atomic_load(&r->shared->stop));
	if (ret)
		return false;
	waiter_call(r, w);
	if (run_until_taken(r, w, before))
		return false;
	snprintf(words, WORDS_MAX, "waiter %d could be killed; %s came back",
		 (int)(w - r->waiter),
		 waiter_phase(w) == WAITING ? "then others"
					    : "the one in its place");
	return taken(r) > before;
}

static bool prove(struct run *r, struct waiter *w, char *words)
{
	if (r->s->stop == STOP_SIGNAL)
		return heal_by_signal(r, w, words);
	if (r->all_return && r->s->stop == STOP_KILL && !r->plan->threads)
		return heal_by_kill(r, w, words);
	return !r->hung_up && heal_by_post(r, w, words);
}

/* A killed waiter may have taken the event along: then it is not lost. */
static void let_go(struct run *r, uint64_t outstanding)
{
	r->tally->gone += outstanding;
	r->may_be_gone = false;
}

/* When an event was found that nobody woke for; and, in a storm, when it was
 * posted. */
static void note_loss(struct run *r, uint64_t found_ns, uint64_t posted_ns)
{
	if (!r->result->first_loss_ns) /* 0 stands for none */
		r->result->first_loss_ns =
			found_ns > r->start_ns ? found_ns - r->start_ns : 1;
	if (posted_ns > r->start_ns)
		timeline_lose(&r->result->timeline, posted_ns - r->start_ns);
}

/* One event is left, and the head sleeps beside it.  0: proven; 1: the event is
 * not there any more; -errno: the head is not to be helped. */
static int one_loss(struct run *r, struct waiter *head, struct evidence *e)
{
	bool virtual_time = tier_is_virtual(r->result->where.tier);
	uint64_t found_ns = now_ns(), lost_ns;
	char words[WORDS_MAX] = "";

	lost_ns = r->storm ? storm_oldest_ns(r->storm) : 0;
	r->tally->lost++;
	if (prove(r, head, words)) {
		note_loss(r, found_ns, lost_ns);
		if (e)
			memcpy(e->healed, words, sizeof(words));
		return 0;
	}
	r->tally->lost--;
	if (r->may_be_gone && !r->s->ready && waiter_phase(head) == WAITING) {
		r->result->evidences -= e != NULL;
		return 1;
	}
	note_loss(r, found_ns, lost_ns);
	verdict(r, virtual_time ? HANG : SUSPECT,
		"all waiters sleep beside an event, and nothing wakes one");
	return -EIO;
}

static int judge_sleepers(struct run *r, uint64_t round, uint64_t outstanding,
			  int asleep, int ready)
{
	struct waiter *head;
	int ret = 0;

	for (; outstanding && (head = head_waiter(r)) && !ret; outstanding--)
		ret = one_loss(
			r, head,
			keep_evidence(r, round, outstanding, asleep, ready));
	if (ret > 0)
		let_go(r, outstanding + 1);
	return ret < 0 ? ret : 0;
}

/*
 * A wakeup may be on its way: sent by a kernel thread that could not run beside
 * us, or has queued the event and not yet woken anybody.  Let others run, and
 * see whether the picture stays.
 */
static bool seen_twice(struct run *r)
{
	if (r->confirmed)
		return true;
	r->confirmed = true;
	let_all_others_run(r, r->s->deferred);
	if (r->result->where.cpus > 1 &&
	    (r->storm || r->race || r->moved || r->plan->act == ACT_MOVE))
		let_other_cpus_run();
	return false;
}

/* Not in the object, says the probe; nor does one that looks anew find it. */
static bool is_nowhere(struct run *r)
{
	struct waiter *head = head_waiter(r);
	char words[WORDS_MAX];

	return head && r->s->stop == STOP_SIGNAL && ledger_names_thief(r) &&
	       !heal_by_signal(r, head, words) &&
	       waiter_phase(head) == WAITING;
}

/* The event is in the ledger, and not in the object: on its way, or never. */
static int still_coming(struct run *r, uint64_t round, uint64_t outstanding,
			int asleep, int ready)
{
	if (!ready && r->looks++ < MAX_LOOKS && !quiet_is_final(r))
		return 1;
	if (!ready && is_nowhere(r)) {
		keep_evidence(r, round, outstanding, asleep, ready);
		note_loss(r, now_ns(), 0);
		ledger_strike_out(r, outstanding);
		return 0;
	}
	verdict(r, BROKEN, "the ledger has %llu event%s left, the probe says %s",
		(unsigned long long)outstanding, outstanding == 1 ? "" : "s",
		ready ? strerror(-ready) : "that there is none");
	return -EIO;
}

int oracle_judge(struct run *r, uint64_t round, uint64_t outstanding)
{
	int asleep = all_asleep(r), ready = -1;

	if (asleep == -EAGAIN) {
		r->confirmed = false;
		return 1;
	}
	if (asleep < 0) {
		verdict(r, BROKEN, "a waiter died in wait()");
		return asleep;
	}
	if (r->s->ready && !r->hung_up)
		ready = r->s->ready(r->site);
	if (!ready && r->may_be_gone && !r->all_return && !r->absent) {
		let_go(r, outstanding);
		return 0;
	}
	/* One that is away may have the event, and bring it back. */
	if (!asleep || (r->absent && (ready < 1 || r->s->two_steps)))
		return 0;
	if (ready == 0 || ready < -1)
		return still_coming(r, round, outstanding, asleep, ready);
	if (!seen_twice(r))
		return 1;
	return judge_sleepers(r, round, outstanding, asleep, ready);
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
