// SPDX-License-Identifier: GPL-2.0
#include <sys/stat.h>

#include "stressors/lib/locked-journal.h"
#include "util.h"

/* Inodes for the others: in the upper half of the disk. */
#define OTHERS	   (128 * EXT2_TABLE_SIZE)
#define OTHERS_NUM 4096

static int call_on(const struct locked_journal *j, uint64_t inodes,
		   unsigned nth, int (*call)(int file))
{
	int fd = ext2_disk_file(&j->disk, inodes, nth), ret;

	if (fd < 0)
		return fd;
	ret = SYS(call(fd));
	close(fd);
	return ret;
}

static int touch(int file)
{
	return futimens(file, NULL);
}

static void change(void *arg)
{
	struct locked_journal *j = arg;

	ext4_disk_cut(&j->disk, j->round);
}

/* Also of an inode that is as it was when it was read. */
static void commit(void *arg)
{
	struct locked_journal *j = arg;

	call_on(j, j->round, 1, fsync);
}

static void try(void *arg)
{
	struct locked_journal *j = arg;

	call_on(j, j->round, 2, touch);
}

static void await_idle(const struct locked_journal *j)
{
	while (hand_busy(&j->commit) || hand_busy(&j->try))
		usleep(100);
}

/* It is locked by a kernel thread, some time after the commit began; then who
 * tries to change something sleeps.  All three use a block of inodes that was
 * never used, and wait for no buffer of an older transaction. */
int locked_journal_lock(struct locked_journal *j)
{
	int ret;

	await_idle(j);
	j->round++;
	ret = slow_read_begin(&j->change, ext4_disk_indirect(j->round));
	if (!ret)
		ret = hand_call(&j->commit);
	while (!ret && !hand_busy(&j->try)) {
		ret = hand_call(&j->try);
		usleep(100);
	}
	return ret;
}

int locked_journal_unlock(struct locked_journal *j)
{
	return slow_read_end(&j->change);
}

int locked_journal_is_locked(const struct locked_journal *j)
{
	return slow_read_busy(&j->change);
}

int locked_journal_change(struct locked_journal *j)
{
	unsigned n = j->next++ % OTHERS_NUM;

	return call_on(j, OTHERS + n / EXT2_PER_BLOCK, n % EXT2_PER_BLOCK,
		       touch);
}

int locked_journal_open(struct locked_journal *j)
{
	int ret = ext4_disk_open(&j->disk);

	j->change.disk = &j->disk.nbd;
	j->change.use = change;
	j->change.site = j;
	if (!ret)
		ret = slow_read_open(&j->change);
	if (!ret)
		ret = hand_start(&j->commit, commit, j);
	return ret ? ret : hand_start(&j->try, try, j);
}

void locked_journal_close(struct locked_journal *j)
{
	slow_read_close(&j->change);
	await_idle(j);
	ext2_disk_close(&j->disk);
}
