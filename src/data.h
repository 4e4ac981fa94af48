/* SPDX-License-Identifier: GPL-2.0 */
/* Where the project's own data files (kernels/, plots/) are; and a whole file. */
#ifndef DATA_H
#define DATA_H

#include <stddef.h>
#include <stdint.h>

/* $WAKESTORM_DATA, else the folder fixed at configure time. */
const char *data_dir(void);

/* Put "data_dir()/name" into path.  0, or -ENAMETOOLONG. */
int data_path(char *path, size_t size, const char *name);

/* A whole text file, at most 16 MiB, NUL behind it; NULL: errno says why. */
char *read_text(const char *path);

/* The number behind key in a text file, say "\nMemAvailable:" in /proc/meminfo;
 * otherwise where it is not there. */
uint64_t number_behind(const char *path, const char *key, uint64_t otherwise);

#endif
