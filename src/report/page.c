// SPDX-License-Identifier: GPL-2.0
/* index.html: one page without scripts, that fetches nothing from elsewhere. */
#include <inttypes.h>

#include "replay.h"
#include "report/page.h"
#include "util.h"

/* What scrolls must be reached by keys, too, and then has a name. */
void table_begin(FILE *f, const char *caption)
{
	fputs("<div class=\"box\" role=\"region\" tabindex=\"0\" "
	      "aria-label=\"",
	      f);
	put_html(f, caption);
	fputs("\"><table>\n<caption><span>", f);
	put_html(f, caption);
	fputs("</span></caption>\n<thead><tr>", f);
}

void table_head(FILE *f, const char *text)
{
	fputs("<th scope=\"col\">", f);
	put_html(f, text);
	fputs("</th>", f);
}

void table_heads(FILE *f, const char *const *text, int n)
{
	for (int i = 0; i < n; i++)
		table_head(f, text[i]);
}

void table_body(FILE *f)
{
	fputs("</tr></thead>\n<tbody>\n", f);
}

void table_end(FILE *f)
{
	fputs("</tbody></table></div>\n", f);
}

void row_begin(FILE *f, const char *head)
{
	fputs("<tr><th scope=\"row\">", f);
	put_html(f, head);
	fputs("</th>", f);
}

void put_words_cell(FILE *f, const char *text)
{
	fputs("<td>", f);
	put_html(f, *text ? text : "-");
	fputs("</td>", f);
}

void put_number_cell(FILE *f, uint64_t n)
{
	fprintf(f, "<td class=\"n\">%" PRIu64 "</td>", n);
}

void put_verdict_cell(FILE *f, enum verdict verdict, const char *text)
{
	fprintf(f, "<td class=\"%s\">", verdict_names[verdict]);
	put_html(f, text);
	fputs("</td>", f);
}

void put_command(FILE *f, const struct result *r)
{
	const char *problem = replay_problem(r);
	char text[REPLAY_LEN];

	if (problem) {
		fputs("<span class=\"soft\">no command: ", f);
		put_html(f, problem);
		fputs("</span>", f);
		return;
	}
	fputs("<code class=\"copy\">", f);
	put_html(f, replay_command(r, text));
	fputs("</code>", f);
}

/*
 * Should a record ever get markup past put_html(), the policy still lets
 * nothing run and nothing be fetched.  The empty icon keeps browsers from
 * asking for one.
 */
static void put_head(FILE *f)
{
	fprintf(f,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; img-src data:; style-src "
		"'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<link rel=\"icon\" href=\"data:,\">\n"
		"<title>Wakestorm report</title>\n<style>\n%s</style>\n"
		"</head>\n<body>\n",
		page_style);
}

static void put_title(FILE *f, const struct report *report)
{
	const struct pivot *p = &report->pivot;

	fputs("<header>\n<h1>Wakestorm report</h1>\n<p class=\"soft\">Lost "
	      "wakeups and wakeup latency of Linux wait queues: ",
	      f);
	fprintf(f, "%d run%s, %d kernel%s, %d stressor%s, wakestorm ",
		report->all->n, report->all->n == 1 ? "" : "s", p->kernels.n,
		p->kernels.n == 1 ? "" : "s", p->stressors.n,
		p->stressors.n == 1 ? "" : "s");
	put_html(f, report->all->r[0].version);
	fputs("</p>\n</header>\n<main>\n", f);
}

static void put_end(FILE *f)
{
	fputs("</main>\n<footer>\n<p>A wakeup is called lost only when an "
	      "event is there, every waiter is asleep (off the run queue, not "
	      "merely slow), and one more event or signal ends the sleep that "
	      "should not have been. No time limit takes part.</p>\n"
	      "<p class=\"soft\">The same for machines, beside this page: "
	      "<code>junit.xml</code>, <code>results.ktap</code>, "
	      "<code>kcidb.json</code> and <code>summary.md</code>; the "
	      "records themselves are JSON, one a line.</p>\n</footer>\n"
	      "</body>\n</html>\n",
	      f);
}

/* What matters most comes first. */
static const struct part {
	const char *id, *title;
	void (*put)(FILE *f, const struct report *report);
	bool (*has)(const struct report *report); /* NULL: always there */
} parts[] = {
	{ "verdict", "Verdict", put_verdict, NULL },
	{ "changes", "What changed", put_changes, has_changes },
	{ "lines", "Stressors and kernels", put_tables, NULL },
	{ "pictures", "Pictures", put_pictures, NULL },
	{ "latency", "Wakeup latency", put_latencies, has_latencies },
	{ "workloads", "Workloads", put_workloads, has_workloads },
	{ "counters", "Perf counters", put_counters, has_counters },
	{ "evidence", "Evidence", put_evidence, NULL },
	{ "again", "How to see it again", put_commands, NULL },
	{ "environment", "Environment", put_environment, NULL },
};

static void put_contents(FILE *f, const struct report *report)
{
	fputs("<nav aria-label=\"Contents\">\n", f);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!parts[i].has || parts[i].has(report))
			fprintf(f, "<a href=\"#%s\">%s</a>\n", parts[i].id,
				parts[i].title);
	fputs("</nav>\n", f);
}

static void put_part(FILE *f, const struct part *part,
		     const struct report *report)
{
	fprintf(f, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n",
		part->id, part->id, part->title);
	part->put(f, report);
	fputs("</section>\n", f);
}

void put_page(FILE *f, const struct report *report)
{
	put_head(f);
	put_title(f, report);
	put_part(f, &parts[0], report);
	put_contents(f, report);
	for (size_t i = 1; i < ARRAY_SIZE(parts); i++)
		if (!parts[i].has || parts[i].has(report))
			put_part(f, &parts[i], report);
	put_end(f);
}
