// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "guest/cache.h"
#include "guest/command.h"
#include "guest/git.h"
#include "say.h"

/* A hook or an alias of git's runs us with some of these set. */
static const char *const elsewhere[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_COMMON_DIR",
	"GIT_INDEX_FILE",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_NAMESPACE",
	"GIT_PREFIX",
};

static int run(struct command *c, char *const words[], char *out, size_t size)
{
	int ret;

	out[0] = '\0';
	for (; *words; words++)
		command_add(c, *words);
	ret = command_check(c);
	if (!ret) {
		c->argv[c->n] = NULL;
		ret = capture(c->argv, NULL, out, size);
	}
	while (*out && out[strlen(out) - 1] == '\n')
		out[strlen(out) - 1] = '\0';
	return ret;
}

static void begin(struct command *c)
{
	*c = (struct command){ .n = 0 };
	command_add(c, "env");
	for (size_t i = 0; i < ARRAY_SIZE(elsewhere); i++) {
		command_add(c, "-u");
		command_add(c, elsewhere[i]);
	}
	command_add(c, "LC_ALL=C");
}

int git_run(const char *dir, char *const words[], char *out, size_t size)
{
	struct command c;

	begin(&c);
	command_add(&c, "git");
	command_add(&c, "-C");
	command_add(&c, dir);
	return run(&c, words, out, size);
}

int git_complain(const char *what, int status, const char *out)
{
	const char *fatal = strstr(out, "fatal: ");

	if (status < 0)
		return status;
	if (status == 127)
		complain("%s: git is not installed", what);
	else
		complain("%s: %.*s", what,
			 (int)strcspn(fatal ? fatal : out, "\n"),
			 fatal ? fatal : out);
	return -EIO;
}

int git_folder(const char *dir, char folder[PATH_MAX])
{
	char *words[] = { "rev-parse", "--path-format=absolute",
			  "--git-common-dir", NULL };
	char out[PATH_MAX];
	int ret = git_run(dir, words, out, sizeof(out));

	return ret ? git_complain(dir, ret, out)
		   : path_format(folder, "%s", out);
}

static int ask_id(const char *dir, const char *ref, const char *kind,
		  char id[GIT_ID_LEN])
{
	char object[PATH_MAX], out[1024] = "";
	char *words[] = { "rev-parse", "--verify", "--quiet", object, NULL };
	int ret = path_format(object, "%s^{%s}", ref, kind);

	if (!ret)
		ret = git_run(dir, words, out, sizeof(out));
	if (ret < 0)
		return ret;
	if (ret && (ret == 127 || *out))
		return git_complain(dir, ret, out);
	if (ret || strspn(out, "0123456789abcdef") != strlen(out) ||
	    strlen(out) >= GIT_ID_LEN) {
		complain("%s: '%.80s' names no commit there", dir, ref);
		return -ENOENT;
	}
	snprintf(id, GIT_ID_LEN, "%s", out);
	return 0;
}

int git_commit(const char *dir, const char *ref, struct commit *commit)
{
	int ret;

	*commit = (struct commit){ .id = "" };
	if (*ref == '-' || !*ref) {
		complain("%s: '%.80s' is no name of a commit", dir, ref);
		return -EINVAL;
	}
	ret = ask_id(dir, ref, "commit", commit->id);
	return ret ? ret : ask_id(dir, commit->id, "tree", commit->tree);
}

/* An index and a folder of our own: the user's are not for us. */
static int checkout(const char *folder, const char *index, const char *dest,
		    char *const words[])
{
	char out[1024];
	struct command c;
	int ret;

	begin(&c);
	command_addf(&c, "GIT_INDEX_FILE=%s", index);
	command_add(&c, "git");
	command_addf(&c, "--git-dir=%s", folder);
	command_addf(&c, "--work-tree=%s", dest);
	ret = run(&c, words, out, sizeof(out));
	return ret ? git_complain(folder, ret, out) : 0;
}

int git_export(const char *folder, const char *tree, const char *dest)
{
	char index[PATH_MAX];
	char *fill[] = { "read-tree", (char *)tree, NULL };
	char *write[] = { "checkout-index", "--all", NULL };
	int ret = path_format(index, "%s.index", dest);

	if (!ret)
		ret = SYS(mkdir(dest, 0777));
	if (!ret)
		ret = checkout(folder, index, dest, fill);
	if (!ret)
		ret = checkout(folder, index, dest, write);
	unlink(index);
	return ret;
}
