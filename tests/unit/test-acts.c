// SPDX-License-Identifier: GPL-2.0
/*
 * Each act against a semaphore in user space, right and wrong.  A post takes
 * the first waiter off the queue and rings its bell, an eventfd; what that
 * waiter does once awake is what an act is about.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>

#include "suite.h"
#include "engine/run.h"
#include "measure/clock.h"
#include "util.h"

#define ROUNDS	20
#define WAITERS 5
#define SLOTS	64 /* killed waiters leave theirs */

enum mistake {
	NONE,
	FORGETS,      /* a post rings no bell */
	SIGNAL_FIRST, /* a waiter looks at the signal before its bell */
	TIME_FIRST,   /* a waiter looks at the clock before its bell */
	RINGS_ONE,    /* whatever many may go on */
};

struct bell {
	int fd;
	bool queued;
	uint64_t ticket;
};

/* Nobody is inside when the engine calls: it does so while all sleep. */
struct semaphore {
	enum mistake mistake;
	atomic_uint slots;
	int events;
	bool closed;
	uint64_t tickets;
	struct bell bell[SLOTS];
};

static _Thread_local struct bell *mine;
static _Thread_local volatile sig_atomic_t signalled;

static void on_signal(int sig)
{
	(void)sig;
	signalled = 1;
}

