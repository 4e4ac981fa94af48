// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "guest/fleet.h"
#include "guest/qemu.h"
#include "measure/clock.h"
#include "measure/random.h"
#include "say.h"
#include "tether.h"

/* PENDING -> RUNNING -> DONE, by the loop in fleet_run() alone. */
enum state { PENDING, RUNNING, DONE };

struct job {
	const struct matrix_run *run;
	const struct kernel *kernel;
	uint64_t seed;
	enum state state;
	struct tether worker;
	uint64_t start_ns;
	char stem[PATH_MAX - 16]; /* DIR/KERNEL.RUN.SEED */
};

/* What a guest leaves that did not come to its end. */
static int write_broken(FILE *f, const struct job *job,
			const struct guest_outcome *o)
{
	struct result *r = calloc(1, sizeof(*r));
	struct where *w;
	int err;

	if (!r)
		return -ENOMEM;
	w = &r->where;
	r->verdict = BROKEN;
	r->seed = job->seed;
	snprintf(r->stressor, sizeof(r->stressor), "guest");
	snprintf(r->why, sizeof(r->why), "%s",
		 o->trouble[0] ? o->trouble : "it could not run anything");
	snprintf(w->release, sizeof(w->release), "%s", job->kernel->release);
	snprintf(w->kernel, sizeof(w->kernel), "%s", job->kernel->name);
	snprintf(w->kernel_id, sizeof(w->kernel_id), "%s", job->kernel->id);
	snprintf(w->tier, sizeof(w->tier), "%s", job->run->tier);
	snprintf(w->accel, sizeof(w->accel), "%s", o->accel);
	snprintf(w->append, sizeof(w->append), "%s", job->run->append);
	w->cpus = job->run->cpus;
	err = result_write(f, r);
	free(r);
	return err;
}

/* Boot the job's guest; records go to out.  0 or -errno. */
static int run_guest(const struct job *job, FILE *out)
{
	char *argv[MATRIX_WORDS + 8] = { "run" }, seed[24];
	char console[PATH_MAX];
	struct guest_plan plan = { .kernel = job->kernel,
				   .tier = job->run->tier,
				   .cpus = job->run->cpus,
				   .seed = job->seed,
				   .limits = job->run->limits,
				   .argc = 1,
				   .argv = argv,
				   .console = console,
				   .append = *job->run->append
						     ? job->run->append
						     : NULL };
	struct guest_outcome o;
	int err;

	memcpy(argv + 1, job->run->argv, job->run->argc * sizeof(*argv));
	plan.argc += job->run->argc;
	snprintf(seed, sizeof(seed), "%" PRIu64, job->seed);
	argv[plan.argc++] = "--seed";
	argv[plan.argc++] = seed;
	argv[plan.argc++] = "--json";
	argv[plan.argc++] = "-";
	snprintf(console, sizeof(console), "%s.console", job->stem);
	err = guest_run(&plan, out, &o);
	if (!err && (o.trouble[0] || !o.records))
		err = write_broken(out, job, &o);
	return err;
}

/* A worker's life.  Its file gets its name when it is complete. */
static int work(void *arg)
{
	const struct job *job = arg;
	char part[PATH_MAX], whole[PATH_MAX];
	FILE *out;
	int err;

	snprintf(part, sizeof(part), "%s.part", job->stem);
	snprintf(whole, sizeof(whole), "%s.jsonl", job->stem);
	out = fopen(part, "we");
	if (!out)
		return complain("cannot write %s: %s", part, strerror(errno));
	err = run_guest(job, out);
	if (fclose(out) && !err) {
		err = -errno;
		complain("cannot write %s: %s", part, strerror(errno));
	}
	if (!err && rename(part, whole))
		err = -errno;
	return err ? STATUS_BROKEN : STATUS_PASS;
}

/* "5 lost-wakeup, 3 pass" of a finished job. */
static void summary(const struct job *job, char *text, size_t size)
{
	int count[VERDICTS] = { 0 }, i;
	struct results all;
	char path[PATH_MAX];
	size_t used = 0;

	text[0] = '\0';
	snprintf(path, sizeof(path), "%s.jsonl", job->stem);
	if (!results_load(path, &all)) {
		for (i = 0; i < all.n; i++)
			count[all.r[i].verdict]++;
	}
	results_free(&all);
	for (i = VERDICTS - 1; i >= 0; i--) {
		if (count[i] && used < size)
			used += snprintf(text + used, size - used, "%s%d %s",
					 used ? ", " : "", count[i],
					 verdict_names[i]);
	}
}

struct jobs {
	struct job *job;
	int n, done;
	int cpus, limit; /* CPUs to share out; guests at a time */
};

