// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/run-options.h"
#include "commands/told.h"
#include "commands/words.h"
#include "engine/act.h"
#include "engine/need.h"
#include "mutants.h"
#include "options.h"
#include "say.h"

#define MAX_SITES 64

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
	       "duel: what happens in a round, a list, or all [what can end "
	       "the sleep: duel or kill, else ping]"),
	OPTION("script", OPT_TEXT, script_text, 0, 0, "STEPS",
	       "duel: play these steps, 'w2: post sig0 run'; several with ;"),
	OPTION("rounds", OPT_NUMBER, rounds, 1, 0, "N",
	       "end after N rounds (storm: N events)"),
	OPTION("timeout", OPT_TIME, timeout_ns, MSEC_NS, 0, "TIME",
	       "time for each mode [10s, or none with --rounds]"),
	OPTION("waiters", OPT_NUMBERS, waiters, 1, MAX_WAITERS, "N,N...",
	       "waiters asleep on each site [4]; several: one run for each"),
	OPTION("wakers", OPT_NUMBER, wakers, 1, 64, "N",
	       "storm: wakers, one event in flight each [1]"),
	OPTION("signals", OPT_NUMBER, signals, 0, 1000000, "RATE",
	       "storm: signals a second [1000]"),
	OPTION("coincidences", OPT_NUMBER, coincidences, 1, 1000000, "RATE",
	       "storm: steer the signals to so many a second that meet an "
	       "event"),
	OPTION("rate", OPT_NUMBER, rate, 1, 10000000, "RATE",
	       "storm: events due at times of their own, so many a second"),
	OPTION("placement", OPT_TEXT, placement_name, 0, 0, "WHERE",
	       "storm: all on the same CPU, wakers across, or free [free]"),
	OPTION("metrics", OPT_FLAG, metrics, 0, 0, NULL,
	       "storm: print what was measured"),
	OPTION("threads", OPT_FLAG, threads, 0, 0, NULL,
	       "waiters are threads, not processes"),
	OPTION("sequential", OPT_FLAG, sequential, 0, 0, NULL,
	       "storm: one site after the other"),
	OPTION("fair", OPT_FLAG, fair, 0, 0, NULL,
	       "duel without real-time priorities"),
	OPTION("seed", OPT_NUMBER, seed, 0, INT64_MAX, "S",
	       "of every random choice [1]"),
	OPTION("perf", OPT_MAYBE, perf, 0, 0, "[A,{B,C}]",
	       "count events, by groups; or list them [the usual ones]"),
	OPTION("perf-cpus", OPT_FLAG, perf_cpus, 0, 0, NULL,
	       "count all that happens on all CPUs, not the run's tasks"),
	OPTION("trace", OPT_FLAG, trace, 0, 0, NULL,
	       "storm: from waking to switch-in, by tracepoints; costs time"),
	OPTION("mutant", OPT_TEXT, mutant, 0, 0, "NAME",
	       "with this mistake of the kernel switched on, or all in turn; "
	       "no stressor: what kills it, without and with it"),
	OPTION("workload", OPT_TEXT, workload_list, 0, 0, "A,B",
	       "run other tools under our watchdog: stress-ng:pipe, or "
	       "stress-ng for the usual ones, hackbench:pipe, "
	       "perf-bench:sched-pipe, rt-tests:cyclictest"),
	OPTION("noise", OPT_TEXT, noise, 0, 0, "COMMAND",
	       "run this beside it all: 'stress-ng --cpu 2'"),
	OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
	       "append records to FILE (- is stdout)"),
	OPTION("junit", OPT_TEXT, junit, 0, 0, "FILE",
	       "write JUnit's XML to FILE, once all is done"),
	OPTION("ktap", OPT_FLAG, ktap, 0, 0, NULL,
	       "print KTAP, once all is done; the table goes to stderr, and so "
	       "does KTAP with --json - and in a guest: to its console"),
	TOLD_OPTIONS(struct run_options),
	{ 0 },
};

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
		complain("--%s%s%s: how many sites? 1 to %d", name,
			 value ? " " : "", value ? value : "", MAX_SITES);
		return -2;
	}
	o->sites[i] = n;
	return 1;
}

static const struct option_table run_table = {
	.usage = "run [OPTION]... [--STRESSOR N]...",
	.about = "Stress this kernel: N sites of each named stressor (see "
		 "wakestorm list). Without a stressor: all that can run here, "
		 "in about ten seconds.",
	.spec = run_spec,
	.other = stressor_option,
	.name_at = stressor_name_at,
};

static const char *mode_name_at(int i)
{
	return i <= MODE_STORM ? mode_names[i] : NULL;
}

