// SPDX-License-Identifier: GPL-2.0
/*
 * perf bench: sched, futex, epoll (tools/perf/bench).  The default format
 * begins with "# Running 'sched/pipe' benchmark:" and tells figures in one of
 * these ways:
 *
 *        Total time: 0.288 [sec]                 sched
 *         14.446350 usecs/op
 *   Averaged 371200 operations/sec (+- 45.38%), total secs = 8    futex, epoll
 *   Averaged 58560 ADD operations (+- 44.04%)     epoll/ctl
 *   Wokeup 2 of 2 threads in 0.0300 ms (+-6.29%)  futex/wake, requeue
 *   Avg per-thread latency (waking 1/2 threads) in 0.0215 ms (+-5.18%)
 *
 * The simple format of sched is the seconds alone, that of the others has no
 * first line.
 */
#include <ctype.h>
#include <string.h>

#include "import/import.h"

#define CTL_AVERAGES 3 /* of epoll/ctl: add, mod, del */

struct section {
	struct import *im;
	const char *given; /* name, where the text does not tell it; or NULL */
	char name[NAME_LEN]; /* "sched-pipe"; "": none yet */
	double secs, usecs, rate, ms, threads, calls;
	double runtime; /* "for 8 secs." */
	int averages;
};

/* What tells a benchmark that does not tell its name. */
static const struct {
	const char *has, *name;
} hints[] = {
	{ "doing pi lock/unlock", "futex-lock-pi" },
	{ "each operating on ", "futex-hash" },
	{ "monitoring on ", "epoll-wait" },
	{ "doing epoll_ctl ", "epoll-ctl" },
	{ "waking threads, each waking", "futex-wake-parallel" },
	{ "waking up ", "futex-wake" },
	{ "equeuing ", "futex-requeue" },
};

static bool has_figures(const struct section *s)
{
	return s->secs > 0 || s->rate > 0 || s->ms > 0 || s->calls > 0;
}

static void count(struct section *s, struct result *r)
{
	if (s->usecs > 0)
		import_count(r, s->secs * 1e6 / s->usecs, "operations",
			     s->secs);
	else if (s->rate > 0)
		import_count(r, s->rate * s->secs, "operations of a thread",
			     s->secs);
	else if (s->ms > 0)
		import_count(r, s->threads, "threads", s->ms / 1e3);
	else if (s->calls > 0)
		import_count(r, s->calls, "calls of a thread", s->runtime);
	else
		import_count(r, 1, "runs", s->secs);
}

/* Its last line, the one that tells it all, must be there. */
static int check_whole(const struct section *s)
{
	if (s->averages && s->averages < CTL_AVERAGES)
		return import_wrong(s->im, "%s: cut off: %d of %d averages",
				    s->name, s->averages, CTL_AVERAGES);
	if (s->usecs <= 0 && !strcmp(s->name, "sched-pipe"))
		return import_wrong(s->im, "sched-pipe: cut off: no usecs/op");
	return 0;
}

/* What was told since the last one is a record. */
static int end_section(struct section *s)
{
	const char *name = *s->name ? s->name : s->given;
	struct result *r;

	if (check_whole(s))
		return -EBADMSG;
	if (!has_figures(s))
		return *s->name ? import_wrong(s->im,
					       "%s: no figures: cut "
					       "off?",
					       s->name)
				: 0;
	r = import_add(s->im, "perf-bench", name ? name : "unnamed");
	if (!r)
		return -EBADMSG;
	count(s, r);
	if (s->usecs > 0)
		import_gauge(s->im, r, "usecs_per_op", s->usecs);
	*s = (struct section){ .im = s->im, .given = s->given };
	return 0;
}

/* "'sched/pipe' benchmark:", or "sched/messaging benchmark..." */
static int begin_section(struct section *s, const char *line)
{
	int ret = end_section(s);
	size_t len;

	line += *line == '\'';
	len = strcspn(line, "' ");
	import_copy(s->name, sizeof(s->name), line, len);
	for (char *p = s->name; *p; p++)
		if (*p == '/')
			*p = '-';
	return ret	  ? ret
	       : *s->name ? 0
			  : import_wrong(s->im, "a benchmark without a name");
}

