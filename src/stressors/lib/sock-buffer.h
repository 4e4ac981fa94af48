/* SPDX-License-Identifier: GPL-2.0 */
/* The send buffer of a socket, as the kernel counts it. */
#ifndef SEND_BUFFER_H
#define SEND_BUFFER_H

/* Bytes in it, with what the kernel adds to each message.  Or -errno. */
int send_buffer_used(int fd);

/* As many may be in it.  0 or -errno. */
int send_buffer_limit(int fd, int bytes);

/* Send messages of one byte until there is no room.  0 or -errno. */
int send_buffer_fill(int fd);

#endif
