/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>

/* Run the tests that fill() adds; the exit status of main(). */
static inline int run_suite(const char *name, void (*fill)(TCase *t))
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create(name);
	SRunner *runner = srunner_create(s);
	int failed;

	suite_add_tcase(s, t);
	tcase_set_timeout(t, 60);
	fill(t);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#endif
