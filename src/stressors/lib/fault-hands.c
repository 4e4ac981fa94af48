// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "stressors/lib/fault-hands.h"
#include "util.h"

/* A fault, and then the page is taken away for the next one. */
static void fault(void *page)
{
	*(volatile char *)page;
	madvise(page, FAULT_PAGE, MADV_DONTNEED);
}

static int register_pages(struct fault_hands *s)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .range.start = (uintptr_t)s->pages,
				       .range.len = FAULT_HANDS * FAULT_PAGE,
				       .mode = UFFDIO_REGISTER_MODE_MISSING };
	int ret = SYS(ioctl(s->fd, UFFDIO_API, &api));

	return ret ? ret : SYS(ioctl(s->fd, UFFDIO_REGISTER, &reg));
}

int fault_hands_open(void *site)
{
	struct fault_hands *s = site;
	int ret;

	s->fd = SYS(syscall(SYS_userfaultfd, O_CLOEXEC));
	if (s->fd < 0)
		return s->fd;
	s->pages = mmap(NULL, FAULT_HANDS * FAULT_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->pages == MAP_FAILED)
		return -errno;
	ret = register_pages(s);
	for (int i = 0; i < FAULT_HANDS && !ret; i++)
		ret = hand_start(&s->hand[i], fault, s->pages + i * FAULT_PAGE);
	return ret;
}

int fault_hands_help(const struct fault_hands *s, uintptr_t address)
{
	struct uffdio_zeropage zero = { .range = { address & -FAULT_PAGE,
						   FAULT_PAGE } };

	return SYS(ioctl(s->fd, UFFDIO_ZEROPAGE, &zero));
}

void fault_hands_close(void *site)
{
	struct fault_hands *s = site;

	fd_close(&s->fd);
}

int fault_hands_allowed(void)
{
	int fd = SYS(syscall(SYS_userfaultfd, O_CLOEXEC));

	return fd < 0 ? fd : SYS(close(fd));
}
