// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "commands/guest-records.h"
#include "say.h"

static void read_records(char *text, size_t size, struct result *r,
			 void (*take)(void *context, const struct result *r),
			 void *context)
{
	char why[WORDS_MAX];
	FILE *f = size ? fmemopen(text, size, "r") : NULL;
	int got;

	while (f && (got = result_read(f, r, why)))
		if (got > 0)
			take(context, r);
	if (f)
		fclose(f);
}

int guest_records(const struct guest_plan *plan, FILE *json, const char *path,
		  struct result *r,
		  void (*take)(void *context, const struct result *r),
		  void *context, struct guest_outcome *outcome)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int ret = f ? guest_run(plan, f, outcome) : -ENOMEM;

	if (f && fclose(f) && !ret)
		ret = -ENOMEM;
	if (!ret)
		read_records(text, size, r, take, context);
	if (!ret && json &&
	    (fwrite(text, 1, size, json) != size || fflush(json))) {
		complain("--json %s: %s", path, strerror(errno));
		ret = -EIO;
	}
	free(text);
	return ret;
}
