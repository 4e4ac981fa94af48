// SPDX-License-Identifier: GPL-2.0
#include <linux/genetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "stressors/lib/genl.h"
#include "util.h"

#define MOST 8 /* strings of one command */

struct message {
	struct nlmsghdr nl;
	struct genlmsghdr genl;
	char attributes[1024];
};

static void add(struct message *m, const struct genl_attribute *from)
{
	struct nlattr *a = (void *)((char *)m + NLMSG_ALIGN(m->nl.nlmsg_len));

	a->nla_type = from->type;
	a->nla_len = (uint16_t)(NLA_HDRLEN + from->size);
	memcpy((char *)a + NLA_HDRLEN, from->value, from->size);
	m->nl.nlmsg_len = NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_ALIGN(a->nla_len);
}

static struct genl_attribute string(const struct genl_string *s)
{
	return (struct genl_attribute){ s->attribute,
					(uint16_t)(strlen(s->value) + 1),
					s->value };
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

static const struct nlattr *find(const struct message *m, uint16_t type)
{
	const char *end = (const char *)m + m->nl.nlmsg_len;

	for (const char *p = m->attributes; p < end;) {
		const struct nlattr *a = (const void *)p;

		if (a->nla_type == type)
			return a;
		p += NLA_ALIGN(a->nla_len);
	}
	return NULL;
}

/* The number that the family has on this boot, or -errno. */
static int family_id(int fd, const char *family)
{
	const struct genl_string name = { CTRL_ATTR_FAMILY_NAME, family };
	const struct genl_attribute attribute = string(&name);
	struct message m = { .nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
				     .nlmsg_type = GENL_ID_CTRL,
				     .nlmsg_flags = NLM_F_REQUEST },
			     .genl.cmd = CTRL_CMD_GETFAMILY };
	const struct nlattr *id;
	int ret;

	add(&m, &attribute);
	ret = ask(fd, &m);
	id = ret ? NULL : find(&m, CTRL_ATTR_FAMILY_ID);
	if (!id)
		return ret ? ret : -ENOENT;
	return *(const uint16_t *)((const char *)id + NLA_HDRLEN);
}

int genl_open(struct genl *g, const char *family)
{
	int id;

	g->fd = SYS(
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC));
	if (g->fd < 0)
		return g->fd;
	id = family_id(g->fd, family);
	g->family = (uint16_t)id;
	return id < 0 ? id : 0;
}

void genl_close(struct genl *g)
{
	fd_close(&g->fd);
}

static struct message message(const struct genl *g, uint8_t command,
			      unsigned flags, const struct genl_attribute *a,
			      size_t n)
{
	struct message m = { .nl = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
				     .nlmsg_type = g->family,
				     .nlmsg_flags = (uint16_t)flags },
			     .genl = { .cmd = command, .version = 1 } };

	for (size_t i = 0; i < n; i++)
		add(&m, &a[i]);
	return m;
}

int genl_call(const struct genl *g, uint8_t command,
	      const struct genl_attribute *a, size_t n)
{
	struct message m = message(g, command, NLM_F_REQUEST | NLM_F_ACK, a, n);

	return ask(g->fd, &m);
}

int genl_list(const struct genl *g, uint8_t command,
	      const struct genl_attribute *a, size_t n, uint16_t type,
	      uint32_t *value)
{
	struct message m =
		message(g, command, NLM_F_REQUEST | NLM_F_DUMP, a, n);
	const struct nlattr *found = NULL;
	int ret = ask(g->fd, &m);

	if (ret || m.nl.nlmsg_type == NLMSG_DONE)
		return ret ? ret : -ENOENT;
	found = find(&m, type);
	if (found)
		memcpy(value, (const char *)found + NLA_HDRLEN, sizeof(*value));
	while (m.nl.nlmsg_type != NLMSG_DONE && ret >= 0)
		ret = SYS(recv(g->fd, &m, sizeof(m), 0));
	return ret < 0 ? ret : found ? 0 : -ENOENT;
}

int genl_command(const char *family, uint8_t command,
		 const struct genl_string *s, size_t n)
{
	struct genl_attribute a[MOST];
	struct genl g;
	int ret = n > MOST ? -E2BIG : 0;

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++)
		a[i] = string(&s[i]);
	ret = genl_open(&g, family);
	if (!ret)
		ret = genl_call(&g, command, a, n);
	genl_close(&g);
	return ret;
}