static int open_as(void *site, enum mistake mistake)
{
	struct semaphore *s = site;

	s->mistake = mistake;
	for (int i = 0; i < SLOTS; i++) {
		s->bell[i].fd = SYS(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
		if (s->bell[i].fd < 0)
			return s->bell[i].fd;
	}
	return 0;
}

static void close_all(void *site)
{
	struct semaphore *s = site;

	for (int i = 0; i < SLOTS; i++)
		fd_close(&s->bell[i].fd);
}

/* In each waiter, after the engine has set its own handler. */
static void take_slot(void *site)
{
	struct semaphore *s = site;
	struct sigaction sa = { .sa_handler = on_signal };

	mine = &s->bell[atomic_fetch_add(&s->slots, 1) % SLOTS];
	sigaction(SIGUSR1, &sa, NULL);
}

static void ring_first(struct semaphore *s)
{
	struct bell *first = NULL;
	uint64_t one = 1;

	for (int i = 0; i < SLOTS; i++) {
		struct bell *b = &s->bell[i];

		if (b->queued && (!first || b->ticket < first->ticket))
			first = b;
	}
	if (!first)
		return;
	first->queued = false;
	ck_assert_int_eq(write(first->fd, &one, sizeof(one)), sizeof(one));
}

static bool bell_has_rung(void)
{
	uint64_t n;

	return read(mine->fd, &n, sizeof(n)) == sizeof(n);
}

static int wait_for(void *site, uint64_t ns)
{
	struct semaphore *s = site;
	uint64_t until = now_ns() + ns;
	struct timespec t = { .tv_sec = (time_t)(ns / SEC_NS),
			      .tv_nsec = (long)(ns % SEC_NS) };
	struct pollfd p = { .fd = mine->fd, .events = POLLIN };
	bool rung;

	signalled = 0;
	if (!s->events && !s->closed) {
		mine->ticket = s->tickets++;
		mine->queued = true;
		ppoll(&p, 1, ns ? &t : NULL, NULL);
	}
	mine->queued = false;
	rung = bell_has_rung();
	if (signalled && (s->mistake == SIGNAL_FIRST || !rung))
		return -EINTR;
	if (ns && now_ns() > until && (s->mistake == TIME_FIRST || !rung))
		return -ETIMEDOUT;
	if (s->closed)
		return -EPIPE;
	if (!s->events)
		return -EAGAIN; /* a sleeper was helped to ours meanwhile */
	s->events--;
	return 0;
}

static int wait_on(void *site)
{
	return wait_for(site, 0);
}

static int post(void *site)
{
	struct semaphore *s = site;

	s->events++;
	if (s->mistake != FORGETS)
		ring_first(s);
	return 0;
}

static int ready(void *site)
{
	const struct semaphore *s = site;

	return s->events > 0;
}

static int resize(void *site)
{
	struct semaphore *s = site;

	s->events += 2;
	ring_first(s);
	if (s->mistake != RINGS_ONE)
		ring_first(s);
	return 2;
}

static int hang_up(void *site)
{
	struct semaphore *s = site;

	s->closed = true;
	for (int i = 0; i < (s->mistake == RINGS_ONE ? 1 : SLOTS); i++)
		ring_first(s);
	return 0;
}

#define OPENS_AS(name, mistake)                \
	static int name(void *site)            \
	{                                      \
		return open_as(site, mistake); \
	}
OPENS_AS(open_right, NONE)
OPENS_AS(open_forgetful, FORGETS)
OPENS_AS(open_signal_first, SIGNAL_FIRST)
OPENS_AS(open_time_first, TIME_FIRST)
OPENS_AS(open_rings_one, RINGS_ONE)

#define SEMAPHORE(open_)                                                      \
	.name = #open_, .summary = "", .queue = "a semaphore",                \
	.waits_in = "do_poll do_sys_poll poll_schedule_timeout "              \
		    "do_poll.constprop.0",                                    \
	.site_size = sizeof(struct semaphore), .open = open_,                 \
	.close = close_all, .shed = take_slot, .wait = wait_on,               \
	.wait_for = wait_for, .post = post, .ready = ready, .resize = resize, \
	.hang_up = hang_up
static const struct stressor right = { SEMAPHORE(open_right) };
static const struct stressor forgetful = { SEMAPHORE(open_forgetful) };
static const struct stressor signal_first = { SEMAPHORE(open_signal_first) };
static const struct stressor time_first = { SEMAPHORE(open_time_first) };
static const struct stressor rings_one = { SEMAPHORE(open_rings_one) };

static struct result result;

static void run(const struct stressor *s, enum act act)
{
	struct plan plan = { .stressor = s,
			     .mode = MODE_DUEL,
			     .act = act,
			     .waiters = WAITERS,
			     .rounds = ROUNDS,
			     .seed = 1 };
	struct where where = { .cpus = 1, .tier = "native" };

	run_plan(&plan, &where, &result);
}

/* The acts that a waiter in user space can stand. */
static const enum act harmless[] = {
	ACT_DUEL,  ACT_PING,   ACT_SIGNAL_FIRST, ACT_TIMEOUT, ACT_BURST,
	ACT_CLOSE, ACT_RESIZE, ACT_TASK_WORK,	 ACT_MOVE
};

START_TEST(a_right_site_passes)
{
	run(&right, harmless[_i]);
	if (result.verdict == SKIP)
		return; /* a second CPU, io_uring */
	ck_assert_msg(result.verdict == PASS, "%s: %s: %s",
		      act_names[harmless[_i]], verdict_names[result.verdict],
		      result.why);
	ck_assert_uint_eq(result.tally.rounds, ROUNDS);
	ck_assert_uint_gt(result.tally.taken, 0);
	ck_assert_str_ne(result.sleeps_in, "");
}
END_TEST

/* A kernel object loses nothing, whatever becomes of the waiter it woke. */
START_TEST(a_pipe_passes)
{
	static const enum act acts[] = { ACT_KILL, ACT_STOP, ACT_PTRACE };

	run(stressor_find("pipe-read"), acts[_i]);
	ck_assert_msg(result.verdict == PASS, "%s: %s", act_names[acts[_i]],
		      result.why);
	ck_assert_uint_eq(result.tally.posted,
			  result.tally.taken + result.tally.gone);
	ck_assert_uint_eq(result.tally.killed,
			  acts[_i] == ACT_KILL ? ROUNDS : 0);
}
END_TEST

static const struct wrong {
	const struct stressor *s;
	enum act act;
	uint64_t lost; /* at least */
} wrong[] = {
	{ &forgetful, ACT_PING, ROUNDS },
	{ &forgetful, ACT_MOVE, ROUNDS },
	{ &forgetful, ACT_TASK_WORK, 1 },
	{ &signal_first, ACT_DUEL, ROUNDS },
	{ &signal_first, ACT_SIGNAL_FIRST, ROUNDS },
	{ &signal_first, ACT_BURST, ROUNDS },
	{ &time_first, ACT_TIMEOUT, ROUNDS / 2 - 1 },
	{ &rings_one, ACT_CLOSE, ROUNDS *(WAITERS - 1) },
	{ &rings_one, ACT_RESIZE, ROUNDS },
	/* A bell that rang for one who is gone: user space can't do better. */
	{ &right, ACT_KILL, ROUNDS },
	{ &right, ACT_STOP, ROUNDS / 2 },
	{ &right, ACT_PTRACE, ROUNDS / 2 },
};

START_TEST(a_wrong_site_is_caught)
{
	const struct wrong *w = &wrong[_i];

	run(w->s, w->act);
	if (result.verdict == SKIP)
		return;
	ck_assert_msg(result.verdict == LOST_WAKEUP, "%s, %s: %s: %s",
		      w->s->name, act_names[w->act],
		      verdict_names[result.verdict], result.why);
	ck_assert_msg(result.tally.lost >= w->lost, "%s, %s: %d lost",
		      w->s->name, act_names[w->act], (int)result.tally.lost);
	ck_assert_str_ne(result.evidence[0].healed, "");
}
END_TEST

/* What does not fit is skipped with a reason, and never passes. */
START_TEST(an_act_that_does_not_fit_is_skipped)
{
	struct stressor bare = right;

	bare.wait_for = NULL;
	bare.hang_up = bare.resize = NULL;
	bare.stop = STOP_KILL;
	static const enum act unfit[] = { ACT_DUEL,  ACT_TIMEOUT, ACT_STOP,
					  ACT_BURST, ACT_CLOSE,	  ACT_RESIZE };

	for (size_t i = 0; i < ARRAY_SIZE(unfit); i++) {
		run(&bare, unfit[i]);
		ck_assert_int_eq(result.verdict, SKIP);
		ck_assert_str_ne(result.why, "");
	}
}
END_TEST

START_TEST(a_wrong_place_is_broken)
{
	struct stressor lost = right;

	lost.waits_in = "pipe_read";
	run(&lost, ACT_PING);
	ck_assert_int_eq(result.verdict, BROKEN);
	ck_assert_ptr_nonnull(strstr(result.why, "not in pipe_read"));
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, a_right_site_passes, 0, ARRAY_SIZE(harmless));
	tcase_add_loop_test(t, a_pipe_passes, 0, 3);
	tcase_add_loop_test(t, a_wrong_site_is_caught, 0, ARRAY_SIZE(wrong));
	tcase_add_test(t, an_act_that_does_not_fit_is_skipped);
	tcase_add_test(t, a_wrong_place_is_broken);
}

int main(void)
{
	return run_suite("acts", fill_suite);
}
