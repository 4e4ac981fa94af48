// SPDX-License-Identifier: GPL-2.0
/* One commit of `wakestorm bisect`: built, and booted once. */
#include <stdlib.h>
#include <string.h>

#include "commands/bisect.h"
#include "commands/guest-records.h"
#include "say.h"
#include "tether.h"

/* Faults of this machine, not of the commit. */
static bool is_ours(int err)
{
	return err == -EINTR || err == -ENOSPC || err == -ENOMEM;
}

int hunt_build(struct hunt *h, const struct commit *commit)
{
	struct kernel_options parts = h->o->kernel;
	char name[KERNEL_NAME_MAX];
	int ret;

	snprintf(name, sizeof(name), "%.48s-%.12s", h->o->base, commit->id);
	parts.names = (struct option_list){ .n = 1, .item = { h->o->base } };
	parts.source = h->o->tree;
	parts.ref = commit->id;
	parts.name = name;
	ret = kernel_choose(&parts, 0, h->spec);
	if (!ret)
		ret = kernel_get(h->spec, &h->kernel);
	return !ret || is_ours(ret) || stop_requested() ? ret : -ENODATA;
}

static void take(void *context, const struct result *r)
{
	struct seen *seen = context;

	if (r->verdict == SKIP || r->verdict == BROKEN || r->verdict == SUSPECT)
		return;
	seen->records++;
	if (seen->verdict == PASS)
		seen->verdict = r->verdict;
	hist_merge(&seen->latency, &r->latency);
}

int hunt_run(struct hunt *h, int run)
{
	const struct kernel_options *o = &h->o->kernel;
	const struct guest_plan plan = { .kernel = &h->kernel,
					 .tier = o->tier,
					 .cpus = (int)o->cpus,
					 .seed = o->seed + run,
					 .limits = o->limits,
					 .argc = h->argc,
					 .argv = h->argv };
	struct guest_outcome outcome = { 0 };
	int ret;

	/* As of a matrix: chance in the guest's run is another one, too. */
	snprintf(h->seed, sizeof(h->seed), "%llu",
		 (unsigned long long)plan.seed);
	memset(h->seen, 0, sizeof(*h->seen));
	ret = guest_records(&plan, h->json, o->json, h->result, take, h->seen,
			    &outcome);
	if (!ret && *outcome.trouble) {
		/* As of `kernel boot`: no such run is a pass. */
		snprintf(h->seen->trouble, sizeof(h->seen->trouble), "%.*s",
			 WHY_LEN - 1, outcome.trouble);
		if (h->seen->verdict == PASS)
			h->seen->records = 0;
	}
	return ret;
}

void hunt_tell(struct hunt *h, const struct commit *commit, const char *word,
	       const char *why)
{
	char subject[SUBJECT_LEN];

	history_subject(&h->history, commit->id, subject);
	fprintf(h->out, "%.12s %-5s %s  (%s)\n", commit->id, word, why,
		subject);
	fflush(h->out);
}
