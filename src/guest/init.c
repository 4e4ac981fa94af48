// SPDX-License-Identifier: GPL-2.0
/*
 * Process 1 of a guest: mount, load the module, run the command of /args as a
 * child, send what it writes to the host as frames, or leave it on the console
 * where no host of ours listens, switch the machine off.
 * There is nobody to report an error to but the console, so nothing here gives
 * up: what could not be set up shows in what the command can't do.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>

#include "commands/commands.h"
#include "guest/frame.h"
#include "measure/clock.h"
#include "say.h"

#define RECORDS	  "/dev/ttyS1"
#define ARGS	  "/args"
#define ARGS_MAX  (64 * 1024)
#define ARGC_MAX  512
#define BEAT_NS	  SEC_NS
#define TASKS_MAX 128 /* looked at for a beat: it must not cost much */

/* The records' way out, and the line of standard output that is coming in. */
struct line {
	int tty;
	uint32_t seq;
	char *frame; /* FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX bytes */
	char *text;  /* FRAME_PAYLOAD_MAX bytes */
	size_t fill;
	bool too_long;
};

static void mount_all(void)
{
	static const struct {
		const char *type, *at;
		bool optional; /* not every kernel is built with it */
	} mounts[] = {
		{ "proc", "/proc", false },
		{ "sysfs", "/sys", true },
		{ "devtmpfs", "/dev", false },
		{ "tmpfs", "/tmp", false },
		{ "tracefs", "/sys/kernel/tracing", true },
		{ "debugfs", "/sys/kernel/debug", true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mounts); i++) {
		if (mount(mounts[i].type, mounts[i].at, mounts[i].type, 0,
			  NULL) &&
		    !mounts[i].optional)
			complain("guest: cannot mount %s: %s", mounts[i].at,
				 strerror(errno));
	}
}

/* A real-time waker must be able to hold its CPU for as long as it wants. */
static void free_real_time(void)
{
	int fd = open("/proc/sys/kernel/sched_rt_runtime_us",
		      O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "-1", 2) != 2)
		complain("guest: cannot lift the real-time limit: %s",
			 strerror(errno));
	fd_close(&fd);
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && syscall(SYS_finit_module, fd, "", 0))
		complain("guest: cannot load %s: %s", path, strerror(errno));
	fd_close(&fd);
}

