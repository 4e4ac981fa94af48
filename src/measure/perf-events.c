// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <linux/perf_event.h>

#include "measure/perf-events.h"
#include "util.h"

#define DEVICES "/sys/bus/event_source/devices"

static const char usual[] = "context-switches,cpu-migrations,page-faults,"
			    "task-clock,sched:sched_switch,sched:sched_waking,"
			    "sched:sched_wakeup,sched:sched_migrate_task,"
			    "cycles,instructions";

static const struct named {
	const char *name;
	uint32_t type;
	uint64_t config;
} kernels_own[] = {
	{ "cpu-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK },
	{ "task-clock", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	{ "page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS },
	{ "minor-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MIN },
	{ "major-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS_MAJ },
	{ "context-switches", PERF_TYPE_SOFTWARE,
	  PERF_COUNT_SW_CONTEXT_SWITCHES },
	{ "cpu-migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS },
	{ "alignment-faults", PERF_TYPE_SOFTWARE,
	  PERF_COUNT_SW_ALIGNMENT_FAULTS },
	{ "emulation-faults", PERF_TYPE_SOFTWARE,
	  PERF_COUNT_SW_EMULATION_FAULTS },
	{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
	{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	{ "cache-references", PERF_TYPE_HARDWARE,
	  PERF_COUNT_HW_CACHE_REFERENCES },
	{ "cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
	{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS },
	{ "branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES },
	{ "bus-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BUS_CYCLES },
	{ "stalled-cycles-frontend", PERF_TYPE_HARDWARE,
	  PERF_COUNT_HW_STALLED_CYCLES_FRONTEND },
	{ "stalled-cycles-backend", PERF_TYPE_HARDWARE,
	  PERF_COUNT_HW_STALLED_CYCLES_BACKEND },
	{ "ref-cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_REF_CPU_CYCLES },
};

/* What a file holds.  0 or -errno. */
static int read_line_of(const char *path, char *text, size_t size)
{
	int n = read_string(path, text, size);

	return n < 0 ? n : 0;
}

static const char *const tracefs[] = { "/sys/kernel/tracing/events",
				       "/sys/kernel/debug/tracing/events" };

static bool has_tracefs(void)
{
	return !access(tracefs[0], F_OK) || !access(tracefs[1], F_OK);
}

int tracepoint_read(const char *name, const char *file, char *text, size_t size)
{
	int ret = -ENOENT, group = (int)strcspn(name, ":");
	char path[256];

	for (size_t i = 0; i < ARRAY_SIZE(tracefs) && ret; i++) {
		int n = snprintf(path, sizeof(path), "%s/%.*s/%s/%s",
				 tracefs[i], group, name, name + group + 1,
				 file);

		ret = n < (int)sizeof(path) ? read_line_of(path, text, size)
					    : -ENAMETOOLONG;
	}
	return ret;
}

static int find_own(struct event *e)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels_own); i++)
		if (!strcmp(kernels_own[i].name, e->name)) {
			e->type = kernels_own[i].type;
			e->config[0] = kernels_own[i].config;
			return 0;
		}
	return -ENOENT;
}

static int find_tracepoint(struct event *e)
{
	char text[32];
	int ret = tracepoint_read(e->name, "id", text, sizeof(text));

	e->type = PERF_TYPE_TRACEPOINT;
	e->config[0] = ret ? 0 : strtoull(text, NULL, 10);
	return ret;
}

/* Put value into the bits of config that a term's format names: "config1:0-7".
 * Bits in several pieces, "config:0-7,21", are filled from the lowest. */
static int place_bits(struct event *e, const char *format, uint64_t value)
{
	unsigned which = 0, from, to;
	int n = 0;

	if (strncmp(format, "config", 6))
		return -EINVAL;
	format += 6;
	if (*format >= '1' && *format <= '2')
		which = (unsigned)(*format++ - '0');
	while (*format == ':' || *format == ',') {
		format++;
		if (sscanf(format, "%u%n-%u%n", &from, &n, &to, &n) < 2)
			to = from;
		if (from > to || to > 63)
			return -EINVAL;
		e->config[which] |= (value & (~0ULL >> (63 - (to - from))))
				    << from;
		value = to - from < 63 ? value >> (to - from + 1) : 0;
		format += n;
	}
	return 0;
}

/* "event=0x3c,umask=1,any" of a PMU. */
static int place_terms(struct event *e, const char *pmu, char *terms)
{
	char path[256], format[64], *save, *term, *equals;
	int ret = 0;

	for (term = strtok_r(terms, ",\n", &save); term && !ret;
	     term = strtok_r(NULL, ",\n", &save)) {
		equals = strchr(term, '=');
		if (equals)
			*equals++ = 0;
		snprintf(path, sizeof(path), DEVICES "/%s/format/%.64s", pmu,
			 term);
		ret = read_line_of(path, format, sizeof(format));
		if (!ret)
			ret = place_bits(e, format,
					 equals ? strtoull(equals, NULL, 0)
						: 1);
	}
	return ret;
}

/* Event NAME of that PMU, or terms: "event=0x3c". */
static int find_in_pmu(struct event *e, const char *pmu, const char *name)
{
	char path[256], text[256];
	int ret;

	snprintf(path, sizeof(path), DEVICES "/%.64s/type", pmu);
	ret = read_line_of(path, text, sizeof(text));
	if (ret)
		return ret;
	e->type = (uint32_t)strtoul(text, NULL, 10);
	snprintf(path, sizeof(path), DEVICES "/%.64s/events/%.64s", pmu, name);
	if (strchr(name, '='))
		snprintf(text, sizeof(text), "%s", name);
	else
		ret = read_line_of(path, text, sizeof(text));
	return ret ? ret : place_terms(e, pmu, text);
}

/* "msr/tsc/", or an event that any PMU has: "tsc". */
static int find_by_sysfs(struct event *e)
{
	char pmu[NAME_LEN], *slash;
	struct dirent **device = NULL;
	int n, ret = -ENOENT;

	memcpy(pmu, e->name, sizeof(pmu));
	slash = strchr(pmu, '/');
	if (slash) {
		*slash++ = 0;
		slash[strcspn(slash, "/")] = 0;
		return find_in_pmu(e, pmu, slash);
	}
	n = scandir(DEVICES, &device, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (ret && device[i]->d_name[0] != '.')
			ret = find_in_pmu(e, device[i]->d_name, e->name);
		free(device[i]);
	}
	free(device);
	return ret;
}

static int find(struct event *e)
{
	int ret = find_own(e);

	if (ret && strchr(e->name, ':'))
		return find_tracepoint(e);
	return ret ? find_by_sysfs(e) : 0;
}

/* One name from text, "[{]name[}]"; its length, or -EINVAL. */
static int take_name(const char *text, struct event *e, bool *inside)
{
	size_t len, start = *text == '{';
	bool slash = false;

	if (start && *inside)
		return -EINVAL;
	*inside |= start;
	for (len = start; text[len] && (slash || !strchr(",{}", text[len]));
	     len++)
		slash ^= text[len] == '/'; /* pmu/a=1,b=2/ is one name */
	if (len == start || len - start >= sizeof(e->name) || slash)
		return -EINVAL;
	snprintf(e->name, sizeof(e->name), "%.*s", (int)(len - start),
		 text + start);
	if (text[len] == '}') {
		if (!*inside)
			return -EINVAL;
		*inside = false;
		len++;
	}
	return text[len] && text[len] != ',' ? -EINVAL : (int)len;
}

int perf_events_parse(const char *text, struct event event[MAX_COUNTERS],
		      char why[WORDS_MAX])
{
	const char *p = text ? text : usual;
	bool inside = false, was_inside;
	int n = 0, len;

	for (;; p++) {
		struct event *e = &event[n];

		was_inside = inside;
		*e = (struct event){ .group = n };
		len = take_name(p, e, &inside);
		if (len < 0)
			break;
		if (was_inside)
			e->group = e[-1].group;
		e->error = -find(e);
		if (text && e->error == ENOENT) {
			snprintf(why, WORDS_MAX, "no event '%s' here%s",
				 e->name,
				 strchr(e->name, ':') && !has_tracefs()
					 ? ": tracefs is not mounted at "
					   "/sys/kernel/tracing"
					 : "");
			return -EINVAL;
		}
		p += len;
		if (++n == MAX_COUNTERS || !*p)
			break;
	}
	if (len >= 0 && !*p && !inside)
		return n;
	snprintf(why, WORDS_MAX,
		 n == MAX_COUNTERS ? "at most %d events" : "malformed",
		 MAX_COUNTERS);
	return -EINVAL;
}

/* Names below a folder, each behind some words. */
static void list_folder(FILE *f, const char *folder, const char *before,
			const char *after, bool folders)
{
	struct dirent **entry = NULL;
	int n = scandir(folder, &entry, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;

		if (name[0] != '.' && !strchr(name, '.') &&
		    (entry[i]->d_type == DT_DIR) == folders)
			fprintf(f, "%s%s%s\n", before, name, after);
		free(entry[i]);
	}
	free(entry);
}

/* The same for each folder in a folder. */
static void list_folders(FILE *f, const char *root, const char *below,
			 const char *between, const char *after, bool folders)
{
	struct dirent **entry = NULL;
	int n = scandir(root, &entry, NULL, alphasort);
	char path[512], before[280];

	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;

		snprintf(path, sizeof(path), "%s/%s%s", root, name, below);
		snprintf(before, sizeof(before), "%s%s", name, between);
		if (name[0] != '.')
			list_folder(f, path, before, after, folders);
		free(entry[i]);
	}
	free(entry);
}

void perf_events_list(FILE *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels_own); i++)
		fprintf(f, "%s\n", kernels_own[i].name);
	list_folders(f, DEVICES, "/events", "/", "/", false);
	for (size_t i = 0; i < ARRAY_SIZE(tracefs); i++)
		if (!access(tracefs[i], R_OK)) {
			list_folders(f, tracefs[i], "", ":", "", true);
			break;
		}
}
