// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"

#define LINE_MAX_BYTES 250
#define MOST_COUNTED   9e18 /* fits into 63 bits */

const char *const import_names[IMPORT_KINDS] = {
	[IMPORT_STRESS_NG] = "stress-ng", [IMPORT_PERF_BENCH] = "perf-bench",
	[IMPORT_HACKBENCH] = "hackbench", [IMPORT_RT_TESTS] = "rt-tests",
	[IMPORT_SCHBENCH] = "schbench",
};

static import_fn *const importers[IMPORT_KINDS] = {
	[IMPORT_STRESS_NG] = import_stress_ng,
	[IMPORT_PERF_BENCH] = import_perf_bench,
	[IMPORT_HACKBENCH] = import_hackbench,
	[IMPORT_RT_TESTS] = import_rt_tests,
	[IMPORT_SCHBENCH] = import_schbench,
};

enum import_kind import_kind_of(const char *text)
{
	static const struct {
		const char *has;
		enum import_kind kind;
	} marks[] = {
		{ "stress-ng-version:", IMPORT_STRESS_NG },
		{ "\"rt_test_version", IMPORT_RT_TESTS },
		{ "# Running '", IMPORT_PERF_BENCH },
		{ "Run summary [PID ", IMPORT_PERF_BENCH },
		{ "# Running ", IMPORT_PERF_BENCH },
		{ "atencies percentiles (usec)", IMPORT_SCHBENCH },
		{ "Latency percentiles (usec)", IMPORT_SCHBENCH },
		{ "mode with ", IMPORT_HACKBENCH },
	};

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (strstr(text, marks[i].has))
			return marks[i].kind;
	return IMPORT_KINDS;
}

int import_text(struct import *im, enum import_kind kind, const char *text,
		const char *name)
{
	int ret;

	*im = (struct import){ .n = 0 };
	ret = importers[kind](im, text, name);
	if (!ret && !im->n)
		ret = import_wrong(im, "holds no result");
	if (ret)
		im->n = 0;
	return ret;
}

void import_free(struct import *im)
{
	free(im->r);
	*im = (struct import){ .n = 0 };
}

/* Twice the room, without a touch to pages that are zero. */
static int grow(struct import *im)
{
	int room = im->room ? im->room * 2 : 1;
	struct result *more = calloc((size_t)room, sizeof(*more));

	if (!more)
		return -ENOMEM;
	for (int i = 0; i < im->n; i++)
		result_copy(&more[i], &im->r[i]);
	free(im->r);
	im->r = more;
	im->room = room;
	return 0;
}

struct result *import_add(struct import *im, const char *tool, const char *name)
{
	struct result *r;

	if (im->n == MAX_IMPORTED || (im->n == im->room && grow(im))) {
		import_wrong(im, "no room for more than %d results", im->n);
		return NULL;
	}
	r = &im->r[im->n++];
	r->mode = MODE_WORKLOAD;
	r->act = ACT_WORKLOAD;
	r->wakers = 1;
	snprintf(r->stressor, sizeof(r->stressor), "%.31s:%.31s", tool, name);
	snprintf(r->version, sizeof(r->version), "%s", WAKESTORM_VERSION);
	snprintf(r->workload.name, sizeof(r->workload.name), "%.63s", tool);
	r->workload.status = -1;
	return r;
}

void import_count(struct result *r, double count, const char *unit,
		  double seconds)
{
	count = fmin(round(count), MOST_COUNTED);
	r->tally.posted = r->tally.taken = (uint64_t)count;
	snprintf(r->workload.unit, sizeof(r->workload.unit), "%.63s", unit);
	r->workload.running_ns =
		(uint64_t)fmin(round(seconds * SEC_NS), MOST_COUNTED);
	if (!r->elapsed_ns)
		r->elapsed_ns = r->workload.running_ns;
}

int import_latency(struct import *im, struct hist *h, double ns, double n)
{
	if (n < 0 || ns * n + (double)h->sum > MOST_COUNTED ||
	    n + (double)h->count > MOST_COUNTED)
		return import_wrong(im, "latencies of centuries");
	hist_record_many(h, (uint64_t)ns, (uint64_t)n);
	return 0;
}

void import_gauge(struct import *im, struct result *r, const char *name,
		  double value)
{
	struct tool *t = &r->workload;

	if (t->gauges == MAX_GAUGES) {
		im->dropped++;
		return;
	}
	import_copy(t->gauge[t->gauges].name, NAME_LEN, name, strlen(name));
	t->gauge[t->gauges++].value = value;
}

int import_wrong(struct import *im, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(im->why, sizeof(im->why), fmt, args);
	va_end(args);
	return -EBADMSG;
}

void import_copy(char *to, size_t size, const char *from, size_t len)
{
	len = len < size - 1 ? len : size - 1;
	for (size_t i = 0; i < len; i++)
		to[i] = isascii((unsigned char)from[i]) &&
					isprint((unsigned char)from[i])
				? from[i]
				: '?';
	to[len] = 0;
}

const char *import_number(struct import *im, const char *text, const char *ends,
			  double *value)
{
	size_t whole = strspn(text, "0123456789"), len = whole;
	char seen[24];

	if (text[whole] == '.')
		len += 1 + strspn(text + whole + 1, "0123456789");
	if (whole && len < 40 && strchr(ends, text[len])) {
		*value = strtod(text, NULL);
		return text + len;
	}
	len = strcspn(text, " \t\n");
	import_copy(seen, sizeof(seen), text, len);
	import_wrong(im, "'%s' is no number%s", seen,
		     strchr(seen, ',') ? ": run the tool with LC_ALL=C" : "");
	return NULL;
}

int import_lines(const char **text,
		 int (*take)(void *context, const char *line), void *context)
{
	const char *end;
	char line[LINE_MAX_BYTES + 2];
	int ret = 0;

	while (!ret && (end = strchr(*text, '\n'))) {
		int len = (int)(end - *text);

		snprintf(line, sizeof(line), "%.*s\n",
			 len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES, *text);
		*text = end + 1;
		ret = take(context, line);
	}
	return ret;
}
