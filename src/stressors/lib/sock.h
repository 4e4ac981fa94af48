/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the socket sites share: one socket that receives or listens, and what
 * its waiters and the poster do with it.
 */
#ifndef SOCK_H
#define SOCK_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SOCK_BACKLOG 4096 /* as the kernel limits it by default */
#define SOCK_QUEUE   128  /* datagrams that every kernel's buffers hold */

struct sock_site {
	int rx, tx; /* listener or receiver; sender connected to it */
	int type, protocol;
	atomic_bool limited; /* the socket of the waiters has a timeout */
	socklen_t len;
	union {
		struct sockaddr any;
		struct sockaddr_un un;
		struct sockaddr_in in;
	} addr; /* of rx */
};

/* --- sock.c: the sockets --- */

/* rx is a new socket with a name that the kernel makes up: AF_UNIX, or of a
 * family that has the addresses of AF_INET, on the loopback.  0 or -errno;
 * sock_close() either way. */
int sock_bind(struct sock_site *s, int family, int type, int protocol);

/* The same, and it listens with that backlog.  What it accepts is reset when
 * it is closed: else the ports of TCP clients were taken for a minute each. */
int sock_listen(struct sock_site *s, int family, int protocol, int backlog);

/*
 * A new socket connected to rx: its fd, or -errno.  flags: SOCK_NONBLOCK or 0.
 * Gives up with -ETIMEDOUT after ns nanoseconds; 0: never.
 */
int sock_connect(const struct sock_site *s, int flags, uint64_t ns);

/* Calls on fd give up after ns nanoseconds; 0: never.  option: SO_RCVTIMEO or
 * SO_SNDTIMEO.  0 or -errno. */
int sock_limit(int fd, int option, uint64_t ns);

/* --- sock-hooks.c: hooks of stressors whose site begins with a sock_site ---
 */

void sock_close(void *site);
int sock_accept(void *site);
int sock_accept_for(void *site, uint64_t ns);
void sock_release(void *site, int fd);
int sock_recv(void *site);
int sock_recv_for(void *site, uint64_t ns);
int sock_peek(void *site);
int sock_drain(void *site); /* takes what was only looked at */
int sock_send(void *site);
int sock_send_for(void *site, uint64_t ns);
int sock_post_byte(void *site); /* sends without sleeping */
int sock_post_call(void *site); /* connects; who is accepted has hung up */
int sock_has_input(void *site);
int sock_shutdown(void *site);
int sock_close_rx(void *site);
void sock_shed(void *site); /* only who calls sock_close_rx() keeps rx */

#endif
