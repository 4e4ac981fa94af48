// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "stressors/lib/nfs-reply.h"
#include "stressors/lib/nfs-server.h"
#include "util.h"

enum { CALL_WORDS = 256, LAST_FRAGMENT = 1u << 31 };

/* Answer one call.  0, or -errno: the client has closed its half. */
static int serve(int fd)
{
	uint32_t mark, call[CALL_WORDS], reply[1 + NFS_REPLY_WORDS];
	size_t len;
	unsigned n;

	if (recv(fd, &mark, sizeof(mark), MSG_WAITALL) != sizeof(mark))
		return -EPIPE;
	len = ntohl(mark) & ~LAST_FRAGMENT;
	if (len > sizeof(call) ||
	    recv(fd, call, len, MSG_WAITALL) != (ssize_t)len)
		return -EPIPE;
	n = nfs_reply(call, (unsigned)(len / sizeof(*call)), reply + 1);
	len = n * sizeof(*reply);
	reply[0] = htonl((uint32_t)len | LAST_FRAGMENT);
	len += sizeof(*reply);
	return n ? full(send(fd, reply, len, MSG_NOSIGNAL), len) : 0;
}

/* Waiters have inherited the socket: to close it is not enough. */
static void hang_up(int *fd)
{
	shutdown(*fd, SHUT_RDWR);
	fd_close(fd);
}

static void add(struct nfs_server *s)
{
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

	for (int i = 0; i < NFS_CONNECTIONS; i++)
		if (s->connection[i] < 0) {
			s->connection[i] = fd;
			s->kept[i] = false;
			return;
		}
	hang_up(&fd);
}

static void serve_or_part(struct nfs_server *s, int i)
{
	if (!serve(s->connection[i]))
		return;
	s->kept[i] = atomic_load(&s->keep);
	if (!s->kept[i])
		hang_up(&s->connection[i]);
}

/* An order is to look at what is wanted now. */
static void obey(struct nfs_server *s)
{
	bool stop = atomic_load(&s->stop), keep = atomic_load(&s->keep);
	eventfd_t n;

	eventfd_read(s->order, &n);
	for (int i = 0; i < NFS_CONNECTIONS; i++)
		if (s->connection[i] >= 0 && (stop || (s->kept[i] && !keep)))
			hang_up(&s->connection[i]);
}

static void *server(void *arg)
{
	struct nfs_server *s = arg;
	struct pollfd p[NFS_CONNECTIONS + 2] = {
		{ .fd = s->listener, .events = POLLIN },
		{ .fd = s->order, .events = POLLIN },
	};

	while (!atomic_load(&s->stop)) {
		for (int i = 0; i < NFS_CONNECTIONS; i++)
			p[i + 2] = (struct pollfd){
				.fd = s->kept[i] ? -1 : s->connection[i],
				.events = POLLIN,
			};
		poll(p, ARRAY_SIZE(p), -1);
		for (int i = 0; i < NFS_CONNECTIONS; i++)
			if (p[i + 2].revents)
				serve_or_part(s, i);
		if (p[0].revents)
			add(s);
		if (p[1].revents)
			obey(s);
	}
	return NULL;
}

static int listen_anywhere(struct nfs_server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int ret;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->listener = SYS(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
	if (s->listener < 0)
		return s->listener;
	ret = SYS(bind(s->listener, (struct sockaddr *)&at, len));
	if (!ret)
		ret = SYS(listen(s->listener, NFS_CONNECTIONS));
	if (!ret)
		ret = SYS(
			getsockname(s->listener, (struct sockaddr *)&at, &len));
	s->port = ntohs(at.sin_port);
	return ret;
}

int nfs_server_open(struct nfs_server *s)
{
	int ret;

	memset(s, 0, sizeof(*s));
	memset(s->connection, -1, sizeof(s->connection));
	s->order = -1;
	ret = listen_anywhere(s);
	if (ret)
		return ret;
	s->order = SYS(eventfd(0, EFD_CLOEXEC));
	if (s->order < 0)
		return s->order;
	return -pthread_create(&s->thread, NULL, server, s);
}

void nfs_server_close(struct nfs_server *s)
{
	atomic_store(&s->stop, true);
	if (s->thread && !eventfd_write(s->order, 1))
		pthread_join(s->thread, NULL);
	s->thread = 0;
	fd_close(&s->order);
	fd_close(&s->listener);
}

void nfs_server_keep(struct nfs_server *s)
{
	atomic_store(&s->keep, true);
}

int nfs_server_let_go(struct nfs_server *s)
{
	atomic_store(&s->keep, false);
	return SYS(eventfd_write(s->order, 1));
}
