/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A disk that we serve ourselves, through NBD: a read of one block, or all
 * writes, can be held up for as long as we want.  What is written is dropped.
 */
#ifndef NBD_DISK_H
#define NBD_DISK_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>

#define DISK_BLOCK  4096
#define DISK_WRITES UINT64_MAX /* all of them; stands for a block */

/* What sites on such a disk need; the fragment has their file system. */
#define DISK_NEEDS(fragment)          \
	NEEDS({ .kind = NEED_GUEST }, \
	      { .kind = NEED_PATH,    \
		.what = "/dev/nbd0",  \
		.remedy = "wakestorm kernel boot --fragment " fragment })

struct nbd_disk {
	/* Write into block, which is all 0, what it holds. */
	void (*fill)(uint64_t number, char block[DISK_BLOCK]);
	char path[24];		  /* "/dev/nbd0"; "" while there is no disk */
	int dev, socket[2];	  /* the kernel's end and ours */
	pthread_t server, kernel; /* the second is in NBD_DO_IT */
	pthread_mutex_t lock;	  /* of replies */
	atomic_ullong hold;	  /* the block, or DISK_WRITES; 0: nothing */
	sem_t held;		  /* that has been asked for */
	unsigned kept;		  /* requests that are held up */
	char handle[256][8];	  /* and theirs; more are never on their way */
};

/* Take a free device, with that many blocks; fill is set.  0 or -errno;
 * nbd_disk_close() in either case. */
int nbd_disk_open(struct nbd_disk *d, uint64_t blocks);

/* What is still held up fails. */
void nbd_disk_close(struct nbd_disk *d);

/* Hold up reads of that block, or DISK_WRITES, until nbd_disk_let_go(). */
void nbd_disk_hold(struct nbd_disk *d, uint64_t number);

/* Sleep until there is such a request. */
void nbd_disk_await(struct nbd_disk *d);

/* 0 or -errno. */
int nbd_disk_let_go(struct nbd_disk *d);

#endif
