// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "result/fields.h"
#include "util.h"

#define LINE_MAX_BYTES (1 << 20)
#define OLD_SUB_BITS   5 /* of histograms in records of 0.1 */

/* Text of a stranger: cut to size, control characters made harmless. */
static bool take_text(const json_t *v, char *to, size_t size)
{
	if (!json_is_string(v))
		return false;
	snprintf(to, size, "%s", json_string_value(v));
	for (; *to; to++)
		if ((unsigned char)*to < ' ' || *to == 0x7f)
			*to = '?';
	return true;
}

static bool take_word(const json_t *v, const struct field *f, unsigned *to)
{
	for (unsigned i = 0; json_is_string(v) && i < f->size; i++)
		if (!strcmp(json_string_value(v), f->words[i])) {
			*to = i;
			return true;
		}
	return false;
}

static bool take_field(const json_t *v, const struct field *f, void *member)
{
	json_int_t n = json_integer_value(v);

	switch (f->type) {
	case TEXT: return take_text(v, member, f->size);
	case WORD: return take_word(v, f, member);
	case FLAG: *(bool *)member = json_is_true(v); return json_is_boolean(v);
	case LONG: *(int64_t *)member = n; return json_is_integer(v) && n >= 0;
	case REAL:
		*(double *)member = json_number_value(v);
		return json_is_number(v) && *(double *)member >= 0;
	case SIGNED: *(int64_t *)member = n; return json_is_integer(v);
	case INT:
		*(int *)member = (int)n;
		return json_is_integer(v) && n >= -1 && n <= INT32_MAX;
	case STATE:
		if (!json_is_string(v) || json_string_length(v) > 1)
			return false;
		*(char *)member = *json_string_value(v);
		return true;
	}
	return false;
}

/* Fill s from o; the key at fault, or NULL when all is well. */
static const char *take(const json_t *o, const struct field *f, void *s)
{
	for (; f->key; f++) {
		const json_t *v = json_object_get(o, f->key);

		if (!(f->added && !v) &&
		    !take_field(v, f, (char *)s + f->offset))
			return f->key;
	}
	return NULL;
}

/* n values of bucket b; they come in order. */
static bool take_bucket(struct hist *h, json_int_t sub_bits, json_int_t b,
			json_int_t n, json_int_t *last)
{
	if (b <= *last || b >= HIST_BUCKETS || n <= 0)
		return false;
	*last = b;
	if (sub_bits != HIST_SUB_BITS)
		return hist_add_coarse(h, (unsigned)sub_bits, (unsigned)b, n);
	h->bucket[b] = n;
	return true;
}

/*
 * No histogram at all is an empty one; buckets and what is over must add up to
 * the count.  Records of 0.1 have wider buckets, the last of them bottomless.
 */
static bool take_hist(const json_t *o, struct hist *h)
{
	json_int_t sub_bits, last = -1;
	uint64_t sum;
	json_t *pair;
	size_t i;

	if (!o)
		return true;
	sub_bits = json_integer_value(json_object_get(o, "sub_bits"));
	if (take(o, hist_fields, h) ||
	    (sub_bits != HIST_SUB_BITS && sub_bits != OLD_SUB_BITS))
		return false;
	sum = h->over;
	json_array_foreach (json_object_get(o, "buckets"), i, pair) {
		json_int_t b = json_integer_value(json_array_get(pair, 0));
		json_int_t n = json_integer_value(json_array_get(pair, 1));

		if (!take_bucket(h, sub_bits, b, n, &last) ||
		    __builtin_add_overflow(sum, n, &sum))
			return false;
	}
	return sum == h->count;
}

/* Counts of a timeline, or their places: how many, or -1. */
static int take_list(const json_t *list, uint64_t *to, int max)
{
	json_t *v;
	size_t i;

	json_array_foreach (list, i, v) {
		if (i == (size_t)max || !json_is_integer(v) ||
		    json_integer_value(v) < 0)
			return -1;
		to[i] = (uint64_t)json_integer_value(v);
	}
	return json_is_array(list) ? (int)json_array_size(list) : -1;
}

/* None at all is an empty one. */
static bool take_timeline(const json_t *o, struct timeline *t)
{
	json_int_t step = json_integer_value(json_object_get(o, "step_ns"));

	if (!o)
		return true;
	t->step_ns = (uint64_t)step;
	t->steps = take_list(json_object_get(o, "taken"), t->taken,
			     TIMELINE_STEPS);
	t->losses = take_list(json_object_get(o, "lost_ns"), t->lost_ns,
			      TIMELINE_LOSSES);
	return step > 0 && t->steps >= 0 && t->losses >= 0 &&
	       t->steps == take_list(json_object_get(o, "signals"), t->signals,
				     TIMELINE_STEPS);
}

static const char *take_storm(const json_t *o, struct result *r)
{
	const json_t *counts = json_object_get(o, "storm");

	if (counts && take(counts, storm_fields, &r->storm))
		return "storm";
	if (!take_timeline(json_object_get(o, "timeline"), &r->timeline))
		return "timeline";
	return NULL;
}

