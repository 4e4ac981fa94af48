/* SPDX-License-Identifier: GPL-2.0 */
/* The numbers behind the pictures, as the gnuplot scripts read them. */
#ifndef PLOT_DATA_H
#define PLOT_DATA_H

#include "plot.h"

#define MAX_CURVES  12	 /* kernels in one picture of curves */
#define STYLES	    14	 /* colours by shapes of plots/common.gp */
#define MIN_VALUES  100	 /* latencies of a run that is drawn */
#define SETTINGS_MANY 1024 /* settings that are looked at */

/* All runs of one kernel in one setting. */
struct curve {
	const char *kernel;
	int style; /* 1 .. STYLES: the same in all pictures of these results */
	struct units units;
};

struct curves {
	struct curve curve[MAX_CURVES];
	int n, left_out;  /* kernels drawn; and those beyond MAX_CURVES */
	int least, most;  /* runs of a kernel */
	const char *unit; /* "boot", or "run" where a boot had several */
	double tail;	  /* latencies of the run that has fewest */
};

/*
 * The kernels that have a run in this setting, each of at least MIN_VALUES
 * latencies.  0 or -ENOMEM; curves_free() in either case.
 */
int curves_make(struct curves *c, const struct results *all,
		const struct setting *setting);
void curves_free(struct curves *c);

/* Latencies of the run that has fewest; 0: too few to draw. */
double tail_of(const struct units *u);

/* "; 12 of 14 kernels", or "" where none is left out. */
void left_out_text(int n, int left_out, char text[CELL_LEN]);

/* p50, ns, of each of the runs into v[u->n]. */
void medians_of(const struct units *u, double *v);

/* Storms whose latencies may be compared.  Their number, at most max. */
int latency_settings(const struct results *all, struct setting *setting,
		     int max);

int style_of(int kernel);

/* "pipe-read, 32 waiters", or without waiters where they are 0; plain ASCII. */
struct setting_words {
	char text[NAME_LEN];
	char where[240]; /* "storm in qemu-icount, 1000 signals/s" */
};
struct setting_words setting_words(const struct setting *setting);

/* The end of a line, and whose it is. */
struct end {
	const char *kernel;
	int style;
	double x, y;
};

/* "base" "tail".tsv for writing, or NULL: errno. */
FILE *data_open(const char *base, const char *tail);

/* Close f: ret, or -EIO when ret is 0 and not all of it was written. */
int data_close(FILE *f, int ret);

/* Words as one field that gnuplot takes for nothing but text. */
void put_words(FILE *f, const char *s);

/* The same of a name of a stranger, cut to what a picture has room for. */
void put_field(FILE *f, const char *s);

/*
 * base-ends.tsv: kernel, style, x and y of the end of each line, y of its
 * label, lower and upper end of the y axis.  low .. high: extent of all lines.
 * Sorts end.  0 or -errno.
 */
int ends_data(const char *base, struct end *end, int n, double low,
	      double high);

/*
 * Push places (ascending, 0 .. 1) apart to at least step, as little as it
 * takes; all stay within 0 .. 1 when there is room for that.
 */
void spread(double *place, int n, double step);

/* Dot i beside the middle of its row, -0.5 .. 0.5: neighbours lie far apart. */
double aside(int i);

/* Sorts v[n], n > 0. */
struct middle {
	double median, least, largest;
};
struct middle middle_of(double *v, int n);

/* What picture_kind asks for (plot.h): title, subtitle, setting. */
int heatmap_list(struct picture *list, int max, const struct results *all);
int herd_list(struct picture *list, int max, const struct results *all);
int throughput_list(struct picture *list, int max, const struct results *all);
int latency_list(struct picture *list, int max, const struct results *all);
int boots_list(struct picture *list, int max, const struct results *all);
int cost_list(struct picture *list, int max, const struct results *all);
int timeline_list(struct picture *list, int max, const struct results *all);

/*
 * base.tsv: x, y, stressor, kernel, share lost (- where nothing ran), what is
 * written in the cell.
 */
int heatmap_data(const char *base, const struct results *all,
		 const struct picture *pic);

/* The same, with sleepers disturbed by an event in the place of the share. */
int herd_data(const char *base, const struct results *all,
	      const struct picture *pic);

/*
 * base.tsv: kernel, style, y (from the top, in lanes), how far beside its
 * middle, rate by the median of the first kernel of its group, and rate, 1/s,
 * of each boot. base-lanes.tsv: kernel, style, y, both medians, boots, the
 * median in words. base-groups.tsv: y, stressor, setting, what is counted.
 */
int throughput_data(const char *base, const struct results *all,
		    const struct picture *pic);

/*
 * base.tsv: a block a kernel of kernel, style, 1 / (1 - p), median, least and
 * largest latency of its runs, ns; ends_data().
 */
int latency_data(const char *base, const struct results *all,
		 const struct picture *pic);

/*
 * base.tsv: a block a kernel of kernel, style, waiters, median, least and
 * largest p50 of its runs, ns, number of runs; ends_data().
 */
int cost_data(const char *base, const struct results *all,
	      const struct picture *pic);

/*
 * base.tsv: kernel, style, row, how far beside its middle, and p50, ns, of each
 * run.  base-rows.tsv: kernel, style, row, median, ns, runs, 1 where it differs
 * from the base (0: not; -: no word), what the comparison says, in short and in
 * detail.
 */
int boots_data(const char *base, const struct results *all,
	       const struct picture *pic);

/*
 * base.tsv: a block a kernel of kernel, style, time, s, events taken and
 * signals, both a second.  base-marks.tsv: panel, from and to, s, where nothing
 * went on; of a lost wakeup these are equal.  base-panels.tsv: kernel, style,
 * panel, marks, words.
 */
int timeline_data(const char *base, const struct results *all,
		  const struct picture *pic);

#endif
