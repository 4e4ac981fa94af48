// SPDX-License-Identifier: GPL-2.0
/* What other tools wrote (tests/data), whole, cut off at each byte, and spoilt.
 */
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "import/import.h"
#include "suite.h"

static const struct sample {
	const char *file;
	enum import_kind kind;
	int records;
	const char *first; /* stressor */
	const char *unit;
	double per_s;	 /* of the first record; 0: it does not tell */
	uint64_t p50_us; /* 0: no latencies */
} samples[] = {
	{ "stress-ng.yaml", IMPORT_STRESS_NG, 3, "stress-ng:pipe", "bogo-ops",
	  304674.5, 0 },
	{ "perf-bench-sched-pipe.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:sched-pipe", "operations", 69221, 0 },
	{ "perf-bench-sched-messaging.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:sched-messaging", "runs", 1.49925, 0 },
	{ "perf-bench-futex-hash.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:futex-hash", "operations of a thread", 371200, 0 },
	{ "perf-bench-futex-lock-pi.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:futex-lock-pi", "operations of a thread", 258, 0 },
	{ "perf-bench-futex-wake.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:futex-wake", "threads", 2 / 86.4e-6, 0 },
	{ "perf-bench-futex-requeue.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:futex-requeue", "threads", 2 / 7.8e-6, 0 },
	{ "perf-bench-futex-wake-parallel.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:futex-wake-parallel", "threads", 1 / 11e-6, 0 },
	{ "perf-bench-epoll-wait.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:epoll-wait", "operations of a thread", 164415, 0 },
	{ "perf-bench-epoll-ctl.txt", IMPORT_PERF_BENCH, 1,
	  "perf-bench:epoll-ctl", "calls of a thread", 175680, 0 },
	{ "hackbench.txt", IMPORT_HACKBENCH, 1, "hackbench:process", "messages",
	  40000 / .639, 0 },
	{ "cyclictest.json", IMPORT_RT_TESTS, 1, "rt-tests:cyclictest",
	  "cycles", 0, 62 },
	{ "ptsematest.json", IMPORT_RT_TESTS, 1, "rt-tests:ptsematest",
	  "cycles", 0, 0 },
	{ "schbench.txt", IMPORT_SCHBENCH, 1, "schbench:wakeup", "requests",
	  13469.33, 7 },
};

static char *sample_text(const struct sample *s)
{
	char path[1024], name[64];
	char *text;

	snprintf(name, sizeof(name), "tests/data/%s", s->file);
	ck_assert_int_eq(data_path(path, sizeof(path), name), 0);
	text = read_text(path);
	ck_assert_ptr_nonnull(text);
	return text;
}

static double rate(const struct result *r)
{
	double ns = (double)r->workload.running_ns;

	return ns > 0 ? (double)r->tally.taken * 1e9 / ns : 0;
}

START_TEST(a_sample_is_read)
{
	const struct sample *s = &samples[_i];
	char *text = sample_text(s);
	struct import im;
	const struct result *r;

	ck_assert_int_eq(import_kind_of(text), s->kind);
	ck_assert_msg(!import_text(&im, s->kind, text, NULL), "%s", im.why);
	ck_assert_int_eq(im.n, s->records);
	ck_assert_int_eq(im.dropped, 0);
	r = im.r;
	ck_assert_str_eq(r->stressor, s->first);
	ck_assert_str_eq(r->workload.unit, s->unit);
	ck_assert_int_eq(r->verdict, PASS);
	ck_assert_double_le(rate(r), s->per_s * 1.0001);
	ck_assert_double_ge(rate(r), s->per_s * .9999);
	ck_assert_uint_eq(hist_percentile(&r->latency, .5) / 1000, s->p50_us);
	ck_assert_int_eq(r->latency.count != 0, s->p50_us != 0);
	import_free(&im);
	free(text);
}
END_TEST

/* What is taken of a part is as in the whole, or it is refused with words. */
START_TEST(a_part_is_refused_or_right)
{
	const struct sample *s = &samples[_i];
	char *text = sample_text(s), *part;
	struct import whole, im;
	int refused = 0, ret;
	size_t len = strlen(text);

	ck_assert_int_eq(import_text(&whole, s->kind, text, NULL), 0);
	for (size_t n = 0; n < len; n++) {
		part = strndup(text, n); /* ends where it ends */
		ret = import_text(&im, s->kind, part, NULL);
		refused += ret != 0;
		ck_assert(ret ? ret == -EBADMSG && *im.why && !im.n
			      : im.n > 0 && im.n <= whole.n);
		for (int i = 0; i < im.n; i++) {
			ck_assert_str_eq(im.r[i].stressor, whole.r[i].stressor);
			ck_assert_uint_eq(im.r[i].tally.taken,
					  whole.r[i].tally.taken);
			ck_assert_uint_eq(im.r[i].workload.running_ns,
					  whole.r[i].workload.running_ns);
			ck_assert_uint_eq(im.r[i].latency.count,
					  whole.r[i].latency.count);
		}
		import_free(&im);
		free(part);
	}
	ck_assert_int_gt(refused, (int)len / 2);
	import_free(&whole);
	free(text);
}
END_TEST

