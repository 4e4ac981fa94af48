// SPDX-License-Identifier: GPL-2.0
/*
 * The task that traces the waiters of a storm, as long as it blows: how long is
 * a woken waiter off the CPU?  It costs time, so a traced storm is a run of its
 * own.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/storm.h"
#include "measure/trace.h"

#define DRAIN_MS 5

/* One word tells how far the tracer is; it owns all but STOP. */
enum { STARTS, TRACES, STOP, DONE_TRACING };

static void note_latency(void *arg, uint64_t ns)
{
	struct run *r = arg;

	recorder_add(&r->storm->switch_in, r->pool, ns);
}

static int watch_waiters(const struct run *r, struct trace **trace)
{
	int *pid = calloc((size_t)r->plan->waiters, sizeof(*pid)), ret;

	if (!pid)
		return -ENOMEM;
	for (int i = 0; i < r->plan->waiters; i++)
		pid[i] = r->waiter[i].tid;
	ret = trace_open(trace, pid, r->plan->waiters);
	free(pid);
	return ret;
}

static void set_state(struct storm *st, unsigned state)
{
	atomic_store(&st->tracer, state);
	word_wake(&st->tracer);
}

static void tracer_entry(struct run *r, int number)
{
	struct storm *st = r->storm;
	struct trace *trace = NULL;
	int ret = watch_waiters(r, &trace);

	(void)number;
	atomic_store(&st->trace_error, ret);
	set_state(st, TRACES);
	while (!ret && atomic_load(&st->tracer) != STOP)
		trace_drain(trace, DRAIN_MS, note_latency, r);
	if (!ret) {
		trace_drain(trace, 0, note_latency, r);
		atomic_store(&st->trace_lost, trace_lost(trace));
		atomic_store(&st->trace_on_cpu, trace_on_cpu(trace));
		atomic_store(&st->trace_unseen, trace_unseen(trace));
	}
	trace_close(trace);
	set_state(st, DONE_TRACING);
}

int tracer_start(struct run *r)
{
	struct storm *st = r->storm;
	int ret = crew_start(r, tracer_entry, 0);

	if (ret < 0)
		return ret;
	while (atomic_load(&st->tracer) == STARTS)
		word_wait(&st->tracer, STARTS, 0);
	return atomic_load(&st->trace_error);
}

void tracer_stop(struct run *r)
{
	struct storm *st = r->storm;
	unsigned state = TRACES;

	if (atomic_compare_exchange_strong(&st->tracer, &state, STOP))
		while (atomic_load(&st->tracer) == STOP)
			word_wait(&st->tracer, STOP, 0);
	recorder_drain(&st->switch_in, &r->result->switch_in_latency);
	r->result->storm.trace_lost = atomic_load(&st->trace_lost);
	r->result->storm.trace_on_cpu = atomic_load(&st->trace_on_cpu);
	r->result->storm.trace_unseen = atomic_load(&st->trace_unseen);
}
