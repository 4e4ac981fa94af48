// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/wakestorm: three ways to sleep exclusively on one wait queue, for the
 * ioctl-* stressors.  wakestorm-abi.h describes the calls.
 *
 * wake_up() takes an entry off the queue when it wakes its task.  From then on
 * nobody else will be woken for that event, and the task must take it or wake
 * the next one, also when a signal arrives before it runs.
 */
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "wakestorm-abi.h"

/* An open file.  The lock is for all below it; tokens = posts - taken. */
struct wakestorm {
	wait_queue_head_t queue;
	/* Token n was posted at posted_ns[n % WAKESTORM_TOKENS]. */
	spinlock_t lock;
	u64 posts, taken;
	u64 posted_ns[WAKESTORM_TOKENS];
};

/*
 * The condition that everybody waits for.  It takes what it tests, so that
 * "true" can't be true for two waiters, and wait_event() may stop there.
 */
static bool take_token(struct wakestorm *w, u64 *posted_ns)
{
	bool there;

	spin_lock(&w->lock);
	there = w->taken != w->posts;
	if (there)
		*posted_ns = w->posted_ns[w->taken++ % WAKESTORM_TOKENS];
	spin_unlock(&w->lock);
	return there;
}

/*
 * noinline: the functions that sleep stand in /proc/PID/wchan under their own
 * names, which get_wchan() finds as the first one outside the scheduler.
 */
static noinline int wakestorm_wait_exclusive(struct wakestorm *w, u64 *posted)
{
	return wait_event_interruptible_exclusive(w->queue,
						  take_token(w, posted));
}

/*
 * Leave the queue.  Had a wakeup chosen us already?  Asked under the queue's
 * lock: the waker takes our entry off after it has set us running.
 */
static bool leave_queue(struct wakestorm *w, struct wait_queue_entry *wait)
{
	bool chosen;

	spin_lock_irq(&w->queue.lock);
	chosen = list_empty(&wait->entry);
	list_del_init(&wait->entry);
	spin_unlock_irq(&w->queue.lock);
	return chosen;
}

/* A wait that looks at the signal before the condition, as many drivers do. */
static __always_inline int wait_signal_first(struct wakestorm *w, u64 *posted,
					     bool pass_on)
{
	DEFINE_WAIT(wait);

	prepare_to_wait_exclusive(&w->queue, &wait, TASK_INTERRUPTIBLE);
	while (!take_token(w, posted)) {
		schedule();
		if (signal_pending(current)) {
			if (leave_queue(w, &wait) && pass_on)
				wake_up(&w->queue);
			return -ERESTARTSYS;
		}
		prepare_to_wait_exclusive(&w->queue, &wait, TASK_INTERRUPTIBLE);
	}
	finish_wait(&w->queue, &wait);
	return 0;
}

static noinline int wakestorm_wait_pass_on(struct wakestorm *w, u64 *posted)
{
	return wait_signal_first(w, posted, true);
}

static noinline int wakestorm_wait_busted(struct wakestorm *w, u64 *posted)
{
	return wait_signal_first(w, posted, false);
}

typedef int (*wait_fn)(struct wakestorm *w, u64 *posted_ns);

static const wait_fn wait_fns[] = {
	[WAKESTORM_EXCLUSIVE] = wakestorm_wait_exclusive,
	[WAKESTORM_PASS_ON] = wakestorm_wait_pass_on,
	[WAKESTORM_BUSTED] = wakestorm_wait_busted,
};

static long wakestorm_wait(struct wakestorm *w, void __user *arg)
{
	struct wakestorm_wait wait;
	int err;

	if (copy_from_user(&wait, arg, sizeof(wait)))
		return -EFAULT;
	if (wait.version != WAKESTORM_ABI || wait.flags || wait.reserved ||
	    wait.variant >= ARRAY_SIZE(wait_fns))
		return -EINVAL;

	err = wait_fns[wait.variant](w, &wait.posted_ns);
	if (err)
		return err;
	wait.returned_ns = ktime_get_ns();
	return copy_to_user(arg, &wait, sizeof(wait)) ? -EFAULT : 0;
}

static long wakestorm_post(struct wakestorm *w, void __user *arg)
{
	struct wakestorm_post post;
	bool full;

	if (copy_from_user(&post, arg, sizeof(post)))
		return -EFAULT;
	if (post.version != WAKESTORM_ABI || post.flags)
		return -EINVAL;

	spin_lock(&w->lock);
	full = w->posts - w->taken == WAKESTORM_TOKENS;
	if (!full)
		w->posted_ns[w->posts++ % WAKESTORM_TOKENS] = ktime_get_ns();
	spin_unlock(&w->lock);
	if (full)
		return -EAGAIN;
	wake_up(&w->queue);
	return 0;
}

static u64 count_waiters(struct wakestorm *w)
{
	struct list_head *entry;
	u64 n = 0;

	spin_lock_irq(&w->queue.lock);
	list_for_each (entry, &w->queue.head)
		n++;
	spin_unlock_irq(&w->queue.lock);
	return n;
}

static long wakestorm_state(struct wakestorm *w, void __user *arg)
{
	struct wakestorm_state state;

	if (copy_from_user(&state, arg, sizeof(state)))
		return -EFAULT;
	if (state.version != WAKESTORM_ABI || state.flags)
		return -EINVAL;

	spin_lock(&w->lock);
	state.posts = w->posts;
	state.taken = w->taken;
	state.tokens = w->posts - w->taken;
	state.waiters = count_waiters(w);
	spin_unlock(&w->lock);
	return copy_to_user(arg, &state, sizeof(state)) ? -EFAULT : 0;
}

/* Our call, but with a struct of another size or direction? */
static bool misshapen(unsigned int cmd)
{
	return _IOC_TYPE(cmd) == _IOC_TYPE(WAKESTORM_WAIT) &&
	       _IOC_NR(cmd) >= _IOC_NR(WAKESTORM_WAIT) &&
	       _IOC_NR(cmd) <= _IOC_NR(WAKESTORM_STATE);
}

static long wakestorm_ioctl(struct file *file, unsigned int cmd,
			    unsigned long arg)
{
	struct wakestorm *w = file->private_data;
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case WAKESTORM_WAIT: return wakestorm_wait(w, uarg);
	case WAKESTORM_POST: return wakestorm_post(w, uarg);
	case WAKESTORM_STATE: return wakestorm_state(w, uarg);
	default: return misshapen(cmd) ? -EINVAL : -ENOTTY;
	}
}

static int wakestorm_open(struct inode *inode, struct file *file)
{
	struct wakestorm *w = kvzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	init_waitqueue_head(&w->queue);
	spin_lock_init(&w->lock);
	file->private_data = w;
	return 0;
}

/* Runs after the last call has returned: nobody is on the queue. */
static int wakestorm_release(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

static const struct file_operations wakestorm_fops = {
	.owner = THIS_MODULE, /* no unloading while the device is open */
	.open = wakestorm_open,
	.release = wakestorm_release,
	.unlocked_ioctl = wakestorm_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice wakestorm_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "wakestorm",
	.fops = &wakestorm_fops,
	.mode = 0600,
};
module_misc_device(wakestorm_device);

MODULE_DESCRIPTION("Exclusive waits, right and wrong, on one wait queue");
MODULE_LICENSE("GPL");
