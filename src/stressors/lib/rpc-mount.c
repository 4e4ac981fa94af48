// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/statfs.h>

#include "stressors/lib/detached-mount.h"
#include "stressors/lib/rpc-transport.h"
#include "util.h"

#define SWITCHES "kernel/sunrpc/xprt-switches"

void rpc_pause(void)
{
	poll(NULL, 0, 1);
}

int rpc_ask(const struct rpc_transport *t)
{
	struct statfs st;

	return SYS(fstatfs(t->mount, &st));
}

static bool is_first(const struct rpc_transport *t, const char *name)
{
	return rpc_sysfs_says(t, name, "xprt_info", "main_xprt=1") == 1;
}

/* One that is dying has lost all its state. */
static bool is_usable(const struct rpc_transport *t, const char *name)
{
	return strcmp(name, t->first) != 0 &&
	       rpc_sysfs_says(t, name, "xprt_state", "BOUND") == 1 &&
	       rpc_sysfs_says(t, name, "xprt_state", "OFFLINE") == 0;
}

static bool is_ours(const struct rpc_transport *t, const char *name)
{
	struct rpc_transport s = { .sysfs = t->sysfs };
	unsigned n;

	snprintf(s.all, sizeof(s.all), SWITCHES "/%s", name);
	n = (unsigned)rpc_sysfs_find(&s, s.all, "xprt-", is_usable, s.name);
	return n == t->transports;
}

/* Those of our mount, once the one by which it was asked for is gone. */
static int find_transports(struct rpc_transport *t)
{
	char name[RPC_NAME];
	int n;

	for (;;) {
		n = rpc_sysfs_find(t, SWITCHES, "switch-", is_ours, name);
		if (n < 2)
			break;
		rpc_pause();
	}
	if (n < 1)
		return n ? n : -ENOENT;
	snprintf(t->all, sizeof(t->all), SWITCHES "/%s", name);
	for (unsigned i = 0; i < 2 * t->transports; i++)
		rpc_ask(t); /* all are connected */
	if (t->transports < 2)
		return 0;
	n = rpc_sysfs_find(t, t->all, "xprt-", is_first, t->first);
	return n == 1 ? 0 : -ENOENT;
}

int rpc_mount(struct rpc_transport *t)
{
	char number[16], many[16];
	/* clang-format off */
	const char *const option[] = {
		"source", "127.0.0.1:/", "addr", "127.0.0.1",
		"vers", "3", "proto", "tcp", "port", number,
		"mountproto", "tcp", "mountport", number,
		"nconnect", many, "local_lock", "all", NULL
	};
	/* clang-format on */

	snprintf(number, sizeof(number), "%u", t->server.port);
	snprintf(many, sizeof(many), "%u", t->transports);
	fd_close(&t->mount);
	t->mount = detached_mount("nfs", option);
	return t->mount < 0 ? t->mount : find_transports(t);
}

int rpc_choose(struct rpc_transport *t)
{
	int n = rpc_sysfs_find(t, t->all, "xprt-", is_usable, t->name);
	int ret = n ? 0 : rpc_mount(t);

	if (!n && !ret)
		n = rpc_sysfs_find(t, t->all, "xprt-", is_usable, t->name);
	return ret ? ret : n < 0 ? n : n ? 0 : -ENOENT;
}
