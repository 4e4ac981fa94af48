// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "workload/tools.h"

/* Tools count whole seconds. */
static unsigned long long seconds(const struct workload_plan *plan)
{
	uint64_t s = (plan->timeout_ns + SEC_NS - 1) / SEC_NS;

	return s ? s : 1;
}

static void stress_ng_words(struct program *p, const struct workload_plan *plan,
			    const char *name)
{
	char data[64];

	program_data_path(p, data);
	command_addf(&p->command, "--%s", name);
	command_add(&p->command, "1");
	command_add(&p->command, "--timeout");
	command_addf(&p->command, "%llu", seconds(plan));
	command_add(&p->command, "--seed");
	command_addf(&p->command, "%llu", (unsigned long long)plan->seed);
	command_add(&p->command, "--verify");
	command_add(&p->command, "--metrics");
	command_add(&p->command, "--yaml");
	command_addf(&p->command, "%s", data);
}

/* "pipe", "thread", "thread-pipe", "process" ... */
static void hackbench_words(struct program *p, const struct workload_plan *plan,
			    const char *name)
{
	(void)plan;
	if (strstr(name, "thread"))
		command_add(&p->command, "--threads");
	if (strstr(name, "pipe"))
		command_add(&p->command, "--pipe");
}

/* Round trips of sched-pipe for a second that was asked for: a slow guest's. */
#define TRIPS 20000ull

/* "sched-pipe", "futex-wake" ...; its first word is the collection. */
static void perf_bench_words(struct program *p,
			     const struct workload_plan *plan, const char *name)
{
	size_t len = strcspn(name, "-");

	command_add(&p->command, "bench");
	command_addf(&p->command, "%.*s", (int)len, name);
	if (name[len])
		command_add(&p->command, name + len + 1);
	if (strcmp(name, "sched-pipe"))
		return;
	command_add(&p->command, "--loop");
	command_addf(&p->command, "%llu", TRIPS * seconds(plan));
}

static void rt_tests_words(struct program *p, const struct workload_plan *plan,
			   const char *name)
{
	char data[64];

	program_data_path(p, data);
	command_add(&p->command, "--quiet");
	command_add(&p->command, "--duration");
	command_addf(&p->command, "%llu", seconds(plan));
	command_addf(&p->command, "--json=%s", data);
	if (!strcmp(name, "cyclictest"))
		command_add(&p->command, "--histogram=10000");
}

static const struct workload_tool tools[] = {
	{ .name = "stress-ng",
	  .package = "stress-ng",
	  .program = "stress-ng",
	  .kind = IMPORT_STRESS_NG,
	  .to_data = true,
	  .timed = true,
	  .busy = true,
	  .words = stress_ng_words,
	  .skips = { 3, 4 } },
	{ .name = "hackbench",
	  .package = "rt-tests",
	  .program = "hackbench",
	  .kind = IMPORT_HACKBENCH,
	  .busy = true,
	  .words = hackbench_words },
	{ .name = "perf-bench",
	  .package = "linux-perf",
	  .program = "perf",
	  .kind = IMPORT_PERF_BENCH,
	  .busy = true,
	  .words = perf_bench_words },
	{ .name = "rt-tests",
	  .package = "rt-tests",
	  .kind = IMPORT_RT_TESTS,
	  .to_data = true,
	  .timed = true,
	  .words = rt_tests_words },
};

/* Where many sleep and few wake: the field of ours. */
static const char *const usual[] = {
	"stress-ng:pipe",	"stress-ng:pipeherd", "stress-ng:fifo",
	"stress-ng:futex",	"stress-ng:eventfd",  "stress-ng:poll",
	"stress-ng:epoll",	"stress-ng:sem",      "stress-ng:sem-sysv",
	"stress-ng:mq",		"stress-ng:msg",      "stress-ng:switch",
	"stress-ng:sockpair",	"stress-ng:sigq",     "stress-ng:sigrt",
	"stress-ng:sigsuspend", "stress-ng:sigfd",    "stress-ng:sigpipe",
};

const char *workload_usual(int i)
{
	return i < (int)ARRAY_SIZE(usual) ? usual[i] : NULL;
}

const char *tool_name_at(int i)
{
	return i < (int)ARRAY_SIZE(tools) ? tools[i].name : NULL;
}

const struct workload_tool *tool_find(const char *what, const char **name)
{
	size_t len = strcspn(what, ":");

	*name = what[len] ? what + len + 1 : "";
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++)
		if (strlen(tools[i].name) == len &&
		    !strncmp(tools[i].name, what, len))
			return &tools[i];
	return NULL;
}

const char *tool_program(const struct workload_tool *tool, const char *name)
{
	return tool->program ? tool->program : name;
}
