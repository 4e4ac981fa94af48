/* SPDX-License-Identifier: GPL-2.0 */
/* Faults of pages that are not there, until a userfaultfd provides them. */
#ifndef USER_FAULTS_H
#define USER_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#define FAULT_PAGE 4096

/* A userfaultfd, also for faults in the kernel: its fd, or -errno. */
int user_faults_open(void);

/* 0, or why there can be none: what a NEED_CALL wants. */
int user_faults_allowed(void);

/* Have fd told of faults in these bytes.  0 or -errno. */
int user_faults_watch(int fd, void *pages, size_t bytes);

/* Provide the page of that address, which ends the fault there.  0 or -errno.
 */
int user_faults_help(int fd, uintptr_t address);

#endif
