// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/stretch.h"
#include "suite.h"

#define MAX 64

static const struct sleeper asleep = {
	.stack = "__skb_wait_for_more_packets+0xfc < "
		 "__unix_dgram_recvmsg+0x101 < __sys_recvfrom+0x9c < "
		 "__x64_sys_recvfrom+0x1c < do_syscall_64+0x3d < "
		 "entry_SYSCALL_64_after_hwframe+0x4b",
};

static char window[MAX][STRETCH_PLACE];

static bool has(const char *place, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(window[i], place))
			return true;
	return false;
}

START_TEST(windows_are_on_the_way_out)
{
	int n = stretch_windows(&asleep, window, MAX);

	ck_assert_str_eq(window[0], "__skb_wait_for_more_packets+0xfc");
	ck_assert_str_eq(window[1], "__unix_dgram_recvmsg+0x101");
	ck_assert_str_eq(window[2], "__sys_recvfrom+0x9c");
	ck_assert(has("finish_wait", n));
	ck_assert(has("prepare_to_wait_exclusive", n));
	ck_assert(!has("futex_unqueue", n));
	for (int i = 0; i < n; i++) {
		ck_assert_ptr_null(strstr(window[i], "do_syscall_64"));
		ck_assert_ptr_null(strstr(window[i], "entry_"));
		ck_assert_ptr_null(strstr(window[i], "__x64_sys_"));
	}
}
END_TEST

START_TEST(no_more_windows_than_fit)
{
	struct sleeper s = asleep;

	ck_assert_int_eq(stretch_windows(&asleep, window, 0), 0);
	ck_assert_int_eq(stretch_windows(&asleep, window, 2), 2);
	ck_assert_int_eq(stretch_windows(&asleep, window, 5), 5);
	s.stack[0] = 0;
	ck_assert(!has("", stretch_windows(&s, window, MAX)));
	memset(s.stack, 'x', sizeof(s.stack) - 1);
	ck_assert(!has("", stretch_windows(&s, window, MAX)));
}
END_TEST

START_TEST(queueing_is_known)
{
	ck_assert(stretch_queues("prepare_to_wait_exclusive"));
	ck_assert(!stretch_queues("prepare_to_wait_exclusive+0x1"));
	ck_assert(!stretch_queues("finish_wait"));
}
END_TEST

/* Where the device is not, it says so. */
START_TEST(arming_fails_with_an_errno)
{
	struct stretch st;
	char place[STRETCH_PLACE];

	memset(place, 'x', sizeof(place) - 1);
	place[sizeof(place) - 1] = 0;
	ck_assert_int_eq(stretch_arm(&st, getpid(), place), -EINVAL);
	ck_assert_int_eq(st.fd, -1);
	if (stretch_missing())
		ck_assert_int_lt(stretch_arm(&st, getpid(), "schedule"), 0);
	else
		ck_assert_int_eq(stretch_arm(&st, getpid(), "no_such_symbol"),
				 -ENOENT);
	ck_assert_int_eq(st.fd, -1);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_test(t, windows_are_on_the_way_out);
	tcase_add_test(t, no_more_windows_than_fit);
	tcase_add_test(t, queueing_is_known);
	tcase_add_test(t, arming_fails_with_an_errno);
}

int main(void)
{
	return run_suite("stretch", fill_suite);
}
