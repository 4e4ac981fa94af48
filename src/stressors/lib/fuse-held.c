// SPDX-License-Identifier: GPL-2.0
#include "stressors/lib/fuse-held.h"
#include "util.h"

int fuse_held_count(const struct fuse_conn *c, struct fuse_held *h,
		    unsigned most)
{
	unsigned n = atomic_load(&h->n);
	int op = 0;

	while (op >= 0 && n < most) {
		op = fuse_conn_serve(c, &h->id[n]);
		n += op == FUSE_READ;
	}
	atomic_store(&h->n, n);
	return op < 0 && op != -EAGAIN ? op : (int)n;
}

int fuse_held_answer(const struct fuse_conn *c, struct fuse_held *h)
{
	unsigned n = atomic_load(&h->n);
	uint64_t id;
	int op = FUSE_READ;

	while (n && !atomic_compare_exchange_weak(&h->n, &n, n - 1))
		;
	if (n)
		id = h->id[n - 1];
	else
		op = fuse_conn_serve(c, &id);
	return op < 0 ? op : fuse_conn_answer_read(c, id);
}
