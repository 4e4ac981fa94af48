// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "guest/tier.h"
#include "util.h"

static const struct tier tiers[] = {
	{ .name = "qemu", .cpus = 2, .cpus_max = 64 },
	{ .name = "qemu-icount", .cpus = 1, .cpus_max = 64 },
	{ .name = "uml", .process = true, .cpus = 1, .cpus_max = 1 },
};

const struct tier *tier_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tiers); i++)
		if (!strcmp(name, tiers[i].name))
			return &tiers[i];
	return NULL;
}

const char *tier_name_at(int i)
{
	return i < (int)ARRAY_SIZE(tiers) ? tiers[i].name : NULL;
}
