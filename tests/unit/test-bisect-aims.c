// SPDX-License-Identifier: GPL-2.0
/* What bisect makes of runs, on kernels that are made up: no guest boots. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "commands/bisect.h"
#include "measure/random.h"
#include "util.h"

#define SEARCHES 200

/* A commit of the made-up history, by its id. */
struct kind {
	const char *id;
	double rate; /* of runs that lose a wakeup */
	enum verdict verdict;
	double p50_ns;
	bool tells;
};

static const struct kind kinds[] = {
	{ "fixed", 0, PASS, 10000, true },
	{ "always", 1, LOST_WAKEUP, 10000, true },
	{ "often", .5, LOST_WAKEUP, 10000, true },
	{ "rare", .1, LOST_WAKEUP, 10000, true },
	{ "other", 1, HANG, 10000, true },
	{ "mute", 0, PASS, 0, false },
	{ "slow", 0, PASS, 11000, true },
	{ "slower", 0, PASS, 10800, true },
	{ "middling", 0, PASS, 10500, true },
};

static struct bisect_options options = { .control = 64 };

struct fake {
	struct hunt h; /* first */
	struct seen seen;
	const struct kind *kind; /* that was built */
	uint64_t chance;
};

static int fake_build(struct hunt *h, const struct commit *commit)
{
	struct fake *f = (struct fake *)h;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].id, commit->id)) {
			f->kind = &kinds[i];
			return 0;
		}
	return -ENODATA;
}

static double chance(struct fake *f)
{
	return (double)(random_next(&f->chance) >> 11) / (1ull << 53);
}

static int fake_run(struct hunt *h, int run)
{
	struct fake *f = (struct fake *)h;
	const struct kind *k = f->kind;
	struct seen *seen = h->seen;

	double slower = .99 + .02 * chance(f); /* as runs differ */

	(void)run;
	memset(seen, 0, sizeof(*seen));
	seen->records = k->tells;
	seen->verdict = chance(f) < k->rate ? k->verdict : PASS;
	for (int i = 0; k->tells && h->margin > 0 && i < 100; i++)
		hist_record(&seen->latency,
			    (uint64_t)(k->p50_ns * slower * (1 + .0001 * i)));
	return 0;
}

static void prepare(struct fake *f, const char *good, const char *bad,
		    double margin, uint64_t seed)
{
	memset(f, 0, sizeof(*f));
	f->h = (struct hunt){ .o = &options,
			      .build = fake_build,
			      .run = fake_run,
			      .out = fopen("/dev/null", "w"),
			      .confidence = .95,
			      .margin = margin,
			      .seen = &f->seen,
			      .judgements = 5 };
	ck_assert_ptr_nonnull(f->h.out);
	snprintf(f->h.history.git, sizeof(f->h.history.git), "/nonexistent");
	snprintf(f->h.good.id, sizeof(f->h.good.id), "%s", good);
	snprintf(f->h.bad.id, sizeof(f->h.bad.id), "%s", bad);
	f->chance = seed;
}

static const struct aim *aim_of(const struct fake *f)
{
	return f->h.margin > 0 ? &latency_aim : &losses_aim;
}

static int judge(struct fake *f, const char *id)
{
	struct commit commit = { .id = "" };
	char why[WHY_LEN];

	snprintf(commit.id, sizeof(commit.id), "%s", id);
	ck_assert_int_eq(fake_build(&f->h, &commit), 0);
	return aim_of(f)->judge(&f->h, why);
}

static const struct {
	const char *good, *bad;
	double margin;
	int control;
	const char *kind;
	int answer;
} cases[] = {
	{ "fixed", "always", 0, 0, "always", LIKE_LAST },
	{ "fixed", "always", 0, 0, "fixed", LIKE_FIRST },
	{ "fixed", "always", 0, 0, "often", LIKE_LAST },
	{ "fixed", "always", 0, 0, "other", CANNOT_TELL },
	{ "fixed", "always", 0, 0, "mute", CANNOT_TELL },
	{ "fixed", "often", 0, 0, "often", LIKE_LAST },
	{ "fixed", "rare", 0, 0, "rare", LIKE_LAST },
	{ "fixed", "other", 0, 0, "always", CANNOT_TELL },
	{ "fixed", "fixed", 0, -ENODATA, "", 0 },  /* BAD shows nothing */
	{ "always", "often", 0, -ENODATA, "", 0 }, /* GOOD shows it, too */
	{ "mute", "often", 0, -ENODATA, "", 0 },
	{ "fixed", "mute", 0, -ENODATA, "", 0 },
	{ "fixed", "nothing", 0, -ENODATA, "", 0 },
	{ "fixed", "slow", .05, 0, "slow", LIKE_LAST },
	{ "fixed", "slow", .05, 0, "slower", LIKE_LAST },
	{ "fixed", "slow", .05, 0, "fixed", LIKE_FIRST },
	{ "fixed", "slow", .05, 0, "middling", CANNOT_TELL },
	{ "fixed", "slow", .05, 0, "mute", CANNOT_TELL },
	{ "fixed", "slow", .20, -ENODATA, "", 0 }, /* not so much slower */
	{ "slow", "fixed", .05, -ENODATA, "", 0 }, /* quicker */
	{ "fixed", "fixed", .05, -ENODATA, "", 0 },
	{ "mute", "slow", .05, -ENODATA, "", 0 },
	{ "fixed", "mute", .05, -ENODATA, "", 0 },
};

START_TEST(controls_come_before_judgements)
{
	struct fake f;

	prepare(&f, cases[_i].good, cases[_i].bad, cases[_i].margin, _i + 1);
	ck_assert_int_eq(aim_of(&f)->control(&f.h), cases[_i].control);
	if (!cases[_i].control)
		ck_assert_int_eq(judge(&f, cases[_i].kind), cases[_i].answer);
	fclose(f.h.out);
}
END_TEST

/* Searches, of as many bad judgements as they claim to bear, that called one
 * good. */
static int missed(int runs)
{
	int missed = 0, searched = 0;

	for (int i = 0; i < SEARCHES; i++) {
		struct fake f;
		bool miss = false;

		prepare(&f, "fixed", "rare", 0, 1000 + i);
		if (losses_aim.control(&f.h)) {
			fclose(f.h.out); /* too rare this time, and it said so
					  */
			continue;
		}
		searched++;
		if (runs)
			f.h.runs = runs;
		for (int k = 0; k < f.h.judgements; k++)
			miss |= judge(&f, "rare") == LIKE_FIRST;
		missed += miss;
		fclose(f.h.out);
	}
	ck_assert_int_gt(searched, SEARCHES * 9 / 10);
	return missed;
}

START_TEST(a_rare_bug_is_missed_no_more_than_was_said)
{
	ck_assert_int_le(missed(0), SEARCHES / 20);
}
END_TEST

START_TEST(busted_ten_runs_miss_what_comes_in_one_of_ten)
{
	ck_assert_int_gt(missed(10), SEARCHES / 2);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, controls_come_before_judgements, 0,
			    ARRAY_SIZE(cases));
	tcase_add_test(t, a_rare_bug_is_missed_no_more_than_was_said);
	tcase_add_test(t, busted_ten_runs_miss_what_comes_in_one_of_ten);
}

int main(void)
{
	return run_suite("bisect-aims", fill_suite);
}
