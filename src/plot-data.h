/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers behind the pictures, as the gnuplot scripts read them. */
#ifndef PLOT_DATA_H
#define PLOT_DATA_H

#include "findings.h"

/* With more stressors than this, a heatmap has only those that found something.
 */
#define HEATMAP_MANY 32

#define MAX_CURVES 6 /* kernels that can be told apart by colour */

/* All runs of one kernel in one scene. */
struct curve {
	const char *kernel;
	int runs;
	struct units units;
};

struct curves {
	struct curve curve[MAX_CURVES];
	int n;
	double tail; /* x axis: from 1 to 1 / (1 - p) = tail */
};

/* Kernels without enough latencies are left out.  0 or -ENOMEM. */
int curves_make(struct curves *c, const struct results *all,
		const struct scene *scene);
void curves_free(struct curves *c);

/*
 * base.tsv: x, y, stressor, kernel, share lost (- where nothing ran), what is
 * written in the cell.  0 or -errno.
 */
int heatmap_data(const char *base, const struct results *all);

/*
 * base.tsv: a block a kernel of 1 / (1 - p), median, least and largest latency
 * of its runs, ns.  base-ends.tsv: kernel number, x and y of its last point,
 * y of its label, name.  0 or -errno.
 */
int latency_data(const char *base, const struct results *all,
		 const struct scene *scene);

#endif
