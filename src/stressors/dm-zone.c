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
 */
#include <linux/blkzoned.h>
#include <semaphore.h>
#include <sys/ioctl.h>

#include "stressor.h"
#include "stressors/lib/hand.h"
#include "stressors/lib/zoned-disk.h"
#include "util.h"

struct zone_site {
	struct zoned_disk disk;
	struct hand holder;
	sem_t done;  /* nobody holds the zone any more */
	bool closed; /* the valve */
};

static int zone_wait(void *site)
{
	const struct zone_site *s = site;
	struct blk_zone_range zone = { .nr_sectors = ZONED_DISK_ZONE };

	return SYS(ioctl(s->disk.fd, BLKFINISHZONE, &zone));
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
	while (sem_wait(&s->done)) /* of the last round: over long ago */
		;
	ret = mapper_suspend(&s->disk.valve);
	s->closed = !ret;
	return ret ? ret : hand_call(&s->holder);
}

static int zone_post(void *site)
{
	struct zone_site *s = site;

	s->closed = false;
	return mapper_resume(&s->disk.valve);
}

static int zone_open(void *site)
{
	struct zone_site *s = site;
	int ret;

	sem_init(&s->done, 0, 1);
	ret = zoned_disk_open(&s->disk);
	if (!ret)
		ret = hand_start(&s->holder, hold, s);
	return ret ? ret : zone_rearm(s);
}

static void zone_close(void *site)
{
	struct zone_site *s = site;

	if (s->closed)
		zone_post(s);
	zoned_disk_close(&s->disk);
}

static int zone_ready(void *site)
{
	const struct zone_site *s = site;

	return !hand_busy(&s->holder);
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
	.needs = ZONED_DISK_NEEDS,
	.site_size = sizeof(struct zone_site),
	.open = zone_open,
	.close = zone_close,
	.wait = zone_wait,
	.post = zone_post,
	.ready = zone_ready,
	.rearm = zone_rearm,
};
