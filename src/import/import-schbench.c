// SPDX-License-Identifier: GPL-2.0
/*
 * schbench prints its percentiles every ten seconds and in the end; the last
 * ones count.  Since 2023:
 *
 *   Wakeup Latencies percentiles (usec) runtime 30 (s) (403403 total samples)
 *             50.0th: 7          (106566 samples)
 *           * 99.0th: 14         (26841 samples)
 *             min=1, max=45003
 *   Request Latencies percentiles (usec) ...
 *   average rps: 13469.33
 *
 * Of a wakeup latency it is known between which percentiles it lies: it goes to
 * the upper one, so that percentiles come out as they were told.  The samples
 * behind a percentile are those since the one before it, also where that is not
 * shown, so that they do not add up: they are not read.
 */
#include <math.h>
#include <string.h>

#include "import/import.h"

enum block { WAKEUP, REQUEST, RPS, NOWHERE };

static const char *const block_names[] = { "wakeup", "request", "rps" };

struct reader {
	struct import *im;
	struct result *r;
	enum block in;
	double seconds, samples, seen, last_us, last_percent, rps;
	bool told_rps;
};

/* Everything begins anew: what came before was on the way. */
static int begin(struct reader *rd, const char *line)
{
	static const char runtime[] = "runtime ", total[] = "(s) (";
	const char *at = strstr(line, runtime), *n = strstr(line, total);

	if (!at || !n)
		return import_wrong(rd->im, "percentiles without runtime and "
					    "samples: of a schbench before "
					    "2023?");
	if (!import_number(rd->im, at + strlen(runtime), " ", &rd->seconds) ||
	    !import_number(rd->im, n + strlen(total), " ", &rd->samples))
		return -EBADMSG;
	memset(&rd->r->latency, 0, sizeof(rd->r->latency));
	rd->r->workload.gauges = 0;
	if (rd->samples < 1 || rd->samples > 1e12)
		return import_wrong(rd->im, "%g samples", rd->samples);
	rd->seen = rd->last_us = rd->last_percent = 0;
	rd->told_rps = false;
	return 0;
}

/* "min=1, max=45003" */
static int take_range(struct reader *rd, const char *at)
{
	struct hist *h = &rd->r->latency;
	const char *max = strstr(at, "max=");
	double value;

	if (!max || !import_number(rd->im, max + 4, "\n", &value))
		return max ? -EBADMSG : import_wrong(rd->im, "min= only");
	if (rd->in != WAKEUP)
		return 0;
	if (value < rd->last_us || value > 1e12)
		return import_wrong(rd->im, "max is below a percentile");
	import_gauge(rd->im, rd->r, "wakeup max_us", value);
	return import_latency(rd->im, h, value * 1000, rd->samples - rd->seen);
}

/* "99.0th: 14         (26841 samples)" */
static int take_percentile(struct reader *rd, const char *at)
{
	const char *colon = strstr(at, "th: ");
	double percent, value, upto;
	char name[NAME_LEN];

	if (!import_number(rd->im, at, "t", &percent) ||
	    !import_number(rd->im, colon + 4, " \n", &value))
		return -EBADMSG;
	snprintf(name, sizeof(name), "%s p%g%s", block_names[rd->in], percent,
		 rd->in == RPS ? "" : "_us");
	import_gauge(rd->im, rd->r, name, value);
	if (rd->in != WAKEUP)
		return 0;
	if (percent <= rd->last_percent || percent > 100 ||
	    value < rd->last_us || value > 1e12)
		return import_wrong(rd->im, "percentiles are out of order");
	upto = round(percent / 100 * rd->samples);
	value *= 1000;
	if (import_latency(rd->im, &rd->r->latency, value, upto - rd->seen))
		return -EBADMSG;
	rd->seen = upto;
	rd->last_us = value / 1000;
	rd->last_percent = percent;
	return 0;
}

static int take_line(void *reader, const char *line)
{
	struct reader *rd = reader;
	static const char rps[] = "average rps: ";
	const char *at = line + strspn(line, " \t*");

	if (strstr(line, "atencies percentiles (usec)") ||
	    strstr(line, "Latency percentiles (usec)")) {
		rd->in = strncmp(line, "Request", 7) ? WAKEUP : REQUEST;
		return rd->in == WAKEUP ? begin(rd, line) : 0;
	}
	if (!strncmp(line, "RPS percentiles", 15))
		rd->in = RPS;
	else if (!strncmp(line, rps, strlen(rps))) {
		rd->told_rps = true;
		rd->in = NOWHERE;
		return import_number(rd->im, line + strlen(rps), "\n", &rd->rps)
			       ? 0
			       : -EBADMSG;
	} else if (rd->in != NOWHERE && !strncmp(at, "min=", 4)) {
		return take_range(rd, at);
	} else if (rd->in != NOWHERE && strstr(at, "th: ")) {
		return take_percentile(rd, at);
	}
	return 0;
}

int import_schbench(struct import *im, const char *text, const char *name)
{
	struct reader rd = { .im = im, .in = NOWHERE };
	int ret;

	(void)name;
	rd.r = import_add(im, "schbench", "wakeup");
	if (!rd.r)
		return -EBADMSG;
	ret = import_lines(&text, take_line, &rd);
	if (!ret && (*text || !rd.told_rps))
		ret = import_wrong(im, "cut off: no line 'average rps: N' at "
				       "its end");
	if (!ret)
		import_count(rd.r, rd.rps * rd.seconds, "requests", rd.seconds);
	return ret;
}
