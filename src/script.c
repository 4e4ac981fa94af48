// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"

#define POSTS_MAX 9 /* what a digit can say */

/* What a symbol of the kernel is made of. */
#define SYMBOL                                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" \
	"_."

const char *const step_words[STEP_KINDS] = {
	[STEP_POST] = "post",	    [STEP_SIGNAL] = "sig",
	[STEP_RESTART] = "rsig",    [STEP_KILL] = "kill",
	[STEP_TIME_OUT] = "out",    [STEP_STOP] = "stop",
	[STEP_CONTINUE] = "cont",   [STEP_MOVE] = "move",
	[STEP_STRETCH] = "stretch", [STEP_CALL] = "call",
	[STEP_RUN_ONE] = "run",	    [STEP_RUN] = "run",
	[STEP_QUIET] = "quiet",	    [STEP_RESIZE] = "resize",
	[STEP_HANG_UP] = "hangup",
};

bool step_names_waiter(enum step_kind kind)
{
	return kind >= STEP_SIGNAL && kind <= STEP_RUN_ONE;
}

/* What can be done from any CPU, and takes no time of its own. */
bool step_can_race(enum step_kind kind)
{
	return kind == STEP_POST || kind == STEP_SIGNAL ||
	       kind == STEP_RESTART || kind == STEP_KILL || kind == STEP_CALL ||
	       kind == STEP_RESIZE || kind == STEP_HANG_UP;
}

/* Nobody may post to, or call into, what changes or goes away. */
static bool ends_site(enum step_kind kind)
{
	return kind == STEP_RESIZE || kind == STEP_HANG_UP;
}

const char *race_fault(const struct step *step, int lanes)
{
	int ends = 0, needs_it = 0;

	if (lanes > MAX_LANES)
		return "more than 4 steps at the same time";
	for (int i = 0; i < lanes; i++) {
		enum step_kind kind = step[i].kind;

		if (!step_can_race(kind))
			return "at the same time can be: post, sig, rsig, "
			       "kill, call, resize, hangup";
		ends += ends_site(kind);
		needs_it += kind == STEP_POST || kind == STEP_CALL;
	}
	if (ends > 1 || (ends && needs_it))
		return "resize or hangup can't be at the same time as each "
		       "other, post or call";
	return NULL;
}

int script_lanes(const struct script *s, int i)
{
	int lanes = 1;

	while (i + lanes < s->steps && s->step[i + lanes].beside)
		lanes++;
	return lanes;
}

bool script_races(const struct script *s)
{
	for (int i = 1; i < s->steps; i++)
		if (s->step[i].beside)
			return true;
	return false;
}

/* May that stand behind the word?  -1: nothing does. */
static bool fits(enum step_kind kind, int number)
{
	if (kind == STEP_POST)
		return number; /* 0 events are none */
	return (number >= 0) == step_names_waiter(kind) &&
	       number < SCRIPT_WAITERS;
}

/* "symbol", "symbol+0x12", "symbol#2"; what is behind it. */
static const char *parse_place(const char *p)
{
	size_t len = strspn(p, SYMBOL);

	if (!len || isdigit((unsigned char)*p))
		return p;
	p += len;
	if (!strncmp(p, "+0x", 3) && isxdigit((unsigned char)p[3]))
		p += 3 + strspn(p + 3, "0123456789abcdef");
	if (*p == '#' && p[1] >= '1' && p[1] <= '9')
		p += 1 + strspn(p + 1, "0123456789");
	return p;
}

/* What is behind the @ of a word, up to its end. */
static int read_place(const char *from, const char *end, struct step *step)
{
	size_t len = (size_t)(end - from);

	if (!len || len >= sizeof(step->place) || parse_place(from) != end)
		return -EINVAL;
	memcpy(step->place, from, len);
	step->place[len] = 0;
	return 0;
}

