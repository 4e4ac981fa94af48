// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>

#include "report/files.h"
#include "util.h"

/* The element of an outcome that is no plain pass. */
static const char *const element[OUTCOMES] = {
	[FAILED] = "failure", [MISSED] = "failure",  [UNSURE] = "error",
	[UNSOUND] = "error",  [SKIPPED] = "skipped",
};

struct sums {
	int tests, failures, errors, skipped;
	uint64_t ns;
};

static struct sums sum_up(const struct line *line, int n)
{
	struct sums s = { .tests = n };

	for (int i = 0; i < n; i++) {
		enum outcome outcome = outcome_of(line[i].r);

		s.failures += outcome == FAILED || outcome == MISSED;
		s.errors += outcome == UNSURE || outcome == UNSOUND;
		s.skipped += outcome == SKIPPED;
		s.ns += line[i].r->elapsed_ns;
	}
	return s;
}

static void put_attribute(FILE *f, const char *name, const char *value)
{
	fprintf(f, " %s=\"", name);
	put_html(f, value);
	putc('"', f);
}

static void put_seconds(FILE *f, uint64_t ns)
{
	fprintf(f, " time=\"%.6f\"", (double)ns / SEC_NS);
}

static void put_sums(FILE *f, const struct sums *s)
{
	fprintf(f, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\"",
		s->tests, s->failures, s->errors, s->skipped);
	put_seconds(f, s->ns);
	fputs(">\n", f);
}

/* The reason, and behind it all that is known. */
static void put_trouble(FILE *f, const struct line *line, enum outcome outcome)
{
	const struct result *r = line->r;
	char *text;

	fprintf(f, "<%s", element[outcome]);
	if (outcome != SKIPPED)
		put_attribute(f, "type",
			      outcome == MISSED ? "not-caught"
						: verdict_names[r->verdict]);
	put_attribute(f, "message",
		      outcome == MISSED ? "wrong on purpose, and not caught"
					: r->why);
	if (outcome == SKIPPED) {
		fputs("/>\n", f);
		return;
	}
	putc('>', f);
	text = line_story(line);
	put_html(f, text ? text : "");
	free(text);
	fprintf(f, "</%s>\n", element[outcome]);
}

/* A class name with the kernel in it: not all readers look at the suite. */
static void put_case(FILE *f, const struct line *line)
{
	enum outcome outcome = outcome_of(line->r);
	char label[LABEL_LEN];

	fputs("<testcase classname=\"", f);
	put_html(f, line->r->where.kernel);
	putc('.', f);
	put_html(f, line->r->stressor);
	putc('"', f);
	put_attribute(f, "name", line_label(line, label));
	put_seconds(f, line->r->elapsed_ns);
	if (!element[outcome]) {
		fputs("/>\n", f);
		return;
	}
	fputs(">\n", f);
	put_trouble(f, line, outcome);
	fputs("</testcase>\n", f);
}

static void put_property(FILE *f, const char *name, const char *value)
{
	fputs("<property", f);
	put_attribute(f, "name", name);
	put_attribute(f, "value", value);
	fputs("/>\n", f);
}

static void put_suite(FILE *f, const struct line *line, int n)
{
	const struct where *w = &line->r->where;
	struct sums s = sum_up(line, n);

	fputs("<testsuite", f);
	put_attribute(f, "name", w->kernel);
	put_sums(f, &s);
	fputs("<properties>\n", f);
	put_property(f, "release", w->release);
	put_property(f, "kernel_id", w->kernel_id);
	put_property(f, "wakestorm", line->r->version);
	fputs("</properties>\n", f);
	for (int i = 0; i < n; i++)
		put_case(f, &line[i]);
	fputs("</testsuite>\n", f);
}

void put_junit(FILE *f, const struct report *report)
{
	const struct lines *l = &report->lines;
	struct sums s = sum_up(l->line, l->n);
	int n;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
	      "name=\"wakestorm\"",
	      f);
	put_sums(f, &s);
	for (int i = 0; i < l->n; i += n) {
		n = lines_of_kernel(l, i);
		put_suite(f, &l->line[i], n);
	}
	fputs("</testsuites>\n", f);
}
