// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "compare.h"
#include "measure/random.h"
#include "measure/stats.h"
#include "say.h"
#include "util.h"

#define MAX_RECORDS 64

/* Results of one side, made up. */
static struct result base_records[MAX_RECORDS], new_records[MAX_RECORDS];
static struct results base_all, new_all;
static struct side base, now;
static struct comparison all;

static void set_up(void)
{
	base_all = (struct results){ .r = base_records };
	new_all = (struct results){ .r = new_records };
	base = (struct side){ .all = &base_all };
	now = (struct side){ .all = &new_all };
}

static void tear_down(void)
{
	comparison_free(&all);
}

static struct result *add(struct results *to, const char *stressor,
			  enum verdict verdict)
{
	struct result *r = &to->r[to->n++];

	ck_assert_int_le(to->n, MAX_RECORDS);
	*r = (struct result){
		.mode = MODE_DUEL,
		.waiters = 4,
		.verdict = verdict,
		.where = { .kernel = "a", .tier = "qemu-icount", .cpus = 1 }
	};
	snprintf(r->stressor, sizeof(r->stressor), "%s", stressor);
	r->tally.rounds = 100;
	r->tally.lost = verdict == LOST_WAKEUP ? 100 : 0;
	return r;
}

/* A storm of one seed whose latencies lie around ns. */
static struct result *add_storm(struct results *to, uint64_t seed, double ns)
{
	struct result *r = add(to, "pipe-read", PASS);

	r->mode = MODE_STORM;
	r->seed = seed;
	r->wakers = 1;
	for (int i = -1000; i <= 1000; i++)
		hist_record(&r->latency, (uint64_t)(ns * (1 + i / 5000.)));
	return r;
}

static void run_compare(int scenes)
{
	ck_assert_int_eq(compare(&all, &base, &now, 1, MARGIN), 0);
	ck_assert_int_eq(all.n, scenes);
}

static const struct duel {
	const char *stressor;
	enum verdict base, new;
	enum change change;
	int status;
} duels[] = {
	{ "pipe-read", PASS, PASS, SAME, STATUS_PASS },
	{ "pipe-read", PASS, LOST_WAKEUP, REGRESSED, STATUS_FOUND },
	{ "pipe-read", PASS, HANG, REGRESSED, STATUS_FOUND },
	{ "pipe-read", PASS, HERD, REGRESSED, STATUS_FOUND },
	{ "pipe-read", HERD, LOST_WAKEUP, REGRESSED, STATUS_FOUND },
	{ "pipe-read", LOST_WAKEUP, PASS, IMPROVED, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, HERD, IMPROVED, STATUS_PASS },
	{ "pipe-read", HERD, PASS, IMPROVED, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, LOST_WAKEUP, SAME, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, HANG, SAME, STATUS_PASS },
	{ "pipe-read", PASS, NARROW, REGRESSED, STATUS_FOUND },
	{ "pipe-read", NARROW, PASS, IMPROVED, STATUS_PASS },
	{ "pipe-read", HERD, NARROW, REGRESSED, STATUS_FOUND },
	{ "pipe-read", HERD, HERD, SAME, STATUS_PASS },
	{ "pipe-read", SKIP, PASS, CANNOT_TELL, STATUS_UNKNOWN },
	{ "pipe-read", PASS, SKIP, CANNOT_TELL, STATUS_UNKNOWN },
	{ "pipe-read", SKIP, LOST_WAKEUP, CANNOT_TELL, STATUS_UNKNOWN },
	{ "pipe-read", PASS, SUSPECT, CANNOT_TELL, STATUS_UNKNOWN },
	{ "pipe-read", SUSPECT, PASS, CANNOT_TELL, STATUS_UNKNOWN },
	{ "pipe-read", PASS, BROKEN, NOT_SOUND, STATUS_BROKEN },
	{ "pipe-read", BROKEN, LOST_WAKEUP, NOT_SOUND, STATUS_BROKEN },
	/* The BUSTED twins must be caught on both sides. */
	{ "busted", LOST_WAKEUP, LOST_WAKEUP, SAME, STATUS_PASS },
	{ "busted", LOST_WAKEUP, PASS, NOT_SOUND, STATUS_BROKEN },
	{ "ioctl-busted", PASS, LOST_WAKEUP, NOT_SOUND, STATUS_BROKEN },
	{ "ioctl-busted", PASS, PASS, NOT_SOUND, STATUS_BROKEN },
	{ "busted-pipe", PASS, PASS, SAME, STATUS_PASS },
};

