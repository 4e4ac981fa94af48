// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/wakestorm: many ways to sleep in the kernel, right and wrong, for the
 * ioctl-* stressors.  wakestorm-abi.h describes the calls; how each variant
 * sleeps is in waits-*.c.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "stretch.h"
#include "wakestorm.h"

bool wakestorm_ready(struct wakestorm *w)
{
	bool ready;

	spin_lock(&w->lock);
	ready = w->gone || w->taken != w->posts;
	spin_unlock(&w->lock);
	return ready;
}

bool wakestorm_take(struct wakestorm *w, struct wakestorm_wait *wait)
{
	bool ready;

	spin_lock(&w->lock);
	ready = w->gone || w->taken != w->posts;
	if (w->taken != w->posts)
		wait->posted_ns = w->posted_ns[w->taken++ % WAKESTORM_TOKENS];
	spin_unlock(&w->lock);
	return ready;
}

void wakestorm_share(struct wakestorm *w, struct wakestorm_wait *wait)
{
	spin_lock(&w->lock);
	if (!w->gone)
		wait->posted_ns =
			w->posted_ns[(w->posts - 1) % WAKESTORM_TOKENS];
	spin_unlock(&w->lock);
}

unsigned long wakestorm_jiffies(const struct wakestorm_wait *wait)
{
	return wait->timeout_ns ? nsecs_to_jiffies(wait->timeout_ns) + 1
				: WAKESTORM_SLICE;
}

bool wakestorm_next_slice(const struct wakestorm_wait *wait)
{
	return !wait->timeout_ns && !fatal_signal_pending(current);
}

