// SPDX-License-Identifier: GPL-2.0
/*
 * The remote device on the other end of a link.  Its ends of channels have
 * numbers from FIRST up.  It does what is asked, and asks for nothing special.
 */
#include "stressors/lib/vhci-wire.h"
#include "util.h"

#define SIGNALS	   1 /* the channel that talks about channels */
#define LE_SIGNALS 5
#define FIRST	   0x40 /* the lowest number that another may have */
#define RFCOMM_PSM 3
#define ANY_ID	   1
#define UNKNOWN	   1
#define PENDING	   1	/* the listener is asked */
#define NOBODY	   0xff /* no such service */
#define LE_SIZE	   23	/* of packets, at least */

enum {
	CONN_REQ = 2,
	CONN_RSP,
	CONF_REQ,
	CONF_RSP,
	DISCONN_REQ,
	DISCONN_RSP,
	ECHO_REQ = 8,
	ECHO_RSP,
	INFO_REQ,
	INFO_RSP,
	LE_CONN_REQ = 20,
	LE_CONN_RSP,
};

#define WORDS 5

struct signal {
	uint8_t code, id;
	uint16_t len;
	uint16_t word[WORDS];
};

static int say(const struct vhci *v, uint8_t code, uint8_t id, size_t words,
	       const uint16_t *word)
{
	struct signal s = {
		code, id, (uint16_t)(words * sizeof(*word)), { 0 }
	};
	uint16_t channel = v->kind == VHCI_LE ? LE_SIGNALS : SIGNALS;

	for (size_t i = 0; i < words; i++)
		s.word[i] = word[i];
	return vhci_send(v, channel, &s, offsetof(struct signal, word[words]));
}

#define SAY(v, code, id, ...)                                             \
	say(v, code, id,                                                  \
	    sizeof((const uint16_t[]){ __VA_ARGS__ }) / sizeof(uint16_t), \
	    (const uint16_t[]){ __VA_ARGS__ })

static uint16_t *peer_of(struct vhci *v, uint16_t channel)
{
	return &v->peer[(channel - FIRST) % VHCI_CHANNELS];
}

static void connection_answered(struct vhci *v, const struct signal *s)
{
	const uint16_t theirs = s->word[0], ours = s->word[1];

	if (s->word[2] == PENDING)
		vhci_answered(v);
	if (s->word[2])
		return;
	*peer_of(v, ours) = theirs;
	SAY(v, CONF_REQ, ANY_ID, theirs, 0);
}

static void signal_came(struct vhci *v, const struct signal *s)
{
	const uint16_t theirs = *peer_of(v, s->word[0]);

	switch (s->code) {
	case CONN_RSP: connection_answered(v, s); break;
	case CONF_REQ: SAY(v, CONF_RSP, s->id, theirs, 0, 0); break;
	case CONF_RSP: vhci_rfcomm_begin(v, theirs); break;
	case DISCONN_REQ:
		SAY(v, DISCONN_RSP, s->id, s->word[0], s->word[1]);
		break;
	case ECHO_RSP:
	case LE_CONN_RSP: vhci_answered(v); break;
	case INFO_REQ: SAY(v, INFO_RSP, s->id, s->word[0], UNKNOWN); break;
	}
}

/* The buffer is free again. */
static int took(const struct vhci *v)
{
	const struct {
		uint8_t links;
		uint16_t link, frames;
	} __attribute__((packed)) e = { 1, VHCI_LINK, 1 };

	return vhci_tell(v, 0x13, &e, sizeof(e));
}

void vhci_take(struct vhci *v, const struct vhci_frame *f)
{
	took(v);
	if (f->channel == SIGNALS || f->channel == LE_SIGNALS)
		signal_came(v, (const struct signal *)f->data);
	else if (f->channel >= FIRST &&
		 vhci_rfcomm_take(v, *peer_of(v, f->channel), f->data))
		vhci_answered(v);
}

static int request(struct vhci *v, uint16_t psm, unsigned n)
{
	vhci_asked(v);
	return SAY(v, CONN_REQ, ANY_ID, psm,
		   (uint16_t)(FIRST + n % VHCI_CHANNELS));
}

int vhci_request_l2cap(struct vhci *v, unsigned n)
{
	return request(v, VHCI_PSM, n);
}

int vhci_request_rfcomm(struct vhci *v, unsigned n)
{
	return request(v, RFCOMM_PSM, n);
}

/* Low Energy knows no echo, but refuses a channel to nobody as quickly. */
int vhci_ask(const struct vhci *v)
{
	if (v->kind == VHCI_LE)
		return SAY(v, LE_CONN_REQ, ANY_ID, NOBODY, FIRST, LE_SIZE,
			   LE_SIZE, 0);
	return SAY(v, ECHO_REQ, ANY_ID, 0);
}
