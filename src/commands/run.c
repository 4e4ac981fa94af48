// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run`: options -> plans -> results. */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "engine/act.h"
#include "engine/need.h"
#include "engine/run.h"
#include "options.h"
#include "print.h"
#include "say.h"
#include "tether.h"
#include "where.h"

#define MAX_STRESSORS	   256
#define MAX_SITES	   64
#define DEFAULT_TIMEOUT_NS (10 * SEC_NS)

struct run_options {
	uint64_t timeout_ns, rounds, waiters, wakers, signals, seed, all;
	bool threads, fair, perf, sequential, busted;
	const char *modes, *acts, *exclude, *json;
	const char *tier, *kernel_name, *kernel_id, *accel;
	uint64_t sites[MAX_STRESSORS]; /* by place in stressors[] */
	bool quick;		       /* no stressor was named */
};

#define OPTION(name, type, field, min, max, arg, help)                     \
	{                                                                  \
		name, type, offsetof(struct run_options, field), min, max, \
			arg, help                                          \
	}

static const struct option_spec run_spec[] = {
	OPTION("all", OPT_NUMBER, all, 1, MAX_SITES, "N",
	       "N sites of every stressor that can run here"),
	OPTION("with-busted", OPT_FLAG, busted, 0, 0, NULL,
	       "--all: those that are wrong on purpose, too"),
	OPTION("exclude", OPT_TEXT, exclude, 0, 0, "A,B",
	       "leave these out of --all"),
	OPTION("mode", OPT_TEXT, modes, 0, 0, "MODES",
	       "duel, storm or duel,storm [duel,storm]"),
	OPTION("act", OPT_TEXT, acts, 0, 0, "ACTS",
	       "duel: what happens in a round, a list, or all [what can end\n"
	       "the sleep: duel or kill, else ping]"),
	OPTION("rounds", OPT_NUMBER, rounds, 1, 0, "N",
	       "end after N rounds (storm: N events)"),
	OPTION("timeout", OPT_TIME, timeout_ns, MSEC_NS, 0, "TIME",
	       "time for each mode [10s, or none with --rounds]"),
	OPTION("waiters", OPT_NUMBER, waiters, 1, MAX_WAITERS, "N",
	       "waiters asleep on each site [4]"),
	OPTION("wakers", OPT_NUMBER, wakers, 1, 64, "N",
	       "storm: wakers, one event in flight each [1]"),
	OPTION("signals", OPT_NUMBER, signals, 0, 1000000, "RATE",
	       "storm: signals a second [1000]"),
	OPTION("threads", OPT_FLAG, threads, 0, 0, NULL,
	       "waiters are threads, not processes"),
	OPTION("sequential", OPT_FLAG, sequential, 0, 0, NULL,
	       "storm: one site after the other"),
	OPTION("fair", OPT_FLAG, fair, 0, 0, NULL,
	       "duel without real-time priorities"),
	OPTION("seed", OPT_NUMBER, seed, 0, INT64_MAX, "S",
	       "of every random choice [1]"),
	OPTION("perf", OPT_FLAG, perf, 0, 0, NULL,
	       "count events: switches, migrations, cycles ..."),
	OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
	       "append records to FILE (- is stdout)"),
	OPTION("tier", OPT_TEXT, tier, 0, 0, "NAME",
	       "recorded: where we run [native] (set by kernel boot)"),
	OPTION("accel", OPT_TEXT, accel, 0, 0, "NAME",
	       "recorded: kvm or tcg (set by kernel boot)"),
	OPTION("kernel-name", OPT_TEXT, kernel_name, 0, 0, "NAME",
	       "recorded: name of the kernel (set by kernel boot)"),
	OPTION("kernel-id", OPT_TEXT, kernel_id, 0, 0, "ID",
	       "recorded: its content hash (set by kernel boot)"),
	{ 0 },
};

static const char *stressor_name_at(int i)
{
	return stressors[i] ? stressors[i]->name : NULL;
}

static int index_of(const char *name)
{
	for (int i = 0; stressors[i]; i++)
		if (!strcmp(stressors[i]->name, name))
			return i;
	return -1;
}

/* --pipe-read 4: four sites of that stressor. */
static int stressor_option(void *options, const char *name, const char *value)
{
	struct run_options *o = options;
	char *end = NULL;
	int i = name ? index_of(name) : -1;
	unsigned long n;

	if (i < 0)
		return -1;
	n = value ? strtoul(value, &end, 10) : 0;
	if (n < 1 || n > MAX_SITES || *end) {
		complain("--%s %s: how many sites? 1 to %d", name,
			 value ? value : "", MAX_SITES);
		return -2;
	}
	o->sites[i] = n;
	return 1;
}

static const struct option_table run_table = {
	.usage = "run [OPTION]... [--STRESSOR N]...",
	.about = "Stress this kernel: N sites of each named stressor (see "
		 "wakestorm list).\nWithout a stressor: all that can run here, "
		 "in about ten seconds.",
	.spec = run_spec,
	.other = stressor_option,
	.name_at = stressor_name_at,
};

