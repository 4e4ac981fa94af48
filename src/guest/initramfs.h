/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file system that a guest boots into: a cpio archive in the "newc" format
 * (Documentation/driver-api/early-userspace/buffer-format.rst), not compressed.
 * The same contents give the same bytes: times are 0, inodes count up.
 */
#ifndef INITRAMFS_H
#define INITRAMFS_H

/*
 * Write to fd: this very program as /init, the modules of the kernel's folder dir,
 * the programs that argv starts, with their libraries,
 * file (a path; NULL: none) as GUEST_FILE, argv as /args (each argument ends with a
 * NUL), and the folders to mount on.  0, or -errno after a complaint.
 */
int initramfs_write(int fd, const char *dir, const char *file, int argc,
		    char *const *argv);

#endif
