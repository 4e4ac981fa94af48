// SPDX-License-Identifier: GPL-2.0
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "engine/engine.h"

#define THREAD_STACK (128 * 1024)

/* What a new thread is to do; who starts it waits for its tid. */
struct birth {
	struct run *r;
	crew_entry *entry;
	int arg;
	atomic_uint tid;
};

static void futex_wait(atomic_uint *word, int op, unsigned while_it_is,
		       uint64_t timeout_ns)
{
	struct timespec t = { .tv_sec = (time_t)(timeout_ns / SEC_NS),
			      .tv_nsec = (long)(timeout_ns % SEC_NS) };

	syscall(SYS_futex, word, op, while_it_is, timeout_ns ? &t : NULL, NULL,
		0);
}

static void futex_wake(atomic_uint *word, int op)
{
	syscall(SYS_futex, word, op, INT32_MAX, NULL, NULL, 0);
}

void word_wait(atomic_uint *word, unsigned while_it_is, uint64_t timeout_ns)
{
	futex_wait(word, FUTEX_WAIT, while_it_is, timeout_ns);
}

void word_wake(atomic_uint *word)
{
	futex_wake(word, FUTEX_WAKE);
}

/* The kernel needs no page behind a word that one process has to itself. */
static int if_private(const struct run *r)
{
	return r->plan->threads ? FUTEX_PRIVATE_FLAG : 0;
}

void crew_wait(const struct run *r, atomic_uint *word, unsigned while_it_is,
	       uint64_t timeout_ns)
{
	futex_wait(word, FUTEX_WAIT | if_private(r), while_it_is, timeout_ns);
}

void crew_wake(const struct run *r, atomic_uint *word)
{
	futex_wake(word, FUTEX_WAKE | if_private(r));
}

static void *thread_entry(void *arg)
{
	struct birth *b = arg;
	crew_entry *entry = b->entry;
	struct run *r = b->r;
	int number = b->arg;

	atomic_store(&b->tid, (unsigned)gettid());
	word_wake(&b->tid);
	entry(r, number);
	return NULL;
}

static pid_t thread_start(struct run *r, crew_entry *entry, int arg)
{
	struct birth b = { .r = r, .entry = entry, .arg = arg };
	pthread_attr_t attr;
	pthread_t thread;
	int ret;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, THREAD_STACK);
	ret = -pthread_create(&thread, &attr, thread_entry, &b);
	pthread_attr_destroy(&attr);
	if (ret)
		return ret;
	pthread_detach(thread);
	while (!atomic_load(&b.tid))
		word_wait(&b.tid, 0, 0);
	return (pid_t)atomic_load(&b.tid);
}

static pid_t child_start(struct run *r, crew_entry *entry, int arg)
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

pid_t crew_start(struct run *r, crew_entry *entry, int arg)
{
	return r->plan->threads ? thread_start(r, entry, arg)
				: child_start(r, entry, arg);
}
