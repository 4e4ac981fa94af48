// SPDX-License-Identifier: GPL-2.0
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/act.h"
#include "engine/job.h"
#include "engine/narrow.h"
#include "engine/need.h"
#include "engine/race.h"
#include "engine/run.h"
#include "engine/storm.h"
#include "measure/perf.h"
#include "tether.h"
#include "where.h"

#define STALL_NS (30 * SEC_NS) /* no progress at all: end it */
#define GRACE_NS (5 * SEC_NS)  /* for a run that was asked to stop */
#define LOOK_MS	 20

/* Zeroed; pages that nobody touches cost nothing. */
static void *shared_memory(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* What a storm's tasks share, and buckets for all that its waiters record. */
static int allocate_storm(struct run *r)
{
	size_t recorders = (size_t)r->plan->waiters * SLIP_RECORDERS + 1;

	r->storm = shared_memory(sizeof(struct storm));
	r->pool = shared_memory(hist_pool_size(recorders));
	return r->storm && r->pool ? 0 : -ENOMEM;
}

/* Waiters' slips in one piece, and the site. */
static int allocate(struct run *r)
{
	struct slip *slips;

	slips = shared_memory(r->plan->waiters * sizeof(struct slip));
	r->site = shared_memory(r->s->site_size ? r->s->site_size : 1);
	r->waiter = shared_memory(r->plan->waiters * sizeof(*r->waiter));
	if (!slips || !r->site || !r->waiter)
		return -ENOMEM;
	for (int i = 0; i < r->plan->waiters; i++)
		r->waiter[i].slip = &slips[i];
	return r->plan->mode == MODE_STORM ? allocate_storm(r) : 0;
}

/* Every fd of a site and of its waiters, as many as we may have. */
static void raise_file_limit(void)
{
	struct rlimit l;

	getrlimit(RLIMIT_NOFILE, &l);
	l.rlim_cur = l.rlim_max;
	setrlimit(RLIMIT_NOFILE, &l);
}

/* Do the steps themselves make sleepers switch? */
static bool disturbs(const struct plan *p)
{
	return act_table[p->act].disturbs ||
	       (p->act == ACT_SCRIPT && script_disturbs(&p->script));
}

/* One post may disturb one sleeper: count voluntary switches inside wait(). */
static bool is_herd(const struct run *r)
{
	const struct tally *t = r->tally;
	uint64_t waits = t->taken + t->interrupted + t->spurious;

	return r->plan->mode == MODE_DUEL && r->realtime &&
	       !disturbs(r->plan) && r->s->wakes == ONE &&
	       t->switches > 2 * waits + (uint64_t)r->plan->waiters;
}

static void conclude(struct run *r)
{
	const struct tally *t = r->tally;

	if (r->narrow)
		narrow_conclude(r);
	race_conclude(r);
	if (r->plan->act == ACT_SCRIPT && script_stretch(&r->plan->script))
		hold_conclude(r);
	if (t->lost && r->plan->act == ACT_CLOSE)
		verdict(r, LOST_WAKEUP,
			"%llu of %llu waits slept on after the other end had "
			"gone away: nobody woke %s",
			(unsigned long long)t->lost,
			(unsigned long long)t->taken, r->s->queue);
	else if (t->lost)
		verdict(r, LOST_WAKEUP,
			"%llu of %llu events found all waiters asleep on %s: "
			"the wakeup was lost",
			(unsigned long long)t->lost,
			(unsigned long long)t->posted, r->s->queue);
	else if (t->astray)
		verdict(r, ASTRAY, "%s (%llu of %llu rounds)", r->astray,
			(unsigned long long)t->astray,
			(unsigned long long)t->rounds);
	else if (!t->taken && !t->gone && r->plan->act != ACT_EXPLORE)
		verdict(r, BROKEN, "no event was taken: nothing was tested");
	else if (is_herd(r))
		verdict(r, HERD, "%.1f sleepers disturbed by each event",
			(double)t->switches / (double)t->posted);
}

static void carry_out(struct run *r)
{
	struct perf *perf =
		r->plan->perf ? perf_open(r->plan->perf, r->plan->perf_cpus)
			      : NULL;
	int ret = 0;

	if (r->plan->mode == MODE_DUEL)
		quiet_set_up(r);
	else
		ret = gale_start(r);
	if (!ret)
		ret = waiters_start(r);
	if (ret)
		verdict(r, BROKEN,
			"can't start %d waiters and their wakers: %s",
			r->plan->waiters, strerror(-ret));
	else if (r->plan->act == ACT_EXPLORE)
		serve(r);
	else if (r->plan->mode == MODE_DUEL)
		duel(r);
	else
		storm(r);
	r->result->elapsed_ns = r->start_ns ? now_ns() - r->start_ns : 0;
	if (perf)
		r->result->counters = perf_read(perf, r->result->counter);
	conclude(r);
	waiters_kill(r);
}

/* A task that can't be killed keeps what it has open: not the pipe whose other
 * end waits for us to close it. */
static void shed_output(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

/* Threads of the run's crew go on until the process ends: so does r. */
static int job_entry(void *arg)
{
	const struct job *job = arg;
	const struct act_spec *act = &act_table[job->plan->act];
	struct run *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		return 1;
	shed_output();
	*r = (struct run){ .plan = job->plan,
			   .s = job->plan->stressor,
			   .shared = job->shared,
			   .result = &job->shared->result,
			   .tally = &job->shared->result.tally,
			   .self = getpid() };
	ret = allocate(r);
	raise_file_limit();
	if (job->plan->mode == MODE_DUEL)
		quiet_choose_cpu(r);
	if (!ret && act->set_up)
		ret = act->set_up(r);
	if (!ret && r->s->open)
		ret = r->s->open(r->site);
	if (ret)
		verdict(r, BROKEN, "can't set up the site: %s", strerror(-ret));
	else
		carry_out(r);
	if (r->s->close && r->site)
		r->s->close(r->site); /* before reaping: frees stuck waiters */
	if (r->waiter)
		waiters_reap(r);
	return 0;
}

static void describe(const struct plan *p, const struct where *where,
		     struct result *r)
{
	result_clear(r);
	snprintf(r->stressor, sizeof(r->stressor), "%s", p->stressor->name);
	snprintf(r->version, sizeof(r->version), "%s", WAKESTORM_VERSION);
	r->mode = p->mode;
	r->act = p->act;
	if (p->act == ACT_SCRIPT)
		script_print(&p->script, r->script);
	r->site = p->site;
	r->waiters = p->waiters;
	r->wakers = p->mode == MODE_STORM ? p->wakers : 1;
	r->threads = p->threads;
	r->rounds = p->rounds;
	r->timeout_ns = p->timeout_ns;
	r->perf_cpus = p->perf_cpus;
	if (p->mode == MODE_STORM) {
		r->signals = p->signals;
		r->coincidences = p->coincidences;
		r->rate = p->rate;
		r->loop = p->rate ? LOOP_OPEN : LOOP_CLOSED;
		r->placement = p->placement;
		r->traced = p->trace;
	}
	r->seed = p->seed;
	r->where = *where;
}

static void set_verdict(struct result *r, enum verdict v, const char *why)
{
	r->verdict = v;
	snprintf(r->why, sizeof(r->why), "%s", why);
}

void job_start(struct job *job, const struct plan *plan,
	       const struct where *where, struct result *result)
{
	const char *unfit = act_unfit(plan), *missing = act_missing(plan);
	char why[WORDS_MAX];
	int ret;

	*job = (struct job){ .plan = plan, .moved_ns = now_ns() };
	describe(plan, where, result);
	if (!need_met(plan->stressor, why)) {
		set_verdict(result, SKIP, why);
		return;
	}
	if (plan->stressor->stop == STOP_KILL && !plan->stressor->ready) {
		set_verdict(result, BROKEN, "a killable site needs a probe");
		return;
	}
	if (unfit || missing) {
		set_verdict(result, SKIP, unfit ? unfit : missing);
		return;
	}
	if (plan->mode == MODE_STORM && plan->placement == PLACEMENT_CROSS &&
	    where->cpus < 2) {
		set_verdict(result, SKIP, "--placement cross takes two CPUs");
		return;
	}
	if (plan->mode == MODE_STORM && plan->stressor->satisfies == ALL) {
		set_verdict(result, SKIP,
			    "a storm counts one waiter to an event");
		return;
	}
	job->shared = shared_memory(sizeof(*job->shared));
	if (!job->shared) {
		set_verdict(result, BROKEN, "no memory");
		return;
	}
	result_copy(&job->shared->result, result);
	ret = tether_call(&job->tether, job_entry, job);
	if (ret < 0)
		set_verdict(&job->shared->result, BROKEN, strerror(-ret));
	job->running = !ret;
}

/* What a task does that can't be killed nobody can tell. */
static enum verdict unproven(const struct result *r)
{
	return tier_is_virtual(r->where.tier) ? HANG : SUSPECT;
}

/* It ended.  What it found stands; else why is what is wrong, or NULL. */
static void job_over(struct job *job, enum verdict v, const char *why)
{
	struct result *r = &job->shared->result;
	char words[WORDS_MAX];

	job->running = false;
	snprintf(words, sizeof(words), "can't be killed: %s",
		 job->tether.unkillable);
	if (r->why[0])
		return;
	if (job->tether.unkillable[0])
		set_verdict(r, unproven(r), words);
	else if (why)
		set_verdict(r, v, why);
}

void job_look(struct job *job)
{
	uint64_t now = now_ns();
	int status = tether_poll(&job->tether);

	if (status != -EAGAIN) {
		job_over(job, BROKEN, status > 0 ? "the run itself died" : NULL);
		return;
	}
	if (atomic_load(&job->shared->progress) != job->progress) {
		job->progress = atomic_load(&job->shared->progress);
		job->moved_ns = now;
	}
	if (stop_requested() && !job->stop_ns) {
		atomic_store(&job->shared->stop, 1);
		job->stop_ns = now;
	}
	if ((!job->stop_ns || now - job->stop_ns < GRACE_NS) &&
	    now - job->moved_ns < STALL_NS)
		return;
	tether_cut(&job->tether);
	job_over(job, SUSPECT, "no progress, and no proof of why: ended");
}

void job_end(struct job *job, struct result *result)
{
	if (!job->shared)
		return;
	result_copy(result, &job->shared->result);
	munmap(job->shared, sizeof(*job->shared));
}

/* Until one of them ends, or it is time to look whether they still move. */
static void jobs_wait(const struct job *job, int n, struct pollfd *end)
{
	for (int i = 0; i < n; i++)
		end[i] = (struct pollfd){ .fd = job[i].running
							? job[i].tether.leash
							: -1 };
	poll(end, n, LOOK_MS);
}

void run_plans(const struct plan *plan, int n, const struct where *where,
	       struct result *result)
{
	struct job *job = calloc(n, sizeof(*job));
	struct pollfd *end = calloc(n, sizeof(*end));
	bool running = job && end;

	for (int i = 0; i < n && running; i++)
		job_start(&job[i], &plan[i], where, &result[i]);
	while (running) {
		running = false;
		for (int i = 0; i < n; i++) {
			if (job[i].running)
				job_look(&job[i]);
			running |= job[i].running;
		}
		if (running)
			jobs_wait(job, n, end);
	}
	for (int i = 0; i < n && job; i++)
		job_end(&job[i], &result[i]);
	free(end);
	free(job);
}

void run_plan(const struct plan *plan, const struct where *where,
	      struct result *result)
{
	run_plans(plan, 1, where, result);
}
