// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <string.h>
#include <sys/utsname.h>

#include "mutants.h"
#include "where.h"

static void boot_id(char *to, size_t size)
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (!f)
		return;
	if (fgets(to, (int)size, f))
		to[strcspn(to, "\n")] = 0;
	fclose(f);
}

void where_am_i(struct where *w)
{
	struct utsname u;
	cpu_set_t set;

	memset(w, 0, sizeof(*w));
	uname(&u);
	snprintf(w->release, sizeof(w->release), "%.63s", u.release);
	snprintf(w->kernel, sizeof(w->kernel), "running");
	snprintf(w->tier, sizeof(w->tier), "native");
	boot_id(w->boot_id, sizeof(w->boot_id));
	if (!sched_getaffinity(0, sizeof(set), &set))
		w->cpus = CPU_COUNT(&set);
}

bool tier_is_virtual(const char *tier)
{
	return !strcmp(tier, "qemu-icount") || !strcmp(tier, "uml");
}

static void set(char *to, size_t size, const char *text)
{
	if (text)
		snprintf(to, size, "%.*s", (int)size - 1, text);
}

size_t where_kernel_len(const struct where *w)
{
	size_t len = w->name_len ? (size_t)w->name_len : strlen(w->kernel);
	size_t tail = strlen(w->mutant);

	if (!tail || len <= tail || w->kernel[len - tail - 1] != '+' ||
	    strncmp(w->kernel + len - tail, w->mutant, tail))
		return len;
	return len - tail - 1;
}

void where_mutant(struct where *w)
{
	size_t len = where_kernel_len(w);

	mutant_is_on(w->mutant);
	snprintf(w->kernel + len, sizeof(w->kernel) - len, "%s%s",
		 *w->mutant ? "+" : "", w->mutant);
}

void where_told(struct where *w, const struct told *told)
{
	set(w->tier, sizeof(w->tier), told->tier);
	set(w->accel, sizeof(w->accel), told->accel);
	set(w->kernel, sizeof(w->kernel), told->kernel);
	set(w->kernel_id, sizeof(w->kernel_id), told->kernel_id);
	set(w->append, sizeof(w->append), told->append);
	where_mutant(w);
}