static const char *act_name_at(int i)
{
	return i < FIXED_ACTS ? act_names[i] : NULL;
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

/* "w2: post sig0 run; w3: post": scripts, and no storm. */
static int read_scripts(struct run_options *o)
{
	char text[SCRIPT_TEXT], why[WORDS_MAX];
	const char *p = o->script_text;

	while (p && *p) {
		int len = (int)strcspn(p, ";");

		if (o->scripts == MAX_SCRIPTS)
			return complain("--script: at most %d scripts",
					MAX_SCRIPTS);
		snprintf(text, sizeof(text), "%.*s", len, p);
		if (len >= SCRIPT_TEXT ||
		    script_parse(text, &o->script[o->scripts], why,
				 sizeof(why)))
			return complain("--script '%s': %s", text,
					len >= SCRIPT_TEXT ? "too long" : why);
		o->scripts++;
		p += len + strspn(p + len, "; ");
	}
	if (o->scripts && o->acts)
		return complain("--script and --act: one of them");
	if (o->scripts) {
		o->modes = mode_names[MODE_DUEL];
		o->waiters.n = 1; /* the script says how many */
	}
	return 0;
}

static const char *placement_name_at(int i)
{
	return i < PLACEMENTS ? placement_names[i] : NULL;
}

static int check_storm(struct run_options *o)
{
	int i = option_choice("placement", o->placement_name,
			      placement_name_at);

	if (i < 0)
		return STATUS_BROKEN;
	o->placement = i;
	if (o->coincidences && !o->signals)
		return complain("--coincidences takes signals: leave out "
				"--signals 0");
	return 0;
}

/* Nothing named: what is known to kill it. */
static int check_mutant(struct run_options *o, bool named)
{
	const struct mutant *m = mutant_find(o->mutant);
	int ret = check_words("mutant", o->mutant, mutant_name_at);

	o->kills = !named;
	if (ret)
		return ret;
	if (strchr(o->mutant, ','))
		return complain("--mutant %s: one of them, or all", o->mutant);
	if (!m && named)
		return complain("--mutant all has stressors of its own");
	if (!named && m && !m->stressor)
		return complain("--mutant %s: nothing kills it: %s", m->name,
				m->why);
	if (!named && (o->acts || o->script_text))
		return complain("--mutant without a stressor has acts of its "
				"own");
	return 0;
}

static int add_workload(struct run_options *o, const char *what)
{
	int ret = workload_check(what);

	if (ret)
		return ret;
	if (o->workloads == MAX_WORKLOADS)
		return complain("--workload: at most %d", MAX_WORKLOADS);
	snprintf(o->workload[o->workloads++], NAME_LEN, "%.63s", what);
	return 0;
}

/* "stress-ng:pipe,hackbench:pipe"; stress-ng alone is the usual ones. */
static int read_workloads(struct run_options *o)
{
	const char *p = o->workload_list;
	char word[NAME_LEN];
	int ret = 0;

	if (p && !*p)
		return complain("--workload: which? (try --help)");
	for (; p && *p && !ret; p += strspn(p, ",")) {
		size_t len = strcspn(p, ",");

		snprintf(word, sizeof(word), "%.*s",
			 (int)(len < NAME_LEN ? len : NAME_LEN - 1), p);
		p += len;
		if (strcmp(word, "stress-ng")) {
			ret = add_workload(o, word);
			continue;
		}
		for (int i = 0; workload_usual(i) && !ret; i++)
			ret = add_workload(o, workload_usual(i));
	}
	return ret;
}

/* What only a storm takes must not be passed over in silence. */
static int check_has_storm(const struct run_options *o)
{
	const struct {
		bool asked;
		const char *name;
	} options[] = { { o->rate != 0, "rate" },
			{ o->coincidences != 0, "coincidences" },
			{ o->wakers != 1, "wakers" },
			{ o->placement != PLACEMENT_FREE, "placement" },
			{ o->trace, "trace" } };

	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].asked &&
		    !in_list(o->modes, mode_names[MODE_STORM]))
			return complain("--%s is for storms, and this is a "
					"duel: add --mode storm",
					options[i].name);
	return 0;
}

/* An empty list would leave out what it names, without a word. */
static int check_named(const char *option, const char *list)
{
	return list && !list[strspn(list, ",")]
		       ? complain("--%s: which? Give names, with commas",
				  option)
		       : 0;
}

static int check(struct run_options *o)
{
	bool named = o->all || o->workload_list;
	int ret = read_workloads(o);

	if (!ret && o->noise)
		ret = noise_check(o->noise);
	if (ret)
		return ret;
	for (int i = 0; stressors[i]; i++)
		named |= o->sites[i] != 0;
	if (o->exclude && named && !o->all)
		return complain("--exclude: leaves stressors out of --all; "
				"here they are named");
	o->quick = !named && !o->mutant;
	choose_all(o);
	ret = check_named("mode", o->modes);
	if (!ret)
		ret = check_named("act", o->acts);
	if (!ret)
		ret = check_words("mode", o->modes, mode_name_at);
	if (!ret && o->acts && strcmp(o->acts, "all"))
		ret = check_words("act", o->acts, act_name_at);
	if (!ret)
		ret = check_storm(o);
	if (!ret && o->mutant)
		ret = check_mutant(o, named);
	if (!ret)
		ret = read_scripts(o);
	if (!ret)
		ret = check_has_storm(o);
	return ret ? ret : check_words("exclude", o->exclude, stressor_name_at);
}

int run_options_parse(struct run_options *o, int argc, char **argv, int *status)
{
	int rest;

	*o = (struct run_options){ .waiters = { .n = 1, .item = { 4 } },
				   .wakers = 1,
				   .signals = 1000,
				   .seed = 1,
				   .modes = "duel,storm",
				   .placement_name = "free" };
	if (options_parse(&run_table, o, argc, argv, &rest, status))
		return 1;
	*status = rest < argc ? complain("unexpected argument '%s'", argv[rest])
			      : check(o);
	return *status;
}

int run_options_kill(struct run_options *o, const struct mutant *m)
{
	bool script = m->act == ACT_SCRIPT;

	memset(o->sites, 0, sizeof(o->sites));
	o->sites[index_of(m->stressor)] = 1;
	o->modes = mode_names[MODE_DUEL];
	o->acts = script ? NULL : act_names[m->act];
	o->script_text = script ? m->script : NULL;
	o->scripts = 0;
	return read_scripts(o);
}

bool run_is_valid(int argc, char **argv, int *status)
{
	struct run_options o;

	if (run_options_parse(&o, argc, argv, status))
		return false;
	if (o.junit)
		*status = complain("no --junit in a guest: report makes it of "
				   "the records");
	return !o.junit;
}
