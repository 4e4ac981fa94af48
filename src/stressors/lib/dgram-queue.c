// SPDX-License-Identifier: GPL-2.0
#include <poll.h>

#include "stressors/lib/dgram-queue.h"
#include "util.h"

int dgram_queue_fill(void *site)
{
	int ret;

	do
		ret = sock_post_byte(site);
	while (!ret);
	return ret == -EAGAIN ? 0 : ret;
}

/* The sender, with a name of its own, and with room for 512 datagrams, which is
 * the longest queue that systems are set up with. */
static int open_sender(struct sock_site *s)
{
	struct sockaddr any = { .sa_family = AF_UNIX };
	int size = 1 << 20, ret;

	s->tx = sock_connect(s, 0, 0);
	if (s->tx < 0)
		return s->tx;
	ret = SYS(bind(s->tx, &any, sizeof(any.sa_family)));
	return ret ? ret
		   : SYS(setsockopt(s->tx, SOL_SOCKET, SO_SNDBUF, &size,
				    sizeof(size)));
}

int dgram_queue_open(void *site)
{
	struct dgram_queue *q = site;
	int ret = sock_bind(&q->sock, AF_UNIX, SOCK_DGRAM, 0);

	q->probe = -1;
	if (!ret)
		ret = open_sender(&q->sock);
	if (ret)
		return ret;
	q->probe = sock_connect(&q->sock, 0, 0);
	if (q->probe < 0)
		return q->probe;
	ret = dgram_queue_fill(site);
	if (!ret && dgram_queue_ready(site))
		ret = -ENOBUFS; /* what is full is the sender */
	return ret;
}

void dgram_queue_close(void *site)
{
	struct dgram_queue *q = site;

	sock_close(site);
	fd_close(&q->probe);
}

int dgram_queue_post(void *site)
{
	struct sock_site *s = site;
	char c;

	return full(recv(s->rx, &c, 1, MSG_DONTWAIT), 1);
}

/* The sender's own poll() would also tell how much it has sent. */
int dgram_queue_ready(void *site)
{
	struct dgram_queue *q = site;

	return atomic_load(&q->ready) ? 1 : fd_ready(q->probe, POLLOUT);
}
