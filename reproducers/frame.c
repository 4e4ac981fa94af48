// SPDX-License-Identifier: GPL-2.0
/*
@story@
 */
#define _GNU_SOURCE
#include <err.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
@put top
static pid_t parent, pid[@waiters@];

/* All on one CPU: we at 3, waiters at 2, below 1 also kernel threads. */
static void priority(pid_t who, int level)
{
	if (sched_setscheduler(who, level ? SCHED_FIFO : SCHED_OTHER,
			       &(struct sched_param){ level }))
		err(2, "not tried: real-time priority");
}

static char *proc(int n, const char *name)
{
	static char text[512];

	sprintf(text, "/proc/%d/%s", pid[n], name);
	if (!freopen(text, "r", stdin) || !fgets(text, sizeof(text), stdin))
		err(2, "not tried: %s", text);
	return text;
}

/* All run until none wants to.  Bit n: waiter n sleeps; < 0: for no event. */
static int quiet(void)
{
	int n, state, asleep;
again:
	priority(0, 0);
	for (n = 0; n < @turns@; n++)
		sched_yield();
@if deferred
	usleep(10000); /* kernel threads on other CPUs */
@end
	priority(0, 3);
	for (n = asleep = 0; n < @waiters@; n++) {
		state = strrchr(proc(n, "stat"), ')')[2];
		warnx("waiter %d: %c %s", n, state, proc(n, "wchan"));
		if (strchr("SD", state) && *proc(n, "syscall") != 'r' &&
		    *proc(n, "statm") != '0')
			asleep |= 1 << n;
		else if (!strchr("ZT", state)) /* back, killed; stopped */
			goto again; /* it is on the run queue, or ends */
	}
@if hangup
	return asleep;
@end
@if !hangup
	@put ready
@end
}

static void call(int n)
{
@if call
	if (pid[n] && *proc(n, "statm") != '0')
		return; /* it waits still */
@end
	pid[n] = fork();
	if (!pid[n]) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
			_exit(2);
@if shed
		@put hangup
@end
		@put wait
	}
	priority(pid[n], 2);
}

@if sig rsig
static void on_signal(int number __attribute__((unused))) { }

@end
int main(void)
{
	static cpu_set_t cpu;
	int asleep;

	CPU_SET(sched_getcpu(), &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
	parent = getpid();
	priority(0, 1); /* who is called runs at once */
@if sig
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal }, 0);
@end
@if rsig
	signal(SIGUSR2, on_signal); /* this one restarts the call */
@end
	@put open
	for (int n = 0; n < @waiters@; n++)
		call(@order@);
	if (quiet() != @all@)
		errx(2, "not tried: who waits does not sleep");

@steps@
	asleep = quiet();
	if (asleep <= 0 || quiet() != asleep)
		errx(0, "no wakeup was lost");
@if fatal
	@put post
@end
@if !fatal
	kill(pid[ffs(asleep) - 1], SIGUSR1); /* the proof: it waits anew */
	quiet();
	call(ffs(asleep) - 1);
@end
	if (quiet() == asleep)
		errx(2, "nothing is proven: they sleep on");
	errx(1, "a wakeup was lost: now one came back at once");
}
