// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "commands/harvest.h"
#include "commands/run-plans.h"
#include "commands/run-workloads.h"
#include "engine/run.h"
#include "metrics.h"
#include "report.h"
#include "say.h"
#include "tether.h"

int harvest_open(const struct run_options *o, struct harvest *h)
{
	int ret = sink_open(&h->sink, o->json);

	if (ret)
		return ret;
	if (o->ktap)
		h->sink.table = stderr;
	h->junit = o->junit ? fopen(o->junit, "we") : NULL;
	if (!o->junit || h->junit)
		return 0;
	ret = complain("--junit %s: %s", o->junit, strerror(errno));
	sink_close(&h->sink);
	return ret;
}

/* Make the next results, with the noise beside them, and hand them out. */
static int run_step(const struct run_options *o, struct harvest *h,
		    const struct plan *plan, int n, const struct where *where)
{
	struct noise *noise = o->noise ? noise_start(o->noise) : NULL;
	struct result *r = &h->all[h->n];
	struct tool tool;

	if (o->noise && !noise)
		return STATUS_BROKEN;
	run_plans(plan, n, where, r);
	if (noise)
		noise_end(noise, &tool);
	for (int k = 0; k < n; k++, h->n++) {
		if (noise)
			r[k].noise = tool;
		sink_deliver(&h->sink, &r[k]);
		if (o->metrics)
			metrics_print(h->sink.table, &r[k]);
	}
	return 0;
}

/*
 * Room for n results more.  0, or a status after a complaint.  Not for
 * children: to copy the page tables of a thousand results is most of a fork(),
 * and with each waiter that is born anew there is one.
 */
static int make_room(struct harvest *h, int n)
{
	size_t size = (size_t)(h->n + n + 1) * sizeof(*h->all);
	void *more = h->all ? mremap(h->all, h->size, size, MREMAP_MAYMOVE)
			    : mmap(NULL, size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (more == MAP_FAILED)
		return complain("out of memory for %d results", n);
	madvise(more, size, MADV_DONTFORK);
	h->all = more;
	h->size = size;
	return 0;
}

static int run_mode(const struct run_options *o, enum mode mode,
		    const struct where *where, struct harvest *h)
{
	struct plan *plans;
	int n = plans_make(o, mode, &plans), step, ret;

	if (n < 0)
		return complain("out of memory");
	ret = make_room(h, n);
	step = plans_one_by_one(o, mode) ? 1 : n;
	for (int i = 0; i < n && !ret && !stop_requested(); i += step)
		ret = run_step(o, h, &plans[i], step, where);
	free(plans);
	return ret;
}

int harvest(const struct run_options *o, const struct where *where,
	    struct harvest *h)
{
	int ret = 0;

	for (int mode = 0; mode <= MODE_STORM && !ret; mode++)
		ret = run_mode(o, mode, where, h);
	if (!ret)
		ret = make_room(h, o->workloads);
	return ret ? ret
		   : run_workloads(o, where, &h->sink, &h->all[h->n], &h->n);
}

/*
 * Not where records are; in a guest that leaves the console.  The kernel writes
 * there, too: each line has to go out whole.  0, or not after a complaint.
 */
static int put_ktap(const struct run_options *o, const struct results *all)
{
	FILE *f;
	int ret;

	if (!o->json || strcmp(o->json, "-"))
		return report_ktap(stdout, all);
	f = fdopen(dup(STDERR_FILENO), "w");
	if (!f)
		return complain("can't print KTAP: %s", strerror(errno));
	setvbuf(f, NULL, _IOLBF, BUFSIZ);
	ret = report_ktap(f, all);
	fclose(f);
	return ret;
}

/* 0, or not after a complaint. */
static int put_junit(const struct run_options *o, FILE *f,
		     const struct results *all)
{
	bool bad = report_junit(f, all) || ferror(f);

	if (fclose(f) || bad)
		return complain("can't write %s; the table is complete",
				o->junit);
	return 0;
}

int harvest_close(const struct run_options *o, struct harvest *h)
{
	struct results all = { .r = h->all, .n = h->n };
	int ret = sink_close(&h->sink);

	if (o->ktap && put_ktap(o, &all))
		ret = STATUS_BROKEN;
	if (h->junit && put_junit(o, h->junit, &all))
		ret = STATUS_BROKEN;
	if (h->all)
		munmap(h->all, h->size);
	return ret;
}
