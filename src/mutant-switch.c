// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "mutants.h"
#include "util.h"

#define MAX_LIST 4096 /* a page: the most that sysfs shows */

/* What sysfs does not care about makes it work on a file, too. */
static int write_list(const char *path, const char *list)
{
	int fd = SYS(open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)), ret;

	if (fd < 0)
		return fd;
	ret = full(write(fd, list, strlen(list)), strlen(list));
	close(fd);
	return ret;
}

int mutant_check(void)
{
	return SYS(access(MUTANT_SWITCH, R_OK | W_OK));
}

void mutant_is_on(char names[NAME_LEN])
{
	char list[MAX_LIST];

	names[0] = 0;
	if (read_string(MUTANT_SWITCH, list, sizeof(list)) < 0)
		return;
	list[strcspn(list, "\n")] = 0;
	snprintf(names, NAME_LEN, "%.63s", list);
	for (; *names; names++)
		if (*names == '_') /* as patches are named */
			*names = '-';
}

/* Until we say so, or nobody has the other end of the leash: us, and those we
 * start. */
static _Noreturn void guard_main(int leash, const char *path,
				 const char *before)
{
	static const int deaf[] = { SIGINT, SIGTERM, SIGHUP };
	char c;

	setpgid(0, 0); /* what ends our group is not meant for us */
	for (size_t i = 0; i < ARRAY_SIZE(deaf); i++)
		signal(deaf[i], SIG_IGN);
	while (read(leash, &c, 1) < 0 && errno == EINTR)
		;
	_exit(write_list(path, before) ? 1 : 0);
}

int mutant_on(struct mutant_switch *s, const char *name)
{
	char before[MAX_LIST];
	int ends[2], ret = read_string(s->path, before, sizeof(before));

	s->leash = -1;
	s->guard = 0;
	if (ret >= 0)
		ret = SYS(pipe2(ends, O_CLOEXEC));
	if (ret < 0)
		return ret;
	fflush(NULL);
	s->guard = SYS(fork());
	if (!s->guard) {
		close(ends[1]);
		guard_main(ends[0], s->path, before);
	}
	close(ends[0]);
	s->leash = ends[1];
	if (s->guard < 0) {
		ret = s->guard;
		fd_close(&s->leash);
		return ret;
	}
	setpgid(s->guard, s->guard); /* whoever comes first */
	ret = write_list(s->path, name ? name : "\n");
	if (ret)
		mutant_off(s);
	return ret;
}

int mutant_off(struct mutant_switch *s)
{
	int wstatus = 0, ret;

	if (s->leash < 0)
		return 0;
	write(s->leash, "", 1); /* one of ours may not die, and hold it */
	fd_close(&s->leash);
	do
		ret = SYS(waitpid(s->guard, &wstatus, 0));
	while (ret == -EINTR);
	return ret < 0 || wstatus ? -EIO : 0;
}

int mutant_is_here(const char *path, const char *name)
{
	struct mutant_switch s = { .path = path };
	int ret = mutant_on(&s, name);

	if (!ret)
		ret = mutant_off(&s);
	return ret == -EINVAL ? 0 : ret ? ret : 1;
}