START_TEST(verdicts_are_compared)
{
	const struct duel *d = &duels[_i];

	add(&base_all, d->stressor, d->base);
	add(&new_all, d->stressor, d->new);
	run_compare(1);
	ck_assert_str_eq(change_names[all.c[0].change],
			 change_names[d->change]);
	ck_assert_int_eq(compare_status(&all), d->status);
	ck_assert(!all.c[0].metric[P50].tested && !all.c[0].losses.tested);
	ck_assert_str_ne(all.c[0].metric[P50].why, "");
	/* What is not known has a reason. */
	if (d->change == CANNOT_TELL || d->change == NOT_SOUND)
		ck_assert_str_ne(all.c[0].why, "");
}
END_TEST

START_TEST(a_race_need_not_catch_a_twin)
{
	add(&base_all, "busted", PASS)->act = ACT_RACE;
	add(&new_all, "busted", PASS)->act = ACT_RACE;
	run_compare(1);
	ck_assert_str_eq(change_names[all.c[0].change], change_names[SAME]);
}
END_TEST

START_TEST(one_loss_among_many_duels_counts)
{
	for (int i = 0; i < 12; i++) {
		add(&base_all, "pipe-read", PASS);
		add(&new_all, "pipe-read", i == 7 ? LOST_WAKEUP : PASS);
	}
	run_compare(1);
	ck_assert_int_eq(all.c[0].change, REGRESSED);
	ck_assert_int_eq(all.c[0].cell[BASE].hit, 0);
	ck_assert_int_eq(all.c[0].cell[NEW].hit, 1);
	ck_assert_int_eq(all.c[0].cell[NEW].runs, 12);
}
END_TEST

START_TEST(what_ran_on_one_side_is_not_told)
{
	add(&base_all, "pipe-read", PASS);
	add(&new_all, "fuse-read", LOST_WAKEUP);
	run_compare(2);
	ck_assert_int_eq(all.c[0].change, CANNOT_TELL);
	ck_assert_int_eq(all.c[1].change, CANNOT_TELL);
	ck_assert_int_eq(compare_status(&all), STATUS_UNKNOWN);
}
END_TEST

START_TEST(a_regression_outweighs_what_is_broken)
{
	add(&base_all, "pipe-read", PASS);
	add(&new_all, "pipe-read", LOST_WAKEUP);
	add(&base_all, "fuse-read", BROKEN);
	add(&new_all, "fuse-read", PASS);
	run_compare(2);
	ck_assert_int_eq(compare_status(&all), STATUS_FOUND);
}
END_TEST

START_TEST(nothing_against_nothing)
{
	run_compare(0);
	ck_assert_int_eq(compare_status(&all), STATUS_UNKNOWN);
}
END_TEST

START_TEST(other_scenes_are_other_lines)
{
	add(&base_all, "pipe-read", PASS);
	for (int i = 0; i < 5; i++)
		add(&new_all, "pipe-read", LOST_WAKEUP);
	new_all.r[0].mode = MODE_STORM;
	new_all.r[1].waiters++;
	new_all.r[2].threads = true;
	strcpy(new_all.r[3].where.tier, "native");
	strcpy(new_all.r[4].stressor, "pipe-write");
	run_compare(6);
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(all.c[i].change, CANNOT_TELL);
}
END_TEST