/* Is name one of the words in "a,b,c"? */
static bool in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = list; p && *p; p += strspn(p, ",")) {
		size_t word = strcspn(p, ",");

		if (word == len && !strncmp(p, name, len))
			return true;
		p += word;
	}
	return false;
}

/* The first word of list that names nothing, or NULL. */
static const char *unknown_word(const char *list, char *word, size_t size,
				const char *(*name_at)(int i))
{
	for (const char *p = list; p && *p; p += strspn(p, ",")) {
		size_t len = strcspn(p, ",");
		const char *name;
		int i = 0;

		snprintf(word, size, "%.*s", (int)len, p);
		while ((name = name_at(i)) && strcmp(name, word))
			i++;
		if (!name)
			return word;
		p += len;
	}
	return NULL;
}

static const char *mode_name_at(int i)
{
	return i < MODES ? mode_names[i] : NULL;
}

static const char *act_name_at(int i)
{
	return i < ACT_STORM ? act_names[i] : NULL;
}

static int check_words(const char *option, const char *list,
		       const char *(*name_at)(int i))
{
	char word[64];
	const char *near;

	if (!unknown_word(list, word, sizeof(word), name_at))
		return 0;
	near = nearest(word, name_at);
	if (near)
		return complain("--%s: unknown '%s'; did you mean %s?", option,
				word, near);
	return complain("--%s: unknown '%s'", option, word);
}

/* --all, or nothing named: what can run here, without the BUSTED twins. */
static void choose_all(struct run_options *o)
{
	uint64_t n = o->all ? o->all : o->quick;
	char why[WORDS_MAX];

	for (int i = 0; stressors[i]; i++) {
		const char *name = stressors[i]->name;

		if (n && !o->sites[i] && (o->busted || !stressors[i]->busted) &&
		    !in_list(o->exclude, name) &&
		    (o->quick || need_met(stressors[i], why)))
			o->sites[i] = n;
	}
}

static int check(struct run_options *o)
{
	bool named = o->all;
	int ret;

	for (int i = 0; stressors[i]; i++)
		named |= o->sites[i] != 0;
	o->quick = !named;
	choose_all(o);
	ret = check_words("mode", o->modes, mode_name_at);
	if (!ret && o->acts && strcmp(o->acts, "all"))
		ret = check_words("act", o->acts, act_name_at);
	return ret ? ret : check_words("exclude", o->exclude, stressor_name_at);
}

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
	if (p->mode == MODE_STORM)
		return p->act == ACT_STORM;
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
	for (enum act act = 0; act < ACT_STORM; act++) {
		const char *why = act_missing(&(struct plan){ .act = act });

		if (why)
			note("act %s is left out: %s", act_names[act], why);
	}
}

/* Plans of one mode. */
static int expand(const struct run_options *o, enum mode mode,
		  struct plan **plans)
{
	int n = 0, most = 0;

	for (int i = 0; stressors[i]; i++)
		most += (int)o->sites[i] * ACTS;
	*plans = calloc(most ? most : 1, sizeof(**plans));
	if (!*plans || !in_list(o->modes, mode_names[mode]))
		return *plans ? 0 : -ENOMEM;
	for (int i = 0; stressors[i]; i++)
		for (int k = 0; k < (int)o->sites[i] * ACTS; k++) {
			struct plan *p = &(*plans)[n];

			*p = (struct plan){ .stressor = stressors[i],
					    .mode = mode,
					    .act = k % ACTS,
					    .site = k / ACTS,
					    .waiters = (int)o->waiters,
					    .wakers = (int)o->wakers,
					    .threads = o->threads ||
						       stressors[i]->threads,
					    .fair = o->fair,
					    .perf = o->perf,
					    .rounds = o->rounds,
					    .signals = o->signals,
					    .seed = o->seed };
			n += is_wanted(o, p) &&
			     (mode == MODE_STORM || p->act != ACT_STORM);
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

/* 0: *o is what to do; > 0: it is over, with *status. */
static int parse(struct run_options *o, int argc, char **argv, int *status)
{
	int rest;

	*o = (struct run_options){ .waiters = 4,
				   .wakers = 1,
				   .signals = 1000,
				   .seed = 1,
				   .modes = "duel,storm" };
	if (options_parse(&run_table, o, argc, argv, &rest, status))
		return 1;
	*status = rest < argc ? complain("unexpected argument '%s'", argv[rest])
			      : check(o);
	return *status;
}

bool run_is_valid(int argc, char **argv, int *status)
{
	struct run_options o;

	return !parse(&o, argc, argv, status);
}

int cmd_run(int argc, char **argv)
{
	struct run_options o;
	int status;

	return parse(&o, argc, argv, &status) ? status : carry_out(&o);
}
