/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A disk that we serve ourselves, through NBD: a read of one block can be held
 * up for as long as we want.  What is written is dropped.
 */
#ifndef NBD_DISK_H
#define NBD_DISK_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>

#define DISK_BLOCK 4096

struct nbd_disk {
	/* Write into block, which is all 0, what it holds. */
	void (*fill)(uint64_t number, char block[DISK_BLOCK]);
	char path[24];		  /* "/dev/nbd0"; "" while there is no disk */
	int dev, socket[2];	  /* the kernel's end and ours */
	pthread_t server, kernel; /* the second is in NBD_DO_IT */
	pthread_mutex_t lock;	  /* of replies */
	atomic_ullong hold;	  /* the block to hold up; 0: none */
	sem_t held;		  /* it has been asked for */
	char handle[8];		  /* of that request */
};

/* Take a free device, with that many blocks; fill is set.  0 or -errno;
 * nbd_disk_close() in either case. */
int nbd_disk_open(struct nbd_disk *d, uint64_t blocks);

/* What is still held up fails. */
void nbd_disk_close(struct nbd_disk *d);

/* Hold up the next read of that block, until nbd_disk_let_go(). */
void nbd_disk_hold(struct nbd_disk *d, uint64_t number);

/* Sleep until somebody has asked for it. */
void nbd_disk_await(struct nbd_disk *d);

/* 0 or -errno. */
int nbd_disk_let_go(struct nbd_disk *d);

#endif
