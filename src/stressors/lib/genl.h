/* SPDX-License-Identifier: GPL-2.0 */
/* Commands of a generic netlink family. */
#ifndef GENL_H
#define GENL_H

#include <stddef.h>
#include <stdint.h>

struct genl {
	int fd;
	uint16_t family; /* its number on this boot */
};

struct genl_attribute {
	uint16_t type, size;
	const void *value;
};

struct genl_string {
	uint16_t attribute;
	const char *value;
};

/* 0 or -errno; genl_close() in either case. */
int genl_open(struct genl *g, const char *family);
void genl_close(struct genl *g);

/* Send a command, and wait for the kernel's word.  0 or -errno. */
int genl_call(const struct genl *g, uint8_t command,
	      const struct genl_attribute *a, size_t n);

/* Ask for a list, and what its first entry has for an attribute that is a
 * number.  0, -ENOENT: there is none, or -errno. */
int genl_list(const struct genl *g, uint8_t command,
	      const struct genl_attribute *a, size_t n, uint16_t type,
	      uint32_t *value);

/* Open, call and close, with strings. */
int genl_command(const char *family, uint8_t command,
		 const struct genl_string *s, size_t n);

#endif
