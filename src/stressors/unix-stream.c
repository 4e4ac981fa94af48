// SPDX-License-Identifier: GPL-2.0
/*
 * recv() from an empty AF_UNIX stream socket sleeps interruptibly in
 * unix_stream_data_wait() on the socket's own queue (net/unix/af_unix.c), not
 * exclusively: what is sent wakes all, and one gets the byte.  It queues, then
 * looks at the data, the other end and the signal; back in
 * unix_stream_read_generic() the data comes first.  shutdown() of the other
 * socket wakes all.  A control, and a herd.
 *
 * send() with a full send buffer sleeps interruptibly in sock_wait_for_wmem()
 * on the sender's own queue (net/core/sock.c), not exclusively.  What is read
 * is freed, and unix_write_space() wakes all once a quarter is left.
 */
#include "stressor.h"
#include "stressors/lib/sock-buffer.h"
#include "stressors/lib/sock.h"
#include "util.h"

static int stream_open(void *site)
{
	const int type = SOCK_STREAM | SOCK_CLOEXEC;
	struct sock_site *s = site;
	int pair[2] = { -1, -1 };
	int ret = SYS(socketpair(AF_UNIX, type, 0, pair));

	s->rx = pair[0];
	s->tx = pair[1];
	return ret;
}

static int stream_end(void *site)
{
	const struct sock_site *s = site;

	return SYS(shutdown(s->tx, SHUT_RDWR));
}

const struct stressor unix_stream = {
	.name = "unix-stream",
	.summary = "recv() from an empty AF_UNIX stream socket",
	.queue = "sk_sleep(receiver)",
	.waits_in = "unix_stream_data_wait unix_stream_read_generic",
	.primitive = "prepare_to_wait",
	.woken_by = "sock_def_readable unix_shutdown",
	.wakes = ALL,
	.max_posts = SOCK_QUEUE,
	.site_size = sizeof(struct sock_site),
	.open = stream_open,
	.close = sock_close,
	.wait = sock_recv,
	.wait_for = sock_recv_for,
	.post = sock_post_byte,
	.ready = sock_has_input,
	.hang_up = stream_end,
};

static int fill(void *site)
{
	const struct sock_site *s = site;

	return send_buffer_fill(s->tx);
}

static int full_open(void *site)
{
	int ret = stream_open(site);

	return ret ? ret : fill(site);
}

static int has_room(void *site)
{
	const struct sock_site *s = site;

	return fd_ready(s->tx, POLLOUT);
}

const struct stressor unix_stream_send = {
	.name = "unix-stream-send",
	.summary = "send() to an AF_UNIX stream socket that is full",
	.queue = "sk_sleep(sender)",
	.waits_in = "sock_wait_for_wmem sock_alloc_send_pskb",
	.primitive = "prepare_to_wait",
	.woken_by = "unix_write_space unix_release_sock",
	.satisfies = ALL,
	.wakes = ALL,
	.max_posts = 1,
	.site_size = sizeof(struct sock_site),
	.open = full_open,
	.close = sock_close,
	.shed = sock_shed,
	.wait = sock_send,
	.wait_for = sock_send_for,
	.post = sock_drain,
	.ready = has_room,
	.rearm = fill,
	.hang_up = sock_close_rx,
};
