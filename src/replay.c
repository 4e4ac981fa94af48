// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "guest/append.h"
#include "replay.h"
#include "util.h"
#include "where.h"

/* The limits of the options of `run` and `kernel boot`. */
#define MAX_WAKERS     64
#define MAX_SIGNALS    1000000 /* and coincidences, a second */
#define MAX_RATE       10000000
#define MAX_GUEST_CPUS 64

static bool in_guest(const struct result *r)
{
	return strcmp(r->where.tier, "native") != 0;
}

/* Of letters, digits and these others alone, and no option. */
static bool is_made_of(const char *s, const char *others)
{
	const char *first = s;

	while (isascii(*s) &&
	       (isalnum((unsigned char)*s) || (*s && strchr(others, *s))))
		s++;
	return !*s && s > first && *first != '-';
}

/* One word to a shell. */
static bool is_word(const char *s)
{
	return is_made_of(s, "._+-");
}

/* Nothing that a shell would see between single quotes. */
static bool is_command(const char *s)
{
	return is_made_of(s, " ._+-/:=,%");
}

/* The script as we write it ourselves, or NULL. */
static const char *script_text(const struct result *r, char text[SCRIPT_TEXT])
{
	struct script script;
	char why[WORDS_MAX];

	if (script_parse(r->script, &script, why, sizeof(why)))
		return NULL;
	return script_print(&script, text);
}

static bool plan_is_sound(const struct result *r)
{
	return r->waiters >= 1 && r->waiters <= MAX_WAITERS &&
	       r->signals <= MAX_SIGNALS && r->coincidences <= MAX_SIGNALS &&
	       (r->signals || !r->coincidences) && r->rate <= MAX_RATE &&
	       r->seed <= INT64_MAX &&
	       (r->mode == MODE_DUEL ||
		(r->wakers >= 1 && r->wakers <= MAX_WAKERS)) &&
	       (r->mode == MODE_STORM || r->act != ACT_STORM);
}

const char *replay_problem(const struct result *r)
{
	const struct where *w = &r->where;
	char text[SCRIPT_TEXT], kernel[NAME_LEN];

	if (!strcmp(r->stressor, "guest"))
		return "the guest itself broke; its console tells";
	if (r->mode == MODE_WORKLOAD && !r->tally.rounds)
		return "it was imported: its own tool made it";
	if (r->mode == MODE_WORKLOAD ? !is_made_of(r->stressor, ":-")
				     : !stressor_find(r->stressor))
		return "this wakestorm has no such stressor";
	if (*r->noise.name && !is_command(r->noise.command))
		return "the command of its noise is none";
	if (r->mode != MODE_WORKLOAD && !plan_is_sound(r))
		return "no options of run make such a plan";
	if (r->act == ACT_SCRIPT && !script_text(r, text))
		return "its script is none";
	if (*w->mutant && !is_word(w->mutant))
		return "its mutant is none";
	snprintf(kernel, sizeof(kernel), "%.*s", (int)where_kernel_len(w),
		 w->kernel);
	if (in_guest(r) && (!is_word(w->tier) || !is_word(kernel) ||
			    w->cpus < 1 || w->cpus > MAX_GUEST_CPUS ||
			    (*w->append && append_problem(w->append))))
		return "no options of kernel boot make such a guest";
	return NULL;
}

/* The seed of a run is that of its guest, too, where it fits. */
static void put_boot(FILE *f, const struct result *r)
{
	const struct where *w = &r->where;

	fprintf(f, " kernel boot %.*s --tier %s --cpus %d",
		(int)where_kernel_len(w), w->kernel, w->tier, w->cpus);
	if (*w->append)
		fprintf(f, " --append '%s'", w->append);
	if (r->seed <= UINT32_MAX)
		fprintf(f, " --seed %" PRIu64, r->seed);
	fputs(" --", f);
}

/* A search tells its seed, not its limits. */
static void put_explore(FILE *f, const struct result *r)
{
	fprintf(f, " explore --waiters %d", r->waiters);
	fprintf(f, "%s --seed %" PRIu64 " %s", r->threads ? " --threads" : "",
		r->seed, r->stressor);
}

static void put_storm(FILE *f, const struct result *r)
{
	fprintf(f, " --wakers %d --signals %" PRIu64, r->wakers, r->signals);
	if (r->coincidences)
		fprintf(f, " --coincidences %" PRIu64, r->coincidences);
	if (r->rate)
		fprintf(f, " --rate %" PRIu64, r->rate);
	if (r->placement != PLACEMENT_FREE)
		fprintf(f, " --placement %s", placement_names[r->placement]);
}

static void put_end(FILE *f, const struct result *r)
{
	uint64_t us = r->timeout_ns / 1000;

	if (r->rounds)
		fprintf(f, " --rounds %" PRIu64, r->rounds);
	if (!r->timeout_ns)
		return;
	if (us < 1000)
		us = 1000; /* the least that is taken */
	fprintf(f,
		us % 1000000 ? " --timeout %" PRIu64 "us"
			     : " --timeout %" PRIu64 "s",
		us % 1000000 ? us : us / 1000000);
}

static void put_workload(FILE *f, const struct result *r)
{
	fprintf(f, "run --workload %s", r->stressor);
	put_end(f, r);
	fprintf(f, " --seed %" PRIu64, r->seed);
}

static void put_stressor(FILE *f, const struct result *r)
{
	char script[SCRIPT_TEXT];

	fprintf(f, "run --%s 1 --mode %s", r->stressor, mode_names[r->mode]);
	if (*r->where.mutant)
		fprintf(f, " --mutant %s", r->where.mutant);
	if (r->act == ACT_SCRIPT)
		fprintf(f, " --script '%s'", script_text(r, script));
	else
		fprintf(f, " --waiters %d", r->waiters);
	if (r->mode == MODE_STORM)
		put_storm(f, r);
	else if (r->act != ACT_SCRIPT)
		fprintf(f, " --act %s", act_names[r->act]);
	fputs(r->threads ? " --threads" : "", f);
	put_end(f, r);
	fprintf(f, "%s --seed %" PRIu64, r->counters ? " --perf" : "", r->seed);
}

static void put_run(FILE *f, const struct result *r)
{
	if (r->mode == MODE_WORKLOAD)
		put_workload(f, r);
	else
		put_stressor(f, r);
	if (*r->noise.name)
		fprintf(f, " --noise '%s'", r->noise.command);
}

const char *replay_command(const struct result *r, char text[REPLAY_LEN])
{
	FILE *f = fmemopen(text, REPLAY_LEN, "w");

	*text = 0;
	if (!f)
		return text;
	fputs("wakestorm", f);
	if (in_guest(r))
		put_boot(f, r);
	if (r->act == ACT_EXPLORE) {
		put_explore(f, r);
	} else {
		fputc(' ', f);
		put_run(f, r);
	}
	fclose(f);
	return text;
}

const char *replay_run(const struct result *r, char text[REPLAY_LEN])
{
	FILE *f = fmemopen(text, REPLAY_LEN, "w");

	*text = 0;
	if (!f)
		return text;
	put_run(f, r);
	fclose(f);
	return text;
}
