// SPDX-License-Identifier: GPL-2.0
#include <linux/userfaultfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "stressors/lib/locked-sock.h"
#include "stressors/lib/user-faults.h"
#include "util.h"

static void hold(void *site)
{
	const struct locked_sock *s = site;

	setsockopt(s->sock, SOL_SOCKET, SO_LINGER, s->page - sizeof(int),
		   sizeof(struct linger));
}

/* Take the page away, and wait until the holder, with the lock, asks for it. */
int locked_sock_lock(void *site)
{
	struct locked_sock *s = site;
	struct uffd_msg fault;
	int ret;

	if (hand_busy(&s->holder))
		return 0;
	ret = SYS(madvise(s->page, FAULT_PAGE, MADV_DONTNEED));
	if (!ret)
		ret = hand_call(&s->holder);
	return ret ? ret
		   : full(read(s->faults, &fault, sizeof(fault)),
			  sizeof(fault));
}

int locked_sock_release(void *site)
{
	const struct locked_sock *s = site;

	return user_faults_help(s->faults, (uintptr_t)s->page);
}

static int open_pages(struct locked_sock *s)
{
	char *pages = mmap(NULL, 2 * FAULT_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return -errno;
	s->page = pages + FAULT_PAGE;
	return user_faults_watch(s->faults, s->page, FAULT_PAGE);
}

int locked_sock_open(void *site)
{
	struct locked_sock *s = site;
	int ret;

	s->sock = SYS(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	s->faults = user_faults_open();
	ret = s->sock < 0 ? s->sock : s->faults < 0 ? s->faults : open_pages(s);
	if (!ret)
		ret = hand_start(&s->holder, hold, s);
	return ret ? ret : locked_sock_lock(s);
}

int locked_sock_is_free(void *site)
{
	const struct locked_sock *s = site;

	return !hand_busy(&s->holder);
}

/* The holder goes on: without its userfaultfd the page is an ordinary one. */
void locked_sock_close(void *site)
{
	struct locked_sock *s = site;

	fd_close(&s->faults);
	fd_close(&s->sock);
}
