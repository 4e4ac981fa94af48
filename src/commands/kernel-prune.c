// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel prune`: make room in the cache folder. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "commands/kernel.h"
#include "guest/prune.h"
#include "say.h"
#include "util.h"

#define DAY_S 86400

struct prune_options {
	uint64_t keep, older_ns;
	bool dry;
};

#define PRUNE_OPTION(name, type, field, min, arg, help)                    \
	{                                                                  \
		name, type, offsetof(struct prune_options, field), min, 0, \
			arg, help                                          \
	}

static const struct option_spec prune_spec[] = {
	PRUNE_OPTION("older-than", OPT_TIME, older_ns, SEC_NS, "TIME",
		     "what was used last so long ago [30d]"),
	PRUNE_OPTION("keep", OPT_NUMBER, keep, 1, "BYTES",
		     "and more, the longest unused first, until the folder "
		     "takes no more than BYTES: 4G"),
	PRUNE_OPTION("dry-run", OPT_FLAG, dry, 0, NULL,
		     "only tell what would go"),
	{ 0 },
};

static const struct option_table prune_table = {
	.usage = "kernel prune [OPTION]...",
	.about = "Remove kernels, unpacked sources, packages and logs from the "
		 "cache folder that were not used for long. What is in use "
		 "stays. All of it can be had again.",
	.spec = prune_spec,
};

static void print_item(const struct prune_item *item, int64_t now_s,
		       const char *what)
{
	int64_t days = (now_s - item->used_s) / DAY_S;

	printf("%8.1f MiB  %4lld day%s  %s%s\n",
	       (double)item->bytes / (1 << 20), (long long)days,
	       days == 1 ? " " : "s", item->path, what);
}

/* Its turn: bytes that are free now, or would be. */
static uint64_t take(const struct prune_item *item, bool dry, bool locked,
		     int64_t now_s, int *err)
{
	int ret = 0;

	if (!locked && item->kind != PRUNE_KERNEL)
		ret = -EWOULDBLOCK;
	else
		ret = prune_remove(item, dry);
	if (ret == -EWOULDBLOCK) {
		print_item(item, now_s, ": stays, it is in use");
		return 0;
	}
	if (ret) {
		complain("can't remove %s: %s", item->path, strerror(-ret));
		*err = ret;
		return 0;
	}
	print_item(item, now_s, "");
	return item->bytes;
}

static int prune(const struct prune_options *o, struct prune_list *list)
{
	int64_t now_s = time(NULL);
	int lock = prune_lock(), err = 0, n = 0;
	uint64_t freed = 0, bytes;

	prune_choose(list, now_s - (int64_t)(o->older_ns / SEC_NS),
		     o->keep ? o->keep : UINT64_MAX);
	for (size_t i = 0; i < list->n; i++) {
		if (!list->item[i].goes)
			continue;
		bytes = take(&list->item[i], o->dry, lock >= 0, now_s, &err);
		freed += bytes;
		n += bytes > 0;
	}
	printf("%s %d of %zu, %.1f MiB; %.1f MiB %s\n",
	       o->dry ? "would remove" : "removed", n, list->n,
	       (double)freed / (1 << 20),
	       (double)(list->bytes - freed) / (1 << 20),
	       o->dry ? "would be left" : "are left");
	fd_close(&lock);
	return err ? STATUS_BROKEN : STATUS_PASS;
}

int kernel_prune(int argc, char **argv)
{
	struct prune_options o = { .older_ns = 30ull * DAY_S * SEC_NS };
	struct prune_list list;
	int rest, status;

	if (options_parse(&prune_table, &o, argc, argv, &rest, &status))
		return status;
	if (rest < argc)
		return complain("unexpected argument '%s'", argv[rest]);
	status = prune_look(&list) ? STATUS_BROKEN : prune(&o, &list);
	prune_free(&list);
	return status;
}
