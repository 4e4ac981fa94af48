/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DETACHED_MOUNT_H
#define DETACHED_MOUNT_H

/*
 * A file system that is mounted nowhere: no path leads to it, and it is gone
 * with the last descriptor.  option: name and value in turn, then NULL; a value
 * of NULL is that of a flag.  Its fd, or -errno.
 */
int detached_mount(const char *type, const char *const option[]);

#endif
