// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "guest/frame.h"
#include "measure/random.h"
#include "util.h"

#define HELLO	  "{\"hello\":\"@ws \"}"
#define FRAME_MAX (FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX)

static struct frame_reader reader;
static struct frame frame;

/* Tests run each in a process of its own, so none sees another's reader. */
static void set_up(void)
{
	ck_assert_int_eq(frame_reader_init(&reader), 0);
}

static void tear_down(void)
{
	frame_reader_free(&reader);
	ck_assert_ptr_null(reader.buffer);
}

static size_t make(char *out, uint32_t seq, const char *payload)
{
	long n = frame_write(out, FRAME_HEAD_MAX + strlen(payload), FRAME_LINE,
			     seq, payload, strlen(payload));

	ck_assert_int_gt(n, 0);
	return n;
}

static void feed(const char *data, size_t n)
{
	ck_assert_uint_eq(frame_feed(&reader, data, n), n);
}

static void feed_frame(uint32_t seq, const char *payload)
{
	char out[256];

	feed(out, make(out, seq, payload));
}

static void expect(uint32_t seq, const char *payload)
{
	ck_assert(frame_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_LINE);
	ck_assert_uint_eq(frame.seq, seq);
	ck_assert_uint_eq(frame.len, strlen(payload));
	ck_assert_str_eq(frame.payload, payload);
}

static void expect_counts(uint64_t lost, uint64_t garbage)
{
	ck_assert(!frame_next(&reader, &frame));
	ck_assert_uint_eq(reader.lost, lost);
	ck_assert_uint_eq(reader.garbage, garbage);
}

/* The wire format is a promise to guests of other versions. */
START_TEST(the_bytes_are_these)
{
	char out[128];

	ck_assert_uint_eq(make(out, 7, "abc"), 23);
	ck_assert_mem_eq(out, "@ws 5dfe3460 7 L 3 abc\n", 23);
}
END_TEST

START_TEST(round_trip)
{
	static const enum frame_kind kinds[] = { FRAME_READY, FRAME_LINE,
						 FRAME_BEAT, FRAME_END };
	char out[256];

	for (uint32_t i = 0; i < 4; i++) {
		long n = frame_write(out, sizeof(out), kinds[i], i, HELLO,
				     strlen(HELLO));

		feed(out, n);
		ck_assert(frame_next(&reader, &frame));
		ck_assert_int_eq(frame.kind, kinds[i]);
		ck_assert_uint_eq(frame.seq, i);
		ck_assert_str_eq(frame.payload, HELLO);
	}
	feed_frame(4, "");
	expect(4, "");
	expect_counts(0, 0);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	char out[256], *big = malloc(FRAME_MAX + 1);

	memset(big, 'x', FRAME_MAX + 1);
	ck_assert_int_eq(
		frame_write(out, sizeof(out), FRAME_LINE, 0, big, sizeof(out)),
		-EMSGSIZE);
	ck_assert_int_eq(frame_write(big, FRAME_MAX + 1, FRAME_LINE, 0, big,
				     FRAME_PAYLOAD_MAX + 1),
			 -EMSGSIZE);
	ck_assert_int_eq(
		frame_write(out, sizeof(out), FRAME_LINE, 0, "a\nb", 3),
		-EINVAL);
	free(big);
}
END_TEST

START_TEST(the_longest_arrives_in_any_pieces)
{
	char *payload = malloc(FRAME_PAYLOAD_MAX), *out = malloc(FRAME_MAX);
	uint64_t random = 1;
	long n;

	for (int i = 0; i < FRAME_PAYLOAD_MAX; i++) /* no newline, but NULs */
		payload[i] = (char)(random_next(&random) % 10);
	n = frame_write(out, FRAME_MAX, FRAME_LINE, UINT32_MAX, payload,
			FRAME_PAYLOAD_MAX);
	ck_assert_int_gt(n, FRAME_PAYLOAD_MAX);
	for (long at = 0, piece; at < n; at += piece) {
		ck_assert(!frame_next(&reader, &frame));
		piece = 1 + (long)(random_next(&random) % 9000);
		piece = piece < n - at ? piece : n - at;
		feed(out + at, piece);
	}
	ck_assert(frame_next(&reader, &frame));
	ck_assert_uint_eq(frame.seq, UINT32_MAX);
	ck_assert_uint_eq(frame.len, FRAME_PAYLOAD_MAX);
	ck_assert_mem_eq(frame.payload, payload, FRAME_PAYLOAD_MAX);
	free(payload);
	free(out);
}
END_TEST

START_TEST(byte_by_byte)
{
	char out[128];
	size_t n = make(out, 0, HELLO);

	for (size_t i = 0; i < n; i++) {
		ck_assert(!frame_next(&reader, &frame));
		feed(out + i, 1);
	}
	expect(0, HELLO);
	expect_counts(0, 0);
}
END_TEST

