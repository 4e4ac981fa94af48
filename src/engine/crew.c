// SPDX-License-Identifier: GPL-2.0
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "engine/engine.h"

/* Sleep while *word has this value; timeout_ns 0: no limit.  May return early:
 * the caller looks again. */
void word_wait(atomic_uint *word, unsigned while_it_is, uint64_t timeout_ns)
{
	struct timespec t = { .tv_sec = (time_t)(timeout_ns / SEC_NS),
			      .tv_nsec = (long)(timeout_ns % SEC_NS) };

	syscall(SYS_futex, word, FUTEX_WAIT, while_it_is,
		timeout_ns ? &t : NULL, NULL, 0);
}

void word_wake(atomic_uint *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

pid_t crew_start(struct run *r, void (*entry)(struct run *r, int arg), int arg)
{
	pid_t pid = SYS(fork());

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != r->self)
		_exit(1); /* the run died before we could ask to die with it */
	entry(r, arg);
	_exit(0);
}
