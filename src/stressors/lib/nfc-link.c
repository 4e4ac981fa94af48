// SPDX-License-Identifier: GPL-2.0
#include <linux/nfc.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "stressors/lib/nfc-link.h"
#include "util.h"

#define SERVICE "urn:nfc:sn:wakestorm"
#define STEP_MS 10
#define TRIES	20
#define PART_MS 100
#define STEPS	200

static int command(struct nfc_link *l, uint8_t cmd, uint32_t device)
{
	const uint8_t passive = NFC_COMM_PASSIVE;
	const struct genl_attribute a[] = {
		{ NFC_ATTR_DEVICE_INDEX, sizeof(device), &device },
		{ NFC_ATTR_TARGET_INDEX, sizeof(l->target), &l->target },
		{ NFC_ATTR_COMM_MODE, sizeof(passive), &passive },
	};

	return genl_call(&l->genl, cmd, a, ARRAY_SIZE(a));
}

/* The kernel stops looking when the socket that asked for it is closed. */
static int look(struct nfc_link *l, uint32_t device, uint16_t as)
{
	const uint32_t protocols = NFC_PROTO_NFC_DEP_MASK;
	const struct genl_attribute a[] = {
		{ NFC_ATTR_DEVICE_INDEX, sizeof(device), &device },
		{ as, sizeof(protocols), &protocols },
	};

	return genl_call(&l->genl, NFC_CMD_START_POLL, a, ARRAY_SIZE(a));
}

/* The number of what the initiator has found last. */
static int last_found(struct nfc_link *l, uint32_t *target)
{
	const uint32_t device = NFC_INITIATOR;
	const struct genl_attribute a = { NFC_ATTR_DEVICE_INDEX, sizeof(device),
					  &device };
	int ret;

	*target = UINT32_MAX;
	ret = genl_list(&l->genl, NFC_CMD_GET_TARGET, &a, 1,
			NFC_ATTR_TARGET_INDEX, target);
	return ret == -ENOENT ? 0 : ret;
}

/* Look for each other, at random; and as soon as the target is found, for it
 * does not wait for long, ask it for a link. */
static int meet(struct nfc_link *l)
{
	uint32_t old;
	int ret = last_found(l, &old);

	if (!ret)
		ret = look(l, NFC_TARGET, NFC_ATTR_TM_PROTOCOLS);
	if (!ret)
		ret = look(l, NFC_INITIATOR, NFC_ATTR_IM_PROTOCOLS);
	l->target = old;
	for (int i = 0; i < STEPS && !ret && l->target == old; i++) {
		poll(NULL, 0, STEP_MS);
		ret = last_found(l, &l->target);
	}
	return ret ? ret : command(l, NFC_CMD_DEP_LINK_UP, NFC_INITIATOR);
}

/* The target can't ask for a link, and says so until there is one. */
static int await_link(struct nfc_link *l)
{
	int ret = -ENOTCONN;

	for (int i = 0; i < STEPS && ret == -ENOTCONN; i++) {
		poll(NULL, 0, STEP_MS);
		ret = command(l, NFC_CMD_DEP_LINK_UP, NFC_TARGET);
	}
	return ret == -EALREADY ? 0 : ret;
}

/* A device that goes down in the middle of a frame is lost for good: give it
 * the time to learn that there is no link. */
static void part(struct nfc_link *l)
{
	for (uint32_t device = NFC_INITIATOR; device <= NFC_TARGET; device++) {
		command(l, NFC_CMD_DEP_LINK_DOWN, device);
		command(l, NFC_CMD_DEACTIVATE_TARGET, device);
		command(l, NFC_CMD_STOP_POLL, device);
	}
	poll(NULL, 0, PART_MS);
}

static int up(struct nfc_link *l, uint32_t device)
{
	int ret = command(l, NFC_CMD_DEV_UP, device);

	return ret == -EALREADY ? 0 : ret;
}

/* Frames of an earlier link may still come in, and confuse. */
int nfc_link_open(struct nfc_link *l)
{
	int ret = genl_open(&l->genl, NFC_GENL_NAME);

	if (!ret)
		ret = up(l, NFC_INITIATOR);
	if (!ret)
		ret = up(l, NFC_TARGET);
	if (ret)
		return ret;
	for (int i = 0; i < TRIES; i++) {
		ret = meet(l);
		if (!ret)
			ret = await_link(l);
		if (!ret)
			break;
		part(l);
	}
	return ret;
}

int nfc_link_cut(struct nfc_link *l)
{
	return command(l, NFC_CMD_DEP_LINK_DOWN, NFC_INITIATOR);
}

void nfc_link_close(struct nfc_link *l)
{
	part(l);
	command(l, NFC_CMD_DEV_DOWN, NFC_INITIATOR);
	command(l, NFC_CMD_DEV_DOWN, NFC_TARGET);
	genl_close(&l->genl);
}

static int new_socket(int flags)
{
	return SYS(socket(AF_NFC, SOCK_STREAM | SOCK_CLOEXEC | flags,
			  NFC_SOCKPROTO_LLCP));
}

static struct sockaddr_nfc_llcp service_on(uint32_t device)
{
	return (struct sockaddr_nfc_llcp){
		.sa_family = AF_NFC,
		.dev_idx = device,
		.nfc_protocol = NFC_PROTO_NFC_DEP,
		.service_name = SERVICE,
		.service_name_len = strlen(SERVICE),
	};
}

static int give_up(int fd, int ret)
{
	close(fd);
	return ret;
}

int nfc_listen(int backlog)
{
	const struct sockaddr_nfc_llcp a = service_on(NFC_INITIATOR);
	int fd = new_socket(0), ret;

	if (fd < 0)
		return fd;
	ret = SYS(bind(fd, (const void *)&a, sizeof(a)));
	if (!ret)
		ret = SYS(listen(fd, backlog));
	return ret ? give_up(fd, ret) : fd;
}

int nfc_connect(void)
{
	const struct sockaddr_nfc_llcp a = service_on(NFC_TARGET);
	int fd = new_socket(SOCK_NONBLOCK), ret;

	if (fd < 0)
		return fd;
	ret = SYS(connect(fd, (const void *)&a, sizeof(a)));
	return ret && ret != -EINPROGRESS ? give_up(fd, ret) : fd;
}
