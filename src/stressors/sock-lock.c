// SPDX-License-Identifier: GPL-2.0
/*
 * Whoever wants a socket that another task has locked sleeps exclusively and
 * uninterruptibly in __lock_sock() on the lock's own queue (net/core/sock.c).
 * release_sock() wakes one; that one unlocks in turn and wakes the next. So one
 * post lets all through.  Nothing can end the sleep early: a control.
 *
 * The lock is held by a thread in setsockopt(SO_LINGER): the kernel copies the
 * first word of the option before it locks, and all of it afterwards. The
 * second word lies in a page that userfaultfd lets us withhold: giving it is
 * the post.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/hand.h"
#include "util.h"

#define PAGE 4096

struct lock_site {
	int sock, faults; /* userfaultfd */
	char *pages;	  /* one to give, one to withhold */
	struct hand holder;
};

static void hold(void *site)
{
	const struct lock_site *s = site;

	setsockopt(s->sock, SOL_SOCKET, SO_LINGER,
		   s->pages + PAGE - sizeof(int), sizeof(struct linger));
}

/* Take the page away, and wait until the holder, with the lock, asks for it. */
static int lock_rearm(void *site)
{
	struct lock_site *s = site;
	struct uffd_msg fault;
	int ret;

	if (hand_busy(&s->holder))
		return 0;
	ret = SYS(madvise(s->pages + PAGE, PAGE, MADV_DONTNEED));
	if (!ret)
		ret = hand_call(&s->holder);
	return ret ? ret
		   : full(read(s->faults, &fault, sizeof(fault)),
			  sizeof(fault));
}

static int lock_post(void *site)
{
	const struct lock_site *s = site;
	struct uffdio_zeropage page = {
		.range = { (uintptr_t)s->pages + PAGE, PAGE },
	};

	return SYS(ioctl(s->faults, UFFDIO_ZEROPAGE, &page));
}

/* Who faults in the kernel is caught only by the privileged. */
static int faults_open(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	int fd = SYS(syscall(SYS_userfaultfd, O_CLOEXEC));

	if (fd >= 0 && ioctl(fd, UFFDIO_API, &api))
		fd_close(&fd);
	return fd;
}

static int try_faults(void)
{
	int fd = faults_open();

	return fd < 0 ? fd : SYS(close(fd));
}

static int pages_open(struct lock_site *s)
{
	struct uffdio_register withheld = {
		.mode = UFFDIO_REGISTER_MODE_MISSING
	};

	s->pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (s->pages == MAP_FAILED)
		return -ENOMEM;
	withheld.range.start = (uintptr_t)s->pages + PAGE;
	withheld.range.len = PAGE;
	return SYS(ioctl(s->faults, UFFDIO_REGISTER, &withheld));
}

static int lock_open(void *site)
{
	struct lock_site *s = site;
	int ret;

	s->pages = MAP_FAILED;
	s->sock = SYS(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
	s->faults = faults_open();
	ret = s->sock < 0 ? s->sock : s->faults < 0 ? s->faults : pages_open(s);
	if (!ret)
		ret = hand_start(&s->holder, hold, s);
	return ret ? ret : lock_rearm(s);
}

/* The holder goes on: without its userfaultfd the page is an ordinary one. */
static void lock_close(void *site)
{
	struct lock_site *s = site;

	fd_close(&s->faults);
	fd_close(&s->sock);
}

static int lock_wait(void *site)
{
	struct lock_site *s = site;
	const int on = 1;

	return SYS(
		setsockopt(s->sock, SOL_SOCKET, SO_OOBINLINE, &on, sizeof(on)));
}

static int lock_ready(void *site)
{
	const struct lock_site *s = site;

	return !hand_busy(&s->holder);
}

const struct stressor sock_lock = {
	.name = "sock-lock",
	.summary = "system calls on a socket that a task has locked",
	.queue = "sk->sk_lock.wq",
	.waits_in = "__lock_sock lock_sock_nested",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "release_sock",
	.kconfig = "USERFAULTFD",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "a userfaultfd for faults in the kernel",
			 .call = try_faults }),
	.site_size = sizeof(struct lock_site),
	.open = lock_open,
	.close = lock_close,
	.wait = lock_wait,
	.post = lock_post,
	.ready = lock_ready,
	.rearm = lock_rearm,
};
