// SPDX-License-Identifier: GPL-2.0
/*
 * What `stress-ng --metrics --yaml FILE` writes: a mapping with system-info,
 * and metrics, a list of one mapping a stressor.  Its names of numbers are
 * prose and change between releases, so we keep what we don't know under its
 * own name.  The file ends with "...": without it, it is cut off.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "import/import.h"

#define MAX_DEPTH 8

/* One level of nesting: a list, or a mapping that waits for a key or a value.
 */
struct level {
	bool mapping;
	bool has_key;
	char key[NAME_LEN];
};

struct reader {
	struct import *im;
	struct level level[MAX_DEPTH];
	int depth;
	struct result *r; /* of the stressor that we are in, or NULL */
	char stressor[NAME_LEN], version[NAME_LEN], release[NAME_LEN];
	double bogo_ops, seconds; /* -1: not seen */
	int cpus;
	bool whole; /* the end was seen */
};

static const char *key_at(const struct reader *rd, int depth)
{
	return depth < rd->depth ? rd->level[depth].key : "";
}

/* Inside of an item of the list `metrics`: mapping, list, mapping. */
static bool in_metrics(const struct reader *rd)
{
	return rd->depth == 3 && !rd->level[1].mapping &&
	       rd->level[2].mapping && !strcmp(key_at(rd, 0), "metrics");
}

static void take_system(struct reader *rd, const char *key, const char *value)
{
	if (!strcmp(key, "stress-ng-version"))
		import_copy(rd->version, NAME_LEN, value, strlen(value));
	else if (!strcmp(key, "release"))
		import_copy(rd->release, NAME_LEN, value, strlen(value));
	else if (!strcmp(key, "cpus-online"))
		rd->cpus = (int)(strtoul(value, NULL, 10) & 0xffff);
}

static bool is_wanted(const char *key)
{
	return !strcmp(key, "bogo-ops") || !strcmp(key, "wall-clock-time");
}

/* A number of a stressor.  Words are no metric. */
static int take_metric(struct reader *rd, const char *key, const char *value)
{
	double n;

	if (!strcmp(key, "stressor")) {
		import_copy(rd->stressor, NAME_LEN, value, strlen(value));
		return 0;
	}
	if (!is_wanted(key) && !strchr("0123456789", *value)) {
		rd->im->dropped++;
		return 0;
	}
	if (!import_number(rd->im, value, "", &n))
		return -EBADMSG;
	if (!strcmp(key, "bogo-ops"))
		rd->bogo_ops = n;
	else if (!strcmp(key, "wall-clock-time"))
		rd->seconds = n;
	else
		import_gauge(rd->im, rd->r, key, n);
	return 0;
}

static int take_scalar(struct reader *rd, const char *value)
{
	struct level *in = rd->depth ? &rd->level[rd->depth - 1] : NULL;

	if (!in || !in->mapping)
		return in ? 0 : import_wrong(rd->im, "not stress-ng's YAML");
	in->has_key = !in->has_key;
	if (in->has_key) {
		import_copy(in->key, sizeof(in->key), value, strlen(value));
		return 0;
	}
	if (in_metrics(rd))
		return take_metric(rd, in->key, value);
	if (rd->depth == 2 && !strcmp(key_at(rd, 0), "system-info"))
		take_system(rd, in->key, value);
	return 0;
}

static int open_level(struct reader *rd, bool mapping)
{
	struct level *in = rd->depth ? &rd->level[rd->depth - 1] : NULL;

	if (rd->depth == MAX_DEPTH)
		return import_wrong(rd->im, "nested deeper than %d", MAX_DEPTH);
	if (in && in->mapping && !in->has_key)
		return import_wrong(rd->im, "a key that is no word");
	rd->level[rd->depth++] = (struct level){ .mapping = mapping };
	if (!in_metrics(rd))
		return 0;
	rd->bogo_ops = rd->seconds = -1;
	*rd->stressor = 0;
	rd->r = import_add(rd->im, "stress-ng", "");
	return rd->r ? 0 : -EBADMSG;
}

/* The end of a stressor's numbers. */
static int end_metrics(struct reader *rd)
{
	struct result *r = rd->r;

	if (!*rd->stressor || rd->bogo_ops < 0 || rd->seconds < 0)
		return import_wrong(rd->im,
				    "a stressor without its name, bogo-ops or "
				    "wall-clock-time");
	snprintf(r->stressor, sizeof(r->stressor), "stress-ng:%.48s",
		 rd->stressor);
	import_count(r, rd->bogo_ops, "bogo-ops", rd->seconds);
	if (r->tally.taken)
		return 0;
	r->verdict = BROKEN;
	snprintf(r->why, sizeof(r->why), "0 bogo-ops: nothing was done");
	return 0;
}

static int close_level(struct reader *rd)
{
	int ret = in_metrics(rd) ? end_metrics(rd) : 0;

	if (--rd->depth)
		rd->level[rd->depth - 1].has_key = false;
	return ret;
}

static int take_event(struct reader *rd, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(rd, (const char *)e->data.scalar.value);
	case YAML_MAPPING_START_EVENT: return open_level(rd, true);
	case YAML_SEQUENCE_START_EVENT: return open_level(rd, false);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT: return close_level(rd);
	case YAML_ALIAS_EVENT:
		return import_wrong(rd->im, "an alias, which stress-ng does "
					    "not write");
	case YAML_DOCUMENT_END_EVENT:
		rd->whole = !e->data.document_end.implicit;
		return 0;
	default: return 0;
	}
}

static int read_all(struct reader *rd, yaml_parser_t *parser)
{
	yaml_event_t event;
	bool end = false;
	int ret = 0;

	while (!ret && !end) {
		if (!yaml_parser_parse(parser, &event))
			return import_wrong(rd->im, "line %zu is no YAML: %s",
					    parser->problem_mark.line + 1,
					    parser->problem ? parser->problem
							    : "unknown");
		end = event.type == YAML_STREAM_END_EVENT;
		ret = take_event(rd, &event);
		yaml_event_delete(&event);
	}
	return ret;
}

int import_stress_ng(struct import *im, const char *text, const char *name)
{
	struct reader rd = { .im = im };
	yaml_parser_t parser;
	int ret;

	(void)name;
	if (!yaml_parser_initialize(&parser))
		return -ENOMEM;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text,
				     strlen(text));
	ret = read_all(&rd, &parser);
	yaml_parser_delete(&parser);
	if (!ret && !rd.whole)
		ret = import_wrong(im, "cut off: the '...' at its end is "
				       "missing");
	if (!ret && !im->n)
		ret = import_wrong(im, "no metrics: run stress-ng with "
				       "--metrics");
	for (int i = 0; i < im->n && !ret; i++) {
		struct result *r = &im->r[i];

		snprintf(r->workload.version, NAME_LEN, "%s", rd.version);
		snprintf(r->where.release, NAME_LEN, "%s", rd.release);
		r->where.cpus = rd.cpus;
	}
	return ret;
}
