/* SPDX-License-Identifier: GPL-2.0 */
/* A tmpfs that is attached nowhere: no path leads to it, and it is gone with
 * its last descriptor.  Needs root. */
#ifndef TMPFS_H
#define TMPFS_H

/* The root of a new one: fd or -errno. */
int tmpfs_open(void);

#endif
