// SPDX-License-Identifier: GPL-2.0
#include <sys/mman.h>

#include "stressors/lib/fault-hands.h"
#include "util.h"

/* A fault, and then the page is taken away for the next one. */
static void fault(void *page)
{
	*(volatile char *)page;
	madvise(page, FAULT_PAGE, MADV_DONTNEED);
}

int fault_hands_open(void *site)
{
	struct fault_hands *s = site;
	int ret;

	s->fd = user_faults_open();
	if (s->fd < 0)
		return s->fd;
	s->pages = mmap(NULL, FAULT_HANDS * FAULT_PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->pages == MAP_FAILED)
		return -errno;
	ret = user_faults_watch(s->fd, s->pages, FAULT_HANDS * FAULT_PAGE);
	for (int i = 0; i < FAULT_HANDS && !ret; i++)
		ret = hand_start(&s->hand[i], fault, s->pages + i * FAULT_PAGE);
	return ret;
}

void fault_hands_close(void *site)
{
	struct fault_hands *s = site;

	fd_close(&s->fd);
}
