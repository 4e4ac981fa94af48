/* SPDX-License-Identifier: GPL-2.0 */
/* The buffers of a socket, as the kernel counts them. */
#ifndef SOCK_BUFFER_H
#define SOCK_BUFFER_H

/* Bytes in it, with what the kernel adds to each message.  Or -errno. */
int send_buffer_used(int fd);
int receive_buffer_used(int fd);

/* As many bytes may be in the send buffer.  0 or -errno. */
int send_buffer_limit(int fd, int bytes);

/* Send messages of one byte until there is no room.  0 or -errno. */
int send_buffer_fill(int fd);

#endif
