// SPDX-License-Identifier: GPL-2.0
/* The boots of a side: the unit of all statistics. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "say.h"

bool on_side(const struct side *side, const struct result *r)
{
	return !side->kernel || !strcmp(side->kernel, r->where.kernel);
}

/* Did it run, there and so? */
static bool belongs(const struct result *r, const struct side *side,
		    const struct setting *at)
{
	struct setting of = setting_of(r);

	return r->verdict != SKIP && r->verdict != BROKEN && on_side(side, r) &&
	       setting_same(&of, at);
}

/* Sites of one boot are one unit. */
static struct boot *boot_of(struct boots *b, const struct result *r)
{
	for (int i = 0; i < b->n; i++)
		if (b->boot[i].of->seed == r->seed &&
		    !strcmp(b->boot[i].of->where.boot_id, r->where.boot_id))
			return &b->boot[i];
	b->boot[b->n].of = r;
	return &b->boot[b->n++];
}

static void boot_add(struct boot *b, const struct result *r)
{
	double loss = (double)r->first_loss_ns;

	hist_merge(&b->latency, &r->latency);
	b->waits += (double)r->tally.taken;
	b->elapsed_ns = fmax(b->elapsed_ns, (double)r->elapsed_ns);
	b->running_ns = fmax(b->running_ns, (double)r->storm.running_ns);
	b->running_ns = fmax(b->running_ns, (double)r->workload.running_ns);
	if (verdict_status(r->verdict) != STATUS_FOUND)
		return;
	b->first_loss_ns = b->hit ? fmin(b->first_loss_ns, loss) : loss;
	b->hit = true;
}

static bool is_twin(const struct boots *b, int i)
{
	for (int k = 0; k < i && b->boot[i].latency.count; k++)
		if (!memcmp(&b->boot[k].latency, &b->boot[i].latency,
			    sizeof(struct hist)))
			return true;
	return false;
}

/* A run repeated to the byte is one run, whatever its seed says. */
static void drop_twins(struct boots *b)
{
	int kept = 0;

	for (int i = 0; i < b->n; i++) {
		if (is_twin(b, i))
			b->twins++;
		else
			b->boot[kept++] = b->boot[i];
	}
	b->n = kept;
}

int boots_make(struct boots *b, const struct side *side,
	       const struct setting *at)
{
	int want = 0;

	for (int i = 0; i < side->all->n; i++)
		want += belongs(&side->all->r[i], side, at);
	*b = (struct boots){ .boot = calloc(want + 1, sizeof(*b->boot)) };
	if (!b->boot)
		return -ENOMEM;
	for (int i = 0; i < side->all->n; i++)
		if (belongs(&side->all->r[i], side, at))
			boot_add(boot_of(b, &side->all->r[i]),
				 &side->all->r[i]);
	drop_twins(b);
	return 0;
}
