// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>

#include "guest/vm.h"
#include "say.h"

int vm_files_open(struct vm_files *f)
{
	/* No MFD_CLOEXEC: the machine inherits them. */
	f->initrd = memfd_create("wakestorm-initramfs", 0);
	f->console = memfd_create("wakestorm-console", 0);
	f->records = memfd_create("wakestorm-records", 0);
	f->words = memfd_create("wakestorm-qemu", MFD_CLOEXEC);
	/* Our lseek() must not move a descriptor that is written by. */
	fcntl(f->console, F_SETFL, O_APPEND);
	fcntl(f->records, F_SETFL, O_APPEND);
	if (f->initrd >= 0 && f->console >= 0 && f->records >= 0 &&
	    f->words >= 0)
		return 0;
	complain("no memory for a guest's files: %s", strerror(errno));
	return -ENOMEM;
}

void vm_files_close(struct vm_files *f)
{
	fd_close(&f->initrd);
	fd_close(&f->console);
	fd_close(&f->records);
	fd_close(&f->words);
}

int vm_files_watch(const struct vm_files *f)
{
	int fds[] = { f->console, f->records };
	int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char path[64];
	size_t i;

	for (i = 0; changes >= 0 && i < ARRAY_SIZE(fds); i++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[i]);
		inotify_add_watch(changes, path, IN_MODIFY);
	}
	return changes;
}

void vm_file_read(int fd, off_t *at, off_t max,
		  void (*take)(void *arg, const char *data, size_t n),
		  void *arg)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char data[65536];
	long n;

	if (end > max)
		end = max;
	while (*at < end && (n = pread(fd, data, sizeof(data), *at)) > 0) {
		if (n > end - *at)
			n = end - *at;
		take(arg, data, n);
		*at += n;
		/* From the start: only whole pages are given back. */
		fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
			  *at);
	}
}

void vm_file_first_line(int fd, char *line, size_t size)
{
	long n = pread(fd, line, size - 1, 0);
	char *c;

	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	for (c = line; *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '?';
	}
}
