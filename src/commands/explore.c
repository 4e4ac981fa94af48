// SPDX-License-Identifier: GPL-2.0
/* `wakestorm explore`: search the scripts of sites for losses. */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/replay.h"
#include "commands/sink.h"
#include "commands/told.h"
#include "commands/words.h"
#include "engine/need.h"
#include "explore/search.h"
#include "mail.h"
#include "options.h"
#include "print.h"
#include "report.h"
#include "reproducer.h"
#include "say.h"
#include "tether.h"
#include "where.h"

#define DEFAULT_TIMEOUT_NS (10 * SEC_NS)

struct explore_options {
	uint64_t timeout_ns, scripts, steps, waiters, seed;
	bool threads, fair, no_races, stretch;
	const char *json, *from, *replay, *reproducer, *mail, *exclude;
	struct told told;
	struct option_list names;
};

#define OPTION(name, type, field, min, max, arg, help)                         \
	{                                                                      \
		name, type, offsetof(struct explore_options, field), min, max, \
			arg, help                                              \
	}

static const struct option_spec explore_spec[] = {
	OPTION("timeout", OPT_TIME, timeout_ns, MSEC_NS, 0, "TIME",
	       "time for each site [10s, or none with --scripts]"),
	OPTION("scripts", OPT_NUMBER, scripts, 1, 0, "N",
	       "end at each site after N scripts"),
	OPTION("steps", OPT_NUMBER, steps, 2, SCRIPT_STEPS / 2, "K",
	       "all scripts of up to K steps, then random ones of up to "
	       "2 K [4]"),
	OPTION("waiters", OPT_NUMBER, waiters, 1, SCRIPT_WAITERS, "N",
	       "up to N waiters on a site [3]"),
	OPTION("seed", OPT_NUMBER, seed, 0, INT64_MAX, "S",
	       "of every random choice [1]"),
	OPTION("no-races", OPT_FLAG, no_races, 0, 0, NULL,
	       "without steps at the same time on two CPUs"),
	OPTION("stretch", OPT_FLAG, stretch, 0, 0, NULL,
	       "hold a waiter at each place of its way, too (needs our "
	       "module)"),
	OPTION("exclude", OPT_TEXT, exclude, 0, 0, "A,B",
	       "leave these stressors out"),
	OPTION("threads", OPT_FLAG, threads, 0, 0, NULL,
	       "waiters are threads, not processes"),
	OPTION("fair", OPT_FLAG, fair, 0, 0, NULL,
	       "without real-time priorities"),
	OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
	       "append records to FILE (- is stdout)"),
	OPTION("from", OPT_TEXT, from, 0, 0, "FILE",
	       "search nothing: take the findings of these records"),
	OPTION("replay", OPT_TEXT, replay, 0, 0, "FILE",
	       "search nothing: play the findings of these records again"),
	OPTION("reproducer", OPT_TEXT, reproducer, 0, 0, "FILE.c",
	       "write the first finding as a C program"),
	OPTION("mail", OPT_TEXT, mail, 0, 0, "FILE",
	       "write a report of the findings for a kernel list"),
	TOLD_OPTIONS(struct explore_options),
	{ 0 },
};

/* A plain argument names a stressor. */
static int name_argument(void *options, const char *name, const char *value)
{
	struct explore_options *o = options;

	return name ? -1 : take_stressor(&o->names, value);
}

static const struct option_table explore_table = {
	.usage = "explore [OPTION]... [STRESSOR]...",
	.about = "Search step scripts for lost wakeups at these sites, or at "
		 "all that can run here; shrink what is found, and hand it "
		 "over.",
	.spec = explore_spec,
	.other = name_argument,
};

static bool is_wanted(const struct explore_options *o, const struct stressor *s)
{
	char why[WORDS_MAX];

	if (in_list(o->exclude, s->name))
		return false;
	for (int i = 0; i < o->names.n; i++)
		if (!strcmp(o->names.item[i], s->name))
			return true;
	return !o->names.n && !s->busted && need_met(s, why);
}

/* The findings of all sites. */
struct findings {
	struct sink sink;
	struct result *loss;
	int n;
};

static int keep(struct findings *all, const struct found_losses *found)
{
	struct result *more =
		realloc(all->loss, (all->n + found->n + 1) * sizeof(*more));

	if (!more)
		return complain("out of memory");
	all->loss = more;
	memcpy(more + all->n, found->loss, found->n * sizeof(*more));
	all->n += found->n;
	return 0;
}

static int explore_one(const struct explore_options *o,
		       const struct stressor *s, const struct where *where,
		       struct findings *all)
{
	const struct search_plan plan = { .stressor = s,
					  .where = where,
					  .waiters = (int)o->waiters,
					  .steps = (int)o->steps,
					  .scripts = o->scripts,
					  .timeout_ns = o->timeout_ns,
					  .seed = o->seed,
					  .threads = o->threads || s->threads,
					  .fair = o->fair,
					  .races = !o->no_races,
					  .stretch = o->stretch };
	struct found_losses *found = malloc(sizeof(*found));
	int ret;

