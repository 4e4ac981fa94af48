// SPDX-License-Identifier: GPL-2.0
#include <linux/audit.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "stressors/lib/auditd.h"
#include "util.h"

enum {
	LIMIT = 16, /* of the backlog: one system call may log four records */
	DEFAULT_LIMIT = 64, /* of the kernel */
	RECORDS = 32,	    /* a few for the buffer, the others stay back */
	MOMENTS = 10,	    /* of a millisecond, and all is quiet */
	SMALL = 1,	    /* bytes: the kernel takes its minimum */
	LARGE = 1 << 20,
	GROUP = 32, /* nothing is ever sent to it */
};

struct message {
	struct nlmsghdr nl;
	char data[sizeof(struct audit_status)];
};

static int new_socket(void)
{
	return SYS(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
}

/* A buffer that overflows must not close until it is empty again. */
static int new_daemon(void)
{
	const int on = 1;
	int fd = new_socket(), ret;

	if (fd < 0)
		return fd;
	ret = SYS(setsockopt(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on,
			     sizeof(on)));
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

static int send_message(int fd, unsigned type, unsigned flags, const void *data,
			size_t len)
{
	struct message m = { .nl = { .nlmsg_len = (uint32_t)NLMSG_LENGTH(len),
				     .nlmsg_type = (uint16_t)type,
				     .nlmsg_flags = (uint16_t)flags } };

	memcpy(m.data, data, len);
	return full(send(fd, &m, m.nl.nlmsg_len, 0), m.nl.nlmsg_len);
}

static int set(int fd, unsigned flags, const struct audit_status *s)
{
	return send_message(fd, AUDIT_SET, NLM_F_REQUEST | flags, s,
			    sizeof(*s));
}

/* The kernel sends records to the socket that asked; its word comes first. */
static int become_daemon(int fd)
{
	const struct audit_status s = {
		.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_PID |
			AUDIT_STATUS_BACKLOG_LIMIT,
		.enabled = 1,
		.pid = (uint32_t)getpid(),
		.backlog_limit = LIMIT,
	};
	struct {
		struct nlmsghdr nl;
		struct nlmsgerr e;
	} answer;
	int ret = set(fd, NLM_F_ACK, &s);

	if (!ret)
		ret = full(recv(fd, &answer, sizeof(answer), 0),
			   sizeof(answer));
	return ret ? ret : answer.e.error;
}

static int set_buffer(struct auditd *a, int bytes)
{
	return SYS(setsockopt(a->daemon, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
			      sizeof(bytes)));
}

/* Read what there is.  Was there nothing, and does kauditd sleep for that? */
static bool is_quiet(struct auditd *a)
{
	bool quiet = kernel_thread_sleeps(&a->kauditd, "kauditd_thread");
	char c;

	while (recv(a->daemon, &c, 1, MSG_DONTWAIT) >= 0)
		quiet = false;
	return quiet;
}

/* Read all that comes.  Between two records a sleeper was woken, but has not
 * logged yet: one quiet moment proves nothing. */
static void read_all(struct auditd *a)
{
	int moments = 0;

	while (moments < MOMENTS) {
		poll(NULL, 0, 1);
		moments = is_quiet(a) ? moments + 1 : 0;
	}
}

int auditd_open(struct auditd *a)
{
	int ret;

	a->daemon = a->logger = -1;
	ret = kernel_thread_find(&a->kauditd, "kauditd");
	/* Beside us it could be through before everybody is there. */
	if (!ret)
		ret = kernel_thread_bind(&a->kauditd);
	if (!ret)
		ret = a->logger = new_socket();
	if (ret >= 0)
		ret = a->daemon = new_daemon();
	return ret < 0 ? ret : become_daemon(a->daemon);
}

int auditd_log(struct auditd *a)
{
	const int group = GROUP;

	return SYS(setsockopt(a->logger, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			      &group, sizeof(group)));
}

int auditd_say(struct auditd *a, const char *text, size_t len)
{
	return send_message(a->logger, AUDIT_USER, NLM_F_REQUEST, text, len);
}

int auditd_fill(struct auditd *a)
{
	int ret;

	read_all(a);
	ret = set_buffer(a, SMALL);
	for (int i = 0; i < RECORDS && !ret; i++)
		ret = auditd_log(a);
	return ret;
}

int auditd_read(struct auditd *a)
{
	int ret = set_buffer(a, LARGE);

	if (!ret)
		ret = auditd_log(a);
	read_all(a);
	return ret;
}

void auditd_die(struct auditd *a)
{
	fd_close(&a->daemon);
	read_all(a);
}

int auditd_limit(struct auditd *a, unsigned records)
{
	const struct audit_status s = { .mask = AUDIT_STATUS_BACKLOG_LIMIT,
					.backlog_limit = records };

	return set(a->logger, 0, &s);
}

void auditd_close(struct auditd *a, unsigned sleepers)
{
	const struct audit_status off = {
		.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_PID |
			AUDIT_STATUS_BACKLOG_LIMIT,
		.backlog_limit = DEFAULT_LIMIT,
	};

	if (a->logger < 0)
		return;
	if (a->daemon < 0) {
		a->daemon = new_daemon();
		become_daemon(a->daemon);
	}
	do
		auditd_read(a);
	while (sleepers--);
	set(a->daemon, 0, &off);
	fd_close(&a->logger);
	fd_close(&a->daemon);
}
