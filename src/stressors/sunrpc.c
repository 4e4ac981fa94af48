// SPDX-License-Identifier: GPL-2.0
/*
 * Who writes to the file of an RPC transport in sysfs first locks the
 * transport, and sleeps for it exclusively and killably in wait_on_bit_lock()
 * (net/sunrpc/sysfs.c):
 *
 *   sunrpc-state    xprt_state: rpc_sysfs_xprt_state_change()
 *   sunrpc-address  dstaddr: rpc_sysfs_xprt_dstaddr_store()
 *   sunrpc-delete   del_xprt: rpc_sysfs_xprt_del_xprt()
 *
 * Live bug: xprt_clear_locked() (net/sunrpc/xprt.c) unlocks it and wakes
 * nobody. Its callers in xprt_autoclose() and xprt_unlock_connect() do; those
 * that end a transmission, and the writers themselves, do not.  So a writer
 * that gets the lock never passes it on, except where it closes the connection
 * as well: that ends in xprt_autoclose().
 *
 * Who is killed tries the lock once more before it leaves, and has it then: see
 * __wait_on_bit_lock().
 */
#include <sys/utsname.h>

#include "stressor.h"
#include "stressors/lib/rpc-transport.h"
#include "util.h"

enum { MANY = 16 }; /* as many as a mount can have; each round deletes one */

static int one_open(void *site)
{
	return rpc_transport_open(site, 1);
}

static int many_open(void *site)
{
	return rpc_transport_open(site, MANY);
}

/* The first transport keeps its state: that is found out behind the lock. */
static int state_wait(void *site)
{
	int ret = rpc_transport_write(site, "xprt_state", "online");

	return ret == -EINVAL ? 0 : ret;
}

static int address_wait(void *site)
{
	return rpc_transport_write(site, "dstaddr", "127.0.0.1");
}

/* One that is gone already: nothing is there, or nothing is written. */
static int delete_wait(void *site)
{
	int ret = rpc_transport_write(site, "del_xprt", "1");

	return ret == -ENOENT || ret == -EIO ? 0 : ret;
}

static int can_delete(void)
{
	struct utsname u;
	unsigned major, minor;

	if (uname(&u) || sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return -EINVAL;
	return major > 6 || (major == 6 && minor >= 15) ? 0 : -ENOSYS;
}

#define SUNRPC_SITE                                                           \
	.queue = "bit_waitqueue(&xprt->state)",                               \
	.primitive = "wait_on_bit_lock",                                      \
	.woken_by = "xprt_unlock_connect xprt_autoclose",                     \
	.kconfig = "INET NFS_FS NFS_V3", .satisfies = ALL, .stop = STOP_KILL, \
	.deferred = true, .max_posts = 1,                                     \
	.site_size = sizeof(struct rpc_transport),                            \
	.close = rpc_transport_close, .shed = rpc_transport_shed,             \
	.post = rpc_transport_let_go, .ready = rpc_transport_free,            \
	.rearm = rpc_transport_hold

const struct stressor sunrpc_state = {
	.name = "sunrpc-state",
	.summary = "a write to xprt_state of an RPC transport that is locked",
	.waits_in = "rpc_sysfs_xprt_state_change wait_on_bit_lock",
	.needs = NEEDS(RPC_TRANSPORT_NEEDS),
	.open = one_open,
	.wait = state_wait,
	SUNRPC_SITE,
};

const struct stressor sunrpc_address = {
	.name = "sunrpc-address",
	.summary = "a write to dstaddr of an RPC transport that is locked",
	.waits_in = "rpc_sysfs_xprt_dstaddr_store wait_on_bit_lock",
	.needs = NEEDS(RPC_TRANSPORT_NEEDS),
	.open = one_open,
	.wait = address_wait,
	SUNRPC_SITE,
};

const struct stressor sunrpc_delete = {
	.name = "sunrpc-delete",
	.summary = "a write to del_xprt of an RPC transport that is locked",
	.waits_in = "rpc_sysfs_xprt_del_xprt wait_on_bit_lock",
	.needs = NEEDS(RPC_TRANSPORT_NEEDS,
		       { .kind = NEED_CALL,
			 .what = "transports that can be deleted",
			 .remedy = "Linux 6.15 or newer",
			 .call = can_delete }),
	.open = many_open,
	.wait = delete_wait,
	SUNRPC_SITE,
};