/* One word, len letters and digits: a step.  A place may be behind them. */
static int parse_step(const char *word, size_t len, struct step *step)
{
	const char *end = word + len, *at = memchr(word, '@', len);
	size_t letters = 0;
	int number = -1;

	*step = (struct step){ 0 };
	if (at && read_place(at + 1, end, step))
		return -EINVAL;
	len = at ? (size_t)(at - word) : len;

	while (letters < len && isalpha((unsigned char)word[letters]))
		letters++;
	if (len == letters + 1 && isdigit((unsigned char)word[letters]))
		number = word[letters] - '0';
	else if (len != letters)
		return -EINVAL;
	for (int kind = 0; kind < STEP_KINDS; kind++) {
		if (strlen(step_words[kind]) != letters ||
		    strncmp(word, step_words[kind], letters) ||
		    !fits(kind, number) || (kind == STEP_STRETCH) != !!at)
			continue;
		step->kind = kind;
		step->number = number < 0 ? kind == STEP_POST : number;
		return 0;
	}
	return -EINVAL;
}

/* "w2:"; what is behind it, or NULL. */
static const char *parse_waiters(const char *text, struct script *s)
{
	char *end;

	text += strspn(text, " ");
	if (*text != 'w' || !isdigit((unsigned char)text[1]))
		return NULL;
	s->waiters = (int)strtol(text + 1, &end, 10);
	if (*end != ':' || s->waiters < 1 || s->waiters > SCRIPT_WAITERS)
		return NULL;
	return end + 1;
}

/* One word with bars between the lanes: some steps.  0 or -EINVAL. */
static int parse_lanes(const char *word, size_t len, struct script *s,
		       char *why, size_t size)
{
	const struct step *first = &s->step[s->steps];
	const char *fault, *end = word + len;
	int lanes = 0;

	for (size_t part; word <= end; word += part + 1, lanes++) {
		part = strcspn(word, "| ");
		if (s->steps == SCRIPT_STEPS) {
			snprintf(why, size, "more than %d steps", SCRIPT_STEPS);
			return -EINVAL;
		}
		if (parse_step(word, part, &s->step[s->steps])) {
			snprintf(why, size, "unknown step '%.*s'",
				 (int)(part < 32 ? part : 32), word);
			return -EINVAL;
		}
		s->step[s->steps++].beside = lanes > 0;
	}
	fault = lanes > 1 ? race_fault(first, lanes) : NULL;
	if (fault)
		snprintf(why, size, "'%.*s': %s", (int)(len < 32 ? len : 32),
			 end - len, fault);
	return fault ? -EINVAL : 0;
}

int script_parse(const char *text, struct script *s, char *why, size_t size)
{
	const char *p = parse_waiters(text, s);
	size_t len;

	s->steps = 0;
	if (!p) {
		snprintf(why, size, "must begin with the waiters, w1: to w%d:",
			 SCRIPT_WAITERS);
		return -EINVAL;
	}
	for (p += strspn(p, " "); *p; p += len + strspn(p + len, " ")) {
		len = strcspn(p, " ");
		if (parse_lanes(p, len, s, why, size))
			return -EINVAL;
	}
	if (!s->steps)
		snprintf(why, size, "no step behind the waiters");
	else if (script_races(s) && script_stretch(s))
		snprintf(why, size,
			 "a race, or a waiter that is held: not "
			 "both");
	else
		return 0;
	return -EINVAL;
}

static int print_step(const struct step *step, char *text, size_t size)
{
	const char *word = step_words[step->kind];
	char before = step->beside ? '|' : ' ';

	if (step->kind == STEP_STRETCH)
		return snprintf(text, size, " %s%d@%s", word, step->number,
				step->place);
	if (step_names_waiter(step->kind) ||
	    (step->kind == STEP_POST && step->number > 1))
		return snprintf(text, size, "%c%s%d", before, word,
				step->number);
	return snprintf(text, size, "%c%s", before, word);
}

char *script_print(const struct script *s, char text[SCRIPT_TEXT])
{
	size_t used = snprintf(text, SCRIPT_TEXT, "w%d:", s->waiters);

	for (int i = 0; i < s->steps && used < SCRIPT_TEXT; i++)
		used += print_step(&s->step[i], text + used,
				   SCRIPT_TEXT - used);
	return text;
}

int script_cast(const struct script *s)
{
	int cast = s->waiters;

	for (int i = 0; i < s->steps; i++)
		if (step_names_waiter(s->step[i].kind) &&
		    s->step[i].number >= cast)
			cast = s->step[i].number + 1;
	return cast;
}

