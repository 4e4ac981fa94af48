// SPDX-License-Identifier: GPL-2.0
/* What the writers of a comparison say alike. */
#include <inttypes.h>
#include <string.h>

#include "compare.h"
#include "measure/stats.h"

#define STRING_OF(x) #x
#define STRING(x)    STRING_OF(x)

const struct measured_part measured_parts[MEASURED] = {
	{ P50, true, "declared: p50 of a wakeup" },
	{ RATE, true, "declared: counts a second" },
	{ TAIL, false, "explored: beyond " STRING(TAIL_TIMES) " x p50" },
	{ RATE, false, "explored: events a second" },
};

void put_side(FILE *f, const char *what, const struct side *side)
{
	const struct result *r = side_record(side);

	fputs(what, f);
	put_plain(f, r->where.kernel, -1);
	fputs(" (Linux ", f);
	put_plain(f, r->where.release, -1);
	if (*r->where.append) {
		fputs(", '", f);
		put_plain(f, r->where.append, -1);
		fputs("'", f);
	}
	fputs(")", f);
}

void metric_text(const struct measured *m, enum metric metric, int side,
		 char text[CELL_LEN])
{
	if (metric == TAIL)
		snprintf(text, CELL_LEN, "%.2g %%", m->median[side] * 100);
	else if (metric == RATE)
		rate_text(m->median[side], text);
	else
		time_text(m->median[side], text);
}

const char *more_text(int more, char text[WORDS_LEN])
{
	text[0] = 0;
	if (more >= MOST_MORE)
		snprintf(text, WORDS_LEN, "; more than %d boots more would",
			 MOST_MORE);
	else if (more > 0)
		snprintf(text, WORDS_LEN, "; %d boot%s more would tell", more,
			 more > 1 ? "s" : "");
	return text;
}

/* "duel", "storm", or with signals and events a second, "storm+1000@500 same".
 */
void setting_text(const struct setting *at, char text[WORDS_LEN])
{
	uint64_t signals = at->coincidences ? at->coincidences : at->signals;
	int n = snprintf(text, WORDS_LEN, "%s", act_names[at->act]);

	if (signals)
		n += snprintf(text + n, WORDS_LEN - n, "%s+%" PRIu64,
			      at->coincidences ? "+" : "", signals);
	if (at->rate)
		n += snprintf(text + n, WORDS_LEN - n, "@%" PRIu64, at->rate);
	if (at->placement != PLACEMENT_FREE)
		snprintf(text + n, WORDS_LEN - n, " %s",
			 placement_names[at->placement]);
}

void put_sum(FILE *f, const struct comparison *all, int new)
{
	int verdict[CHANGES] = { 0 }, p50[CHANGES] = { 0 };
	int rate[CHANGES] = { 0 }, rates = 0;

	for (int i = 0; i < all->n; i++) {
		const struct compared *c = &all->c[i];

		if (c->new != new)
			continue;
		verdict[c->change]++;
		if (!has_times(c))
			continue;
		if (metric_declared(c) == P50)
			p50[c->metric[P50].change]++;
		else
			rate[c->metric[RATE].change]++, rates++;
	}
	fprintf(f,
		"verdicts: %d regressed, %d improved, %d same, %d cannot tell, "
		"%d broken\n",
		verdict[REGRESSED], verdict[IMPROVED], verdict[SAME],
		verdict[CANNOT_TELL], verdict[NOT_SOUND]);
	fprintf(f,
		"p50:      %d regressed, %d improved, %d same, %d cannot "
		"tell\n",
		p50[REGRESSED], p50[IMPROVED], p50[SAME], p50[CANNOT_TELL]);
	if (rates)
		fprintf(f,
			"rate:     %d regressed, %d improved, %d same, %d "
			"cannot tell\n",
			rate[REGRESSED], rate[IMPROVED], rate[SAME],
			rate[CANNOT_TELL]);
}

void put_method(FILE *f, const struct comparison *all)
{
	fprintf(f,
		"n boots, paired by seed or n v n; ratio: new / base, "
		"Hodges-Lehmann, exact\ninterval; p: exact signed rank, or "
		"Mann-Whitney.  Declared: p50, and the counts a\nsecond of "
		"workloads, by Holm.  Explored: the share beyond %d base "
		"medians, and\nevents a second; q by Benjamini-Hochberg, "
		"%.2f.  same: 90 %% interval within\n%.4g %% (TOST; tail "
		"%.4g %%).\n",
		TAIL_TIMES, FALSE_SHARE, all->margin * 100,
		metric_margin(TAIL, all->margin) * 100);
}
