/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A page of a file in a file system with DAX, on memory that was set aside at
 * boot, below a mapper.  Where the page lies must be read from the device: that
 * lasts for as long as we want.
 */
#ifndef DAX_FILE_H
#define DAX_FILE_H

#include "stressors/lib/device-mapper.h"

#define DAX_DEVICE "/dev/pmem0"
#define DAX_PAGE   4096

struct dax_file {
	struct mapper mapper;
	int dev, mount, file;
	void *page; /* mapped shared */
};

/* 0 or -errno; dax_file_close() in either case. */
int dax_file_open(struct dax_file *d);
void dax_file_close(struct dax_file *d);

/* Forget where the page lies, and hold up the next read; let it go, and sleep
 * until it is done.  0 or -errno. */
int dax_file_hold(struct dax_file *d);
int dax_file_let_go(struct dax_file *d);

#endif
