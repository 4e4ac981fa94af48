// SPDX-License-Identifier: GPL-2.0
#include <math.h>

#include "measure/steer.h"

uint64_t steer(struct steer *s, uint64_t rate, double want, double got)
{
	double next = (double)rate * fmin(fmax(want / fmax(got, 1), .5), 2);

	if (got >= s->best) {
		s->best = got;
		s->rate = rate;
	} else if (got < s->best / 2 && rate > s->rate) {
		s->ceiling = rate - rate / 4;
		return s->rate;
	}
	if (s->ceiling)
		next = fmin(next, (double)s->ceiling);
	return (uint64_t)fmin(fmax(next, STEER_LEAST), STEER_MOST);
}
