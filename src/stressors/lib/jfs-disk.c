// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "stressors/lib/jfs-disk.h"
#include "util.h"

#define PART   (1ull << 23) /* blocks */
#define BLOCKS (JFS_PARTS * PART)

/* The map: its head, for each part its page and one for every 8192 blocks, and
 * a page above each 1024 parts. */
#define MAP_HEAD   3u
#define PART_PAGES 1025ull
#define MANY_PAGES (1024 * PART_PAGES + 1)
#define MAP_PAGES  (MAP_HEAD + JFS_PARTS / 1024 * MANY_PAGES)

#define INODE	  512u
#define PER_BLOCK (DISK_BLOCK / INODE)
#define EXTENT	  (JFS_FILES / PER_BLOCK) /* blocks of inodes, for a part */
#define PER_TABLE 128u			  /* extents */
#define TABLES	  (JFS_PARTS / PER_TABLE)
#define ROOT	  2u /* its number */
#define JOURNALED 0x10000u

/* What is where, in blocks.  The first three are as all know them. */
enum {
	SUPER = 8,
	OWN_MAP = 9, /* of OWN_INODES, all 0 */
	OWN_INODES = 11,
	INODE_MAP = 16,
	INODES = 128,
	BLOCK_MAP = 65536,
};

static const struct field super[] = {
	{ 0, 4, 0x3153464a },  /* "JFS1" */
	{ 16, 4, DISK_BLOCK }, /* bytes of a block */
	{ 20, 2, 12 },	       /* log2 of that */
	{ 36, 4, 0x10000 },    /* OWN_INODES has no copy */
	{ 0 }
};

static const struct field inode_map[] = {
	{ 16, 4, EXTENT }, /* blocks of an extent of inodes */
	{ 20, 4, 2 },	   /* log2 of that */
	{ 0 }
};

static const struct field block_map[] = {
	{ 0, 8, BLOCKS }, /* blocks */
	{ 20, 4, 128 },	  /* groups */
	{ 24, 4, 2 },	  /* highest level of the map */
	{ 44, 4, 1 },	  /* leaves of a group */
	{ 52, 4, 29 },	  /* log2: blocks of a group */
	{ 1088, 1, 13 },  /* log2: most free blocks in a row */
	{ 0 }
};

/* What is other in the root directory. */
static const struct field directory[] = {
	{ 52, 4, JOURNALED | S_IFDIR | 0700 }, /* mode */
	{ 242, 1, 0 },			       /* room for entries */
	{ 243, 1, 0xff },		       /* where it begins */
	{ 244, 4, ROOT },		       /* parent */
	{ 0 }
};

/*
 * Nodes below each other in fours.  Of the leaves, each for 2^least blocks, the
 * first tells of 2^13 free blocks in a row, and the others of none.
 */
static void fill_tree(char *tree, unsigned height, unsigned least)
{
	unsigned leaves = 1u << 2 * height, first = leaves / 3;
	const struct field f[] = { { 0, 4, leaves }, { 4, 4, 2 * height },
				   { 8, 4, first },  { 12, 4, height },
				   { 16, 1, least }, { 0 } };

	put_little(tree, f);
	memset(tree + 17, -1, first + leaves);
	for (unsigned i = 0; i <= first; i = 4 * i + 1)
		tree[17 + i] = 13;
}

/* A place on disk: 24 bits of length, 40 of address. */
static uint64_t place(uint64_t blocks, uint64_t at)
{
	return blocks | at >> 32 << 24 | at << 32;
}