/* Those outside of the window are in no bin. */
static bool take_met(const json_t *o, struct met *m)
{
	uint64_t sum = 0;
	json_t *pair;
	size_t i;

	if (!o)
		return true;
	if (take(o, met_fields, m))
		return false;
	json_array_foreach (json_object_get(o, "bins"), i, pair) {
		json_int_t b = json_integer_value(json_array_get(pair, 0));
		json_int_t n = json_integer_value(json_array_get(pair, 1));

		if (b < 0 || b >= MET_BINS || n <= 0 || n > UINT32_MAX ||
		    m->bin[b])
			return false;
		m->bin[b] = (uint64_t)n;
		sum += m->bin[b];
	}
	return sum <= m->count && m->lost <= m->count;
}

static const char *take_evidence(const json_t *list, struct result *r)
{
	json_t *o, *s;
	size_t i, k;

	json_array_foreach (list, i, o) {
		struct evidence *e = &r->evidence[i];

		if (i == MAX_EVIDENCE || take(o, evidence_fields, e))
			return "evidence";
		r->evidences = i + 1;
		json_array_foreach (json_object_get(o, "sleepers"), k, s) {
			if (k == MAX_SLEEPERS ||
			    take(s, sleeper_fields, &e->sleeper[k]))
				return "sleepers";
			e->sleepers = k + 1;
		}
	}
	return NULL;
}

static const char *take_counters(const json_t *list, struct result *r)
{
	json_t *o;
	size_t i;

	json_array_foreach (list, i, o) {
		struct counter *c = &r->counter[i];

		if (i == MAX_COUNTERS || !take_text(json_object_get(o, "name"),
						    c->name, sizeof(c->name)))
			return "perf";
		c->value = json_integer_value(json_object_get(o, "value"));
		c->share = json_number_value(json_object_get(o, "share"));
		c->error = json_integer_value(json_object_get(o, "errno"));
		r->counters = i + 1;
	}
	return NULL;
}

/* None at all is none. */
static bool take_tool(const json_t *o, struct tool *t)
{
	json_t *v;
	size_t i;

	if (!o)
		return true;
	if (take(o, tool_fields, t) || !*t->name)
		return false;
	json_array_foreach (json_object_get(o, "metrics"), i, v) {
		const json_t *value = json_object_get(v, "value");

		if (i == MAX_GAUGES || !json_is_number(value) ||
		    !take_text(json_object_get(v, "name"), t->gauge[i].name,
			       sizeof(t->gauge[i].name)))
			return false;
		t->gauge[i].value = json_number_value(value);
		t->gauges = (int)i + 1;
	}
	return true;
}

static const char *take_result(const json_t *o, struct result *r)
{
	const char *schema = json_string_value(json_object_get(o, "schema"));
	const char *key;

	if (!schema || strcmp(schema, RESULT_SCHEMA))
		return "schema";
	if ((key = take(o, result_fields, r)) ||
	    (key = take(json_object_get(o, "plan"), plan_fields, r)) ||
	    (key = take(json_object_get(o, "where"), where_fields,
			&r->where)) ||
	    (key = take(json_object_get(o, "tally"), tally_fields,
			&r->tally)) ||
	    (key = take_storm(o, r)) ||
	    (key = take_evidence(json_object_get(o, "evidence"), r)) ||
	    (key = take_counters(json_object_get(o, "perf"), r)))
		return key;
	if (r->mode == MODE_STORM)
		r->act = ACT_STORM;
	if (r->mode == MODE_WORKLOAD)
		r->act = ACT_WORKLOAD;
	if (!take_tool(json_object_get(o, "workload"), &r->workload))
		return "workload";
	if (!take_tool(json_object_get(o, "noise"), &r->noise))
		return "noise";
	if (!take_met(json_object_get(o, "offsets"), &r->met))
		return "offsets";
	for (const struct hist_field *f = result_hists; f->key; f++)
		if (!take_hist(json_object_get(o, f->key),
			       (void *)((char *)r + f->offset)))
			return f->key;
	return NULL;
}

/* A line of any length; *len 0 at the end.  A longer one is cut, not kept. */
static char *read_line(FILE *f, char *buf, size_t size, bool *cut)
{
	size_t len = 0;
	int c;

	while ((c = getc_unlocked(f)) != EOF && c != '\n') {
		if (len < size - 1)
			buf[len++] = c;
		else
			*cut = true;
	}
	buf[len] = 0;
	return c == EOF && !len ? NULL : buf;
}

int result_read(FILE *f, struct result *r, char why[WORDS_MAX])
{
	char *line = malloc(LINE_MAX_BYTES);
	const char *key = NULL;
	json_error_t error;
	bool cut = false;
	json_t *o;
	int ret = 0;

	if (!line)
		return -ENOMEM;
	result_clear(r);
	if (!read_line(f, line, LINE_MAX_BYTES, &cut))
		goto out;
	ret = -EBADMSG;
	o = cut ? NULL : json_loads(line, 0, &error);
	if (o)
		key = take_result(o, r);
	if (cut)
		snprintf(why, WORDS_MAX, "line longer than %d bytes",
			 LINE_MAX_BYTES);
	else if (!o)
		snprintf(why, WORDS_MAX, "not JSON: %s", error.text);
	else if (key)
		snprintf(why, WORDS_MAX, "field %s is missing or wrong", key);
	else
		ret = 1;
	json_decref(o);
out:
	free(line);
	return ret;
}