START_TEST(kernels_of_one_set_are_sides)
{
	struct side news[2];

	add(&base_all, "pipe-read", PASS);
	strcpy(add(&base_all, "pipe-read", LOST_WAKEUP)->where.kernel, "b");
	base = (struct side){ &base_all, "a" };
	news[0] = (struct side){ &base_all, "b" };
	news[1] = (struct side){ &base_all, "a" };
	ck_assert_int_eq(compare(&all, &base, news, 2, MARGIN), 0);
	ck_assert_int_eq(all.n, 2);
	ck_assert_int_eq(all.c[0].new, 0);
	ck_assert_int_eq(all.c[0].change, REGRESSED);
	ck_assert_int_eq(all.c[1].new, 1);
	ck_assert_int_eq(all.c[1].change, SAME);
}
END_TEST

/* --- losses by chance --- */

/* n storms of which the first hit lose a wakeup, at these times. */
static void add_losses(struct results *to, int n, int hit, uint64_t at_ns)
{
	for (int i = 0; i < n; i++) {
		struct result *r =
			add(to, "pipe-read", i < hit ? LOST_WAKEUP : PASS);

		r->mode = MODE_STORM;
		r->seed = i;
		r->tally.taken = 1000;
		r->elapsed_ns = 1000000000;
		r->first_loss_ns = i < hit ? at_ns + i : 0;
	}
}

static const struct chance {
	int n, base, new;
	uint64_t base_ns, new_ns; /* when losses come; 0: not known */
	enum change change;
	const char *test;
	int status;
} chances[] = {
	{ 12, 0, 0, 1, 1, SAME, "Fisher", STATUS_PASS },
	{ 12, 0, 1, 1, 1, CANNOT_TELL, "Fisher", STATUS_UNKNOWN },
	{ 12, 1, 0, 1, 1, CANNOT_TELL, "Fisher", STATUS_UNKNOWN },
	{ 12, 0, 12, 1, 1, REGRESSED, "Fisher", STATUS_FOUND },
	{ 12, 12, 0, 1, 1, IMPROVED, "Fisher", STATUS_PASS },
	{ 4, 0, 4, 1, 1, REGRESSED, "Fisher", STATUS_FOUND },
	{ 3, 0, 3, 1, 1, CANNOT_TELL, "Fisher", STATUS_UNKNOWN },
	{ 12, 5, 5, 1000, 1000, SAME, "log-rank", STATUS_PASS },
	{ 12, 12, 12, 900000, 1000, REGRESSED, "log-rank", STATUS_FOUND },
	{ 12, 12, 12, 1000, 900000, IMPROVED, "log-rank", STATUS_PASS },
	/* Without times, only how many. */
	{ 12, 12, 12, 0, 0, SAME, "Fisher", STATUS_PASS },
	{ 12, 2, 12, 0, 0, REGRESSED, "Fisher", STATUS_FOUND },
};

START_TEST(losses_by_chance_are_tested)
{
	const struct chance *c = &chances[_i];
	const struct losses *l;

	add_losses(&base_all, c->n, c->base, c->base_ns);
	add_losses(&new_all, c->n, c->new, c->new_ns);
	for (int i = 0; i < c->n && !c->base_ns; i++)
		base_all.r[i].first_loss_ns = new_all.r[i].first_loss_ns = 0;
	run_compare(1);
	l = &all.c[0].losses;
	ck_assert_str_eq(change_names[all.c[0].change],
			 change_names[c->change]);
	ck_assert_str_eq(l->test, c->test);
	ck_assert_int_eq(l->hit[BASE], c->base);
	ck_assert_int_eq(l->hit[NEW], c->new);
	ck_assert_double_eq(l->waits[NEW], c->n * 1000.);
	ck_assert_int_eq(compare_status(&all), c->status);
	ck_assert_int_eq(l->more > 0, c->change == CANNOT_TELL);
	if (c->n == 3) /* 3 of 3 and 0 of 3: one more tells */
		ck_assert_int_eq(l->more, 1);
}
END_TEST

/* Three sites of a boot that lose together are one loss. */
START_TEST(sites_of_a_boot_are_one_unit)
{
	for (int i = 0; i < 12; i++) {
		add_losses(&base_all, 1, 0, 1);
		add_losses(&new_all, 1, 1, 1);
		base_all.r[i].site = new_all.r[i].site = i;
	}
	run_compare(1);
	ck_assert_int_eq(all.c[0].cell[NEW].runs, 12);
	ck_assert_int_eq(all.c[0].losses.boots[NEW], 1);
	ck_assert_int_eq(all.c[0].losses.hit[NEW], 1);
	ck_assert_int_eq(all.c[0].change, CANNOT_TELL);
}
END_TEST

