// SPDX-License-Identifier: GPL-2.0
#include <limits.h>
#include <linux/futex.h>
#include <string.h>
#include <time.h>

#include "stressors/lib/futex-sem.h"
#include "stressors/lib/vhci-wire.h"
#include "util.h"

/* From net/bluetooth/hci.h and the Bluetooth specification. */
enum { CONN_REQUEST = 0x04, LE_META = 0x3e };
enum { LE_CONN_COMPLETE = 0x01, LE_CHANNEL_REQUEST = 0x1a };

#define CALLED 1

#define PATIENCE 1 /* second */
#define MAX_OPEN 256

static void count(atomic_uint *what)
{
	atomic_fetch_add(what, 1);
	futex(what, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void vhci_asked(struct vhci *v)
{
	atomic_fetch_add(&v->asked, 1);
}

void vhci_answered(struct vhci *v)
{
	count(&v->answered);
}

void vhci_gone(struct vhci *v, unsigned n)
{
	bool *open = &v->open[n % VHCI_HANDLES];

	if (*open) /* it may be said twice */
		count(&v->gone);
	*open = false;
}

/* Sleep while what is counted is more than that behind the requests. */
static void catch_up(struct vhci *v, atomic_uint *counted, int behind)
{
	const struct timespec patience = { .tv_sec = PATIENCE };
	int ret = 0;

	while (ret != -ETIMEDOUT) {
		unsigned n = atomic_load(counted);

		if ((int)(atomic_load(&v->asked) - n) <= behind)
			return;
		ret = futex(counted, FUTEX_WAIT, n, &patience, NULL, 0);
	}
}

void vhci_await(struct vhci *v)
{
	catch_up(v, &v->answered, 0);
}

/*
 * The kernel does not answer these requests.  But it takes one thing after the
 * other, so that the answer to the next is one to this, too.  It needs longer
 * to end a connection than to begin it: don't let them pile up.
 */
static int request(struct vhci *v, unsigned n, uint8_t code, const void *data,
		   size_t len)
{
	int ret;

	catch_up(v, &v->gone, MAX_OPEN);
	v->open[n % VHCI_HANDLES] = true;
	vhci_asked(v);
	ret = vhci_tell(v, code, data, len);
	return ret ? ret : vhci_ask(v);
}

int vhci_request_sco(struct vhci *v, unsigned device)
{
	struct {
		struct vhci_address from;
		uint8_t class[3], link;
	} e = { .from = { { 2 } } };

	memcpy(&e.from.b[1], &device, sizeof(device));
	return request(v, device, CONN_REQUEST, &e, sizeof(e));
}

/* Nobody needs to hold the link that comes of this. */
int vhci_call(const struct vhci *v)
{
	const struct {
		uint8_t kind, status;
		uint16_t handle;
		uint8_t role, type;
		struct vhci_address from;
		uint16_t interval, latency, timeout;
		uint8_t clock;
	} __attribute__((packed)) e = {
		.kind = LE_CONN_COMPLETE,
		.handle = VHCI_LINK,
		.role = CALLED,
		.from = { { 2 } },
		.interval = 24,
		.timeout = 100,
	};

	return vhci_tell(v, LE_META, &e, sizeof(e));
}

int vhci_request_iso(struct vhci *v, unsigned n)
{
	const struct {
		uint8_t kind;
		uint16_t link, handle;
		uint8_t group, channel;
	} __attribute__((packed)) e = {
		.kind = LE_CHANNEL_REQUEST,
		.link = VHCI_LINK,
		.handle = (uint16_t)(VHCI_LINK + 1 + n % VHCI_HANDLES),
	};

	return request(v, n, LE_META, &e, sizeof(e));
}
