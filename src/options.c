// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "say.h"
#include "wrap.h"

#define HELP_COLUMN 26 /* of what an option does */

/* What may stand behind a number, and what it multiplies by. */
struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit count_units[] = {
	{ "", 1 },	     { "k", 1000 },	  { "K", 1000 },
	{ "M", 1000000 }, { "G", 1000000000 }, { NULL, 0 }
};

static const struct unit time_units[] = {
	{ "", SEC_NS }, { "s", SEC_NS },      { "ms", MSEC_NS },
	{ "us", 1000 }, { "m", 60 * SEC_NS }, { "h", 3600 * SEC_NS },
	{ "d", 86400 * SEC_NS },
	{ NULL, 0 }
};

static bool parse_number(const char *text, const struct unit *u, uint64_t *out)
{
	char *end;
	uint64_t n;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	n = strtoull(text, &end, 10);
	for (; u->name; u++)
		if (!strcmp(end, u->name))
			return !errno &&
			       !__builtin_mul_overflow(n, u->factor, out);
	return false;
}

bool time_parse(const char *text, uint64_t *ns)
{
	return parse_number(text, time_units, ns);
}

int option_percent(const char *option, const char *text, double low,
		   double high, double *share)
{
	char *end;
	double percent;

	if (!text)
		return 0;
	percent = strtod(text, &end);
	if (end == text || strcmp(*end == '%' ? end + 1 : end, "") ||
	    !(percent >= low && percent <= high))
		return complain("--%s %s: must be percent, from %g to %g",
				option, text, low, high);
	*share = percent / 100;
	return 0;
}

static int out_of_range(const struct option_spec *s, const char *value)
{
	uint64_t unit = s->type == OPT_TIME ? MSEC_NS : 1;
	const char *word = s->type == OPT_TIME ? " ms" : "";

	if (s->max)
		return complain("--%s %s: must be from %llu%s to %llu%s",
				s->name, value,
				(unsigned long long)(s->min / unit), word,
				(unsigned long long)(s->max / unit), word);
	return complain("--%s %s: must be at least %llu%s", s->name, value,
			(unsigned long long)(s->min / unit), word);
}

static int store_number(const struct option_spec *s, void *field,
			const char *value)
{
	bool time = s->type == OPT_TIME;
	uint64_t n = 0;

	if (!parse_number(value, time ? time_units : count_units, &n))
		return complain("--%s %s: not a %s (%s)", s->name, value,
				time ? "time" : "number",
				time ? "10s, 500ms, 2m" : "4, 10k, 2M");
	if (n < s->min || (s->max && n > s->max))
		return out_of_range(s, value);
	*(uint64_t *)field = n;
	return 0;
}

static int store_numbers(const struct option_spec *s, struct number_list *list,
			 const char *value)
{
	char word[32];
	int ret = 0;

	list->n = 0;
	for (const char *p = value; !ret; p++) {
		size_t len = strcspn(p, ",");

		if (list->n == MAX_OPTION_LIST)
			return complain("--%s: at most %d numbers", s->name,
					MAX_OPTION_LIST);
		snprintf(word, sizeof(word), "%.*s", (int)len, p);
		ret = store_number(s, &list->item[list->n++], word);
		p += len;
		if (!*p)
			break;
	}
	return ret;
}

static int store(const struct option_spec *s, void *options, const char *value)
{
	void *field = (char *)options + s->offset;
	struct option_list *list = field;

	switch (s->type) {
	case OPT_FLAG: *(bool *)field = true; return 0;
	case OPT_MAYBE:
	case OPT_TEXT: *(const char **)field = value; return 0;
	case OPT_NUMBERS: return store_numbers(s, field, value);
	case OPT_LIST:
		if (list->n == MAX_OPTION_LIST)
			return complain("--%s: at most %d times", s->name,
					MAX_OPTION_LIST);
		list->item[list->n++] = value;
		return 0;
	default: return store_number(s, field, value);
	}
}

static void help(const struct option_table *t)
{
	printf("Usage: wakestorm %s\n\n", t->usage);
	put_wrapped(stdout, t->about, 0, 0);
	putchar('\n');
	for (const struct option_spec *s = t->spec; s->name; s++) {
		int n = printf("  --%s%s%s", s->name, s->arg ? " " : "",
			       s->arg ? s->arg : "");

		n += printf("%*s", n < HELP_COLUMN ? HELP_COLUMN - n : 1, "");
		put_wrapped(stdout, s->help, n, HELP_COLUMN);
	}
	printf("  %-*sthis text\n", HELP_COLUMN - 2, "--help");
}

