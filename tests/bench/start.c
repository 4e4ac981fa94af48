// SPDX-License-Identifier: GPL-2.0
/*
 * start RUNS COMMAND...: run a command that many times.  Prints the median of
 * the time from before fork() until it is reaped, us, the most memory that it
 * had at a time, KiB, and of one run with all its children the CPU time, us, and
 * how often they slept, which is how often they were woken.  Its output goes
 * nowhere.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/clock.h"

static _Noreturn void become(char **command)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	execvp(*command, command);
	_exit(127);
}

static double run_us(char **command)
{
	uint64_t start = now_ns();
	int wstatus;
	pid_t pid = fork();

	if (!pid)
		become(command);
	if (pid < 0 || waitpid(pid, &wstatus, 0) != pid ||
	    !WIFEXITED(wstatus) || WEXITSTATUS(wstatus) > 1)
		exit(1);
	return (double)(now_ns() - start) / 1000;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double us_of(const struct timeval *t)
{
	return (double)t->tv_sec * 1e6 + (double)t->tv_usec;
}

int main(int argc, char **argv)
{
	int runs = argc > 2 ? atoi(argv[1]) : 0;
	double *us = calloc(runs > 0 ? (size_t)runs : 1, sizeof(*us));
	struct rusage all;

	if (runs < 1 || !us)
		return 1;
	for (int i = 0; i < runs; i++)
		us[i] = run_us(argv + 2);
	qsort(us, (size_t)runs, sizeof(*us), compare);
	getrusage(RUSAGE_CHILDREN, &all);
	printf("%.0f %ld %.0f %ld\n", us[runs / 2], all.ru_maxrss,
	       (us_of(&all.ru_utime) + us_of(&all.ru_stime)) / runs,
	       all.ru_nvcsw / runs);
	return 0;
}
