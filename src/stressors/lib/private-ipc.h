/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PRIVATE_IPC_H
#define PRIVATE_IPC_H

/*
 * An IPC namespace of this run's own, with what is made from now on: nothing in
 * it outlives the last process of the run, however that ends.  Once is enough,
 * and more would part us from threads that we have started.  0 or -errno (needs
 * root).
 */
int private_ipc(void);

#endif
