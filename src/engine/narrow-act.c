// SPDX-License-Identifier: GPL-2.0
/*
 * Which windows a site has: in the first round, in which nothing is posted, one
 * waiter goes to sleep and is thrown out, and the kernel counts where it comes
 * by.  Each of the rounds after that is one at the next window.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/narrow.h"

#define MAX_PROBES 48
#define MAX_TIMES  3 /* that a place is reached on the way out */

struct probe {
	char name[STRETCH_PLACE];
	struct stretch st;
	unsigned in, out; /* times on the way in, and on the way out */
};

struct probes {
	struct probe probe[MAX_PROBES];
	int n;
	int on_the_way; /* the first of those that are entered before */
};

const char *narrow_missing(void)
{
	const char *why = needs_two_cpus();

	return why ? why : stretch_missing();
}

int narrow_open(struct run *r)
{
	r->narrow = calloc(1, sizeof(*r->narrow));
	return r->narrow ? 0 : -ENOMEM;
}

static bool is_entry(const struct probe *p)
{
	return !strchr(p->name, '+');
}

static void add_probe(struct probes *all, const char *name, pid_t tid)
{
	struct probe *p = &all->probe[all->n];

	for (int i = 0; i < all->n; i++)
		if (!strcmp(all->probe[i].name, name))
			return;
	if (all->n == MAX_PROBES || stretch_count(&p->st, tid, name))
		return;
	snprintf(p->name, sizeof(p->name), "%s", name);
	all->n++;
}

/* The functions on the stack are entered, too, before they queue. */
static void count_from_here(struct probes *all, const struct sleeper *s,
			    pid_t tid)
{
	char name[MAX_PROBES][STRETCH_PLACE];
	int n = stretch_windows(s, name, MAX_PROBES);

	for (int i = 0; i < n; i++)
		add_probe(all, name[i], tid);
	all->on_the_way = all->n;
	for (int i = 0; i < n; i++) {
		name[i][strcspn(name[i], "+")] = 0;
		add_probe(all, name[i], tid);
	}
}

static void read_in(struct probes *all)
{
	for (int i = 0; i < all->n; i++)
		all->probe[i].in = (unsigned)stretch_hits(&all->probe[i].st);
}

static void read_out(struct probes *all)
{
	for (int i = 0; i < all->n; i++) {
		struct probe *p = &all->probe[i];

		p->out = (unsigned)stretch_hits(&p->st) - p->in;
		stretch_close(&p->st);
	}
}

static void add_window(struct narrow *n, const char *in, const char *at,
		       unsigned time, bool arrives)
{
	struct window *w = &n->window[n->windows];

	if (n->windows == MAX_WINDOWS)
		return;
	n->windows++;
	w->arrives = arrives;
	snprintf(w->in, sizeof(w->in), "%s", in);
	if (time > 1)
		snprintf(w->at, sizeof(w->at), "%.*s#%u", STRETCH_PLACE - 16,
			 at, time);
	else
		snprintf(w->at, sizeof(w->at), "%s", at);
}

/* Where a waiter is held on its way in: as near to the queue as can be. */
static const struct probe *way_in(const struct probes *all)
{
	const struct probe *entry = NULL;

	for (int i = 0; i < all->n; i++) {
		const struct probe *p = &all->probe[i];

		if (!p->in || !is_entry(p))
			continue;
		if (stretch_queues(p->name))
			return p;
		if (!entry && strncmp(p->name, "schedule", 8))
			entry = p;
	}
	return entry;
}

/* Ways in: who looks before it queues can be overtaken there. */
static void choose_arrivals(struct narrow *n, const struct probes *all)
{
	for (int i = 0; i < all->n; i++) {
		const struct probe *p = &all->probe[i];

		for (unsigned k = 1; k <= p->in && k <= MAX_TIMES; k++)
			add_window(n, "", p->name, k, true);
	}
}

/*
 * Ways out for who slept: all that it came by.  For who did not, for it saw the
 * signal first: the functions that it called, on its way in too.
 */
