/* SPDX-License-Identifier: GPL-2.0 */
/* Can this machine speed guests up? */
#ifndef ACCEL_H
#define ACCEL_H

#include "guest/kernel.h"

/*
 * "kvm" where a guest really boots with it, else "tcg".  A /dev/kvm that opens
 * proves nothing: the kernel is booted once to see, and the answer kept in the
 * cache for as long as the host is not rebooted and its QEMU stays the same.
 */
const char *accel_choose(const struct kernel *kernel, const char *version);

/* Which it is, or would be, and why: "tcg: /dev/kvm: No such file or directory". */
void accel_tell(const char *version, char *words, size_t size);

#endif
