// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cell.h"
#include "guest/confirm.h"
#include "guest/sift.h"
#include "say.h"
#include "tether.h"
#include "where.h"

#define HOST "the host " /* begins what is its fault (vm.c) */

static bool is_here(const struct cell *cell)
{
	return cell->kernel->machine == THIS_HOST;
}

/* The run's is for guests. */
static const char *cell_tier(const struct cell *cell)
{
	return is_here(cell) ? "native" : cell->run->tier;
}

static void tell_where(const struct cell *cell, const char *accel,
		       struct where *w)
{
	const struct kernel *kernel = cell->kernel;

	if (is_here(cell))
		where_am_i(w);
	else
		w->cpus = cell->run->cpus;
	snprintf(w->release, sizeof(w->release), "%s", kernel->release);
	snprintf(w->kernel, sizeof(w->kernel), "%s", kernel->name);
	snprintf(w->kernel_id, sizeof(w->kernel_id), "%s", kernel->id);
	snprintf(w->tier, sizeof(w->tier), "%s", cell_tier(cell));
	snprintf(w->accel, sizeof(w->accel), "%s", accel);
	snprintf(w->append, sizeof(w->append), "%s", cell->run->append);
}

/* A record about the guest itself.  0 or -errno. */
static int write_guest(FILE *f, const struct cell *cell, enum verdict verdict,
		       const char *accel, const char *why)
{
	struct result *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return -ENOMEM;
	r->verdict = verdict;
	r->seed = cell->seed;
	snprintf(r->stressor, sizeof(r->stressor), "guest");
	snprintf(r->why, sizeof(r->why), "run %s: %s", cell->run->name, why);
	tell_where(cell, accel, &r->where);
	err = result_write(f, r);
	free(r);
	return err;
}

static void path_of(const struct cell *cell, const char *suffix,
		    char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s%s", cell->stem, suffix);
}

static FILE *open_of(const struct cell *cell, const char *suffix,
		     const char *mode)
{
	char path[PATH_MAX];
	FILE *f;

	path_of(cell, suffix, path);
	f = fopen(path, mode);
	if (!f)
		complain("can't write %s: %s", path, strerror(errno));
	return f;
}

static void remove_of(const struct cell *cell, const char *suffix)
{
	char path[PATH_MAX];

	path_of(cell, suffix, path);
	unlink(path);
}

/* STEM.part, and in it what is known of the tries before. */
static FILE *begin(const struct cell *cell)
{
	FILE *out = open_of(cell, ".part", "we");
	char path[PATH_MAX], *tries = NULL;

	if (!cell->tries) /* a run that was killed may have left some */
		remove_of(cell, ".tries");
	path_of(cell, ".tries", path);
	if (out && cell->tries)
		tries = read_text(path);
	if (tries)
		fputs(tries, out);
	free(tries);
	return out;
}

/* Its name appears when it is complete.  0, or -errno after a complaint. */
static int finish(const struct cell *cell, FILE *out)
{
	char part[PATH_MAX], whole[PATH_MAX];

	path_of(cell, ".part", part);
	path_of(cell, ".jsonl", whole);
	if (fclose(out) || rename(part, whole)) {
		int err = -errno;

		complain("can't write %s: %s", whole, strerror(errno));
		return err;
	}
	remove_of(cell, ".tries");
	return 0;
}

static bool is_last_try(const struct cell *cell)
{
	return cell->tries + 1 >= CELL_TRIES;
}

/* What it was and that there will be another.  0 or -errno. */
static int note_try(const struct cell *cell, const char *accel, const char *why)
{
	char words[WORDS_MAX];
	FILE *f = open_of(cell, ".tries", "ae");
	int err = f ? 0 : -EIO;

	snprintf(words, sizeof(words), "try %d of %d: %s", cell->tries + 1,
		 CELL_TRIES, why);
	if (!err)
		err = write_guest(f, cell, SKIP, accel, words);
	if (f && fclose(f))
		err = -errno;
	return err;
}

/* 0 or -errno. */
static int note_end(FILE *out, const struct cell *cell,
		    const struct guest_outcome *o)
{
	char words[WORDS_MAX];

	if (o->host)
		snprintf(words, sizeof(words), "%.130s (%d tries)", o->trouble,
			 CELL_TRIES);
	else
		snprintf(words, sizeof(words), "%s",
			 o->trouble[0] ? o->trouble
				       : "it could not run anything");
	return write_guest(out, cell, BROKEN, o->accel, words);
}

/*
 * Drop what is no record of this kernel, and say so at the end.  *out is opened
 * anew: NULL then, or to be closed.  0 or -errno.
 */
static int sift(const struct cell *cell, FILE **out)
{
	char part[PATH_MAX], words[WORDS_MAX];
	int dropped;

	path_of(cell, ".part", part);
	dropped =
		fclose(*out) ? -errno : sift_records(part, cell->kernel->name);
	*out = open_of(cell, ".part", "ae");
	if (dropped <= 0 || !*out)
		return *out ? dropped : -EIO;
	snprintf(words, sizeof(words), "%d line%s not a record of kernel %s",
		 dropped,
		 dropped == 1 ? " of the guest is" : "s of the guest are",
		 cell->kernel->name);
	return write_guest(*out, cell, BROKEN, "", words);
}

/* What runs it; argv has room for MATRIX_WORDS + 8. */
struct boot {
	struct guest_plan plan;
	char *argv[MATRIX_WORDS + 8];
	char seed[24], console[PATH_MAX];
};

