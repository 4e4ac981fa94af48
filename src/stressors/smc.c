// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an SMC listener without connections sleeps exclusively and
 * interruptibly in smc_accept() on the listener's own queue (net/smc/af_smc.c).
 * A TCP client that knows nothing of SMC gets a connection that has fallen back
 * to TCP: a worker queues it and wakes one sleeper.
 *
 * Live bug: once awake, the sleeper looks at the signal and leaves without
 * looking for a connection again and without passing the wake on.
 */
#include "stressor.h"
#include "stressors/lib/arrival.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define BACKLOG 128

struct smc_site {
	struct sock_site sock;
	int queued; /* watches for connections that were queued */
};

static int smc_works(void)
{
	return socket_works(AF_SMC, SOCK_STREAM, 0);
}

static int smc_post(void *site)
{
	struct smc_site *s = site;
	int ret;

	arrival_forget(s->queued);
	ret = sock_post_call(&s->sock);
	return ret ? ret : arrival_await(s->queued);
}

/* The first one takes long: the kernel makes threads for it. */
static int first_call(struct smc_site *s)
{
	int ret = smc_post(s);

	if (!ret)
		ret = sock_accept(s);
	return ret < 0 ? ret : SYS(close(ret));
}

static int smc_open(void *site)
{
	struct smc_site *s = site;
	int ret = private_net();

	s->sock.rx = s->sock.tx = s->queued = -1;
	if (!ret)
		ret = sock_listen(&s->sock, AF_SMC, 0, BACKLOG);
	if (!ret)
		ret = s->queued = arrival_watch(s->sock.rx);
	return ret < 0 ? ret : first_call(s);
}

static void smc_close(void *site)
{
	struct smc_site *s = site;

	fd_close(&s->queued);
	sock_close(&s->sock);
}

const struct stressor smc_accept = {
	.name = "smc-accept",
	.summary = "accept() on an SMC listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "smc_accept",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "smc_listen_out",
	.kconfig = "INET NET_NS INFINIBAND SMC",
	.max_posts = BACKLOG,
	.needs = SOCKET_NEEDS("SMC", "smc", smc_works),
	.site_size = sizeof(struct smc_site),
	.open = smc_open,
	.close = smc_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = smc_post,
	.ready = sock_has_input,
};