/* Read by us again: whatever it says, it is a record. */
static void check_records(const struct import *im)
{
	struct result *back = malloc(sizeof(*back));
	char why[WORDS_MAX];

	for (int i = 0; i < im->n; i++) {
		FILE *f = tmpfile();

		ck_assert_int_eq(result_write(f, &im->r[i]), 0);
		rewind(f);
		ck_assert_msg(result_read(f, back, why) == 1, "%s", why);
		ck_assert_str_eq(back->stressor, im->r[i].stressor);
		fclose(f);
	}
	free(back);
}

/* Each byte in turn becomes another one, and each kind has to cope with it. */
START_TEST(a_spoilt_sample_does_no_harm)
{
	static const char spoil[] = { '9', '-', '\n', '"', '\xff', ',' };
	const struct sample *s = &samples[_i];
	char *text = sample_text(s);
	struct import im;

	for (size_t n = 0; text[n]; n++) {
		char was = text[n];

		text[n] = spoil[n % sizeof(spoil)];
		if (!import_text(&im, s->kind, text, NULL))
			check_records(&im);
		import_free(&im);
		text[n] = was;
	}
	for (int kind = 0; kind < IMPORT_KINDS; kind++) {
		if (!import_text(&im, kind, text, NULL))
			ck_assert_int_eq(kind, s->kind);
		import_free(&im);
	}
	free(text);
}
END_TEST

static const struct wrong {
	enum import_kind kind;
	const char *text, *why; /* a part of it */
} wrongs[] = {
	{ IMPORT_STRESS_NG,
	  "---\nmetrics:\n  - stressor: pipe\n"
	  "    bogo-ops: 12,5\n    wall-clock-time: 1\n...\n",
	  "LC_ALL=C" },
	{ IMPORT_STRESS_NG, "---\nmetrics:\n  - stressor: pipe\n...\n",
	  "without its name, bogo-ops" },
	{ IMPORT_STRESS_NG, "---\nmetrics: &a [ *a ]\n...\n", "alias" },
	{ IMPORT_STRESS_NG, "[[[[[[[[[[[[]]]]]]]]]]]]\n...\n", "deeper" },
	{ IMPORT_STRESS_NG, "---\nsystem-info:\n  cpus: 2\n...\n",
	  "--metrics" },
	{ IMPORT_STRESS_NG, "--- text\n...\n", "not stress-ng's" },
	{ IMPORT_PERF_BENCH,
	  "# Running 'sched/pipe' benchmark:\n"
	  "     Total time: 0,288 [sec]\n",
	  "LC_ALL=C" },
	{ IMPORT_HACKBENCH, "Time: 1.0\n", "without what ran" },
	{ IMPORT_RT_TESTS, "{}", "cmdline" },
	{ IMPORT_RT_TESTS,
	  "{\"cmdline\": \"x\", \"thread\": {\"0\": "
	  "{\"histogram\": {\"1\": -5}, \"cycles\": 1, "
	  "\"min\": 1, \"max\": 1, \"avg\": 1}}}",
	  "no count" },
	{ IMPORT_RT_TESTS,
	  "{\"cmdline\": \"x\", \"thread\": {\"0\": {\"histogram\": "
	  "{\"900000000000\": 900000000000}, \"cycles\": 1, \"min\": 1, "
	  "\"max\": 1, \"avg\": 1}}}",
	  "centuries" },
	{ IMPORT_SCHBENCH, "Latency percentiles (usec)\n\t50.0000th: 5\n",
	  "before 2023" },
};

START_TEST(what_is_wrong_is_said)
{
	const struct wrong *w = &wrongs[_i];
	struct import im;

	ck_assert_int_eq(import_text(&im, w->kind, w->text, NULL), -EBADMSG);
	ck_assert_msg(strstr(im.why, w->why) != NULL, "'%s'", im.why);
	ck_assert_int_eq(im.n, 0);
	import_free(&im);
}
END_TEST

START_TEST(simple_format_takes_a_name)
{
	struct import im;

	ck_assert_int_eq(import_text(&im, IMPORT_PERF_BENCH, "0.25\n0.5\n",
				     "sched-pipe"),
			 0);
	ck_assert_int_eq(im.n, 2);
	ck_assert_str_eq(im.r[1].stressor, "perf-bench:sched-pipe");
	ck_assert_double_eq(rate(&im.r[0]), 4);
	import_free(&im);
}
END_TEST

START_TEST(no_work_is_no_pass)
{
	struct import im;

	ck_assert_int_eq(import_text(&im, IMPORT_STRESS_NG,
				     "---\nmetrics:\n  - stressor: pipeherd\n"
				     "    bogo-ops: 0\n"
				     "    wall-clock-time: 8.1\n...\n",
				     NULL),
			 0);
	ck_assert_int_eq(im.r[0].verdict, BROKEN);
	import_free(&im);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, a_sample_is_read, 0, ARRAY_SIZE(samples));
	tcase_add_loop_test(t, a_part_is_refused_or_right, 0,
			    ARRAY_SIZE(samples));
	tcase_add_loop_test(t, a_spoilt_sample_does_no_harm, 0,
			    ARRAY_SIZE(samples));
	tcase_add_loop_test(t, what_is_wrong_is_said, 0, ARRAY_SIZE(wrongs));
	tcase_add_test(t, simple_format_takes_a_name);
	tcase_add_test(t, no_work_is_no_pass);
}

int main(void)
{
	return run_suite("import", fill_suite);
}
