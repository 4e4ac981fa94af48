/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A stressor names one kernel wait queue and says how to sleep on it and how
 * to let one sleeper through.  The engine does everything else: a stressor
 * never forks, prints, reads a clock, sends a signal or sleeps outside wait().
 *
 * Adding one means adding one file to src/stressors/: the list is generated
 * from the definitions.  docs/adding-a-stressor.md shows the way.
 */
#ifndef STRESSOR_H
#define STRESSOR_H

#include <stddef.h>

enum many { ONE, ALL };

/* What can end the sleep early. */
enum stop { STOP_SIGNAL, STOP_KILL };

enum need_kind {
	NEED_NONE, /* ends the list */
	NEED_ROOT, /* effective user 0 */
	NEED_PATH, /* a file that exists and opens for reading and writing */
	NEED_MODULE, /* the device of our kernel module */
};

struct need {
	enum need_kind kind;
	const char *what; /* the path */
	const char *remedy; /* what the user can do about it */
};

struct stressor {
	const char *name; /* "unix-connect" */
	const char *summary; /* one line for `wakestorm list` */
	const char *queue; /* the queue as the kernel spells it */
	const char *waits_in; /* the kernel function that sleeps: wchan */
	enum many satisfies; /* waiters that one post lets through */
	enum many wakes; /* sleepers that one post should disturb */
	enum stop stop;
	const struct need *needs; /* ends with NEED_NONE; NULL: nothing */
	size_t site_size; /* bytes of zeroed memory, shared by all tasks */

	/* Once, before any waiter exists.  0 or -errno. */
	int (*open)(void *site);

	/* Undo open(), also half of one; frees waiters that are stuck. */
	void (*close)(void *site);

	/*
	 * Sleep until one event is ours.  A token >= 0: took it; -EINTR: a
	 * signal ended the sleep; -EAGAIN: woke for nothing.  Any other
	 * -errno is a broken site.
	 */
	int (*wait)(void *site);

	/* Give the token back, after the engine has stamped the time. */
	void (*release)(void *site, int token);

	/* One more event.  Never sleeps.  0 or -errno. */
	int (*post)(void *site);

	/* Would wait() return at once?  1, 0 or -errno.  NULL: ask the ledger.
	 * Must not disturb the queue that it looks at. */
	int (*ready)(void *site);

	/* Make the condition false again between rounds.  0 or -errno. */
	int (*rearm)(void *site);

	/* Nanoseconds from the kernel's stamp of the last post to the kernel's
	 * stamp of the caller's last return; 0 where no stamps are kept. */
	unsigned long (*kernel_ns)(void *site);
};

/* All stressors in order of name, ended by NULL (generated: stressors.c). */
extern const struct stressor *const stressors[];

/* The stressor of that name, or NULL. */
const struct stressor *stressor_find(const char *name);

#endif
