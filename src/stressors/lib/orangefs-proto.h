/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What OrangeFS and its client in user space say to each other: the part of it
 * that we use.  No header of the kernel for user space has it.
 */
#ifndef ORANGEFS_PROTO_H
#define ORANGEFS_PROTO_H

#include <stdint.h>
#include <sys/ioctl.h>

#define ORANGEFS_VERSION 20903 /* the oldest that is understood */
#define ORANGEFS_MAGIC	 0x20030529
#define ORANGEFS_REST	 12288 /* no message has more after what we know */

#define ORANGEFS_GET_MAX_UPSIZE	  _IOW('k', 2, int32_t)
#define ORANGEFS_GET_MAX_DOWNSIZE _IOW('k', 3, int32_t)
#define ORANGEFS_MAP		  _IO('k', 4)
#define ORANGEFS_REMOUNT_ALL	  _IO('k', 5)

enum {
	ORANGEFS_FILE_IO = (int)0xff000001,
	ORANGEFS_GETATTR = (int)0xff000004,
	ORANGEFS_FS_MOUNT = (int)0xff00000e,
	ORANGEFS_CANCEL = (int)0xff00ee00,
};

/* For ORANGEFS_MAP: slots, one after another. */
struct orangefs_map {
	uint64_t address;
	int32_t total_size, size, count;
};

/* Before each message. */
struct orangefs_head {
	int32_t version, magic;
	uint64_t tag; /* of the request */
};

struct orangefs_io {
	int32_t pad1, slot, count, pad2;
	int64_t offset;
};

/* A request of the kernel. */
struct orangefs_up {
	int32_t type;
	uint32_t uid, gid;
	int32_t pid, tgid;
	int64_t trailer_size;
	uint64_t trailer;
	union {
		struct orangefs_io io;
		uint64_t cancelled; /* tag */
	};
};

struct orangefs_mounted {
	int32_t fs_id, id;
	unsigned char root[16]; /* handle */
};

struct orangefs_attr {
	uint32_t owner, group, perms;
	uint64_t atime, mtime, ctime;
	int64_t size;
	uint64_t link_target;
	int32_t counts[5];
	uint64_t dist_name, dist_params;
	int64_t dirents;
	uint32_t type; /* 1: file */
	uint64_t flags;
	uint32_t mask;
	int64_t blksize;
};

/* What we read from the device, as long as the kernel says. */
struct orangefs_request {
	struct orangefs_head head;
	struct orangefs_up up;
	char rest[ORANGEFS_REST];
};

/* Our answer. */
struct orangefs_down {
	int32_t type, status;
	int64_t trailer_size;
	uint64_t trailer;
	union {
		int64_t done; /* bytes, of ORANGEFS_FILE_IO */
		struct orangefs_mounted mount;
		struct orangefs_attr attr;
	};
};

/* What we write to it. */
struct orangefs_answer {
	struct orangefs_head head;
	struct orangefs_down down;
	char rest[ORANGEFS_REST];
};

#endif
