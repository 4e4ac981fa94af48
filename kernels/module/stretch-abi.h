/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * /dev/wakestorm-stretch: hold one task at one place of the kernel, while what
 * others do meanwhile is done on other CPUs.  One open file is one stretch.
 * The device is there when the kernel has CONFIG_KPROBES.
 *
 * The task spins where it is held, in a breakpoint's handler: with interrupts
 * off, and with whatever locks it has.  So nobody may hold the CPU that wants
 * it: who frees the task runs on another one.  What waits for an answer from
 * all CPUs waits for the end of the hold: an RCU grace period, a TLB flush for
 * a task of the same process, ARM of another file.
 *
 * Every call takes a struct that begins with STRETCH_ABI and flags:
 *
 *   -EINVAL  another version or flags; of ARM: a place that can't be probed
 *   -EFAULT  the struct can't be read or written
 *   -ENOTTY  no call of this device
 *
 * The last close() of the file, also by a death, frees the task.
 */
#ifndef STRETCH_ABI_H
#define STRETCH_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define STRETCH_ABI	 1   /* .version */
#define STRETCH_SYMBOL	 64  /* bytes of a name, with the 0 at its end */
#define STRETCH_LIMIT_MS 200 /* no hold is longer */

/*
 * IDLE -> ARMED by ARM; ARMED -> HELD by the task; HELD -> EXPIRED by the task
 * after STRETCH_LIMIT_MS, say because it has a lock that the other side wants;
 * HELD -> FREED and ARMED -> IDLE by FREE; all but ARMED and HELD -> ARMED by
 * ARM.
 */
enum stretch_phase {
	STRETCH_IDLE, /* after FREE: it has not come by */
	STRETCH_ARMED,
	STRETCH_HELD,
	STRETCH_FREED,
	STRETCH_EXPIRED,
};

/*
 * ARM: when the task reaches symbol + offset it passes `skip` times; the next
 * time it is held.  A skip of STRETCH_COUNT holds never, and counts.
 *   -ENOENT  no such symbol
 *   -ESRCH   no such task
 *   -EBUSY   armed or held already
 */
#define STRETCH_COUNT 0xffffffffu

struct stretch_arm {
	__u32 version;
	__u32 flags;
	__s32 tid;
	__u32 offset; /* bytes behind the symbol, to an instruction */
	__u32 skip;
	__u32 reserved; /* 0 */
	char symbol[STRETCH_SYMBOL];
};

/* STATE: what is.  FREE: let go of the task, or disarm; what is then. */
struct stretch_state {
	__u32 version;
	__u32 flags;
	__u32 phase;	/* out: enum stretch_phase */
	__u32 reserved; /* out: 0 */
	__u64 hits;	/* out: times that it came by since ARM */
};

#define STRETCH_ARM   _IOW('w', 0xf0, struct stretch_arm)
#define STRETCH_STATE _IOWR('w', 0xf1, struct stretch_state)
#define STRETCH_FREE  _IOWR('w', 0xf2, struct stretch_state)

#endif
