// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/accel.h"
#include "guest/tsc.h"
#include "guest/vm.h"
#include "say.h"
#include "tether.h"

#define MEMORY_MB "512"
#define BOOT_NS	  (60 * SEC_NS)

#define VIRTUAL_KHZ 1000000ul /* the counter of -icount counts ns */

/*
 * No quiet: warnings must be seen.  panic=-1 with reboot=t (triple fault) and
 * -no-reboot ends QEMU at once when the kernel panics.  tsc=reliable and
 * tsc_early_khz save a calibration that a busy host makes fail, which would
 * leave the guest with a clock of 4 ms; without hpet, a clock read stays inside
 * the guest.
 */
#define KERNEL_ARGS                                                       \
	"console=ttyS0 loglevel=5 panic=-1 reboot=t tsc=reliable "        \
	"nokaslr norandmaps mitigations=off no_timer_check rdinit=/init " \
	"wakestorm.guest"

static void add(struct command *c, const char *word)
{
	if (c->n < COMMAND_WORDS)
		c->argv[c->n] = (char *)word;
	c->n++;
}

static void PRINTF(2, 3) addf(struct command *c, const char *fmt, ...)
{
	size_t left = sizeof(c->text) - c->used;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(c->text + c->used, left, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= left) {
		c->n = COMMAND_WORDS + 1; /* remembered as too long */
		return;
	}
	add(c, c->text + c->used);
	c->used += n + 1;
}

static bool counts_instructions(const struct guest_plan *plan)
{
	return !strcmp(plan->tier, "qemu-icount");
}

/*
 * Virtual time: one instruction is 8 ns, idle time passes at once, the clock
 * begins at a fixed date, and nothing of the host (entropy, calibration) gets
 * in.  The seed moves the run on purpose: the kernel mixes its command line
 * into its random numbers, and the longer or shorter boot shifts all else.
 */
static void add_time(struct command *c, const struct vm *vm)
{
	const struct guest_plan *plan = vm->plan;
	unsigned long khz;

	if (counts_instructions(plan)) {
		add(c, "-accel");
		add(c, "tcg,thread=single");
		add(c, "-icount");
		add(c, "shift=3,sleep=off");
		add(c, "-rtc");
		add(c, "base=2025-01-01T00:00:00,clock=vm");
		add(c, "-cpu");
		add(c, "max,-rdrand,-rdseed");
		add(c, "-seed");
		addf(c, "%u", (unsigned)plan->seed);
		add(c, "-append");
		addf(c, "%s tsc_early_khz=%lu lpj=8000000 wakestorm.seed=%llu",
		     KERNEL_ARGS, VIRTUAL_KHZ, (unsigned long long)plan->seed);
		return;
	}
	add(c, "-accel");
	add(c, vm->accel);
	add(c, "-cpu");
	add(c, strcmp(vm->accel, "kvm") ? "max" : "host");
	add(c, "-append");
	khz = tsc_khz();
	addf(c, khz ? "%s tsc_early_khz=%lu" : "%s", KERNEL_ARGS, khz);
}

int qemu_command(struct command *c, const struct vm *vm,
		 const struct vm_files *files)
{
	*c = (struct command){ .n = 0 };
	add(c, vm->qemu);
	add(c, "-M");
	add(c, "pc,hpet=off");
	/* The BIOS lists one CPU a socket in its MP table, and our kernels have
	 * no ACPI to learn of others. */
	add(c, "-smp");
	addf(c, "%d,sockets=%d", vm->plan->cpus, vm->plan->cpus);
	add(c, "-m");
	add(c, MEMORY_MB);
	add(c, "-nodefaults");
	add(c, "-no-user-config");
	add(c, "-no-reboot");
	add(c, "-display");
	add(c, "none");
	add_time(c, vm);
	add(c, "-kernel");
	addf(c, "%s/image", vm->plan->kernel->dir);
	add(c, "-initrd");
	addf(c, "/proc/self/fd/%d", files->initrd);
	/* Files take all at once: a slow reader can't hold up the guest. */
	add(c, "-chardev");
	addf(c, "file,id=console,path=/proc/self/fd/%d", files->console);
	add(c, "-serial");
	add(c, "chardev:console");
	add(c, "-chardev");
	addf(c, "file,id=records,path=/proc/self/fd/%d", files->records);
	add(c, "-serial");
	add(c, "chardev:records");
	return c->n > COMMAND_WORDS ? -E2BIG : 0;
}

/* Is it a machine that we can build?  0, or -errno after a complaint. */
static int check(const struct guest_plan *plan)
{
	if (!counts_instructions(plan) && strcmp(plan->tier, "qemu")) {
		complain("tier %s: must be qemu or qemu-icount", plan->tier);
		return -EINVAL;
	}
	if (plan->cpus < 1 || plan->cpus > 64) {
		complain("%d CPUs: must be from 1 to 64", plan->cpus);
		return -EINVAL;
	}
	return 0;
}

bool works_in_guest(const char *command)
{
	return !strcmp(command, "run") || !strcmp(command, "explore");
}

/* Tell the command in the guest where it runs: its records say it. */
static char **guest_argv(const struct guest_plan *plan, const char *accel,
			 int *argc)
{
	const char *const where[] = {
		"--tier",	    plan->tier,	   "--kernel-name",
		plan->kernel->name, "--kernel-id", plan->kernel->id,
		"--accel",	    accel,
	};
	char **argv = calloc(plan->argc + ARRAY_SIZE(where), sizeof(*argv));

	*argc = plan->argc;
	if (!argv)
		return NULL;
	if (plan->argc)
		memcpy(argv, plan->argv, plan->argc * sizeof(*argv));
	if (plan->argc && works_in_guest(plan->argv[0])) {
		memcpy(argv + plan->argc, where, sizeof(where));
		*argc += ARRAY_SIZE(where);
	}
	return argv;
}

int guest_run(const struct guest_plan *plan, FILE *out,
	      struct guest_outcome *outcome)
{
	struct guest_plan told = *plan;
	struct vm vm = { .plan = &told, .accel = "tcg", .boot_ns = BOOT_NS };
	struct emulator emulator;
	char **argv;
	int err;

	*outcome = (struct guest_outcome){ .status = STATUS_BROKEN };
	err = check(plan);
	if (!err)
		err = emulator_choose(
			counts_instructions(plan) && plan->cpus > 1, &emulator);
	if (err)
		return err;
	vm.qemu = emulator.path;
	if (!counts_instructions(plan))
		vm.accel = accel_choose(plan->kernel, emulator.version);
	argv = guest_argv(plan, vm.accel, &told.argc);
	if (!argv) {
		complain("out of memory");
		return -ENOMEM;
	}
	told.argv = argv;
	err = vm_run(&vm, out, outcome);
	free(argv);
	return err;
}
