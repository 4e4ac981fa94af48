// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "say.h"
#include "util.h"

/* The first record of a side: it names the kernel. */
static const struct result *side_record(const struct side *side)
{
	for (int i = 0; side->kernel && i < side->all->n; i++)
		if (!strcmp(side->all->r[i].where.kernel, side->kernel))
			return &side->all->r[i];
	return side->all->r;
}

static void put_side(FILE *f, const char *what, const struct side *side)
{
	const struct result *r = side_record(side);

	fprintf(f, "%s: ", what);
	put_plain(f, r->where.kernel, -1);
	fputs(" (Linux ", f);
	put_plain(f, r->where.release, -1);
	fputs(")", f);
}

/* s in exactly width columns. */
static void put_column(FILE *f, const char *s, int width)
{
	int len = strlen(s) < (size_t)width ? (int)strlen(s) : width;

	put_plain(f, s, len);
	fprintf(f, "%*s ", width - len, "");
}

static const char *change_text(const struct compared *c, char text[CELL_LEN])
{
	snprintf(text, CELL_LEN, "%s%s%s", change_names[c->change],
		 c->change == STILL ? " " : "",
		 c->change != STILL	 ? ""
		 : c->head.worst == HERD ? "a herd"
		 : c->head.worst == HANG ? "hangs"
					 : "loses");
	return text;
}

static void ratio_text(const struct latency_change *l, char text[64])
{
	snprintf(text, 64, "%.3f [%.3f, %.3f]", l->ratio, l->low, l->high);
}

/* Are times of this scene worth a line at all? */
static bool has_times(const struct compared *c)
{
	return c->scene.mode == MODE_STORM && c->base.runs && c->head.runs;
}

/* Columns that the cells of a side need. */
static int cells_width(const struct comparison *all, bool head)
{
	char text[CELL_LEN];
	int width = 4;

	for (int i = 0; i < all->n; i++) {
		cell_text(head ? &all->c[i].head : &all->c[i].base, text);
		if ((int)strlen(text) > width)
			width = strlen(text);
	}
	return width;
}

static void text_verdicts(FILE *f, const struct comparison *all)
{
	int a = cells_width(all, false), b = cells_width(all, true);
	char base[CELL_LEN], head[CELL_LEN], change[CELL_LEN];

	fprintf(f, "%-15s %-12s %4s %-11s %-*s %-*s %s\n", "stressor", "act",
		"wait", "tier", a, "base", b, "head", "change");
	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		cell_text(&c->base, base);
		cell_text(&c->head, head);
		put_column(f, c->scene.stressor, 15);
		fprintf(f, "%-12s %4d ", act_names[c->scene.act],
			c->scene.waiters);
		put_column(f, c->scene.tier, 11);
		fprintf(f, "%-*s %-*s %s\n", a, base, b, head,
			change_text(c, change));
	}
}

static void text_latency(FILE *f, const struct compared *c, int metric)
{
	const struct latency_change *l = &c->latency[metric];
	char base[CELL_LEN], head[CELL_LEN], ratio[64];

	time_text(l->base_ns, base);
	time_text(l->head_ns, head);
	ratio_text(l, ratio);
	put_column(f, c->scene.stressor, 15);
	fprintf(f, "%s %7s %7s %-20s %-6.2g %3d %s\n", metric_name(metric),
		base, head, ratio, l->p_holm, l->pairs, speed_names[l->speed]);
}

/* Is this the first of the scenes whose times say nothing for that reason? */
static bool first_of_reason(const struct comparison *all, int i)
{
	const char *why = all->c[i].latency[0].why;

	for (int k = 0; k < i; k++)
		if (has_times(&all->c[k]) && all->c[k].latency[0].ratio <= 0 &&
		    !strcmp(all->c[k].latency[0].why, why))
			return false;
	return has_times(&all->c[i]) && all->c[i].latency[0].ratio <= 0;
}

