// SPDX-License-Identifier: GPL-2.0
/*
 * The engine against sites that are wrong in every way that it knows.  A site
 * is a semaphore in user space: its waiters sleep on a futex.
 */
#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

#include "suite.h"
#include "engine/run.h"
#include "util.h"

#define ROUNDS 20

struct site {
	atomic_uint events; /* posted and not taken */
	atomic_uint posts;
	atomic_uint jumpy; /* task that returns for nothing after each post */
	atomic_uint jumps;
};

static int sleep_on(atomic_uint *word, unsigned while_it_is)
{
	return SYS(syscall(SYS_futex, word, FUTEX_WAIT, while_it_is, NULL, NULL,
			   0));
}

static void wake(atomic_uint *word, int n)
{
	syscall(SYS_futex, word, FUTEX_WAKE, n, NULL, NULL, 0);
}

static bool take(struct site *s)
{
	unsigned n = atomic_load(&s->events);

	while (n)
		if (atomic_compare_exchange_weak(&s->events, &n, n - 1))
			return true;
	return false;
}

static int sound_wait(void *site)
{
	struct site *s = site;

	while (!take(s))
		if (sleep_on(&s->events, 0) == -EINTR)
			return -EINTR;
	return 0;
}

static int sound_post(void *site)
{
	struct site *s = site;

	atomic_fetch_add(&s->events, 1);
	wake(&s->events, 1);
	return 0;
}

static int is_ready(void *site)
{
	struct site *s = site;

	return atomic_load(&s->events) > 0;
}

static int forgetful_post(void *site)
{
	struct site *s = site;

	atomic_fetch_add(&s->events, 1);
	return 0;
}

static int every_other_post(void *site)
{
	struct site *s = site;

	return atomic_fetch_add(&s->posts, 1) % 2 ? sound_post(site)
						  : forgetful_post(site);
}

static int herding_post(void *site)
{
	struct site *s = site;

	atomic_fetch_add(&s->events, 1);
	wake(&s->events, INT32_MAX);
	return 0;
}

/* Neither an event nor a signal gets through to this one. */
static int deaf_wait(void *site)
{
	struct site *s = site;

	while (!atomic_load(&s->jumps))
		sleep_on(&s->jumps, 0);
	return 0;
}

/* Whether a signal ended this task's last wait(): then it looks first. */
static _Thread_local bool interrupted;

static int interrupted_or(struct site *s, atomic_uint *word, unsigned value)
{
	if (interrupted && take(s)) {
		interrupted = false;
		return 0;
	}
	while (atomic_load(word) == value) {
		interrupted = sleep_on(word, value) == -EINTR;
		if (interrupted)
			return -EINTR;
	}
	return -EAGAIN;
}

/*
 * The first waiter returns for nothing after each post; no other is ever woken.
 * The signal that comes with the post interrupts the head.
 */
static int jumpy_wait(void *site)
{
	struct site *s = site;
	unsigned me = (unsigned)gettid(), nobody = 0;

	atomic_compare_exchange_strong(&s->jumpy, &nobody, me);
	if (atomic_load(&s->jumpy) == me)
		return interrupted_or(s, &s->jumps, atomic_load(&s->jumps));
	return interrupted_or(s, &s->jumpy, atomic_load(&s->jumpy));
}

static int jumpy_post(void *site)
{
	struct site *s = site;

	atomic_fetch_add(&s->events, 1);
	atomic_fetch_add(&s->jumps, 1);
	wake(&s->jumps, INT32_MAX);
	return 0;
}

static int mortal_wait(void *site)
{
	(void)site;
	_exit(0);
}

static int restless(void *site)
{
	(void)site;
	return -EAGAIN;
}

static int fails(void *site)
{
	(void)site;
	return -EIO;
}

static int says_no(void *site)
{
	(void)site;
	return 0;
}

#define SITE(name_)                                           \
	.name = name_, .summary = "", .queue = "a semaphore", \
	.waits_in = "futex_wait_queue futex_do_wait",         \
	.site_size = sizeof(struct site)

