/* SPDX-License-Identifier: GPL-2.0 */
/* One virtual machine, or what takes its place, from power on to power off: what guest_run() and the
 * probe for KVM have in common. */
#ifndef VM_H
#define VM_H

#include "guest/command.h"
#include "guest/emulator.h"
#include "guest/qemu.h"

struct vm {
	const struct guest_plan *plan; /* argc 0: boot and switch off */
	const char *qemu;	       /* its program; NULL: no QEMU */
	const char *accel;	       /* "kvm", "tcg" or "" */
};

/*
 * Files of a running machine.  They have no name, so they can't be left behind;
 * it inherits them, and QEMU opens them by /proc/self/fd.
 */
struct vm_files {
	int initrd, console, records;
	int words; /* what QEMU itself says */
};

/* 0, or -ENOMEM after a complaint; vm_files_close() in either case. */
int vm_files_open(struct vm_files *f);
void vm_files_close(struct vm_files *f);

/* A descriptor that can be read when the machine has written; -1: none can be
 * had. */
int vm_files_watch(const struct vm_files *f);

/*
 * Hand what was written to fd since *at to take(), up to offset max, and give
 * its memory back.  No more than what is there now: a guest that never stops
 * writing must not keep us here.
 */
void vm_file_read(int fd, off_t *at, off_t max,
		  void (*take)(void *arg, const char *data, size_t n),
		  void *arg);

/* Printable letters only. */
void vm_file_first_line(int fd, char *line, size_t size);

/* The QEMU command that boots vm.  0, or -E2BIG when it does not fit. */
int qemu_command(struct command *c, const struct vm *vm,
		 const struct vm_files *files);

/*
 * Boot it and stay until it is gone.  Records go to out (NULL: nowhere) as
 * lines. 0, or -errno after a complaint; -EINTR without one when a signal told
 * us to stop.
 */
int vm_run(const struct vm *vm, FILE *out, struct guest_outcome *outcome);

#endif
