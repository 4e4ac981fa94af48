// SPDX-License-Identifier: GPL-2.0
/*
 * What came back, and with what.
 *
 * Where an event is handed to a waiter, that one must take it, signal or no
 * signal.  If it comes back with -EINTR or -ETIMEDOUT all the same, the event
 * has gone with it: all others sleep, rightly, for the object has none, and the
 * ledger has one left.
 */
#include <string.h>

#include "engine/storm.h"

static enum fate fate_of(int ret)
{
	return ret >= 0		   ? TOOK
	       : ret == -EINTR	   ? INTERRUPTED
	       : ret == -ETIMEDOUT ? TIMED_OUT
				   : WOKE;
}

/* One more than there was: no killed waiter had it, it was late. */
static void note_late_event(const struct run *r)
{
	struct tally *t = r->tally;

	if (!r->storm && !r->all_return && t->gone &&
	    t->taken + t->gone > t->posted)
		t->gone--;
}

int waiter_score(struct run *r, struct waiter *w)
{
	int ret = w->slip->ret;

	if (r->hung_up && ret != -EINTR)
		ret = 0; /* whatever it says: it is back */
	if (ret >= 0) {
		r->tally->taken++;
		note_late_event(r);
	} else if (ret == -EINTR)
		r->tally->interrupted++;
	else if (ret == -EAGAIN)
		r->tally->spurious++;
	else if (ret == -ETIMEDOUT)
		r->tally->timed_out++;
	w->fate = fate_of(ret);
	if (ret < 0 && r->storm)
		atomic_fetch_sub(&r->storm->resting, 1);
	r->tally->switches += w->slip->switches;
	w->slip->switches = 0; /* ours, until the waiter is called again */
	atomic_store(&w->slip->phase, RESTING);
	if (ret >= 0 || ret == -EINTR || ret == -EAGAIN || ret == -ETIMEDOUT)
		return 0;
	verdict(r, BROKEN, "waiter %d: wait() failed: %s", (int)(w - r->waiter),
		strerror(-ret));
	return ret;
}

static uint64_t empty_handed(const struct tally *t)
{
	return t->interrupted + t->timed_out;
}

bool ledger_names_thief(const struct run *r)
{
	return !r->storm && !r->s->deferred && !r->absent && !r->all_return &&
	       !r->may_be_gone &&
	       empty_handed(r->tally) > empty_handed(&r->before);
}

void ledger_strike_out(struct run *r, uint64_t outstanding)
{
	r->tally->gone += outstanding;
	r->tally->astray++;
	r->astray = "a waiter that was thrown out took its event along";
}
