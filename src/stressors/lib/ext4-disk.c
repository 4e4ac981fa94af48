// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/ext4-disk.h"
#include "util.h"

#define INODE	     (DISK_BLOCK / EXT2_PER_BLOCK)
#define JOURNAL	     8u /* its inode */
#define JOURNAL_AT   (EXT2_TABLE_AT + EXT2_TABLE_SIZE)
#define JOURNAL_SIZE 1024u
#define INDIRECT_AT  (JOURNAL_AT + JOURNAL_SIZE) /* in each group */
#define DATA_AT	     (EXT2_GROUP_SIZE / 2)

/* A file of ext2 has the numbers of 12 blocks in its inode. */
#define DIRECT	 12
#define BLOCK_OF 40 /* there in the inode */

static void put16(char *at, uint16_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void put32(char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static void fill_super(char *super)
{
	put32(super + 76, 1);  /* has features */
	put32(super + 84, 11); /* first inode that is free for use */
	put16(super + 88, INODE);
	put32(super + 92, 4);	 /* a journal */
	put32(super + 96, 0x40); /* extents */
	put32(super + 224, JOURNAL);
}

/* One extent. */
static void fill_journal_inode(char *inode)
{
	put32(inode + 4, JOURNAL_SIZE * DISK_BLOCK);
	put32(inode + 28, JOURNAL_SIZE * (DISK_BLOCK / 512));
	put32(inode + 32, 0x80000); /* has extents */
	put16(inode + BLOCK_OF, 0xf30a);
	put16(inode + BLOCK_OF + 2, 1);
	put16(inode + BLOCK_OF + 4, 4); /* there is room for */
	put16(inode + BLOCK_OF + 16, JOURNAL_SIZE);
	put32(inode + BLOCK_OF + 20, JOURNAL_AT);
}

/* Version 2, empty. */
static void fill_journal_super(char *super)
{
	put32(super, htobe32(0xc03b3998));
	put32(super + 4, htobe32(4));
	put32(super + 12, htobe32(DISK_BLOCK));
	put32(super + 16, htobe32(JOURNAL_SIZE));
	put32(super + 20, htobe32(1)); /* where the log begins */
	put32(super + 24, htobe32(1));
	put32(super + 64, htobe32(1)); /* users */
}

static void fill_file_inode(uint64_t number, char *inode)
{
	put32(inode + 4, (DIRECT + 4) * DISK_BLOCK);
	put32(inode + BLOCK_OF + 4 * DIRECT,
	      (uint32_t)number - EXT2_TABLE_AT + INDIRECT_AT);
}

static void ext4_fill(uint64_t number, char block[DISK_BLOCK])
{
	uint32_t at = number % EXT2_GROUP_SIZE;

	ext2_disk_fill(number, block);
	if (!number)
		fill_super(block + 1024);
	else if (number == EXT2_TABLE_AT)
		fill_journal_inode(block + (JOURNAL - 1) * INODE);
	else if (number == JOURNAL_AT)
		fill_journal_super(block);
	else if (at >= EXT2_TABLE_AT && at < EXT2_TABLE_AT + EXT2_TABLE_SIZE)
		fill_file_inode(number, block);
	else if (at >= INDIRECT_AT && at < INDIRECT_AT + EXT2_TABLE_SIZE)
		put32(block, (uint32_t)number - at + DATA_AT);
}

int ext4_disk_open(struct ext2_disk *d)
{
	d->nbd.fill = ext4_fill;
	return ext2_disk_open_as(d, "ext4");
}

uint64_t ext4_disk_indirect(uint64_t inodes)
{
	return ext2_disk_block(inodes) - EXT2_TABLE_AT + INDIRECT_AT;
}

int ext4_disk_cut(const struct ext2_disk *d, uint64_t inodes)
{
	int fd = ext2_disk_file(d, inodes, 0), ret;
	char path[32];

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = SYS(truncate(path, (DIRECT + 1) * DISK_BLOCK));
	close(fd);
	return ret;
}
