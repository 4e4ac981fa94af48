// SPDX-License-Identifier: GPL-2.0
#include <endian.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "stressors/lib/xfs-disk.h"

/* What is where, in blocks; all belongs to one allocation group. */
enum { SUPER, SPACE, INODES, INODE_TREE = 4, CHUNK = 8, LOG = 1024 };

#define BLOCKS	   32768u
#define LOG_BLOCKS 16384u
#define PER_BLOCK  8u  /* inodes */
#define PER_CHUNK  64u /* inodes, the least that there can be */
#define INODE	   (DISK_BLOCK / PER_BLOCK)
#define ROOT	   (CHUNK * PER_BLOCK) /* its number */
#define NONE	   0xffffffffu

static const struct field super[] = {
	{ 0, 4, 0x58465342 },	/* "XFSB" */
	{ 4, 4, DISK_BLOCK },	/* bytes of a block */
	{ 8, 8, BLOCKS },	/* blocks */
	{ 48, 8, LOG },		/* where the log begins */
	{ 56, 8, ROOT },	/* root directory */
	{ 64, 8, ROOT + 1 },	/* bitmap of the real-time part */
	{ 72, 8, ROOT + 2 },	/* and its summary */
	{ 80, 4, 1 },		/* blocks of a real-time extent */
	{ 84, 4, BLOCKS },	/* blocks of a group */
	{ 88, 4, 1 },		/* groups */
	{ 96, 4, LOG_BLOCKS },	/* blocks of the log */
	{ 100, 2, 0xbca5 },	/* version 5, with all of version 4 */
	{ 102, 2, DISK_BLOCK }, /* bytes of a sector */
	{ 104, 2, INODE },	/* bytes of an inode */
	{ 106, 2, PER_BLOCK },	/* inodes of a block */
	{ 120, 1, 12 },		/* log2: bytes of a block */
	{ 121, 1, 12 },		/* log2: bytes of a sector */
	{ 122, 1, 9 },		/* log2: bytes of an inode */
	{ 123, 1, 3 },		/* log2: inodes of a block */
	{ 124, 1, 15 },		/* log2: blocks of a group */
	{ 128, 8, PER_CHUNK },	/* inodes */
	{ 180, 4, 4 },		/* blocks to which a chunk is aligned */
	{ 193, 1, 12 },		/* log2: bytes of a sector of the log */
	{ 194, 2, DISK_BLOCK }, /* bytes of a sector of the log */
	{ 196, 4, DISK_BLOCK }, /* bytes to which a write of it is rounded */
	{ 200, 4, 0x18a },	/* lazy counters, attr2, 32-bit projects, CRC */
	{ 204, 4, 0x18a },	/* the same */
	{ 216, 4, 1 },		/* directories know the types of files */
	{ 0 }
};

static const struct field space[] = {
	{ 0, 4, 0x58414746 }, /* "XAGF" */
	{ 4, 4, 1 },	      /* version */
	{ 12, 4, BLOCKS },    /* blocks of this group, and none of them free */
	{ 28, 4, 1 },	      /* levels of the tree by number */
	{ 32, 4, 1 },	      /* levels of the tree by size */
	{ 0 }
};

static const struct field inodes[] = {
	{ 0, 4, 0x58414749 },  /* "XAGI" */
	{ 4, 4, 1 },	       /* version */
	{ 12, 4, BLOCKS },     /* blocks of this group */
	{ 16, 4, PER_CHUNK },  /* inodes, all in use */
	{ 20, 4, INODE_TREE }, /* root of their tree */
	{ 24, 4, 1 },	       /* and its levels */
	{ 32, 4, NONE },       /* newest inode */
	{ 36, 4, NONE },       /* newest chunk of directories */
	{ 0 }
};

static const struct field inode_tree[] = {
	{ 0, 4, 0x49414233 },			 /* "IAB3" */
	{ 6, 2, 1 },				 /* records */
	{ 8, 4, NONE },				 /* left sibling */
	{ 12, 4, NONE },			 /* right sibling */
	{ 16, 8, INODE_TREE *DISK_BLOCK / 512 }, /* where this block is */
	{ 56, 4, ROOT }, /* record: first inode of the chunk; none is free */
	{ 0 }
};

static const struct field file[] = { { 0, 2, 0x494e }, /* "IN" */
				     { 2, 2, S_IFREG | 0600 },
				     { 4, 1, 3 },  /* version */
				     { 5, 1, 2 },  /* holds extents */
				     { 16, 4, 1 }, /* links */
				     { 83, 1, 2 }, /* attributes in extents */
				     { 96, 4,
				       NONE }, /* the next one without a name */
				     { 0 } };

/* What is other in the root. */
static const struct field directory[] = { { 2, 2, S_IFDIR | 0700 },
					  { 5, 1, 1 },	    /* holds entries */
					  { 16, 4, 2 },	    /* links */
					  { 56, 8, 6 },	    /* bytes */
					  { 178, 4, ROOT }, /* its parent */
					  { 0 } };

/* CRC-32C over an object of that many bytes, stored at that place in it. */
static void seal(char *object, size_t bytes, size_t at)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < bytes; i++) {
		crc ^= (unsigned char)object[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	crc = htole32(~crc);
	memcpy(object + at, &crc, sizeof(crc));
}

static void fill_inode(char *inode, uint32_t number)
{
	const struct field own[] = { { 152, 8, number }, { 0 } };

	put_big(inode, file);
	put_big(inode, own);
	if (number == ROOT)
		put_big(inode, directory);
	seal(inode, INODE, 100);
}

static void fill_block(char *block, const struct field *f, size_t crc_at)
{
	put_big(block, f);
	seal(block, DISK_BLOCK, crc_at);
}

static void xfs_fill(uint64_t number, char block[DISK_BLOCK])
{
	switch (number) {
	case SUPER: fill_block(block, super, 224); break;
	case SPACE: fill_block(block, space, 216); break;
	case INODES:
		memset(block + 40, 0xff, 256); /* no inodes without a name */
		fill_block(block, inodes, 312);
		break;
	case INODE_TREE: fill_block(block, inode_tree, 52); break;
	case CHUNK ... CHUNK + PER_CHUNK / PER_BLOCK - 1:
		for (uint32_t i = 0; i < PER_BLOCK; i++)
			fill_inode(block + i * INODE,
				   (uint32_t)number * PER_BLOCK + i);
	}
}

int xfs_disk_open(struct fs_disk *d)
{
	d->nbd.fill = xfs_fill;
	return fs_disk_open(d, "xfs", "nouuid", BLOCKS);
}

/*
 * Who lets go of it last unmounts it, in real time, and would spin for inodes
 * that a kernel thread still writes, which is not.  A freeze waits for them.
 */
void xfs_disk_close(struct fs_disk *d)
{
	if (ioctl(d->root, FIFREEZE, 0) == 0)
		ioctl(d->root, FITHAW, 0);
	fs_disk_close(d);
}
