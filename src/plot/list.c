// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <string.h>

#include "plot/data.h"
#include "util.h"

const struct picture_kind picture_kinds[PICTURE_KINDS] = {
	{ "hang-heatmap", "no duel", 1, heatmap_list, heatmap_data },
	{ "herd", "no storm took an event", 1, herd_list, herd_data },
	{ "throughput", "no two boots in native or qemu-icount tell a rate", 1,
	  throughput_list, throughput_data },
	{ "latency-percentiles",
	  "no storm of 100 latencies in native or qemu-icount", 18,
	  latency_list, latency_data },
	{ "boots", "no kernel has two such storms of one stressor and setting",
	  18, boots_list, boots_data },
	{ "cost-curve",
	  "no stressor stormed with three or more numbers of waiters", 12,
	  cost_list, cost_data },
	{ "timeline", "no storm recorded one", 14, timeline_list,
	  timeline_data },
};

static void plain_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
	for (; *to; to++)
		if (*to < ' ' || *to >= 0x7f)
			*to = '?';
}

/* Letters, digits and '-': what is safe as a file name and in an address. */
static void name_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
	for (; *to; to++)
		if (!isascii(*to) || !isalnum((unsigned char)*to))
			*to = '-';
}

struct setting_words setting_words(const struct setting *setting)
{
	struct setting_words w;
	char name[32], tier[24], storm[STORM_TEXT], noise[24];

	plain_copy(name, sizeof(name), setting->stressor);
	plain_copy(tier, sizeof(tier), setting->tier);
	plain_copy(noise, sizeof(noise), setting->noise);
	snprintf(w.where, sizeof(w.where), "%s in %s%s%s%s",
		 mode_names[setting->mode], tier, storm_text(setting, storm),
		 *noise ? ", beside " : "", noise);
	snprintf(w.text, sizeof(w.text), "%s", name);
	if (setting->waiters)
		snprintf(w.text, sizeof(w.text), "%s, %d %s%s", name,
			 setting->waiters,
			 setting->threads ? "thread" : "waiter",
			 setting->waiters == 1 ? "" : "s");
	return w;
}

/* KIND, or KIND-STRESSOR-TIER-WAITERS. */
static void picture_name(struct picture *pic)
{
	const struct setting *s = &pic->setting;
	char stressor[48], tier[24], waiters[16] = "";

	if (!s->stressor) {
		snprintf(pic->name, sizeof(pic->name), "%s", pic->kind->name);
		return;
	}
	name_copy(stressor, sizeof(stressor), s->stressor);
	name_copy(tier, sizeof(tier), s->tier);
	if (s->waiters)
		snprintf(waiters, sizeof(waiters), "-%d", s->waiters);
	snprintf(pic->name, sizeof(pic->name), "%s-%s-%s%s%s", pic->kind->name,
		 stressor, tier, waiters, s->threads ? "t" : "");
}

/* Names that were cut or cleaned may be the same: number them. */
static void make_unique(struct picture *list, int n)
{
	size_t len = strlen(list[n].name);
	int same = 1;

	for (int i = 0; i < n; i++)
		same += !strncmp(list[i].name, list[n].name, len) &&
			(!list[i].name[len] || list[i].name[len] == '_');
	if (same > 1)
		snprintf(list[n].name + len, sizeof(list[n].name) - len, "_%d",
			 same);
}

int plot_kind(const struct picture_kind *kind, const struct results *all,
	      struct picture *list, int room, int *found)
{
	int most = kind->most < room ? kind->most : room, n;

	*found = kind->list(list, most, all);
	n = *found < most ? *found : most;
	for (int i = 0; i < n; i++) {
		list[i].kind = kind;
		picture_name(&list[i]);
		make_unique(list, i);
	}
	return n;
}

int plot_list(const struct results *all, struct picture list[MAX_PICTURES])
{
	int n = 0, found;

	for (int k = 0; k < PICTURE_KINDS; k++)
		n += plot_kind(&picture_kinds[k], all, &list[n],
			       MAX_PICTURES - n, &found);
	return n;
}
