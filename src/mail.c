// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <string.h>

#include "found.h"
#include "mail.h"
#include "say.h"

#define COLUMNS 72

/* What a step does, with %d for its number. */
static const char *const tells[STEP_KINDS] = {
	[STEP_POST] = "%d event%s posted",
	[STEP_SIGNAL] = "waiter %d gets a signal (no SA_RESTART)",
	[STEP_RESTART] = "waiter %d gets a signal (SA_RESTART)",
	[STEP_KILL] = "waiter %d gets SIGKILL",
	[STEP_TIME_OUT] = "the time limit of waiter %d is over",
	[STEP_STOP] = "waiter %d gets SIGSTOP",
	[STEP_CONTINUE] = "waiter %d gets SIGCONT",
	[STEP_MOVE] = "waiter %d is moved to another CPU",
	[STEP_STRETCH] = "waiter %d goes to another CPU, to be held at %s",
	[STEP_CALL] = "waiter %d begins to wait",
	[STEP_RUN_ONE] = "waiter %d runs",
	[STEP_RUN] = "all run, until nobody wants to",
	[STEP_QUIET] = "all run, kernel threads and timers, too",
	[STEP_RESIZE] = "a limit grows",
	[STEP_HANG_UP] = "the other end goes away",
};

/* A paragraph, broken between words. */
static void PRINTF(2, 3) paragraph(FILE *f, const char *fmt, ...)
{
	char text[1024], *save, *word;
	size_t column = 0;
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	for (word = strtok_r(text, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		size_t len = strlen(word);

		if (column && column + 1 + len > COLUMNS)
			column = 0 * fputc('\n', f);
		column += fprintf(f, "%s%s", column ? " " : "", word);
	}
	fputs("\n\n", f);
}

static void tell_step(FILE *f, int i, const struct step *step)
{
	if (step->beside)
		fputs("      and at the same time ", f);
	else
		fprintf(f, "  %2d. ", i);
	if (step->kind == STEP_POST)
		fprintf(f, tells[step->kind], step->number,
			step->number == 1 ? " is" : "s are");
	else if (step->kind == STEP_STRETCH)
		fprintf(f, tells[step->kind], step->number, step->place);
	else
		fprintf(f, tells[step->kind], step->number);
	fputc('\n', f);
}

static void tell_offsets(FILE *f, const struct met *m)
{
	if (!m->count)
		return;
	paragraph(f,
		  "At the same time: on two CPUs or more, each begun up to "
		  "%.1f us before or after the first of them; waiters run as "
		  "soon as they are woken.",
		  (double)m->window_ns / 1e3);
	if (m->lost)
		paragraph(f, "Lost at offsets from %+.2f to %+.2f us.",
			  (double)m->lost_min_ns / 1e3,
			  (double)m->lost_max_ns / 1e3);
}

static void tell_script(FILE *f, const struct result *r)
{
	char why[WORDS_MAX];
	struct script s;
	int number = 0;

	if (script_parse(r->script, &s, why, sizeof(why)))
		return;
	paragraph(f,
		  "%d waiter%s asleep, waiter 0 first in the queue. No waiter "
		  "runs but where a step says so%s:",
		  s.waiters, s.waiters == 1 ? " is" : "s are",
		  r->realtime ? " (one CPU, SCHED_FIFO)" : "");
	for (int i = 0; i < s.steps; i++) {
		number += !s.step[i].beside;
		tell_step(f, number, &s.step[i]);
	}
	fputc('\n', f);
	tell_offsets(f, &r->met);
}

/* What it is worth that somebody was held. */
static void tell_window(FILE *f, const struct result *r)
{
	struct script s;
	char why[WORDS_MAX];
	const struct step *held = NULL;

	if (!script_parse(r->script, &s, why, sizeof(why)))
		held = script_stretch(&s);
	if (r->verdict != NARROW)
		return;
	if (held)
		paragraph(f,
			  "The window is %s%s: waiter %d stands there, on a "
			  "CPU of its own, while the steps go on.",
			  held->place,
			  strchr(held->place, '#')
				  ? " (#2: the second time that it comes by)"
				  : "",
			  held->number);
	paragraph(f,
		  "It is held by a kprobe, and nothing else of the kernel is "
		  "changed. A waiter that an interrupt or a preemption keeps "
		  "there does the same; this does not tell how often one is. "
		  "No C program comes with it, for none can hold a task "
		  "there.");
}

static void tell_sleeper(FILE *f, const struct sleeper *s)
{
	char stack[sizeof(s->stack)], *save, *frame;

	fprintf(f, "  waiter %d, pid %d, state %c, wchan %s\n", s->waiter,
		s->pid, s->state, s->wchan);
	memcpy(stack, s->stack, sizeof(stack));
	for (frame = strtok_r(stack, "< ", &save); frame;
	     frame = strtok_r(NULL, "< ", &save))
		fprintf(f, "    %s\n", frame);
}

static void tell_evidence(FILE *f, const struct result *r)
{
	const struct evidence *e = &r->evidence[0];

	if (!r->evidences)
		return;
	paragraph(f,
		  "Afterwards %d waiter%s asleep, off the run queue, %d "
		  "%s back, and %lld event%s nobody has%s:",
		  e->asleep, e->asleep == 1 ? " is" : "s are", e->resting,
		  e->resting == 1 ? "is" : "are", (long long)e->outstanding,
		  e->outstanding == 1 ? "" : "s",
		  e->ready == 1 ? "; the object says that it is ready" : "");
	for (int i = 0; i < e->sleepers; i++)
		tell_sleeper(f, &e->sleeper[i]);
	fputc('\n', f);
	paragraph(f, "Proof: %s.", e->healed[0] ? e->healed : "none");
}

/* What the catalogue knows of a loss there. */
static void tell_known(FILE *f, const struct result *r)
{
	struct found_table t;
	const char *kernel;
	const struct found *line = NULL;

	if (found_read(&t))
		return;
	kernel = found_kernel(&t, r->where.release);
	while (kernel && (line = found_next(&t, r->stressor, line)))
		if (!strcmp(line->kernel, kernel) && *line->where)
			paragraph(f, "Known there: %s: %s", line->where,
				  line->why);
	found_free(&t);
}

static void tell_one(FILE *f, const struct result *r)
{
	const struct stressor *s = stressor_find(r->stressor);

	bool scripted = r->act == ACT_SCRIPT;

	fprintf(f, "--- %s: %s ---\n\n", r->stressor,
		scripted ? r->script : act_names[r->act]);
	if (s)
		paragraph(f,
			  "Site: %s. Waiters sleep on %s (%s), and are woken "
			  "by: %s.",
			  s->summary, s->queue, s->primitive, s->woken_by);
	tell_script(f, r);
	tell_window(f, r);
	paragraph(f, "Verdict: %s in %llu rounds. %s.",
		  verdict_names[r->verdict],
		  (unsigned long long)r->tally.rounds, r->why);
	tell_evidence(f, r);
	if (s)
		tell_known(f, r);
	fprintf(f,
		"Again%s:\n\n  wakestorm run --%s '%s' --%s 1 --rounds "
		"%llu\n\n",
		r->verdict == NARROW ? ", on two CPUs, with "
				       "/dev/wakestorm-stretch of our module"
				     : "",
		scripted ? "script" : "mode duel --act",
		scripted ? r->script : act_names[r->act], r->stressor,
		(unsigned long long)r->tally.rounds);
}

int mail_write(FILE *f, const struct result *loss, int n)
{
	const struct where *w = &loss->where;

	fprintf(f, "Subject: [BUG] %s: %s on %s\n\n", loss->stressor,
		loss->verdict == NARROW ? "lost wakeup in a narrow window"
					: verdict_names[loss->verdict],
		w->release);
	paragraph(f, "Hi,");
	paragraph(f,
		  "a search over scripts of steps found %s on Linux %s (%d "
		  "CPU%s, %s%s%s):",
		  n == 1 ? "this" : "these", w->release, w->cpus,
		  w->cpus == 1 ? "" : "s", w->tier, *w->accel ? ", " : "",
		  w->accel);
	for (int i = 0; i < n; i++)
		tell_one(f, &loss[i]);
	fprintf(f, "wakestorm %s%s%s\n", loss->version,
		*w->kernel_id ? ", kernel " : "", w->kernel_id);
	return ferror(f) ? complain("can't write the mail") : 0;
}
