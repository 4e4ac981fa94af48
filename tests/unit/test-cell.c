// SPDX-License-Identifier: GPL-2.0
/* What becomes of a guest's records, and of the cache's things: the choices. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "guest/confirm.h"
#include "guest/matrix.h"
#include "guest/prune.h"
#include "guest/sift.h"
#include "say.h"

static struct result record(enum verdict verdict, const char *kernel,
			    const char *tier)
{
	struct result r = { .stressor = "pipe-read",
			    .mode = MODE_DUEL,
			    .act = ACT_DUEL,
			    .waiters = 4,
			    .seed = 7,
			    .verdict = verdict };

	strcpy(r.where.kernel, kernel);
	strcpy(r.where.tier, tier);
	return r;
}

static char path[] = "/tmp/wakestorm-sift-XXXXXX";

/* A file of those kernels' records, and of lines that are none. */
static void fill_file(const char *const kernel[], int n, const char *noise)
{
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	for (int i = 0; i < n; i++) {
		struct result r = record(PASS, kernel[i], "qemu");

		fputs(noise, f);
		ck_assert_int_eq(result_write(f, &r), 0);
	}
	fclose(f);
}

static int lines(void)
{
	FILE *f = fopen(path, "r");
	int c, n = 0;

	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	unlink(path);
	return n;
}

START_TEST(own_records_stay)
{
	static const char *const ours[] = { "buggy", "buggy" };

	fill_file(ours, 2, "");
	ck_assert_int_eq(sift_records(path, "buggy"), 0);
	ck_assert_int_eq(lines(), 2);
}
END_TEST

START_TEST(what_is_no_record_goes)
{
	static const char *const ours[] = { "buggy", "buggy" };

	fill_file(ours, 2, "{\"schema\":\"wakestorm/1\"}\n\x01\xff\n");
	ck_assert_int_eq(sift_records(path, "buggy"), 4);
	ck_assert_int_eq(lines(), 2);
}
END_TEST

START_TEST(records_of_another_go)
{
	static const char *const some[] = { "fixed", "buggy", "buggy2", "bug",
					    "" };

	fill_file(some, 5, "");
	ck_assert_int_eq(sift_records(path, "buggy"), 4);
	ck_assert_int_eq(lines(), 1);
}
END_TEST

/* A mutant that is on is part of the name; a fragment makes another kernel. */
START_TEST(a_mutant_is_of_its_kernel)
{
	FILE *f = fdopen(mkstemp(path), "w");
	struct result r = record(PASS, "buggy+torn", "qemu");

	strcpy(r.where.mutant, "torn");
	ck_assert_int_eq(result_write(f, &r), 0);
	strcpy(r.where.mutant, "");
	ck_assert_int_eq(result_write(f, &r), 0);
	fclose(f);
	ck_assert_int_eq(sift_records(path, "buggy"), 1);
	ck_assert_int_eq(lines(), 1);
}
END_TEST

START_TEST(half_a_record_goes)
{
	static const char *const ours[] = { "buggy", "buggy" };
	FILE *f;

	fill_file(ours, 2, "");
	f = fopen(path, "r+");
	fseek(f, 0, SEEK_END);
	ck_assert_int_eq(truncate(path, ftell(f) - 20), 0);
	fclose(f);
	ck_assert_int_eq(sift_records(path, "buggy"), 1);
	ck_assert_int_eq(lines(), 1);
}
END_TEST

/* Which verdict virtual time gives, and what is learned; -1: none. */
static const struct sample {
	int verdict, status;
} samples[] = { { HANG, STATUS_PASS },	    { LOST_WAKEUP, STATUS_PASS },
		{ PASS, STATUS_UNKNOWN },   { SKIP, STATUS_UNKNOWN },
		{ BROKEN, STATUS_UNKNOWN }, { -1, STATUS_UNKNOWN } };

static int judge(const struct result *r, int n)
{
	struct results all = { .r = (struct result *)r, .n = n };
	FILE *null = fopen("/dev/null", "w");
	int status = matrix_judge_suspects(&all, null);

	fclose(null);
	return status;
}

