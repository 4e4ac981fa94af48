/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A transport of the kernel's RPC client, connected to an NFS server of ours,
 * in a network of our own.  Its lock, XPRT_LOCKED, can be held: by a request
 * that has to connect, but finds that the client has half closed the old
 * connection, and waits for the server to close the other half (xprt_connect()
 * and XPRT_CLOSING).
 */
#ifndef RPC_TRANSPORT_H
#define RPC_TRANSPORT_H

#include "stressors/lib/nfs-server.h"

#define RPC_TRANSPORT_NEEDS                                       \
	{ .kind = NEED_GUEST },                                   \
	{                                                         \
		.kind = NEED_PATH, .what = "/sys/fs/nfs",         \
		.remedy = "wakestorm kernel boot --fragment nfs", \
	}

#define RPC_NAME 32

struct rpc_transport {
	struct nfs_server server;
	int mount, sysfs;     /* attached nowhere */
	unsigned transports;  /* of the mount */
	char all[64];	      /* sysfs's folder of the mount's transports */
	char first[RPC_NAME]; /* there; "" if it is the only one */
	char name[RPC_NAME];  /* there: the one that we lock */
	pthread_t asker;      /* has a request, and with it the lock, */
	atomic_bool held;     /* while this is set */
	atomic_bool asks;     /* its request is not answered yet */
};

/* --- rpc-transport.c: the lock --- */

/* With that many transports; ours is the first one only if there is no other.
 * 0 or -errno; rpc_transport_close() in either case. */
int rpc_transport_open(struct rpc_transport *t, unsigned transports);
void rpc_transport_close(void *transport);

/* A waiter lets go of the mount. */
void rpc_transport_shed(void *transport);

/* Write to one of its files in sysfs.  0 or -errno. */
int rpc_transport_write(const struct rpc_transport *t, const char *file,
			const char *value);

/* Have it locked; another one, if it has been deleted.  0 or -errno. */
int rpc_transport_hold(void *transport);

/* Unlock it: done when others have run.  0 or -errno. */
int rpc_transport_let_go(void *transport);

/* Is it unlocked?  1, 0 or -errno. */
int rpc_transport_free(void *transport);

/* --- rpc-mount.c: the mount, and its transports --- */

/* A new one, and what it has.  0 or -errno. */
int rpc_mount(struct rpc_transport *t);

/* One request, by whatever transport's turn it is.  0 or -errno. */
int rpc_ask(const struct rpc_transport *t);

/* Take one that was not deleted, if need be of a new mount.  0 or -errno. */
int rpc_choose(struct rpc_transport *t);

/* The lock changes hands in kernel threads: let them run. */
void rpc_pause(void);

/* --- rpc-sysfs.c: what sysfs says of them --- */

/* Write value to a file of the transport of that name.  0 or -errno. */
int rpc_sysfs_write(const struct rpc_transport *t, const char *name,
		    const char *file, const char *value);

/* Does it hold that word?  1, 0 or -errno. */
int rpc_sysfs_says(const struct rpc_transport *t, const char *name,
		   const char *file, const char *word);

/* The folders in path whose names begin so, and that fit: how many, or -errno;
 * name is the last one. */
int rpc_sysfs_find(const struct rpc_transport *t, const char *path,
		   const char *prefix,
		   bool (*fits)(const struct rpc_transport *t,
				const char *name),
		   char name[RPC_NAME]);

#endif
