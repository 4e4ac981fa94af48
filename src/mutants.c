// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "mutants.h"

#define NARROW_RACE                                              \
	"two CPUs within some nanoseconds; virtual time has no " \
	"store buffers"

const struct mutant mutants[] = {
	{ "wait-event-interrupted", "pipe-read", ACT_DUEL,
	  .fixed_by = "777c6c5f1f6e (2.6.29), b1ea06a90f52 (4.9)" },
	{ "bit-lock-interrupted", "ioctl-bit-lock", ACT_DUEL,
	  .fixed_by = "777c6c5f1f6e (2.6.29), eaf9ef52241b (4.9)" },
	{ "pipe-torn-index", "pipe-write", ACT_SCRIPT,
	  .script = "w1: stretch0@pipe_between_indices post2 call1 run1 "
		    "post run",
	  .fixed_by = "3d252160b818 (6.14)" },
	{ "fuse-read-gives-up", "fuse-read", ACT_DUEL, .fixed_by = "" },
	{ "hidg-write-gives-up", "hidg-write", ACT_DUEL, .fixed_by = "" },
	{ "epoll-timed-out", "epoll", ACT_TIMEOUT,
	  .fixed_by = "289caf5d8f6c (5.11)" },
	{ "pipe-release-wakes-one", "pipe-read", ACT_CLOSE,
	  .fixed_by = "6551d5c56eb0 (5.6)" },
	{ "pipe-resize-wakes-none", "pipe-write", ACT_RESIZE,
	  .fixed_by = "e95aada4cb93 (6.8)" },
	{ "pipe-write-wakes-if-empty", "epoll-edge", ACT_PING,
	  .fixed_by = "3a34b13a88ca (5.14)" },
	{ "splice-waits-late", "pipe-splice", ACT_SCRIPT,
	  .script = "w1: sig0 run stretch0@prepare_to_wait call0 post run",
	  .fixed_by = "472e5b056f00 (5.9)" },
	{ "rwsem-killed-writer", "ioctl-rwsem-write", ACT_SCRIPT,
	  .script = "w2: stretch0@rwsem_leave_quietly kill0 post run",
	  .fixed_by = "(4.7)" },
	{ "mutex-interrupted", "ioctl-mutex", ACT_DUEL, .fixed_by = "" },
	{ "swait-interrupted", "ioctl-swait", ACT_DUEL, .fixed_by = "" },
	{ "accept-interrupted", "tcp-accept", ACT_DUEL, .fixed_by = "" },
	{ "io-uring-work-unnoticed", "io-uring-accept", ACT_PING,
	  .fixed_by = "ce593a6c480a (5.8)" },
	{ "io-uring-wakes-one", "io-uring", ACT_RESIZE, .fixed_by = "" },
	{ "folio-lock-killed", "mmap-fault", ACT_KILL,
	  .fixed_by = "a8b169afbf06 (4.14)" },
	{ "epoll-modify-wakes-none", "epoll-modify", ACT_PING,
	  .fixed_by = "1b53734bd0b2 (5.6)" },
	{ "epoll-nested-wakes-none", "epoll-nested", ACT_PING, .fixed_by = "" },
	{ "eventfd-read-wakes-input", "eventfd-poll-out", ACT_PING,
	  .fixed_by = "" },
	{ "unix-relay-wakes-input", "unix-dgram-poll", ACT_PING,
	  .fixed_by = "" },
	{ "unix-stream-waits-late", "unix-stream", ACT_STRETCH,
	  .fixed_by = "" },
	{ "wait-woken-forgets", "tty-read", ACT_STRETCH, .fixed_by = "" },
	{ "pipe-tee-wakes-none", "pipe-tee", ACT_PING, .fixed_by = "" },
	{ "userfaultfd-wakes-unread", "userfaultfd-fault", ACT_PING,
	  .fixed_by = "" },
	{ "sem-setval-wakes-none", "sysv-sem", ACT_RESIZE, .fixed_by = "" },
	{ "msgsnd-wakes-one", "sysv-msgsnd", ACT_RESIZE, .fixed_by = "" },
	{ "sock-wakeup-wakes-one", "tcp-accept", ACT_CLOSE, .fixed_by = "" },
	{ "fuse-background-passes-none", "fuse-background", ACT_BURST,
	  .fixed_by = "" },
	{ "fuse-max-background-wakes-one", "fuse-background", ACT_RESIZE,
	  .fixed_by = "(7.3 has it right)" },
	{ "io-uring-wake-stops", "io-uring-behind", ACT_PING,
	  .fixed_by = "(2026)" },
	{ "io-uring-local-work-unnoticed", "io-uring-defer", ACT_PING,
	  .fixed_by = "" },
	{ "epoll-scan-wakes-none", "epoll", ACT_CLOSE, .fixed_by = "" },
	{ "epoll-add-wakes-none", "epoll-modify", ACT_OTHERWISE,
	  .fixed_by = "" },
	{ "splice-out-wakes-none", "pipe-write", ACT_OTHERWISE,
	  .fixed_by = "" },
	{ "vmsplice-wakes-none", "pipe-read", ACT_OTHERWISE, .fixed_by = "" },
	{ "futex-interrupted", "futex", ACT_DUEL, .fixed_by = "" },
	{ "futex-wake-op-wakes-none", "futex", ACT_OTHERWISE, .fixed_by = "" },
	{ "mq-interrupted", "posix-mq", ACT_DUEL, .fixed_by = "" },
	/* By a script, for act stretch has found something there without it. */
	{ "datagram-waits-late", "unix-recv", ACT_SCRIPT,
	  .script = "w1: sig0 run stretch0@prepare_to_wait_exclusive call0 "
		    "post run",
	  .fixed_by = "" },
	{ "unix-release-wakes-one", "unix-connect", ACT_CLOSE, .fixed_by = "" },
	{ "userfaultfd-release-wakes-none", "userfaultfd-fault", ACT_CLOSE,
	  .fixed_by = "" },
	{ "sem-undo-wakes-none", "sysv-sem", ACT_OTHERWISE, .fixed_by = "" },
	{ "pipe-read-passes-none", "pipe-read", ACT_BURST, .fixed_by = "" },
	{ "sem-zero-wakes-none", "sysv-sem-zero", ACT_PING, .fixed_by = "" },
	{ "mq-send-polls-none", "posix-mq-poll", ACT_PING, .fixed_by = "" },
	{ "unix-room-wakes-none", "unix-stream-send", ACT_PING,
	  .fixed_by = "" },
	{ "datagram-ignores-errors", "udp-error", ACT_PING, .fixed_by = "" },
	{ "stream-room-wakes-none", "tcp-send", ACT_PING, .fixed_by = "" },
	{ "stream-room-wakes-input", "tcp-poll-out", ACT_PING, .fixed_by = "" },
	{ "tty-input-wakes-output", "tty-poll", ACT_PING, .fixed_by = "" },
	{ "pty-read-unthrottles-none", "tty-room", ACT_PING, .fixed_by = "" },
	{ "lock-split-wakes-none", "posix-lock-part", ACT_PING,
	  .fixed_by = "" },
	{ "netlink-room-wakes-none", "netlink-send", ACT_PING, .fixed_by = "" },
	{ "fuse-abort-wakes-one", "fuse-read", ACT_CLOSE, .fixed_by = "" },
	{ "userfaultfd-refile", .fixed_by = "(4.3)",
	  .why = "a fault is read before its page is provided, not meanwhile" },
	{ "fuse-abort-wakes-none", .fixed_by = "2d84a2d19b61 (4.20)",
	  .why = "umount sleeps, alone, and no stressor has it as its waiter" },
	{ "epoll-keeps-entry", .fixed_by = "a16ceb139610 (6.0)",
	  .why = "no wakeup is lost: one costs more" },
	{ "futex-no-barrier", .fixed_by = "76835b0ebf8a (3.18)",
	  .why = NARROW_RACE },
	{ "n-tty-no-barrier", .fixed_by = "(4.4)", .why = NARROW_RACE },
	{ 0 },
};

const struct mutant *mutant_find(const char *name)
{
	for (const struct mutant *m = mutants; m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

const char *mutant_name_at(int i)
{
	return i ? mutants[i - 1].name : "all";
}

bool mutant_is_played(const struct mutant *m, const struct result *r)
{
	return m->stressor && !strcmp(m->stressor, r->stressor) &&
	       m->act == r->act && r->mode == MODE_DUEL &&
	       (m->act != ACT_SCRIPT || !strcmp(m->script, r->script));
}
