/* SPDX-License-Identifier: GPL-2.0 */
/* An eventfd that is read one by one. */
#ifndef EVENT_COUNT_H
#define EVENT_COUNT_H

/* A new one that is 0; flags as of eventfd().  0 or -errno. */
int event_count_open(int *fd, int flags);

/* Hooks of stressors whose site begins with its descriptor. */
void event_count_close(void *site);
int event_count_add(void *site);  /* one more */
int event_count_take(void *site); /* one of them */
int event_count_is_set(void *site);

#endif
