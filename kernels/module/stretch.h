/* SPDX-License-Identifier: GPL-2.0 */
/* The module's second device, where the kernel has kprobes. */
#ifndef STRETCH_H
#define STRETCH_H

#ifdef CONFIG_KPROBES
int stretch_register(void);
void stretch_deregister(void);
#else
static inline int stretch_register(void)
{
	return 0;
}

static inline void stretch_deregister(void)
{
}
#endif

#endif
