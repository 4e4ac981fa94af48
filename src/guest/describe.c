// SPDX-License-Identifier: GPL-2.0
/* Reads kernels/NAME.kernel. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/host.h"
#include "guest/images.h"
#include "guest/kconfig.h"
#include "guest/kernel.h"
#include "guest/names.h"
#include "say.h"
#include "util.h"

/* Add each word of list by its finder. */
static int add_words(char *list, char path[][PATH_MAX], int *n,
		     int (*find)(const char *name, char path[PATH_MAX]))
{
	char *word;

	while ((word = strsep(&list, " \t"))) {
		int ret;

		if (!*word)
			continue;
		if (*n == MAX_OPTION_LIST) {
			complain("at most %d in a list", MAX_OPTION_LIST);
			return -E2BIG;
		}
		ret = find(word, path[*n]);
		if (ret)
			return ret;
		++*n;
	}
	return 0;
}

static int parse_arch(struct kernel_spec *spec, const char *value)
{
	spec->machine = strcmp(value, "um") ? QEMU_MACHINE : UML_PROCESS;
	if (spec->machine == UML_PROCESS || !strcmp(value, "x86_64"))
		return 0;
	complain("arch '%.40s': must be x86_64 or um", value);
	return -ENOENT;
}

/* "git DIR REF"; "tar FILE"; else what source_find() takes. */
static int parse_source(struct kernel_spec *spec, char *value)
{
	char *words[4] = { NULL };
	struct stat st;
	int n = 0, ret;

	if (strncmp(value, "git ", 4) && strncmp(value, "tar ", 4))
		return path_format(spec->source, "%s", value);
	for (char *word; n < 4 && (word = strsep(&value, " \t"));)
		if (*word)
			words[n++] = word;
	if (n != (*words[0] == 'g' ? 3 : 2)) {
		complain("source: git DIR REF, or tar FILE");
		return -ENOENT;
	}
	ret = path_format(spec->source, "%s", words[1]);
	if (!ret && n == 3 && strlen(words[2]) >= sizeof(spec->ref)) {
		complain("source git: '%.40s...' is too long", words[2]);
		return -ENAMETOOLONG;
	}
	if (!ret && n == 3)
		snprintf(spec->ref, sizeof(spec->ref), "%s", words[2]);
	if (!ret && n == 2 && !stat(spec->source, &st) && S_ISDIR(st.st_mode)) {
		complain("source tar %s: a folder, not a file", spec->source);
		return -EISDIR;
	}
	return ret;
}

static int parse_key(struct kernel_spec *spec, const char *key, char *value)
{
	if (!strcmp(key, "about")) {
		snprintf(spec->about, sizeof(spec->about), "%s", value);
		return 0;
	}
	if (!strcmp(key, "source"))
		return parse_source(spec, value);
	if (!strcmp(key, "arch"))
		return parse_arch(spec, value);
	if (!strcmp(key, "fragments"))
		return add_words(value, spec->fragment, &spec->fragments,
				 find_fragment);
	if (!strcmp(key, "patches"))
		return add_words(value, spec->patch, &spec->patches,
				 find_patch);
	return -EINVAL;
}

static int parse_line(struct kernel_spec *spec, char *line, const char *file,
		      int number)
{
	char *value = line;
	char *key = strsep(&value, " \t");
	int ret;

	if (!*key || *key == '#')
		return 0;
	ret = value ? parse_key(spec, key, value + strspn(value, " \t"))
		    : -EINVAL;
	if (ret == -EINVAL)
		complain("%s:%d: '%.40s' is none of about, source, arch, "
			 "fragments, patches with a value",
			 file, number, key);
	else if (ret)
		complain("%s:%d: can't use this line", file, number);
	return ret;
}

static int unknown(const char *name)
{
	unknown_name("no kernel", name, kernel_name_at,
		     "try: wakestorm kernel list");
	return -ENOENT;
}

static int describe(const char *name, struct kernel_spec *spec)
{
	struct image_wish wish;
	char path[PATH_MAX], *text, *rest, *line;
	int number = 0, ret;

	if (image_wished(name, &wish)) {
		snprintf(spec->image, sizeof(spec->image), "%s", name);
		return 0;
	}
	if (!strcmp(name, HOST_KERNEL)) {
		host_describe(spec);
		return 0;
	}
	ret = path_format(path, "%s/kernels/%s.kernel", data_dir(), name);
	if (ret)
		return ret;
	text = read_text(path);
	if (!text)
		return unknown(name);
	rest = text;
	while (!ret && (line = strsep(&rest, "\n")))
		ret = parse_line(spec, line, path, ++number);
	free(text);
	return ret;
}

/* "mainline+debug+preempt": what stands behind the first + are fragments. */
int kernel_describe(const char *name, struct kernel_spec *spec)
{
	char words[KERNEL_NAME_MAX], *fragments;
	int ret;

	memset(spec, 0, sizeof(*spec));
	if (!*name || strchr(name, '/') || strlen(name) >= sizeof(spec->name))
		return unknown(name);
	snprintf(spec->name, sizeof(spec->name), "%s", name);
	snprintf(words, sizeof(words), "%s", name);
	fragments = strchr(words, '+');
	if (fragments)
		*fragments++ = '\0';
	ret = describe(words, spec);
	if (ret || !fragments)
		return ret;
	if (*spec->image) {
		complain("kernel %s: a prebuilt one takes no fragments", name);
		return -EINVAL;
	}
	if (host_refuses(spec, "it takes no fragments"))
		return -EINVAL;
	for (char *c = fragments; *c; c++)
		if (*c == '+')
			*c = ' ';
	return add_words(fragments, spec->fragment, &spec->fragments,
			 find_fragment);
}
