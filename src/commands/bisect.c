// SPDX-License-Identifier: GPL-2.0
/* `wakestorm bisect`: which commit brought a lost wakeup, or latency? */
#include <stdlib.h>
#include <string.h>

#include "commands/bisect.h"
#include "commands/commands.h"
#include "commands/words.h"
#include "guest/host.h"
#include "guest/qemu.h"
#include "guest/tier.h"
#include "say.h"

#define OWN_WORDS    16
#define DUEL_ROUNDS  "20"
#define STORM_EVENTS "1000"
#define STEP_BROKEN  128 /* ends `git bisect run`; 1 .. 127 are answers */

#define BISECT_OPTION(name, type, field, min, max, arg, help)                 \
	{                                                                     \
		name, type, offsetof(struct bisect_options, field), min, max, \
			arg, help                                             \
	}

static const struct option_spec bisect_spec[] = {
	BISECT_OPTION("tree", OPT_TEXT, tree, 0, 0, "DIR",
		      "a kernel's git repository; it is only read"),
	BISECT_OPTION("stressor", OPT_TEXT, stressor, 0, 0, "NAME",
		      "what to run on each commit"),
	BISECT_OPTION("act", OPT_TEXT, act, 0, 0, "ACT",
		      "of the duel [what can end the sleep: duel or kill]"),
	BISECT_OPTION("latency", OPT_TEXT, latency, 0, 0, "PERCENT",
		      "bad is a storm's p50 so much beyond GOOD's, not a loss"),
	BISECT_OPTION("confidence", OPT_TEXT, confidence, 0, 0, "PERCENT",
		      "that no commit is misjudged by chance [95]"),
	BISECT_OPTION("runs", OPT_NUMBER, runs, 1, 1000, "N",
		      "boots a commit [what the confidence takes]"),
	BISECT_OPTION("control", OPT_NUMBER, control, 1, 1000, "N",
		      "boots of BAD at most, until it fired 8 times [64]"),
	BISECT_OPTION("kernel", OPT_TEXT, base, 0, 0, "NAME",
		      "build with the parts and arch of this one [mainline]"),
	KERNEL_OPTION("fragment", OPT_LIST, fragments, 0, 0, "FILE",
		      "add a config fragment: a file, or a name of ours"),
	KERNEL_OPTION("patch", OPT_LIST, patches, 0, 0, "FILE",
		      "add a patch to each commit: a file, or a name of ours"),
	KERNEL_OPTION("tier", OPT_TEXT, tier, 0, 0, "TIER",
		      "qemu, qemu-icount or uml [qemu-icount; uml for its "
		      "kernels]"),
	KERNEL_OPTION("cpus", OPT_NUMBER, cpus, 1, 64, "N",
		      "CPUs of the guests [1]"),
	KERNEL_OPTION("seed", OPT_NUMBER, seed, 0, UINT32_MAX, "N",
		      "of the first run, further ones count on [1]"),
	KERNEL_OPTION(
		"stall", OPT_TIME, limits.stall_ns, SEC_NS, 0, "TIME",
		"give a guest up after TIME without a sign of life [60s]"),
	KERNEL_OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
		      "append all records to FILE"),
	BISECT_OPTION("log", OPT_TEXT, log, 0, 0, "FILE",
		      "write git's log there, for git bisect replay"),
	BISECT_OPTION("step", OPT_FLAG, step, 0, 0, NULL,
		      "judge one commit by --runs: exit 0 good, 1 bad, 125 can't "
		      "tell"),
	{ 0 },
};

static const struct option_table bisect_table = {
	.usage = "bisect [OPTION]... --tree DIR --stressor NAME GOOD BAD\n"
		 "                        [-- RUN-OPTION...]\n"
		 "       wakestorm bisect --step --runs N [OPTION]... --tree "
		 "DIR\n"
		 "                        --stressor NAME [COMMIT]",
	.about =
		"Find the commit between GOOD and BAD that brought a lost "
		"wakeup: git bisect, with as many runs of each commit as the "
		"confidence takes. BAD must lose and GOOD must not, before "
		"anything is searched. Exit 1: found, 2: a control failed, or "
		"it broke, 3: only commits that can't be told are left.",
	.spec = bisect_spec,
	.other = kernel_name_argument,
};

