// SPDX-License-Identifier: GPL-2.0
/*
 * semop(-1) on a semaphore at 0 sleeps interruptibly in __do_semtimedop(), in
 * an entry of its own on sem->pending_alter (ipc/sem.c).  The waker carries the
 * sleeper's operation out, writes the result into the entry, and wakes it;
 * awake, a sleeper looks at the result before the time and before signals.  One
 * that dies with the result in its entry has taken the event.
 *
 *   sysv-sem       one operation: on the semaphore's own list
 *   sysv-sem-pair  two in one call: on the list of the whole set
 *   sysv-sem-zero  semop(0) on a semaphore at 1, on sem->pending_const: all go
 *                  on when it gets to 0, and none of them changes it
 */
#include <sched.h>
#include <sys/ipc.h>
#include <sys/sem.h>

#include "stressor.h"
#include "stressors/lib/private-ipc.h"
#include "stressors/lib/until.h"
#include "util.h"

#define MORE 2 /* that SETALL lets through */

struct sem_site {
	int set;
	size_t sems; /* 1 or 2 of the set's two */
};

static int open_set(struct sem_site *s, size_t sems)
{
	int ret = private_ipc();

	*s = (struct sem_site){ .set = -1, .sems = sems };
	if (ret)
		return ret;
	s->set = SYS(semget(IPC_PRIVATE, 2, 0600));
	return s->set < 0 ? s->set : 0;
}

static int one_open(void *site)
{
	return open_set(site, 1);
}

static int pair_open(void *site)
{
	return open_set(site, 2);
}

static int set_remove(void *site)
{
	const struct sem_site *s = site;

	return SYS(semctl(s->set, 0, IPC_RMID));
}

static void set_close(void *site)
{
	set_remove(site);
}

static int add(const struct sem_site *s, int n, const struct timespec *limit)
{
	short flags = n > 0 ? IPC_NOWAIT : 0;
	struct sembuf op[] = { { 0, (short)n, flags }, { 1, (short)n, flags } };
	int ret = SYS(semtimedop(s->set, op, s->sems, limit));

	return ret == -EAGAIN ? -ETIMEDOUT : ret;
}

static int set_wait(void *site)
{
	return add(site, -1, NULL);
}

static int set_wait_for(void *site, uint64_t ns)
{
	const struct timespec limit = span(ns);

	return add(site, -1, &limit);
}

static int set_post(void *site)
{
	return add(site, 1, NULL);
}

/*
 * One up and down again by one call, and what is undone is the way down alone.
 * A list of our own, for threads share theirs; exit_sem() undoes what is on it
 * when it is left.
 */
static int set_undo(void *site)
{
	const struct sem_site *s = site;
	struct sembuf op[] = { { 0, 1, IPC_NOWAIT },
			       { 0, -1, SEM_UNDO },
			       { 1, 1, IPC_NOWAIT },
			       { 1, -1, SEM_UNDO } };
	int ret = SYS(unshare(CLONE_SYSVSEM));

	if (!ret)
		ret = SYS(semop(s->set, op, 2 * s->sems));
	return ret ? ret : SYS(unshare(CLONE_SYSVSEM));
}

/* Values by decree, and not by an operation: all may have changed. */
static int set_values(void *site)
{
	const struct sem_site *s = site;
	unsigned short values[] = { MORE, MORE };
	int ret = s->sems == 1 ? SYS(semctl(s->set, 0, SETVAL, MORE))
			       : SYS(semctl(s->set, 0, SETALL, values));

	return ret ? ret : MORE;
}

static int set_ready(void *site)
{
	const struct sem_site *s = site;
	int value = SYS(semctl(s->set, 0, GETVAL));

	return value < 0 ? value : value > 0;
}

static int zero_rearm(void *site)
{
	const struct sem_site *s = site;

	return SYS(semctl(s->set, 0, SETVAL, 1));
}

static int zero_open(void *site)
{
	int ret = one_open(site);

	return ret ? ret : zero_rearm(site);
}

static int zero_wait_for(void *site, uint64_t ns)
{
	const struct timespec limit = span(ns);

	return add(site, 0, &limit);
}

static int zero_wait(void *site)
{
	return add(site, 0, NULL);
}

static int zero_post(void *site)
{
	const struct sem_site *s = site;
	struct sembuf op = { 0, -1, IPC_NOWAIT };

	return SYS(semop(s->set, &op, 1));
}

static int zero_ready(void *site)
{
	int ret = set_ready(site);

	return ret < 0 ? ret : !ret;
}

#define SEM_SITE                                                            \
	.waits_in = "__do_semtimedop do_semtimedop",                        \
	.primitive = "schedule_hrtimeout_range",                            \
	.woken_by = "do_smart_update freeary exit_sem",                     \
	.kconfig = "SYSVIPC IPC_NS", .needs = NEEDS({ .kind = NEED_ROOT }), \
	.site_size = sizeof(struct sem_site), .close = set_close,           \
	.hang_up = set_remove

#define SEM_COUNTS                                                    \
	SEM_SITE, .wait = set_wait, .wait_for = set_wait_for,         \
		  .post = set_post, .otherwise = OTHERWISE(set_undo), \
		  .ready = set_ready, .resize = set_values

const struct stressor sysv_sem = {
	.name = "sysv-sem",
	.summary = "semop(-1) on a System V semaphore at 0",
	.queue = "sem->pending_alter",
	.open = one_open,
	SEM_COUNTS,
};

const struct stressor sysv_sem_pair = {
	.name = "sysv-sem-pair",
	.summary = "semop(-1) on two System V semaphores at once",
	.queue = "sma->pending_alter",
	.open = pair_open,
	SEM_COUNTS,
};

const struct stressor sysv_sem_zero = {
	.name = "sysv-sem-zero",
	.summary = "semop(0) on a System V semaphore at 1",
	.queue = "sem->pending_const",
	.satisfies = ALL,
	.wakes = ALL,
	.max_posts = 1,
	.open = zero_open,
	.wait = zero_wait,
	.wait_for = zero_wait_for,
	.post = zero_post,
	.ready = zero_ready,
	.rearm = zero_rearm,
	SEM_SITE,
};