static void choose(struct narrow *n, const struct probes *all)
{
	const struct probe *in = way_in(all);

	for (int i = 0; i < all->n; i++) {
		const struct probe *p = &all->probe[i];

		for (unsigned k = 1; k <= p->out && k <= MAX_TIMES; k++)
			add_window(n, "", p->name, k, false);
	}
	choose_arrivals(n, all);
	for (int i = 0; in && i < all->on_the_way; i++) {
		const struct probe *p = &all->probe[i];

		if (p != in && is_entry(p) && (p->in || p->out))
			add_window(n, in->name, p->name, 1, false);
	}
}

static int look(struct run *r, struct probes *all)
{
	struct waiter *w = head_waiter(r);
	struct sleeper s;
	int ret;

	if (!w)
		return 0;
	task_describe(w->tid, &s);
	ret = narrow_rest_all(r);
	if (ret)
		return ret;
	count_from_here(all, &s, w->tid);
	waiter_call(r, w);
	waiter_let_sleep(r, w);
	read_in(all);
	waiter_throw_out(r, w);
	waiter_let_rest(r, w); /* its heir would have our files */
	read_out(all);
	return settle(r);
}

static int search(struct run *r)
{
	struct probes all = { 0 };
	int ret = look(r, &all);

	r->narrow->searched = true;
	choose(r->narrow, &all);
	return ret;
}

static void show(struct places *to, const char *name, unsigned times, bool in)
{
	for (unsigned k = 1; k <= times && k <= MAX_TIMES; k++) {
		char time[8] = "";

		if (k > 1)
			snprintf(time, sizeof(time), "#%u", k);
		if (to->n == MAX_PLACES ||
		    strlen(name) + strlen(time) >= SCRIPT_PLACE)
			return;
		sprintf(to->place[to->n].name, "%s%s", name, time);
		to->place[to->n++].in = in;
	}
}

int narrow_look(struct run *r)
{
	struct places *to = &r->shared->stage.places;
	struct probes all = { 0 };
	int ret = look(r, &all);

	to->n = 0;
	for (int i = 0; i < all.n; i++) {
		show(to, all.probe[i].name, all.probe[i].out, false);
		show(to, all.probe[i].name, all.probe[i].in, true);
	}
	return ret;
}

/* The next one that was not missed, or NULL. */
static struct window *next_window(struct narrow *n)
{
	for (int i = 0; i < n->windows; i++) {
		struct window *w = &n->window[n->next++ % n->windows];

		if (!w->unreached)
			return w;
	}
	return NULL;
}

int play_stretch(struct run *r)
{
	struct window *w;
	uint64_t lost = r->tally->lost;
	int ret;

	if (!r->narrow->searched)
		return search(r);
	w = next_window(r->narrow);
	if (!w)
		return 0;
	ret = w->arrives ? narrow_arrive(r, w->at)
			 : narrow_try(r, w->at, w->in[0] ? w->in : NULL);
	if (ret < 0)
		return ret;
	w->tried += ret == NARROW_JUDGED;
	w->lost += r->tally->lost > lost;
	w->unreached = ret == NARROW_MISSED && !w->tried;
	return 0;
}

/* "finish_wait#2 3/3, > prepare_to_wait 2/2, prepare_to_wait > finish_wait 1/2"
 */
static void list_lost(const struct narrow *n, char *to, size_t size)
{
	size_t len = 0;

	to[0] = 0;
	for (int i = 0; i < n->windows && len < size; i++) {
		const struct window *w = &n->window[i];

		if (w->lost)
			len += (size_t)snprintf(to + len, size - len,
						"%s%s%s%s %u/%u",
						len ? ", " : "", w->in,
						w->arrives ? "> "
						: w->in[0] ? " > "
							   : "",
						w->at, w->lost, w->tried);
	}
}

void narrow_conclude(struct run *r)
{
	char list[WORDS_MAX];
	bool tried = false;

	for (int i = 0; i < r->narrow->windows; i++)
		tried |= r->narrow->window[i].tried != 0;
	list_lost(r->narrow, list, sizeof(list));
	if (r->tally->lost)
		verdict(r, NARROW,
			"the wakeup was lost while a waiter stood at %s", list);
	else if (!tried && r->tally->rounds > 1)
		verdict(r, SKIP, "needs a place where a waiter can be held");
}
