// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "metrics.h"
#include "result.h"
#include "say.h"

static void fill(struct result *r)
{
	*r = (struct result){ .stressor = "pipe-read",
			      .mode = MODE_STORM,
			      .act = ACT_STORM,
			      .sleeps_in = "pipe_read",
			      .site = 2,
			      .waiters = 64,
			      .wakers = 3,
			      .threads = true,
			      .rounds = 5,
			      .timeout_ns = 1000000000,
			      .signals = 1000,
			      .coincidences = 300,
			      .rate = 20000,
			      .traced = true,
			      .perf_cpus = true,
			      .loop = LOOP_OPEN,
			      .placement = PLACEMENT_CROSS,
			      .seed = INT64_MAX,
			      .version = "0.1.0",
			      .verdict = LOST_WAKEUP,
			      .why = "a \"reason\" with \\ and \xc3\xbc",
			      .elapsed_ns = 42,
			      .first_loss_ns = 41,
			      .evidences = 1,
			      .counters = 2 };
	r->where = (struct where){ .release = "6.1.192",
				   .kernel = "buggy",
				   .kernel_id = "0123456789abcdef",
				   .tier = "qemu",
				   .accel = "tcg",
				   .mutant = "pipe-torn-index",
				   .append = "quiet a=\"b c\"",
				   .cpus = 2 };
	r->tally = (struct tally){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	r->storm = (struct storm_counts){ 21, 22, 23, 24, 25, 26,  27,
					  28, 29, 30, 31, 32, .125 };
	timeline_add(&r->timeline, 15000000, 7, 2);
	timeline_lose(&r->timeline, 16000000);
	r->evidence[0] = (struct evidence){ .round = 9,
					    .asleep = 3,
					    .resting = 1,
					    .outstanding = 1,
					    .ready = -1,
					    .healed = "signal",
					    .sleepers = 1 };
	r->evidence[0].sleeper[0] =
		(struct sleeper){ .waiter = 1,
				  .pid = 77,
				  .state = 'S',
				  .wchan = "pipe_read",
				  .syscall = "0 0x3",
				  .stack = "pipe_read+0x1 < vfs_read+0x2" };
	r->counter[0] = (struct counter){ "context-switches", 0, 1234, .5 };
	r->counter[1] = (struct counter){ "cycles", ENOTSUP, 0, 0 };
	r->met = (struct met){ .count = 9,
			       .window_ns = 20000,
			       .min_ns = -21000,
			       .max_ns = 19000,
			       .bin = { 1, 0, 3, [MET_BINS - 1] = 4 },
			       .finest_ns = 12,
			       .finest_at_ns = -400,
			       .lost = 2,
			       .lost_min_ns = -410,
			       .lost_max_ns = -390 };
	r->noise = (struct tool){ .name = "stress-ng",
				  .version = "0.15.06",
				  .command = "stress-ng --cpu 2",
				  .unit = "bogo-ops",
				  .status = -1,
				  .hung = true,
				  .running_ns = 77,
				  .gauges = 2,
				  .gauge = { { "max-rss", 2300 },
					     { "usr", -.25 } } };
	r->workload = r->noise;
	r->workload.gauges = 1;
	hist_record(&r->latency, 5000);
	hist_record(&r->latency, 1 << 30);
	hist_record(&r->latency, INT64_MAX / 2);
	hist_record(&r->kernel_latency, 900);
	hist_record(&r->signal_latency, 3900);
	hist_record(&r->switch_in_latency, 1900);
}

/* Write text, read one record back. */
static int read_text(const char *text, struct result *r, char *why)
{
	FILE *f = tmpfile();
	int ret;

	fputs(text, f);
	rewind(f);
	ret = result_read(f, r, why);
	fclose(f);
	return ret;
}

static char *written(const struct result *r)
{
	static char text[1 << 16];
	FILE *f = fmemopen(text, sizeof(text), "w");

	ck_assert_int_eq(result_write(f, r), 0);
	fclose(f);
	return text;
}

START_TEST(round_trip)
{
	struct result *in = malloc(sizeof(*in)), *out = malloc(sizeof(*out));
	char why[WORDS_MAX];

	memset(in, 0, sizeof(*in));
	fill(in);
	ck_assert_int_eq(read_text(written(in), out, why), 1);
	ck_assert_str_eq(in->why, out->why);
	ck_assert_mem_eq(&in->where, &out->where, sizeof(in->where));
	ck_assert_mem_eq(&in->tally, &out->tally, sizeof(in->tally));
	ck_assert_mem_eq(&in->storm, &out->storm, sizeof(in->storm));
	ck_assert_mem_eq(&in->timeline, &out->timeline, sizeof(in->timeline));
	ck_assert_uint_eq(out->rate, 20000);
	ck_assert_uint_eq(out->coincidences, 300);
	ck_assert_int_eq(out->loop, LOOP_OPEN);
	ck_assert_int_eq(out->placement, PLACEMENT_CROSS);
	ck_assert(out->traced && out->perf_cpus);
	ck_assert_mem_eq(&in->switch_in_latency, &out->switch_in_latency,
			 sizeof(in->latency));
	ck_assert_mem_eq(&in->signal_latency, &out->signal_latency,
			 sizeof(in->latency));
	ck_assert_mem_eq(&in->met, &out->met, sizeof(in->met));
	ck_assert_mem_eq(&in->noise, &out->noise, sizeof(in->noise));
	ck_assert_str_eq(out->workload.command, "stress-ng --cpu 2");
	ck_assert_int_eq(out->workload.gauges, 1);
	ck_assert_mem_eq(&in->latency, &out->latency, sizeof(in->latency));
	ck_assert_mem_eq(&in->kernel_latency, &out->kernel_latency,
			 sizeof(in->latency));
	ck_assert_str_eq(in->evidence[0].sleeper[0].stack,
			 out->evidence[0].sleeper[0].stack);
	ck_assert_int_eq(out->evidence[0].ready, -1);
	ck_assert_uint_eq(out->counter[0].value, 1234);
	ck_assert_double_eq(out->counter[0].share, .5);
	ck_assert_int_ne(out->counter[1].error, 0);
	ck_assert_uint_eq(out->seed, INT64_MAX);
	/* What is read is written the same again. */
	char *first = strdup(written(in));

	ck_assert_str_eq(first, written(out));
	free(first);
	free(in);
	free(out);
}
END_TEST

static void cut(char *text, const char *words)
{
	char *at = strstr(text, words);

	ck_assert_ptr_nonnull(at);
	memmove(at, at + strlen(words), strlen(at + strlen(words)) + 1);
}

/* Fields that came later are 0 in a record from before. */
START_TEST(old_records_are_read)
{
	struct result *r = calloc(1, sizeof(*r));
	char why[WORDS_MAX] = "", *text;

	fill(r);
	text = strdup(written(r));
	cut(text, "\"act\":\"storm\",");
	cut(text, "\"sleeps_in\":\"pipe_read\",");
	cut(text, "\"timed_out\":7,");
	cut(text, "\"gone\":9,");
	ck_assert_int_eq(read_text(text, r, why), 1);
	ck_assert_int_eq(r->act, ACT_STORM);
	ck_assert_uint_eq(r->tally.gone, 0);
	cut(text, "\"killed\":8,");
	ck_assert_int_eq(read_text(text, r, why), -EBADMSG);
	free(text);
	free(r);
}
END_TEST

/* Those of 0.1 had 32 buckets a power of two. */
START_TEST(old_histograms_are_read)
{
	static const char from[] = "\"latency_ns\":{",
			  old[] = "\"latency_ns\":{\"count\":7,\"min\":995,"
				  "\"max\":5000000000000,\"sum\":9,"
				  "\"sub_bits\":5,\"buckets\":"
				  "[[190,4],[1151,3]]},\"unread\":{";
	struct result *r = calloc(1, sizeof(*r));
	char why[WORDS_MAX] = "", text[1 << 16], *line, *at;

	fill(r);
	line = written(r);
	at = strstr(line, from);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - line), line, old,
		 at + sizeof(from) - 1);
	ck_assert_int_eq(read_text(text, r, why), 1);
	ck_assert_uint_eq(r->latency.count, 7);
	ck_assert_uint_eq(r->latency.over, 3);
	ck_assert_uint_eq(hist_percentile(&r->latency, .1), 995);
	ck_assert_uint_eq(hist_percentile(&r->latency, .57), 1007);
	free(r);
}
END_TEST

