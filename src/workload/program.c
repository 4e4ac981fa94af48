// SPDX-License-Identifier: GPL-2.0
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "import/import.h"
#include "workload/program.h"

#define TEXT_MAX (1u << 20)

int program_find(const char *name, char path[PATH_MAX])
{
	const char *dirs = getenv("PATH");
	struct stat st;

	if (strchr(name, '/'))
		dirs = "";
	while (dirs) {
		int len = (int)strcspn(dirs, ":");
		int n = snprintf(path, PATH_MAX, "%.*s%s%s", len, dirs,
				 len ? "/" : "", name);

		if (n < PATH_MAX && !stat(path, &st) && S_ISREG(st.st_mode) &&
		    !access(path, X_OK))
			return 0;
		dirs = dirs[len] ? dirs + len + 1 : NULL;
	}
	return -ENOENT;
}

int program_open(struct program *p)
{
	memset(p, 0, sizeof(*p));
	p->tether.leash = -1;
	p->status = -EAGAIN;
	p->out = SYS(memfd_create("wakestorm-out", MFD_CLOEXEC));
	p->data = SYS(memfd_create("wakestorm-data", MFD_CLOEXEC));
	return p->out < 0 ? p->out : p->data < 0 ? p->data : 0;
}

void program_close(struct program *p)
{
	program_end(p);
	fd_close(&p->out);
	fd_close(&p->data);
}

void program_data_path(const struct program *p, char path[64])
{
	snprintf(path, 64, "/proc/%d/fd/%d", getpid(), p->data);
}

/*
 * An empty folder that goes with it, however it ends: a file system that only
 * it sees, in a place where nobody has a program.  Where we may not mount, its
 * folder is /tmp, as it is.
 */
static void own_folder(void)
{
	const char *place = access("/mnt", X_OK) ? "/tmp" : "/mnt";
	bool own = !unshare(CLONE_NEWNS) &&
		   !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
		   !mount("wakestorm", place, "tmpfs", 0, "size=64m");

	if (chdir(own ? place : "/tmp"))
		perror("/tmp");
}

static int entry(void *arg)
{
	const struct program *p = arg;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(p->out, STDOUT_FILENO);
	dup2(p->out, STDERR_FILENO);
	own_folder();
	setenv("LC_ALL", "C", 1);
	execvp(p->command.argv[0], p->command.argv);
	return 127;
}

int program_start(struct program *p)
{
	int ret = command_check(&p->command);

	if (ret)
		return ret;
	ret = tether_call(&p->tether, entry, p);
	p->tree.root = p->tether.guard;
	return ret;
}

void program_look(struct program *p)
{
	if (p->status != -EAGAIN)
		return;
	p->status = tether_poll(&p->tether);
	if (p->status == -EAGAIN)
		tree_look(&p->tree);
}

void program_end(struct program *p)
{
	if (!p->tether.guard)
		return;
	tree_kill(&p->tree);
	tether_cut(&p->tether);
}

char *program_text(int fd)
{
	char *text = malloc(TEXT_MAX + 1);
	ssize_t n = text ? pread(fd, text, TEXT_MAX, 0) : 0;

	if (text && n > 0) {
		text[n] = 0;
		return text;
	}
	free(text);
	return NULL;
}

void program_last_words(const struct program *p, char *to, size_t size)
{
	static const char *const marks[] = { "error", "fail", "skip", "unrecognized", "not ",
					     "disabled" };
	char *text = program_text(p->out), *rest = text, *line;
	size_t best = ARRAY_SIZE(marks) + 1;

	snprintf(to, size, "it said nothing");
	while (rest && (line = strsep(&rest, "\n"))) {
		size_t i = 0;

		while (i < ARRAY_SIZE(marks) && !strstr(line, marks[i]))
			i++;
		if (!*line || i > best)
			continue;
		best = i;
		import_copy(to, size, line, strlen(line));
	}
	free(text);
}

/* Its file for data has another name each time. */
static const char *word_of(const struct program *p, const char *word,
			   char own[PATH_MAX])
{
	char path[64];
	const char *at;

	program_data_path(p, path);
	at = strstr(word, path);
	if (!at)
		return word;
	snprintf(own, PATH_MAX, "%.*sFILE", (int)(at - word), word);
	return own;
}

void program_words(const struct program *p, char *to, size_t size)
{
	char own[PATH_MAX];
	size_t len = 0;

	*to = 0;
	for (int i = 0; p->command.argv[i] && len + 1 < size; i++) {
		const char *word = word_of(p, p->command.argv[i], own);

		if (len)
			to[len++] = ' ';
		import_copy(to + len, size - len, word, strlen(word));
		len += strlen(to + len);
	}
}
