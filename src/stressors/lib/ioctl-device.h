/* SPDX-License-Identifier: GPL-2.0 */
/* /dev/wakestorm of our module (kernels/module): what its stressors share. */
#ifndef IOCTL_DEVICE_H
#define IOCTL_DEVICE_H

#include "../kernels/module/wakestorm-abi.h"
#include "stressor.h"

/* The site is the device's descriptor. */
int ioctl_device_open(void *site, enum wakestorm_variant variant);

/* Everybody else lets go of the device on the way. */
void ioctl_device_close(void *site);

int ioctl_device_wait(void *site);
int ioctl_device_wait_for(void *site, uint64_t ns);
int ioctl_device_post(void *site);
int ioctl_device_ready(void *site);
int ioctl_device_hang_up(void *site);
unsigned long ioctl_device_kernel_ns(void *site);

/* Two tokens in one call, and two wakeups. */
int ioctl_device_resize(void *site);

/* A lock is held again. */
int ioctl_device_hold(void *site);

/* The two calls that can be wrong on purpose: they wake one sleeper only. */
int ioctl_device_resize_busted(void *site);
int ioctl_device_hang_up_busted(void *site);

/* Each variant has its own open(), all else is the same. */
#define IOCTL_OPEN(variant, number)                                 \
	static int open_##variant(void *site)                       \
	{                                                           \
		return ioctl_device_open(site, WAKESTORM_##number); \
	}

#define IOCTL_SITE(variant, ...)                                           \
	.waits_in = "wakestorm_wait_" #variant "" __VA_ARGS__,             \
	.kconfig = "MODULES",                                              \
	.needs = NEEDS({ .kind = NEED_MODULE, .what = "/dev/wakestorm" }), \
	.site_size = sizeof(int), .open = open_##variant,                  \
	.close = ioctl_device_close, .wait = ioctl_device_wait,            \
	.post = ioctl_device_post, .ready = ioctl_device_ready,            \
	.kernel_ns = ioctl_device_kernel_ns

/* What is on the device's wait queue; that has tokens without end. */
#define IOCTL_QUEUE .queue = "wakestorm->queue", .woken_by = "wake_queue"
#define IOCTL_ENDS \
	.hang_up = ioctl_device_hang_up, .resize = ioctl_device_resize

#endif