/* Edits (insert, delete, replace) that turn a into b, at most 32 letters. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[33], len = strnlen(b, 32);

	for (unsigned j = 0; j <= len; j++)
		row[j] = j;
	for (unsigned i = 1; *a && i <= 32; a++, i++) {
		unsigned diagonal = row[0]++;

		for (unsigned j = 1; j <= len; j++) {
			unsigned best = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			best = best < row[j] + 1 ? best : row[j] + 1;
			best = best < row[j - 1] + 1 ? best : row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[len];
}

/* The nearer of two candidates; one that is no better than a guess is none. */
static const char *nearer(const char *word, const char *name, const char *best)
{
	size_t len = strlen(word);
	unsigned limit = len < 4 ? 1 : len < 8 ? 2 : 3;

	if (distance(word, name) > limit)
		return best;
	if (best && distance(word, best) <= distance(word, name))
		return best;
	return name;
}

const char *nearest(const char *word, const char *(*name_at)(int i))
{
	const char *best = NULL;

	for (int i = 0; name_at(i); i++)
		best = nearer(word, name_at(i), best);
	return best;
}

/* "a, b or c" into text, or "" where they are too many for a line. */
static const char *name_list(char *text, size_t size,
			     const char *(*name_at)(int i))
{
	const char *name, *gap;
	size_t n = 0;

	*text = 0;
	for (int i = 0; (name = name_at(i)); i++) {
		gap = !i ? "" : name_at(i + 1) ? ", " : " or ";
		n += snprintf(text + n, size - n, "%s%s", gap, name);
		if (n >= size) {
			*text = 0;
			break;
		}
	}
	return text;
}

int unknown_name(const char *what, const char *word,
		 const char *(*name_at)(int i), const char *hint)
{
	const char *near = nearest(word, name_at);
	char all[100];

	if (near)
		return complain("%s '%s'; did you mean %s?", what, word, near);
	if (*name_list(all, sizeof(all), name_at))
		return complain("%s '%s': must be %s", what, word, all);
	return complain("%s '%s' (%s)", what, word, hint);
}

int option_choice(const char *option, const char *value,
		  const char *(*name_at)(int i))
{
	char what[64];

	for (int i = 0; name_at(i); i++)
		if (!strcmp(name_at(i), value))
			return i;
	snprintf(what, sizeof(what), "--%s: unknown", option);
	unknown_name(what, value, name_at, "try --help");
	return -1;
}

static int unknown(const struct option_table *t, const char *name)
{
	const char *best = t->name_at ? nearest(name, t->name_at) : NULL;

	for (const struct option_spec *s = t->spec; s->name; s++)
		best = nearer(name, s->name, best);
	if (best)
		return complain("unknown option --%s; did you mean --%s?", name,
				best);
	return complain("unknown option --%s (try --help)", name);
}

static const struct option_spec *find(const struct option_table *t,
				      const char *name)
{
	for (const struct option_spec *s = t->spec; s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

/* One option, "name" or "name=value" with value_next behind it; *used counts
 * what it took of value_next.  0, or a status after a complaint. */
static int take_option(const struct option_table *t, void *options,
		       const char *text, const char *value_next, int *used)
{
	const char *equals = strchr(text, '='), *value;
	const struct option_spec *s;
	char name[64];
	int n;

	snprintf(name, sizeof(name), "%.*s",
		 equals ? (int)(equals - text) : (int)strlen(text), text);
	value = equals ? equals + 1 : value_next;
	s = find(t, name);
	if (!s) {
		n = t->other ? t->other(options, name, value) : -1;
		if (n < 0)
			return n == -1 ? unknown(t, name) : STATUS_BROKEN;
		*used = n && !equals;
		return 0;
	}
	if (s->type == OPT_FLAG)
		return equals ? complain("--%s takes no value", name)
			      : store(s, options, NULL);
	if (s->type == OPT_MAYBE && !equals &&
	    (!value || !strncmp(value, "--", 2)))
		return store(s, options, "");
	if (!value)
		return complain("--%s: needs %s", name, s->arg);
	*used = !equals;
	return store(s, options, value);
}

/* A plain argument.  0, or a status after a complaint. */
static int take_argument(const struct option_table *t, void *options,
			 const char *arg)
{
	int n = t->other ? t->other(options, NULL, arg) : -1;

	if (n == -1)
		return complain("unexpected argument '%s' (try --help)", arg);
	return n < 0 ? STATUS_BROKEN : 0;
}

int options_parse(const struct option_table *t, void *options, int argc,
		  char **argv, int *rest, int *status)
{
	int i = 1;

	*status = STATUS_PASS;
	for (; i < argc && strcmp(argv[i], "--"); i++) {
		const char *arg = argv[i];
		int used = 0;

		if (!strcmp(arg, "--help") || !strcmp(arg, "-h")) {
			help(t);
			return 1;
		}
		if (!strncmp(arg, "--", 2))
			*status = take_option(t, options, arg + 2,
					      i + 1 < argc ? argv[i + 1] : NULL,
					      &used);
		else
			*status = take_argument(t, options, arg);
		if (*status)
			return 1;
		i += used;
	}
	*rest = i < argc ? i + 1 : argc;
	return 0;
}
