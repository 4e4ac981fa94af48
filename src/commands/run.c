// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run`. */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/harvest.h"
#include "commands/run-mutants.h"
#include "commands/run-plans.h"
#include "engine/act.h"
#include "measure/perf-events.h"
#include "measure/trace.h"
#include "mutants.h"
#include "print.h"
#include "say.h"
#include "where.h"

/* `--act all` leaves out what can't be played here, and says so. */
static void note_missing(const struct run_options *o)
{
	if (!o->acts || strcmp(o->acts, "all"))
		return;
	for (enum act act = 0; act < FIXED_ACTS; act++) {
		const char *why = act_missing(&(struct plan){ .act = act });

		if (why)
			note("act %s is left out: %s", act_names[act], why);
	}
}

/* Here, and not where options are read: a guest has events of its own. */
static int check_perf(const struct run_options *o)
{
	struct event event[MAX_COUNTERS];
	char why[WORDS_MAX];

	if (o->perf && *o->perf && perf_events_parse(o->perf, event, why) < 0)
		return complain("--perf %s: %s (see --perf list)", o->perf,
				why);
	if (o->trace && tracepoint_read(TRACE_NEEDS, "id", why, sizeof(why)))
		return complain("--trace: no tracepoint " TRACE_NEEDS
				" here: as root, mount tracefs at "
				"/sys/kernel/tracing");
	if (o->perf_cpus && o->placement == PLACEMENT_FREE &&
	    !plans_one_by_one(o, MODE_STORM))
		note("--perf-cpus: sites that run at the same time count each "
		     "other; see --sequential");
	return 0;
}

static int carry_out(const struct run_options *o)
{
	struct harvest h = { .n = 0 };
	struct where where;
	int ret = check_perf(o), closed;

	if (!ret)
		ret = run_check_mutant(o);
	if (!ret)
		ret = harvest_open(o, &h);
	if (ret)
		return ret;
	where_am_i(&where);
	where_told(&where, &o->told);
	note_missing(o);
	h.sink.skips_later = o->quick;
	print_header(h.sink.table);
	ret = run_mutants(o, &where, &h);
	if (o->kills) {
		mutants_table(h.sink.table,
			      &(struct results){ .r = h.all, .n = h.n });
	} else if (h.n) {
		print_findings(h.sink.table, h.all, h.n);
		if (o->quick)
			print_skipped(h.sink.table, h.all, h.n);
		print_next(h.sink.table, h.all, h.n);
	}
	closed = harvest_close(o, &h);
	return ret ? ret : closed ? closed : h.sink.status;
}

int cmd_run(int argc, char **argv)
{
	struct run_options o;
	int status;

	if (run_options_parse(&o, argc, argv, &status))
		return status;
	if (o.perf && !strcmp(o.perf, "list")) {
		perf_events_list(stdout);
		return STATUS_PASS;
	}
	return carry_out(&o);
}
