/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIFT_H
#define SIFT_H

/*
 * Keep in the file what are records of that kernel, or of it with a mutant,
 * byte for byte: a guest is foreign, and must not speak for another.  How many
 * lines were dropped, or -errno.
 */
int sift_records(const char *path, const char *kernel);

#endif
