// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run`: options -> plans -> results. */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/run-mutants.h"
#include "commands/run-options.h"
#include "commands/run-workloads.h"
#include "commands/sink.h"
#include "engine/act.h"
#include "engine/run.h"
#include "measure/perf-events.h"
#include "measure/trace.h"
#include "metrics.h"
#include "mutants.h"
#include "print.h"
#include "report.h"
#include "say.h"
#include "tether.h"
#include "where.h"

#define DEFAULT_TIMEOUT_NS (10 * SEC_NS)

/* The act that hurts most, of those that fit. */
static enum act usual_act(const struct stressor *s)
{
	static const enum act by_stop[] = { [STOP_SIGNAL] = ACT_DUEL,
					    [STOP_KILL] = ACT_KILL,
					    [STOP_NOTHING] = ACT_PING };

	return by_stop[s->stop];
}

/* Shall this plan be run?  A named act that does not fit is run to say why. */
static bool is_wanted(const struct run_options *o, const struct plan *p)
{
	if (p->mode == MODE_STORM || p->act == ACT_STORM)
		return p->mode == MODE_STORM && p->act == ACT_STORM;
	if (o->scripts)
		return true;
	if (p->act >= FIXED_ACTS)
		return false;
	if (!o->acts)
		return p->act ==
		       (p->threads ? ACT_DUEL : usual_act(p->stressor));
	if (!strcmp(o->acts, "all"))
		return !act_unfit(p) && !act_missing(p);
	return in_list(o->acts, act_names[p->act]);
}

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

/* Ways to play a round: the given scripts, else the acts. */
static int variants(const struct run_options *o)
{
	return o->scripts ? o->scripts : ACTS;
}

/* Number k of the plans for sites of a stressor: each variant at each site, for
 * each number of waiters. */
static struct plan plan_of(const struct run_options *o, enum mode mode,
			   const struct stressor *s, int k, uint64_t waiters)
{
	const struct script *script = &o->script[k % variants(o)];
	struct plan p = { .stressor = s,
			  .mode = mode,
			  .act = k % variants(o),
			  .site = k / variants(o),
			  .waiters = (int)waiters,
			  .wakers = (int)o->wakers,
			  .threads = o->threads || s->threads,
			  .fair = o->fair,
			  .perf = o->perf || !o->perf_cpus ? o->perf : "",
			  .trace = o->trace,
			  .perf_cpus = o->perf_cpus,
			  .rounds = o->rounds,
			  .signals = o->signals,
			  .coincidences = o->coincidences,
			  .rate = o->rate,
			  .placement = o->placement,
			  .seed = o->seed };

	if (!o->scripts)
		return p;
	p.act = ACT_SCRIPT;
	p.script = *script;
	p.waiters = script_cast(script);
	return p;
}

/* Those for one stressor; how many. */
static int expand_one(const struct run_options *o, enum mode mode, int stressor,
		      struct plan *plan)
{
	int sites = (int)o->sites[stressor] * variants(o), n = 0;

	for (int w = 0; w < o->waiters.n; w++)
		for (int k = 0; k < sites; k++) {
			plan[n] = plan_of(o, mode, stressors[stressor], k,
					  o->waiters.item[w]);
			if (is_wanted(o, &plan[n]))
				n++;
		}
	return n;
}

/* Plans of one mode. */
static int expand(const struct run_options *o, enum mode mode,
		  struct plan **plans)
{
	int n = 0, most = 0;

	for (int i = 0; stressors[i]; i++)
		most += (int)o->sites[i] * variants(o) * o->waiters.n;
	*plans = calloc(most ? most : 1, sizeof(**plans));
	if (!*plans || !in_list(o->modes, mode_names[mode]))
		return *plans ? 0 : -ENOMEM;
	for (int i = 0; stressors[i]; i++)
		n += expand_one(o, mode, i, *plans + n);
	return n;
}

/* Sites that were put on the same CPUs would measure each other, and so would
 * the points of a curve. */
static bool one_by_one(const struct run_options *o, enum mode mode)
{
	return mode == MODE_DUEL || o->sequential || o->quick ||
	       o->placement != PLACEMENT_FREE || o->waiters.n > 1;
}

/* The time is shared by those that run one by one. */
static void share_time(const struct run_options *o, struct plan *p, int n)
{
	uint64_t time = o->timeout_ns;

	if (!time && !o->rounds)
		time = o->quick ? DEFAULT_TIMEOUT_NS / 2 : DEFAULT_TIMEOUT_NS;
	for (int i = 0; i < n; i++)
		p[i].timeout_ns = one_by_one(o, p->mode) ? time / n : time;
}

struct harvest {
	struct sink sink;
	FILE *junit; /* or NULL */
	struct result *all;
	int n;
};

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

/* Room for n results more.  0, or a status after a complaint. */
static int make_room(struct harvest *h, int n)
{
	struct result *more = realloc(h->all, (h->n + n + 1) * sizeof(*more));

	if (!more)
		return complain("no memory for %d results", n);
	h->all = more;
	return 0;
}

static int run_mode(const struct run_options *o, enum mode mode,
		    const struct where *where, struct harvest *h)
{
	struct plan *plans;
	int n = expand(o, mode, &plans), step, ret;

	if (n < 0)
		return complain("no memory");
	share_time(o, plans, n);
	ret = make_room(h, n);
	step = one_by_one(o, mode) ? 1 : n;
	for (int i = 0; i < n && !ret && !stop_requested(); i += step)
		ret = run_step(o, h, &plans[i], step, where);
	free(plans);
	return ret;
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
	    !one_by_one(o, MODE_STORM))
		note("--perf-cpus: sites that run at the same time count each "
		     "other; see --sequential");
	return 0;
}

/* Before anything starts: a file that can't be written is no use then. */
static int open_all(const struct run_options *o, struct harvest *h)
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

/* 0, or a status. */
static int close_all(const struct run_options *o, struct harvest *h)
{
	struct results all = { .r = h->all, .n = h->n };
	int ret = sink_close(&h->sink), bad = 0;

	if (o->ktap && put_ktap(o, &all))
		ret = STATUS_BROKEN;
	if (!h->junit)
		return ret;
	bad = report_junit(h->junit, &all) || ferror(h->junit);
	if (fclose(h->junit) || bad)
		ret = complain("can't write %s; the table is complete",
			       o->junit);
	return ret;
}

int run_modes(const struct run_options *o, const struct where *where,
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

static int carry_out(const struct run_options *o)
{
	struct harvest h = { .n = 0 };
	struct where where;
	int ret = check_perf(o), closed;

	if (!ret)
		ret = run_check_mutant(o);
	if (!ret)
		ret = open_all(o, &h);
	if (ret)
		return ret;
	where_am_i(&where);
	where_told(&where, &o->told);
	note_missing(o);
	print_header(h.sink.table);
	ret = run_mutants(o, &where, &h);
	if (o->kills) {
		mutants_table(h.sink.table,
			      &(struct results){ .r = h.all, .n = h.n });
	} else if (h.n) {
		print_findings(h.sink.table, h.all, h.n);
		print_next(h.sink.table, h.all, h.n);
	}
	closed = close_all(o, &h);
	free(h.all);
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
