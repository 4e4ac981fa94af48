/* SPDX-License-Identifier: GPL-2.0 */
/* The pictures of a set of results: what there is to draw. */
#ifndef PLOT_H
#define PLOT_H

#include "findings.h"

#define MAX_PICTURES 64

struct picture {
	char name[2 * NAME_LEN];  /* of the files, without .svg, .png */
	char title[3 * NAME_LEN]; /* plain ASCII, as the next */
	char subtitle[3 * NAME_LEN];
	bool heatmap; /* else latency percentiles of the scene */
	struct scene scene;
};

/* The pictures that all gives; their number. */
int plot_list(const struct results *all, struct picture list[MAX_PICTURES]);

#endif
