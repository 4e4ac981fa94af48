// SPDX-License-Identifier: GPL-2.0
/*
 * Two pitfalls of libperf's rings: perf_mmap__read_done() drops what came
 * since, so it isn't called; and the rings of several CPUs have no common
 * order, so events are sorted, and only those are believed that are older than
 * the moment at which this row of reading began: whatever was older is in it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>
#include <perf/core.h>
#include <perf/cpumap.h>
#include <perf/event.h>
#include <perf/evlist.h>
#include <perf/evsel.h>
#include <perf/mmap.h>
#include <perf/threadmap.h>

#include "measure/clock.h"
#include "measure/perf-events.h"
#include "measure/switch-in.h"
#include "measure/trace.h"
#include "util.h"

#define RING_PAGES 512

/* Where a tracepoint keeps a pid: its number, and offsets of its fields. */
struct place {
	const char *name, *field;
	unsigned id, offset;
};

enum { WAKING, SWITCH_PREV, SWITCH_NEXT, PLACES };

static const struct place places[PLACES] = {
	[WAKING] = { "sched:sched_waking", " pid;", 0, 0 },
	[SWITCH_PREV] = { "sched:sched_switch", " prev_pid;", 0, 0 },
	[SWITCH_NEXT] = { "sched:sched_switch", " next_pid;", 0, 0 },
};

struct trace {
	struct place place[PLACES];
	struct perf_evlist *list;
	struct perf_cpu_map *cpus;
	struct perf_thread_map *everybody;
	struct switch_in in;
	struct sched_event *event;
	size_t events, room;
	uint64_t lost;
};

static int silent(enum libperf_print_level level, const char *fmt, va_list args)
{
	(void)level;
	(void)fmt;
	(void)args;
	return 0;
}

static int find_place(struct place *p)
{
	char text[4096], *at;
	int ret = tracepoint_read(p->name, "id", text, sizeof(text));

	if (ret)
		return ret;
	p->id = (unsigned)strtoul(text, NULL, 10);
	ret = tracepoint_read(p->name, "format", text, sizeof(text));
	at = ret ? NULL : strstr(text, p->field);
	if (!at ||
	    sscanf(at + strlen(p->field), " offset:%u;", &p->offset) != 1)
		return ret ? ret : -EPROTO;
	return 0;
}

static int add_event(struct trace *t, unsigned id)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_TRACEPOINT,
		.config = id,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
		.watermark = 1,
		.wakeup_watermark = RING_PAGES * 1024, /* a quarter */
	};
	struct perf_evsel *evsel = perf_evsel__new(&attr);

	if (!evsel)
		return -ENOMEM;
	perf_evlist__add(t->list, evsel);
	return 0;
}

static int open_rings(struct trace *t)
{
	int ret;

	libperf_init(silent);
	t->list = perf_evlist__new();
	t->cpus = perf_cpu_map__new(NULL);
	t->everybody = perf_thread_map__new_dummy();
	if (!t->list || !t->cpus || !t->everybody)
		return -ENOMEM;
	perf_thread_map__set_pid(t->everybody, 0, -1);
	ret = add_event(t, t->place[WAKING].id);
	if (!ret)
		ret = add_event(t, t->place[SWITCH_NEXT].id);
	if (ret)
		return ret;
	perf_evlist__set_maps(t->list, t->cpus, t->everybody);
	ret = perf_evlist__open(t->list);
	return ret ? ret : perf_evlist__mmap(t->list, RING_PAGES);
}

int trace_open(struct trace **trace, const int *pid, int n)
{
	struct trace *t = calloc(1, sizeof(*t));
	int ret = t ? switch_in_open(&t->in, pid, n) : -ENOMEM;

	*trace = t;
	if (ret)
		return ret;
	memcpy(t->place, places, sizeof(places));
	for (int i = 0; i < PLACES && !ret; i++)
		ret = find_place(&t->place[i]);
	return ret ? ret : open_rings(t);
}

void trace_close(struct trace *t)
{
	if (!t)
		return;
	if (t->list) {
		perf_evlist__munmap(t->list);
		perf_evlist__close(t->list);
		perf_evlist__delete(t->list);
	}
	perf_cpu_map__put(t->cpus);
	perf_thread_map__put(t->everybody);
	switch_in_close(&t->in);
	free(t->event);
	free(t);
}

static struct sched_event *next_event(struct trace *t)
{
	size_t room = t->room ? 2 * t->room : 4096;
	struct sched_event *more;

	if (t->events < t->room)
		return &t->event[t->events];
	more = reallocarray(t->event, room, sizeof(*more));
	if (!more)
		return NULL;
	t->event = more;
	t->room = room;
	return &t->event[t->events];
}

static int pid_at(const struct place *p, const char *raw, uint32_t size)
{
	int pid = 0;

	if (p->offset + sizeof(pid) <= size)
		memcpy(&pid, raw + p->offset, sizeof(pid));
	return pid;
}

/* A sample is time, size, and what the tracepoint wrote: its number first. */
static void take_sample(struct trace *t, const char *sample, size_t room)
{
	struct sched_event *e = next_event(t);
	const char *raw = sample + sizeof(uint64_t) + sizeof(uint32_t);
	uint16_t id;
	uint32_t size;

	memcpy(&size, sample + sizeof(uint64_t), sizeof(size));
	if (!e || size < sizeof(id) || raw + size > sample + room) {
		t->lost++;
		return;
	}
	*e = (struct sched_event){ 0 };
	memcpy(&e->time, sample, sizeof(e->time));
	memcpy(&id, raw, sizeof(id));
	if (id == t->place[WAKING].id) {
		e->woken = pid_at(&t->place[WAKING], raw, size);
	} else {
		e->prev = pid_at(&t->place[SWITCH_PREV], raw, size);
		e->next = pid_at(&t->place[SWITCH_NEXT], raw, size);
	}
	t->events++;
}

/* What is in a ring by now, and no more than that. */
static void read_ring(struct trace *t, struct perf_mmap *ring, uint64_t until)
{
	const union perf_event *event;

	if (perf_mmap__read_init(ring) < 0)
		return;
	while ((event = perf_mmap__read_event(ring))) {
		if (event->header.type == PERF_RECORD_SAMPLE)
			take_sample(t, (const char *)event->sample.array,
				    event->header.size - sizeof(event->header));
		else if (event->header.type == PERF_RECORD_LOST)
			t->lost += event->lost.lost;
		perf_mmap__consume(ring);
		if (t->events && t->event[t->events - 1].time > until)
			break;
	}
}

static int by_time(const void *a, const void *b)
{
	const struct sched_event *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

void trace_drain(struct trace *t, int ms,
		 void (*latency)(void *arg, uint64_t ns), void *arg)
{
	struct perf_mmap *ring = NULL;
	uint64_t start, ns;
	size_t i = 0;

	perf_evlist__poll(t->list, ms);
	start = now_ns();
	while ((ring = perf_evlist__next_mmap(t->list, ring, false)))
		read_ring(t, ring, start);
	qsort(t->event, t->events, sizeof(*t->event), by_time);
	for (; i < t->events && t->event[i].time < start; i++)
		if (switch_in_feed(&t->in, &t->event[i], &ns))
			latency(arg, ns);
	t->events -= i;
	memmove(t->event, t->event + i, t->events * sizeof(*t->event));
}

uint64_t trace_lost(const struct trace *t)
{
	return t->lost;
}

uint64_t trace_on_cpu(const struct trace *t)
{
	return t->in.on_cpu;
}

uint64_t trace_unseen(const struct trace *t)
{
	return t->in.unseen;
}
