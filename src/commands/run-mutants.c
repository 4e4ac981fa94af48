// SPDX-License-Identifier: GPL-2.0
/* `wakestorm run --mutant`: the same runs, with bugs of the kernel switched on.
 */
#include <stdlib.h>
#include <string.h>

#include "commands/harvest.h"
#include "commands/run-mutants.h"
#include "mutants.h"
#include "say.h"
#include "tether.h"
#include "where.h"

int run_check_mutant(const struct run_options *o)
{
	int ret = o->mutant ? mutant_check() : 0;

	if (ret == -ENOENT)
		return complain("--mutant %s: this kernel has none (try "
				"wakestorm kernel boot mutants)",
				o->mutant);
	return ret ? complain("--mutant %s: %s: try as root", o->mutant,
			      strerror(-ret))
		   : 0;
}

/* With a mutant on, or none (NULL), whatever happens to us meanwhile. */
static int run_mutant(const struct run_options *o, const char *name,
		      struct where *where, struct harvest *h)
{
	struct mutant_switch s = { .path = MUTANT_SWITCH };
	int ret = mutant_on(&s, name);

	if (ret)
		return complain("--mutant %s: %s", o->mutant,
				ret == -EINVAL ? "this kernel has others"
					       : strerror(-ret));
	where_mutant(where);
	ret = harvest(o, where, h);
	if (mutant_off(&s))
		ret = complain("--mutant %s: the kernel's mutants are not as "
			       "they were before",
			       o->mutant);
	where_mutant(where);
	return ret;
}

/* Not every kernel has all: who asked for all is told. */
static bool is_left_out(const struct run_options *told, const struct mutant *m)
{
	if (strcmp(told->mutant, "all") ||
	    mutant_is_here(MUTANT_SWITCH, m->name))
		return false;
	note("mutant %s is left out: this kernel has not got it", m->name);
	return true;
}

/* What kills each, or the one that was named: without it, and with it. */
static int run_kills(const struct run_options *told, struct where *where,
		     struct harvest *h)
{
	struct run_options *o = malloc(sizeof(*o));
	int ret = 0;

	if (!o)
		return complain("out of memory");
	for (const struct mutant *m = mutants; !ret && m->name; m++) {
		if (!m->stressor || (strcmp(told->mutant, "all") &&
				     strcmp(told->mutant, m->name)))
			continue;
		if (is_left_out(told, m))
			continue;
		*o = *told;
		ret = run_options_kill(o, m);
		if (!ret)
			ret = run_mutant(o, NULL, where, h);
		if (!ret && !stop_requested())
			ret = run_mutant(o, m->name, where, h);
	}
	free(o);
	return ret;
}

int run_mutants(const struct run_options *o, struct where *where,
		struct harvest *h)
{
	if (o->kills)
		return run_kills(o, where, h);
	if (o->mutant)
		return run_mutant(o, o->mutant, where, h);
	return harvest(o, where, h);
}
