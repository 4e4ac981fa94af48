// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "measure/clock.h"
#include "say.h"
#include "where.h"
#include "workload/tools.h"
#include "workload/watch.h"

#define GRACE_NS    (10 * SEC_NS)  /* beyond its time, for one that sleeps */
#define UNTIMED_NS  (600 * SEC_NS) /* for one that has work, and no time */
#define STATUS_EXEC 127

int workload_check(const char *what)
{
	const char *name;
	const struct workload_tool *tool = tool_find(what, &name);
	char word[NAME_LEN];

	if (tool && (*name || !strcmp(tool->name, "stress-ng")) &&
	    strlen(name) < NAME_LEN / 2 &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == 0)
		return 0;
	if (tool)
		return complain("--workload %s: which of it? %s:NAME", what,
				tool->name);
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(what, ":"), what);
	return unknown_name("--workload: unknown tool", word, tool_name_at,
			    "try --help");
}

static void PRINTF(3, 4)
	conclude(struct result *r, enum verdict v, const char *fmt, ...)
{
	va_list args;

	r->verdict = v;
	va_start(args, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, args);
	va_end(args);
}

/* Is it beyond all patience?  One that works may be slow, one that sleeps not.
 */
static bool is_overdue(const struct workload_tool *tool,
		       const struct workload_plan *plan, const struct watch *w)
{
	uint64_t ran = now_ns() - w->start_ns;

	if (w->hung && !w->healing &&
	    (!tool->timed || ran > plan->timeout_ns + GRACE_NS))
		return true;
	return ran > 3 * plan->timeout_ns + UNTIMED_NS;
}

/* Until it ends; false: it was ended. */
static bool attend(struct watch *w, const struct workload_tool *tool,
		   const struct workload_plan *plan)
{
	struct program *p = w->program;

	for (;;) {
		program_look(p);
		if (p->status != -EAGAIN)
			return true;
		if (tool->busy)
			watch_look(w);
		else
			w->result->tally.rounds++;
		if (stop_requested() || is_overdue(tool, plan, w))
			return false;
		poll(NULL, 0, LOOK_MS);
	}
}

/* What it measured.  0, or -errno with why. */
static int take_result(const struct workload_tool *tool,
		       const struct program *p, struct result *r,
		       char why[WORDS_MAX])
{
	char *text = program_text(tool->to_data ? p->data : p->out);
	struct import im = { .n = 0 };
	int ret = text ? import_text(&im, tool->kind, text, NULL) : -ENODATA;

	snprintf(why, WORDS_MAX, "%s",
		 ret == -ENODATA ? "it wrote no result" : im.why);
	if (!ret) {
		struct tool *t = &r->workload, *from = &im.r->workload;

		import_copy(t->version, NAME_LEN, from->version,
			    strlen(from->version));
		memcpy(t->unit, from->unit, sizeof(t->unit));
		memcpy(t->gauge, from->gauge, sizeof(t->gauge));
		t->gauges = from->gauges;
		t->running_ns = from->running_ns;
		r->tally.posted = r->tally.taken = im.r->tally.taken;
		hist_merge(&r->latency, &im.r->latency);
	}
	import_free(&im);
	free(text);
	return ret;
}

static bool is_skip(const struct workload_tool *tool, int status)
{
	for (int i = 0; tool->skips[i]; i++)
		if (tool->skips[i] == status)
			return true;
	return false;
}

/* It ended, or was ended, and neither slept nor lost anything. */
static void judge_end(const struct workload_tool *tool, const struct program *p,
		      bool ended, int taken, const char *why, struct result *r)
{
	char said[96];
	int status = p->status;

	program_last_words(p, said, sizeof(said));
	if (!ended)
		conclude(r, BROKEN,
			 stop_requested() ? "stopped"
					  : "it did not end, and was ended");
	else if (status == STATUS_EXEC)
		conclude(r, SKIP, "%s can't be executed: install %s",
			 p->command.argv[0], tool->package);
	else if (is_skip(tool, status) || (!status && taken == -ENODATA))
		conclude(r, SKIP, "not run (status %d): %s", status, said);
	else if (status)
		conclude(r, BROKEN, "it ended with status %d: %s", status,
			 said);
	else if (taken)
		conclude(r, BROKEN, "%s", why);
	else if (!r->tally.taken)
		conclude(r, BROKEN,
			 "it ended with status 0 and counted nothing");
}

static void judge(const struct workload_tool *tool, const struct watch *w,
		  bool ended, struct result *r)
{
	const struct program *p = w->program;
	char why[WORDS_MAX];
	int taken = take_result(tool, p, r, why);

	r->workload.status = ended && p->status >= 0 ? p->status : -1;
	r->workload.hung = watch_hung(w) || r->tally.lost;
	if (r->tally.lost)
		conclude(r, SUSPECT,
			 "%llu times all of its tasks slept until they were "
			 "stopped and continued, and then went on: a wakeup "
			 "may be lost, by the kernel or by %s",
			 (unsigned long long)r->tally.lost, r->workload.name);
	else if (watch_hung(w) && w->program->tree.stopped)
		conclude(r, BROKEN, "somebody stopped it: state T");
	else if (watch_hung(w))
		conclude(r, tier_is_virtual(r->where.tier) ? HANG : SUSPECT,
			 "all of its %d tasks slept in %s from %.1f s on, and "
			 "did not go on when they were stopped and continued; "
			 "it ended with status %d",
			 w->tasks, w->asleep_in,
			 (double)(w->quiet_ns - w->start_ns) / SEC_NS,
			 r->workload.status);
	else
		judge_end(tool, p, ended, taken, why, r);
}

static void describe(const struct workload_plan *plan,
		     const struct workload_tool *tool,
		     const struct where *where, struct result *r)
{
	result_clear(r);
	r->mode = MODE_WORKLOAD;
	r->act = ACT_WORKLOAD;
	r->wakers = 1;
	r->timeout_ns = plan->timeout_ns;
	r->seed = plan->seed;
	r->where = *where;
	snprintf(r->stressor, sizeof(r->stressor), "%.63s", plan->what);
	snprintf(r->version, sizeof(r->version), "%s", WAKESTORM_VERSION);
	snprintf(r->workload.name, sizeof(r->workload.name), "%s", tool->name);
	r->workload.status = -1;
}

void workload_run(const struct workload_plan *plan, const struct where *where,
		  struct result *r)
{
	const char *name;
	const struct workload_tool *tool = tool_find(plan->what, &name);
	const char *file = tool_program(tool, name);
	struct program *p = malloc(sizeof(*p));
	struct watch w = { .program = p, .result = r, .start_ns = now_ns() };
	char path[PATH_MAX];
	bool ended;
	int ret = p ? program_open(p) : -ENOMEM;

	describe(plan, tool, where, r);
	if (!ret && program_find(file, path)) {
		conclude(r, SKIP, "no %s here: install %s", file,
			 tool->package);
		goto out;
	}
	if (!ret) {
		command_add(&p->command, file);
		tool->words(p, plan, name);
		ret = program_start(p);
	}
	if (ret) {
		conclude(r, BROKEN, "can't start %s: %s", file, strerror(-ret));
		goto out;
	}
	program_words(p, r->workload.command, WORDS_MAX);
	ended = attend(&w, tool, plan);
	r->elapsed_ns = now_ns() - w.start_ns;
	program_end(p);
	judge(tool, &w, ended, r);
out:
	if (p)
		program_close(p);
	free(p);
}
