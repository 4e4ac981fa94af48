// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "compare.h"
#include "measure/random.h"
#include "measure/stats.h"
#include "say.h"

#define MAX_RECORDS 64

/* Results of one side, made up. */
static struct result base_records[MAX_RECORDS], head_records[MAX_RECORDS];
static struct results base_all, head_all;
static struct side base, head;
static struct comparison all;

static void set_up(void)
{
	base_all = (struct results){ .r = base_records };
	head_all = (struct results){ .r = head_records };
	base = (struct side){ .all = &base_all };
	head = (struct side){ .all = &head_all };
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
	ck_assert_int_eq(compare(&all, &base, &head), 0);
	ck_assert_int_eq(all.n, scenes);
}

static const struct duel {
	const char *stressor;
	enum verdict base, head;
	enum change change;
	int status;
} duels[] = {
	{ "pipe-read", PASS, PASS, SAME, STATUS_PASS },
	{ "pipe-read", PASS, LOST_WAKEUP, REGRESSION, STATUS_FOUND },
	{ "pipe-read", PASS, HANG, REGRESSION, STATUS_FOUND },
	{ "pipe-read", PASS, HERD, REGRESSION, STATUS_FOUND },
	{ "pipe-read", HERD, LOST_WAKEUP, REGRESSION, STATUS_FOUND },
	{ "pipe-read", LOST_WAKEUP, PASS, FIXED, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, HERD, FIXED, STATUS_PASS },
	{ "pipe-read", HERD, PASS, FIXED, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, LOST_WAKEUP, STILL, STATUS_PASS },
	{ "pipe-read", LOST_WAKEUP, HANG, STILL, STATUS_PASS },
	{ "pipe-read", HERD, HERD, STILL, STATUS_PASS },
	{ "pipe-read", SKIP, PASS, NOT_TESTED, STATUS_UNKNOWN },
	{ "pipe-read", PASS, SKIP, NOT_TESTED, STATUS_UNKNOWN },
	{ "pipe-read", SKIP, LOST_WAKEUP, NOT_TESTED, STATUS_UNKNOWN },
	{ "pipe-read", PASS, SUSPECT, UNCERTAIN, STATUS_UNKNOWN },
	{ "pipe-read", SUSPECT, PASS, UNCERTAIN, STATUS_UNKNOWN },
	{ "pipe-read", PASS, BROKEN, NOT_SOUND, STATUS_BROKEN },
	{ "pipe-read", BROKEN, LOST_WAKEUP, NOT_SOUND, STATUS_BROKEN },
	/* The BUSTED twins must be caught on both sides. */
	{ "busted", LOST_WAKEUP, LOST_WAKEUP, STILL, STATUS_PASS },
	{ "busted", LOST_WAKEUP, PASS, NOT_SOUND, STATUS_BROKEN },
	{ "ioctl-busted", PASS, LOST_WAKEUP, NOT_SOUND, STATUS_BROKEN },
	{ "ioctl-busted", PASS, PASS, NOT_SOUND, STATUS_BROKEN },
	{ "busted-pipe", PASS, PASS, SAME, STATUS_PASS },
};

START_TEST(verdicts_are_compared)
{
	const struct duel *d = &duels[_i];

	add(&base_all, d->stressor, d->base);
	add(&head_all, d->stressor, d->head);
	run_compare(1);
	ck_assert_str_eq(change_names[all.c[0].change],
			 change_names[d->change]);
	ck_assert_int_eq(compare_status(&all), d->status);
	ck_assert_int_eq(all.c[0].latency[0].speed, NOT_COMPARED);
	ck_assert_str_ne(all.c[0].latency[0].why, "");
}
END_TEST

START_TEST(one_loss_among_many_runs_counts)
{
	for (int i = 0; i < 12; i++) {
		add(&base_all, "pipe-read", PASS);
		add(&head_all, "pipe-read", i == 7 ? LOST_WAKEUP : PASS);
	}
	run_compare(1);
	ck_assert_int_eq(all.c[0].change, REGRESSION);
	ck_assert_int_eq(all.c[0].base.hit, 0);
	ck_assert_int_eq(all.c[0].head.hit, 1);
	ck_assert_int_eq(all.c[0].head.runs, 12);
	ck_assert_double_eq_tol(all.c[0].p, 1, 1e-9);
}
END_TEST

