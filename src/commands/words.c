// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/words.h"
#include "say.h"
#include "stressor.h"
#include "util.h"

const char *stressor_name_at(int i)
{
	return stressors[i] ? stressors[i]->name : NULL;
}

bool in_list(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = list; p && *p; p += strspn(p, ",")) {
		size_t word = strcspn(p, ",");

		if (word == len && !strncmp(p, name, len))
			return true;
		p += word;
	}
	return false;
}

/* The first word of list that names nothing, or NULL. */
static const char *unknown_word(const char *list, char *word, size_t size,
				const char *(*name_at)(int i))
{
	for (const char *p = list; p && *p; p += strspn(p, ",")) {
		size_t len = strcspn(p, ",");
		const char *name;
		int i = 0;

		snprintf(word, size, "%.*s", (int)len, p);
		while ((name = name_at(i)) && strcmp(name, word))
			i++;
		if (!name)
			return word;
		p += len;
	}
	return NULL;
}

int check_words(const char *option, const char *list,
		const char *(*name_at)(int i))
{
	char word[64], what[64];

	if (!unknown_word(list, word, sizeof(word), name_at))
		return 0;
	snprintf(what, sizeof(what), "--%s: unknown", option);
	return unknown_name(what, word, name_at,
			    name_at == stressor_name_at ? "try: wakestorm list"
							: "try --help");
}

int check_writable(const char *option, const char *path)
{
	struct stat st;
	int ret;

	if (!path || !strcmp(path, "-"))
		return 0;
	if (stat(path, &st)) {
		ret = SYS(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
		if (ret >= 0) {
			close(ret);
			unlink(path);
		}
	} else {
		ret = S_ISDIR(st.st_mode) ? -EISDIR : SYS(access(path, W_OK));
	}
	return ret < 0 ? complain("--%s %s: %s", option, path, strerror(-ret))
		       : 0;
}

int take_stressor(struct option_list *names, const char *name)
{
	if (names->n == MAX_OPTION_LIST)
		complain("at most %d stressors", MAX_OPTION_LIST);
	else if (!stressor_find(name))
		unknown_name("unknown stressor", name, stressor_name_at,
			     "try: wakestorm list");
	else {
		names->item[names->n++] = name;
		return 0;
	}
	return -2;
}
