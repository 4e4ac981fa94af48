/* SPDX-License-Identifier: GPL-2.0 */
/* A pseudo-terminal, raw, of an instance of devpts that nobody else sees. */
#ifndef PTY_H
#define PTY_H

struct pty {
	int master, slave;
};

/* Has this kernel pseudo-terminals?  0 or -errno. */
int pty_works(void);

/* For sites that begin with it.  0 or -errno; pty_close() in either case. */
int pty_open(void *site);
void pty_close(void *site);

/* Close the last master; a waiter that is a process lets go of its own. */
int pty_hang_up(void *site);
void pty_shed(void *site);

#endif