/* --- times --- */

/* n pairs of storms; the new latencies are ratio times the base's. */
static void add_pairs(int n, double ratio, double noise)
{
	for (int i = 0; i < n; i++) {
		double seed = 1 + .2 * (i * 7 % 13) / 13;
		double off = 1 + noise * (i % 2 ? 1 : -1) * (1 + i / 50.);

		add_storm(&base_all, i, 5000 * seed);
		add_storm(&new_all, i, 5000 * seed * ratio * off);
	}
}

static const struct storms {
	int n;
	double ratio, noise;
	enum change change;
	int status;
} storms[] = {
	{ 12, 1, 0, SAME, STATUS_PASS },
	{ 12, 1, .005, SAME, STATUS_PASS },
	{ 12, 1.015, 0, SAME, STATUS_PASS }, /* real, and small */
	{ 12, 1, .1, CANNOT_TELL, STATUS_PASS },
	{ 12, 1.2, .01, REGRESSED, STATUS_FOUND }, /* the BUSTED twin */
	{ 12, .8, .01, IMPROVED, STATUS_PASS },
	{ 12, 1.03, .01, CANNOT_TELL, STATUS_PASS },
	{ 7, 1.2, .01, REGRESSED, STATUS_FOUND },
	{ 6, 1.2, 0, REGRESSED, STATUS_FOUND },
	{ 3, 1.2, .01, CANNOT_TELL, STATUS_PASS },
};

START_TEST(latencies_are_compared)
{
	const struct storms *s = &storms[_i];
	const struct measured *m;

	add_pairs(s->n, s->ratio, s->noise);
	run_compare(1);
	m = &all.c[0].metric[P50];
	ck_assert_str_eq(change_names[m->change], change_names[s->change]);
	if (s->n >= MIN_PAIRS) {
		ck_assert(m->paired && m->boots[NEW] == s->n);
		ck_assert_double_eq_tol(m->ratio, s->ratio, .05);
		ck_assert_double_le(m->low, m->ratio);
		ck_assert_double_ge(m->high, m->ratio);
		ck_assert_double_ge(m->p_family, m->p);
	}
	ck_assert_int_eq(!*m->why, m->change != CANNOT_TELL);
	ck_assert_int_eq(m->more > 0, m->change == CANNOT_TELL);
	ck_assert_int_eq(compare_status(&all), s->status);
}
END_TEST

/* n pairs whose differences are normal about a ratio of 1.1, SD 12 %. */
static void add_normal(int n)
{
	for (int i = 0; i < n; i++) {
		double off = .12 * stats_normal((i * 7 % n + .5) / n);

		add_storm(&base_all, i, 5000 + i);
		add_storm(&new_all, i, (5000 + i) * 1.1 * exp(off));
	}
}

/* The more boots that it asks for do tell. */
START_TEST(so_many_boots_more_do_tell)
{
	int more;

	add_normal(9);
	run_compare(1);
	more = all.c[0].metric[P50].more;
	ck_assert_int_eq(all.c[0].metric[P50].change, CANNOT_TELL);
	ck_assert_int_gt(more, 1);
	ck_assert_int_lt(more, MAX_RECORDS - 9);
	comparison_free(&all);
	set_up();
	add_normal(9 + more);
	run_compare(1);
	ck_assert_int_eq(all.c[0].metric[P50].change, REGRESSED);
}
END_TEST

START_TEST(the_margin_decides)
{
	static const struct {
		double margin;
		enum change change;
	} margins[] = { { .01, REGRESSED },
			{ .05, SAME },
			{ .02, CANNOT_TELL } };

	add_pairs(12, 1.02, .002);
	for (size_t i = 0; i < ARRAY_SIZE(margins); i++) {
		compare(&all, &base, &now, 1, margins[i].margin);
		ck_assert_int_eq(all.c[0].metric[P50].change,
				 margins[i].change);
		comparison_free(&all);
	}
}
END_TEST