/* What each guest runs. */
static void fill_words(struct hunt *h, char *const *more, int n)
{
	const struct bisect_options *o = h->o;
	char *const own[] = { "run",
			      h->site,
			      "1",
			      "--mode",
			      h->margin > 0 ? "storm" : "duel",
			      "--rounds",
			      h->margin > 0 ? STORM_EVENTS : DUEL_ROUNDS };

	memcpy(h->argv, own, sizeof(own));
	h->argc = ARRAY_SIZE(own);
	if (o->act) {
		h->argv[h->argc++] = "--act";
		h->argv[h->argc++] = (char *)o->act;
	}
	memcpy(h->argv + h->argc, more, n * sizeof(*more));
	h->argc += n;
	h->argv[h->argc++] = "--seed";
	h->argv[h->argc++] = h->seed;
	h->argv[h->argc++] = "--json";
	h->argv[h->argc++] = "-";
}

static int check_names(const struct bisect_options *o)
{
	int names = o->kernel.names.n;

	if (!o->tree)
		return complain("bisect: of which repository? --tree DIR");
	if (!o->stressor)
		return complain("bisect: what to run? --stressor NAME (see "
				"wakestorm list)");
	if (option_choice("stressor", o->stressor, stressor_name_at) < 0)
		return STATUS_BROKEN;
	if (o->step && (names > 1 || !o->runs))
		return complain("bisect --step: one commit, and --runs N");
	if (!o->step && names != 2)
		return complain("bisect: GOOD BAD, two commits (try --help)");
	if (o->latency && (o->act || o->step))
		return complain("bisect --latency: a storm, without --act and "
				"--step");
	return 0;
}

/* The machine that fits the kernel's arch. */
static int check_machine(struct bisect_options *o, struct kernel_spec *spec)
{
	if (kernel_describe(o->base, spec))
		return STATUS_BROKEN;
	if (host_refuses(spec, "commits are built"))
		return STATUS_BROKEN;
	if (*spec->image)
		return complain("--kernel %s: a prebuilt one; commits are "
				"built",
				o->base);
	if (!o->kernel.tier)
		o->kernel.tier = spec->machine == UML_PROCESS ? "uml"
							      : "qemu-icount";
	if (guest_fits(o->kernel.tier, (int)o->kernel.cpus, o->base,
		       spec->machine))
		return STATUS_BROKEN;
	if (o->latency && strcmp(o->kernel.tier, "qemu-icount"))
		return complain("bisect --latency: latencies of kernels are "
				"compared in tier qemu-icount only");
	return 0;
}

static int ask(void *context, const struct commit *commit)
{
	static const char *const words[] = {
		[LIKE_FIRST] = "good",
		[LIKE_LAST] = "bad",
		[CANNOT_TELL] = "skip",
	};
	struct hunt *h = context;
	const struct aim *aim = h->margin > 0 ? &latency_aim : &losses_aim;
	char why[WHY_LEN] = "it can't be built";
	int answer = h->build(h, commit);

	if (!answer)
		answer = aim->judge(h, why);
	else if (answer == -ENODATA)
		answer = CANNOT_TELL;
	if (answer >= 0)
		hunt_tell(h, commit, words[answer], why);
	h->judged += answer == LIKE_FIRST || answer == LIKE_LAST;
	return answer;
}

static int report(struct hunt *h, const struct commit *first)
{
	char subject[SUBJECT_LEN];

	history_subject(&h->history, first->id, subject);
	printf("%s is the first bad commit: %s\n", first->id, subject);
	return STATUS_FOUND;
}

static int search(struct hunt *h)
{
	char *out = calloc(1, 16384);
	struct commit first;
	int ret = out ? history_bisect(&h->history, &h->good, &h->bad, ask, h,
				       &first, out, 16384)
		      : -ENOMEM;
	int status = ret < 0 ? STATUS_BROKEN : STATUS_UNKNOWN;

	if (h->judged > h->judgements - 1)
		note("%d steps where %d were counted with: the confidence is "
		     "lower",
		     h->judged, h->judgements - 1);
	if (ret == 1)
		status = report(h, &first);
	else if (!ret)
		printf("%s\n", out);
	if (ret >= 0 && h->o->log && history_log(&h->history, h->o->log))
		status = STATUS_BROKEN;
	free(out);
	return status;
}

/* Judgements that git bisect takes, and GOOD's. */
static int count_judgements(int commits)
{
	int steps = 32 - __builtin_clz(commits);

	return steps + 1;
}

