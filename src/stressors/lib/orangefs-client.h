/* SPDX-License-Identifier: GPL-2.0 */
/*
 * OrangeFS without a server: we are its client in user space, mount it nowhere,
 * and have one file open.  Each read of it needs a slot.  Reads are answered at
 * once by a thread.
 */
#ifndef ORANGEFS_CLIENT_H
#define ORANGEFS_CLIENT_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>

#include "stressors/lib/ring.h"

#define ORANGEFS_SLOT 4096 /* bytes of a read */
#define ORANGEFS_HELD_AT                                     \
	ORANGEFS_SLOT /* who reads there in the file is held \
		       */

#define ORANGEFS_NEEDS                                        \
	NEEDS({ .kind = NEED_GUEST },                         \
	      { .kind = NEED_CALL,                            \
		.what = "OrangeFS",                           \
		.remedy = "a kernel with CONFIG_ORANGEFS_FS", \
		.call = orangefs_there })

struct orangefs_client {
	int slots; /* set before orangefs_client_open() */
	int dev;   /* only the poster may hold it when the client goes away */
	int stop;
	int mount;
	int file;		/* for direct I/O */
	int up_size, down_size; /* of messages */
	pthread_t thread;
	char *memory;	   /* where the kernel puts data, and we don't look */
	struct ring ring;  /* sends the read that is held */
	sem_t asked;	   /* of us: the read that we hold, its cancellation */
	uint64_t held_tag; /* of either */
	bool holds;
};

/* --- orangefs-client.c: the mount, and what is done with it --- */

/* 0 or -errno; orangefs_client_close() in either case. */
int orangefs_client_open(struct orangefs_client *c);
void orangefs_client_close(struct orangefs_client *c);

/* Have a read sent that the thread will not answer; have it called off.  0 or
 * -errno, of sending; ring gets both results. */
int orangefs_client_read(struct orangefs_client *c);
int orangefs_client_call_off(struct orangefs_client *c);

/* Take a slot, and keep it: a read is sent and called off, and the slot is not
 * free until we say that we know.  0 or -errno. */
int orangefs_client_hold(struct orangefs_client *c);

/* Say so.  The slot is free on return, and nobody slept.  0 or -errno. */
int orangefs_client_let_go(struct orangefs_client *c);

/* The client dies, and another one takes over.  0 or -errno. */
int orangefs_client_restart(struct orangefs_client *c);

/* --- orangefs-daemon.c: the client in user space --- */

struct orangefs_down;
struct orangefs_request;

/* Is OrangeFS in the kernel?  0 or -errno. */
int orangefs_there(void);

/* Open the device, and give it the slots; the thread.  0 or -errno. */
int orangefs_device_open(struct orangefs_client *c);
int orangefs_daemon_start(struct orangefs_client *c);

/* The device stays open. */
void orangefs_daemon_stop(struct orangefs_client *c);

/* Take a request: 0, -EAGAIN when there is none, or -errno. */
int orangefs_take(const struct orangefs_client *c, struct orangefs_request *r);

/* 0 or -errno. */
int orangefs_reply(const struct orangefs_client *c, uint64_t tag,
		   const struct orangefs_down *down);

#endif
