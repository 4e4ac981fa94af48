/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Boot a kernel in QEMU or as a process, run `wakestorm run ...` or explore
 * there as the first process's only child, and bring its records back while it
 * runs.  The host's kernel needs no boot: the same command runs here.
 */
#ifndef QEMU_H
#define QEMU_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "guest/kernel.h"

/* Host time after which a guest is ended; 0: the default. */
struct guest_limits {
	uint64_t boot_ns; /* in which user space must be reached (60 s) */
	uint64_t stall_ns; /* without any progress (60 s) */
	uint64_t whole_ns; /* from power on to its end (none) */
};

struct guest_plan {
	const struct kernel *kernel;
	const char *tier; /* as tier_find() knows it */
	int cpus; /* 0: those of the host */
	uint64_t seed; /* of the guest: varies the virtual machine on purpose */
	struct guest_limits limits;
	int argc;	   /* arguments of `wakestorm`: "run", ... */
	char *const *argv;
	const char *console; /* file for the console, or NULL */
	const char *append; /* arguments for the kernel, or NULL */
	const char *file;    /* the guest has it as GUEST_FILE; NULL: none */
};

#define GUEST_MIB 640 /* of host memory that a guest takes at most, emulator included */

#define GUEST_FILE "/findings.jsonl"

/* Can a kernel that runs on such a machine run in that tier with as many CPUs (0:
 * those of the host, and of nobody else)?  0, or -EINVAL after a complaint. */
int guest_fits(const char *tier, int cpus, const char *kernel,
	       enum machine machine);

/* Is it a command that makes records, and needs no file of the host's? */
bool works_in_guest(const char *command);

struct guest_outcome {
	int status; /* exit status of the command in the guest, or STATUS_BROKEN
		     */
	int records;		  /* whole records that came back */
	char accel[8];		  /* "kvm", "tcg", or "": no QEMU */
	uint64_t first_record_ns; /* from power on; 0: none came */
	uint64_t ready_ns; /* from power on to the guest's first frame */
	char trouble[192]; /* "" or what the console shows: panic, BUG, ... */
	bool host; /* trouble is the host's fault: it may work the next time */
};

/*
 * Run it.  Each record goes to out as a line, the moment it has arrived whole.
 * 0, or -errno after a complaint; a kernel that panics or stalls is no error of
 * ours: outcome says so.
 */
int guest_run(const struct guest_plan *plan, FILE *out,
	      struct guest_outcome *outcome);

#endif
