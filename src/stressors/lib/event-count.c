// SPDX-License-Identifier: GPL-2.0
#include <sys/eventfd.h>

#include "stressors/lib/event-count.h"
#include "util.h"

int event_count_open(int *fd, int flags)
{
	*fd = SYS(eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC | flags));
	return *fd < 0 ? *fd : 0;
}

void event_count_close(void *site)
{
	fd_close(site);
}

int event_count_add(void *site)
{
	const int *fd = site;
	const uint64_t one = 1;

	return full(write(*fd, &one, sizeof(one)), sizeof(one));
}

int event_count_take(void *site)
{
	const int *fd = site;
	uint64_t count;

	return full(read(*fd, &count, sizeof(count)), sizeof(count));
}

int event_count_is_set(void *site)
{
	const int *fd = site;

	return fd_ready(*fd, POLLIN);
}
