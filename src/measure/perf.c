// SPDX-License-Identifier: GPL-2.0
/*
 * Counters through libperf (tools/lib/perf of the kernel source).  Each group
 * is opened by itself: a list is opened as a whole or not at all, and no
 * machine has them all.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/cpumap.h>
#include <perf/evlist.h>
#include <perf/evsel.h>
#include <perf/threadmap.h>

#include "measure/perf-events.h"
#include "measure/perf.h"
#include "util.h"

struct perf {
	struct event event[MAX_COUNTERS];
	struct perf_evsel *evsel[MAX_COUNTERS];
	struct perf_evlist *group[MAX_COUNTERS]; /* by the first in it */
	struct perf_cpu_map *cpus;
	struct perf_thread_map *threads;
	int n;
};

static int silent(enum libperf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

/* This task and all to come, or everything on all CPUs. */
static bool choose_whom(struct perf *p, bool all_cpus)
{
	p->threads = perf_thread_map__new_dummy();
	p->cpus =
		all_cpus ? perf_cpu_map__new(NULL) : perf_cpu_map__dummy_new();
	if (p->threads)
		perf_thread_map__set_pid(p->threads, 0, all_cpus ? -1 : 0);
	return p->threads && p->cpus;
}

static struct perf_evsel *new_evsel(const struct event *e, bool inherit)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = e->type,
		.config = e->config[0],
		.config1 = e->config[1],
		.config2 = e->config[2],
		.inherit = inherit,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return perf_evsel__new(&attr);
}

/* All of a group, or none: events first .. end - 1. */
static int open_group(struct perf *p, int first, int end, bool all_cpus)
{
	struct perf_evlist *list = perf_evlist__new();

	if (!list)
		return ENOMEM;
	p->group[first] = list;
	for (int i = first; i < end; i++) {
		if (p->event[i].error)
			return p->event[i].error;
		p->evsel[i] = new_evsel(&p->event[i], !all_cpus);
		if (!p->evsel[i])
			return ENOMEM;
		perf_evlist__add(list, p->evsel[i]);
	}
	perf_evlist__set_leader(list);
	perf_evlist__set_maps(list, p->cpus, p->threads);
	return -perf_evlist__open(list);
}

struct perf *perf_open(const char *events, bool all_cpus)
{
	struct perf *p = calloc(1, sizeof(*p));
	char why[WORDS_MAX];

	if (!p)
		return NULL;
	libperf_init(silent);
	p->n = perf_events_parse(*events ? events : NULL, p->event, why);
	if (p->n < 0 || !choose_whom(p, all_cpus)) {
		free(p);
		return NULL;
	}
	for (int i = 0, end, error; i < p->n; i = end) {
		for (end = i; end < p->n && p->event[end].group == i;)
			end++;
		error = open_group(p, i, end, all_cpus);
		for (int k = i; k < end && error; k++)
			p->event[k].error = error;
	}
	return p;
}

/* Sum over all CPUs, each scaled to the time that it was to count. */
static int read_counter(const struct perf *p, int i, struct counter *c)
{
	uint64_t enabled = 0, running = 0;
	double sum = 0;

	for (int cpu = 0; cpu < perf_cpu_map__nr(p->cpus); cpu++) {
		struct perf_counts_values v = { 0 };
		int ret = perf_evsel__read(p->evsel[i], cpu, 0, &v);

		if (ret)
			return -ret;
		enabled += v.ena;
		running += v.run;
		if (v.run)
			sum += (double)v.val * (double)v.ena / (double)v.run;
	}
	c->value = (uint64_t)(sum + .5);
	c->share = enabled ? (double)running / (double)enabled : 1;
	return enabled && !running ? EBUSY : 0; /* never had its turn */
}

int perf_read(struct perf *p, struct counter *counter)
{
	int n = p->n;

	for (int i = 0; i < n; i++) {
		struct counter *c = &counter[i];

		memcpy(c->name, p->event[i].name, sizeof(c->name));
		c->error = p->event[i].error;
		if (!c->error)
			c->error = read_counter(p, i, c);
	}
	for (int i = 0; i < n; i++) {
		if (!p->group[i])
			continue;
		perf_evlist__close(p->group[i]);
		perf_evlist__delete(p->group[i]);
	}
	perf_cpu_map__put(p->cpus);
	perf_thread_map__put(p->threads);
	free(p);
	return n;
}
