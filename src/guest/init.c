// SPDX-License-Identifier: GPL-2.0
/*
 * Process 1 of a guest: mount, load the module, run the command of /args as a
 * child, send what it writes to the host as frames, or leave it on the console
 * where no host of ours listens, switch the machine off.
 * There is nobody to report an error to but the console, so nothing here gives
 * up: what could not be set up shows in what the command can't do.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>

#include "commands/commands.h"
#include "guest/relay.h"
#include "say.h"

#define RECORDS	  "/dev/ttyS1"
#define ARGS	  "/args"
#define ARGS_MAX  (64 * 1024)
#define ARGC_MAX  512

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
			complain("guest: can't mount %s: %s", mounts[i].at,
				 strerror(errno));
	}
}

static void set_limit(const char *name, const char *value)
{
	char path[64];
	int fd, ret;

	snprintf(path, sizeof(path), "/proc/sys/kernel/%s", name);
	fd = SYS(open(path, O_WRONLY | O_CLOEXEC));
	ret = fd < 0 ? fd : full(write(fd, value, strlen(value)), strlen(value));
	if (ret < 0)
		complain("guest: can't set %s: %s", path, strerror(-ret));
	fd_close(&fd);
}

static void lift_limits(void)
{
	/* A real-time waker must be able to hold its CPU for as long as it
	 * wants. */
	set_limit("sched_rt_runtime_us", "-1");
	/* As many tasks as our memory holds: a small kernel has 4,096 numbers
	 * for them, and allows for as many as fill an eighth of memory. */
	set_limit("pid_max", "32768");
	set_limit("threads-max", "16384");
}

static void load_module(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && syscall(SYS_finit_module, fd, "", 0))
		complain("guest: can't load %s: %s", path, strerror(errno));
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

/* The second serial port; -1 after a complaint. */
static int records_open(void)
{
	int tty = open(RECORDS, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	struct termios raw;

	if (tty < 0 || tcgetattr(tty, &raw)) {
		complain("guest: no " RECORDS " (%s): build the kernel "
			 "with CONFIG_SERIAL_8250_NR_UARTS=2 or more",
			 strerror(errno));
		return -1;
	}
	cfmakeraw(&raw);
	tcsetattr(tty, TCSANOW, &raw);
	return tty;
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
	struct relay relay;
	char **command;
	int records, status = 0;

	(void)argc;
	(void)argv;
	umask(022);
	setenv("PATH", "/:/usr/bin", 1);
	setenv("TMPDIR", "/tmp", 1);
	mount_all();
	lift_limits();
	load_modules();
	command = read_args();
	if (!has_host()) {
		if (command)
			run_alone(command);
		switch_off();
	}
	records = records_open();
	if (records < 0 || relay_open(&relay, records))
		switch_off();
	uname(&name);
	relay_tell(&relay, FRAME_READY, "%s", name.release);
	if (command)
		status = relay_run(&relay, command);
	relay_tell(&relay, FRAME_END, "%d", status);
	tcdrain(relay.out);
	switch_off();
}
