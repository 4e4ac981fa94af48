// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>

#include "stressors/lib/x25-link.h"
#include "util.h"

#define ETH_P_X25    0x0805
#define CALL_REQUEST 0x0b
#define RESTART	     0xfb /* brings the link up */
#define CHANNELS     4095 /* numbered from 1 */

/* What TUN wants, the octet that means data to the link, and a packet. */
struct frame {
	struct tun_pi pi;
	uint8_t data, channel_high, channel_low, type;
	uint8_t digits, address[X25_DIGITS / 2], facilities;
} __attribute__((packed));

static int frame(const struct x25_link *l, int type, unsigned channel)
{
	struct frame f = { .pi.proto = htons(ETH_P_X25),
			   .channel_high = (uint8_t)(0x10 | channel >> 8),
			   .channel_low = (uint8_t)channel,
			   .type = (uint8_t)type,
			   .digits = X25_DIGITS };

	for (int i = 0; i < X25_DIGITS; i += 2)
		f.address[i / 2] = (uint8_t)((l->digits[i] - '0') << 4 |
					     (l->digits[i + 1] - '0'));
	return full(write(l->tun, &f, sizeof(f)), sizeof(f));
}

int x25_link_open(struct x25_link *l, int sock)
{
	struct ifreq ifr = { .ifr_flags = IFF_TUN };
	int ret = SYS(open("/dev/net/tun", O_RDWR | O_CLOEXEC));

	l->tun = ret;
	if (ret >= 0)
		ret = SYS(ioctl(l->tun, TUNSETIFF, &ifr));
	if (!ret)
		ret = SYS(ioctl(l->tun, TUNSETLINK, ARPHRD_X25));
	if (!ret)
		ret = SYS(ioctl(sock, SIOCGIFINDEX, &ifr));
	if (ret)
		return ret;
	snprintf(l->digits, sizeof(l->digits), "%0*d", X25_DIGITS,
		 ifr.ifr_ifindex);
	ifr.ifr_flags = IFF_UP;
	ret = SYS(ioctl(sock, SIOCSIFFLAGS, &ifr));
	return ret ? ret : frame(l, RESTART, 0);
}

int x25_link_call(struct x25_link *l)
{
	unsigned call = atomic_fetch_add(&l->calls, 1);

	return frame(l, CALL_REQUEST, call % CHANNELS + 1);
}
