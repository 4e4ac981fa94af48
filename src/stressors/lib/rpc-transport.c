// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/detached-mount.h"
#include "stressors/lib/private-net.h"
#include "stressors/lib/rpc-transport.h"
#include "util.h"

static void *asker(void *arg)
{
	struct rpc_transport *t = arg;

	while (atomic_load(&t->held) && !rpc_ask(t))
		;
	atomic_store(&t->asks, false);
	return NULL;
}

int rpc_transport_open(struct rpc_transport *t, unsigned transports)
{
	const char *const none[] = { NULL };
	int net = private_net(), ret;

	t->transports = transports;
	t->mount = t->sysfs = -1;
	ret = nfs_server_open(&t->server);
	if (net || ret)
		return net ? net : ret;
	t->sysfs = detached_mount("sysfs", none);
	return t->sysfs < 0 ? t->sysfs : rpc_mount(t);
}

void rpc_transport_shed(void *transport)
{
	const struct rpc_transport *t = transport;

	close(t->mount);
}

static void join(struct rpc_transport *t)
{
	if (t->asker)
		pthread_join(t->asker, NULL);
	t->asker = 0;
}

void rpc_transport_close(void *transport)
{
	struct rpc_transport *t = transport;

	if (atomic_load(&t->held))
		rpc_transport_let_go(t);
	join(t);
	fd_close(&t->sysfs);
	fd_close(&t->mount);
	nfs_server_close(&t->server);
}

int rpc_transport_write(const struct rpc_transport *t, const char *file,
			const char *value)
{
	return rpc_sysfs_write(t, t->name, file, value);
}

static int state_has(const struct rpc_transport *t, const char *word)
{
	return rpc_sysfs_says(t, t->name, "xprt_state", word);
}

static int await(const struct rpc_transport *t, const char *state, int value)
{
	int ret;

	while ((ret = state_has(t, state)) >= 0 && ret != value)
		rpc_pause();
	return ret < 0 ? ret : 0;
}

/* The client closes its half of the connection.  1, -errno, or 0: it has found
 * the connection closed already. */
static int half_close(struct rpc_transport *t)
{
	int ret = nfs_server_let_go(&t->server);

	while (!ret && !(ret = state_has(t, "CONNECTED")))
		ret = rpc_ask(t);
	nfs_server_keep(&t->server);
	if (ret > 0)
		ret = rpc_transport_write(t, "dstaddr", "127.0.0.1");
	if (!ret) /* a kernel thread has got the lock, and does it */
		ret = await(t, "LOCKED", 0);
	return ret ? ret : state_has(t, "CLOSING");
}

int rpc_transport_hold(void *transport)
{
	struct rpc_transport *t = transport;
	int ret;

	if (atomic_load(&t->held))
		return 0;
	join(t);
	ret = rpc_choose(t);
	while (!ret)
		ret = half_close(t);
	if (ret < 0)
		return ret;
	atomic_store(&t->held, true);
	atomic_store(&t->asks, true);
	ret = -pthread_create(&t->asker, NULL, asker, t);
	return ret ? ret : await(t, "LOCKED", 1);
}

int rpc_transport_let_go(void *transport)
{
	struct rpc_transport *t = transport;

	atomic_store(&t->held, false);
	return nfs_server_let_go(&t->server);
}

/* While the request is under way, the lock changes hands. */
int rpc_transport_free(void *transport)
{
	struct rpc_transport *t = transport;
	int ret = state_has(t, "LOCKED");

	if (ret < 0)
		return ret == -ENOENT ? 1 : ret;
	return !ret && !atomic_load(&t->asks);
}
