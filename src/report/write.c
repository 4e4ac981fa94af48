// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report/files.h"
#include "say.h"

static const struct {
	const char *name;
	void (*put)(FILE *f, const struct report *report);
} files[] = {
	{ "index.html", put_page },
	{ "junit.xml", put_junit },
	{ "results.ktap", put_ktap },
	{ "kcidb.json", put_kcidb },
	{ "summary.md", put_brief },
};

static int complain_about(const char *dir, const char *name, int err)
{
	complain("%s/%s: can't write: %s", dir, name, strerror(-err));
	return err;
}

/* A file gets its name when it is whole: a reader never sees half of one. */
static int write_file(const struct report *report, int i)
{
	char part[PATH_MAX], path[PATH_MAX];
	const char *name = files[i].name;
	int len = snprintf(part, sizeof(part), "%s/%s.part", report->dir, name);
	int ret = 0, bad;
	FILE *f;

	if (len >= (int)sizeof(part))
		return complain_about(report->dir, name, -ENAMETOOLONG);
	snprintf(path, sizeof(path), "%s/%s", report->dir, name);
	f = fopen(part, "we");
	if (!f)
		return complain_about(report->dir, name, -errno);
	files[i].put(f, report);
	bad = ferror(f);
	if (fclose(f) || bad)
		ret = -EIO;
	else if (rename(part, path))
		ret = -errno;
	if (!ret)
		return 0;
	unlink(part);
	return complain_about(report->dir, name, ret);
}

static int write_files(struct report *report)
{
	int ret = lines_make(&report->lines, &report->pivot);

	if (ret)
		complain("report: out of memory");
	for (size_t i = 0; i < ARRAY_SIZE(files) && !ret; i++)
		ret = write_file(report, i);
	free(report->lines.line);
	return ret;
}

static int put_runs(FILE *f, const struct results *all,
		    void (*put)(FILE *f, const struct report *report))
{
	struct report report = { .all = all };
	int ret;

	pivot_make(&report.pivot, all);
	ret = lines_make(&report.lines, &report.pivot);
	if (ret)
		complain("report: out of memory");
	else
		put(f, &report);
	free(report.lines.line);
	return ret;
}

int report_junit(FILE *f, const struct results *all)
{
	return put_runs(f, all, put_junit);
}

int report_ktap(FILE *f, const struct results *all)
{
	return put_runs(f, all, put_ktap);
}

int report_kcidb(FILE *f, const struct results *all)
{
	return put_runs(f, all, put_kcidb);
}

int report_markdown(FILE *f, const struct results *all)
{
	return put_runs(f, all, put_brief);
}

int report_write(const char *dir, const struct results *all)
{
	struct report report = { .dir = dir, .all = all };
	char plots[PATH_MAX];
	int ret = SYS(mkdir(dir, 0777)), drawn;

	if (ret && ret != -EEXIST) {
		complain("%s: can't make folder: %s", dir, strerror(-ret));
		return ret;
	}
	if (snprintf(plots, sizeof(plots), "%s/plots", dir) >=
	    (int)sizeof(plots))
		return complain_about(dir, "plots", -ENAMETOOLONG);
	drawn = plot_write(plots, all);
	pivot_make(&report.pivot, all);
	ret = write_files(&report);
	/* Without gnuplot, which plot_write() named, the page is whole. */
	return ret || drawn == -ENOENT ? ret : drawn;
}
