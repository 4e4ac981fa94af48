// SPDX-License-Identifier: GPL-2.0
/* index.html: one page without scripts, that fetches nothing from elsewhere. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "plot.h"
#include "report-html.h"
#include "say.h"

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;color:#1f2328;background:#fff;"
	"max-width:70rem;margin:2rem auto;padding:0 1rem}"
	"h1{margin-bottom:0}h2{margin-top:2.5rem}.soft{color:#656d76;font-"
	"weight:400}"
	"table{border-collapse:collapse;margin:.8rem 0}"
	"th,td{padding:.3rem .7rem;text-align:left;border:1px solid #d8dee4}"
	"thead th{background:#f6f8fa}tbody th{font-weight:600}"
	"td.n{text-align:right;font-variant-numeric:tabular-nums}"
	".wide{overflow-x:auto}"
	".pass{background:#e3f4e8}.lost-wakeup,.hang{background:#ffd9d2;"
	"font-weight:600}.suspect,.herd,.astray{background:#fff3cd}"
	".broken{background:#ece3f7}.skip{color:#656d76}"
	"pre{background:#f6f8fa;border:1px solid #d8dee4;padding:.8rem;"
	"white-space:pre-wrap;overflow-wrap:anywhere}"
	"li{margin:.3rem 0}img{max-width:100%;height:auto}figure{margin:1.5rem "
	"0}";

static void put_head(FILE *f, const struct results *all)
{
	fprintf(f,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>Wakestorm report</title>\n<style>%s</style>\n</head>\n"
		"<body>\n<h1>Wakestorm report</h1>\n"
		"<p class=\"soft\">Lost wakeups and wakeup latency of Linux "
		"wait queues, %d runs, wakestorm ",
		style, all->n);
	put_html(f, all->r[0].version);
	fputs("</p>\n", f);
}

/* The findings, an item each. */
static void put_findings(FILE *f, const struct pivot *p)
{
	char *text = NULL, *rest, *line;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (!mem)
		return;
	findings(mem, p);
	fputs("<h2>What was found</h2>\n<ul>\n", f);
	if (!fclose(mem))
		for (rest = text; (line = strsep(&rest, "\n")) && rest;) {
			fputs("<li>", f);
			put_html(f, line);
			fputs("</li>\n", f);
		}
	free(text);
	fputs("</ul>\n<p class=\"soft\">A wakeup is called lost only when an "
	      "event is there, every waiter is asleep (off the run queue, "
	      "not merely slow), and one more event or signal ends the sleep "
	      "that should not have been. No time limit takes part.</p>\n",
	      f);
}

static void put_kernel_heads(FILE *f, const struct pivot *p, const char *first)
{
	fprintf(f, "<div class=\"wide\"><table>\n<thead><tr><th>%s</th>",
		first);
	for (int k = 0; k < p->kernels.n; k++) {
		fputs("<th>", f);
		put_html(f, p->kernels.name[k]);
		fputs("</th>", f);
	}
	fputs("</tr></thead>\n<tbody>\n", f);
}

static void put_verdict(FILE *f, const struct cell *c)
{
	char text[CELL_LEN];

	if (!c->runs) {
		fputs("<td class=\"skip\">-</td>", f);
		return;
	}
	cell_text(c, text);
	fprintf(f, "<td class=\"%s\" title=\"", verdict_names[c->worst]);
	put_html(f, c->sample->why);
	fprintf(f, "\">%s</td>", text);
}

static void put_verdicts(FILE *f, const struct pivot *p, enum mode mode)
{
	put_kernel_heads(f, p, mode_names[mode]);
	for (int s = 0; s < p->stressors.n; s++) {
		int runs = 0;

		for (int k = 0; k < p->kernels.n; k++)
			runs += pivot_cell(p, mode, k, s).runs;
		if (!runs)
			continue;
		fputs("<tr><th>", f);
		put_html(f, p->stressors.name[s]);
		fputs(is_busted(p->stressors.name[s])
			      ? " <span class=\"soft\">(wrong on "
				"purpose)</span>"
			      : "",
		      f);
		fputs("</th>", f);
		for (int k = 0; k < p->kernels.n; k++) {
			struct cell c = pivot_cell(p, mode, k, s);

			put_verdict(f, &c);
		}
		fputs("</tr>\n", f);
	}
	fputs("</tbody></table></div>\n", f);
}

static void put_all_verdicts(FILE *f, const struct pivot *p)
{
	static const char *const about[MODES] = {
		[MODE_DUEL] = "<p>Duel: post and signal while the waiters "
			      "can't run in between. Lost wakeups / rounds."
			      "</p>\n",
		[MODE_STORM] = "<p>Storm: everything at full speed. Lost "
			       "wakeups / quiet moments in which the same "
			       "question is asked.</p>\n",
	};

	fputs("<h2>Verdicts</h2>\n", f);
	for (int m = 0; m < MODES; m++)
		if (pivot_has(p, m)) {
			fputs(about[m], f);
			put_verdicts(f, p, m);
		}
}

