// SPDX-License-Identifier: GPL-2.0
/*
 * accept() on an X.25 listener without calls sleeps exclusively and
 * interruptibly in x25_wait_for_data() on the listener's own queue
 * (net/x25/af_x25.c).  Each call that comes in wakes one; ours come in by a TUN
 * device that says it is an X.25 link.
 *
 * Live bug: once awake, the sleeper looks at the signal and leaves without
 * looking for a call again and without passing the wake on.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/x25.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>

#include "stressor.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/sock.h"
#include "util.h"

#define ETH_P_X25    0x0805
#define CALL_REQUEST 0x0b
#define RESTART	     0xfb /* brings the link up */
#define CHANNELS     4095 /* numbered from 1 */
#define DIGITS	     14	  /* of an address, two a byte */
#define BACKLOG	     128

struct x25_site {
	struct sock_site sock;
	int tun;
	char digits[DIGITS + 1];
	atomic_uint calls;
};

/* What TUN wants, the octet that means data to the link, and a packet. */
struct frame {
	struct tun_pi pi;
	uint8_t data, channel_high, channel_low, type;
	uint8_t digits, address[DIGITS / 2], facilities;
} __attribute__((packed));

static int x25_works(void)
{
	return socket_works(AF_X25, SOCK_SEQPACKET, 0);
}

static int frame(const struct x25_site *s, int type, unsigned channel)
{
	struct frame f = { .pi.proto = htons(ETH_P_X25),
			   .channel_high = (uint8_t)(0x10 | channel >> 8),
			   .channel_low = (uint8_t)channel,
			   .type = (uint8_t)type,
			   .digits = DIGITS };

	for (int i = 0; i < DIGITS; i += 2)
		f.address[i / 2] = (uint8_t)((s->digits[i] - '0') << 4 |
					     (s->digits[i + 1] - '0'));
	return full(write(s->tun, &f, sizeof(f)), sizeof(f));
}

/* X.25 exists in the first network only.  The device goes with its fd, and its
 * index makes the listener's address one that nobody else has. */
static int open_link(struct x25_site *s)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN };
	int ret = SYS(open("/dev/net/tun", O_RDWR | O_CLOEXEC));

	s->tun = ret;
	if (ret >= 0)
		ret = SYS(ioctl(s->tun, TUNSETIFF, &ifr));
	if (!ret)
		ret = SYS(ioctl(s->tun, TUNSETLINK, ARPHRD_X25));
	if (!ret)
		ret = SYS(ioctl(s->sock.rx, SIOCGIFINDEX, &ifr));
	if (ret)
		return ret;
	snprintf(s->digits, sizeof(s->digits), "%0*d", DIGITS, ifr.ifr_ifindex);
	ifr.ifr_flags = IFF_UP;
	ret = SYS(ioctl(s->sock.rx, SIOCSIFFLAGS, &ifr));
	return ret ? ret : frame(s, RESTART, 0);
}

/* Calls wait to be approved: one that is closed unapproved is gone at once. */
static int x25_open(void *site)
{
	struct sockaddr_x25 addr = { .sx25_family = AF_X25 };
	struct x25_site *s = site;
	int ret;

	s->tun = s->sock.tx = -1;
	ret = s->sock.rx =
		SYS(socket(AF_X25, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
	if (ret >= 0)
		ret = open_link(s);
	memcpy(addr.sx25_addr.x25_addr, s->digits, sizeof(s->digits));
	if (!ret)
		ret = SYS(bind(s->sock.rx, (struct sockaddr *)&addr,
			       sizeof(addr)));
	if (!ret)
		ret = SYS(ioctl(s->sock.rx, SIOCX25CALLACCPTAPPRV));
	return ret ? ret : SYS(listen(s->sock.rx, BACKLOG));
}

static void x25_close(void *site)
{
	struct x25_site *s = site;

	sock_close(&s->sock);
	fd_close(&s->tun);
}

static int x25_post(void *site)
{
	struct x25_site *s = site;
	unsigned call = atomic_fetch_add(&s->calls, 1);

	return frame(s, CALL_REQUEST, call % CHANNELS + 1);
}

const struct stressor x25_accept = {
	.name = "x25-accept",
	.summary = "accept() on an X.25 listener",
	.queue = "sk_sleep(listener)",
	.waits_in = "x25_wait_for_data x25_accept",
	.primitive = "add_wait_queue_exclusive",
	.woken_by = "x25_rx_call_request",
	.kconfig = "X25 TUN",
	.max_posts = BACKLOG,
	.needs = NEEDS({ .kind = NEED_ROOT },
		       { .kind = NEED_PATH,
			 .what = "/dev/net/tun",
			 .remedy = "modprobe tun, or run in a guest" },
		       { .kind = NEED_CALL,
			 .what = "X.25 sockets",
			 .remedy = "modprobe x25, or run in a guest",
			 .call = x25_works }),
	.site_size = sizeof(struct x25_site),
	.open = x25_open,
	.close = x25_close,
	.wait = sock_accept,
	.wait_for = sock_accept_for,
	.release = sock_release,
	.post = x25_post,
	.ready = sock_has_input,
};
