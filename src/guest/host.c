// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "guest/host.h"
#include "guest/relay.h"
#include "say.h"

void host_describe(struct kernel_spec *spec)
{
	snprintf(spec->about, sizeof(spec->about),
		 "the one that runs here: no guest, tier native");
	spec->machine = THIS_HOST;
}

bool host_refuses(const struct kernel_spec *spec, const char *why)
{
	if (spec->machine != THIS_HOST)
		return false;
	complain("kernel " HOST_KERNEL " is the one that runs here: %s", why);
	return true;
}

void host_kernel(struct kernel *kernel)
{
	struct utsname u;

	uname(&u);
	*kernel = (struct kernel){ .name = HOST_KERNEL,
				   .machine = THIS_HOST,
				   .hold = -1 };
	snprintf(kernel->release, sizeof(kernel->release), "%.63s", u.release);
}

struct start {
	const struct guest_plan *plan;
	const struct vm_files *files;
};

/* A command that a signal ended says nothing of its end, as a machine that was
 * killed: so the watch finds out who is to blame. */
static int enter(void *arg)
{
	const struct start *s = arg;
	const struct guest_plan *plan = s->plan;
	char **argv;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct relay relay;
	int status;

	dup2(null, STDIN_FILENO);
	dup2(s->files->console, STDERR_FILENO);
	if (relay_open(&relay, s->files->records))
		return 127;
	argv = calloc(plan->argc + 2, sizeof(*argv));
	if (!argv)
		return 127;
	argv[0] = "wakestorm";
	memcpy(argv + 1, plan->argv, plan->argc * sizeof(*argv));
	relay_tell(&relay, FRAME_READY, "%s", plan->kernel->release);
	status = relay_run(&relay, argv);
	free(argv);
	if (status > 128)
		return status;
	relay_tell(&relay, FRAME_END, "%d", status);
	return 0;
}

int host_start(struct tether *t, const struct guest_plan *plan,
	       const struct vm_files *files)
{
	struct start s = { plan, files };

	return tether_call(t, enter, &s);
}
