/* SPDX-License-Identifier: GPL-2.0 */
/* The management interface of the kernel's Bluetooth. */
#ifndef VHCI_MGMT_H
#define VHCI_MGMT_H

#include <stdbool.h>

/* Switch sockets for isochronous channels on or off, for the whole machine.
 * 0, -EALREADY or another -errno. */
int vhci_switch_iso(bool on);

#endif
