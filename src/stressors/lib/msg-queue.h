/* SPDX-License-Identifier: GPL-2.0 */
/* A System V message queue with messages of one size, in a namespace of its
 * own: it can't outlive its last process, however that ends. */
#ifndef MSG_QUEUE_H
#define MSG_QUEUE_H

#include <sys/ipc.h>
#include <sys/msg.h>

#define MSG_SIZE    64
#define MSG_DEFAULT (16384 / MSG_SIZE) /* as many fit in as it comes */

/* All take a pointer to the queue's id.  0 or -errno. */
int msg_queue_open(void *id);
void msg_queue_close(void *id);
int msg_queue_remove(void *id);
int msg_queue_send(const int *id, int flags);
int msg_queue_receive(const int *id, int flags);

/* Let so many messages in. */
int msg_queue_limit(const int *id, unsigned messages);

/* Messages in it, and in *room those that may yet come; or -errno. */
int msg_queue_count(const int *id, int *room);

#endif
