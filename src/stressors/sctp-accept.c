// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an SCTP listener without associations sleeps interruptibly in
 * sctp_wait_for_accept() on the listener's own queue (net/sctp/socket.c).  The
 * entry is exclusive, to no avail: an association that comes up is a change of
 * the listener's state to sctp_cmd_new_state() (net/sctp/sm_sideeffect.c), and
 * wakes all.  They look for an association before they look at signals: nothing
 * is lost.
 */
#include "stressor.h"
#include "stressors/lib/sctp-peer.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define BACKLOG 128

static int accept_open(void *site)
{
	struct sock_site *s = site;
	int ret = sctp_net();

	s->rx = s->tx = -1;
	return ret ? ret : sock_listen(s, AF_INET, IPPROTO_SCTP, BACKLOG);
}

static int accept_post(void *site)
{
	struct sock_site *s = site;

	return sctp_peer_connect(s->addr.in.sin_port);
}

const struct stressor sctp_accept = {
	.name = "sctp-accept",
	.summary = "accept() on an SCTP listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "sctp_wait_for_accept sctp_accept",
	.primitive = "prepare_to_wait_exclusive",
	.woken_by = "sctp_cmd_new_state",
	.wakes = ALL,
	.kconfig = "INET IP_SCTP NET_NS SYSCTL",
	.max_posts = BACKLOG,
	.needs = SCTP_NEEDS,
	.site_size = sizeof(struct sock_site),
	.open = accept_open,
	.close = sock_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = accept_post,
	.ready = sock_has_input,
};
