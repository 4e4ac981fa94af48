// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "engine/offsets.h"
#include "measure/random.h"

#define CUT_AFTER 3 /* races in a box */
#define EVEN_OF	  3 /* one race of so many is anywhere */

/* Fractions of 2^32: 1/g, 1/g^2, 1/g^3, g the root of x^(d+1) = x + 1. */
static const uint32_t stride[MAX_OFFSETS][MAX_OFFSETS] = {
	{ 0x9e3779b9 },
	{ 0xc13fa9a9, 0x91e10da6 },
	{ 0xd1b54a33, 0xabc98389, 0x8cb92ba7 },
};

/* Boxes a side at the start. */
static const int grid[MAX_OFFSETS] = { 16, 4, 4 };

static int dims(const struct offsets *o)
{
	return o->lanes - 1;
}

/* The edge of cell i of n. */
static int32_t edge(const struct offsets *o, int i, int n)
{
	return (int32_t)(-o->half_ns + 2 * (int64_t)o->half_ns * i / n);
}

void offsets_open(struct offsets *o, int lanes, int32_t half_ns, uint64_t seed)
{
	int side = grid[lanes - 2];

	memset(o, 0, sizeof(*o));
	o->lanes = lanes;
	o->half_ns = half_ns;
	o->random = seed;
	o->boxes = 1;
	for (int d = 0; d < dims(o); d++) {
		o->start[d] = (uint32_t)random_next(&o->random);
		o->boxes *= side;
	}
	for (int i = 0; i < o->boxes; i++)
		for (int d = 0, at = i; d < dims(o); d++, at /= side) {
			o->box[i].from_ns[d] = edge(o, at % side, side);
			o->box[i].to_ns[d] = edge(o, at % side + 1, side);
		}
}

/* More than one outcome? */
static bool has_many(uint64_t outcomes)
{
	return outcomes & (outcomes - 1);
}

/* The box at an edge where fewest races were asked for, or NULL. */
static struct box *neediest(struct offsets *o)
{
	struct box *least = NULL;

	for (int i = 0; i < o->boxes; i++) {
		struct box *b = &o->box[i];

		if (has_many(b->around) && (!least || b->asked < least->asked))
			least = b;
	}
	return least;
}

static int32_t anywhere(const struct offsets *o, int d)
{
	uint32_t part = o->start[d] + o->even * stride[dims(o) - 1][d];

	return (int32_t)((2 * (int64_t)o->half_ns * part >> 32) - o->half_ns);
}

static int32_t inside(struct offsets *o, const struct box *b, int d)
{
	uint64_t width = (uint64_t)(b->to_ns[d] - b->from_ns[d]);

	return b->from_ns[d] + (int32_t)(random_next(&o->random) % width);
}

void offsets_ask(struct offsets *o, int32_t ns[MAX_OFFSETS])
{
	struct box *b = o->asked++ % EVEN_OF ? neediest(o) : NULL;

	for (int d = 0; d < dims(o); d++) {
		o->goal_ns[d] = b ? inside(o, b, d) : anywhere(o, d);
		ns[d] = o->goal_ns[d] - o->late_ns[d];
	}
	o->is_even = !b;
	if (b)
		b->asked++;
	else
		o->even++;
}

/* Towards the median: a few are late for another reason. */
static void learn_late(struct offsets *o, const int32_t ns[MAX_OFFSETS])
{
	for (int d = 0; d < dims(o) && o->is_even; d++)
		o->late_ns[d] += ns[d] > o->goal_ns[d]	 ? FINEST_NS
				 : ns[d] < o->goal_ns[d] ? -FINEST_NS
							 : 0;
}

/* Have the two a point, an edge or a side in common? */
static bool touch(const struct offsets *o, const struct box *a,
		  const struct box *b)
{
	for (int d = 0; d < dims(o); d++)
		if (a->from_ns[d] > b->to_ns[d] || b->from_ns[d] > a->to_ns[d])
			return false;
	return true;
}