static int hunt_between(struct hunt *h)
{
	const struct aim *aim = h->margin > 0 ? &latency_aim : &losses_aim;
	int commits = history_count(&h->history, &h->good, &h->bad);

	if (commits < 0)
		return STATUS_BROKEN;
	if (!commits)
		return complain("%s has no commit that %s has not: GOOD comes "
				"first",
				h->o->kernel.names.item[1],
				h->o->kernel.names.item[0]);
	h->judgements = count_judgements(commits);
	if (aim->control(h))
		return STATUS_BROKEN;
	printf("%d commits, about %d steps of %d runs: all judged right with "
	       "%.4g %%%s\n",
	       commits, h->judgements - 1, h->runs, 100 * h->confidence,
	       h->o->runs ? " if --runs is enough for that" : "");
	fflush(stdout);
	return search(h);
}

static int hunt(struct hunt *h)
{
	const struct bisect_options *o = h->o;
	int status;

	if (git_commit(o->tree, o->kernel.names.item[0], &h->good) ||
	    git_commit(o->tree, o->kernel.names.item[1], &h->bad) ||
	    history_open(&h->history, o->tree))
		return STATUS_BROKEN;
	status = hunt_between(h);
	history_close(&h->history);
	return status;
}

/* The exit status that git bisect run wants. */
static int one_step(struct hunt *h)
{
	static const int status[] = {
		[LIKE_FIRST] = 0,
		[LIKE_LAST] = 1,
		[CANNOT_TELL] = 125,
	};
	const struct bisect_options *o = h->o;
	int answer;

	h->runs = (int)o->runs;
	if (git_commit(o->tree,
		       o->kernel.names.n ? o->kernel.names.item[0] : "HEAD",
		       &h->bad) ||
	    history_open(&h->history, o->tree))
		return STEP_BROKEN;
	answer = ask(h, &h->bad);
	history_close(&h->history);
	return answer < 0 ? STEP_BROKEN : status[answer];
}

static int open_json(struct hunt *h)
{
	const char *path = h->o->kernel.json;

	if (path)
		h->json = fopen(path, "ae");
	if (path && !h->json)
		return complain("--json %s: %s", path, strerror(errno));
	return 0;
}

/* Is it --step?  Asked before the options are known to be right. */
static bool is_step(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--step"))
			return true;
	return false;
}

/* 0, or a status after a complaint. */
static int check(struct bisect_options *o, struct hunt *h, char *const *more,
		 int n)
{
	int status = check_names(o);

	if (!status)
		status = option_percent("latency", o->latency, 0.1, 1000,
					&h->margin);
	if (!status)
		status = option_percent("confidence", o->confidence, 50, 99.99,
					&h->confidence);
	if (!status)
		status = check_machine(o, h->spec);
	if (status)
		return status;
	snprintf(h->seed, sizeof(h->seed), "1");
	snprintf(h->site, sizeof(h->site), "--%s", o->stressor);
	fill_words(h, more, n);
	if (!run_is_valid(h->argc, h->argv, &status))
		return status ? status : STATUS_BROKEN;
	return open_json(h);
}

static int start(struct bisect_options *o, struct hunt *h, char *const *more,
		 int n)
{
	int status = check(o, h, more, n);

	if (status)
		return o->step ? STEP_BROKEN : status;
	status = o->step ? one_step(h) : hunt(h);
	if (h->json && fclose(h->json))
		status = complain("--json %s: %s", o->kernel.json,
				  strerror(errno));
	return status;
}

int cmd_bisect(int argc, char **argv)
{
	struct bisect_options o = { .kernel = { .cpus = 1, .seed = 1 },
				    .base = "mainline",
				    .control = 64 };
	struct hunt h = { .o = &o,
			  .build = hunt_build,
			  .run = hunt_run,
			  .out = stdout,
			  .confidence = 0.95 };
	int rest, status;

	if (options_parse(&bisect_table, &o, argc, argv, &rest, &status))
		return status == STATUS_BROKEN && is_step(argc, argv)
			       ? STEP_BROKEN
			       : status;
	h.result = malloc(sizeof(*h.result));
	h.spec = malloc(sizeof(*h.spec));
	h.seen = malloc(sizeof(*h.seen));
	h.argv = calloc(argc + OWN_WORDS, sizeof(*h.argv));
	if (h.result && h.spec && h.seen && h.argv)
		status = start(&o, &h, argv + rest, argc - rest);
	else
		status = complain("out of memory");
	free(h.argv);
	free(h.seen);
	free(h.spec);
	free(h.result);
	return status;
}
