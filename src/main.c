// SPDX-License-Identifier: GPL-2.0
/* The table of commands.  Only main() exits. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "options.h"
#include "say.h"
#include "tether.h"

struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
	{ "run", "stress this kernel", cmd_run },
	{ "explore", "search scripts of steps for lost wakeups", cmd_explore },
	{ "list", "stressors, and what can run here", cmd_list },
	{ "bisect", "find the commit that brought a loss, by git bisect",
	  cmd_bisect },
	{ "kernel", "build, boot and list kernels for guests", cmd_kernel },
	{ "matrix", "kernels x stressors x seeds, in guests", cmd_matrix },
	{ "compare", "two result sets: what changed", cmd_compare },
	{ "report", "tables, page and pictures of a result set", cmd_report },
	{ "plot", "the pictures alone", cmd_plot },
	{ "import", "records of what other tools wrote", cmd_import },
	{ "hgrm", "latencies as HdrHistogram's text", cmd_hgrm },
};

static const char *command_name_at(int i)
{
	return (size_t)i < ARRAY_SIZE(commands) ? commands[i].name : NULL;
}

static void usage(void)
{
	printf("Usage: wakestorm COMMAND [OPTION]...\n\n"
	       "Finds lost wakeups of exclusive waiters in the Linux kernel, "
	       "and measures\nwhat a wakeup costs.\n\nCommands:\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	printf("\nwakestorm COMMAND --help says more. Start with: wakestorm "
	       "run\n\nExit status: 0 pass, 1 lost wakeup or regression found, "
	       "2 usage or broken run,\n3 nothing learned, 4 all skipped.\n");
}

static int dispatch(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name || !strcmp(name, "--help") || !strcmp(name, "-h")) {
		usage();
		return name ? STATUS_PASS : STATUS_BROKEN;
	}
	if (!strcmp(name, "--version")) {
		printf("wakestorm %s\n", WAKESTORM_VERSION);
		return STATUS_PASS;
	}
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return commands[i].run(argc - 1, argv + 1);
	return unknown_name("unknown command", name, command_name_at,
			    "try --help");
}

int main(int argc, char **argv)
{
	if (getpid() == 1)
		return cmd_init(argc, argv);
	stop_on_signals();
	return dispatch(argc, argv);
}
