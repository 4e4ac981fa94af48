// SPDX-License-Identifier: GPL-2.0
#include <linux/genetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "stressors/lib/genl.h"
#include "util.h"

struct message {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attributes[1024];
};

static void add_string(struct message *m, const struct genl_string *s)
{
	struct nlattr *a = (void *)((char *)m + NLMSG_ALIGN(m->nl.nlmsg_len));

	a->nla_type = s->attribute;
	a->nla_len = (uint16_t)(NLA_HDRLEN + strlen(s->value) + 1);
	memcpy((char *)a + NLA_HDRLEN, s->value, strlen(s->value) + 1);
	m->nl.nlmsg_len = NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_ALIGN(a->nla_len);
}

/* Send *m, and receive the answer into it.  0 or -errno. */
static int ask(int fd, struct message *m)
{
	const struct nlmsgerr *e = NLMSG_DATA(&m->nl);
	int ret = SYS(send(fd, m, m->nl.nlmsg_len, 0));

	if (ret >= 0)
		ret = SYS(recv(fd, m, sizeof(*m), 0));
	if (ret < 0)
		return ret;
	return m->nl.nlmsg_type == NLMSG_ERROR ? e->error : 0;
}

/* The number that the family has on this boot, or -errno. */
static int family_id(int fd, const char *family)
{
	const struct genl_string name = { CTRL_ATTR_FAMILY_NAME, family };
	struct message m = { .nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
				     .nlmsg_type = GENL_ID_CTRL,
				     .nlmsg_flags = NLM_F_REQUEST },
			     .genl.cmd = CTRL_CMD_GETFAMILY };
	const char *end = (char *)&m, *p = m.attributes;
	int ret;

	add_string(&m, &name);
	ret = ask(fd, &m);
	for (end += m.nl.nlmsg_len; !ret && p < end;) {
		const struct nlattr *a = (const void *)p;

		if (a->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(const uint16_t *)(p + NLA_HDRLEN);
		p += NLA_ALIGN(a->nla_len);
	}
	return ret ? ret : -ENOENT;
}

int genl_command(const char *family, uint8_t command,
		 const struct genl_string *s, size_t n)
{
	int fd = SYS(
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
	struct message m = { .nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
				     .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
			     .genl = { .cmd = command, .version = 1 } };
	int ret;

	if (fd < 0)
		return fd;
	for (size_t i = 0; i < n; i++)
		add_string(&m, &s[i]);
	ret = family_id(fd, family);
	m.nl.nlmsg_type = (uint16_t)ret;
	if (ret >= 0)
		ret = ask(fd, &m);
	close(fd);
	return ret;
}