static const struct scene {
	struct stressor s;
	enum verdict verdict;
	const char *why;    /* part of the words, or "" */
	const char *healed; /* the same of the proof; NULL: no evidence */
} scenes[] = {
	{ { SITE("sound"), .wait = sound_wait, .post = sound_post },
	  PASS,
	  "",
	  NULL },
	{ { SITE("sound-probe"), .wait = sound_wait, .post = sound_post,
	    .ready = is_ready, .stop = STOP_KILL },
	  PASS,
	  "",
	  NULL },
	{ { SITE("forgetful"), .wait = sound_wait, .post = forgetful_post,
	    .ready = is_ready },
	  LOST_WAKEUP,
	  "20 of 20 events",
	  "a signal woke waiter" },
	{ { SITE("forgetful-ledger"), .wait = sound_wait,
	    .post = forgetful_post },
	  LOST_WAKEUP,
	  "on a semaphore",
	  "took the event at once" },
	{ { SITE("jumpy"), .wait = jumpy_wait, .post = jumpy_post },
	  LOST_WAKEUP,
	  "20 of 20 events",
	  "a signal woke waiter" },
	{ { SITE("killable"), .wait = sound_wait, .post = every_other_post,
	    .ready = is_ready, .stop = STOP_KILL },
	  LOST_WAKEUP,
	  "",
	  "one more event woke waiter" },
	{ { SITE("no-probe"), .wait = sound_wait, .post = sound_post,
	    .stop = STOP_KILL },
	  BROKEN,
	  "needs a probe",
	  NULL },
	{ { SITE("deaf"), .wait = deaf_wait, .post = forgetful_post },
	  SUSPECT,
	  "nothing wakes one",
	  "" },
	{ { SITE("lying-probe"), .wait = sound_wait, .post = forgetful_post,
	    .ready = says_no },
	  BROKEN,
	  "the probe says that there is none",
	  NULL },
	{ { SITE("failing-probe"), .wait = sound_wait, .post = forgetful_post,
	    .ready = fails },
	  BROKEN,
	  "Input/output error",
	  NULL },
	{ { SITE("mortal"), .wait = mortal_wait, .post = sound_post },
	  BROKEN,
	  "a waiter died",
	  NULL },
	{ { SITE("restless"), .wait = restless, .post = sound_post },
	  BROKEN,
	  "never sleep",
	  NULL },
	{ { SITE("failing-wait"), .wait = fails, .post = sound_post },
	  BROKEN,
	  "wait() failed: Input/output error",
	  NULL },
	{ { SITE("failing-post"), .wait = sound_wait, .post = fails },
	  BROKEN,
	  "post() failed: Input/output error",
	  NULL },
	{ { SITE("failing-rearm"), .wait = sound_wait, .post = sound_post,
	    .rearm = fails },
	  BROKEN,
	  "rearm() failed: Input/output error",
	  NULL },
	{ { SITE("failing-open"), .wait = sound_wait, .post = sound_post,
	    .open = fails },
	  BROKEN,
	  "can't set up the site: Input/output error",
	  NULL },
};

static struct result result;

static void run(const struct stressor *s, enum mode mode, const char *tier)
{
	struct plan plan = { .stressor = s,
			     .mode = mode,
			     .act = mode == MODE_STORM	   ? ACT_STORM
				    : s->stop == STOP_KILL ? ACT_PING
							   : ACT_DUEL,
			     .waiters = 3,
			     .wakers = 1,
			     .rounds = ROUNDS,
			     .timeout_ns = 30 * SEC_NS };
	struct where where = { .cpus = 1 };

	snprintf(where.tier, sizeof(where.tier), "%s", tier);
	run_plan(&plan, &where, &result);
}

static void check_evidence(const char *healed)
{
	const struct evidence *e = result.evidence;

	ck_assert_int_ge(result.evidences, 1);
	ck_assert_int_le(result.evidences, MAX_EVIDENCE);
	ck_assert_ptr_nonnull(strstr(e->healed, healed));
	ck_assert_int_ge(e->asleep, 1);
	ck_assert_int_eq(e->asleep + e->resting, 3);
	ck_assert_int_ge(e->outstanding, 1);
	ck_assert_int_eq(e->sleepers, e->asleep);
	for (int i = 0; i < e->sleepers; i++) {
		ck_assert_int_eq(e->sleeper[i].state, 'S');
		ck_assert_int_gt(e->sleeper[i].pid, 0);
	}
}

START_TEST(a_duel_comes_to_the_right_verdict)
{
	const struct scene *c = &scenes[_i];

	run(&c->s, MODE_DUEL, "native");
	ck_assert_msg(result.verdict == c->verdict, "%s: %s (%s), not %s",
		      c->s.name, verdict_names[result.verdict], result.why,
		      verdict_names[c->verdict]);
	ck_assert_msg(strstr(result.why, c->why) != NULL, "%s: '%s'", c->s.name,
		      result.why);
	if (c->healed)
		check_evidence(c->healed);
	else
		ck_assert_uint_eq(result.tally.lost, 0);
	ck_assert_int_eq(result.tally.lost > 0, c->verdict == LOST_WAKEUP);
	if (c->verdict == PASS || c->verdict == LOST_WAKEUP) {
		ck_assert_uint_eq(result.tally.rounds, ROUNDS);
		ck_assert_uint_le(result.tally.taken, result.tally.posted);
	}
}
END_TEST

/* Which of them a storm knows too. */
static const struct scene storms[] = {
	{ { SITE("sound"), .wait = sound_wait, .post = sound_post,
	    .ready = is_ready },
	  PASS,
	  "",
	  NULL },
	{ { SITE("forgetful"), .wait = sound_wait, .post = forgetful_post },
	  LOST_WAKEUP,
	  "20 of 20 events",
	  NULL },
	{ { SITE("deaf"), .wait = deaf_wait, .post = forgetful_post },
	  SUSPECT,
	  "nothing wakes one",
	  NULL },
	{ { SITE("failing-post"), .wait = sound_wait, .post = fails },
	  BROKEN,
	  "post() failed: Input/output error",
	  NULL },
	{ { SITE("mortal"), .wait = mortal_wait, .post = sound_post },
	  BROKEN,
	  "a waiter died",
	  NULL },
	{ { SITE("all"), .wait = sound_wait, .post = sound_post,
	    .satisfies = ALL },
	  SKIP,
	  "one waiter to an event",
	  NULL },
};