/* "cannot tell (fewer than 6 pairs of equal seed):" and the stressors. */
static void text_reason(FILE *f, const struct comparison *all, int from)
{
	const struct latency_change *l = &all->c[from].latency[0];
	int column = 0;

	fprintf(f, "%s (%s):", speed_names[l->speed], l->why);
	for (int i = from; i < all->n; i++) {
		const struct compared *c = &all->c[i];
		int len = strlen(c->scene.stressor) + 1;

		if (!has_times(c) || c->latency[0].ratio > 0 ||
		    strcmp(c->latency[0].why, l->why))
			continue;
		if (!column || column + len > 80) {
			fputs("\n ", f);
			column = 1;
		}
		putc(' ', f);
		put_plain(f, c->scene.stressor, -1);
		column += len;
	}
	putc('\n', f);
}

static void text_latencies(FILE *f, const struct comparison *all)
{
	int lines = 0;

	for (int i = 0; i < all->n * METRICS; i++) {
		const struct compared *c = &all->c[i / METRICS];

		if (!has_times(c) || c->latency[i % METRICS].ratio <= 0)
			continue;
		if (!lines++)
			fprintf(f, "\n%-19s %7s %7s %-20s %-6s %3s\n",
				"wakeup latency", "base", "head",
				"ratio [95 %]", "p", "n");
		text_latency(f, c, i % METRICS);
	}
	if (lines)
		fprintf(f,
			"ratio: head / base, Hodges-Lehmann over n pairs of "
			"runs; p: exact signed rank,\nHolm; equivalent: "
			"within %.0f %% (TOST).\n",
			(EQUIVALENT_WITHIN - 1) * 100);
	for (int i = 0; i < all->n; i++) {
		if (!first_of_reason(all, i))
			continue;
		fputs("\nWakeup latency: ", f);
		text_reason(f, all, i);
	}
}

static void put_sum(FILE *f, const struct comparison *all)
{
	int change[CHANGES] = { 0 }, speed[SPEEDS] = { 0 };

	for (int i = 0; i < all->n; i++) {
		change[all->c[i].change]++;
		for (int m = 0; m < METRICS; m++)
			speed[all->c[i].latency[m].speed]++;
	}
	fprintf(f,
		"%d regressed, %d fixed, %d same, %d uncertain, %d not "
		"tested, %d broken; %d slower, %d faster\n",
		change[REGRESSION], change[FIXED], change[SAME] + change[STILL],
		change[UNCERTAIN], change[NOT_TESTED], change[NOT_SOUND],
		speed[SLOWER], speed[FASTER]);
}

void compare_text(FILE *f, const struct comparison *all,
		  const struct side *base, const struct side *head)
{
	put_side(f, "base", base);
	fputs("\n", f);
	put_side(f, "head", head);
	fputs("\n\n", f);
	text_verdicts(f, all);
	text_latencies(f, all);
	putc('\n', f);
	put_sum(f, all);
}

/* A cell of a Markdown table: what could end it, or start markup, is escaped.
 */
static void put_markdown(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (strchr("|\\`*_<>[]&", *s))
			putc('\\', f);
		put_plain(f, s, 1);
	}
}

static void markdown_verdicts(FILE *f, const struct comparison *all)
{
	char base[CELL_LEN], head[CELL_LEN], change[CELL_LEN];

	fputs("\n| stressor | act | waiters | tier | base | head | change "
	      "|\n|---|---|--:|---|---|---|---|\n",
	      f);
	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];
		bool strong = c->change == REGRESSION;

		cell_text(&c->base, base);
		cell_text(&c->head, head);
		fputs("| ", f);
		put_markdown(f, c->scene.stressor);
		fprintf(f, " | %s | %d | ", act_names[c->scene.act],
			c->scene.waiters);
		put_markdown(f, c->scene.tier);
		fprintf(f, " | %s | %s | %s%s%s |\n", base, head,
			strong ? "**" : "", change_text(c, change),
			strong ? "**" : "");
	}
}

