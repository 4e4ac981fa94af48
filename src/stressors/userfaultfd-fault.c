// SPDX-License-Identifier: GPL-2.0
/*
 * Who faults in a page that a userfaultfd watches sleeps in handle_userfault()
 * (fs/userfaultfd.c, in mm/ in 7.x), not exclusively: on
 * ctx->fault_pending_wqh, and once its message was read on ctx->fault_wqh. What
 * provides the page wakes all on both who fault in it.
 *
 * The faults are those of a system call that stores into the page.  A signal
 * ends the sleep, not the fault (fault_signal_pending()).  The poster reads the
 * messages first.  Only threads share the memory.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
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

static int page_wait(void *site)
{
	const struct fault_site *s = site;

	return SYS(syscall(SYS_getcpu, s->page, NULL, NULL));
}

static void read_messages(const struct fault_site *s)
{
	struct uffd_msg msg;

	while (read(s->fd, &msg, sizeof(msg)) == sizeof(msg))
		;
}

/* A page that is there already wakes once more who still sleeps. */
static int page_post(void *site)
{
	const struct fault_site *s = site;
	struct uffdio_range range = { (uintptr_t)s->page, FAULT_PAGE };
	int ret;

	read_messages(s);
	ret = user_faults_help(s->fd, (uintptr_t)s->page);
	return ret == -EEXIST ? SYS(ioctl(s->fd, UFFDIO_WAKE, &range)) : ret;
}

/* Who faults has been told of, and nobody will help. */
static int page_hang_up(void *site)
{
	struct fault_site *s = site;

	read_messages(s);
	fd_close(&s->fd);
	return 0;
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
	.stop = STOP_NOTHING,
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
	.hang_up = page_hang_up,
};