/* The number behind words, which are there. */
static int after(struct section *s, const char *line, const char *words,
		 double *value)
{
	const char *at = strstr(line, words);

	return at && import_number(s->im, at + strlen(words), " \n/", value) ? 0
	       : *s->im->why ? -EBADMSG
			     : import_wrong(s->im,
					    "no number behind "
					    "'%s'",
					    words);
}

/* "Run summary [PID 2860]: 2 threads, ... for 8 secs." */
static int take_summary(struct section *s, const char *line)
{
	const char *secs = strstr(line, " secs");

	for (size_t i = 0; i < ARRAY_SIZE(hints) && !*s->name; i++)
		if (strstr(line, hints[i].has))
			snprintf(s->name, sizeof(s->name), "%s", hints[i].name);
	while (secs && secs > line && isdigit((unsigned char)secs[-1]))
		secs--;
	if (!secs || !isdigit((unsigned char)*secs))
		return 0;
	return import_number(s->im, secs, " ", &s->runtime) ? 0 : -EBADMSG;
}

static int take_average(struct section *s, const char *line)
{
	double n = 0;
	int ret = after(s, line, "Averaged ", &n);

	if (ret)
		return ret;
	if (strstr(line, " operations/sec")) {
		s->rate = n;
		return after(s, line, "total secs = ", &s->secs);
	}
	s->calls += n;
	s->averages++;
	return s->runtime > 0 ? 0 : import_wrong(s->im, "no runtime: cut off?");
}

/* The mean of all runs, or the last run's. */
static int take_threads(struct section *s, const char *line)
{
	const char *of = strstr(line, " of ");
	int ret = after(s, line, " threads in ", &s->ms);

	if (!ret && (!of || !import_number(s->im, of + 4, " ", &s->threads)))
		ret = *s->im->why ? -EBADMSG
				  : import_wrong(s->im, "of how many threads?");
	return ret;
}

static int take_parallel(struct section *s, const char *line)
{
	int ret = after(s, line, "(waking ", &s->threads);

	return ret ? ret : after(s, line, " threads) in ", &s->ms);
}

/* A whole line that is a number: the simple format. */
static int take_simple(struct section *s, const char *line)
{
	int ret = end_section(s);

	if (!ret && !import_number(s->im, line, "\n", &s->secs))
		ret = -EBADMSG;
	return ret ? ret : end_section(s);
}

static int take_line(void *section, const char *line)
{
	struct section *s = section;
	const char *at = line + strspn(line, " \t");
	bool is_run = at[0] == '[';

	if (!strncmp(at, "# Running ", 10))
		return begin_section(s, at + 10);
	if (!strncmp(at, "Run summary [PID ", 17))
		return take_summary(s, at);
	if (!strncmp(at, "Total time: ", 12))
		return import_number(s->im, at + 12, " ", &s->secs) ? 0
								    : -EBADMSG;
	if (!strncmp(at, "Averaged ", 9))
		return take_average(s, at);
	if (strstr(at, " threads) in ") && !is_run)
		return take_parallel(s, at);
	if (strstr(at, " threads in ") && !is_run)
		return take_threads(s, at);
	if (isdigit((unsigned char)*at) && strstr(at, " usecs/op"))
		return import_number(s->im, at, " ", &s->usecs) ? 0 : -EBADMSG;
	if (isdigit((unsigned char)*at) && !strpbrk(at, " \t"))
		return take_simple(s, at);
	return 0;
}

int import_perf_bench(struct import *im, const char *text, const char *name)
{
	struct section s = { .im = im, .given = name };
	int ret;

	ret = import_lines(&text, take_line, &s);
	if (!ret && strspn(text, " \t\r") != strlen(text))
		ret = import_wrong(im, "cut off: its last line has no end");
	return ret ? ret : end_section(&s);
}
