// SPDX-License-Identifier: GPL-2.0
/*
 * RPC (RFC 5531), MOUNT and NFS version 3 (RFC 1813), as far as they are needed
 * for mount() and statfs().  No answer depends on an argument.
 */
#include <arpa/inet.h>

#include "stressors/lib/nfs-reply.h"
#include "util.h"

enum { MOUNT = 100005, NFS = 100003 };
enum { CALL, REPLY };
enum { AUTH_NONE, AUTH_SYS };
enum { SUCCESS, PROC_UNAVAIL = 3 };

/* Big-endian words that are written one behind the other. */
struct out {
	uint32_t *word;
	unsigned n;
};

static void put(struct out *o, uint32_t value)
{
	o->word[o->n++] = htonl(value);
}

static void put64(struct out *o, uint64_t value)
{
	put(o, (uint32_t)(value >> 32));
	put(o, (uint32_t)value);
}

static void put_handle(struct out *o)
{
	put(o, SUCCESS);
	put(o, 4); /* bytes of the handle */
	put(o, 1);
	put(o, 1); /* flavours of authentication */
	put(o, AUTH_SYS);
}

static void put_attributes(struct out *o)
{
	put(o, SUCCESS);
	put(o, 2); /* a folder */
	put(o, 0755);
	put(o, 2); /* links */
	put64(o, 0);
	for (int i = 0; i < 4; i++) /* size, used, device, file system */
		put64(o, 4096);
	for (int i = 0; i < 4; i++) /* number, and three times */
		put64(o, 1);
}

static void put_info(struct out *o)
{
	put(o, SUCCESS);
	put(o, 0);		    /* no attributes */
	for (int i = 0; i < 7; i++) /* sizes of reads, writes, listings */
		put(o, 4096);
	put64(o, 1 << 20); /* of a file at most */
	put64(o, 1);	   /* clock */
	put(o, 0);
}

static void put_limits(struct out *o)
{
	put(o, SUCCESS);
	put(o, 0);
	put(o, 1);
	put(o, 255); /* bytes of a name */
	for (int i = 0; i < 4; i++)
		put(o, 1);
}

static void put_usage(struct out *o)
{
	put(o, SUCCESS);
	put(o, 0);
	for (int i = 0; i < 6; i++)
		put64(o, 1 << 20);
	put(o, 0);
}

static const struct {
	uint32_t program, procedure;
	void (*put)(struct out *o);
} answers[] = {
	{ MOUNT, 1, put_handle }, { NFS, 1, put_attributes },
	{ NFS, 18, put_usage },	  { NFS, 19, put_info },
	{ NFS, 20, put_limits },
};

static void put_result(struct out *o, uint32_t program, uint32_t procedure)
{
	if (!procedure) { /* a ping */
		put(o, SUCCESS);
		return;
	}
	for (unsigned i = 0; i < ARRAY_SIZE(answers); i++) {
		if (answers[i].program != program ||
		    answers[i].procedure != procedure)
			continue;
		put(o, SUCCESS);
		answers[i].put(o);
		return;
	}
	put(o, PROC_UNAVAIL);
}

unsigned nfs_reply(const uint32_t *call, unsigned words,
		   uint32_t reply[NFS_REPLY_WORDS])
{
	struct out o = { .word = reply };

	/* Number, direction, version of RPC, program, its version, procedure */
	if (words < 6 || ntohl(call[1]) != CALL)
		return 0;
	put(&o, ntohl(call[0]));
	put(&o, REPLY);
	put(&o, SUCCESS);
	put(&o, AUTH_NONE);
	put(&o, 0);
	put_result(&o, ntohl(call[3]), ntohl(call[5]));
	return o.n;
}
