// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run --workload`: programs that are not ours. */
#include "commands/run-workloads.h"
#include "say.h"
#include "tether.h"

#define DEFAULT_TIMEOUT_NS (10 * SEC_NS)

static int run_one(const struct run_options *o, int i,
		   const struct where *where, struct result *r)
{
	const struct workload_plan plan = {
		.what = o->workload[i],
		.timeout_ns =
			o->timeout_ns ? o->timeout_ns : DEFAULT_TIMEOUT_NS,
		.seed = o->seed
	};
	struct noise *noise = o->noise ? noise_start(o->noise) : NULL;

	if (o->noise && !noise)
		return STATUS_BROKEN;
	workload_run(&plan, where, r);
	if (noise)
		noise_end(noise, &r->noise);
	return 0;
}

int run_workloads(const struct run_options *o, const struct where *where,
		  struct sink *sink, struct result *r, int *n)
{
	int ret = 0;

	for (int i = 0; i < o->workloads && !ret && !stop_requested(); i++) {
		ret = run_one(o, i, where, &r[i]);
		if (ret)
			break;
		sink_deliver(sink, &r[i]);
		++*n;
	}
	return ret;
}
