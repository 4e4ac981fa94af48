// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "print.h"
#include "util.h"
#include "wrap.h"

void print_header(FILE *f)
{
	fprintf(f, "%-25s %-12s %-12s %9s %9s %8s %8s %8s\n", "stressor", "act",
		"verdict", "events", "lost", "p50 us", "p99 us", "max us");
	fflush(f);
}

static void print_us(FILE *f, uint64_t ns)
{
	fprintf(f, " %8.*f", ns < 100000 ? 1 : 0, (double)ns / 1e3);
}

static double us(int64_t ns)
{
	return (double)ns / 1e3;
}

/* Which offsets of a race were really met: the window, as far as it was. */
static void print_met(FILE *f, const struct met *m)
{
	double window = us((int64_t)m->window_ns),
	       width = 2 * window / MET_BINS;
	int bins = 0, first = MET_BINS, last = -1;
	uint64_t inside = 0;

	for (int i = 0; i < MET_BINS; i++) {
		if (!m->bin[i])
			continue;
		first = first < i ? first : i;
		last = i;
		bins++;
		inside += m->bin[i];
	}
	fprintf(f, "    offsets met: ");
	if (bins)
		fprintf(f, "%+.1f .. %+.1f us, ", first * width - window,
			(last + 1) * width - window);
	fprintf(f, "%d %% of %d bins, %llu of %llu outside",
		100 * bins / MET_BINS, MET_BINS,
		(unsigned long long)(m->count - inside),
		(unsigned long long)m->count);
	if (m->finest_ns)
		fprintf(f, "; finest %llu ns at %+.2f us",
			(unsigned long long)m->finest_ns, us(m->finest_at_ns));
	if (m->lost)
		fprintf(f, "\n    lost at %+.2f .. %+.2f us",
			us(m->lost_min_ns), us(m->lost_max_ns));
	fputc('\n', f);
}

/* What a workload counted, and how fast. */
static void print_counts(FILE *f, const struct result *r)
{
	double rate = workload_rate(r);
	char text[CELL_LEN];

	if (rate > 0)
		fprintf(f, "  %s %s/s", rate_text(rate, text),
			r->workload.unit);
}

void print_row(FILE *f, const struct result *r)
{
	const struct tally *t = &r->tally;
	const char *verdict = verdict_names[r->verdict];

	fprintf(f, "%-25s %-12s ", r->stressor, act_names[r->act]);
	if (r->act == ACT_EXPLORE || r->verdict == SKIP ||
	    (r->verdict == BROKEN && !t->posted)) {
		fprintf(f, "%-12s %s\n", verdict, r->why);
	} else {
		fprintf(f, "%-12s %9llu %9llu", verdict,
			(unsigned long long)t->posted,
			(unsigned long long)t->lost);
		if (r->latency.count && !*r->script) {
			print_us(f, hist_percentile(&r->latency, .5));
			print_us(f, hist_percentile(&r->latency, .99));
			print_us(f, r->latency.max);
		}
		if (r->mode == MODE_WORKLOAD)
			print_counts(f, r);
		if (r->mode == MODE_STORM)
			fprintf(f, "  %d waiter%s", r->waiters,
				r->waiters == 1 ? "" : "s");
		fprintf(f, "%s%s\n", *r->script ? "  " : "", r->script);
		if (r->met.count)
			print_met(f, &r->met);
	}
	if (*r->where.mutant)
		fprintf(f, "    with mutant %s\n", r->where.mutant);
	fflush(f);
}

static bool is_finding(const struct result *r)
{
	return r->verdict != PASS && r->verdict != SKIP;
}

static void print_evidence(FILE *f, const struct evidence *e)
{
	fprintf(f,
		"    round %llu: %d waiter%s asleep, %d interrupted and "
		"back;\n      %lld event%s posted and not taken%s\n",
		(unsigned long long)e->round, e->asleep,
		e->asleep == 1 ? "" : "s", e->resting,
		(long long)e->outstanding, e->outstanding == 1 ? "" : "s",
		e->ready == 1 ? "; the object is ready" : "");
	for (int i = 0; i < e->sleepers; i++) {
		const struct sleeper *s = &e->sleeper[i];

		fprintf(f, "    waiter %d (pid %d) state %c in %s\n", s->waiter,
			s->pid, s->state, s->wchan);
		if (s->stack[0]) {
			fputs("      ", f);
			put_wrapped(f, s->stack, 6, 8);
		}
	}
	fprintf(f, "    proof: %s\n", e->healed[0] ? e->healed : "none");
}

static void print_finding(FILE *f, const struct result *r)
{
	fprintf(f, "\n%s, %s%s%s: %s\n  ", r->stressor, act_names[r->act],
		*r->script ? " " : "", r->script, verdict_names[r->verdict]);
	put_wrapped(f, r->why, 2, 4);
	if (r->evidences)
		print_evidence(f, &r->evidence[0]);
}

/* Is it the first of its stressor that was skipped for that reason? */
static bool is_new_skip(const struct result *r, int i, const char *why)
{
	if (r[i].verdict != SKIP || strcmp(r[i].why, why))
		return false;
	for (int k = 0; k < i; k++)
		if (r[k].verdict == SKIP && !strcmp(r[k].why, why) &&
		    !strcmp(r[k].stressor, r[i].stressor))
			return false;
	return true;
}

static bool is_new_reason(const struct result *r, int i)
{
	for (int k = 0; k < i; k++)
		if (r[k].verdict == SKIP && !strcmp(r[k].why, r[i].why))
			return false;
	return r[i].verdict == SKIP;
}

