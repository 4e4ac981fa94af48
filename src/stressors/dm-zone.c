// SPDX-License-Identifier: GPL-2.0
/*
 * A mapped device whose target can't append to a zone knows each zone's write
 * pointer itself, and lets one bio at a time change it.  Who sends the next one
 * sleeps in dm_zone_lock() (drivers/md/dm-zone.c), exclusively and
 * uninterruptibly in wait_on_bit_lock_io(), until the one before is done:
 * dm_zone_endio() unlocks the zone and wakes one.
 *
 * The target is dm-crypt.  The disk under it is a mapped device, too: while it
 * is suspended it keeps what it gets, and the zone stays locked.  All finish
 * the same zone, which takes no data and may be done again.
 *
 * From 6.10 on the block layer keeps the bios, and nobody sleeps.
 */
#include <fcntl.h>
#include <linux/blkzoned.h>
#include <semaphore.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include "stressor.h"
#include "stressors/lib/device-mapper.h"
#include "stressors/lib/hand.h"
#include "stressors/lib/zoned-disk.h"
#include "util.h"

#define SECTORS	     (ZONED_DISK_MB * 2048)
#define ZONE_SECTORS (ZONED_DISK_ZONE_MB * 2048)

struct zone_site {
	struct zoned_disk disk;
	struct mapper valve, crypt;
	int fd; /* of crypt */
	struct hand holder;
	sem_t done;  /* nobody holds the zone any more */
	bool closed; /* the valve */
};

static int zone_wait(void *site)
{
	const struct zone_site *s = site;
	struct blk_zone_range zone = { .nr_sectors = ZONE_SECTORS };

	return SYS(ioctl(s->fd, BLKFINISHZONE, &zone));
}

static void hold(void *site)
{
	struct zone_site *s = site;

	zone_wait(s);
	sem_post(&s->done);
}

static int zone_rearm(void *site)
{
	struct zone_site *s = site;
	int ret;

	if (s->closed)
		return 0;
	while (sem_wait(&s->done)) /* the last one's bio ended long ago */
		;
	ret = mapper_suspend(&s->valve);
	s->closed = !ret;
	return ret ? ret : hand_call(&s->holder);
}

static int zone_post(void *site)
{
	struct zone_site *s = site;

	s->closed = false;
	return mapper_resume(&s->valve);
}

static int zone_open(void *site)
{
	struct zone_site *s = site;
	char args[96];
	int ret;

	s->fd = s->valve.control = s->crypt.control = -1;
	sem_init(&s->done, 0, 1);
	ret = zoned_disk_open(&s->disk);
	snprintf(args, sizeof(args), "%s 0", s->disk.path);
	if (!ret)
		ret = mapper_open(&s->valve, "valve", "linear", SECTORS, args);
	snprintf(args, sizeof(args), "aes-ecb %032x 0 %s 0", 1, s->valve.path);
	if (!ret)
		ret = mapper_open(&s->crypt, "crypt", "crypt", SECTORS, args);
	if (!ret)
		ret = hand_start(&s->holder, hold, s);
	if (ret)
		return ret;
	s->fd = SYS(open(s->crypt.path, O_RDWR | O_CLOEXEC));
	return s->fd < 0 ? s->fd : zone_rearm(s);
}

static void zone_close(void *site)
{
	struct zone_site *s = site;

	if (s->closed)
		zone_post(s);
	fd_close(&s->fd);
	mapper_close(&s->crypt);
	mapper_close(&s->valve);
	zoned_disk_close(&s->disk);
}

static int zone_ready(void *site)
{
	const struct zone_site *s = site;

	return !hand_busy(&s->holder);
}

static int zones_are_locked(void)
{
	unsigned major = 0, minor = 0;
	struct utsname u;

	uname(&u);
	sscanf(u.release, "%u.%u", &major, &minor);
	return major < 6 || (major == 6 && minor < 10) ? 0 : -EOPNOTSUPP;
}

const struct stressor dm_zone = {
	.name = "dm-zone-lock",
	.summary = "BLKFINISHZONE of a zone that dm-crypt is changing",
	.queue = "bit_waitqueue(disk->seq_zones_wlock, zno)",
	.waits_in = "dm_zone_lock dm_zone_map_bio",
	.primitive = "wait_on_bit_lock_io",
	.woken_by = "dm_zone_unlock dm_zone_endio",
	.kconfig = "BLK_DEV_NULL_BLK BLK_DEV_ZONED DM_CRYPT CRYPTO_ECB",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.deferred = true,
	.max_posts = 1,
	.needs =
		NEEDS(MAPPER_NEEDS, { .kind = NEED_CALL,
				      .what = "a kernel where zones are locked",
				      .remedy = "run Linux 6.9 or older",
				      .call = zones_are_locked }),
	.site_size = sizeof(struct zone_site),
	.open = zone_open,
	.close = zone_close,
	.wait = zone_wait,
	.post = zone_post,
	.ready = zone_ready,
	.rearm = zone_rearm,
};