static void report_done(const struct jobs *jobs, const struct job *job)
{
	char text[160];

	summary(job, text, sizeof(text));
	note("[%d/%d] %s %s seed %" PRIu64 ": %s (%.1f s)", jobs->done, jobs->n,
	     job->kernel->name, job->run->name, job->seed, text,
	     (now_ns() - job->start_ns) / 1e9);
}

/* Is there room for it beside the ones that run?  One guest always has. */
static bool fits(const struct jobs *jobs, const struct job *job)
{
	int i, running = 0, cpus = job->run->cpus;

	for (i = 0; i < jobs->n; i++) {
		if (jobs->job[i].state != RUNNING)
			continue;
		running++;
		cpus += jobs->job[i].run->cpus;
	}
	if (jobs->limit)
		return running < jobs->limit;
	return !running || cpus <= jobs->cpus;
}

static int start_some(struct jobs *jobs)
{
	int i, err;

	for (i = 0; i < jobs->n; i++) {
		struct job *job = &jobs->job[i];

		if (job->state != PENDING || !fits(jobs, job))
			continue;
		job->start_ns = now_ns();
		err = tether_call(&job->worker, work, job);
		if (err) {
			complain("cannot start a worker: %s", strerror(-err));
			return err;
		}
		job->state = RUNNING;
	}
	return 0;
}

/* Sleep until a worker ends or a signal comes. */
static void wait_for_one(const struct jobs *jobs)
{
	struct pollfd *p = calloc(jobs->n, sizeof(*p));
	int i;

	for (i = 0; p && i < jobs->n; i++) {
		p[i] = (struct pollfd){ .fd = -1, .events = POLLIN };
		if (jobs->job[i].state == RUNNING)
			p[i].fd = SYS(syscall(SYS_pidfd_open,
					      jobs->job[i].worker.guard, 0));
	}
	/* A signal that came before poll() is seen at the next second. */
	poll(p, p ? jobs->n : 0, 1000);
	for (i = 0; p && i < jobs->n; i++)
		fd_close(&p[i].fd);
	free(p);
}

static int collect(struct jobs *jobs)
{
	int i, status;

	for (i = 0; i < jobs->n; i++) {
		struct job *job = &jobs->job[i];

		if (job->state != RUNNING)
			continue;
		status = tether_poll(&job->worker);
		if (status == -EAGAIN || status == -EINTR)
			continue;
		job->state = DONE;
		jobs->done++;
		if (status != STATUS_PASS)
			return -EIO;
		report_done(jobs, job);
	}
	return 0;
}

/* Done already when the file of an earlier run is there. */
static void add_job(const struct fleet *fleet, struct jobs *jobs,
		    const struct job *what)
{
	struct job *job = &jobs->job[jobs->n++];
	char path[PATH_MAX];

	*job = *what;
	snprintf(job->stem, sizeof(job->stem), "%s/%s.%s.%" PRIu64, fleet->dir,
		 job->kernel->name, job->run->name, job->seed);
	snprintf(path, sizeof(path), "%s.jsonl", job->stem);
	if (fleet->resume && !access(path, F_OK)) {
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
		struct job job = { .seed = m->seed[block / m->runs],
				   .run = &m->run[block % m->runs] };
		int n = shuffle(m, job.run, &random, order);

		for (int i = 0; i < n; i++) {
			job.kernel = &fleet->kernel[order[i]];
			add_job(fleet, jobs, &job);
			fprintf(blocks, "%d\t%s\t%" PRIu64 "\t%s\n", block,
				job.run->name, job.seed, job.kernel->name);
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

		complain("cannot write %s: %s", path, strerror(errno));
		return err;
	}
	return 0;
}

int fleet_run(const struct fleet *fleet)
{
	const struct matrix *m = fleet->matrix;
	struct jobs jobs = { .cpus = sysconf(_SC_NPROCESSORS_ONLN),
			     .limit = fleet->jobs };
	int i, err;

	jobs.job = calloc(m->seeds * m->runs * m->kernels, sizeof(*jobs.job));
	if (!jobs.job) {
		complain("out of memory");
		return -ENOMEM;
	}
	err = plan(fleet, &jobs);
	if (!err && jobs.done)
		note("%d of %d guests are done already", jobs.done, jobs.n);
	while (!err && jobs.done < jobs.n && !stop_requested()) {
		err = start_some(&jobs);
		if (!err)
			wait_for_one(&jobs);
		if (!err)
			err = collect(&jobs);
	}
	for (i = 0; i < jobs.n; i++)
		tether_cut(&jobs.job[i].worker);
	free(jobs.job);
	return stop_requested() ? -EINTR : err;
}