	if (!found)
		return complain("out of memory");
	search(&plan, found);
	for (int i = 0; i < found->n; i++)
		sink_deliver(&all->sink, &found->loss[i]);
	sink_deliver(&all->sink, &found->whole);
	ret = keep(all, found);
	free(found);
	return ret;
}

static int explore_all(const struct explore_options *o, struct findings *all)
{
	struct where where;
	int ret = 0;

	where_am_i(&where);
	where_told(&where, &o->told);
	print_header(all->sink.table);
	for (int i = 0; stressors[i] && !ret && !stop_requested(); i++)
		if (is_wanted(o, stressors[i]))
			ret = explore_one(o, stressors[i], &where, all);
	if (!ret && all->n) {
		print_findings(all->sink.table, all->loss, all->n);
		fprintf(all->sink.table,
			"\nHand over: --reproducer FILE.c, --mail FILE (or "
			"later, --from the records of --json)\n");
	}
	return ret;
}

/* What was found elsewhere, to be handed over or played again. */
static int take_from(const struct explore_options *o, struct findings *all)
{
	struct where where;

	all->n = o->from ? findings_load("from", o->from, &all->loss)
			 : findings_load("replay", o->replay, &all->loss);
	if (!all->n)
		return STATUS_BROKEN;
	if (o->from) {
		all->sink.status = STATUS_FOUND;
		return 0;
	}
	where_am_i(&where);
	where_told(&where, &o->told);
	return replay(&all->sink, &where, all->loss, &all->n);
}

/* Write one of the forms of a finding to a file. */
static int hand_over(const char *path, const struct findings *all,
		     int (*write)(FILE *f, const struct result *loss, int n))
{
	FILE *f = fopen(path, "we");
	int ret;

	if (!f)
		return complain("can't write %s: %s", path, strerror(errno));
	ret = write(f, all->loss, all->n);
	if (fclose(f) && !ret)
		ret = complain("can't write %s: %s", path, strerror(errno));
	if (ret)
		unlink(path);
	return ret;
}

/* Of the first finding that has a standalone form. */
static int write_reproducer(FILE *f, const struct result *loss, int n)
{
	const char *why = "no finding";
	int ret = -ENOENT;

	for (int i = 0; i < n && ret; i++) {
		const struct stressor *s = stressor_find(loss[i].stressor);
		struct script script;
		char words[WORDS_MAX];

		if (!s ||
		    script_parse(loss[i].script, &script, words, sizeof(words)))
			continue;
		ret = reproducer_write(f, s, &script, &loss[i]);
		why = loss[i].verdict == NARROW
			      ? "no program can hold a waiter in the kernel"
		      : ret == -ENOENT	? "its site has no standalone form"
		      : ret == -ENOTSUP ? "its steps have no standalone form"
					: strerror(-ret);
	}
	return ret ? complain("no reproducer of a finding: %s", why) : 0;
}

static int carry_out(const struct explore_options *o)
{
	struct findings all = { .n = 0 };
	int ret = sink_open(&all.sink, o->json), closed;

	if (ret)
		return ret;
	ret = o->from || o->replay ? take_from(o, &all) : explore_all(o, &all);
	if (!ret && all.n && o->reproducer)
		ret = hand_over(o->reproducer, &all, write_reproducer);
	if (!ret && all.n && o->mail)
		ret = hand_over(o->mail, &all, mail_write);
	closed = sink_close(&all.sink);
	free(all.loss);
	return ret ? ret : closed ? closed : all.sink.status;
}

static int check(struct explore_options *o)
{
	int ret;

	if (o->from && o->replay)
		return complain("--from and --replay: one of them");
	if ((o->from || o->replay) && o->names.n)
		return complain("--%s takes no stressor",
				o->from ? "from" : "replay");
	if (!o->timeout_ns && !o->scripts)
		o->timeout_ns = DEFAULT_TIMEOUT_NS;
	ret = check_words("exclude", o->exclude, stressor_name_at);
	if (!ret)
		ret = check_writable("reproducer", o->reproducer);
	return ret ? ret : check_writable("mail", o->mail);
}

static int parse(struct explore_options *o, int argc, char **argv, int *status)
{
	int rest;

	*o = (struct explore_options){ .steps = 4, .waiters = 3, .seed = 1 };
	if (options_parse(&explore_table, o, argc, argv, &rest, status))
		return 1;
	*status = rest < argc ? complain("unexpected argument '%s'", argv[rest])
			      : check(o);
	return *status;
}

int cmd_explore(int argc, char **argv)
{
	struct explore_options o;
	int status;

	return parse(&o, argc, argv, &status) ? status : carry_out(&o);
}

/* The guest gets a copy; what is in it is known before. */
static bool can_replay(const struct explore_options *o, int *status)
{
	struct result *loss;
	int n = findings_load("replay", o->replay, &loss);

	free(loss);
	*status = n ? STATUS_PASS : STATUS_BROKEN;
	return n;
}

bool explore_is_valid(int argc, char **argv, int *status)
{
	struct explore_options o;

	if (parse(&o, argc, argv, status))
		return false;
	if (!o.from && !o.reproducer && !o.mail)
		return !o.replay || can_replay(&o, status);
	*status = complain("no files in a guest: kernel boot --json RECORDS, "
			   "then explore --from RECORDS");
	return false;
}
