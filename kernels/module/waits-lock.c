// SPDX-License-Identifier: GPL-2.0
/*
 * Locks that only their owner may unlock.  A thread of ours owns the lock while
 * everybody waits for it: nobody returns to user space with a lock held, and
 * killing a task frees none.
 */
#include <linux/kthread.h>
#include <linux/sched.h>

#include "wakestorm.h"

int wakestorm_wait_mutex(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err = mutex_lock_interruptible(&w->mutex);

	if (err)
		return err;
	wakestorm_share(w, wait);
	mutex_unlock(&w->mutex);
	return 0;
}

int wakestorm_wait_mutex_killable(struct wakestorm *w,
				  struct wakestorm_wait *wait)
{
	int err = mutex_lock_killable(&w->mutex);

	if (err)
		return err;
	wakestorm_share(w, wait);
	mutex_unlock(&w->mutex);
	return 0;
}

int wakestorm_wait_rwsem_read(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err = down_read_killable(&w->rwsem);

	if (err)
		return err;
	wakestorm_share(w, wait);
	up_read(&w->rwsem);
	return 0;
}

int wakestorm_wait_rwsem_write(struct wakestorm *w, struct wakestorm_wait *wait)
{
	int err = down_write_killable(&w->rwsem);

	if (err)
		return err;
	wakestorm_share(w, wait);
	up_write(&w->rwsem);
	return 0;
}

static void until_stopped(struct wakestorm *w)
{
	complete(&w->held);
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}

static int mutex_holder(void *data)
{
	struct wakestorm *w = data;

	mutex_lock(&w->mutex);
	until_stopped(w);
	mutex_unlock(&w->mutex);
	return 0;
}

static int rwsem_holder(void *data)
{
	struct wakestorm *w = data;

	down_write(&w->rwsem);
	until_stopped(w);
	up_write(&w->rwsem);
	return 0;
}

/*
 * On this CPU and above everybody: when it lets go of the lock, the caller goes
 * on before the waiter that was woken, if the caller is above that.
 */
static int start_holder(struct wakestorm *w, int (*holder)(void *data))
{
	struct task_struct *task = kthread_create(holder, w, "wakestorm");

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, raw_smp_processor_id());
	sched_set_fifo(task);
	reinit_completion(&w->held);
	w->holder = task;
	wake_up_process(task);
	wait_for_completion(&w->held);
	return 0;
}

static int hold(struct wakestorm *w, int (*holder)(void *data))
{
	int err = 0;

	mutex_lock(&w->holder_lock);
	if (READ_ONCE(w->gone))
		err = -ENODEV;
	else if (!w->holder)
		err = start_holder(w, holder);
	mutex_unlock(&w->holder_lock);
	return err;
}

static int hold_mutex(struct wakestorm *w)
{
	return hold(w, mutex_holder);
}

static int hold_rwsem(struct wakestorm *w)
{
	return hold(w, rwsem_holder);
}

static void let_go(struct wakestorm *w)
{
	mutex_lock(&w->holder_lock);
	if (w->holder)
		kthread_stop(w->holder);
	w->holder = NULL;
	mutex_unlock(&w->holder_lock);
}

/* A token more, while the lock is free already: unlock it once more. */
static void wake_mutex(struct wakestorm *w, unsigned int n)
{
	hold_mutex(w);
	let_go(w);
}

static void wake_rwsem(struct wakestorm *w, unsigned int n)
{
	hold_rwsem(w);
	let_go(w);
}

const struct wakestorm_place wakestorm_mutex = {
	.wake = wake_mutex,
	.wake_all = let_go,
	.hold = hold_mutex,
};

const struct wakestorm_place wakestorm_rwsem = {
	.wake = wake_rwsem,
	.wake_all = let_go,
	.hold = hold_rwsem,
};
