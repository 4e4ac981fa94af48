// SPDX-License-Identifier: GPL-2.0
/*
 * Who faults in a page that a userfaultfd watches sleeps in handle_userfault()
 * (fs/userfaultfd.c, in mm/ in 7.x), interruptibly and not exclusively: on
 * ctx->fault_pending_wqh, and once its message was read on ctx->fault_wqh. What
 * provides the page wakes all on both who fault in it.  Woken for nothing they
 * fault again.
 *
 * The faults are those of a system call that stores into the page: what a
 * signal interrupts there fails with EFAULT.  The poster reads the messages,
 * then provides the page.  Only threads share the memory.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "stressor.h"
#include "stressors/lib/user-faults.h"
#include "util.h"

struct fault_site {
	int fd;
	char *page; /* in the process whose threads wait */
};

static int page_open(void *site)
{
	struct fault_site *s = site;
	int ret = s->fd = user_faults_open();

	if (ret >= 0)
		ret = SYS(fcntl(s->fd, F_SETFL, O_NONBLOCK));
	if (ret < 0)
		return ret;
	s->page = mmap(NULL, FAULT_PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return s->page == MAP_FAILED
		       ? -errno
		       : user_faults_watch(s->fd, s->page, FAULT_PAGE);
}

static void page_close(void *site)
{
	struct fault_site *s = site;

	fd_close(&s->fd); /* ends all faults */
}

/* The kernel stores there; a page is at hand by then, or the signal was first.
 */
static int page_wait(void *site)
{
	const struct fault_site *s = site;
	int ret = SYS(syscall(SYS_getcpu, s->page, NULL, NULL));

	return ret == -EFAULT ? -EINTR : ret;
}

static int page_post(void *site)
{
	const struct fault_site *s = site;
	struct uffd_msg msg;

	while (read(s->fd, &msg, sizeof(msg)) == sizeof(msg))
		;
	return user_faults_help(s->fd, (uintptr_t)s->page);
}

static int page_rearm(void *site)
{
	const struct fault_site *s = site;

	return SYS(madvise(s->page, FAULT_PAGE, MADV_DONTNEED));
}

const struct stressor userfaultfd_fault = {
	.name = "userfaultfd-fault",
	.summary = "a fault in a page that a userfaultfd watches",
	.queue = "ctx->fault_pending_wqh, ctx->fault_wqh",
	.waits_in = "handle_userfault",
	.primitive = "__add_wait_queue",
	.woken_by = "wake_userfault __wake_userfault userfaultfd_release",
	.kconfig = "USERFAULTFD ADVISE_SYSCALLS",
	.satisfies = ALL,
	.wakes = ALL,
	.threads = true,
	.max_posts = 1,
	.needs = NEEDS({ .kind = NEED_CALL,
			 .what = "userfaultfd()",
			 .call = user_faults_allowed }),
	.site_size = sizeof(struct fault_site),
	.open = page_open,
	.close = page_close,
	.wait = page_wait,
	.post = page_post,
	.rearm = page_rearm,
};