static const struct change {
	const char *from, *to;
} changes[] = {
	{ "wakestorm/1", "wakestorm/9" },
	{ "\"posted\":2", "\"posted\":-2" },
	{ "\"posted\":2", "\"posted\":\"2\"" },
	{ "\"posted\":2", "\"posted\":99999999999999999999" },
	{ "\"storm\"", "\"breeze\"" },
	{ "\"act\":\"storm\"", "\"act\":\"gust\"" },
	{ "\"lost-wakeup\"", "\"fine\"" },
	{ "\"waiters\":64", "\"waiters\":4294967296" },
	{ "\"count\":3", "\"count\":4" },
	{ "\"sub_bits\":7", "\"sub_bits\":4" },
	{ "\"sub_bits\":7", "\"sub_bits\":5" },
	{ "\"over\":1", "\"over\":2" },
	{ "\"jain\":0.125", "\"jain\":\"1\"" },
	{ "\"handled\":22", "\"handled\":-1" },
	{ "\"loop\":\"open\"", "\"loop\":\"ajar\"" },
	{ "\"placement\":\"cross\"", "\"placement\":\"mars\"" },
	{ "\"step_ns\":10000000", "\"step_ns\":0" },
	{ "\"signals\":[0,2]", "\"signals\":[0]" },
	{ "\"lost_ns\":[16000000]", "\"lost_ns\":[\"0\"]" },
	{ "\"state\":\"S\"", "\"state\":\"SS\"" },
	{ "\"tally\"", "\"telly\"" },
	{ "{\"schema\"", "[\"schema\"" },
};

