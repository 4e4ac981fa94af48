// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cell.h"
#include "guest/fleet.h"
#include "guest/progress.h"
#include "measure/clock.h"
#include "measure/random.h"
#include "say.h"
#include "tether.h"

/* PENDING -> RUNNING -> DONE, or back to PENDING, by the loop in fleet_run()
 * alone. */
enum state { PENDING, RUNNING, DONE };

struct job {
	struct cell cell;
	int run; /* its number */
	enum state state;
	struct tether worker;
	uint64_t start_ns;
};

struct jobs {
	struct job *job;
	int n, done;
	int cpus, limit; /* CPUs to share out; guests at a time, if asked for */
	int room;	 /* guests that fit into memory */
	int width;	 /* most that ran at once so far */
	struct pace pace;
	struct progress progress;
};

/* What is to come, and one that runs, the oldest. */
static const struct job *look(const struct jobs *jobs, struct load *load)
{
	const struct job *oldest = NULL;
	uint64_t now = now_ns();

	*load = (struct load){ .width = jobs->width };
	for (int i = 0; i < jobs->n; i++) {
		const struct job *job = &jobs->job[i];

		load->pending[job->run] += job->state == PENDING;
		if (job->state != RUNNING || load->running == RUNNING_MAX)
			continue;
		if (!oldest || job->start_ns < oldest->start_ns)
			oldest = job;
		load->age_ns[load->running] = now - job->start_ns;
		load->run[load->running++] = job->run;
	}
	return oldest;
}

/* ", about 3 min to go", or nothing where that can't be told. */
static void to_go(const struct jobs *jobs, const struct load *load, char *text,
		  size_t size)
{
	uint64_t ns = pace_to_go(&jobs->pace, load);
	char words[32];

	text[0] = '\0';
	if (ns < SEC_NS)
		return;
	time_words(ns, words, sizeof(words));
	snprintf(text, size, ", about %s to go", words);
}

static void report_end(struct jobs *jobs, const struct job *job,
		       const char *what)
{
	const struct cell *c = &job->cell;
	struct load load;
	char text[512], rest[64];

	look(jobs, &load);
	to_go(jobs, &load, rest, sizeof(rest));
	snprintf(text, sizeof(text),
		 "[%d/%d] %s %s seed %" PRIu64 ": %s (%.1f s)%s", jobs->done,
		 jobs->n, c->kernel->name, c->run->name, c->seed, what,
		 (double)(now_ns() - job->start_ns) / 1e9, rest);
	progress_note(&jobs->progress, text);
}

static void report_still(struct jobs *jobs)
{
	struct load load;
	const struct job *oldest = look(jobs, &load);
	char text[256], rest[64], age[32];

	if (!oldest)
		return;
	to_go(jobs, &load, rest, sizeof(rest));
	time_words(now_ns() - oldest->start_ns, age, sizeof(age));
	snprintf(text, sizeof(text), "[%d/%d] %d run, %s %s for %s%s",
		 jobs->done, jobs->n, load.running, oldest->cell.kernel->name,
		 oldest->cell.run->name, age, rest);
	progress_show(&jobs->progress, text);
}

/*
 * What the host has broken is tried again alone: it may have been too much at
 * once.  And on this machine itself a duel holds a CPU by real-time priority and
 * a storm takes all of them, which no guest should have to bear.
 */
static bool is_alone(const struct job *job)
{
	return job->cell.tries || job->cell.kernel->machine == THIS_HOST;
}

/* Is there room for it beside the ones that run?  One guest always has. */
static bool fits(const struct jobs *jobs, const struct job *job)
{
	int i, running = 0, cpus = job->cell.run->cpus;
	bool alone = is_alone(job);

	for (i = 0; i < jobs->n; i++) {
		if (jobs->job[i].state != RUNNING)
			continue;
		running++;
		cpus += jobs->job[i].cell.run->cpus;
		alone |= is_alone(&jobs->job[i]);
	}
	if (alone)
		return !running;
	if (jobs->limit)
		return running < jobs->limit;
	return !running || (cpus <= jobs->cpus && running < jobs->room &&
			    running < RUNNING_MAX);
}

static int count_running(const struct jobs *jobs)
{
	int n = 0;

	for (int i = 0; i < jobs->n; i++)
		n += jobs->job[i].state == RUNNING;
	return n;
}

static int start_some(struct jobs *jobs)
{
	int i, err, running;

	for (i = 0; i < jobs->n; i++) {
		struct job *job = &jobs->job[i];

		if (job->state != PENDING)
			continue;
		if (!fits(jobs, job)) {
			if (is_alone(job))
				break; /* its turn: when the others are done */
			continue;
		}
		job->start_ns = now_ns();
		err = tether_call(&job->worker, cell_work, &job->cell);
		if (err && count_running(jobs))
			return 0; /* there may be room when one is done */
		if (err) {
			complain("can't start a worker: %s", strerror(-err));
			return err;
		}
		job->state = RUNNING;
		running = count_running(jobs);
		if (running > jobs->width)
			jobs->width = running;
	}
	return 0;
}

/* Sleep until a worker ends or a signal comes. */
static void wait_for_one(const struct jobs *jobs)
{
	struct pollfd p[RUNNING_MAX];
	int n = 0;

	for (int i = 0; i < jobs->n && n < RUNNING_MAX; i++)
		if (jobs->job[i].state == RUNNING)
			p[n++] = (struct pollfd){
				.fd = jobs->job[i].worker.leash
			};
	/* A signal that came before poll() is seen at the next second. */
	poll(p, n, 1000);
}

