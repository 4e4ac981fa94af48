/* SPDX-License-Identifier: GPL-2.0 */
/* Two netlink sockets: what one sends, the other receives. */
#ifndef NETLINK_PAIR_H
#define NETLINK_PAIR_H

/* For a site that begins with a sock_site; sock_close() in any case.  0 or
 * -errno. */
int netlink_pair_open(void *site);

#endif