START_TEST(what_ran_on_one_side_is_not_tested)
{
	add(&base_all, "pipe-read", PASS);
	add(&head_all, "fuse-read", LOST_WAKEUP);
	run_compare(2);
	ck_assert_int_eq(all.c[0].change, NOT_TESTED);
	ck_assert_int_eq(all.c[1].change, NOT_TESTED);
	ck_assert_int_eq(compare_status(&all), STATUS_UNKNOWN);
}
END_TEST

START_TEST(a_regression_outweighs_what_is_broken)
{
	add(&base_all, "pipe-read", PASS);
	add(&head_all, "pipe-read", LOST_WAKEUP);
	add(&base_all, "fuse-read", BROKEN);
	add(&head_all, "fuse-read", PASS);
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
		add(&head_all, "pipe-read", LOST_WAKEUP);
	head_all.r[0].mode = MODE_STORM;
	head_all.r[1].waiters++;
	head_all.r[2].threads = true;
	strcpy(head_all.r[3].where.tier, "native");
	strcpy(head_all.r[4].stressor, "pipe-write");
	run_compare(6);
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(all.c[i].change, NOT_TESTED);
}
END_TEST

START_TEST(kernels_of_one_set_are_sides)
{
	add(&base_all, "pipe-read", PASS);
	strcpy(add(&base_all, "pipe-read", LOST_WAKEUP)->where.kernel, "b");
	base = (struct side){ &base_all, "a" };
	head = (struct side){ &base_all, "b" };
	run_compare(1);
	ck_assert_int_eq(all.c[0].change, REGRESSION);
	comparison_free(&all);
	head.kernel = "a";
	run_compare(1);
	ck_assert_int_eq(all.c[0].change, SAME);
}
END_TEST

/* n pairs of storms; the head's latencies are ratio times the base's. */
static void add_pairs(int n, double ratio, double noise)
{
	uint64_t random = 17;

	for (int i = 0; i < n; i++) {
		double seed =
			1 + .2 * (double)(random_next(&random) % 100) / 100;
		double off = 1 + noise * (i % 2 ? 1 : -1) * (1 + i / 50.);

		add_storm(&base_all, i, 5000 * seed);
		add_storm(&head_all, i, 5000 * seed * ratio * off);
	}
}

static const struct storms {
	int n;
	double ratio, noise;
	enum speed speed;
	int status;
} storms[] = {
	{ 12, 1, 0, EQUIVALENT, STATUS_PASS },
	{ 12, 1, .005, EQUIVALENT, STATUS_PASS },
	{ 12, 1.015, 0, EQUIVALENT, STATUS_PASS }, /* real, and small */
	{ 12, 1, .1, CANNOT_TELL, STATUS_PASS },
	{ 12, 1.2, .01, SLOWER, STATUS_FOUND }, /* the BUSTED twin */
	{ 12, .8, .01, FASTER, STATUS_PASS },
	{ 12, 1.03, .01, CANNOT_TELL, STATUS_PASS },
	{ 7, 1.2, .01, SLOWER, STATUS_FOUND },
	{ 5, 1.2, .01, CANNOT_TELL, STATUS_PASS },
	{ 0, 1, 0, NOT_COMPARED, STATUS_UNKNOWN },
};

START_TEST(latencies_are_compared)
{
	const struct storms *s = &storms[_i];

	add_pairs(s->n, s->ratio, s->noise);
	if (!s->n) {
		add_storm(&base_all, 0, 5000);
		base_all.r[0].verdict = SKIP;
	}
	run_compare(1);
	for (int m = 0; m < METRICS; m++) {
		const struct latency_change *l = &all.c[0].latency[m];

		ck_assert_str_eq(speed_names[l->speed], speed_names[s->speed]);
		if (s->n >= MIN_PAIRS) {
			ck_assert_int_eq(l->pairs, s->n);
			ck_assert_double_eq_tol(l->ratio, s->ratio, .05);
			ck_assert_double_le(l->low, l->ratio);
			ck_assert_double_ge(l->high, l->ratio);
			ck_assert_double_ge(l->p_holm, l->p);
		}
		ck_assert_int_eq(!*l->why, l->speed < CANNOT_TELL);
	}
	ck_assert_int_eq(compare_status(&all), s->status);
}
END_TEST

/* What makes a 20 % slower head not comparable. */
static void in_free_time(struct result *r)
{
	strcpy(r->where.tier, "qemu");
}

static void other_seed(struct result *r)
{
	r->seed += r->where.kernel[1] ? 1000 : 0;
}

static void other_wakers(struct result *r)
{
	r->wakers += r->where.kernel[1] ? 1 : 0;
}

