// SPDX-License-Identifier: GPL-2.0
#include <math.h>

#include "suite.h"
#include "compare.h"
#include "measure/random.h"

/* Twelve runs of one kernel against twelve more, noise of 5 % a run. */
static enum speed simulate(uint64_t *random, double ratio)
{
	struct latency_change l;
	double d[12];

	for (int i = 0; i < 12; i++) {
		d[i] = log(ratio);
		for (int k = 0; k < 12; k++) /* near enough to a bell */
			d[i] += .05 *
				((double)(random_next(random) >> 11) * 0x1p-53 -
				 .5);
	}
	l = latency_judge(d, 12);
	l.p_holm = l.p;
	latency_decide(&l);
	return l.speed;
}

START_TEST(a_kernel_seldom_differs_from_itself)
{
	uint64_t random = 3;
	int alarms = 0, found = 0;

	for (int i = 0; i < 1000; i++) {
		enum speed same = simulate(&random, 1);

		alarms += same == SLOWER || same == FASTER;
		found += simulate(&random, 1.15) == SLOWER;
	}
	ck_assert_int_le(alarms, 20); /* the margin makes it far below 5 % */
	ck_assert_int_ge(found, 900); /* the BUSTED twin: this must differ */
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, a_kernel_seldom_differs_from_itself);
}

int main(void)
{
	return run_suite("latency", fill_suite);
}
