// SPDX-License-Identifier: GPL-2.0
/*
@story@
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
@site@
#define WAITERS @waiters@
static pid_t pid[WAITERS];
static siginfo_t end[WAITERS]; /* si_pid: it is back, killed or stopped */

/* All on one CPU: we at 3, waiters at 2; at 0 nobody preempts another. */
static int priority(pid_t who, int level)
{
	return sched_setscheduler(who, level ? SCHED_FIFO : SCHED_BATCH,
				  &(struct sched_param){ level });
}

static char *proc(int n, const char *name)
{
	static char text[4096];
	int file, got;

	sprintf(text, "/proc/%d/%s", pid[n], name);
	file = open(text, O_RDONLY);
	got = read(file, text, sizeof(text) - 1);
	close(file);
	text[got > 0 ? got : 0] = 0;
	return text;
}

/* Off the run queue, and not on its way out, where it has no memory left. */
static int sleeps(int n)
{
	return strstr(proc(n, "status"), "\nVmRSS:") &&
	       (*proc(n, "wchan") > '9' || isdigit(*proc(n, "syscall")));
}

/* Until nobody runs, nor ran since the last look: how many sleep? */
static int quiet(void)
{
	int n, asleep, awake, looks = 0;
	long before, ran = -1;

	do {
		priority(0, 0); /* a kernel thread may be about to wake one */
		for (n = 0; n < @turns@; n++)
			sched_yield();
@if deferred
		usleep(10000); /* on another CPU, too */
@end
		priority(0, 3);
		before = ran;
		for (n = asleep = awake = ran = 0; n < WAITERS; n++) {
			if (!pid[n])
				continue; /* not called yet */
			/* "voluntary_ctxt_switches:" is that long. */
			ran += atol(strstr(proc(n, "status"), "\nvol") + 25);
			end[n].si_pid = 0;
			waitid(P_PID, pid[n], &end[n],
			       WEXITED | WSTOPPED | WNOHANG | WNOWAIT);
			if (end[n].si_pid)
				continue;
			if (sleeps(n))
				asleep++;
			else
				awake++;
		}
		if (looks++ > 20000)
			errx(2, "not tried: the waiters find no rest");
	} while (awake || ran != before);
	return asleep;
}

@if run
/* All waiters run until they sleep or are back. */
static void run(void)
{
	if (priority(0, 1))
		quiet();
	priority(0, 3);
}

@end
@if run_one
/* One waiter does. */
static void run_one(int n)
{
	if (priority(pid[n], 4))
		quiet();
	priority(pid[n], 2);
}

@end
/* A process waits once, and ends with what it came back with. */
static void call(int n)
{
	pid_t parent = getpid();
	int ret = EAGAIN;

@if call
	if (pid[n] && strstr(proc(n, "status"), "\nVmRSS"))
		return; /* it waits still */
@end
	pid[n] = fork();
	if (pid[n] < 0)
		err(2, "not tried: fork");
	if (pid[n]) {
		priority(pid[n], 2);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
@if shed
	hang_up(); /* our copy: the last one is the parent's */
@end
	while (ret == EAGAIN)
		ret = wait_for_event();
	_exit(ret);
}

static void tell(int n)
{
	printf("waiter %d: %c ", n, strrchr(proc(n, "stat"), ')')[2]);
	if (end[n].si_pid && end[n].si_code == CLD_EXITED)
		printf("back: %s\n", strerror(end[n].si_status));
	else if (end[n].si_pid && end[n].si_code == CLD_KILLED)
		puts("killed");
	else
		printf("in %s\n", proc(n, "wchan"));
}

/* The task is well, the event is there: what was missing is a wakeup. */
static void prove(int asleep)
{
@if !fatal
	int n = 0;

	while (end[n].si_pid)
		n++;
	printf("a signal for waiter %d, and it waits again:", n);
	kill(pid[n], SIGUSR1);
	quiet();
	if (@event@)
		call(n);
@end
@if fatal
	printf("one more event, for no signal ends this sleep:");
	post();
@end
	if (quiet() >= asleep)
		errx(2, "it sleeps on, and nothing is proven");
	puts(" back at once");
}

@if sig rsig
static void on_signal(int number)
{
	(void)number;
}

@end
int main(void)
{
	int n, asleep, lost, tries;
	cpu_set_t cpu;

	CPU_ZERO(&cpu);
	CPU_SET(sched_getcpu(), &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
@if sig
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal }, 0);
@end
@if rsig
	signal(SIGUSR2, on_signal); /* this one restarts the call */
@end
	tries = priority(0, 3) ? 100 : 1;
	if (tries > 1)
		puts("no right to real-time: steps may be late, 100 tries");
	signal(SIGCHLD, SIG_DFL);
	if (access("/proc/self/status", R_OK))
		err(2, "not tried: /proc");
	do {
		memset(pid, 0, sizeof(pid));
		site_open();
		for (n = 0; n < WAITERS; n++) {
			call(@order@);
			if (quiet() != n + 1)
				errx(2, "not tried: who waits does not sleep");
		}
@steps@
		asleep = quiet();
		lost = asleep && @event@ && quiet() == asleep && @event@;
		for (n = 0; n < WAITERS && (lost || tries == 1); n++)
			tell(n);
		if (lost)
			prove(asleep);
		for (n = 0; n < WAITERS; n++)
			kill(pid[n], SIGKILL);
		for (n = 3; n < 64; n++)
			close(n);
		while (wait(NULL) > 0)
			;
	} while (!lost && --tries);
	puts(lost ? "a wakeup was lost" : "no wakeup was lost");
	return lost;
}