/* Those of a prebuilt kernel first, in the order of their names, then ours. */
static void load_modules(void)
{
	glob_t found = { 0 };

	glob("/[0-9]*.ko", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		load_module(found.gl_pathv[i]);
	globfree(&found);
	load_module("/wakestorm.ko");
}

static void send_frame(struct line *l, enum frame_kind kind,
		       const char *payload, size_t len)
{
	long n = frame_write(l->frame, FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX, kind,
			     l->seq, payload, len);
	long done, moved;

	if (n < 0)
		return;
	l->seq++;
	for (done = 0; done < n; done += moved) {
		moved = write(l->tty, l->frame + done, n - done);
		if (moved < 0) {
			complain("guest: cannot write to " RECORDS ": %s",
				 strerror(errno));
			return;
		}
	}
}

static void PRINTF(3, 4)
	tell(struct line *l, enum frame_kind kind, const char *fmt, ...)
{
	char text[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	send_frame(l, kind, text, strlen(text));
}

static int line_open(struct line *l)
{
	struct termios raw;

	*l = (struct line){ .tty = open(RECORDS,
					O_WRONLY | O_NOCTTY | O_CLOEXEC),
			    .frame = malloc(FRAME_PAYLOAD_MAX + FRAME_HEAD_MAX),
			    .text = malloc(FRAME_PAYLOAD_MAX) };
	if (!l->frame || !l->text)
		return complain("guest: out of memory");
	if (l->tty < 0 || tcgetattr(l->tty, &raw))
		return complain("guest: no " RECORDS " (%s): build the kernel "
				"with CONFIG_SERIAL_8250_NR_UARTS=2 or more",
				strerror(errno));
	cfmakeraw(&raw);
	tcsetattr(l->tty, TCSANOW, &raw);
	return 0;
}

/* Bytes of the command's standard output: each whole line is a frame. */
static void take_output(struct line *l, const char *data, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (data[i] == '\n') {
			if (l->too_long)
				complain("guest: dropped a line of more than "
					 "%d bytes",
					 FRAME_PAYLOAD_MAX);
			else
				send_frame(l, FRAME_LINE, l->text, l->fill);
			l->fill = 0;
			l->too_long = false;
		} else if (l->fill < FRAME_PAYLOAD_MAX) {
			l->text[l->fill++] = data[i];
		} else {
			l->too_long = true;
		}
	}
}

/* Take what the pipe holds.  false: nobody can write to it any more. */
static bool drain(struct line *l, int out)
{
	char data[16384];
	long n;

	while ((n = read(out, data, sizeof(data))) > 0)
		take_output(l, data, n);
	return n < 0;
}

/* The argument vector in /args; NULL when it is empty or can't be had. */
static char **read_args(void)
{
	char *text = calloc(1, ARGS_MAX);
	char **argv = calloc(ARGC_MAX + 2, sizeof(*argv));
	int fd = open(ARGS, O_RDONLY | O_CLOEXEC);
	long n = 0, at = 0;
	int argc = 0;

	if (text && argv && fd >= 0)
		n = read(fd, text, ARGS_MAX - 1);
	fd_close(&fd);
	if (n <= 0) {
		free(text);
		free(argv);
		return NULL;
	}
	argv[argc++] = "wakestorm";
	while (at < n && argc <= ARGC_MAX) {
		argv[argc++] = text + at;
		at += strlen(text + at) + 1;
	}
	return argv;
}

/* Voluntary context switches of one task, from its /proc status file. */
static uint64_t switches_of(const char *pid)
{
	static const char key[] = "\nvoluntary_ctxt_switches:";
	char path[64], text[4096];
	const char *at = NULL;
	long n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.20s/status", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n > 0) {
		text[n] = '\0';
		at = strstr(text, key);
	}
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/*
 * A number that stands still when nothing gets done: the context switches of
 * the command and its first descendants.  All switches of the machine would not
 * do, for a beat makes some itself.
 */
static uint64_t progress(pid_t first)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;
	uint64_t sum = 0;
	int tasks = 0;

	while (proc && tasks < TASKS_MAX && (d = readdir(proc))) {
		if (!isdigit((unsigned char)d->d_name[0]) ||
		    atoi(d->d_name) < first)
			continue;
		sum += switches_of(d->d_name);
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
static int attend(struct line *l, pid_t pid, int out, int children)
{
	struct pollfd p[] = { { .fd = children, .events = POLLIN },
			      { .fd = out, .events = POLLIN } };
	uint64_t now = now_ns(), beat = now + BEAT_NS;
	struct signalfd_siginfo info;
	int status = -1;

	while (status < 0) {
		poll(p, ARRAY_SIZE(p),
		     beat > now ? (beat - now) / MSEC_NS + 1 : 0);
		if (p[1].revents && !drain(l, out))
			p[1].fd = -1;
		if (p[0].revents && read(children, &info, sizeof(info)) > 0)
			status = reap(pid);
		now = now_ns();
		if (now >= beat) {
			tell(l, FRAME_BEAT, "%llu",
			     (unsigned long long)progress(pid));
			beat = now + BEAT_NS;
		}
	}
	drain(l, out); /* what it wrote last */
	return status;
}

static int run_command(struct line *l, char **argv)
{
	sigset_t chld, old;
	int out[2], children;
	pid_t pid;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	children = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	if (children < 0 || pipe2(out, O_CLOEXEC))
		return complain("guest: no signalfd or pipe: %s",
				strerror(errno));
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (!pid) {
		sigprocmask(SIG_SETMASK, &old, NULL);
		dup2(out[1], STDOUT_FILENO);
		setsid();
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	close(out[1]);
	if (pid < 0)
		return complain("guest: cannot fork: %s", strerror(errno));
	return attend(l, pid, out[0], children);
}

/* Our host tells on the kernel's command line that it takes records. */
static bool has_host(void)
{
	char line[4096];

	return read_string("/proc/cmdline", line, sizeof(line)) > 0 &&
	       strstr(line, "wakestorm.guest");
}

/* On a machine of somebody else: what the command writes is for the console. */
static void run_alone(char **argv)
{
	int wstatus = 0;
	pid_t pid = fork(), who;

	if (!pid) {
		setsid();
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	do
		who = wait(&wstatus);
	while (who > 0 && who != pid);
	dprintf(STDOUT_FILENO, "wakestorm: ended with status %d\n",
		WIFEXITED(wstatus) ? WEXITSTATUS(wstatus)
				   : 128 + WTERMSIG(wstatus));
}

static _Noreturn void switch_off(void)
{
	sync();
	reboot(RB_AUTOBOOT); /* QEMU's -no-reboot makes it the end */
	for (;;)
		pause();
}

int cmd_init(int argc, char **argv)
{
	struct utsname name;
	struct line line;
	char **command;
	int status = 0;

	(void)argc;
	(void)argv;
	umask(022);
	setenv("PATH", "/:/usr/bin", 1);
	setenv("TMPDIR", "/tmp", 1);
	mount_all();
	free_real_time();
	load_modules();
	command = read_args();
	if (!has_host()) {
		if (command)
			run_alone(command);
		switch_off();
	}
	if (line_open(&line))
		switch_off();
	uname(&name);
	tell(&line, FRAME_READY, "%s", name.release);
	if (command)
		status = run_command(&line, command);
	tell(&line, FRAME_END, "%d", status);
	tcdrain(line.tty);
	switch_off();
}
