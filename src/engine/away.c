// SPDX-License-Identifier: GPL-2.0
/*
 * Acts that take the head waiter away between post and run: it leaves the queue
 * as for a signal, but does not come back from wait().  While it is away the
 * others must not sleep beside the event, unless it took that along; then it
 * comes back, and the usual rule holds.  Every other round it leaves before the
 * post.
 */
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "engine/act.h"

struct absence {
	int (*leave)(struct run *r, const struct waiter *w);
	bool (*is_away)(struct run *r, const struct waiter *w);
	int (*come_back)(struct run *r, const struct waiter *w);
};

static int take_away(struct run *r, struct waiter *w, const struct absence *a)
{
	int ret = a->leave(r, w);

	if (ret) {
		verdict(r, BROKEN, "can't stop a waiter: %s", strerror(-ret));
		return ret;
	}
	r->absent = w;
	let_run(r);
	while (!a->is_away(r, w) && !atomic_load(&r->shared->stop))
		let_others_run(r, 1);
	return 0;
}

static int play_away(struct run *r, const struct absence *a)
{
	bool post_first = r->tally->rounds % 2 == 0;
	struct waiter *head = head_waiter(r);
	int ret = post_first ? step_post(r) : 0;

	if (!ret)
		ret = take_away(r, head, a);
	if (!ret && !post_first)
		ret = step_post(r);
	if (!ret)
		ret = settle(r);
	a->come_back(r, head);
	r->absent = NULL;
	waiter_requeued(r, head);
	return ret;
}

bool waiter_has_stopped(struct run *r, const struct waiter *w)
{
	int status;

	(void)r;
	return waitpid(w->tid, &status, WUNTRACED | WNOHANG) == w->tid &&
	       WIFSTOPPED(status);
}

static int stop(struct run *r, const struct waiter *w)
{
	(void)r;
	return SYS(kill(w->tid, SIGSTOP));
}

static int go_on(struct run *r, const struct waiter *w)
{
	(void)r;
	return SYS(kill(w->tid, SIGCONT));
}

int waiter_stop(struct run *r, struct waiter *w)
{
	r->absent = w;
	return stop(r, w);
}

int waiter_continue(struct run *r, struct waiter *w)
{
	r->absent = NULL;
	waiter_requeued(r, w);
	return go_on(r, w);
}

int play_stop(struct run *r)
{
	static const struct absence stopped = { stop, waiter_has_stopped,
						go_on };

	return play_away(r, &stopped);
}

static int attach(struct run *r, const struct waiter *w)
{
	int ret = SYS(ptrace(PTRACE_SEIZE, w->tid, NULL, NULL));

	(void)r;
	return ret ? ret : SYS(ptrace(PTRACE_INTERRUPT, w->tid, NULL, NULL));
}

static int detach(struct run *r, const struct waiter *w)
{
	(void)r;
	return SYS(ptrace(PTRACE_DETACH, w->tid, NULL, NULL));
}

int play_ptrace(struct run *r)
{
	static const struct absence traced = { attach, waiter_has_stopped,
					       detach };

	return play_away(r, &traced);
}

static int freeze(struct run *r, const struct waiter *w)
{
	(void)w;
	return freezer_freeze(r, true);
}

static bool is_frozen(struct run *r, const struct waiter *w)
{
	(void)w;
	return freezer_frozen(r);
}

static int thaw(struct run *r, const struct waiter *w)
{
	(void)w;
	return freezer_freeze(r, false);
}

int play_freeze(struct run *r)
{
	static const struct absence frozen = { freeze, is_frozen, thaw };
	struct waiter *head = head_waiter(r);
	int ret = freezer_move(r, head, true);

	if (ret) {
		verdict(r, BROKEN, "can't move a waiter to the freezer: %s",
			strerror(-ret));
		return ret;
	}
	ret = play_away(r, &frozen);
	freezer_move(r, head, false);
	return ret;
}
