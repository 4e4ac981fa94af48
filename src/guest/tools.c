// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/kconfig.h"
#include "guest/tools.h"
#include "say.h"
#include "tether.h"
#include "util.h"

#define MAKE_WORDS 48

int tools_open(struct tools *t, const char *id)
{
	char *argv[] = { "ccache", "--version", NULL };
	char folder[PATH_MAX], out[64];
	int ret = cache_folder(folder, "logs");

	t->log = -1;
	if (!ret)
		ret = path_format(t->log_path, "%s/%s.log", folder, id);
	if (!ret)
		ret = cache_folder(t->ccache_dir, "ccache");
	if (ret)
		return ret;
	t->ccache = !capture(argv, NULL, out, sizeof(out));
	t->log = SYS(open(t->log_path,
			  O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
			  0666));
	if (t->log < 0)
		complain("can't write %s: %s", t->log_path, strerror(-t->log));
	return t->log < 0 ? t->log : 0;
}

static int cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

/*
 * The line of the log that says what went wrong: the first error of a compiler,
 * linker or patch(1), else the last line.
 */
static void find_error(const char *log_path, char *line, size_t size)
{
	static const char *const marks[] = { "error: ", "undefined reference",
					     "*** ", "FAILED" };
	char *text = read_text(log_path), *rest = text, *s;
	size_t best = ARRAY_SIZE(marks) + 1;

	snprintf(line, size, "no message");
	while (rest && (s = strsep(&rest, "\n"))) {
		size_t i = 0;

		while (i < ARRAY_SIZE(marks) && !strstr(s, marks[i]))
			i++;
		if (!*s || i > best || (i == best && i < ARRAY_SIZE(marks)))
			continue;
		best = i;
		snprintf(line, size, "%.160s", s);
	}
	free(text);
}

int tools_run(struct tools *t, char *const argv[], const char *dir,
	      const char *step)
{
	char line[192];
	int ret = tether_run(argv, dir, t->log);

	if (!ret || ret == -EINTR)
		return ret;
	find_error(t->log_path, line, sizeof(line));
	complain("%s: %s failed: %s (log: %s)", t->title, step,
		 ret == 127 ? "a tool is not installed" : line, t->log_path);
	return -EIO;
}

/*
 * Variables that would change the build when make or the user left them in the
 * environment, and those that make two builds of one recipe equal.
 */
static const char *const fixed[] = {
	"env",
	"-u",
	"MAKEFLAGS",
	"-u",
	"MFLAGS",
	"-u",
	"MAKELEVEL",
	"-u",
	"KBUILD_OUTPUT",
	"-u",
	"KCONFIG_CONFIG",
	"-u",
	"KCFLAGS",
	"-u",
	"CROSS_COMPILE",
	"LC_ALL=C",
	/* Copies of one tree in different folders share what is compiled. */
	"CCACHE_NOHASHDIR=1",
	/* The target that objtool's build writes into its list of headers is a
	 * path in the tree, too, and nobody reads it. */
	"CCACHE_IGNOREOPTIONS=-Wp,-MT,*",
	"CCACHE_MAXSIZE=2G",
};

static const char *const variables[] = {
	"LOCALVERSION=",
	"KBUILD_BUILD_VERSION=1",
	"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
	"KBUILD_BUILD_USER=wakestorm",
	"KBUILD_BUILD_HOST=wakestorm",
	/* Until 6.4 nm looks at each object for exports of static symbols: a
	 * quarter of a build out of ccache, and no part of the kernel. */
	"cmd_check_local_export=:",
};

int tools_make(struct tools *t, const char *step, const char *arg,
	       const char *arg2)
{
	char *argv[MAKE_WORDS], jobs[16];
	char dir[PATH_MAX + 16], base[PATH_MAX + 16];
	int n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(fixed); i++)
		argv[n++] = (char *)fixed[i];
	snprintf(dir, sizeof(dir), "CCACHE_DIR=%s", t->ccache_dir);
	/* Our module and objtool are compiled by absolute paths. */
	snprintf(base, sizeof(base), "CCACHE_BASEDIR=%s", t->tree);
	snprintf(jobs, sizeof(jobs), "-j%d", cpus());
	argv[n++] = dir;
	argv[n++] = base;
	if (t->probing)
		argv[n++] = "CCACHE_DISABLE=1";
	argv[n++] = "make";
	argv[n++] = "-s";
	argv[n++] = jobs;
	argv[n++] = t->uml ? "ARCH=um" : "ARCH=x86";
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		argv[n++] = (char *)variables[i];
	argv[n++] = t->ccache ? "CC=ccache gcc" : "CC=gcc";
	argv[n++] = t->ccache ? "HOSTCC=ccache gcc" : "HOSTCC=gcc";
	argv[n++] = (char *)arg;
	argv[n++] = (char *)arg2;
	argv[n] = NULL;
	return tools_run(t, argv, t->tree, step);
}
