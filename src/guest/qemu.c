// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/accel.h"
#include "guest/tier.h"
#include "guest/tsc.h"
#include "guest/vm.h"
#include "say.h"
#include "tether.h"

#define MEMORY_MB "512"

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
	const char *append = plan->append ? plan->append : "";
	const char *blank = *append ? " " : "";
	unsigned long khz;

	if (counts_instructions(plan)) {
		command_add(c, "-accel");
		command_add(c, "tcg,thread=single");
		command_add(c, "-icount");
		command_add(c, "shift=3,sleep=off");
		command_add(c, "-rtc");
		command_add(c, "base=2025-01-01T00:00:00,clock=vm");
		command_add(c, "-cpu");
		command_add(c, "max,-rdrand,-rdseed");
		command_add(c, "-seed");
		command_addf(c, "%u", (unsigned)plan->seed);
		command_add(c, "-append");
		command_addf(
			c,
			"%s tsc_early_khz=%lu lpj=8000000 wakestorm.seed=%llu"
			"%s%s",
			KERNEL_ARGS, VIRTUAL_KHZ,
			(unsigned long long)plan->seed, blank, append);
		return;
	}
	command_add(c, "-accel");
	command_add(c, vm->accel);
	command_add(c, "-cpu");
	command_add(c, strcmp(vm->accel, "kvm") ? "max" : "host");
	command_add(c, "-append");
	khz = tsc_khz();
	if (khz)
		command_addf(c, "%s tsc_early_khz=%lu%s%s", KERNEL_ARGS, khz,
			     blank, append);
	else
		command_addf(c, "%s%s%s", KERNEL_ARGS, blank, append);
}

int qemu_command(struct command *c, const struct vm *vm,
		 const struct vm_files *files)
{
	*c = (struct command){ .n = 0 };
	command_add(c, vm->qemu);
	command_add(c, "-M");
	command_add(c, "pc,hpet=off");
	/* The BIOS lists one CPU a socket in its MP table, and our kernels have
	 * no ACPI to learn of others. */
	command_add(c, "-smp");
	command_addf(c, "%d,sockets=%d", vm->plan->cpus, vm->plan->cpus);
	command_add(c, "-m");
	command_add(c, MEMORY_MB);
	command_add(c, "-nodefaults");
	command_add(c, "-no-user-config");
	command_add(c, "-no-reboot");
	command_add(c, "-display");
	command_add(c, "none");
	add_time(c, vm);
	command_add(c, "-kernel");
	command_addf(c, "%s/image", vm->plan->kernel->dir);
	command_add(c, "-initrd");
	command_addf(c, "/proc/self/fd/%d", files->initrd);
	/* Files take all at once: a slow reader can't hold up the guest. */
	command_add(c, "-chardev");
	command_addf(c, "file,id=console,path=/proc/self/fd/%d",
		     files->console);
	command_add(c, "-serial");
	command_add(c, "chardev:console");
	command_add(c, "-chardev");
	command_addf(c, "file,id=records,path=/proc/self/fd/%d",
		     files->records);
	command_add(c, "-serial");
	command_add(c, "chardev:records");
	return command_check(c);
}

int guest_fits(const char *tier, int cpus, const char *kernel,
	       enum machine machine)
{
	static const char *const needs[] = {
		[QEMU_MACHINE] = "a tier of QEMU",
		[UML_PROCESS] = "tier uml",
		[THIS_HOST] = "tier native",
	};
	const struct tier *t = tier_find(tier);

	if (!t || t->machine != machine) {
		complain("kernel %s needs %s, not tier %s", kernel,
			 needs[machine], tier);
		return -EINVAL;
	}
	if (machine == THIS_HOST && cpus) {
		complain("%d CPUs: kernel %s has those of this machine", cpus,
			 kernel);
		return -EINVAL;
	}
	if (machine == THIS_HOST)
		return 0;
	if (cpus < 1 || cpus > t->cpus_max) {
		complain("%d CPUs: tier %s can have 1 to %d", cpus, tier,
			 t->cpus_max);
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
		"--accel",	    accel,	   "--kernel-append",
		plan->append,
	};
	size_t n = ARRAY_SIZE(where) - (plan->append ? 0 : 2);
	char **argv = calloc(plan->argc + n, sizeof(*argv));

	*argc = plan->argc;
	if (!argv)
		return NULL;
	if (plan->argc)
		memcpy(argv, plan->argv, plan->argc * sizeof(*argv));
	if (plan->argc && works_in_guest(plan->argv[0])) {
		memcpy(argv + plan->argc, where, n * sizeof(*where));
		*argc += (int)n;
	}
	return argv;
}

static int choose_qemu(struct vm *vm, struct emulator *emulator)
{
	const struct guest_plan *plan = vm->plan;
	bool virtual = counts_instructions(plan);
	int err = emulator_choose(virtual && plan->cpus > 1, emulator);

	if (err)
		return err;
	vm->qemu = emulator->path;
	vm->accel = virtual ? "tcg"
			    : accel_choose(plan->kernel, emulator->version);
	return 0;
}

int guest_run(const struct guest_plan *plan, FILE *out,
	      struct guest_outcome *outcome)
{
	struct guest_plan told = *plan;
	struct vm vm = { .plan = &told, .accel = "" };
	struct emulator emulator;
	char **argv;
	int err;

	*outcome = (struct guest_outcome){ .status = STATUS_BROKEN };
	err = guest_fits(plan->tier, plan->cpus, plan->kernel->name,
			 plan->kernel->machine);
	if (!err && plan->kernel->machine == QEMU_MACHINE)
		err = choose_qemu(&vm, &emulator);
	if (err)
		return err;
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
