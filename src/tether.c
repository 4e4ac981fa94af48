// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tether.h"
#include "util.h"

/* The one thing that a signal handler must be able to reach. */
static volatile sig_atomic_t stop_signal;

static void on_stop(int sig)
{
	stop_signal = sig;
}

void stop_on_signals(void)
{
	struct sigaction sa = { .sa_handler = on_stop };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int stop_requested(void)
{
	return stop_signal;
}

static int status_of(int wstatus)
{
	return WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus)
				    : WEXITSTATUS(wstatus);
}

/* The guard's whole life: until the child ends, or we are told or gone. */
static _Noreturn void guard_main(pid_t child, int leash, int sigfd)
{
	struct pollfd p[] = { { .fd = leash, .events = POLLIN },
			      { .fd = sigfd, .events = POLLIN } };
	struct signalfd_siginfo info = { 0 };
	int wstatus, status = -1;

	while (status < 0) {
		poll(p, ARRAY_SIZE(p), -1);
		if (p[1].revents && read(sigfd, &info, sizeof(info)) < 0)
			continue;
		if (p[0].revents || info.ssi_signo == SIGTERM)
			status = 128 + SIGKILL;
		else if (waitpid(child, &wstatus, WNOHANG) == child)
			status = status_of(wstatus);
	}
	kill(-child, SIGKILL); /* also what the child left behind */
	while (waitpid(-1, NULL, 0) > 0)
		;
	_exit(status);
}

static void child_signals(const sigset_t *mask)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	static const int ours[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		sigaction(ours[i], &sa, NULL);
	sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Start the child in a group of its own, become its guard. */
static _Noreturn void guard_start(int leash, int (*entry)(void *), void *arg)
{
	sigset_t watched, old;
	pid_t child;
	int sigfd;

	setpgid(0, 0); /* out of reach of the terminal's Ctrl-C */
	sigemptyset(&watched);
	sigaddset(&watched, SIGCHLD);
	sigaddset(&watched, SIGTERM);
	sigprocmask(SIG_BLOCK, &watched, &old);
	sigfd = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	child = fork();
	if (!child) {
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(leash);
		close(sigfd);
		child_signals(&old);
		_exit(entry(arg));
	}
	if (child < 0 || sigfd < 0)
		_exit(127);
	setpgid(child, child); /* whoever comes first */
	guard_main(child, leash, sigfd);
}

int tether_call(struct tether *t, int (*entry)(void *arg), void *arg)
{
	int leash[2], ret = SYS(pipe2(leash, O_CLOEXEC));

	*t = (struct tether){ .leash = -1 };
	if (ret < 0)
		return ret;
	fflush(NULL);
	t->guard = SYS(fork());
	if (!t->guard) {
		close(leash[1]);
		guard_start(leash[0], entry, arg);
	}
	close(leash[0]);
	if (t->guard < 0) {
		ret = t->guard;
		close(leash[1]);
		t->guard = 0;
		return ret;
	}
	t->leash = leash[1];
	return 0;
}

struct exec {
	char *const *argv;
	const char *dir;
	int out;
};

static int exec_entry(void *arg)
{
	const struct exec *e = arg;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	if (e->out >= 0) {
		dup2(e->out, STDOUT_FILENO);
		dup2(e->out, STDERR_FILENO);
	}
	if (!e->dir || !chdir(e->dir))
		execvp(e->argv[0], e->argv);
	return 127;
}

int tether_exec(struct tether *t, char *const argv[], const char *dir, int out)
{
	struct exec e = { argv, dir, out };

	return tether_call(t, exec_entry, &e);
}

static int reap(struct tether *t, int flags)
{
	int wstatus, ret;

	if (!t->guard)
		return -ECHILD;
	ret = SYS(waitpid(t->guard, &wstatus, flags));
	if (!ret)
		return -EAGAIN;
	if (ret == -EINTR)
		return ret;
	t->guard = 0;
	fd_close(&t->leash);
	return ret < 0 ? ret : status_of(wstatus);
}

int tether_wait(struct tether *t)
{
	int ret = reap(t, 0);

	while (ret == -EINTR && !stop_requested())
		ret = reap(t, 0);
	return ret;
}

int tether_poll(struct tether *t)
{
	return reap(t, WNOHANG);
}

void tether_cut(struct tether *t)
{
	if (!t->guard)
		return;
	kill(t->guard, SIGTERM);
	while (reap(t, 0) == -EINTR)
		;
}

int tether_run(char *const argv[], const char *dir, int out)
{
	struct tether t;
	int ret = tether_exec(&t, argv, dir, out);

	if (ret < 0)
		return ret;
	ret = tether_wait(&t);
	tether_cut(&t);
	return ret;
}