START_TEST(virtual_time_confirms)
{
	const struct sample *s = &samples[_i];
	struct result r[] = { record(SUSPECT, "buggy", "qemu"),
			      record(s->verdict < 0 ? PASS : s->verdict,
				     "buggy", "qemu-icount") };

	ck_assert_int_eq(judge(r, s->verdict < 0 ? 1 : 2), s->status);
}
END_TEST

/* The twin: a hang of something else confirms nothing. */
START_TEST(another_hang_does_not)
{
	struct result r[] = { record(SUSPECT, "buggy", "qemu"),
			      record(HANG, "buggy", "qemu-icount") };

	ck_assert_int_eq(judge(r, 2), STATUS_PASS);
	r[1].seed++;
	ck_assert_int_eq(judge(r, 2), STATUS_UNKNOWN);
	r[1] = record(HANG, "fixed", "qemu-icount");
	ck_assert_int_eq(judge(r, 2), STATUS_UNKNOWN);
	r[1] = record(HANG, "buggy", "qemu");
	ck_assert_int_eq(judge(r, 2), STATUS_UNKNOWN);
	r[1] = record(HANG, "buggy", "qemu-icount");
	r[1].act = ACT_STOP;
	ck_assert_int_eq(judge(r, 2), STATUS_UNKNOWN);
	strcpy(r[1].stressor, "pipe-write");
	r[1].act = ACT_DUEL;
	ck_assert_int_eq(judge(r, 2), STATUS_UNKNOWN);
}
END_TEST

static void take_trouble(void *to, const struct result *suspect,
			 const char *trouble)
{
	ck_assert_int_eq(suspect->verdict, SUSPECT);
	strcpy(to, trouble);
}

/* The kernel that runs here can't be booted in virtual time. */
START_TEST(the_host_is_not_confirmed)
{
	static const struct kernel host = { .machine = THIS_HOST };
	const struct guest_plan plan = { .kernel = &host, .tier = "native" };
	struct result r[] = { record(PASS, "host", "native"),
			      record(SUSPECT, "host", "native") };
	const struct results found = { .r = r, .n = 2 };
	char trouble[WORDS_MAX] = "";

	ck_assert_int_eq(confirm_suspects(&plan, &found, stdout, take_trouble,
					  trouble),
			 0);
	ck_assert_str_eq(trouble, "the host has no virtual time");
}
END_TEST

static void choose(int64_t then_s, uint64_t keep, const char *goes)
{
	struct prune_item item[] = { { .bytes = 10, .used_s = 100 },
				     { .bytes = 20, .used_s = 200 },
				     { .bytes = 30, .used_s = 300 } };
	struct prune_list list = { .item = item, .n = 3, .bytes = 100 };

	prune_choose(&list, then_s, keep);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(item[i].goes, goes[i] == 'x');
}

START_TEST(what_goes)
{
	choose(0, UINT64_MAX, "...");
	choose(200, UINT64_MAX, "x..");
	choose(201, UINT64_MAX, "xx.");
	choose(0, 100, "...");
	choose(0, 99, "x..");
	choose(0, 90, "x..");
	choose(0, 89, "xx.");
	choose(0, 1, "xxx");
	choose(301, 100, "xxx");
}
END_TEST

static void fill(TCase *t)
{
	tcase_add_test(t, own_records_stay);
	tcase_add_test(t, what_is_no_record_goes);
	tcase_add_test(t, records_of_another_go);
	tcase_add_test(t, a_mutant_is_of_its_kernel);
	tcase_add_test(t, half_a_record_goes);
	tcase_add_loop_test(t, virtual_time_confirms, 0,
			    sizeof(samples) / sizeof(*samples));
	tcase_add_test(t, another_hang_does_not);
	tcase_add_test(t, the_host_is_not_confirmed);
	tcase_add_test(t, what_goes);
}

int main(void)
{
	return run_suite("cell", fill);
}
