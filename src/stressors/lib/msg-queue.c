// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/msg-queue.h"
#include "stressors/lib/private-ipc.h"
#include "util.h"

struct msg {
	long type;
	char text[MSG_SIZE];
};

int msg_queue_open(void *id)
{
	int *queue = id, ret = private_ipc();

	*queue = -1;
	if (ret)
		return ret;
	*queue = SYS(msgget(IPC_PRIVATE, 0600));
	return *queue < 0 ? *queue : 0;
}

int msg_queue_remove(void *id)
{
	const int *queue = id;

	return SYS(msgctl(*queue, IPC_RMID, NULL));
}

void msg_queue_close(void *id)
{
	msg_queue_remove(id);
}

int msg_queue_send(const int *id, int flags)
{
	struct msg m = { .type = 1 };

	return SYS(msgsnd(*id, &m, MSG_SIZE, flags));
}

int msg_queue_receive(const int *id, int flags)
{
	struct msg m;

	return full(msgrcv(*id, &m, MSG_SIZE, 0, flags), MSG_SIZE);
}

int msg_queue_limit(const int *id, unsigned messages)
{
	struct msqid_ds ds;
	int ret = SYS(msgctl(*id, IPC_STAT, &ds));

	if (ret)
		return ret;
	ds.msg_qbytes = (msglen_t)messages * MSG_SIZE;
	return SYS(msgctl(*id, IPC_SET, &ds));
}

int msg_queue_count(const int *id, int *room)
{
	struct msqid_ds ds;
	int ret = SYS(msgctl(*id, IPC_STAT, &ds));

	if (ret)
		return ret;
	*room = (int)(ds.msg_qbytes / MSG_SIZE) - (int)ds.msg_qnum;
	return (int)ds.msg_qnum;
}
