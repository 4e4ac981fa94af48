// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/slow-read.h"

static void read_slowly(void *arg)
{
	struct slow_read *r = arg;

	r->use(r->site);
	sem_post(&r->done);
}

int slow_read_open(struct slow_read *r)
{
	sem_init(&r->done, 0, 0);
	return hand_start(&r->hand, read_slowly, r);
}

int slow_read_begin(struct slow_read *r, uint64_t block)
{
	int ret;

	nbd_disk_hold(r->disk, block);
	ret = hand_call(&r->hand);
	if (!ret)
		nbd_disk_await(r->disk);
	return ret;
}

int slow_read_end(void *reader)
{
	struct slow_read *r = reader;
	int ret;

	if (!slow_read_busy(r))
		return 0;
	ret = nbd_disk_let_go(r->disk);
	while (!ret && sem_wait(&r->done))
		;
	return ret;
}

void slow_read_close(struct slow_read *r)
{
	slow_read_end(r);
}

int slow_read_busy(const struct slow_read *r)
{
	return hand_busy(&r->hand);
}

int slow_read_ended(void *reader)
{
	return !slow_read_busy(reader);
}
