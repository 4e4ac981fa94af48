// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "stressors/lib/kernel-thread.h"
#include "util.h"

/* Is this what a file of that process says? */
static bool says(const char *pid, const char *name, const char *word)
{
	char path[64], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%.20s/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, text, sizeof(text) - 1) < 0)
		*text = 0;
	close(fd);
	text[strcspn(text, "\n")] = 0;
	return !strcmp(text, word);
}

int kernel_thread_find(struct kernel_thread *t, const char *name)
{
	DIR *proc = opendir("/proc");
	struct dirent *e;
	int ret = -ESRCH;

	if (!proc)
		return -errno;
	while (ret && (e = readdir(proc))) {
		if (!says(e->d_name, "comm", name))
			continue;
		snprintf(t->number, sizeof(t->number), "%.11s", e->d_name);
		ret = 0;
	}
	closedir(proc);
	return ret;
}

int kernel_thread_bind(const struct kernel_thread *t)
{
	cpu_set_t cpus;
	int ret = SYS(sched_getaffinity(0, sizeof(cpus), &cpus));

	return ret < 0 ? ret
		       : SYS(sched_setaffinity(atoi(t->number), sizeof(cpus),
					       &cpus));
}

bool kernel_thread_sleeps(const struct kernel_thread *t, const char *function)
{
	return says(t->number, "wchan", function);
}
