// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "data.h"
#include "plot.h"
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
	char folder[PATH_MAX], script[PATH_MAX], data[PATH_MAX], out[PATH_MAX];
	char *argv[] = { "gnuplot",
			 "-c",
			 script,
			 folder,
			 (char *)type,
			 data,
			 out,
			 (char *)pic->title,
			 (char *)pic->subtitle,
			 NULL };
	int log, ret;

	path_make(data, "data/%s", pic->name);
	path_make(out, "%s.%s", pic->name, type);
	ret = data_path(folder, sizeof(folder), "plots");
	if (!ret)
		ret = path_make(script, "%s/%s.gp", folder, pic->kind->name);
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
		ret = pic->kind->data(base, all, pic);
	if (ret)
		complain("%s: can't write: %s", base, strerror(-ret));
	for (size_t i = 0; i < ARRAY_SIZE(types) && !ret; i++)
		ret = render(dir, pic, types[i]);
	if (ret)
		forget(dir, pic);
	return ret;
}

/* One line of a kind that has none, or has more than are drawn. */
static void tell(const struct picture_kind *kind, int drawn, int found,
		 bool asked)
{
	if (!found && asked)
		note("no %s: %s", kind->name, kind->wants);
	else if (drawn < found)
		note("%s: %d of %d drawn; choose with plot --stressor",
		     kind->name, drawn, found);
}

static int choose(const struct results *all, const struct plot_choice *choice,
		  struct picture list[MAX_PICTURES])
{
	int n = 0;

	for (int k = 0; k < PICTURE_KINDS; k++) {
		int drawn, found;

		if (!(choice->kinds & 1u << k))
			continue;
		drawn = plot_kind(&picture_kinds[k], all, &list[n],
				  MAX_PICTURES - n, &found);
		tell(&picture_kinds[k], drawn, found, choice->asked);
		for (int i = 0; i < drawn; i++)
			list[n + i].choice = choice;
		n += drawn;
	}
	return n;
}

int plot_chosen(const char *dir, const struct results *all,
		const struct plot_choice *choice)
{
	struct picture list[MAX_PICTURES];
	char data[PATH_MAX];
	int ret, n;

	ret = path_make(data, "%s/data", dir);
	if (!ret)
		ret = folder_make(dir);
	if (!ret)
		ret = folder_make(data);
	n = ret ? 0 : choose(all, choice, list);
	for (int i = 0; i < n && !ret; i++)
		ret = draw(dir, all, &list[i]);
	return ret ? ret : n;
}

int plot_write(const char *dir, const struct results *all)
{
	static const struct plot_choice everything = { .kinds = ALL_KINDS };
	int ret = plot_chosen(dir, all, &everything);

	return ret < 0 ? ret : 0;
}
