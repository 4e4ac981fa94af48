// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/wakestorm-stretch: one task is held at one place, by a kprobe.
 * stretch-abi.h describes the calls.
 *
 * A breakpoint's handler runs like that of an NMI (arch/x86/kernel/traps.c,
 * exc_int3(), since 5.8): no lock, no sleep, and no other probe's handler on
 * this CPU.  So the hold is one word, and a loop that comes to an end.
 *
 * The probe stays where it is after FREE, and is taken out by the next ARM or
 * by close(): unregister_kprobe() waits for a grace period, and so for whoever
 * is held, be it by another file.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kprobes.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "stretch-abi.h"
#include "stretch.h"

struct stretch {
	struct mutex lock; /* for ARM */
	struct kprobe probe;
	struct task_struct *task; /* NULL: there is no probe */
	char symbol[STRETCH_SYMBOL];
	u32 skip;
	atomic_t phase;	 /* enum stretch_phase */
	atomic64_t hits; /* by the task */
};

static bool change(struct stretch *s, int from, int to)
{
	return atomic_cmpxchg(&s->phase, from, to) == from;
}
NOKPROBE_SYMBOL(change);

/*
 * The time is that of a delay loop.  No clock: with interrupts off here, and
 * the only timer interrupt coming here, time may stand still everywhere.
 */
static void hold(struct stretch *s)
{
	unsigned int left_us = STRETCH_LIMIT_MS * USEC_PER_MSEC;

	while (atomic_read(&s->phase) == STRETCH_HELD) {
		if (!left_us--)
			change(s, STRETCH_HELD, STRETCH_EXPIRED);
		udelay(1);
	}
}
NOKPROBE_SYMBOL(hold);

static int reached(struct kprobe *probe, struct pt_regs *regs)
{
	struct stretch *s = container_of(probe, struct stretch, probe);

	if (current == s->task &&
	    atomic64_inc_return(&s->hits) == (u64)s->skip + 1 &&
	    s->skip != STRETCH_COUNT && change(s, STRETCH_ARMED, STRETCH_HELD))
		hold(s);
	return 0;
}
NOKPROBE_SYMBOL(reached);

/*
 * A probe with such a handler stays a breakpoint (kernel/kprobes.c,
 * optimize_kprobe()): no worker makes a jump of it, which has to wait for all
 * CPUs, and every hold is of the same kind.
 */
static void passed(struct kprobe *probe, struct pt_regs *regs,
		   unsigned long flags)
{
}
NOKPROBE_SYMBOL(passed);

static void let_go(struct stretch *s)
{
	if (!change(s, STRETCH_HELD, STRETCH_FREED))
		change(s, STRETCH_ARMED, STRETCH_IDLE);
}

static void remove_probe(struct stretch *s)
{
	if (!s->task)
		return;
	unregister_kprobe(&s->probe);
	put_task_struct(s->task);
	s->task = NULL;
}

static struct task_struct *find_task(pid_t tid)
{
	struct pid *pid = find_get_pid(tid);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);

	put_pid(pid);
	return task;
}

/* No other task's reference: this one can't become another's address. */
static int insert_probe(struct stretch *s, const struct stretch_arm *arm)
{
	int err;

	s->task = find_task(arm->tid);
	if (!s->task)
		return -ESRCH;
	memcpy(s->symbol, arm->symbol, sizeof(s->symbol));
	s->skip = arm->skip;
	s->probe = (struct kprobe){ .symbol_name = s->symbol,
				    .offset = arm->offset,
				    .pre_handler = reached,
				    .post_handler = passed };
	atomic64_set(&s->hits, 0);
	atomic_set(&s->phase, STRETCH_ARMED);
	err = register_kprobe(&s->probe);
	if (!err)
		return 0;
	atomic_set(&s->phase, STRETCH_IDLE);
	put_task_struct(s->task);
	s->task = NULL;
	return err == -ENOENT || err == -ENOMEM ? err : -EINVAL;
}

static long stretch_arm(struct stretch *s, const struct stretch_arm *arm)
{
	int phase, err;

	if (arm->reserved ||
	    strnlen(arm->symbol, STRETCH_SYMBOL) == STRETCH_SYMBOL)
		return -EINVAL;
	if (!arm->symbol[0])
		return -ENOENT;
	mutex_lock(&s->lock);
	phase = atomic_read(&s->phase);
	if (phase == STRETCH_ARMED || phase == STRETCH_HELD) {
		err = -EBUSY;
	} else {
		remove_probe(s);
		err = insert_probe(s, arm);
	}
	mutex_unlock(&s->lock);
	return err;
}

static long stretch_state(struct stretch *s, struct stretch_state *state)
{
	state->phase = atomic_read(&s->phase);
	state->reserved = 0;
	state->hits = atomic64_read(&s->hits);
	return 0;
}

union call {
	__u32 head[2]; /* version and flags: each begins so */
	struct stretch_arm arm;
	struct stretch_state state;
};

static long carry_out(struct stretch *s, unsigned int cmd, union call *call)
{
	switch (cmd) {
	case STRETCH_ARM: return stretch_arm(s, &call->arm);
	case STRETCH_FREE: let_go(s); return stretch_state(s, &call->state);
	default: return stretch_state(s, &call->state);
	}
}

static long stretch_ioctl(struct file *file, unsigned int cmd,
			  unsigned long arg)
{
	void __user *user = (void __user *)arg;
	union call call;
	long ret;

	if (cmd != STRETCH_ARM && cmd != STRETCH_STATE && cmd != STRETCH_FREE)
		return -ENOTTY;
	if (copy_from_user(&call, user, _IOC_SIZE(cmd)))
		return -EFAULT;
	if (call.head[0] != STRETCH_ABI || call.head[1])
		return -EINVAL;
	ret = carry_out(file->private_data, cmd, &call);
	if (!ret && _IOC_DIR(cmd) & _IOC_READ &&
	    copy_to_user(user, &call, _IOC_SIZE(cmd)))
		ret = -EFAULT;
	return ret;
}

static int stretch_open(struct inode *inode, struct file *file)
{
	struct stretch *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	mutex_init(&s->lock);
	file->private_data = s;
	return 0;
}

/* The task first: the probe's end waits for it. */
static int stretch_release(struct inode *inode, struct file *file)
{
	struct stretch *s = file->private_data;

	let_go(s);
	remove_probe(s);
	kfree(s);
	return 0;
}

static const struct file_operations stretch_fops = {
	.owner = THIS_MODULE, /* no unloading while a file is open */
	.open = stretch_open,
	.release = stretch_release,
	.unlocked_ioctl = stretch_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice stretch_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "wakestorm-stretch",
	.fops = &stretch_fops,
	.mode = 0600,
};

int stretch_register(void)
{
	return misc_register(&stretch_device);
}

void stretch_deregister(void)
{
	misc_deregister(&stretch_device);
}
