// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "measure/switch-in.h"

struct switch_task {
	int pid; /* 0: an empty slot */
	bool on_cpu;
	uint64_t waking_ns; /* 0: not woken since it ran */
};

/* The slot of pid, or the empty one where it would be. */
static struct switch_task *slot_of(const struct switch_in *s, int pid)
{
	unsigned i = (unsigned)pid * 2654435769u % s->slots;

	while (s->task[i].pid && s->task[i].pid != pid)
		i = (i + 1) % s->slots;
	return &s->task[i];
}

static struct switch_task *find_task(const struct switch_in *s, int pid)
{
	struct switch_task *t = slot_of(s, pid);

	return t->pid ? t : NULL;
}

int switch_in_open(struct switch_in *s, const int *pid, int n)
{
	*s = (struct switch_in){ .slots = 4 * (unsigned)n + 1 };
	s->task = calloc(s->slots, sizeof(*s->task));
	for (int i = 0; i < n && s->task; i++)
		slot_of(s, pid[i])->pid = pid[i];
	return s->task ? 0 : -ENOMEM;
}

void switch_in_close(struct switch_in *s)
{
	free(s->task);
	s->task = NULL;
}

static void wake(struct switch_in *s, const struct sched_event *e)
{
	struct switch_task *t = find_task(s, e->woken);

	if (!t || t->waking_ns)
		return;
	if (t->on_cpu)
		s->on_cpu++;
	else
		t->waking_ns = e->time;
}

/* Off the CPU.  Who was woken before that must have come to it, unseen. */
static void leave(struct switch_in *s, struct switch_task *t)
{
	s->unseen += t->waking_ns != 0;
	t->waking_ns = 0;
	t->on_cpu = false;
}

bool switch_in_feed(struct switch_in *s, const struct sched_event *e,
		    uint64_t *latency_ns)
{
	struct switch_task *t;

	if (e->woken) {
		wake(s, e);
		return false;
	}
	t = e->prev ? find_task(s, e->prev) : NULL;
	if (t)
		leave(s, t);
	t = e->next ? find_task(s, e->next) : NULL;
	if (!t)
		return false;
	t->on_cpu = true;
	if (!t->waking_ns)
		return false;
	*latency_ns = e->time - t->waking_ns;
	t->waking_ns = 0;
	return true;
}
