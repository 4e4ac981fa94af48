// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON of cyclictest and of the other rt-tests.  Threads have either a
 * histogram, or a least, a mean and a greatest latency alone.  Some keys of
 * releases so far end with a colon.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"

#define MOST_NS 9e18 /* that a sum can hold */
#define MAX_US	1e12 /* a latency that is longer is none */

struct threads {
	int n;
	double cycles, min, max, sum; /* of all; sum of cycles times the mean */
	double beyond; /* latencies that the histogram had no room for */
};

/* Of a key that may end with a colon. */
static const char *text_of(const json_t *o, const char *key)
{
	char colon[NAME_LEN];
	const json_t *v = json_object_get(o, key);

	snprintf(colon, sizeof(colon), "%s:", key);
	v = v ? v : json_object_get(o, colon);
	return json_is_string(v) ? json_string_value(v) : "";
}

static bool take(const json_t *o, const char *key, double *value)
{
	const json_t *v = json_object_get(o, key);

	*value = json_number_value(v);
	return json_is_number(v) && *value >= 0 && *value < MAX_US;
}

static int take_bucket(struct import *im, struct hist *h, const char *key,
		       const json_t *v, double ns)
{
	json_int_t n = json_integer_value(v);
	double value;

	if (!import_number(im, key, "", &value))
		return -EBADMSG;
	if (!json_is_integer(v) || n < 0 || n > 1000000000000 ||
	    value >= MAX_US)
		return import_wrong(im, "histogram: '%.20s' has no count", key);
	return import_latency(im, h, value * ns, (double)n);
}

/*
 * Latencies beyond the histogram's end are known to be at least as long as its
 * last one, and one of them is the greatest.
 */
static int take_hist(struct import *im, struct result *r, json_t *buckets,
		     double ns, double cycles, double max)
{
	struct hist *own = calloc(1, sizeof(*own));
	const char *key;
	json_t *v;
	double beyond;
	int ret = own ? 0 : -ENOMEM;

	json_object_foreach (buckets, key, v)
		if (!ret)
			ret = take_bucket(im, own, key, v, ns);
	beyond = own ? cycles - (double)own->count : 0;
	if (!ret && own->count && max * ns > (double)own->max && beyond >= 1) {
		ret = import_latency(im, own, (double)own->max, beyond - 1);
		if (!ret)
			ret = import_latency(im, own, max * ns, 1);
	}
	if (!ret && (double)own->sum + (double)r->latency.sum > MOST_NS)
		ret = import_wrong(im, "latencies of centuries");
	if (!ret)
		hist_merge(&r->latency, own);
	free(own);
	return ret;
}

static int take_thread(struct import *im, struct result *r, const json_t *o,
		       double ns, struct threads *all)
{
	const json_t *receiver = json_object_get(o, "receiver");
	const json_t *of = receiver ? receiver : o;
	double cycles, min, max, avg;

	if (!take(of, "min", &min) || !take(of, "max", &max) ||
	    !take(of, "avg", &avg) ||
	    !(take(o, "cycles", &cycles) ||
	      take(json_object_get(o, "sender"), "samples", &cycles)))
		return import_wrong(im, "a thread without cycles, min, avg or "
					"max");
	all->min = all->n++ ? fmin(all->min, min) : min;
	all->max = fmax(all->max, max);
	all->cycles += cycles;
	all->sum += cycles * avg;
	return take_hist(im, r, json_object_get(o, "histogram"), ns, cycles,
			 max);
}

static int take_threads(struct import *im, struct result *r, json_t *root)
{
	bool is_ns =
		json_is_true(json_object_get(root, "resolution_in_ns")) ||
		json_integer_value(json_object_get(root, "resolution_in_ns"));
	const char *unit = is_ns ? "ns" : "us", *key;
	struct threads all = { 0 };
	char name[NAME_LEN];
	json_t *o;
	int ret = 0;

	json_object_foreach (json_object_get(root, "thread"), key, o)
		if (!ret)
			ret = take_thread(im, r, o, is_ns ? 1 : 1000, &all);
	if (!ret && (!all.n || all.cycles < 1))
		ret = import_wrong(im, "no thread with a cycle");
	if (ret)
		return ret;
	import_count(r, all.cycles, "cycles", 0);
	import_gauge(im, r, "threads", all.n);
	snprintf(name, sizeof(name), "min_%s", unit);
	import_gauge(im, r, name, all.min);
	snprintf(name, sizeof(name), "avg_%s", unit);
	import_gauge(im, r, name, all.sum / all.cycles);
	snprintf(name, sizeof(name), "max_%s", unit);
	import_gauge(im, r, name, all.max);
	return 0;
}

/* "/usr/bin/cyclictest -q" is cyclictest. */
static void tool_name(const char *words, char name[NAME_LEN])
{
	size_t len = strcspn(words, " ");

	for (size_t i = len; i > 0; i--)
		if (words[i - 1] == '/') {
			words += i;
			len -= i;
			break;
		}
	import_copy(name, NAME_LEN, words, len);
}

static int take_root(struct import *im, json_t *root)
{
	const char *words = text_of(root, "cmdline");
	const char *version = text_of(root, "rt_test_version");
	const char *release =
		text_of(json_object_get(root, "sysinfo"), "release");
	char name[NAME_LEN];
	struct result *r;

	tool_name(words, name);
	if (!*name)
		return import_wrong(im, "no cmdline: not of rt-tests");
	r = import_add(im, "rt-tests", name);
	if (!r)
		return -EBADMSG;
	import_copy(r->workload.version, NAME_LEN, version, strlen(version));
	import_copy(r->workload.command, WORDS_MAX, words, strlen(words));
	import_copy(r->where.release, NAME_LEN, release, strlen(release));
	r->workload.status =
		(int)(json_integer_value(json_object_get(root, "return_code")) &
		      0xff);
	if (r->workload.status) {
		r->verdict = BROKEN;
		snprintf(r->why, sizeof(r->why), "it ended with status %d",
			 r->workload.status);
	}
	return take_threads(im, r, root);
}

int import_rt_tests(struct import *im, const char *text, const char *name)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	int ret;

	(void)name;
	if (!root)
		return import_wrong(im, "line %d is no JSON: %.120s",
				    error.line, error.text);
	ret = take_root(im, root);
	json_decref(root);
	return ret;
}
