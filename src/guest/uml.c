// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

#include "guest/append.h"
#include "guest/uml.h"

#define MEMORY	 "mem=128M"
#define BEGIN_NS "1735689600000000000" /* 2025-01-01 */
#define SYSCALL_NS \
	10000u /* much as with us: a run takes what it seems to take */
#define SYSCALL_SEEDS 1000u
#define MEMORY_AT     "/dev/shm" /* where it makes the file that is its memory */

/*
 * noreboot: a panic, and our end, is the end of the process.  The folder for
 * its management socket can't be made in /dev/null: so nothing of it is left
 * behind by a kill.  The seed moves the run on purpose: random numbers begin
 * with it, and the clock ticks at other places.  Early messages go to stderr,
 * for ttyS0 comes late.
 */
int uml_command(struct command *c, const struct vm *vm,
		const struct vm_files *files)
{
	*c = (struct command){ .n = 0 };
	command_addf(c, "%s/image", vm->plan->kernel->dir);
	command_add(c, MEMORY);
	command_addf(c, "initrd=/proc/self/fd/%d", files->initrd);
	command_add(c, "rdinit=/init");
	command_add(c, "time-travel=inf-cpu");
	command_add(c, "time-travel-start=" BEGIN_NS);
	command_addf(c, "entropy=%llu", (unsigned long long)vm->plan->seed);
	command_addf(c, "syscall_ns=%u",
		     SYSCALL_NS + (unsigned)(vm->plan->seed % SYSCALL_SEEDS));
	command_add(c, "seccomp=auto");
	command_add(c, "norandmaps");
	command_add(c, "noreboot");
	command_add(c, "panic=-1");
	command_add(c, "loglevel=5");
	command_add(c, "stderr=1");
	command_add(c, "console=ttyS0");
	command_addf(c, "ssl0=null,fd:%d", files->console);
	command_addf(c, "ssl1=null,fd:%d", files->records);
	command_add(c, "uml_dir=/dev/null/");
	command_add(c, "umid=none");
	command_add(c, "wakestorm.guest");
	if (vm->plan->append)
		append_words(c, vm->plan->append);
	return command_check(c);
}

/* Containers mount it so that nothing there can be executed. */
static bool memory_can_run(void)
{
	struct statvfs fs;

	return !statvfs(MEMORY_AT, &fs) && !(fs.f_flag & ST_NOEXEC);
}

const char *uml_memory_at(void)
{
	return memory_can_run() ? MEMORY_AT : "/tmp";
}

struct start {
	char *const *argv;
	int out;
};

/*
 * Our environment stays outside: its size would move the guest's addresses.  It
 * can't be empty, for the kernel takes it for the top of its stack.
 * Without ADDR_NO_RANDOMIZE it would execute itself a second time; and a kernel
 * that panics dumps core.
 */
static int enter(void *arg)
{
	static char *const plain[] = { "HOME=/", NULL };
	static char *const elsewhere[] = { "TMPDIR=/tmp", NULL };
	const struct rlimit no_core = { 0, 0 };
	const struct start *s = arg;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(s->out, STDOUT_FILENO);
	dup2(s->out, STDERR_FILENO);
	setrlimit(RLIMIT_CORE, &no_core);
	personality(PER_LINUX | ADDR_NO_RANDOMIZE);
	execve(s->argv[0], s->argv, memory_can_run() ? plain : elsewhere);
	return 127;
}

int uml_start(struct tether *t, const struct command *c, int out)
{
	struct start s = { c->argv, out };

	return tether_call(t, enter, &s);
}