static void finish_job(struct jobs *jobs, struct job *job)
{
	char text[160];

	job->state = DONE;
	jobs->done++;
	pace_add(&jobs->pace, job->run, now_ns() - job->start_ns);
	cell_summary(&job->cell, text, sizeof(text));
	report_end(jobs, job, text);
}

static void try_again(struct jobs *jobs, struct job *job, const char *why)
{
	char text[WORDS_MAX + 64];

	job->state = PENDING;
	job->cell.tries++;
	snprintf(text, sizeof(text), "%s; try %d of %d comes alone", why,
		 job->cell.tries + 1, CELL_TRIES);
	report_end(jobs, job, text);
}

static int collect(struct jobs *jobs)
{
	char why[WORDS_MAX];

	for (int i = 0; i < jobs->n; i++) {
		struct job *job = &jobs->job[i];
		int status;

		if (job->state != RUNNING)
			continue;
		status = tether_poll(&job->worker);
		if (status == -EAGAIN || status == -EINTR)
			continue;
		switch (cell_ended(&job->cell, status, why)) {
		case CELL_DONE: finish_job(jobs, job); break;
		case CELL_AGAIN: try_again(jobs, job, why); break;
		case CELL_BROKEN: return -EIO;
		}
	}
	return 0;
}

/* Done already when the file of an earlier run is there. */
static void add_job(const struct fleet *fleet, struct jobs *jobs,
		    const struct job *what)
{
	struct job *job = &jobs->job[jobs->n++];
	struct cell *c = &job->cell;

	*job = *what;
	snprintf(c->stem, sizeof(c->stem), "%s/%s.%s.%" PRIu64, fleet->dir,
		 c->kernel->name, c->run->name, c->seed);
	if (fleet->resume && cell_is_done(c)) {
		job->state = DONE;
		jobs->done++;
	}
}

/* The kernels on which a run is to be, in an order by chance; their number. */
static int shuffle(const struct matrix *m, const struct matrix_run *run,
		   uint64_t *random, int order[MATRIX_KERNELS])
{
	int n = 0;

	for (int k = 0; k < m->kernels; k++)
		if (!run->on || run->on & 1u << k)
			order[n++] = k;
	for (int i = n - 1; i > 0; i--) {
		int k = (int)(random_next(random) % (unsigned)(i + 1));
		int swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
	return n;
}

/*
 * Randomized blocks: a block is one run with one seed on all its kernels, back
 * to back, so that what disturbs one of a pair disturbs the other; and in an
 * order by chance, so that no kernel always goes first.  The first seed
 * decides, so that --resume finds the same order.
 */
static void line_up(const struct fleet *fleet, struct jobs *jobs, FILE *blocks)
{
	const struct matrix *m = fleet->matrix;
	uint64_t random = m->seed[0];
	int order[MATRIX_KERNELS];

	fputs("block\trun\tseed\tkernel\n", blocks);
	for (int block = 0; block < m->seeds * m->runs; block++) {
		struct job job = { .run = block % m->runs };
		struct cell *c = &job.cell;
		int n = shuffle(m, &m->run[job.run], &random, order);

		c->seed = m->seed[block / m->runs];
		c->run = &m->run[job.run];

		for (int i = 0; i < n; i++) {
			c->kernel = &fleet->kernel[order[i]];
			add_job(fleet, jobs, &job);
			fprintf(blocks, "%d\t%s\t%" PRIu64 "\t%s\n", block,
				c->run->name, c->seed, c->kernel->name);
		}
	}
}

/* The order goes to DIR/blocks.tsv.  0 or -errno after a complaint. */
static int plan(const struct fleet *fleet, struct jobs *jobs)
{
	char path[PATH_MAX];
	FILE *blocks;

	snprintf(path, sizeof(path), "%s/blocks.tsv", fleet->dir);
	blocks = fopen(path, "we");
	if (blocks)
		line_up(fleet, jobs, blocks);
	if (!blocks || fclose(blocks)) {
		int err = -errno;

		complain("can't write %s: %s", path, strerror(errno));
		return err;
	}
	return 0;
}

static int our_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

/* As many as the memory that is free now allows. */
static int guests_in_memory(void)
{
	uint64_t kib =
		number_behind("/proc/meminfo", "\nMemAvailable:", UINT64_MAX);
	uint64_t n = kib / 1024 / GUEST_MIB;

	return n < RUNNING_MAX ? (int)n : RUNNING_MAX;
}

int fleet_run(const struct fleet *fleet)
{
	const struct matrix *m = fleet->matrix;
	struct jobs jobs = { .cpus = our_cpus(),
			     .room = guests_in_memory(),
			     .limit = fleet->jobs };
	int i, err;

	jobs.job = calloc(m->seeds * m->runs * m->kernels, sizeof(*jobs.job));
	if (!jobs.job) {
		complain("out of memory");
		return -ENOMEM;
	}
	if (!jobs.limit && jobs.room < jobs.cpus)
		note("free memory is for %d guests at a time, of %d that the "
		     "CPUs allow",
		     jobs.room ? jobs.room : 1, jobs.cpus);
	err = plan(fleet, &jobs);
	if (!err && jobs.done)
		note("%d of %d guests are done already", jobs.done, jobs.n);
	progress_open(&jobs.progress);
	while (!err && jobs.done < jobs.n && !stop_requested()) {
		err = start_some(&jobs);
		if (!err)
			wait_for_one(&jobs);
		if (!err)
			err = collect(&jobs);
		report_still(&jobs);
	}
	progress_close(&jobs.progress);
	for (i = 0; i < jobs.n; i++)
		tether_cut(&jobs.job[i].worker);
	free(jobs.job);
	return stop_requested() ? -EINTR : err;
}
