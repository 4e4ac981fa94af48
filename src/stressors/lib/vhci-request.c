// SPDX-License-Identifier: GPL-2.0
#include <linux/futex.h>
#include <string.h>
#include <time.h>

#include "stressors/lib/futex-sem.h"
#include "stressors/lib/vhci-wire.h"
#include "util.h"

/* From net/bluetooth/hci.h and the Bluetooth specification. */
enum { CONN_REQUEST = 0x04, LE_META = 0x3e };
enum { LE_CONN_COMPLETE = 0x01, LE_CHANNEL_REQUEST = 0x1a };

#define CALLED	1
#define HANDLES 0x0e00 /* that isochronous channels may have */

#define PATIENCE 1 /* second */

void vhci_asked(struct vhci *v)
{
	atomic_fetch_add(&v->asked, 1);
}

void vhci_answered(struct vhci *v)
{
	atomic_fetch_add(&v->answered, 1);
	futex(&v->answered, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void vhci_await(struct vhci *v)
{
	const struct timespec patience = { .tv_sec = PATIENCE };
	int ret = 0;

	while (ret != -ETIMEDOUT) {
		unsigned answered = atomic_load(&v->answered);

		if (answered == atomic_load(&v->asked))
			return;
		ret = futex(&v->answered, FUTEX_WAIT, answered, &patience, NULL,
			    0);
	}
}

/* The kernel does not answer these requests.  But it takes one thing after the
 * other, so that the answer to the next is one to this, too. */
static int request(struct vhci *v, uint8_t code, const void *data, size_t len)
{
	int ret;

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
	return request(v, CONN_REQUEST, &e, sizeof(e));
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
		.handle = (uint16_t)(VHCI_LINK + 1 + n % HANDLES),
	};

	return request(v, LE_META, &e, sizeof(e));
}