/* Seeds do not match: two sides, the exact tests of such. */
START_TEST(without_pairs_sides_are_compared)
{
	add_pairs(12, 1.5, .01);
	for (int i = 0; i < 12; i++)
		new_all.r[i].seed += 100;
	run_compare(1);
	ck_assert(!all.c[0].metric[P50].paired);
	ck_assert_int_eq(all.c[0].metric[P50].change, REGRESSED);
	ck_assert_double_eq_tol(all.c[0].metric[P50].delta, 1, 1e-9);
	ck_assert_double_eq_tol(all.c[0].metric[P50].ratio, 1.5, .05);
}
END_TEST

/* One run in twelve copies is one run. */
START_TEST(copies_are_no_boots)
{
	for (int i = 0; i < 12; i++) {
		add_storm(&base_all, i, 5000);
		add_storm(&new_all, i, 6000);
	}
	run_compare(1);
	ck_assert_int_eq(all.c[0].metric[P50].change, CANNOT_TELL);
	ck_assert(strstr(all.c[0].metric[P50].why, "seeds change nothing"));
}
END_TEST

/* One in ten latencies is five times as long: p50 is the same, the tail not. */
START_TEST(tails_are_explored)
{
	add_pairs(12, 1, .001);
	for (int i = 0; i < 12; i++)
		for (int k = 0; k < 200 + i; k++) {
			hist_record(&new_all.r[i].latency, 30000);
			hist_record(&new_all.r[i].latency, 1000);
			hist_record(&base_all.r[i].latency, 1000);
			hist_record(&base_all.r[i].latency,
				    k % 20 ? 8000 : 30000);
		}
	run_compare(1);
	ck_assert_int_eq(all.c[0].metric[P50].change, SAME);
	ck_assert_int_eq(all.c[0].metric[TAIL].change, REGRESSED);
	ck_assert_double_gt(all.c[0].metric[TAIL].ratio, 15);
	/* It is explored, and fails nothing. */
	ck_assert_int_eq(compare_status(&all), STATUS_PASS);
}
END_TEST

/* The same p50, and a fifth less gets done. */
START_TEST(rates_are_explored)
{
	add_pairs(12, 1, .001);
	for (int i = 0; i < 12; i++) {
		base_all.r[i].tally.taken = 100000;
		new_all.r[i].tally.taken = 80000 + i;
		base_all.r[i].storm.running_ns = 1000000000;
		new_all.r[i].storm.running_ns = 1000000000;
	}
	run_compare(1);
	ck_assert_int_eq(all.c[0].metric[P50].change, SAME);
	ck_assert_int_eq(all.c[0].metric[RATE].change, REGRESSED);
	ck_assert_double_eq_tol(all.c[0].metric[RATE].median[BASE], 1e5, 1e-6);
	ck_assert_int_eq(compare_status(&all), STATUS_PASS);
	comparison_free(&all);
	ck_assert_int_eq(compare(&all, &now, &base, 1, MARGIN), 0);
	ck_assert_int_eq(all.c[0].metric[RATE].change, IMPROVED);
}
END_TEST

/* A new kernel that gets slower from boot to boot, on a steady one. */
START_TEST(drift_is_told_of_where_the_host_is)
{
	for (int i = 0; i < 20; i++) {
		add_storm(&base_all, i, 5000 + i * 7 % 20);
		add_storm(&new_all, i, 5000 + 10 * i);
	}
	run_compare(1);
	ck_assert(!drifts(&all.c[0], &all.c[0].metric[P50]));
	comparison_free(&all);
	for (int i = 0; i < 20; i++) {
		strcpy(base_all.r[i].where.tier, "native");
		strcpy(new_all.r[i].where.tier, "native");
	}
	run_compare(1);
	ck_assert(all.c[0].metric[P50].tested);
	ck_assert(drifts(&all.c[0], &all.c[0].metric[P50]));
}
END_TEST

/* What makes a 20 % slower kernel not comparable. */
static void in_free_time(struct result *r)
{
	strcpy(r->where.tier, "qemu");
}

