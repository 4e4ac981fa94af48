// SPDX-License-Identifier: GPL-2.0
#include "result/fields.h"
#include "util.h"

#define FIELD(s, t, key, member)                                        \
	{                                                               \
		key, offsetof(struct s, member),                        \
			sizeof(((struct s *)0)->member), NULL, t, false \
	}
#define ADDED(s, t, key, member)                                       \
	{                                                              \
		key, offsetof(struct s, member),                       \
			sizeof(((struct s *)0)->member), NULL, t, true \
	}
#define ADDED_WORDS(s, key, member, names)                                 \
	{                                                                  \
		key, offsetof(struct s, member), ARRAY_SIZE(names), names, \
			WORD, true                                         \
	}
#define WORDS(s, key, member, names)                                       \
	{                                                                  \
		key, offsetof(struct s, member), ARRAY_SIZE(names), names, \
			WORD, false                                        \
	}

const struct field result_fields[] = {
	FIELD(result, TEXT, "stressor", stressor),
	WORDS(result, "mode", mode, mode_names),
	ADDED_WORDS(result, "act", act, act_names),
	ADDED(result, TEXT, "script", script),
	FIELD(result, INT, "site", site),
	FIELD(result, LONG, "seed", seed),
	WORDS(result, "verdict", verdict, verdict_names),
	FIELD(result, TEXT, "why", why),
	ADDED(result, TEXT, "sleeps_in", sleeps_in),
	FIELD(result, FLAG, "realtime", realtime),
	FIELD(result, LONG, "elapsed_ns", elapsed_ns),
	ADDED(result, LONG, "first_loss_ns", first_loss_ns),
	FIELD(result, TEXT, "version", version),
	{ 0 },
};

const struct field plan_fields[] = {
	FIELD(result, INT, "waiters", waiters),
	FIELD(result, INT, "wakers", wakers),
	FIELD(result, FLAG, "threads", threads),
	FIELD(result, LONG, "rounds", rounds),
	FIELD(result, LONG, "timeout_ns", timeout_ns),
	FIELD(result, LONG, "signals", signals),
	ADDED(result, FLAG, "perf_cpus", perf_cpus),
	ADDED(result, FLAG, "traced", traced),
	ADDED(result, LONG, "coincidences", coincidences),
	ADDED_WORDS(result, "loop", loop, loop_names),
	ADDED(result, LONG, "rate", rate),
	ADDED_WORDS(result, "placement", placement, placement_names),
	{ 0 },
};

const struct field where_fields[] = {
	FIELD(where, TEXT, "release", release),
	FIELD(where, TEXT, "kernel", kernel),
	FIELD(where, TEXT, "kernel_id", kernel_id),
	FIELD(where, TEXT, "boot_id", boot_id),
	FIELD(where, TEXT, "tier", tier),
	FIELD(where, TEXT, "accel", accel),
	FIELD(where, INT, "cpus", cpus),
	ADDED(where, TEXT, "mutant", mutant),
	ADDED(where, TEXT, "append", append),
	{ 0 },
};

const struct field tally_fields[] = {
	FIELD(tally, LONG, "rounds", rounds),
	FIELD(tally, LONG, "posted", posted),
	FIELD(tally, LONG, "taken", taken),
	FIELD(tally, LONG, "interrupted", interrupted),
	FIELD(tally, LONG, "spurious", spurious),
	FIELD(tally, LONG, "lost", lost),
	ADDED(tally, LONG, "timed_out", timed_out),
	FIELD(tally, LONG, "killed", killed),
	ADDED(tally, LONG, "gone", gone),
	FIELD(tally, LONG, "switches", switches),
	FIELD(tally, LONG, "signals", signals),
	ADDED(tally, LONG, "astray", astray),
	{ 0 },
};

void tally_add(struct tally *sum, const struct tally *more, int times)
{
	for (const struct field *f = tally_fields; f->key; f++) {
		uint64_t *to = (void *)((char *)sum + f->offset);
		const uint64_t *from =
			(const void *)((const char *)more + f->offset);

		*to += *from * (uint64_t)times;
	}
}

const struct field storm_fields[] = {
	FIELD(storm_counts, LONG, "running_ns", running_ns),
	FIELD(storm_counts, LONG, "handled", handled),
	FIELD(storm_counts, LONG, "coincidences", coincidences),
	FIELD(storm_counts, LONG, "signal_rate", signal_rate),
	FIELD(storm_counts, LONG, "migrations", migrations),
	FIELD(storm_counts, LONG, "places", places),
	FIELD(storm_counts, LONG, "herd_max", herd_max),
	FIELD(storm_counts, LONG, "least", least),
	FIELD(storm_counts, LONG, "most", most),
	ADDED(storm_counts, LONG, "trace_lost", trace_lost),
	ADDED(storm_counts, LONG, "trace_on_cpu", trace_on_cpu),
	ADDED(storm_counts, LONG, "trace_unseen", trace_unseen),
	FIELD(storm_counts, REAL, "jain", jain),
	{ 0 },
};

const struct field evidence_fields[] = {
	FIELD(evidence, LONG, "round", round),
	FIELD(evidence, INT, "asleep", asleep),
	FIELD(evidence, INT, "resting", resting),
	FIELD(evidence, LONG, "outstanding", outstanding),
	FIELD(evidence, INT, "ready", ready),
	FIELD(evidence, TEXT, "healed", healed),
	{ 0 },
};

const struct field sleeper_fields[] = {
	FIELD(sleeper, INT, "waiter", waiter),
	FIELD(sleeper, INT, "pid", pid),
	FIELD(sleeper, STATE, "state", state),
	FIELD(sleeper, TEXT, "wchan", wchan),
	FIELD(sleeper, TEXT, "syscall", syscall),
	FIELD(sleeper, TEXT, "stack", stack),
	{ 0 },
};

const struct field hist_fields[] = {
	FIELD(hist, LONG, "count", count),
	FIELD(hist, LONG, "min", min),
	FIELD(hist, LONG, "max", max),
	FIELD(hist, LONG, "sum", sum),
	ADDED(hist, LONG, "over", over),
	{ 0 },
};

const struct hist_field result_hists[] = {
	{ "latency_ns", offsetof(struct result, latency) },
	{ "kernel_latency_ns", offsetof(struct result, kernel_latency) },
	{ "signal_latency_ns", offsetof(struct result, signal_latency) },
	{ "switch_in_latency_ns", offsetof(struct result, switch_in_latency) },
	{ 0 },
};

const struct field met_fields[] = {
	FIELD(met, LONG, "window_ns", window_ns),
	FIELD(met, LONG, "count", count),
	FIELD(met, SIGNED, "min_ns", min_ns),
	FIELD(met, SIGNED, "max_ns", max_ns),
	FIELD(met, LONG, "finest_ns", finest_ns),
	FIELD(met, SIGNED, "finest_at_ns", finest_at_ns),
	FIELD(met, LONG, "lost", lost),
	FIELD(met, SIGNED, "lost_min_ns", lost_min_ns),
	FIELD(met, SIGNED, "lost_max_ns", lost_max_ns),
	{ 0 },
};

const struct field tool_fields[] = {
	FIELD(tool, TEXT, "name", name),
	FIELD(tool, TEXT, "version", version),
	FIELD(tool, TEXT, "command", command),
	FIELD(tool, TEXT, "unit", unit),
	FIELD(tool, INT, "status", status),
	FIELD(tool, FLAG, "hung", hung),
	FIELD(tool, LONG, "running_ns", running_ns),
	{ 0 },
};