bool script_has(const struct script *s, enum step_kind kind)
{
	for (int i = 0; i < s->steps; i++)
		if (s->step[i].kind == kind)
			return true;
	return false;
}

/* Who takes which event is open in a race. */
bool script_only_posts(const struct script *s)
{
	for (int i = 0; i < s->steps; i++)
		if (s->step[i].kind != STEP_POST &&
		    s->step[i].kind != STEP_RUN &&
		    s->step[i].kind != STEP_QUIET)
			return false;
	return !script_races(s);
}

bool script_disturbs(const struct script *s)
{
	return script_races(s) || script_has(s, STEP_KILL) ||
	       script_has(s, STEP_TIME_OUT) || script_has(s, STEP_STOP) ||
	       script_has(s, STEP_MOVE) || script_has(s, STEP_STRETCH) ||
	       script_has(s, STEP_RESIZE) || script_has(s, STEP_HANG_UP);
}

const struct step *script_stretch(const struct script *s)
{
	for (int i = 0; i < s->steps; i++)
		if (s->step[i].kind == STEP_STRETCH)
			return &s->step[i];
	return NULL;
}

int script_timed(const struct script *s)
{
	for (int i = 0; i < s->steps; i++)
		if (s->step[i].kind == STEP_TIME_OUT)
			return s->step[i].number;
	return -1;
}

/* Events one by one, so that two posts are as good as a post of two. */
static int unroll(const struct script *s, struct step step[])
{
	int n = 0;

	for (int i = 0; i < s->steps; i++) {
		int times =
			s->step[i].kind == STEP_POST ? s->step[i].number : 1;
		bool in_race = script_lanes(s, i) > 1 || s->step[i].beside;

		for (int k = 0; k < times; k++) {
			step[n] = s->step[i];
			step[n++].beside = s->step[i].beside || (k && in_race);
		}
	}
	return n;
}

/* Is b the same as a, for the waiter that as[] has for a's? */
static bool matches(const struct step *b, const struct step *a,
		    int as[SCRIPT_WAITERS])
{
	if (b->kind != a->kind || strcmp(b->place, a->place) != 0)
		return false;
	if (!step_names_waiter(a->kind))
		return true;
	if (as[a->number] < 0)
		as[a->number] = b->number;
	return as[a->number] == b->number;
}

/* Steps at the same time as the first of n, which begins them. */
static int lanes_of(const struct step *step, int n)
{
	int lanes = 1;

	while (lanes < n && step[lanes].beside)
		lanes++;
	return lanes;
}

/* Each of a few steps is one of these lanes that is not used yet. */
static bool all_match(const struct step *lane, int lanes, bool *used,
		      const struct step *part, int parts, int as[])
{
	for (int i = 0; i < parts; i++) {
		int k = 0;

		while (k < lanes &&
		       (used[k] || !matches(&lane[k], &part[i], as)))
			k++;
		if (k == lanes)
			return false;
		used[k] = true;
	}
	return true;
}

/* As many steps of part as these lanes, at the same time, can stand for. */
static int consume(const struct step *lane, int lanes, const struct step *part,
		   int parts, int as[SCRIPT_WAITERS])
{
	bool used[SCRIPT_STEPS * POSTS_MAX] = { false };
	int before[SCRIPT_WAITERS], found = 0;

	while (found < parts) {
		int n = lanes_of(part + found, parts - found);

		memcpy(before, as, sizeof(before));
		if (!all_match(lane, lanes, used, part + found, n, as)) {
			memcpy(as, before, sizeof(before));
			break;
		}
		found += n;
	}
	return found;
}

bool script_contains(const struct script *whole, const struct script *part)
{
	struct step w[SCRIPT_STEPS * POSTS_MAX] = { 0 };
	struct step p[SCRIPT_STEPS * POSTS_MAX] = { 0 };
	int w_steps = unroll(whole, w), p_steps = unroll(part, p);
	int as[SCRIPT_WAITERS], found = 0;

	memset(as, -1, sizeof(as));
	for (int i = 0, lanes; i < w_steps && found < p_steps; i += lanes) {
		lanes = lanes_of(&w[i], w_steps - i);
		found += consume(&w[i], lanes, &p[found], p_steps - found, as);
	}
	return found == p_steps && whole->waiters >= part->waiters;
}