static void other_seed_native(struct result *r)
{
	strcpy(r->where.tier, "native");
	r->seed += r->where.kernel[1] ? 1000 : 0;
}

static void few_values(struct result *r)
{
	memset(&r->latency, 0, sizeof(r->latency));
	hist_record(&r->latency, 5000 + 1000 * !!r->where.kernel[1] + r->seed);
}

static void a_loss_in_it(struct result *r)
{
	r->verdict = LOST_WAKEUP;
}

static void a_duel(struct result *r)
{
	r->mode = MODE_DUEL;
}

static void (*const spoilers[])(struct result *r) = {
	in_free_time, other_seed_native, few_values, a_loss_in_it, a_duel,
};

START_TEST(what_is_not_comparable_is_not_compared)
{
	add_pairs(12, 1.2, .01);
	for (int i = 0; i < 12; i++) {
		strcpy(new_all.r[i].where.kernel, "aa");
		spoilers[_i](&base_all.r[i]);
		spoilers[_i](&new_all.r[i]);
	}
	run_compare(1);
	for (int m = 0; m < METRICS; m++) {
		ck_assert_int_eq(all.c[0].metric[m].change, CANNOT_TELL);
		ck_assert(!all.c[0].metric[m].tested);
		ck_assert_str_ne(all.c[0].metric[m].why, "");
	}
	ck_assert_int_ne(compare_status(&all), STATUS_FOUND);
}
END_TEST

static void other_wakers(struct result *r)
{
	r->wakers++;
}

static void other_signals(struct result *r)
{
	r->signals++;
}

static void open_loop(struct result *r)
{
	r->loop = LOOP_OPEN;
	r->rate = 1000;
}

static void one_cpu(struct result *r)
{
	r->placement = PLACEMENT_SAME;
}

static void other_cpus(struct result *r)
{
	r->where.cpus++;
}

static void traced(struct result *r)
{
	r->traced = true;
}

static void (*const movers[])(struct result *r) = { other_wakers, other_signals,
						    other_cpus,	  open_loop,
						    one_cpu,	  traced };

START_TEST(other_storms_are_other_lines)
{
	add_pairs(12, 1.2, .01);
	for (int i = 0; i < 12; i++)
		movers[_i](&new_all.r[i]);
	run_compare(2);
	ck_assert_int_eq(compare_status(&all), STATUS_UNKNOWN);
}
END_TEST

/* Six pairs give p = 1/32; two tests of it are no proof any more. */
START_TEST(many_tests_need_more_pairs)
{
	add_pairs(6, 1.2, 0);
	add_pairs(6, 1.2, 0);
	for (int i = 6; i < 12; i++) {
		base_all.r[i].waiters++;
		new_all.r[i].waiters++;
	}
	run_compare(2);
	for (int i = 0; i < 2; i++) {
		const struct measured *m = &all.c[i].metric[P50];

		ck_assert_double_eq_tol(m->p, 1 / 32., 1e-9);
		ck_assert_double_eq_tol(m->p_family, 2 / 32., 1e-9);
		ck_assert_int_eq(m->change, CANNOT_TELL);
		ck_assert_str_eq(m->why, "too few boots for so many tests");
		ck_assert_int_eq(m->more, 1); /* 2 * 2 / 2^7 */
	}
}
END_TEST

/*
 * One kernel against itself, its runs dealt to the sides by chance: next to
 * nothing may change.  Its twin, 5 % slower, must be found each time.
 */
START_TEST(a_kernel_against_itself)
{
	int changed = 0, same = 0, found = 0;
	uint64_t random = 23;

	for (int turn = 0; turn < 200; turn++) {
		bool twin = turn % 2;

		set_up();
		for (int i = 0; i < 24; i++) {
			double u =
				(double)(random_next(&random) >> 11) * 0x1p-53;
			double ns = 30000 *
				    (1 + .01 * stats_normal(u * .999 + .0005));

			add_storm(i % 2 ? &base_all : &new_all, i / 2,
				  i % 2 || !twin ? ns : ns * 1.05);
		}
		run_compare(1);
		same += !twin && all.c[0].metric[P50].change == SAME;
		changed += !twin && all.c[0].metric[P50].change > SAME;
		found += twin && all.c[0].metric[P50].change == REGRESSED;
		comparison_free(&all);
	}
	ck_assert_int_le(changed, 1);
	ck_assert_int_ge(same, 90);
	ck_assert_int_ge(found, 90);
}
END_TEST

