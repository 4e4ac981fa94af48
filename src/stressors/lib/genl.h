/* SPDX-License-Identifier: GPL-2.0 */
/* One command of a generic netlink family. */
#ifndef GENL_H
#define GENL_H

#include <stddef.h>
#include <stdint.h>

struct genl_string {
	uint16_t attribute;
	const char *value;
};

/* Send it, and wait for the kernel's word.  0 or -errno. */
int genl_command(const char *family, uint8_t command,
		 const struct genl_string *s, size_t n);

#endif