#define KIND(number, name, ...) \
	[WAKESTORM_##number] = { wakestorm_wait_##name, __VA_ARGS__ }

static const struct wakestorm_kind kinds[] = {
	KIND(EXCLUSIVE, exclusive, &wakestorm_queue),
	KIND(PASS_ON, pass_on, &wakestorm_queue),
	KIND(BUSTED, busted, &wakestorm_queue),
	KIND(NARROW_BUSTED, narrow_busted, &wakestorm_queue),
	KIND(KILLABLE, killable, &wakestorm_queue),
	KIND(KILLABLE_BUSTED, killable_busted, &wakestorm_queue),
	KIND(LOCKED, locked, &wakestorm_queue),
	KIND(IDLE_TIMEOUT, idle_timeout, &wakestorm_queue, .times_out = true),
	KIND(VAR, var, &wakestorm_var),

	KIND(OPEN_CODED, open_coded, &wakestorm_queue, .times_out = true),
	KIND(OPEN_CODED_BUSTED, open_coded_busted, &wakestorm_queue,
	     .times_out = true),
	KIND(TIMEOUT_BUSTED, timeout_busted, &wakestorm_queue,
	     .times_out = true),
	KIND(SWAIT, swait, &wakestorm_swait),
	KIND(SWAIT_BUSTED, swait_busted, &wakestorm_swait),

	KIND(SEMAPHORE, semaphore, &wakestorm_semaphore),
	KIND(SEMAPHORE_KILLABLE, semaphore_killable, &wakestorm_semaphore),
	KIND(SEMAPHORE_TIMEOUT, semaphore_timeout, &wakestorm_semaphore,
	     .times_out = true),
	KIND(COMPLETION, completion, &wakestorm_completion, .times_out = true),
	KIND(COMPLETION_KILLABLE, completion_killable, &wakestorm_completion),

	KIND(BIT_LOCK, bit_lock, &wakestorm_bit),
	KIND(BIT_LOCK_KILLABLE, bit_lock_killable, &wakestorm_bit),
	KIND(BIT_LOCK_BUSTED, bit_lock_busted, &wakestorm_bit),
	KIND(BIT_LOCK_KILLABLE_BUSTED, bit_lock_killable_busted,
	     &wakestorm_bit),

	KIND(MUTEX, mutex, &wakestorm_mutex),
	KIND(MUTEX_KILLABLE, mutex_killable, &wakestorm_mutex),
	KIND(RWSEM_READ, rwsem_read, &wakestorm_rwsem),
	KIND(RWSEM_WRITE, rwsem_write, &wakestorm_rwsem),
};

/* Other calls see the kind when its lock is held. */
static long wakestorm_setup(struct wakestorm *w,
			    const struct wakestorm_setup *setup)
{
	const struct wakestorm_kind *kind;
	u32 variant = setup->variant;
	int err = 0;

	if (setup->flags || setup->reserved || variant >= ARRAY_SIZE(kinds))
		return -EINVAL;
	kind = &kinds[array_index_nospec(variant, ARRAY_SIZE(kinds))];
	mutex_lock(&w->setup_lock);
	if (w->kind)
		err = -EBUSY;
	else if (kind->place->hold)
		err = kind->place->hold(w);
	if (!err)
		smp_store_release(&w->kind, kind);
	mutex_unlock(&w->setup_lock);
	return err;
}

static long wakestorm_wait(struct wakestorm *w,
			   const struct wakestorm_kind *kind,
			   struct wakestorm_wait *wait)
{
	int err;

	if (wait->flags || wait->timeout_ns > WAKESTORM_TIMEOUT_MAX ||
	    (wait->timeout_ns && !kind->times_out))
		return -EINVAL;
	wait->posted_ns = 0;
	err = kind->wait(w, wait);
	if (err)
		return err == -EINTR ? -ERESTARTSYS : err;
	wait->returned_ns = ktime_get_ns();
	return wait->posted_ns ? 0 : -ENODEV;
}

/* 0: as many tokens more are there. */
static int add_tokens(struct wakestorm *w, u64 count)
{
	u64 now = ktime_get_ns();
	int err = 0;

	spin_lock(&w->lock);
	if (w->gone)
		err = -ENODEV;
	else if (w->posts - w->taken + count > WAKESTORM_TOKENS)
		err = -EAGAIN;
	for (; !err && count; count--)
		w->posted_ns[w->posts++ % WAKESTORM_TOKENS] = now;
	spin_unlock(&w->lock);
	return err;
}

static long wakestorm_post(struct wakestorm *w,
			   const struct wakestorm_kind *kind,
			   const struct wakestorm_post *post)
{
	int err;

	if (post->flags & ~WAKESTORM_WAKE_ONE || !post->count || post->reserved)
		return -EINVAL;
	err = add_tokens(w, post->count);
	if (!err)
		kind->place->wake(
			w, post->flags & WAKESTORM_WAKE_ONE ? 1 : post->count);
	return err;
}

static long wakestorm_state(struct wakestorm *w, struct wakestorm_state *state)
{
	if (state->flags)
		return -EINVAL;
	spin_lock(&w->lock);
	state->posts = w->posts;
	state->taken = w->taken;
	state->tokens = w->posts - w->taken;
	spin_unlock(&w->lock);
	return 0;
}

static long wakestorm_hangup(struct wakestorm *w,
			     const struct wakestorm_kind *kind,
			     const struct wakestorm_call *call)
{
	if (call->flags & ~WAKESTORM_WAKE_ONE)
		return -EINVAL;
	spin_lock(&w->lock);
	w->gone = true;
	spin_unlock(&w->lock);
	if (call->flags & WAKESTORM_WAKE_ONE)
		kind->place->wake(w, 1);
	else
		kind->place->wake_all(w);
	return 0;
}

/* The lock's token was for everybody: it ends here. */
static long wakestorm_hold(struct wakestorm *w,
			   const struct wakestorm_kind *kind,
			   const struct wakestorm_call *call)
{
	int err;

	if (call->flags || !kind->place->hold)
		return -EINVAL;
	err = kind->place->hold(w);
	if (err)
		return err;
	spin_lock(&w->lock);
	w->taken = w->posts;
	spin_unlock(&w->lock);
	return 0;
}

union call {
	__u32 version; /* each begins so */
	struct wakestorm_setup setup;
	struct wakestorm_wait wait;
	struct wakestorm_post post;
	struct wakestorm_state state;
	struct wakestorm_call other;
};

static long carry_out(struct wakestorm *w, unsigned int cmd, union call *call)
{
	const struct wakestorm_kind *kind = smp_load_acquire(&w->kind);

	if (cmd == WAKESTORM_SETUP)
		return wakestorm_setup(w, &call->setup);
	if (!kind)
		return -EINVAL;
	switch (cmd) {
	case WAKESTORM_WAIT: return wakestorm_wait(w, kind, &call->wait);
	case WAKESTORM_POST: return wakestorm_post(w, kind, &call->post);
	case WAKESTORM_STATE: return wakestorm_state(w, &call->state);
	case WAKESTORM_HANGUP: return wakestorm_hangup(w, kind, &call->other);
	case WAKESTORM_HOLD: return wakestorm_hold(w, kind, &call->other);
	default: return -EINVAL; /* of another size or direction */
	}
}

static bool is_ours(unsigned int cmd)
{
	return _IOC_TYPE(cmd) == _IOC_TYPE(WAKESTORM_WAIT) &&
	       _IOC_NR(cmd) >= _IOC_NR(WAKESTORM_WAIT) &&
	       _IOC_NR(cmd) <= _IOC_NR(WAKESTORM_HOLD);
}

static long wakestorm_ioctl(struct file *file, unsigned int cmd,
			    unsigned long arg)
{
	void __user *user = (void __user *)arg;
	size_t size = _IOC_SIZE(cmd);
	union call call;
	long ret;

	if (!is_ours(cmd))
		return -ENOTTY;
	if (size < sizeof(call.version) || size > sizeof(call))
		return -EINVAL;
	if (copy_from_user(&call, user, size))
		return -EFAULT;
	if (call.version != WAKESTORM_ABI)
		return -EINVAL;
	ret = carry_out(file->private_data, cmd, &call);
	if (!ret && _IOC_DIR(cmd) & _IOC_READ &&
	    copy_to_user(user, &call, size))
		ret = -EFAULT;
	return ret;
}

static int wakestorm_open(struct inode *inode, struct file *file)
{
	struct wakestorm *w = kvzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	mutex_init(&w->setup_lock);
	spin_lock_init(&w->lock);
	init_waitqueue_head(&w->queue);
	init_swait_queue_head(&w->swait);
	sema_init(&w->semaphore, 0);
	init_completion(&w->completion);
	w->word = 1;
	mutex_init(&w->mutex);
	init_rwsem(&w->rwsem);
	mutex_init(&w->holder_lock);
	init_completion(&w->held);
	file->private_data = w;
	return 0;
}

/* Runs after the last call has returned: nobody sleeps here any more. */
static int wakestorm_release(struct inode *inode, struct file *file)
{
	struct wakestorm *w = file->private_data;

	if (w->kind)
		w->kind->place->wake_all(w); /* ends the lock's holder */
	kvfree(w);
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

static int __init wakestorm_init(void)
{
	int err = misc_register(&wakestorm_device);

	if (err)
		return err;
	err = stretch_register();
	if (err)
		misc_deregister(&wakestorm_device);
	return err;
}
module_init(wakestorm_init);

static void __exit wakestorm_exit(void)
{
	stretch_deregister();
	misc_deregister(&wakestorm_device);
}
module_exit(wakestorm_exit);

MODULE_DESCRIPTION("Ways to sleep on wait queues and locks, right and wrong");
MODULE_LICENSE("GPL");
