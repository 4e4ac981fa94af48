// SPDX-License-Identifier: GPL-2.0
/* Each loss: who slept beside what, what healed it, how to see it again. */
#include <inttypes.h>
#include <string.h>

#include "report/page.h"

/* A twin is there to be caught: its losses are no news. */
static bool is_news(const struct result *r)
{
	enum outcome outcome = outcome_of(r);

	return outcome == FAILED || outcome == UNSURE;
}

/* The run of a setting to show: one with evidence, if there is one. */
static const struct line *worth_showing(const struct line *line, int n)
{
	const struct line *best = NULL;

	for (int i = 0; i < n; i++) {
		if (!is_news(line[i].r))
			continue;
		if (line[i].r->evidences)
			return &line[i];
		best = best ? best : &line[i];
	}
	return best;
}

int evidence_place(const struct lines *l, int kernel, const char *stressor,
		   enum mode mode)
{
	for (int i = 0, n; i < l->n; i += n) {
		const struct line *line = &l->line[i];

		n = lines_of_setting(l, i);
		if (line->kernel == kernel && line->r->mode == mode &&
		    !strcmp(line->r->stressor, stressor) &&
		    worth_showing(line, n))
			return i;
	}
	return -1;
}

static bool same_sleep(const struct sleeper *a, const struct sleeper *b)
{
	return a->state == b->state && !strcmp(a->wchan, b->wchan) &&
	       !strcmp(a->syscall, b->syscall) && !strcmp(a->stack, b->stack);
}

/* "waiter 0 (task 277), 1 (task 278)": those who sleep as number i does. */
static void put_who(FILE *f, const struct evidence *e, int i)
{
	fputs("<th scope=\"row\">", f);
	for (int k = i; k < e->sleepers; k++)
		if (same_sleep(&e->sleeper[i], &e->sleeper[k]))
			fprintf(f, "%s%d, task %d", k == i ? "" : "<br>",
				e->sleeper[k].waiter, e->sleeper[k].pid);
	fputs("</th>", f);
}

static void put_sleeper(FILE *f, const struct evidence *e, int i)
{
	const struct sleeper *s = &e->sleeper[i];
	const char state[2] = { s->state, 0 };

	for (int k = 0; k < i; k++)
		if (same_sleep(&e->sleeper[k], s))
			return;
	fputs("<tr>", f);
	put_who(f, e, i);
	put_words_cell(f, state);
	put_words_cell(f, s->wchan);
	fputs("<td class=\"long\">", f);
	put_html(f, *s->syscall ? s->syscall : "-");
	fputs("</td><td class=\"long\">", f);
	put_html(f, *s->stack ? s->stack : "-");
	fputs("</td></tr>\n", f);
}

static void put_picture_of(FILE *f, const struct evidence *e, int waiters)
{
	static const char *const heads[] = { "waiter", "state", "asleep in",
					     "system call",
					     "stack, innermost first" };
	char caption[256];

	snprintf(caption, sizeof(caption),
		 "Round %" PRIu64 ": %d of %d waiters in wait(), all asleep; "
		 "%d sitting out; %" PRId64 " event%s posted and not taken%s",
		 e->round, e->asleep, waiters, e->resting, e->outstanding,
		 e->outstanding == 1 ? "" : "s",
		 e->ready < 0 ? ""
		 : e->ready   ? "; probe: the site is ready"
			      : "; probe: the site is not ready");
	table_begin(f, caption);
	table_heads(f, heads, 5);
	table_body(f);
	for (int i = 0; i < e->sleepers; i++)
		put_sleeper(f, e, i);
	table_end(f);
	fputs("<p>Healed: ", f);
	put_html(f, *e->healed ? e->healed : "no, nothing ended the sleep");
	fputs(".</p>\n", f);
}

/* The other seeds and sites that came out like this one. */
static void put_alike(FILE *f, const struct line *line, int n)
{
	int alike = 0;

	for (int i = 0; i < n; i++)
		alike += is_news(line[i].r);
	if (n > 1)
		fprintf(f, "<p>%d of %d runs of this kind found it.</p>\n",
			alike, n);
}

static void put_summary(FILE *f, const struct result *r)
{
	char label[LABEL_LEN];

	fputs("<summary><strong>", f);
	put_html(f, r->stressor);
	fputs("</strong>, ", f);
	put_html(f, setting_label(r, label));
	fprintf(f, ": <span class=\"badge %s\">%s</span></summary>\n",
		verdict_names[r->verdict], verdict_names[r->verdict]);
}

/* A place inside what is folded: browsers open it for who follows a link. */
static void put_loss(FILE *f, const struct lines *l, int from,
		     const struct result *r, bool open)
{
	int n = lines_of_setting(l, from);

	fprintf(f, "<details%s>", open ? " open" : "");
	put_summary(f, r);
	fprintf(f, "<div id=\"e%d\">\n<p>", from);
	put_html(f, *r->why ? r->why : "No reason given");
	fprintf(f, " (seed %" PRIu64 ")</p>\n", r->seed);
	for (int i = 0; i < r->evidences; i++)
		put_picture_of(f, &r->evidence[i], r->waiters);
	if (!r->evidences)
		fputs("<p>The record has no more to say.</p>\n", f);
	put_alike(f, &l->line[from], n);
	fputs("<p>Again: ", f);
	put_command(f, r);
	fputs("</p>\n</div>\n</details>\n", f);
}

/* The losses of one kernel, from its first line on; how many there were. */
static int put_kernel(FILE *f, const struct lines *l, int from)
{
	int to = from + lines_of_kernel(l, from), shown = 0;

	for (int i = from; i < to; i += lines_of_setting(l, i)) {
		const struct line *line =
			worth_showing(&l->line[i], lines_of_setting(l, i));

		if (!line)
			continue;
		if (!shown) {
			fputs("<h3>", f);
			put_html(f, line->r->where.kernel);
			fputs(" <span class=\"soft\">Linux ", f);
			put_html(f, line->r->where.release);
			fputs("</span></h3>\n", f);
		}
		put_loss(f, l, i, line->r, !shown++);
	}
	return shown;
}

void put_evidence(FILE *f, const struct report *report)
{
	const struct lines *l = &report->lines;
	int shown = 0;

	for (int i = 0; i < l->n; i += lines_of_kernel(l, i))
		shown += put_kernel(f, l, i);
	if (!shown)
		fputs("<p>There is no finding to show.</p>\n", f);
}
