/* SPDX-License-Identifier: GPL-2.0 */
/* A program that is not ours, running: what it says is kept, and it can't
 * outlive us. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <limits.h>

#include "guest/command.h"
#include "tether.h"
#include "workload/tree.h"

struct program {
	struct command command;
	struct tether tether;
	int out;    /* stdout and stderr, a file without a name; -1: none */
	int data;   /* what it writes where program_data_path() says */
	int status; /* once it ended, as of tether_wait(); -EAGAIN before */
	struct tree tree;
};

/* Where name is in PATH.  0, or -ENOENT. */
int program_find(const char *name, char path[PATH_MAX]);

/* Open the files, so that words can name them.  0 or -errno.  program_close()
 * in either case. */
int program_open(struct program *p);
void program_close(struct program *p);

/* The path by which it can write to data: gone when we are. */
void program_data_path(const struct program *p, char path[64]);

/* Start its command, in an empty folder where we may make one.  0 or -errno. */
int program_start(struct program *p);

/* Look at it: p->status and p->tree. */
void program_look(struct program *p);

/* End it, with all its descendants. */
void program_end(struct program *p);

/* What is in a file, from its start, 1 MiB at most; to be freed.  NULL:
 * nothing. */
char *program_text(int fd);

/* The last line of what it said that tells of trouble, else the last one, as
 * plain ASCII. */
void program_last_words(const struct program *p, char *to, size_t size);

/* Its words in one line, cut to size. */
void program_words(const struct program *p, char *to, size_t size);

#endif
