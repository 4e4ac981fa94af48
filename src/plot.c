// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "data.h"
#include "plot.h"
#include "plot-data.h"
#include "say.h"
#include "tether.h"

static const char *const types[] = { "svg", "png" };

/* 0, or -ENAMETOOLONG. */
PRINTF(2, 3) static int path_make(char path[PATH_MAX], const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(path, PATH_MAX, fmt, args);
	va_end(args);
	return len < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static void plain_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
	for (; *to; to++)
		if (*to < ' ' || *to >= 0x7f)
			*to = '?';
}

/* Letters, digits and '-': what is safe as a file name and in an address. */
static void name_copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
	for (; *to; to++)
		if (!isascii(*to) || !isalnum((unsigned char)*to))
			*to = '-';
}

static void heatmap_make(struct picture *pic)
{
	*pic = (struct picture){
		.name = "hang-heatmap",
		.title = "Lost wakeups per kernel and stressor",
		.subtitle = "lost wakeups / rounds, in duel; "
			    "dashed: did not run there; of many, those "
			    "with a finding",
		.heatmap = true,
	};
}

/* How many kernels have enough to draw; *least, *most: runs of a kernel. */
static int kernels_drawn(const struct results *all, const struct scene *scene,
			 int *least, int *most)
{
	struct curves c;
	int n = 0;

	*least = INT_MAX;
	*most = 0;
	if (curves_make(&c, all, scene))
		return 0;
	n = c.n;
	for (int i = 0; i < n; i++) {
		*least = c.curve[i].runs < *least ? c.curve[i].runs : *least;
		*most = c.curve[i].runs > *most ? c.curve[i].runs : *most;
	}
	curves_free(&c);
	return n;
}

static bool latency_make(struct picture *pic, const struct results *all,
			 const struct scene *scene)
{
	char name[NAME_LEN], tier[NAME_LEN], runs[80];
	int least, most;

	if (scene->mode != MODE_STORM || !tier_comparable(scene->tier) ||
	    !kernels_drawn(all, scene, &least, &most))
		return false;
	memset(pic, 0, sizeof(*pic));
	pic->scene = *scene;
	name_copy(name, sizeof(name), scene->stressor);
	name_copy(tier, sizeof(tier), scene->tier);
	snprintf(pic->name, sizeof(pic->name), "latency-%.48s-%.24s-%d%s", name,
		 tier, scene->waiters, scene->threads ? "t" : "");
	plain_copy(name, sizeof(name), scene->stressor);
	plain_copy(tier, sizeof(tier), scene->tier);
	snprintf(pic->title, sizeof(pic->title),
		 "Wakeup latency, %.40s, %d waiters", name, scene->waiters);
	if (most == 1)
		snprintf(runs, sizeof(runs), "one run each");
	else if (least == most)
		snprintf(runs, sizeof(runs),
			 "line: median of %d runs, band: fastest to slowest",
			 most);
	else
		snprintf(runs, sizeof(runs),
			 "line: median of %d to %d runs, band: all runs", least,
			 most);
	snprintf(pic->subtitle, sizeof(pic->subtitle),
		 "storm in %.24s; %s; lower is better", tier, runs);
	return true;
}

int plot_list(const struct results *all, struct picture list[MAX_PICTURES])
{
	struct scene scene[MAX_PICTURES];
	struct pivot p;
	int n = 0, scenes = scenes_find(all, scene, MAX_PICTURES);

	pivot_make(&p, all);
	if (pivot_has(&p, MODE_DUEL))
		heatmap_make(&list[n++]);
	for (int i = 0; i < scenes && n < MAX_PICTURES; i++)
		n += latency_make(&list[n], all, &scene[i]);
	return n;
}

/* gnuplot shows the command, a mark below it, and then says what is wrong. */
static const char *last_line(char *text)
{
	const char *last = "no reason";
	char *line;

	while ((line = strsep(&text, "\n")))
		if (line[strspn(line, " \t")])
			last = line;
	return last;
}

static int gnuplot_failed(const char *name, int status, int log)
{
	char text[4096];
	ssize_t len;

	if (status == 127) {
		complain("no gnuplot: ./configure --install-deps");
		return -ENOENT;
	}
	if (status < 0) {
		complain("gnuplot: %s", strerror(-status));
		return status;
	}
	len = pread(log, text, sizeof(text) - 1, 0);
	text[len > 0 ? len : 0] = 0;
	complain("%s: gnuplot failed: %s", name, last_line(text));
	return -EIO;
}

/* The script gets all by arguments, so that no name is ever parsed. */
static int render(const char *dir, const struct picture *pic, const char *type)
{
	char script[PATH_MAX], common[PATH_MAX], data[PATH_MAX], out[PATH_MAX];
	char *argv[] = { "gnuplot",
			 "-c",
			 script,
			 common,
			 (char *)type,
			 data,
			 out,
			 (char *)pic->title,
			 (char *)pic->subtitle,
			 NULL };
	int log, ret;

	path_make(data, "data/%s", pic->name);
	path_make(out, "%s.%s", pic->name, type);
	ret = data_path(common, sizeof(common), "plots/common.gp");
	if (!ret)
		ret = data_path(script, sizeof(script),
				pic->heatmap ? "plots/hang-heatmap.gp"
					     : "plots/latency-percentiles.gp");
	log = ret ? ret : SYS(memfd_create("gnuplot", MFD_CLOEXEC));
	if (log < 0)
		return log;
	ret = tether_run(argv, dir, log);
	if (ret)
		ret = gnuplot_failed(pic->name, ret, log);
	close(log);
	return ret;
}

/* What an earlier run left must not pass for a picture of these results. */
static void forget(const char *dir, const struct picture *pic)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (!path_make(path, "%s/%s.%s", dir, pic->name, types[i]))
			unlink(path);
	}
}

static int folder_make(const char *path)
{
	int ret = SYS(mkdir(path, 0777));

	if (!ret || ret == -EEXIST)
		return 0;
	complain("%s: can't make folder: %s", path, strerror(-ret));
	return ret;
}

static int draw(const char *dir, const struct results *all,
		const struct picture *pic)
{
	char base[PATH_MAX];
	int ret;

	forget(dir, pic);
	ret = path_make(base, "%s/data/%s", dir, pic->name);
	if (!ret)
		ret = pic->heatmap ? heatmap_data(base, all)
				   : latency_data(base, all, &pic->scene);
	if (ret)
		complain("%s: can't write: %s", base, strerror(-ret));
	for (size_t i = 0; i < ARRAY_SIZE(types) && !ret; i++)
		ret = render(dir, pic, types[i]);
	if (ret)
		forget(dir, pic);
	return ret;
}

int plot_write(const char *dir, const struct results *all)
{
	struct picture list[MAX_PICTURES];
	char data[PATH_MAX];
	int ret, n;

	ret = path_make(data, "%s/data", dir);
	if (!ret)
		ret = folder_make(dir);
	if (!ret)
		ret = folder_make(data);
	n = ret ? 0 : plot_list(all, list);
	for (int i = 0; i < n && !ret; i++)
		ret = draw(dir, all, &list[i]);
	return ret;
}
