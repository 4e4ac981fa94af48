// SPDX-License-Identifier: GPL-2.0
/*
 * Counters through libperf (tools/lib/perf of the kernel source).  Each event
 * is opened by itself: a list is opened as a whole or not at all, and no
 * machine has them all.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>

#include "measure/perf.h"
#include "util.h"

struct event {
	const char *name;
	uint32_t type;
	uint64_t config; /* of a tracepoint: found at run time */
};

#define SOFTWARE(name, id)                                   \
	{                                                    \
		name, PERF_TYPE_SOFTWARE, PERF_COUNT_SW_##id \
	}
#define HARDWARE(name, id)                                   \
	{                                                    \
		name, PERF_TYPE_HARDWARE, PERF_COUNT_HW_##id \
	}
#define TRACE(name)                           \
	{                                     \
		name, PERF_TYPE_TRACEPOINT, 0 \
	}

static const struct event events[] = {
	SOFTWARE("context-switches", CONTEXT_SWITCHES),
	SOFTWARE("cpu-migrations", CPU_MIGRATIONS),
	SOFTWARE("page-faults", PAGE_FAULTS),
	SOFTWARE("task-clock", TASK_CLOCK),
	TRACE("sched:sched_switch"),
	TRACE("sched:sched_waking"),
	TRACE("sched:sched_wakeup"),
	TRACE("sched:sched_migrate_task"),
	HARDWARE("cycles", CPU_CYCLES),
	HARDWARE("instructions", INSTRUCTIONS),
};

struct perf {
	struct perf_thread_map *self;
	struct perf_evsel *evsel[ARRAY_SIZE(events)];
	int error[ARRAY_SIZE(events)];
};

static int silent(enum libperf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

/* "sched:sched_switch" -> the kernel's number for it, or -errno. */
static int tracepoint_id(const char *name)
{
	static const char *const roots[] = { "/sys/kernel/tracing",
					     "/sys/kernel/debug/tracing" };
	char path[160], text[16] = "";
	int fd = -ENOENT, n, group = (int)strcspn(name, ":");

	for (size_t i = 0; i < ARRAY_SIZE(roots) && fd < 0; i++) {
		n = snprintf(path, sizeof(path), "%s/events/%.*s/%s/id",
			     roots[i], group, name, name + group + 1);
		if (n < (int)sizeof(path))
			fd = SYS(open(path, O_RDONLY | O_CLOEXEC));
	}
	if (fd < 0)
		return fd;
	n = SYS(read(fd, text, sizeof(text) - 1));
	close(fd);
	return n > 0 ? atoi(text) : -EIO;
}

static int open_event(struct perf *p, size_t i)
{
	struct perf_event_attr attr = { .size = sizeof(attr),
					.type = events[i].type,
					.config = events[i].config,
					.inherit = 1 };
	int id;

	if (attr.type == PERF_TYPE_TRACEPOINT) {
		id = tracepoint_id(events[i].name);
		if (id < 0)
			return -id;
		attr.config = (uint64_t)id;
	}
	p->evsel[i] = perf_evsel__new(&attr);
	return p->evsel[i] ? -perf_evsel__open(p->evsel[i], NULL, p->self)
			   : ENOMEM;
}

struct perf *perf_open(void)
{
	struct perf *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	libperf_init(silent);
	p->self = perf_thread_map__new_dummy();
	if (!p->self) {
		free(p);
		return NULL;
	}
	perf_thread_map__set_pid(p->self, 0, 0);
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		p->error[i] = open_event(p, i);
	return p;
}

int perf_read(struct perf *p, struct counter *counter)
{
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		struct perf_counts_values v = { 0 };

		snprintf(counter[i].name, sizeof(counter[i].name), "%s",
			 events[i].name);
		if (!p->error[i])
			p->error[i] = -perf_evsel__read(p->evsel[i], 0, 0, &v);
		counter[i].error = p->error[i];
		counter[i].value = v.val;
		if (p->evsel[i]) {
			perf_evsel__close(p->evsel[i]);
			perf_evsel__delete(p->evsel[i]);
		}
	}
	perf_thread_map__put(p->self);
	free(p);
	return ARRAY_SIZE(events);
}
