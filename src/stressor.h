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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum many { ONE, ALL };

/* What can end the sleep early: any signal, only SIGKILL, or nothing at all. */
enum stop { STOP_SIGNAL, STOP_KILL, STOP_NOTHING };

enum need_kind {
	NEED_NONE,   /* ends the list */
	NEED_ROOT,   /* effective user 0 */
	NEED_PATH,   /* a file that exists and opens for reading and writing */
	NEED_MODULE, /* the device of our kernel module */
	NEED_GUEST,  /* a guest of ours: the site changes the whole machine */
	NEED_CALL,   /* a call that must succeed, say socket() of some family */
};

struct need {
	enum need_kind kind;
	const char *what;   /* the path, or what the call asks for */
	const char *remedy; /* what the user can do; NULL: as for its kind */
	int (*call)(void);  /* NEED_CALL: 0 or -errno; leaves nothing behind */
};

#define NEEDS(...) ((const struct need[]){ __VA_ARGS__, { 0 } })

#define OTHERWISE(...) ((int (*const[])(void *site)){ __VA_ARGS__, NULL })

struct stressor {
	const char *name;      /* "unix-connect" */
	const char *summary;   /* one line for `wakestorm list` */
	const char *queue;     /* the queue as the kernel spells it */
	const char *waits_in;  /* the kernel function that sleeps, by all the
				* names that kernels have for it, with blanks */
	const char *primitive; /* "wait_event_interruptible_exclusive" */
	const char *woken_by;  /* kernel functions that wake it, with blanks */
	const char *kconfig;   /* symbols that the kernel must have, or NULL */
	const char *busted;    /* wrong on purpose: the acts that must show it,
				* with blanks; NULL: it is not */
	enum many satisfies;   /* waiters that one post lets through */
	enum many wakes;       /* sleepers that one post should disturb */
	bool lifo;	       /* wakes the one that went to sleep last */
	enum stop stop;
	bool deferred; /* a post may take effect after it has returned: the
			* wakeup comes from a softirq, a timer, a kworker */
	bool two_steps; /* wait() is told of an event by one call, and takes it
			 * by another: one who is stopped may have been told */
	bool threads; /* waiters must be threads of one process */
	bool one_poster; /* post() must always be called by the same task: it
			  * owns a lock, or a hand works for it on its CPU */
	unsigned max_posts; /* as many can be outstanding; 0: any number */
	const struct need *needs; /* NEEDS(...); NULL: nothing */
	size_t site_size; /* bytes of zeroed memory, shared by all tasks */

	/* Once, before any waiter exists.  0 or -errno. */
	int (*open)(void *site);

	/* Undo open(), also half of one; frees waiters that are stuck. */
	void (*close)(void *site);

	/* A waiter that is a process lets go of what only the poster may hold,
	 * so that hang_up() can take the last reference. */
	void (*shed)(void *site);

	/*
	 * Sleep until one event is ours.  A token >= 0: took it; -EINTR: a
	 * signal ended the sleep; -EAGAIN: woke for nothing.  Any other
	 * -errno is a broken site.  May be killed at any moment.
	 */
	int (*wait)(void *site);

	/* As wait(), but gives up after ns nanoseconds: -ETIMEDOUT. */
	int (*wait_for)(void *site, uint64_t ns);

	/* Give the token back, after the engine has stamped the time. */
	void (*release)(void *site, int token);

	/* One more event.  Never sleeps.  0 or -errno. */
	int (*post)(void *site);

	/* The same event by other calls of the kernel than post() makes: all
	 * of OTHERWISE(...).  Each as post().  For act otherwise. */
	int (*const *otherwise)(void *site);

	/* Would wait() return at once?  1, 0 or -errno.  NULL: ask the ledger.
	 * Must not disturb the queue that it looks at. */
	int (*ready)(void *site);

	/* Make the condition false again between rounds.  0 or -errno. */
	int (*rearm)(void *site);

	/* A limit grows, or several events come by one call: as many waiters as
	 * it returns may go on, or -errno.  Only close() comes after. */
	int (*resize)(void *site);

	/* The other end goes away: every wait() must return, whatever with.
	 * Only close() comes after.  0 or -errno. */
	int (*hang_up)(void *site);

	/* Nanoseconds from the kernel's stamp of the last post to the kernel's
	 * stamp of the caller's last return; 0 where no stamps are kept. */
	unsigned long (*kernel_ns)(void *site);
};

/* All stressors in order of name, ended by NULL (generated: stressors.c). */
extern const struct stressor *const stressors[];

/* The stressor of that name, or NULL. */
const struct stressor *stressor_find(const char *name);

/* Is word, up to its first len bytes, one of the words of a list with blanks?
 */
bool word_in(const char *list, const char *word, size_t len);

#endif
