// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <math.h>
#include <string.h>

#include "metrics.h"
#include "util.h"

static double per(double n, double of)
{
	return of > 0 ? n / of : 0;
}

static double per_second(const struct result *r, double n)
{
	return per(n * SEC_NS, (double)r->storm.running_ns);
}

static double wakeups_per_s(const struct result *r)
{
	return per_second(r, (double)r->tally.taken);
}

static double switches_per_post(const struct result *r)
{
	return per((double)r->tally.switches, (double)r->tally.posted);
}

static double spurious_per_post(const struct result *r)
{
	return per((double)r->tally.spurious, (double)r->tally.posted);
}

double herd_switches(const struct result *r)
{
	return fmax((double)r->tally.switches - (double)r->storm.handled, 0);
}

static double herd_mean(const struct result *r)
{
	return per(herd_switches(r), (double)r->tally.posted);
}

static double migrations_per_post(const struct result *r)
{
	return per((double)r->storm.migrations, (double)r->tally.posted);
}

static double places_off(const struct result *r)
{
	return per((double)r->storm.places, (double)r->tally.taken);
}

static double coincidences_per_s(const struct result *r)
{
	return per_second(r, (double)r->storm.coincidences);
}

static double signals_per_s(const struct result *r)
{
	return per_second(r, (double)r->storm.handled);
}

const struct ratio storm_ratios[STORM_RATIOS] = {
	{ "wakeups_per_s", "wakeups a second", 0, wakeups_per_s },
	{ "switches_per_post", "switches a post", 3, switches_per_post },
	{ "spurious_per_post", "waits for nothing a post", 3,
	  spurious_per_post },
	{ "herd_mean", "sleepers disturbed a post", 3, herd_mean },
	{ "migrations_per_post", "migrations a post", 3, migrations_per_post },
	{ "places_off", "places off first come, first served", 2, places_off },
	{ "signals_per_s", "signals to sleepers a second", 0, signals_per_s },
	{ "coincidences_per_s", "coincidences a second", 0,
	  coincidences_per_s },
};

static void print_hist(FILE *f, const char *words, const struct hist *h)
{
	if (!h->count)
		return;
	fprintf(f, "    %-38s p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f us\n",
		words, (double)hist_percentile(h, .5) / 1e3,
		(double)hist_percentile(h, .99) / 1e3,
		(double)hist_percentile(h, .999) / 1e3, (double)h->max / 1e3);
	if (h->over)
		fprintf(f, "    %-38s %llu\n", "  above 18 minutes",
			(unsigned long long)h->over);
}

/* perf_event_open(2) says it in the words of files. */
const char *counter_problem(int error)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
	case EOPNOTSUPP: return "this machine does not have it";
	case EACCES:
	case EPERM: return "takes root, or a lower perf_event_paranoid";
	default: return strerror(error);
	}
}

static void print_counter(FILE *f, const struct counter *c, uint64_t wakeups)
{
	if (c->error) {
		fprintf(f, "    %-38s %s\n", c->name, counter_problem(c->error));
		return;
	}
	fprintf(f, "    %-38s %llu", c->name, (unsigned long long)c->value);
	if (wakeups)
		fprintf(f, ", %.3f a wakeup",
			(double)c->value / (double)wakeups);
	if (c->share > 0 && c->share < .9995)
		fprintf(f, ", scaled: counted in %.1f %% of the time",
			100 * c->share);
	fprintf(f, "\n");
}

static void print_counters(FILE *f, const struct result *r)
{
	if (r->counters)
		fprintf(f, "    perf counts %s; clocks in ns\n",
			r->perf_cpus ? "all that happens on all CPUs"
				     : "the run's tasks");
	for (int i = 0; i < r->counters; i++)
		print_counter(f, &r->counter[i], r->tally.taken);
}

void metrics_print(FILE *f, const struct result *r)
{
	if (!r->storm.running_ns) {
		print_counters(f, r);
		return;
	}
	fprintf(f, "    %s loop, placement %s, %d waiters\n",
		loop_names[r->loop], placement_names[r->placement], r->waiters);
	for (int i = 0; i < STORM_RATIOS; i++)
		fprintf(f, "    %-38s %.*f\n", storm_ratios[i].words,
			storm_ratios[i].digits, storm_ratios[i].of(r));
	fprintf(f, "    %-38s %.4f (1 is fair; least %llu, most %llu)\n",
		"Jain's index of events per waiter", r->storm.jain,
		(unsigned long long)r->storm.least,
		(unsigned long long)r->storm.most);
	fprintf(f, "    %-38s %llu\n", "most waiters back for one event",
		(unsigned long long)r->storm.herd_max);
	print_hist(f, "latency", &r->latency);
	print_hist(f, "latency by stamps in the kernel", &r->kernel_latency);
	print_hist(f, "signal to handler, of a sleeper", &r->signal_latency);
	print_hist(f, "waking to switch-in", &r->switch_in_latency);
	if (r->storm.trace_lost)
		fprintf(f, "    %-38s %llu\n", "events that the trace lost",
			(unsigned long long)r->storm.trace_lost);
	if (r->storm.trace_unseen)
		fprintf(f, "    %-38s %llu\n", "switches that were not traced",
			(unsigned long long)r->storm.trace_unseen);
	print_counters(f, r);
}