/* Each is followed by a sound frame, which must come through. */
static const char *const noise[] = {
	"\n",
	"[    1.234567] random: crng init done\n",
	"@ws \n",
	"@ws @ws @ws @ws \n",
	"@ws 00000000 0 L 3 abc\n",  /* wrong sum */
	"@ws 5dfe3460 7 L 2 abc\n",  /* wrong length, wrong sum */
	"@ws 5dfe3460 7 L 3 abc \n", /* more than it says */
	"@ws 5dfe3460 7 L 3 ab\n",   /* less */
	"@ws 5dfe3460 -7 L 3 abc\n",
	"@ws 5dfe3460 99999999999999999999 L 3 abc\n",
	"@ws 5dfe3460 7 L 99999999999999999999 abc\n",
	"@ws 5dfe3460 7 Q 3 abc\n",
	"@ws  5dfe3460 7 L 3 abc\n",
	"@ws +5dfe3460 7 L 3 abc\n",
	"@ws 5dfe3460 7 L 3", /* no newline of its own */
	"\r\x1b[0m\xff\xfe@ws @w",
};

START_TEST(noise_costs_only_itself)
{
	feed_frame(0, "first");
	feed(noise[_i], strlen(noise[_i]));
	feed_frame(1, HELLO);
	expect(0, "first");
	expect(1, HELLO);
	ck_assert(!frame_next(&reader, &frame));
	ck_assert_uint_eq(reader.lost, 0);
	ck_assert_uint_eq(reader.garbage, strchr(noise[_i], '\n') != NULL);
}
END_TEST

/* The BUSTED twin: the same line with the right sum is no noise. */
START_TEST(what_noise_resembles_is_taken)
{
	static const char good[] = "@ws 5dfe3460 7 L 3 abc\n";

	feed(good, sizeof(good) - 1);
	expect(7, "abc");
}
END_TEST

/* No flipped bit gets through as another payload. */
START_TEST(every_flipped_bit_is_noticed)
{
	char out[256], bad[256];
	size_t n = make(out, 0, "{\"posted\":12345}");

	for (size_t bit = 0; bit < 8 * n; bit++) {
		memcpy(bad, out, n);
		bad[bit / 8] ^= 1 << bit % 8;
		reader.next = 0;
		feed(bad, n);
		while (frame_next(&reader, &frame))
			ck_assert_str_eq(frame.payload, "{\"posted\":12345}");
		feed("\n", 1); /* its own may be gone */
		while (frame_next(&reader, &frame))
			ck_assert_str_eq(frame.payload, "{\"posted\":12345}");
	}
	feed_frame(5, HELLO);
	reader.next = 5;
	expect(5, HELLO);
}
END_TEST

START_TEST(missing_frames_are_counted)
{
	feed_frame(0, "a");
	feed_frame(3, "d");
	feed_frame(4, "e");
	feed_frame(1000, "f");
	expect(0, "a");
	expect(3, "d");
	expect(4, "e");
	expect(1000, "f");
	expect_counts(2 + 995, 0);
}
END_TEST

START_TEST(repeats_are_not_taken_twice)
{
	feed_frame(0, "a");
	feed_frame(0, "a");
	feed_frame(1, "b");
	feed_frame(0, "a");
	expect(0, "a");
	expect(1, "b");
	expect_counts(0, 2);
}
END_TEST

START_TEST(a_line_without_end_is_dropped)
{
	static char junk[65536];

	memset(junk, 'x', sizeof(junk));
	for (int i = 0; i < 32; i++) {
		size_t at = 0;

		while (at < sizeof(junk)) {
			size_t n = frame_feed(&reader, junk + at,
					      sizeof(junk) - at);

			ck_assert(!frame_next(&reader, &frame));
			ck_assert(n || reader.start == reader.fill);
			at += n;
		}
	}
	feed_frame(0, "glued to the junk");
	feed_frame(1, "after");
	expect(1, "after");
	expect_counts(1, 1);
}
END_TEST

START_TEST(random_bytes_do_no_harm)
{
	uint64_t random = 42;
	uint32_t seq = 0, got = 0;

	for (int i = 0; i < 20000; i++) {
		char junk[64];
		size_t n = random_next(&random) % sizeof(junk);

		for (size_t k = 0; k < n; k++) /* many newlines and marks */
			junk[k] = "@ws 0Ll\n\n\0\xff"
				  "123"[random_next(&random) % 14];
		feed(junk, n);
		if (i % 7 == 0)
			feed("\n", 1);
		if (i % 7 == 0)
			feed_frame(seq++, HELLO);
		while (frame_next(&reader, &frame)) {
			ck_assert_str_eq(frame.payload, HELLO);
			got++;
		}
	}
	ck_assert_uint_eq(got, seq);
	ck_assert_uint_eq(reader.lost, 0);
	ck_assert_uint_gt(reader.garbage, 1000);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, the_bytes_are_these);
	tcase_add_test(t, round_trip);
	tcase_add_test(t, what_does_not_fit_is_refused);
	tcase_add_test(t, the_longest_arrives_in_any_pieces);
	tcase_add_test(t, byte_by_byte);
	tcase_add_loop_test(t, noise_costs_only_itself, 0, ARRAY_SIZE(noise));
	tcase_add_test(t, what_noise_resembles_is_taken);
	tcase_add_test(t, every_flipped_bit_is_noticed);
	tcase_add_test(t, missing_frames_are_counted);
	tcase_add_test(t, repeats_are_not_taken_twice);
	tcase_add_test(t, a_line_without_end_is_dropped);
	tcase_add_test(t, random_bytes_do_no_harm);
}

int main(void)
{
	return run_suite("frame", fill_suite);
}
