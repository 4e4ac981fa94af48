// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "say.h"
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
static _Noreturn void guard_main(pid_t child, int leash, int sigfd, int words)
{
	char unkillable[UNKILLABLE_MAX] = "";
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
	see_off_children(sigfd, unkillable);
	if (unkillable[0]) {
		complain("can't be killed, and is left behind: %s", unkillable);
		write(words, unkillable, strlen(unkillable));
	}
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
static _Noreturn void guard_start(int leash, int words, int (*entry)(void *),
				  void *arg)
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
		close(words);
		close(sigfd);
		child_signals(&old);
		_exit(entry(arg));
	}
	if (child < 0 || sigfd < 0)
		_exit(127);
	setpgid(child, child); /* whoever comes first */
	guard_main(child, leash, sigfd, words);
}

static void close_pipe(int fd[2])
{
	fd_close(&fd[0]);
	fd_close(&fd[1]);
}

int tether_call(struct tether *t, int (*entry)(void *arg), void *arg)
{
	int leash[2], words[2], ret = SYS(pipe2(leash, O_CLOEXEC));

	*t = (struct tether){ .leash = -1, .words = -1 };
	if (ret < 0)
		return ret;
	ret = SYS(pipe2(words, O_CLOEXEC | O_NONBLOCK));
	if (ret < 0)
		goto close_leash;
	fflush(NULL);
	ret = SYS(fork());
	if (!ret) {
		close(leash[1]);
		close(words[0]);
		guard_start(leash[0], words[1], entry, arg);
	}
	if (ret < 0)
		goto close_words;
	close(leash[0]);
	close(words[1]);
	t->guard = ret;
	t->leash = leash[1];
	t->words = words[0];
	return 0;

close_words:
	close_pipe(words);
close_leash:
	close_pipe(leash);
	return ret;
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

/* The guard is gone: it has said what it had to say. */
static void hear_last_words(struct tether *t)
{
	read(t->words, t->unkillable, sizeof(t->unkillable) - 1);
	fd_close(&t->words);
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
	hear_last_words(t);
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