static void describe(const struct cell *cell, struct boot *b)
{
	const struct matrix_run *run = cell->run;
	int n = 0;

	b->argv[n++] = "run";
	memcpy(b->argv + n, run->argv, run->argc * sizeof(*run->argv));
	n += run->argc;
	snprintf(b->seed, sizeof(b->seed), "%" PRIu64, cell->seed);
	b->argv[n++] = "--seed";
	b->argv[n++] = b->seed;
	b->argv[n++] = "--json";
	b->argv[n++] = "-";
	snprintf(b->console, sizeof(b->console), "%s.console", cell->stem);
	b->plan = (struct guest_plan){ .kernel = cell->kernel,
				       .tier = cell_tier(cell),
				       .cpus = is_here(cell) ? 0 : run->cpus,
				       .seed = cell->seed,
				       .limits = run->limits,
				       .argc = n,
				       .argv = b->argv,
				       .console = b->console,
				       .append = *run->append ? run->append
							      : NULL };
}

struct pen {
	const struct cell *cell;
	FILE *out;
};

/* What virtual time could not say about it. */
static void note_confirmation(void *arg, const struct result *suspect,
			      const char *trouble)
{
	const struct pen *pen = arg;
	char words[WORDS_MAX];

	if (!*trouble)
		return;
	snprintf(words, sizeof(words), "suspect at %.40s not confirmed: %.90s",
		 suspect->stressor, trouble);
	write_guest(pen->out, pen->cell, SKIP, "", words);
}

/* Play again in virtual time what is suspect.  0 or -errno. */
static int confirm(const struct cell *cell, const struct guest_plan *plan,
		   FILE **out)
{
	struct pen pen = { cell, *out };
	struct results found = { .n = 0 };
	char part[PATH_MAX];
	int err = 0;

	path_of(cell, ".part", part);
	if (!fflush(*out) && !results_load(part, &found))
		err = confirm_suspects(plan, &found, *out, note_confirmation,
				       &pen);
	results_free(&found);
	return err ? err : sift(cell, out);
}

int cell_work(void *arg)
{
	const struct cell *cell = arg;
	struct guest_outcome o;
	struct boot b;
	FILE *out = begin(cell);
	int err;

	if (!out)
		return CELL_BROKEN;
	describe(cell, &b);
	err = guest_run(&b.plan, out, &o);
	if (o.host && !is_last_try(cell)) {
		fclose(out);
		remove_of(cell, ".part");
		err = note_try(cell, o.accel, o.trouble);
		return err ? CELL_BROKEN : CELL_AGAIN;
	}
	if (!err || o.host)
		err = sift(cell, &out);
	if (!err && (o.host || o.trouble[0] || !o.records))
		err = note_end(out, cell, &o);
	if (!err)
		err = confirm(cell, &b.plan, &out);
	if (!err)
		return finish(cell, out) ? CELL_BROKEN : CELL_DONE;
	if (out)
		fclose(out);
	return CELL_BROKEN;
}

/* The words of the last try, without its number. */
static void last_try(const struct cell *cell, char why[WORDS_MAX])
{
	char path[PATH_MAX];
	struct results all;
	const char *words;

	path_of(cell, ".tries", path);
	if (!results_load(path, &all)) {
		words = strstr(all.r[all.n - 1].why, HOST);
		snprintf(why, WORDS_MAX, "%s", words ? words : "");
	}
	results_free(&all);
}

/* The process of ours that watches a guest was killed itself. */
static enum cell_end worker_died(const struct cell *cell, int status,
				 char why[WORDS_MAX])
{
	struct guest_outcome o = { .host = true };
	FILE *out;
	int err;

	snprintf(why, WORDS_MAX,
		 "the host killed the process that watched the guest: "
		 "signal %d (%s)",
		 status - 128, strsignal(status - 128));
	if (!is_last_try(cell))
		return note_try(cell, "", why) ? CELL_BROKEN : CELL_AGAIN;
	snprintf(o.trouble, sizeof(o.trouble), "%s", why);
	out = begin(cell);
	err = out ? note_end(out, cell, &o) : -EIO;
	if (out && finish(cell, out))
		err = -EIO;
	return err ? CELL_BROKEN : CELL_DONE;
}

enum cell_end cell_ended(const struct cell *cell, int status,
			 char why[WORDS_MAX])
{
	why[0] = '\0';
	if (status > 128)
		return worker_died(cell, status, why);
	if (status == CELL_AGAIN)
		last_try(cell, why);
	if (status == CELL_DONE || status == CELL_AGAIN)
		return status;
	return CELL_BROKEN;
}

static bool is_host_fault(const struct result *r)
{
	return r->verdict == BROKEN && !strcmp(r->stressor, "guest") &&
	       strstr(r->why, ": " HOST);
}

bool cell_is_done(const struct cell *cell)
{
	char path[PATH_MAX];
	struct results all;
	bool done;

	path_of(cell, ".jsonl", path);
	if (access(path, F_OK))
		return false;
	done = !results_load(path, &all);
	for (int i = 0; done && i < all.n; i++)
		done = !is_host_fault(&all.r[i]);
	results_free(&all);
	return done;
}

void cell_summary(const struct cell *cell, char *text, size_t size)
{
	int count[VERDICTS] = { 0 }, i;
	const char *why = NULL;
	struct results all;
	char path[PATH_MAX];
	size_t used = 0;

	text[0] = '\0';
	path_of(cell, ".jsonl", path);
	if (results_load(path, &all))
		all.n = 0;
	for (i = 0; i < all.n; i++) {
		count[all.r[i].verdict]++;
		if (!why && all.r[i].verdict == BROKEN)
			why = strstr(all.r[i].why, ": ");
	}
	for (i = VERDICTS - 1; i >= 0; i--) {
		if (count[i] && used < size)
			used += snprintf(text + used, size - used, "%s%d %s",
					 used ? ", " : "", count[i],
					 verdict_names[i]);
	}
	if (why && used < size)
		snprintf(text + used, size - used, "%.90s", why);
	results_free(&all);
}
