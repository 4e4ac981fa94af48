// SPDX-License-Identifier: GPL-2.0
#include <sys/syscall.h>

#include "stressors/lib/futex-sem.h"
#include "stressors/lib/until.h"
#include "util.h"

int futex(atomic_uint *word, int op, unsigned value, const void *arg,
	  atomic_uint *other, unsigned expected)
{
	return SYS(syscall(SYS_futex, word, op, value, arg, other, expected));
}

/* Who dies from now on wakes another at word. */
static void bequeath(atomic_uint *word)
{
	static _Thread_local struct robust_list_head will;
	bool registered = will.list_op_pending;

	will.list.next = &will.list;
	will.list_op_pending = (void *)word;
	if (!registered)
		syscall(SYS_set_robust_list, &will, sizeof(will));
}

static int take(atomic_uint *events)
{
	unsigned n = atomic_load(events);

	while (n)
		if (atomic_compare_exchange_weak(events, &n, n - FUTEX_EVENT))
			return 0;
	return -EAGAIN;
}

/* At the second of two; the limit is a moment, not a span. */
static int sleep_at_both(struct futex_sem *s, const struct timespec *limit)
{
	const struct futex_waitv both[] = {
		{ .uaddr = (uintptr_t)&s->behind, .flags = FUTEX_32 },
		{ .uaddr = (uintptr_t)&s->events, .flags = FUTEX_32 },
	};
	struct timespec end;
	int ret;

	if (limit)
		end = until(CLOCK_MONOTONIC, (uint64_t)limit->tv_sec * SEC_NS +
						     (uint64_t)limit->tv_nsec);
	ret = SYS(syscall(SYS_futex_waitv, both, ARRAY_SIZE(both), 0,
			  limit ? &end : NULL, CLOCK_MONOTONIC));
	return ret < 0 ? ret : 0;
}

static int sleep_at(struct futex_sem *s, const struct timespec *limit)
{
	return s->both ? sleep_at_both(s, limit)
		       : futex(&s->events, FUTEX_WAIT, 0, limit, NULL, 0);
}

static int wait_or_take(struct futex_sem *s, const struct timespec *limit)
{
	int ret;

	bequeath(s->word);
	ret = take(&s->events);
	if (!ret)
		return 0;
	ret = sleep_at(s, limit);
	return ret == -EINTR || ret == -ETIMEDOUT ? ret : take(&s->events);
}

int futex_sem_wait(void *site)
{
	return wait_or_take(site, NULL);
}

int futex_sem_wait_for(void *site, uint64_t ns)
{
	const struct timespec limit = span(ns);

	return wait_or_take(site, &limit);
}

int futex_sem_wake(struct futex_sem *s)
{
	int ret = futex(s->word, FUTEX_WAKE, 1, NULL, NULL, 0);

	return ret < 0 ? ret : 0;
}