static void put_picture(FILE *f, const struct picture *pic)
{
	fprintf(f, "<figure><img src=\"plots/%s.svg\" alt=\"", pic->name);
	put_html(f, pic->title);
	fprintf(f,
		"\"><figcaption class=\"soft\"><a href=\"plots/%s.png\">"
		"PNG</a>, <a href=\"plots/data/%s.tsv\">data</a>"
		"</figcaption></figure>\n",
		pic->name, pic->name);
}

static void put_pictures(FILE *f, const char *dir, const struct results *all)
{
	struct picture list[MAX_PICTURES];
	int n = plot_list(all, list), shown = 0;
	char path[PATH_MAX];

	fputs("<h2>Pictures</h2>\n", f);
	for (int i = 0; i < n; i++) {
		int len = snprintf(path, sizeof(path), "%s/plots/%s.svg", dir,
				   list[i].name);

		if (len >= (int)sizeof(path) || access(path, R_OK))
			continue;
		put_picture(f, &list[i]);
		shown++;
	}
	if (!shown)
		fprintf(f, "<p>None: %s.</p>\n",
			n ? "gnuplot could not draw them"
			  : "there is nothing to draw");
}

static void put_kernels(FILE *f, const struct pivot *p)
{
	fputs("<h2>Kernels</h2>\n<div class=\"wide\"><table>\n<thead><tr>"
	      "<th>kernel</th><th>release</th><th>id</th><th>tier</th>"
	      "<th>acceleration</th><th>CPUs</th></tr></thead>\n<tbody>\n",
	      f);
	for (int k = 0; k < p->kernels.n; k++) {
		const struct where *w = &pivot_kernel(p, k)->where;
		const char *const text[] = { w->release, w->kernel_id, w->tier,
					     w->accel };

		fputs("<tr><th>", f);
		put_html(f, w->kernel);
		fputs("</th>", f);
		for (size_t i = 0; i < ARRAY_SIZE(text); i++) {
			fputs("<td>", f);
			put_html(f, *text[i] ? text[i] : "-");
			fputs("</td>", f);
		}
		fprintf(f, "<td class=\"n\">%d</td></tr>\n", w->cpus);
	}
	fputs("</tbody></table></div>\n", f);
}

static void put_evidence(FILE *f, const struct result *r)
{
	char *text = NULL;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (!mem)
		return;
	evidence_text(mem, r, &r->evidence[0]);
	fputs("<pre>", f);
	if (!fclose(mem))
		put_html(f, text);
	free(text);
	fputs("</pre>\n", f);
}

/* One loss for each kernel and stressor that has one. */
static void put_all_evidence(FILE *f, const struct pivot *p)
{
	int shown = 0;

	fputs("<h2>Evidence</h2>\n", f);
	for (int m = 0; m < MODES; m++)
		for (int k = 0; k < p->kernels.n; k++)
			for (int s = 0; s < p->stressors.n; s++) {
				struct cell c = pivot_cell(p, m, k, s);

				if (!c.runs || !c.sample->evidences ||
				    is_busted(p->stressors.name[s]))
					continue;
				put_evidence(f, c.sample);
				shown++;
			}
	if (!shown)
		fputs("<p>No wakeup was lost.</p>\n", f);
}

static void put_page(FILE *f, const char *dir, const struct results *all)
{
	struct pivot p;

	pivot_make(&p, all);
	put_head(f, all);
	put_findings(f, &p);
	put_all_verdicts(f, &p);
	put_pictures(f, dir, all);
	put_latencies(f, all);
	put_kernels(f, &p);
	put_all_evidence(f, &p);
	put_counters(f, &p);
	fputs("</body>\n</html>\n", f);
}

static int page_write(const char *dir, const struct results *all)
{
	char path[PATH_MAX];
	int ret = -ENAMETOOLONG, bad;
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/index.html", dir) >=
	    (int)sizeof(path))
		goto out;
	f = fopen(path, "we");
	if (!f) {
		ret = -errno;
		goto out;
	}
	put_page(f, dir, all);
	bad = ferror(f);
	ret = fclose(f) || bad ? -EIO : 0;
out:
	if (ret)
		complain("%s/index.html: can't write: %s", dir, strerror(-ret));
	return ret;
}

int report_write(const char *dir, const struct results *all)
{
	char plots[PATH_MAX];
	int ret = SYS(mkdir(dir, 0777)), drawn;

	if (ret && ret != -EEXIST) {
		complain("%s: can't make folder: %s", dir, strerror(-ret));
		return ret;
	}
	if (snprintf(plots, sizeof(plots), "%s/plots", dir) >=
	    (int)sizeof(plots))
		return -ENAMETOOLONG;
	drawn = plot_write(plots, all);
	ret = page_write(dir, all);
	/* Without gnuplot, which plot_write() named, the page is whole. */
	return ret || drawn == -ENOENT ? ret : drawn;
}