static int (*const writers[])(FILE *f, const struct comparison *all) = {
	compare_text, compare_markdown, compare_json, compare_junit
};

static const char *const says_regressed[] = { "regressed\n", "**regressed**",
					      "\"regressed\"",
					      "<failure message=\"regressed" };

/* All writers, in all changes, with hostile names: no control character comes
 * through. */
START_TEST(writers_cope_with_everything)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; i < ARRAY_SIZE(duels); i++) {
		add(&base_all, "x", duels[i].base)->waiters = (int)i + 1;
		add(&new_all, "x", duels[i].new)->waiters = (int)i + 1;
	}
	strcpy(base_all.r[0].stressor, "\x1b[31m\"|<b>\\");
	add_pairs(7, 1.2, .01);
	run_compare(ARRAY_SIZE(duels) + 2);
	ck_assert_int_eq(writers[_i](f, &all), 0);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(text, says_regressed[_i]));
	ck_assert_ptr_null(memchr(text, '\x1b', size));
	ck_assert_int_eq(text[size - 1], '\n');
	if (writers[_i] == compare_markdown || writers[_i] == compare_junit)
		ck_assert_ptr_null(strstr(text, "<b>"));
	free(text);
}
END_TEST

START_TEST(a_pilot_says_how_many)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	ck_assert_int_eq(compare_pilot(f, &base, NULL, .02), -ENODATA);
	for (int i = 0; i < 12; i++) /* SD 10 %: a difference has 14 % */
		add_storm(&base_all, i,
			  5000 * exp(.0957 * (i % 2 ? 1 : -1)) + i);
	ck_assert_int_eq(compare_pilot(f, &base, NULL, .1), 0);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(text, "pipe-read"));
	ck_assert_ptr_nonnull(strstr(text, "     19\n"));
	free(text);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, verdicts_are_compared, 0, ARRAY_SIZE(duels));
	tcase_add_test(t, a_race_need_not_catch_a_twin);
	tcase_add_test(t, one_loss_among_many_duels_counts);
	tcase_add_test(t, what_ran_on_one_side_is_not_told);
	tcase_add_test(t, a_regression_outweighs_what_is_broken);
	tcase_add_test(t, nothing_against_nothing);
	tcase_add_test(t, other_scenes_are_other_lines);
	tcase_add_test(t, kernels_of_one_set_are_sides);
	tcase_add_loop_test(t, losses_by_chance_are_tested, 0,
			    ARRAY_SIZE(chances));
	tcase_add_test(t, sites_of_a_boot_are_one_unit);
	tcase_add_loop_test(t, latencies_are_compared, 0, ARRAY_SIZE(storms));
	tcase_add_test(t, so_many_boots_more_do_tell);
	tcase_add_test(t, the_margin_decides);
	tcase_add_test(t, without_pairs_sides_are_compared);
	tcase_add_test(t, copies_are_no_boots);
	tcase_add_test(t, tails_are_explored);
	tcase_add_test(t, rates_are_explored);
	tcase_add_test(t, drift_is_told_of_where_the_host_is);
	tcase_add_loop_test(t, what_is_not_comparable_is_not_compared, 0,
			    ARRAY_SIZE(spoilers));
	tcase_add_loop_test(t, other_storms_are_other_lines, 0,
			    ARRAY_SIZE(movers));
	tcase_add_test(t, many_tests_need_more_pairs);
	tcase_add_test(t, a_kernel_against_itself);
	tcase_add_loop_test(t, writers_cope_with_everything, 0,
			    ARRAY_SIZE(writers));
	tcase_add_test(t, a_pilot_says_how_many);
}

int main(void)
{
	return run_suite("compare", fill_suite);
}
