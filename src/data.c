// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"

#define TEXT_MAX (16u << 20)

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

char *read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t size = 0, n;
	int why;
	char *text = NULL, *more;

	if (!f)
		return NULL;
	do {
		more = size < TEXT_MAX ? realloc(text, size + 65537) : NULL;
		if (!more) {
			free(text);
			fclose(f);
			errno = EFBIG;
			return NULL;
		}
		text = more;
		n = fread(text + size, 1, 65536, f);
		size += n;
		text[size] = '\0';
	} while (n);
	why = ferror(f) ? errno : 0;
	fclose(f);
	if (!why)
		return text;
	free(text);
	errno = why;
	return NULL;
}

uint64_t number_behind(const char *path, const char *key, uint64_t otherwise)
{
	char *text = read_text(path);
	const char *at = text ? strstr(text, key) : NULL;

	if (at)
		otherwise = strtoull(at + strlen(key), NULL, 10);
	free(text);
	return otherwise;
}