/* The inode's own extent, and what it holds. */
static void fill_inode(char *inode, uint32_t number, uint64_t extent,
		       uint64_t blocks, uint64_t at)
{
	const struct field f[] = { { 4, 4, 16 }, /* set of files */
				   { 8, 4, number },
				   { 16, 8, place(EXTENT, extent) },
				   { 24, 8, blocks * DISK_BLOCK },
				   { 32, 8, blocks },
				   { 40, 4, 1 }, /* links */
				   { 52, 4, JOURNALED | S_IFREG | 0600 },
				   { 240, 1, 0x83 }, /* root and leaf */
				   { 242, 2, 3 },    /* entries, and 2 */
				   { 244, 2, 10 },   /* room for them */
				   { 264, 8, place(blocks, at) },
				   { 0 } };

	put_little(inode, f);
}

static void fill_own_inodes(char *block)
{
	fill_inode(block + INODE, 1, OWN_INODES, 2, OWN_MAP);
	fill_inode(block + 2 * INODE, 2, OWN_INODES, MAP_PAGES, BLOCK_MAP);
}

/* Where the extents of inodes are. */
static void fill_table(char *block, uint64_t table)
{
	uint64_t extent = INODES + table * PER_TABLE * EXTENT;

	for (uint16_t i = 0; i < PER_TABLE; i++, extent += EXTENT) {
		const struct field f[] = { { 0, 8, place(EXTENT, extent) },
					   { 0 } };

		put_little(block + 3072 + 8 * i, f);
	}
}

/* A file has a block, and the next is free, in one of the two leaves that are
 * split when the first is taken. */
static void fill_inodes(char *block, uint64_t page)
{
	uint64_t part = page / EXTENT, first = page * PER_BLOCK;

	for (uint32_t i = 0; i < PER_BLOCK; i++)
		fill_inode(block + i * INODE, (uint32_t)first + i,
			   INODES + part * EXTENT, 1,
			   part * PART + (first + i) % JFS_FILES * 2);
	if (!page)
		put_little(block + ROOT * INODE, directory);
}

/* In a part, as much is free elsewhere: what the root tells stays the same. */
static void fill_map(char *block, uint64_t page)
{
	uint64_t nth = (page - MAP_HEAD) % MANY_PAGES % PART_PAGES;

	if (!page) {
		put_little(block, block_map);
	} else if (page >= MAP_HEAD && nth == 0) {
		fill_tree(block, 5, 13);
		block[17 + 341 + 2] = 13;
	} else if (page >= MAP_HEAD && nth == 1) {
		fill_tree(block + 16, 4, 5);
	}
}

static void jfs_fill(uint64_t number, char block[DISK_BLOCK])
{
	if (number == SUPER)
		put_little(block, super);
	else if (number == OWN_INODES)
		fill_own_inodes(block);
	else if (number == OWN_INODES + 2)
		fill_inode(block, 16, OWN_INODES, 1 + TABLES, INODE_MAP);
	else if (number == INODE_MAP)
		put_little(block, inode_map);
	else if (number > INODE_MAP && number <= INODE_MAP + TABLES)
		fill_table(block, number - INODE_MAP - 1);
	else if (number >= INODES && number < INODES + JFS_PARTS * EXTENT)
		fill_inodes(block, number - INODES);
	else if (number >= BLOCK_MAP && number < BLOCK_MAP + MAP_PAGES)
		fill_map(block, number - BLOCK_MAP);
}

int jfs_disk_open(struct fs_disk *d)
{
	d->nbd.fill = jfs_fill;
	return fs_disk_open(d, "jfs", "nointegrity", BLOCKS);
}

uint64_t jfs_disk_map(uint64_t part)
{
	return BLOCK_MAP + MAP_HEAD + part / 1024 * MANY_PAGES +
	       part % 1024 * PART_PAGES;
}

int jfs_disk_file(const struct fs_disk *d, uint64_t part, unsigned nth)
{
	struct {
		struct file_handle head;
		uint32_t inode, generation;
	} h = { .head = { .handle_bytes = 8, .handle_type = 1 },
		.inode = (uint32_t)(part * JFS_FILES + nth) };

	return SYS(open_by_handle_at(d->root, &h.head, O_WRONLY | O_CLOEXEC));
}
