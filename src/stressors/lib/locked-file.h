/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that is locked by the poster.  Each waiter opens it anew, so that
 * whoever gets the lock passes it on as it closes the file: by release() or by
 * dying.
 */
#ifndef LOCKED_FILE_H
#define LOCKED_FILE_H

#include <stdbool.h>

struct locked_file {
	int (*lock)(int fd, short type, bool wait); /* F_WRLCK or F_UNLCK */
	int file;				    /* has no name but path */
	int holder; /* the same file, opened by the poster */
	char path[32];
};

/* Open and lock.  0 or -errno; locked_file_close() in either case. */
int locked_file_open(struct locked_file *f,
		     int (*lock)(int fd, short type, bool wait));

/* As the members of struct stressor. */
void locked_file_close(void *site);
void locked_file_shed(void *site);
int locked_file_wait(void *site);
void locked_file_release(void *site, int fd);
int locked_file_post(void *site);
int locked_file_rearm(void *site);
int locked_file_hang_up(void *site);

#endif
