// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "engine/task.h"
#include "guest/relay.h"
#include "measure/clock.h"
#include "say.h"

#define BEAT_NS	  SEC_NS
#define TASKS_MAX 128 /* looked at for a beat: it must not cost much */

int relay_open(struct relay *r, int out)
{
	*r = (struct relay){ .out = out,
			     .frame =
				     malloc(FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX),
			     .text = malloc(FRAME_PAYLOAD_MAX) };
	return r->frame && r->text ? 0 : complain("guest: out of memory");
}

static void send_frame(struct relay *r, enum frame_kind kind,
		       const char *payload, size_t len)
{
	long n = frame_write(r->frame, FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX, kind,
			     r->seq, payload, len);
	long done, moved;

	if (n < 0)
		return;
	r->seq++;
	for (done = 0; done < n; done += moved) {
		moved = write(r->out, r->frame + done, n - done);
		if (moved < 0) {
			complain("guest: can't send a record: %s",
				 strerror(errno));
			return;
		}
	}
}

void relay_tell(struct relay *r, enum frame_kind kind, const char *fmt, ...)
{
	char text[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	send_frame(r, kind, text, strlen(text));
}

/* Bytes of the command's standard output: each whole line is a frame. */
static void take_output(struct relay *r, const char *data, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (data[i] == '\n') {
			if (r->too_long)
				complain("guest: dropped a line of more than "
					 "%d bytes",
					 FRAME_PAYLOAD_MAX);
			else
				send_frame(r, FRAME_LINE, r->text, r->fill);
			r->fill = 0;
			r->too_long = false;
		} else if (r->fill < FRAME_PAYLOAD_MAX) {
			r->text[r->fill++] = data[i];
		} else {
			r->too_long = true;
		}
	}
}

/* Take what the pipe holds.  false: nobody can write to it any more. */
static bool drain(struct relay *r, int out)
{
	char data[16384];
	long n;

	while ((n = read(out, data, sizeof(data))) > 0)
		take_output(r, data, n);
	return n < 0;
}

/*
 * A number that stands still when nothing gets done: the context switches of
 * the command and its first descendants, by their session.  All switches of the
 * machine would not do, for a beat makes some itself.
 */
static uint64_t progress(pid_t first)
{
	DIR *proc = opendir("/proc");
	uint64_t sum = 0;
	int64_t switches;
	int tasks = 0;
	pid_t pid;

	while (tasks < TASKS_MAX && (pid = task_next(proc))) {
		if (getsid(pid) != first)
			continue;
		switches = task_switches(pid);
		sum += switches > 0 ? (uint64_t)switches : 0;
		tasks++;
	}
	if (proc)
		closedir(proc);
	return sum;
}

/* Reap whoever has ended.  The status of pid when it was among them, or -1. */
static int reap(pid_t pid)
{
	int wstatus, status = -1;
	pid_t who;

	while ((who = waitpid(-1, &wstatus, WNOHANG)) > 0) {
		if (who == pid)
			status = WIFSIGNALED(wstatus) ? 128 + WTERMSIG(wstatus)
						      : WEXITSTATUS(wstatus);
	}
	return status;
}

/* Serve the command until it ends: its exit status. */
static int attend(struct relay *r, pid_t pid, int out, int children)
{
	struct pollfd p[] = { { .fd = children, .events = POLLIN },
			      { .fd = out, .events = POLLIN } };
	uint64_t now = now_ns(), beat = now + BEAT_NS;
	struct signalfd_siginfo info;
	int status = -1;

	while (status < 0) {
		poll(p, ARRAY_SIZE(p),
		     beat > now ? (beat - now) / MSEC_NS + 1 : 0);
		if (p[1].revents && !drain(r, out))
			p[1].fd = -1;
		if (p[0].revents && read(children, &info, sizeof(info)) > 0)
			status = reap(pid);
		now = now_ns();
		if (now >= beat) {
			relay_tell(r, FRAME_BEAT, "%llu",
				   (unsigned long long)progress(pid));
			beat = now + BEAT_NS;
		}
	}
	drain(r, out); /* what it wrote last */
	return status;
}

static _Noreturn void become(pid_t relay, int out, const sigset_t *mask,
			     char **argv)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != relay)
		_exit(127);
	sigprocmask(SIG_SETMASK, mask, NULL);
	dup2(out, STDOUT_FILENO);
	setsid();
	execv("/proc/self/exe", argv);
	_exit(127);
}

int relay_run(struct relay *r, char **argv)
{
	sigset_t chld, old;
	int out[2], children;
	pid_t pid, relay = getpid();

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	children = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	if (children < 0 || pipe2(out, O_CLOEXEC))
		return complain("guest: no signalfd or pipe: %s",
				strerror(errno));
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (!pid)
		become(relay, out[1], &old, argv);
	close(out[1]);
	if (pid < 0)
		return complain("guest: can't fork: %s", strerror(errno));
	return attend(r, pid, out[0], children);
}