START_TEST(hostile_lines_are_refused)
{
	const struct change *c = &changes[_i];
	struct result *r = calloc(1, sizeof(*r));
	char why[WORDS_MAX] = "", text[1 << 16];
	char *line, *at;

	fill(r);
	line = written(r);
	at = strstr(line, c->from);
	ck_assert_ptr_nonnull(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - line), line, c->to,
		 at + strlen(c->from));
	ck_assert_int_eq(read_text(text, r, why), -EBADMSG);
	ck_assert_str_ne(why, "");
	free(r);
}
END_TEST

START_TEST(control_characters_are_made_harmless)
{
	struct result *r = calloc(1, sizeof(*r));
	char why[WORDS_MAX];

	fill(r);
	strcpy(r->why, "red \x1b[31m alert\r\n");
	ck_assert_int_eq(read_text(written(r), r, why), 1);
	ck_assert_str_eq(r->why, "red ?[31m alert??");
	free(r);
}
END_TEST

START_TEST(a_cut_line_ends_nothing_but_itself)
{
	struct result *r = calloc(1, sizeof(*r));
	char why[WORDS_MAX], *text = malloc(1 << 17);
	FILE *f = tmpfile();

	fill(r);
	strcpy(text, written(r));
	fprintf(f, "%s", text);
	text[strlen(text) / 2] = 0;
	fprintf(f, "%s\n", text);
	for (int i = 0; i < 3 << 20; i++)
		fputc('x', f);
	fputc('\n', f);
	result_write(f, r);
	rewind(f);
	ck_assert_int_eq(result_read(f, r, why), 1);
	ck_assert_int_eq(result_read(f, r, why), -EBADMSG);
	ck_assert_int_eq(result_read(f, r, why), -EBADMSG);
	ck_assert_int_eq(result_read(f, r, why), 1);
	ck_assert_int_eq(result_read(f, r, why), 0);
	fclose(f);
	free(text);
	free(r);
}
END_TEST

START_TEST(worse_status_keeps_the_finding)
{
	ck_assert_int_eq(worse_status(STATUS_PASS, STATUS_SKIPPED),
			 STATUS_PASS);
	ck_assert_int_eq(worse_status(STATUS_BROKEN, STATUS_FOUND),
			 STATUS_FOUND);
	ck_assert_int_eq(worse_status(STATUS_UNKNOWN, STATUS_PASS),
			 STATUS_UNKNOWN);
	ck_assert_int_eq(worse_status(STATUS_SKIPPED, STATUS_SKIPPED),
			 STATUS_SKIPPED);
}
END_TEST

/* "No such file" is no word about a counter. */
START_TEST(why_an_event_is_not_counted)
{
	ck_assert_str_eq(counter_problem(ENOENT),
			 counter_problem(EOPNOTSUPP));
	ck_assert_ptr_null(strstr(counter_problem(ENOENT), "file"));
	ck_assert_ptr_nonnull(strstr(counter_problem(EACCES), "root"));
	ck_assert_str_eq(counter_problem(EMFILE), strerror(EMFILE));
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, round_trip);
	tcase_add_test(t, old_records_are_read);
	tcase_add_test(t, old_histograms_are_read);
	tcase_add_loop_test(t, hostile_lines_are_refused, 0,
			    sizeof(changes) / sizeof(changes[0]));
	tcase_add_test(t, control_characters_are_made_harmless);
	tcase_add_test(t, a_cut_line_ends_nothing_but_itself);
	tcase_add_test(t, why_an_event_is_not_counted);
	tcase_add_test(t, worse_status_keeps_the_finding);
}

int main(void)
{
	return run_suite("result", fill_suite);
}
