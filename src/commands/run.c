// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run`: options -> plans -> results. */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/run-options.h"
#include "engine/act.h"
#include "engine/run.h"
#include "print.h"
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

/* Number k of the plans for sites of a stressor: each variant at each site. */
static struct plan plan_of(const struct run_options *o, enum mode mode,
			   const struct stressor *s, int k)
{
	const struct script *script = &o->script[k % variants(o)];
	struct plan p = { .stressor = s,
			  .mode = mode,
			  .act = k % variants(o),
			  .site = k / variants(o),
			  .waiters = (int)o->waiters,
			  .wakers = (int)o->wakers,
			  .threads = o->threads || s->threads,
			  .fair = o->fair,
			  .perf = o->perf,
			  .rounds = o->rounds,
			  .signals = o->signals,
			  .seed = o->seed };

	if (!o->scripts)
		return p;
	p.act = ACT_SCRIPT;
	p.script = *script;
	p.waiters = script_cast(script);
	return p;
}

/* Plans of one mode. */
static int expand(const struct run_options *o, enum mode mode,
		  struct plan **plans)
{
	int n = 0, most = 0;

	for (int i = 0; stressors[i]; i++)
		most += (int)o->sites[i] * variants(o);
	*plans = calloc(most ? most : 1, sizeof(**plans));
	if (!*plans || !in_list(o->modes, mode_names[mode]))
		return *plans ? 0 : -ENOMEM;
	for (int i = 0; stressors[i]; i++)
		for (int k = 0; k < (int)o->sites[i] * variants(o); k++) {
			(*plans)[n] = plan_of(o, mode, stressors[i], k);
			if (is_wanted(o, &(*plans)[n]))
				n++;
		}
	return n;
}

/* The time is shared by those that run one by one. */
static void share_time(const struct run_options *o, struct plan *p, int n)
{
	bool one_by_one = p->mode == MODE_DUEL || o->sequential || o->quick;
	uint64_t time = o->timeout_ns;

	if (!time && !o->rounds)
		time = o->quick ? DEFAULT_TIMEOUT_NS / 2 : DEFAULT_TIMEOUT_NS;
	for (int i = 0; i < n; i++)
		p[i].timeout_ns = one_by_one ? time / n : time;
}

struct sink {
	FILE *json; /* or NULL */
	FILE *table;
	const char *path;
	int status;
	struct result *all;
	int n;
};

static void deliver(struct sink *sink, const struct result *r)
{
	int ret = sink->json ? result_write(sink->json, r) : 0;

	if (ret < 0) {
		complain("can't write %s: %s; the table is complete",
			 sink->path, strerror(-ret));
		sink->json = NULL;
		sink->status = worse_status(sink->status, STATUS_BROKEN);
	}
	print_row(sink->table, r);
	sink->status = worse_status(sink->status, verdict_status(r->verdict));
}

static int run_mode(const struct run_options *o, enum mode mode,
		    const struct where *where, struct sink *sink)
{
	struct plan *plans;
	int n = expand(o, mode, &plans), step;
	struct result *more;

	if (n < 0)
		return complain("no memory");
	share_time(o, plans, n);
	more = realloc(sink->all, (sink->n + n + 1) * sizeof(*more));
	if (!more) {
		free(plans);
		return complain("no memory for %d results", n);
	}
	sink->all = more;
	step = mode == MODE_STORM && !o->sequential && !o->quick ? n : 1;
	for (int i = 0; i < n && !stop_requested(); i += step) {
		run_plans(&plans[i], step, where, &sink->all[sink->n]);
		for (int k = 0; k < step; k++)
			deliver(sink, &sink->all[sink->n++]);
	}
	free(plans);
	return 0;
}

static int open_json(const char *path, struct sink *sink)
{
	sink->table = stdout;
	sink->path = path;
	if (!path)
		return 0;
	if (!strcmp(path, "-")) {
		sink->json = stdout;
		sink->table = stderr;
		return 0;
	}
	sink->json = fopen(path, "ae");
	if (sink->json)
		return 0;
	return complain("--json %s: %s", path, strerror(errno));
}

static void set(char to[NAME_LEN], const char *text)
{
	if (text)
		snprintf(to, NAME_LEN, "%.63s", text);
}

static int carry_out(const struct run_options *o)
{
	struct sink sink = { .status = STATUS_SKIPPED };
	struct where where;
	int ret = open_json(o->json, &sink);

	if (ret)
		return ret;
	where_am_i(&where);
	set(where.tier, o->tier);
	set(where.accel, o->accel);
	set(where.kernel, o->kernel_name);
	set(where.kernel_id, o->kernel_id);
	note_missing(o);
	print_header(sink.table);
	for (int mode = 0; mode < MODES && !ret; mode++)
		ret = run_mode(o, mode, &where, &sink);
	if (sink.n)
		print_findings(sink.table, sink.all, sink.n);
	if (sink.json && sink.json != stdout && fclose(sink.json))
		ret = complain("can't write %s: %s", o->json, strerror(errno));
	free(sink.all);
	return ret ? ret : sink.status;
}

int cmd_run(int argc, char **argv)
{
	struct run_options o;
	int status;

	return run_options_parse(&o, argc, argv, &status) ? status
							  : carry_out(&o);
}
