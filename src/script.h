/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A script is what happens to a few waiters, step by step, while no waiter can
 * run but where a step lets it: "w2: post sig0 run".  Steps with a bar between
 * them are a race, "w2: post|sig0 run": they happen at the same time, each in a
 * lane of its own.  docs/explore.md lists the steps.  Waiter 0 is the one that a
 * wakeup picks first.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#define SCRIPT_STEPS   16
#define SCRIPT_WAITERS 9 /* a digit names one */
#define SCRIPT_TEXT    256
#define SCRIPT_PLACE   64 /* bytes of a place's name, with the 0 */
#define MAX_LANES      4

enum step_kind {
	STEP_POST,    /* number events, one after the other */
	STEP_SIGNAL,  /* a handler without SA_RESTART */
	STEP_RESTART, /* a handler with SA_RESTART */
	STEP_KILL,
	STEP_TIME_OUT,
	STEP_STOP,
	STEP_CONTINUE,
	STEP_MOVE,    /* to another CPU */
	STEP_STRETCH, /* there, and held at a place of the kernel */
	STEP_CALL,    /* one that rests calls wait() */
	STEP_RUN_ONE,
	STEP_RUN,     /* all, until nobody wants to */
	STEP_QUIET,   /* the same, kernel threads and timers, too */
	STEP_RESIZE,  /* a limit grows */
	STEP_HANG_UP, /* the other end goes away */
	STEP_KINDS
};

struct step {
	enum step_kind kind;
	int number;		  /* of the waiter; STEP_POST: of events */
	bool beside;		  /* at the same time as the step before it */
	char place[SCRIPT_PLACE]; /* STEP_STRETCH: engine/stretch.h */
};

struct script {
	int waiters; /* asleep at the start */
	int steps;
	struct step step[SCRIPT_STEPS];
};

/* The step's word, without its number: "sig". */
extern const char *const step_words[STEP_KINDS];

/* Does a number belong to the word of such a step: that of a waiter? */
bool step_names_waiter(enum step_kind kind);

/* May such a step happen at the same time as others? */
bool step_can_race(enum step_kind kind);

/* What is wrong with these steps being at the same time, or NULL. */
const char *race_fault(const struct step *step, int lanes);

/* As many steps as happen at the same time as step i, which begins them. */
int script_lanes(const struct script *s, int i);

/* Do any steps happen at the same time? */
bool script_races(const struct script *s);

/* Read "w2: post sig0 run".  0; -EINVAL, and why says what is wrong with it. */
int script_parse(const char *text, struct script *s, char *why, size_t size);

/* Write it in that form; returns text. */
char *script_print(const struct script *s, char text[SCRIPT_TEXT]);

/* As many waiters as it takes: those who sleep, and those it names. */
int script_cast(const struct script *s);

/* Is there such a step? */
bool script_has(const struct script *s, enum step_kind kind);

/* Are there only events, and time to take them? */
bool script_only_posts(const struct script *s);

/* Does a step make sleepers run for another reason than an event or a signal?
 */
bool script_disturbs(const struct script *s);

/* The step that holds a waiter, or NULL. */
const struct step *script_stretch(const struct script *s);

/* The number of the waiter that times out, or -1. */
int script_timed(const struct script *s);

/* Are all steps of part among those of whole, in this order, whatever the
 * waiters' numbers?  The lanes of a race may come in any order; what is a race
 * in part is one in whole. */
bool script_contains(const struct script *whole, const struct script *part);

#endif
