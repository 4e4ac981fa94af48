// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "metrics.h"
#include "result/fields.h"
#include "util.h"

static json_t *pack_field(const struct field *f, const void *member)
{
	const char state[2] = { *(const char *)member, 0 };

	switch (f->type) {
	case TEXT: return json_string(member);
	case STATE: return json_string(state);
	case INT: return json_integer(*(const int *)member);
	case LONG:
	case SIGNED: return json_integer(*(const int64_t *)member);
	case REAL: return json_real(*(const double *)member);
	case FLAG: return json_boolean(*(const bool *)member);
	case WORD: return json_string(f->words[*(const unsigned *)member]);
	}
	return NULL;
}

static void pack(json_t *o, const struct field *f, const void *s)
{
	for (; f->key; f++)
		json_object_set_new(o, f->key,
				    pack_field(f, (const char *)s + f->offset));
}

static json_t *packed(const struct field *f, const void *s)
{
	json_t *o = json_object();

	pack(o, f, s);
	return o;
}

static const struct percentile {
	const char *key;
	double p;
} percentiles[] = { { "p50", .5 },
		    { "p90", .9 },
		    { "p99", .99 },
		    { "p99.9", .999 },
		    { "p99.99", .9999 } };

/* [i, n] of those that are not 0. */
static void pack_bucket(json_t *list, unsigned i, uint64_t n)
{
	if (n)
		json_array_append_new(list,
				      json_pack("[iI]", i, (json_int_t)n));
}

static json_t *pack_met(const struct met *m)
{
	json_t *o = packed(met_fields, m), *bins = json_array();

	for (unsigned i = 0; i < MET_BINS; i++)
		pack_bucket(bins, i, m->bin[i]);
	json_object_set_new(o, "bins", bins);
	return o;
}

static json_t *pack_hist(const struct hist *h)
{
	json_t *o = packed(hist_fields, h), *buckets = json_array();

	json_object_set_new(o, "sub_bits", json_integer(HIST_SUB_BITS));
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
		json_object_set_new(
			o, percentiles[i].key,
			json_integer(hist_percentile(h, percentiles[i].p)));
	for (unsigned i = 0; i < HIST_BUCKETS; i++)
		pack_bucket(buckets, i, h->bucket[i]);
	json_object_set_new(o, "buckets", buckets);
	return o;
}

static json_t *pack_tool(const struct tool *t)
{
	json_t *o = packed(tool_fields, t), *list = json_array();

	for (int i = 0; i < t->gauges; i++)
		json_array_append_new(list, json_pack("{ss sf}", "name",
						      t->gauge[i].name, "value",
						      t->gauge[i].value));
	json_object_set_new(o, "metrics", list);
	return o;
}

/* The ratios are for eyes. */
static json_t *pack_storm(const struct result *r)
{
	json_t *o = packed(storm_fields, &r->storm);

	for (int i = 0; i < STORM_RATIOS; i++)
		json_object_set_new(o, storm_ratios[i].key,
				    json_real(storm_ratios[i].of(r)));
	return o;
}

static json_t *pack_list(const uint64_t *n, int length)
{
	json_t *list = json_array();

	for (int i = 0; i < length; i++)
		json_array_append_new(list, json_integer((json_int_t)n[i]));
	return list;
}

static json_t *pack_timeline(const struct timeline *t)
{
	return json_pack("{sI so so so}", "step_ns", (json_int_t)t->step_ns,
			 "taken", pack_list(t->taken, t->steps), "signals",
			 pack_list(t->signals, t->steps), "lost_ns",
			 pack_list(t->lost_ns, t->losses));
}

static json_t *pack_evidence(const struct evidence *e)
{
	json_t *o = packed(evidence_fields, e), *list = json_array();

	for (int i = 0; i < e->sleepers; i++)
		json_array_append_new(list,
				      packed(sleeper_fields, &e->sleeper[i]));
	json_object_set_new(o, "sleepers", list);
	return o;
}

static json_t *pack_counter(const struct counter *c, uint64_t wakeups)
{
	json_t *o;

	if (c->error)
		return json_pack("{ss ss si}", "name", c->name, "unsupported",
				 strerror(c->error), "errno", c->error);
	o = json_pack("{ss sI sf}", "name", c->name, "value",
		      (json_int_t)c->value, "share", c->share);
	if (wakeups)
		json_object_set_new(
			o, "per_wakeup",
			json_real((double)c->value / (double)wakeups));
	return o;
}

static json_t *pack_result(const struct result *r)
{
	json_t *o = json_pack("{ss}", "schema", RESULT_SCHEMA);
	json_t *evidence = json_array(), *perf = json_array();

	pack(o, result_fields, r);
	json_object_set_new(o, "plan", packed(plan_fields, r));
	json_object_set_new(o, "where", packed(where_fields, &r->where));
	json_object_set_new(o, "tally", packed(tally_fields, &r->tally));
	for (int i = 0; i < r->evidences; i++)
		json_array_append_new(evidence, pack_evidence(&r->evidence[i]));
	json_object_set_new(o, "evidence", evidence);
	if (r->storm.running_ns)
		json_object_set_new(o, "storm", pack_storm(r));
	if (r->timeline.step_ns)
		json_object_set_new(o, "timeline", pack_timeline(&r->timeline));
	if (r->met.count)
		json_object_set_new(o, "offsets", pack_met(&r->met));
	if (*r->workload.name)
		json_object_set_new(o, "workload", pack_tool(&r->workload));
	if (*r->noise.name)
		json_object_set_new(o, "noise", pack_tool(&r->noise));
	for (const struct hist_field *f = result_hists; f->key; f++) {
		const void *h = (const char *)r + f->offset;

		if (((const struct hist *)h)->count)
			json_object_set_new(o, f->key, pack_hist(h));
	}
	for (int i = 0; i < r->counters; i++)
		json_array_append_new(
			perf, pack_counter(&r->counter[i], r->tally.taken));
	json_object_set_new(o, "perf", perf);
	return o;
}

int result_write(FILE *f, const struct result *r)
{
	json_t *o = pack_result(r);
	char *line = o ? json_dumps(o, JSON_COMPACT) : NULL;
	int ret = -ENOMEM;

	json_decref(o);
	if (line)
		ret = fprintf(f, "%s\n", line) < 0 || fflush(f) ? -errno : 0;
	free(line);
	return ret;
}