static void look_around(const struct offsets *o, struct box *b)
{
	b->around = b->seen;
	for (int i = 0; i < o->boxes; i++)
		if (touch(o, &o->box[i], b))
			b->around |= o->box[i].seen;
}

static int widest(const struct offsets *o, const struct box *b)
{
	int widest = 0;

	for (int d = 1; d < dims(o); d++)
		if (b->to_ns[d] - b->from_ns[d] >
		    b->to_ns[widest] - b->from_ns[widest])
			widest = d;
	return widest;
}

int32_t box_width(const struct offsets *o, const struct box *b)
{
	int d = widest(o, b);

	return b->to_ns[d] - b->from_ns[d];
}

static bool is_inside(const struct offsets *o, const struct box *b,
		      const int32_t ns[MAX_OFFSETS])
{
	for (int d = 0; d < dims(o); d++)
		if (ns[d] < b->from_ns[d] || ns[d] >= b->to_ns[d])
			return false;
	return true;
}

static void put(struct box *b, const struct point *p)
{
	b->point[b->met++ % MAX_POINTS] = *p;
	b->seen |= p->bit;
}

/* Keep those of the points of a whole that are inside. */
static void inherit(const struct offsets *o, struct box *b,
		    const struct box *whole)
{
	b->asked = b->met = 0;
	b->seen = 0;
	for (uint32_t i = 0; i < whole->met && i < MAX_POINTS; i++)
		if (is_inside(o, b, whole->point[i].ns))
			put(b, &whole->point[i]);
}

static void cut(struct offsets *o, struct box *b)
{
	struct box whole = *b, *half = &o->box[o->boxes];
	int d = widest(o, b);

	if (o->boxes == MAX_BOXES || box_width(o, b) < 2 * FINEST_NS)
		return;
	o->boxes++;
	*half = *b;
	half->from_ns[d] = b->to_ns[d] =
		b->from_ns[d] + box_width(o, &whole) / 2;
	inherit(o, b, &whole);
	inherit(o, half, &whole);
	for (int i = 0; i < o->boxes; i++)
		look_around(o, &o->box[i]);
}

static struct box *box_at(struct offsets *o, const int32_t ns[MAX_OFFSETS])
{
	for (int i = 0; i < o->boxes; i++)
		if (is_inside(o, &o->box[i], ns))
			return &o->box[i];
	return NULL;
}

/* A bit for it; those that come too late share one. */
static uint64_t outcome_bit(struct offsets *o, uint64_t outcome)
{
	int i = 0;

	while (i < o->outcomes && o->outcome[i] != outcome)
		i++;
	if (i == MAX_OUTCOMES)
		i--;
	else if (i == o->outcomes)
		o->outcome[o->outcomes++] = outcome;
	return UINT64_C(1) << i;
}

void offsets_learn(struct offsets *o, const int32_t ns[MAX_OFFSETS],
		   uint64_t outcome)
{
	struct box *b = box_at(o, ns);
	struct point p = { .bit = outcome_bit(o, outcome) };

	learn_late(o, ns);
	if (!b)
		return; /* later than ever asked for */
	memcpy(p.ns, ns, (size_t)dims(o) * sizeof(*ns));
	put(b, &p);
	for (int i = 0; i < o->boxes; i++)
		if (touch(o, &o->box[i], b))
			o->box[i].around |= p.bit;
	if (has_many(b->seen) || (b->met >= CUT_AFTER && has_many(b->around)))
		cut(o, b);
}

const struct box *offsets_finest(const struct offsets *o)
{
	const struct box *finest = NULL;

	for (int i = 0; i < o->boxes; i++) {
		const struct box *b = &o->box[i];

		if (b->met &&
		    (!finest || box_width(o, b) < box_width(o, finest)))
			finest = b;
	}
	return finest;
}
