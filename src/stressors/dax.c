// SPDX-License-Identifier: GPL-2.0
/*
 * Who faults on a page of a file with DAX locks its entry in the page cache,
 * and asks the file system where the page lies.  Meanwhile the others sleep for
 * the lock exclusively and uninterruptibly in get_unlocked_entry(), later
 * get_next_unlocked_entry(), on a hashed queue (fs/dax.c).  Who unlocks the
 * entry wakes one: one post lets all through.  Nothing ends the sleep early: a
 * control.
 *
 * The first waiter is the one with the lock: it sleeps in __wait_on_buffer()
 * until the device is resumed, and the others behind it.  It can't be a thread
 * of the poster: a fault that sleeps here keeps the lock of its address space.
 */
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "stressor.h"
#include "stressors/lib/dax-file.h"
#include "util.h"

struct dax_site {
	struct dax_file file;
	bool held;
};

static int dax_rearm(void *site)
{
	struct dax_site *s = site;
	int ret = s->held ? 0 : dax_file_hold(&s->file);

	if (!ret)
		s->held = true;
	return ret;
}

static int dax_post(void *site)
{
	struct dax_site *s = site;

	s->held = false;
	return dax_file_let_go(&s->file);
}

static int dax_open(void *site)
{
	struct dax_site *s = site;
	int ret = dax_file_open(&s->file);

	return ret ? ret : dax_rearm(site);
}

static void dax_close(void *site)
{
	struct dax_site *s = site;

	dax_file_close(&s->file);
}

/*
 * An ioctl that reads an int, and does nothing with a 0: a fault that fails is
 * an error and no SIGBUS.  Then the page is taken away for the next one.
 */
static int dax_wait(void *site)
{
	const struct dax_site *s = site;
	int ret = SYS(ioctl(s->file.file, FIONBIO, s->file.page));

	madvise(s->file.page, DAX_PAGE, MADV_DONTNEED);
	return ret;
}

static int dax_ready(void *site)
{
	const struct dax_site *s = site;

	return !s->held;
}

const struct stressor dax_entry = {
	.name = "dax-entry",
	.summary = "page faults on a page of a file with DAX",
	.queue = "dax_entry_waitqueue(xas, entry)",
	.waits_in = "get_unlocked_entry get_next_unlocked_entry "
		    "__wait_on_buffer",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "dax_unlock_entry dax_wake_entry",
	.kconfig = "PCI BLK_DEV_PMEM X86_PMEM_LEGACY NVDIMM_PFN FS_DAX EXT4_FS "
		   "BLK_DEV_DM ADVISE_SYSCALLS",
	.satisfies = ALL,
	.stop = STOP_NOTHING,
	.max_posts = 1,
	.needs = NEEDS(MAPPER_NEEDS,
		       { .kind = NEED_PATH,
			 .what = DAX_DEVICE,
			 .remedy = "wakestorm kernel boot --fragment dax" }),
	.site_size = sizeof(struct dax_site),
	.open = dax_open,
	.close = dax_close,
	.wait = dax_wait,
	.post = dax_post,
	.ready = dax_ready,
	.rearm = dax_rearm,
};
