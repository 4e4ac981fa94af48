// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel tiers`: where kernels can run here. */
#include <stdio.h>

#include "commands/kernel.h"
#include "guest/tier.h"
#include "say.h"

static const struct option_spec tiers_spec[] = { { 0 } };

static const struct option_table tiers_table = {
	.usage = "kernel tiers",
	.about = "The kinds of guest, the cheapest first, and what each is on "
		 "this machine; before them, the machine itself.",
	.spec = tiers_spec,
};

static void print_tier(const char *name, bool works, const char *words,
		       const char *about)
{
	printf("%-12s %-3s  %s\n%18s%s\n", name, works ? "yes" : "no", words,
	       "", about);
}

int kernel_tiers(int argc, char **argv)
{
	char words[TIER_WORDS];
	int rest, status;

	if (options_parse(&tiers_table, NULL, argc, argv, &rest, &status))
		return status;
	if (rest < argc)
		return complain("unexpected argument '%s'", argv[rest]);
	for (int i = 0; tier_at(i); i++) {
		bool works = tier_at(i)->probe(words);

		print_tier(tier_at(i)->name, works, words, tier_at(i)->about);
	}
	return STATUS_PASS;
}