static void other_signals(struct result *r)
{
	r->signals += r->where.kernel[1] ? 1 : 0;
}

static void other_accel(struct result *r)
{
	strcpy(r->where.accel, r->where.kernel[1] ? "kvm" : "tcg");
}

static void few_values(struct result *r)
{
	memset(&r->latency, 0, sizeof(r->latency));
	hist_record(&r->latency, r->where.kernel[1] ? 6000 : 5000);
}

static void a_loss_in_it(struct result *r)
{
	r->verdict = LOST_WAKEUP;
}

static void a_duel(struct result *r)
{
	r->mode = MODE_DUEL;
}

static const struct spoiler {
	void (*spoil)(struct result *r);
	enum speed speed;
} spoilers[] = {
	{ in_free_time, NOT_COMPARED }, { other_seed, CANNOT_TELL },
	{ other_wakers, NOT_COMPARED }, { other_signals, NOT_COMPARED },
	{ other_accel, NOT_COMPARED },	{ few_values, CANNOT_TELL },
	{ a_loss_in_it, NOT_COMPARED }, { a_duel, NOT_COMPARED },
};

START_TEST(what_is_not_comparable_is_not_compared)
{
	add_pairs(12, 1.2, .01);
	for (int i = 0; i < 12; i++) {
		strcpy(head_all.r[i].where.kernel, "aa");
		spoilers[_i].spoil(&base_all.r[i]);
		spoilers[_i].spoil(&head_all.r[i]);
	}
	run_compare(1);
	for (int m = 0; m < METRICS; m++) {
		const struct latency_change *l = &all.c[0].latency[m];

		ck_assert_str_eq(speed_names[l->speed],
				 speed_names[spoilers[_i].speed]);
		ck_assert_str_ne(l->why, "");
	}
	ck_assert_int_ne(compare_status(&all), STATUS_FOUND);
}
END_TEST

/* Six pairs give p = 1/32; two tests of it are no proof any more. */
START_TEST(many_tests_need_more_pairs)
{
	add_pairs(6, 1.2, 0);
	run_compare(1);
	for (int m = 0; m < METRICS; m++) {
		const struct latency_change *l = &all.c[0].latency[m];

		ck_assert_double_eq_tol(l->p, 1 / 32., 1e-9);
		ck_assert_double_eq_tol(l->p_holm, 2 / 32., 1e-9);
		ck_assert_int_eq(l->speed, CANNOT_TELL);
		ck_assert_str_eq(l->why, "too few pairs for so many tests");
	}
}
END_TEST

/* All three writers, in all changes, with hostile names: JSON stays JSON. */
START_TEST(writers_cope_with_everything)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; i < ARRAY_SIZE(duels) && i < MAX_RECORDS; i++) {
		add(&base_all, "x", duels[i].base)->waiters = (int)i + 1;
		add(&head_all, "x", duels[i].head)->waiters = (int)i + 1;
	}
	strcpy(base_all.r[0].stressor, "\x1b[31m\"|<b>\\");
	run_compare(ARRAY_SIZE(duels) + 1);
	compare_text(f, &all, &base, &head);
	compare_markdown(f, &all, &base, &head);
	fflush(f);
	ck_assert_ptr_nonnull(strstr(text, "REGRESSION"));
	ck_assert_ptr_null(strchr(text, '\x1b'));
	rewind(f);
	ck_assert_int_eq(compare_json(f, &all, &base, &head), 0);
	fclose(f);
	ck_assert_int_eq(text[0], '{');
	ck_assert_int_eq(text[size - 1], '\n');
	ck_assert_ptr_null(memchr(text, '\x1b', size));
	free(text);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, verdicts_are_compared, 0, ARRAY_SIZE(duels));
	tcase_add_test(t, one_loss_among_many_runs_counts);
	tcase_add_test(t, what_ran_on_one_side_is_not_tested);
	tcase_add_test(t, a_regression_outweighs_what_is_broken);
	tcase_add_test(t, nothing_against_nothing);
	tcase_add_test(t, other_scenes_are_other_lines);
	tcase_add_test(t, kernels_of_one_set_are_sides);
	tcase_add_loop_test(t, latencies_are_compared, 0, ARRAY_SIZE(storms));
	tcase_add_loop_test(t, what_is_not_comparable_is_not_compared, 0,
			    ARRAY_SIZE(spoilers));
	tcase_add_test(t, many_tests_need_more_pairs);
	tcase_add_test(t, writers_cope_with_everything);
}

int main(void)
{
	return run_suite("compare", fill_suite);
}
