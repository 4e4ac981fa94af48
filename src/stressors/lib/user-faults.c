// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "stressors/lib/user-faults.h"
#include "util.h"

int user_faults_open(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	int fd = SYS(syscall(SYS_userfaultfd, O_CLOEXEC)), ret;

	if (fd < 0)
		return fd;
	ret = SYS(ioctl(fd, UFFDIO_API, &api));
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

int user_faults_allowed(void)
{
	int fd = user_faults_open();

	return fd < 0 ? fd : SYS(close(fd));
}

int user_faults_watch(int fd, void *pages, size_t bytes)
{
	struct uffdio_register these = { .range = { (uintptr_t)pages, bytes },
					 .mode = UFFDIO_REGISTER_MODE_MISSING };

	return SYS(ioctl(fd, UFFDIO_REGISTER, &these));
}

int user_faults_help(int fd, uintptr_t address)
{
	struct uffdio_zeropage zero = { .range = { address & -FAULT_PAGE,
						   FAULT_PAGE } };

	return SYS(ioctl(fd, UFFDIO_ZEROPAGE, &zero));
}
