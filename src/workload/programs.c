// SPDX-License-Identifier: GPL-2.0
/* Which programs a command line of `run` starts: a guest has none of its own.
 */
#include <string.h>

#include "workload/tools.h"

struct list {
	char (*name)[NAME_LEN];
	int n, max;
};

static void add(struct list *l, const char *name, size_t len)
{
	char word[NAME_LEN];

	snprintf(word, sizeof(word), "%.*s",
		 (int)(len < NAME_LEN ? len : NAME_LEN - 1), name);
	for (int i = 0; i < l->n; i++)
		if (!strcmp(l->name[i], word))
			return;
	if (l->n < l->max && *word)
		memcpy(l->name[l->n++], word, NAME_LEN);
}

/* "stress-ng:pipe,hackbench:pipe" */
static void add_workloads(struct list *l, const char *words)
{
	char word[NAME_LEN];

	for (const char *p = words; *p; p += strspn(p, ",")) {
		const struct workload_tool *tool;
		const char *name;
		size_t len = strcspn(p, ",");

		snprintf(word, sizeof(word), "%.*s",
			 (int)(len < NAME_LEN ? len : NAME_LEN - 1), p);
		p += len;
		tool = tool_find(word, &name);
		name = tool ? tool_program(tool, name) : "";
		add(l, name, strlen(name));
	}
}

/* The value of option at argv[i], in the same word or the next; or NULL. */
static const char *value_of(const char *option, int i, int argc,
			    char *const *argv)
{
	size_t len = strlen(option);

	if (!argv[i] || strncmp(argv[i], option, len))
		return NULL;
	if (argv[i][len] == '=')
		return argv[i] + len + 1;
	return argv[i][len] || i + 1 == argc ? NULL : argv[i + 1];
}

int programs_of(int argc, char *const *argv, char name[][NAME_LEN], int max)
{
	struct list l = { .name = name, .max = max };

	for (int i = 0; i < argc; i++) {
		const char *workloads = value_of("--workload", i, argc, argv);
		const char *noise = value_of("--noise", i, argc, argv);

		if (workloads)
			add_workloads(&l, workloads);
		if (!noise)
			continue;
		noise += strspn(noise, " \t");
		add(&l, noise, strcspn(noise, " \t"));
	}
	return l.n;
}