START_TEST(a_storm_comes_to_the_right_verdict)
{
	const struct scene *c = &storms[_i];

	run(&c->s, MODE_STORM, "native");
	ck_assert_msg(result.verdict == c->verdict, "%s: %s (%s), not %s",
		      c->s.name, verdict_names[result.verdict], result.why,
		      verdict_names[c->verdict]);
	ck_assert_msg(strstr(result.why, c->why) != NULL, "%s: '%s'", c->s.name,
		      result.why);
	if (c->verdict == PASS)
		ck_assert_uint_eq(result.tally.taken, result.tally.posted);
}
END_TEST

/* Nothing but the guest itself can hold it up there. */
START_TEST(in_virtual_time_it_is_a_hang)
{
	const struct stressor deaf = { SITE("deaf"), .wait = deaf_wait,
				       .post = forgetful_post };

	run(&deaf, MODE_DUEL, "qemu-icount");
	ck_assert_int_eq(result.verdict, HANG);
}
END_TEST

/* Looks at an event that vanished: a probe counts them. */
static unsigned *looks;

static int says_no_and_counts(void *site)
{
	(void)site;
	++*looks;
	return 0;
}

/* Nobody can bring it back: no need to look thousands of times.  (Where the
 * machine is busy it may be in a kernel thread that waits for its turn.) */
START_TEST(an_event_that_vanished_is_missed_soon)
{
	struct stressor vanishes = { SITE("vanishes"), .wait = sound_wait,
				     .post = forgetful_post,
				     .ready = says_no_and_counts };

	looks = mmap(NULL, sizeof(*looks), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	run(&vanishes, _i ? MODE_STORM : MODE_DUEL, "native");
	ck_assert_int_eq(result.verdict, BROKEN);
	ck_assert_ptr_nonnull(strstr(result.why, "the ledger has 1 event"));
	ck_assert_uint_le(*looks, 200);
}
END_TEST

#define LATE_NS (50 * MSEC_NS)

static bool never; /* for the twin: it does not come */

static int open_timer(void *site)
{
	int *timer = site;

	*timer = SYS(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
	return *timer < 0 ? *timer : 0;
}

static int wait_for_timer(void *site)
{
	uint64_t expired;
	const int *timer = site;
	int ret = SYS(read(*timer, &expired, sizeof(expired)));

	return ret < 0 ? ret : 0;
}

static int set_timer(void *site)
{
	const struct itimerspec in = { .it_value = { .tv_sec = never * 3600,
						     .tv_nsec = LATE_NS } };
	const int *timer = site;

	return SYS(timerfd_settime(*timer, 0, &in, NULL));
}

static int timer_is_over(void *site)
{
	const int *timer = site;

	return fd_ready(*timer, POLLIN);
}

/* While it is on its way nobody runs, and nobody wants to. */
START_TEST(a_late_event_is_waited_for)
{
	const struct stressor late = {
		.name = "late", .summary = "", .queue = "a timer",
		.waits_in = "timerfd_read timerfd_read_iter do_timerfd_read",
		.site_size = sizeof(int), .open = open_timer,
		.wait = wait_for_timer, .post = set_timer,
		.ready = timer_is_over, .deferred = true
	};

	never = _i;
	run(&late, MODE_DUEL, "native");
	ck_assert_msg(result.verdict == (_i ? BROKEN : PASS), "%s",
		      result.why);
	if (!_i)
		ck_assert_uint_ge(result.tally.taken, ROUNDS);
}
END_TEST

/* Counted only where nothing else can disturb a sleeper: with real-time. */
START_TEST(a_herd_is_seen)
{
	const struct stressor herd = { SITE("herd"), .wait = sound_wait,
				       .post = herding_post };
	struct stressor welcome = herd;

	run(&herd, MODE_DUEL, "native");
	ck_assert_int_eq(result.verdict, result.realtime ? HERD : PASS);
	welcome.wakes = ALL; /* the BUSTED twin: all were to be woken */
	run(&welcome, MODE_DUEL, "native");
	ck_assert_int_eq(result.verdict, PASS);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, a_duel_comes_to_the_right_verdict, 0,
			    ARRAY_SIZE(scenes));
	tcase_add_loop_test(t, a_storm_comes_to_the_right_verdict, 0,
			    ARRAY_SIZE(storms));
	tcase_add_test(t, in_virtual_time_it_is_a_hang);
	tcase_add_loop_test(t, an_event_that_vanished_is_missed_soon, 0, 2);
	tcase_add_loop_test(t, a_late_event_is_waited_for, 0, 2);
	tcase_add_test(t, a_herd_is_seen);
}

int main(void)
{
	return run_suite("oracle", fill_suite);
}
