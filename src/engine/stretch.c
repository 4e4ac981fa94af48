// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "../kernels/module/stretch-abi.h"
#include "engine/stretch.h"
#include "util.h"

#define DEVICE "/dev/wakestorm-stretch"

const char *stretch_missing(void)
{
	return access(DEVICE, R_OK | W_OK) ? "needs " DEVICE
					     ": our module, CONFIG_KPROBES"
					   : NULL;
}

/* "symbol", "symbol+0x12", "symbol#2". */
static int parse(const char *place, struct stretch_arm *arm)
{
	size_t len = strcspn(place, "+#");
	const char *offset = strchr(place, '+'), *times = strchr(place, '#');

	if (len >= sizeof(arm->symbol))
		return -EINVAL;
	memcpy(arm->symbol, place, len);
	arm->offset = offset ? (uint32_t)strtoul(offset + 1, NULL, 16) : 0;
	arm->skip = times ? (uint32_t)strtoul(times + 1, NULL, 10) - 1 : 0;
	return 0;
}

static int arm(struct stretch *st, pid_t tid, const char *place, bool hold)
{
	struct stretch_arm a = { .version = STRETCH_ABI, .tid = tid };
	int ret = parse(place, &a), fd;

	st->fd = -1;
	if (ret)
		return ret;
	if (!hold)
		a.skip = STRETCH_COUNT;
	fd = SYS(open(DEVICE, O_RDWR | O_CLOEXEC));
	if (fd < 0)
		return fd;
	ret = SYS(ioctl(fd, STRETCH_ARM, &a));
	if (ret)
		close(fd);
	else
		st->fd = fd;
	return ret;
}

int stretch_arm(struct stretch *st, pid_t tid, const char *place)
{
	return arm(st, tid, place, true);
}

int stretch_count(struct stretch *st, pid_t tid, const char *place)
{
	return arm(st, tid, place, false);
}

static struct stretch_state ask(const struct stretch *st, unsigned long cmd)
{
	struct stretch_state s = { .version = STRETCH_ABI };

	ioctl(st->fd, cmd, &s);
	return s;
}

uint64_t stretch_hits(const struct stretch *st)
{
	return ask(st, STRETCH_STATE).hits;
}

bool stretch_holds(const struct stretch *st)
{
	return ask(st, STRETCH_STATE).phase == STRETCH_HELD;
}

int stretch_free(struct stretch *st)
{
	switch (ask(st, STRETCH_FREE).phase) {
	case STRETCH_FREED: return 0;
	case STRETCH_EXPIRED: return -ETIME;
	default: return -ENODATA;
	}
}

void stretch_close(struct stretch *st)
{
	fd_close(&st->fd);
}

/* Behind these calls is the way into the kernel, or the scheduler's own. */
static bool is_left_out(const char *function)
{
	static const char *const beginnings[] = {
		"entry_",   "do_syscall_",   "x64_sys_call", "__x64_sys_",
		"__se_sys", "ret_from_fork", "asm_",	     "exc_",
		"sysvec_",  "irqentry_",     "schedule",     "__schedule",
		"io_sched", "preempt_sched",
	};

	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
		if (!strncmp(function, beginnings[i], strlen(beginnings[i])))
			return true;
	return false;
}

/*
 * kernel/sched/wait.c, swait.c, wait_bit.c; kernel/futex; kernel/time/timer.c
 * and hrtimer.c.  Which of them there are differs between releases.  Not
 * schedule() and add_wait_queue(), where everybody comes by all the time.
 */
static const char *const queueing[] = {
	"prepare_to_wait_exclusive", "prepare_to_wait_event",
	"prepare_to_wait",	     "prepare_to_swait_exclusive",
	"prepare_to_swait_event",    "add_wait_queue_exclusive",
	"add_wait_queue_priority",   "do_wait_intr",
	"do_wait_intr_irq",
};

static const char *const leaving[] = {
	"finish_wait", "finish_swait",	   "wait_woken",	 "bit_wait",
	"bit_wait_io", "schedule_timeout", "schedule_hrtimeout",
};

/* Where waiters rest, too: only for those who sleep there in wait(). */
static const char *const futex[] = {
	"futex_wait_queue",
	"futex_do_wait",
	"futex_unqueue",
};

bool stretch_queues(const char *place)
{
	for (size_t i = 0; i < ARRAY_SIZE(queueing); i++)
		if (!strcmp(place, queueing[i]))
			return true;
	return false;
}

static int add_names(char window[][STRETCH_PLACE], int n, int max,
		     const char *const *name, size_t names)
{
	for (size_t i = 0; i < names && n < max; i++)
		snprintf(window[n++], STRETCH_PLACE, "%s", name[i]);
	return n;
}

int stretch_windows(const struct sleeper *s, char window[][STRETCH_PLACE],
		    int max)
{
	int n = 0;

	for (const char *p = s->stack; *p && n < max; p += strspn(p, " <")) {
		size_t len = strcspn(p, " ");

		if (len && len < STRETCH_PLACE && !is_left_out(p))
			snprintf(window[n++], STRETCH_PLACE, "%.*s", (int)len,
				 p);
		p += len;
	}
	n = add_names(window, n, max, queueing, ARRAY_SIZE(queueing));
	n = add_names(window, n, max, leaving, ARRAY_SIZE(leaving));
	if (strstr(s->stack, "futex"))
		n = add_names(window, n, max, futex, ARRAY_SIZE(futex));
	return n;
}
