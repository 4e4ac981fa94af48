// SPDX-License-Identifier: GPL-2.0
/* Bad is a commit that loses wakeups as BAD does. */
#include <limits.h>
#include <string.h>

#include "commands/bisect.h"
#include "say.h"

#define HITS_ENOUGH 8 /* a control that fires each time is over then */

static bool is_hit(const struct hunt *h)
{
	return verdict_status(h->seen->verdict) == STATUS_FOUND &&
	       (h->sought == PASS || h->seen->verdict == h->sought);
}

/* Nothing, or something else than what is sought. */
static bool tells(const struct hunt *h)
{
	return h->seen->records && (h->seen->verdict == PASS || is_hit(h));
}

static void say_trouble(const struct hunt *h, char why[WHY_LEN])
{
	if (*h->seen->trouble)
		snprintf(why, WHY_LEN, "%s", h->seen->trouble);
	else if (h->seen->records)
		snprintf(why, WHY_LEN, "shows %s",
			 verdict_names[h->seen->verdict]);
	else
		snprintf(why, WHY_LEN, "the stressor is skipped");
}

/* One hit is a proof; so many runs without are as good as one. */
static int judge(struct hunt *h, char why[WHY_LEN])
{
	int passed = 0, troubles = 0, ret;

	for (int run = 0; passed < h->runs; run++) {
		ret = h->run(h, run);
		if (ret)
			return ret;
		if (!tells(h)) {
			say_trouble(h, why);
			if (++troubles == TROUBLE_MAX)
				return CANNOT_TELL;
		} else if (is_hit(h)) {
			snprintf(why, WHY_LEN, "%s in run %d of %d",
				 verdict_names[h->seen->verdict], run + 1,
				 h->runs);
			return LIKE_LAST;
		} else {
			passed++;
		}
	}
	snprintf(why, WHY_LEN, "none in %d runs", h->runs);
	return LIKE_FIRST;
}

/* How often does BAD show it?  Fills h->sought and h->runs. */
static int control_bad(struct hunt *h)
{
	int most = (int)h->o->control, hits = 0, n = 0, troubles = 0, ret;
	char why[WHY_LEN] = "";

	for (int run = 0; n < most && hits < HITS_ENOUGH; run++) {
		ret = h->run(h, run);
		if (ret)
			return ret;
		if (!tells(h)) {
			say_trouble(h, why);
			if (++troubles < TROUBLE_MAX)
				continue;
			complain("BAD tells nothing: %s", why);
			return -ENODATA;
		}
		if (is_hit(h))
			h->sought = h->seen->verdict;
		hits += is_hit(h);
		n++;
	}
	if (!hits) {
		complain("BAD loses nothing in %d runs: there is nothing to "
			 "search for",
			 n);
		return -ENODATA;
	}
	h->runs = h->o->runs ? (int)h->o->runs
			     : stats_runs_a_step(hits, n, h->judgements,
						 h->confidence);
	snprintf(why, sizeof(why), "%s in %d of %d runs",
		 verdict_names[h->sought], hits, n);
	hunt_tell(h, &h->bad, "BAD", why);
	if (h->runs <= MOST_RUNS)
		return 0;
	complain("that is too rare: a step would take %d runs; find an act or "
		 "a script that shows it more often, or give --runs",
		 h->runs);
	return -ENODATA;
}

static int control_good(struct hunt *h)
{
	char why[WHY_LEN];
	int answer = judge(h, why);

	if (answer < 0)
		return answer;
	hunt_tell(h, &h->good, "GOOD", why);
	if (answer == LIKE_FIRST)
		return 0;
	complain("GOOD %s: choose another one",
		 answer == LIKE_LAST ? "shows it, too" : "tells nothing");
	return -ENODATA;
}

static int control(struct hunt *h)
{
	int ret = h->build(h, &h->bad);

	if (!ret)
		ret = control_bad(h);
	if (!ret)
		ret = h->build(h, &h->good);
	return ret ? ret : control_good(h);
}

const struct aim losses_aim = { .control = control, .judge = judge };
