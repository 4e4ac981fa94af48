/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An act is what happens while all waiters sleep: a few steps that no waiter
 * can come between.  The engine does the rest of the round.  docs/method.md
 * says of each act by which rule the oracle judges it.
 */
#ifndef ACT_H
#define ACT_H

#include "engine/engine.h"

struct act_spec {
	const char *steps; /* "post, signal head" */

	/* Why this act can't be played like that, on any machine; or NULL. */
	const char *(*unfit)(const struct plan *p);

	/* Why not on this machine; or NULL. */
	const char *(*missing)(void);

	/* Before any waiter exists.  0 or -errno. */
	int (*set_up)(struct run *r);

	/* The steps.  0 or -errno; the verdict is in the result then. */
	int (*play)(struct run *r);

	bool fresh;	/* nobody sleeps from an earlier round */
	bool ends_site; /* the site has to be opened anew afterwards */
	bool disturbs;	/* the act itself makes sleepers switch: no herd */
};

extern const struct act_spec act_table[ACTS];

/* Can the act of this plan be played?  NULL, or why not: in what way the
 * stressor does not fit it, or what is missing here. */
const char *act_unfit(const struct plan *p);
const char *act_missing(const struct plan *p);

/* --- fit.c: why not, or NULL --- */

const char *needs_signal(const struct plan *p);
const char *needs_process(const struct plan *p);
const char *needs_mortal(const struct plan *p);
const char *needs_mortal_or_signal(const struct plan *p);
const char *needs_wait_for(const struct plan *p);
const char *needs_one_to_an_event(const struct plan *p);
const char *needs_count(const struct plan *p);
const char *needs_hang_up(const struct plan *p);
const char *needs_resize(const struct plan *p);
const char *needs_another_call(const struct plan *p);
const char *needs_two_cpus(void);

/* --- steps, for the plays --- */

int step_post(struct run *r);
int step_post_by(struct run *r, int (*post)(void *site)); /* by this call */
void step_signal(struct run *r, const struct waiter *w, int sig);

/* A signal, or SIGKILL where nothing else ends the sleep. */
void waiter_throw_out(struct run *r, struct waiter *w);

/* Nobody runs meanwhile: we hold the CPU. */
void hold_until(uint64_t ns);

/* The waiter with the time limit was back too early: the next limit is longer,
 * or short again, where it is not for a busy machine that it was back. */
void limit_grow(struct run *r);

/* Events that were posted and that nobody has; or waits that must return. */
uint64_t outstanding(const struct run *r);

/* Fold in what came back.  Who woke for nothing goes on waiting, who was
 * interrupted sits the round out.  The number sent back, or -errno. */
int fold_in(struct run *r);

/* Everybody may run until the events are taken, or the oracle knows why they
 * are not.  0 or -errno. */
int settle(struct run *r);

/* --- away.c: a waiter that is stopped between post and run --- */

int play_stop(struct run *r);
int play_ptrace(struct run *r);
int play_freeze(struct run *r);

/* SIGSTOP for one, which then is absent; and what ends that. */
int waiter_stop(struct run *r, struct waiter *w);
bool waiter_has_stopped(struct run *r, const struct waiter *w);
int waiter_continue(struct run *r, struct waiter *w);

/* --- play.c: a script of steps --- */

int play_script(struct run *r);
const char *script_unfit(const struct plan *p);

/* --- steps.c: one of them --- */

/* 1; 0: it did nothing; or -errno. */
int step_play(struct run *r, const struct step *step);

/* Whom it names, or NULL. */
struct waiter *step_waiter(struct run *r, const struct step *step);

/* Is there something to do for such a step? */
bool site_is_whole(const struct run *r);
bool may_post(const struct run *r, int events);
bool may_call(const struct run *r, const struct waiter *w);
bool may_resize(const struct run *r);

/* Why such a step can't be played, whatever the script; or NULL. */
const char *step_unfit(const struct plan *p, enum step_kind kind);

/* --- freezer.c: a cgroup that can be frozen --- */

const char *freezer_missing(void);
int freezer_open(struct run *r);
int freezer_move(struct run *r, const struct waiter *w, bool in);
int freezer_freeze(struct run *r, bool on);
bool freezer_frozen(struct run *r);

/* --- kick.c: a wakeup that is no signal --- */

/* Each waiter sets up a ring of its own; a kick completes its request there,
 * and the kernel runs that completion in the waiter's context. */
int kick_open(struct run *r);
int kick_set_up(const struct waiter *w);
void kick_drain(void);
int kick(struct run *r, const struct waiter *w);
const char *kick_missing(void);

#endif
