// SPDX-License-Identifier: GPL-2.0
/* A comparison for programs. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"
#include "util.h"

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

/* JSON has no infinity. */
static json_t *number(double v)
{
	return isfinite(v) ? json_real(v) : json_null();
}

static json_t *json_side(const struct side *side)
{
	const struct where *w = &side_record(side)->where;

	return json_pack("{so so so so}", "kernel", plain(w->kernel), "release",
			 plain(w->release), "kernel_id", plain(w->kernel_id),
			 "append", plain(w->append));
}

static json_t *json_cell(const struct cell *c)
{
	if (!c->runs)
		return json_null();
	return json_pack("{ss si si sI sI}", "verdict", verdict_names[c->worst],
			 "runs", c->runs, "found", c->hit, "lost",
			 (json_int_t)c->lost, "rounds", (json_int_t)c->rounds);
}

static json_t *json_hits(const struct losses *l, int side)
{
	json_t *o = json_pack("{si si sf}", "boots", l->boots[side], "hit",
			      l->hit[side], "waits", l->waits[side]);

	if (!l->hit[side] && l->waits[side] > 0)
		json_object_set_new(
			o, "rate_below",
			json_real(stats_upper_rate(l->waits[side])));
	return o;
}

static json_t *json_losses(const struct losses *l)
{
	if (!l->boots[BASE] || !l->boots[NEW])
		return json_null();
	return json_pack("{so so ss sf sf si}", "base", json_hits(l, BASE),
			 "new", json_hits(l, NEW), "test",
			 l->tested ? l->test : "", "p", l->p, "p_holm",
			 l->p_family, "more_boots", l->more);
}

static void add_figures(json_t *o, const struct measured *m, bool declared)
{
	json_object_update_new(
		o, json_pack("{sf sf so s[oo] s[oo] sf sf sf}", "base",
			     m->median[BASE], "new", m->median[NEW], "ratio",
			     number(m->ratio), "ci95", number(m->low),
			     number(m->high), "ci90", number(m->narrow_low),
			     number(m->narrow_high), "sd_log", m->sd, "p", m->p,
			     declared ? "p_holm" : "q", m->p_family));
	json_object_set_new(o, m->paired ? "lag1" : "cliffs_delta",
			    json_real(m->paired ? m->lag1 : m->delta));
}

static json_t *json_measured(const struct compared *c, enum metric metric)
{
	const struct measured *m = &c->metric[metric];
	bool declared = metric == metric_declared(c);
	json_t *o = json_pack("{ss ss ss ss sb s[ii] si sb}", "metric",
			      metric_names[metric], "family",
			      declared ? "declared" : "explored", "change",
			      change_names[m->change], "why", m->why, "paired",
			      m->paired, "boots", m->boots[BASE], m->boots[NEW],
			      "more_boots", m->more, "drifts", drifts(c, m));

	if (o && m->tested)
		add_figures(o, m, declared);
	return o;
}

static json_t *json_compared(const struct compared *c)
{
	const struct setting *s = &c->at;
	json_t *list = json_array();

	for (int m = 0; m < METRICS; m++)
		json_array_append_new(list, json_measured(c, m));
	return json_pack(
		"{si so ss ss si si sI sI sI ss si sb so ss ss so so so so}",
		"comparison", c->new, "stressor", plain(s->stressor), "mode",
		mode_names[s->mode], "act", act_names[s->act], "waiters",
		s->waiters, "wakers", s->wakers, "signals",
		(json_int_t)s->signals, "coincidences",
		(json_int_t)s->coincidences, "rate", (json_int_t)s->rate,
		"placement", placement_names[s->placement], "cpus", s->cpus,
		"threads", s->threads, "tier", plain(s->tier), "change",
		change_names[c->change], "why", c->why, "base",
		json_cell(&c->cell[BASE]), "new", json_cell(&c->cell[NEW]),
		"losses", json_losses(&c->losses), "metrics", list);
}

int compare_json(FILE *f, const struct comparison *all)
{
	json_t *news = json_array(), *list = json_array();
	json_t *o = json_pack(
		"{ss si sf so so so}", "schema", "wakestorm-compare/1",
		"status", compare_status(all), "margin", all->margin, "base",
		json_side(&all->base), "new", news, "compared", list);
	int ret = -ENOMEM;

	if (!o)
		return ret;
	for (int i = 0; i < all->n_news; i++)
		json_array_append_new(news, json_side(&all->news[i]));
	for (int i = 0; i < all->n; i++)
		json_array_append_new(list, json_compared(&all->c[i]));
	if (!json_dumpf(o, f, JSON_INDENT(2)))
		ret = putc('\n', f) == EOF || fflush(f) ? -EIO : 0;
	json_decref(o);
	return ret;
}