/* The reason, and who was skipped for it. */
static void print_skipped_alike(FILE *f, const struct result *r, int n, int i)
{
	char *names = NULL;
	size_t size;
	FILE *mem = open_memstream(&names, &size);

	if (!mem)
		return;
	for (int k = i; k < n; k++)
		if (is_new_skip(r, k, r[i].why))
			fprintf(mem, "%s%s", k > i ? ", " : "", r[k].stressor);
	if (!fclose(mem)) {
		fputs("  ", f);
		put_wrapped(f, r[i].why, 2, 2);
		fputs("    ", f);
		put_wrapped(f, names, 4, 4);
	}
	free(names);
}

void print_skipped(FILE *f, const struct result *r, int n)
{
	bool told = false;

	for (int i = 0; i < n; i++) {
		if (!is_new_reason(r, i))
			continue;
		fputs(told ? "" : "\nSkipped:\n", f);
		told = true;
		print_skipped_alike(f, r, n, i);
	}
}

static bool is_live(const struct result *r, enum verdict verdict)
{
	return r->verdict == verdict && !strstr(r->stressor, "busted");
}

static bool is_loss(const struct result *r)
{
	return is_live(r, LOST_WAKEUP) || is_live(r, NARROW);
}

/* Has an earlier result with that verdict named the stressor already? */
static bool is_named(const struct result *r, int i)
{
	for (int k = 0; k < i; k++)
		if (!strcmp(r[k].stressor, r[i].stressor) &&
		    is_live(&r[k], r[i].verdict))
			return true;
	return false;
}

/* The sites with that verdict in one sentence, if there is one. */
static void print_sites(FILE *f, const struct result *r, int n,
			enum verdict verdict, const char *how)
{
	char *text = NULL;
	size_t size;
	FILE *mem = open_memstream(&text, &size);
	int named = 0;

	if (!mem)
		return;
	fprintf(mem, "This kernel (%s) loses wakeups%s at", r->where.release,
		how);
	for (int i = 0; i < n; i++)
		if (is_live(&r[i], verdict) && !is_named(r, i))
			fprintf(mem, "%s %s", named++ ? "," : "",
				r[i].stressor);
	putc('.', mem);
	if (!fclose(mem) && named)
		put_wrapped(f, text, 0, 2);
	free(text);
}

/* Has an earlier result of the same stressor said it already? */
static bool is_repeated(const struct result *r, int i)
{
	for (int k = 0; k < i; k++)
		if (!strcmp(r[k].stressor, r[i].stressor) &&
		    r[k].verdict == r[i].verdict &&
		    !strcmp(r[k].script, r[i].script))
			return true;
	return false;
}

static const struct result *first_lost(const struct result *r, int n)
{
	for (int i = 0; i < n; i++)
		if (is_loss(&r[i]))
			return &r[i];
	return NULL;
}

/* Of the kernel: what other programs did says nothing of it. */
static void print_summary(FILE *f, const struct result *r, int n)
{
	uint64_t taken = 0;
	int workloads = 0;

	for (int i = 0; i < n; i++)
		if (r[i].mode == MODE_WORKLOAD)
			workloads++;
		else
			taken += r[i].tally.taken;
	if (!taken) {
		if (!workloads)
			fprintf(f, "\nNothing was tested.\n");
		return;
	}
	if (!first_lost(r, n)) {
		fprintf(f, "\nNo lost wakeup found on this kernel (%s).\n",
			r->where.release);
		return;
	}
	fputc('\n', f);
	print_sites(f, r, n, LOST_WAKEUP, "");
	print_sites(f, r, n, NARROW, " while a waiter is held (narrow)");
	fprintf(f, "The waiter that was woken left with the only wakeup, "
		   "or nobody was woken at all,\nand the others sleep on "
		   "beside the event.\n");
}

static void print_realtime(FILE *f, const struct result *r, int n)
{
	for (int i = 0; i < n; i++)
		if (r[i].mode == MODE_DUEL && r[i].tally.rounds &&
		    !r[i].realtime) {
			fprintf(f, "\nNo right to real-time priorities: duel "
				   "steps were not atomic, so a loss shows in\n"
				   "few rounds. Run as root for certainty.\n");
			return;
		}
}

void print_next(FILE *f, const struct result *r, int n)
{
	const struct result *lost = first_lost(r, n);
	bool skipped = false;

	for (int i = 0; i < n; i++)
		skipped |= r[i].verdict == SKIP;
	fprintf(f, "\nTry next:\n");
	if (lost)
		fprintf(f,
			"  wakestorm run --%s 1 --mode duel %s--rounds 100 "
			"--json out.jsonl\n      the loss alone, with all "
			"its evidence as a record\n",
			lost->stressor,
			lost->verdict == NARROW ? "--act stretch " : "");
	else
		fprintf(f, "  wakestorm run --all 1 --mode storm --timeout 60s "
			   "--signals 5000\n      a longer storm\n");
	fprintf(f, "  wakestorm list%*s%s\n", 4, "",
		skipped ? "what could not run here, and why"
			: "all stressors and their queues");
	fprintf(f, "  make demo         the same on buggy, fixed and mainline "
		   "kernels in guests\n");
}

void print_findings(FILE *f, const struct result *r, int n)
{
	print_summary(f, r, n);
	for (int i = 0; i < n; i++)
		if (is_finding(&r[i]) && !is_repeated(r, i))
			print_finding(f, &r[i]);
	print_realtime(f, r, n);
	fflush(f);
}
