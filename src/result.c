// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "result.h"
#include "util.h"

#define LINE_MAX_BYTES (1 << 20)

/*
 * One table a struct drives both the writer and the reader, so that what is
 * written is what is read.
 */
enum field_type { TEXT, STATE, INT, LONG, FLAG, WORD };

struct field {
	const char *key;
	enum field_type type;
	size_t offset, size;	  /* size: of a text, or number of words */
	const char *const *words; /* WORD: an enum spelled out */
	bool added;		  /* records of 0.1 have none: then it is 0 */
};

#define FIELD(s, t, key, member)                                     \
	{                                                            \
		key, t, offsetof(struct s, member),                  \
			sizeof(((struct s *)0)->member), NULL, false \
	}
#define ADDED(s, t, key, member)                                    \
	{                                                           \
		key, t, offsetof(struct s, member),                 \
			sizeof(((struct s *)0)->member), NULL, true \
	}
#define WORDS(s, key, member, names)                                      \
	{                                                                 \
		key, WORD, offsetof(struct s, member), ARRAY_SIZE(names), \
			names, false                                      \
	}

static const struct field result_fields[] = {
	FIELD(result, TEXT, "stressor", stressor),
	WORDS(result, "mode", mode, mode_names),
	{ "act", WORD, offsetof(struct result, act), ACTS, act_names, true },
	FIELD(result, INT, "site", site),
	FIELD(result, LONG, "seed", seed),
	WORDS(result, "verdict", verdict, verdict_names),
	FIELD(result, TEXT, "why", why),
	ADDED(result, TEXT, "sleeps_in", sleeps_in),
	FIELD(result, FLAG, "realtime", realtime),
	FIELD(result, LONG, "elapsed_ns", elapsed_ns),
	FIELD(result, TEXT, "version", version),
	{ 0 },
};

static const struct field plan_fields[] = {
	FIELD(result, INT, "waiters", waiters),
	FIELD(result, INT, "wakers", wakers),
	FIELD(result, FLAG, "threads", threads),
	FIELD(result, LONG, "rounds", rounds),
	FIELD(result, LONG, "timeout_ns", timeout_ns),
	FIELD(result, LONG, "signals", signals),
	{ 0 },
};

static const struct field where_fields[] = {
	FIELD(where, TEXT, "release", release),
	FIELD(where, TEXT, "kernel", kernel),
	FIELD(where, TEXT, "kernel_id", kernel_id),
	FIELD(where, TEXT, "boot_id", boot_id),
	FIELD(where, TEXT, "tier", tier),
	FIELD(where, TEXT, "accel", accel),
	FIELD(where, INT, "cpus", cpus),
	{ 0 },
};

static const struct field tally_fields[] = {
	FIELD(tally, LONG, "rounds", rounds),
	FIELD(tally, LONG, "posted", posted),
	FIELD(tally, LONG, "taken", taken),
	FIELD(tally, LONG, "interrupted", interrupted),
	FIELD(tally, LONG, "spurious", spurious),
	FIELD(tally, LONG, "lost", lost),
	ADDED(tally, LONG, "timed_out", timed_out),
	FIELD(tally, LONG, "killed", killed),
	ADDED(tally, LONG, "gone", gone),
	FIELD(tally, LONG, "switches", switches),
	FIELD(tally, LONG, "signals", signals),
	{ 0 },
};

static const struct field evidence_fields[] = {
	FIELD(evidence, LONG, "round", round),
	FIELD(evidence, INT, "asleep", asleep),
	FIELD(evidence, INT, "resting", resting),
	FIELD(evidence, LONG, "outstanding", outstanding),
	FIELD(evidence, INT, "ready", ready),
	FIELD(evidence, TEXT, "healed", healed),
	{ 0 },
};

static const struct field sleeper_fields[] = {
	FIELD(sleeper, INT, "waiter", waiter),
	FIELD(sleeper, INT, "pid", pid),
	FIELD(sleeper, STATE, "state", state),
	FIELD(sleeper, TEXT, "wchan", wchan),
	FIELD(sleeper, TEXT, "syscall", syscall),
	FIELD(sleeper, TEXT, "stack", stack),
	{ 0 },
};

static const struct field hist_fields[] = {
	FIELD(hist, LONG, "count", count),
	FIELD(hist, LONG, "min", min),
	FIELD(hist, LONG, "max", max),
	FIELD(hist, LONG, "sum", sum),
	{ 0 },
};

static json_t *pack_field(const struct field *f, const void *member)
{
	const char state[2] = { *(const char *)member, 0 };

	switch (f->type) {
	case TEXT: return json_string(member);
	case STATE: return json_string(state);
	case INT: return json_integer(*(const int *)member);
	case LONG: return json_integer(*(const int64_t *)member);
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

static json_t *pack_hist(const struct hist *h)
{
	json_t *o = packed(hist_fields, h), *buckets = json_array();

	json_object_set_new(o, "sub_bits", json_integer(HIST_SUB_BITS));
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
		json_object_set_new(
			o, percentiles[i].key,
			json_integer(hist_percentile(h, percentiles[i].p)));
	for (unsigned i = 0; i < HIST_BUCKETS; i++)
		if (h->bucket[i])
			json_array_append_new(
				buckets,
				json_pack("[iI]", i, (json_int_t)h->bucket[i]));
	json_object_set_new(o, "buckets", buckets);
	return o;
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

static json_t *pack_counter(const struct counter *c)
{
	if (c->error)
		return json_pack("{ss ss si}", "name", c->name, "unsupported",
				 strerror(c->error), "errno", c->error);
	return json_pack("{ss sI}", "name", c->name, "value",
			 (json_int_t)c->value);
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
	if (r->latency.count)
		json_object_set_new(o, "latency_ns", pack_hist(&r->latency));
	if (r->kernel_latency.count)
		json_object_set_new(o, "kernel_latency_ns",
				    pack_hist(&r->kernel_latency));
	for (int i = 0; i < r->counters; i++)
		json_array_append_new(perf, pack_counter(&r->counter[i]));
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

/* No histogram at all is an empty one; buckets must add up to the count. */
static bool take_hist(const json_t *o, struct hist *h)
{
	uint64_t sum = 0;
	json_t *pair;
	size_t i;

	if (!o)
		return true;
	if (take(o, hist_fields, h) ||
	    json_integer_value(json_object_get(o, "sub_bits")) != HIST_SUB_BITS)
		return false;
	json_array_foreach (json_object_get(o, "buckets"), i, pair) {
		json_int_t b = json_integer_value(json_array_get(pair, 0));
		json_int_t n = json_integer_value(json_array_get(pair, 1));

		if (b < 0 || b >= HIST_BUCKETS || n <= 0 || n > UINT32_MAX ||
		    h->bucket[b])
			return false;
		h->bucket[b] = n;
		sum += n;
	}
	return sum == h->count;
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
		c->error = json_integer_value(json_object_get(o, "errno"));
		r->counters = i + 1;
	}
	return NULL;
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
	    (key = take_evidence(json_object_get(o, "evidence"), r)) ||
	    (key = take_counters(json_object_get(o, "perf"), r)))
		return key;
	if (r->mode == MODE_STORM)
		r->act = ACT_STORM;
	if (!take_hist(json_object_get(o, "latency_ns"), &r->latency))
		return "latency_ns";
	if (!take_hist(json_object_get(o, "kernel_latency_ns"),
		       &r->kernel_latency))
		return "kernel_latency_ns";
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
	memset(r, 0, sizeof(*r));
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
