// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "data.h"

const char *data_dir(void)
{
	const char *dir = getenv("WAKESTORM_DATA");

	return dir && *dir ? dir : WAKESTORM_DATA;
}

int data_path(char *path, size_t size, const char *name)
{
	int n = snprintf(path, size, "%s/%s", data_dir(), name);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}
