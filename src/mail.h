/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MAIL_H
#define MAIL_H

#include <stdio.h>

#include "result.h"

/*
 * Findings of explore as a mail to a kernel list: plain text, 72 columns but
 * for stacks and names.  loss has n > 0 of them, each a record of a script, or
 * of act stretch.  0, or a status after a complaint.
 */
int mail_write(FILE *f, const struct result *loss, int n);

#endif
