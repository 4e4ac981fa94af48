// SPDX-License-Identifier: GPL-2.0
/*
 * Who uses one TCP connection sleeps in wait_woken() on the queue of the
 * socket, interruptibly and not exclusively, and lets the socket's lock go for
 * that:
 *
 *   tcp-recv      recv() without data, in sk_wait_data() (net/core/sock.c)
 *   tcp-send      send() without room, in sk_stream_wait_memory()
 *                 (net/core/stream.c)
 *   tcp-poll-out  poll() for room, which looks at the key of the wakeup
 *
 * Data and the end wake all, and one gets the byte.  Room is there for all once
 * the receiver has read: sk_stream_write_space() wakes them.  Controls.
 *
 * With TCP_NOTSENT_LOWAT there is no room while a byte is queued that the other
 * end has no window for: neither late acknowledgements nor probes change that.
 */
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>

#include "stressor.h"
#include "stressors/lib/poll-for.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"

#define BUFFER	32768 /* of the receiver, twice as much in the kernel */
#define SEGMENT 512

/* As the kernel keeps what listened: closed, it resets the connection. */
static int pair_open(void *site)
{
	const int buffer = BUFFER, segment = SEGMENT;
	struct sock_site *s = site;
	int ret = sock_listen(s, AF_INET, IPPROTO_TCP, 1), fd;

	if (!ret)
		ret = SYS(setsockopt(s->rx, SOL_SOCKET, SO_RCVBUF, &buffer,
				     sizeof(buffer)));
	if (!ret)
		ret = SYS(setsockopt(s->rx, IPPROTO_TCP, TCP_MAXSEG, &segment,
				     sizeof(segment)));
	if (!ret)
		ret = s->tx = sock_connect(s, 0, 0);
	if (ret < 0)
		return ret;
	fd = SYS(accept4(s->rx, NULL, NULL, SOCK_CLOEXEC));
	if (fd < 0)
		return fd;
	close(s->rx);
	s->rx = fd;
	return 0;
}

static int pair_end(void *site)
{
	const struct sock_site *s = site;

	return SYS(shutdown(s->tx, SHUT_RDWR));
}

/* Bytes that were sent, and not acknowledged yet; or -errno. */
static int under_way(const struct sock_site *s)
{
	int queued = 0, unsent = 0, ret;

	ret = SYS(ioctl(s->tx, SIOCOUTQNSD, &unsent));
	if (!ret)
		ret = SYS(ioctl(s->tx, SIOCOUTQ, &queued));
	return ret ? ret : queued - unsent;
}

/*
 * Until nothing is under way, and still nothing fits.  What is sent leaves room
 * in the last buffer that is queued, which send() fills without a look at the
 * limit.  The persist timer sends as much as the window has left: less than a
 * segment, so these are small.
 */
static int fill(void *site)
{
	static const char bytes[BUFFER];
	const struct sock_site *s = site;
	int before, ret;
	bool fitted;

	for (;;) {
		before = under_way(s);
		fitted = false;
		while ((ret = SYS(send(s->tx, bytes, sizeof(bytes),
				       MSG_DONTWAIT | MSG_NOSIGNAL))) > 0)
			fitted = true;
		if (before < 0 || ret != -EAGAIN)
			return before < 0 ? before : ret;
		if (!before && !fitted)
			return 0;
		poll(NULL, 0, 1);
	}
}

static int full_open(void *site)
{
	const struct sock_site *s = site;
	const int unsent = 1;
	int ret = pair_open(site);

	if (!ret)
		ret = SYS(setsockopt(s->tx, IPPROTO_TCP, TCP_NOTSENT_LOWAT,
				     &unsent, sizeof(unsent)));
	return ret ? ret : fill(site);
}

/* What is read makes room for more of it, until nothing is left unsent; and
 * what came last is acknowledged now, not some 40 ms later. */
static int read_all(void *site)
{
	const struct sock_site *s = site;
	const int now = 1;
	int ret, got;

	do {
		got = 0;
		while ((ret = SYS(recv(s->rx, NULL, 2 * BUFFER,
				       MSG_TRUNC | MSG_DONTWAIT))) > 0)
			got = ret;
		if (ret == -EAGAIN)
			ret = SYS(setsockopt(s->rx, IPPROTO_TCP, TCP_QUICKACK,
					     &now, sizeof(now)));
	} while (!ret && got);
	return ret;
}

/* While bytes are under way, their acknowledgement will wake. */
static int has_room(void *site)
{
	const struct sock_site *s = site;
	int bytes = 0, ret = SYS(ioctl(s->tx, SIOCOUTQ, &bytes));

	return ret ? ret : bytes ? 0 : fd_ready(s->tx, POLLOUT);
}

static int poll_wait_for(void *site, uint64_t ns)
{
	const struct sock_site *s = site;
	int ret = poll_for(s->tx, POLLOUT, ns);

	return ret ? ret : sock_send(site);
}

static int poll_wait(void *site)
{
	return poll_wait_for(site, 0);
}

static int tcp_works(void)
{
	return socket_works(AF_INET, SOCK_STREAM, IPPROTO_TCP);
}

#define TCP_SITE                                           \
	.kconfig = "INET", .wakes = ALL, .deferred = true, \
	.needs = NEEDS({ .kind = NEED_CALL,                \
			 .what = "TCP sockets",            \
			 .call = tcp_works }),             \
	.site_size = sizeof(struct sock_site), .close = sock_close

#define TCP_ROOM                                                             \
	TCP_SITE, .satisfies = ALL, .max_posts = 1,                          \
		  .woken_by = "sk_stream_write_space sock_def_error_report", \
		  .open = full_open, .shed = sock_shed, .post = read_all,    \
		  .ready = has_room, .rearm = fill, .hang_up = sock_close_rx

const struct stressor tcp_recv = {
	.name = "tcp-recv",
	.summary = "recv() from a TCP connection without data",
	.queue = "sk_sleep(receiver)",
	.waits_in = "wait_woken sk_wait_data",
	.primitive = "wait_woken",
	.woken_by = "sock_def_readable sock_def_wakeup",
	TCP_SITE,
	.max_posts = SOCK_QUEUE,
	.open = pair_open,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.hang_up = pair_end,
};

const struct stressor tcp_send = {
	.name = "tcp-send",
	.summary = "send() to a TCP peer that does not read",
	.queue = "sk_sleep(sender)",
	.waits_in = "wait_woken sk_stream_wait_memory",
	.primitive = "wait_woken",
	TCP_ROOM,
	.wait = sock_send,
	.wait_for = sock_send_for,
};

const struct stressor tcp_poll_out = {
	.name = "tcp-poll-out",
	.summary = "poll() for room at a TCP peer that does not read",
	.queue = "sk_sleep(sender)",
	.waits_in = POLL_WAITS_IN,
	.primitive = "add_wait_queue",
	TCP_ROOM,
	.wait = poll_wait,
	.wait_for = poll_wait_for,
};