static void markdown_latency(FILE *f, const struct compared *c, int metric)
{
	const struct latency_change *l = &c->latency[metric];
	char base[CELL_LEN] = "-", head[CELL_LEN] = "-", ratio[64] = "-";

	if (l->ratio > 0) {
		time_text(l->base_ns, base);
		time_text(l->head_ns, head);
		ratio_text(l, ratio);
	}
	fputs("| ", f);
	put_markdown(f, c->scene.stressor);
	fprintf(f, " | %s | %s | %s | %s | %.2g | %d | %s%s%s |\n",
		metric_name(metric), base, head, ratio, l->p_holm, l->pairs,
		speed_names[l->speed], *l->why ? ": " : "", l->why);
}

void compare_markdown(FILE *f, const struct comparison *all,
		      const struct side *base, const struct side *head)
{
	int lines = 0;

	put_side(f, "base", base);
	fputs("; ", f);
	put_side(f, "head", head);
	fputs(".\n\n", f);
	put_sum(f, all);
	markdown_verdicts(f, all);
	for (int i = 0; i < all->n * METRICS; i++) {
		const struct compared *c = &all->c[i / METRICS];

		if (!has_times(c))
			continue;
		if (!lines++)
			fputs("\n| wakeup latency | | base | head | head / "
			      "base "
			      "[95 %] | p (Holm) | pairs | change |\n"
			      "|---|---|--:|--:|---|--:|--:|---|\n",
			      f);
		markdown_latency(f, c, i % METRICS);
	}
}

/* Records hold what strangers wrote; a JSON text must be sound UTF-8. */
static json_t *plain(const char *s)
{
	char text[WORDS_MAX];

	snprintf(text, sizeof(text), "%s", s);
	for (char *c = text; *c; c++)
		if (*c < ' ' || *c >= 0x7f)
			*c = '?';
	return json_string(text);
}

static json_t *json_side(const struct side *side)
{
	const struct where *w = &side_record(side)->where;

	return json_pack("{so so so}", "kernel", plain(w->kernel), "release",
			 plain(w->release), "kernel_id", plain(w->kernel_id));
}

static json_t *json_cell(const struct cell *c)
{
	if (!c->runs)
		return json_null();
	return json_pack("{ss si si sI sI}", "verdict", verdict_names[c->worst],
			 "runs", c->runs, "found", c->hit, "lost",
			 (json_int_t)c->lost, "rounds", (json_int_t)c->rounds);
}

static json_t *json_latency(const struct latency_change *l, int metric)
{
	json_t *o = json_pack("{ss ss ss si}", "metric", metric_name(metric),
			      "change", speed_names[l->speed], "why", l->why,
			      "pairs", l->pairs);

	if (o && l->ratio > 0)
		json_object_update_new(
			o, json_pack("{sf sf sf s[ff] sf sf}", "base_ns",
				     l->base_ns, "head_ns", l->head_ns, "ratio",
				     l->ratio, "ci95", l->low, l->high, "p",
				     l->p, "p_holm", l->p_holm));
	return o;
}

static json_t *json_compared(const struct compared *c)
{
	json_t *list = json_array();

	for (int m = 0; m < METRICS; m++)
		json_array_append_new(list, json_latency(&c->latency[m], m));
	return json_pack(
		"{so ss ss si sb so ss so so sf so}", "stressor",
		plain(c->scene.stressor), "mode", mode_names[c->scene.mode],
		"act", act_names[c->scene.act], "waiters", c->scene.waiters,
		"threads", c->scene.threads, "tier", plain(c->scene.tier),
		"change", change_names[c->change], "base", json_cell(&c->base),
		"head", json_cell(&c->head), "fisher_p", c->p, "latency", list);
}

int compare_json(FILE *f, const struct comparison *all, const struct side *base,
		 const struct side *head)
{
	json_t *list = json_array();
	json_t *o = json_pack("{ss si so so so}", "schema",
			      "wakestorm-compare/1", "status",
			      compare_status(all), "base", json_side(base),
			      "head", json_side(head), "compared", list);
	int ret = -ENOMEM;

	if (!o)
		return ret;
	for (int i = 0; i < all->n; i++)
		json_array_append_new(list, json_compared(&all->c[i]));
	if (!json_dumpf(o, f, JSON_INDENT(2)))
		ret = putc('\n', f) == EOF || fflush(f) ? -EIO : 0;
	json_decref(o);
	return ret;
}
