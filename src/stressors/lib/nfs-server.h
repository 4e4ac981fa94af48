/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The smallest NFS server that can be mounted: version 3 over TCP, an empty
 * folder, and its MOUNT protocol on the same port.  It can leave connections
 * half closed that the client closes.
 */
#ifndef NFS_SERVER_H
#define NFS_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define NFS_CONNECTIONS 64

struct nfs_server {
	int listener, order; /* order: an eventfd that wakes the thread */
	unsigned port;
	pthread_t thread;
	atomic_bool keep; /* a connection half closed, instead of closing it */
	atomic_bool stop;
	int connection[NFS_CONNECTIONS];
	bool kept[NFS_CONNECTIONS]; /* half closed */
};

/* Listen on the loopback, and serve.  0 or -errno; nfs_server_close() in either
 * case. */
int nfs_server_open(struct nfs_server *s);
void nfs_server_close(struct nfs_server *s);

/* From now on what the client closes stays half closed, until
 * nfs_server_let_go(). */
void nfs_server_keep(struct nfs_server *s);

/* Close them.  Done when the server has run.  0 or -errno. */
int nfs_server_let_go(struct nfs_server *s);

#endif
