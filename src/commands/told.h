/* SPDX-License-Identifier: GPL-2.0 */
/* Options by which `kernel boot` tells a command in a guest where it runs. */
#ifndef TOLD_H
#define TOLD_H

#include "options.h"
#include "where.h"

#define TOLD_OPTION(type, name, field, arg, help)                           \
	{                                                                   \
		name, OPT_TEXT, offsetof(type, told.field), 0, 0, arg, help \
	}

/* For a table of options that are kept in such a type, which has a told. */
#define TOLD_OPTIONS(type)                                                    \
	TOLD_OPTION(type, "tier", tier, "NAME",                               \
		    "recorded: where we run [native] (set by kernel boot)"),  \
		TOLD_OPTION(type, "accel", accel, "NAME",                     \
			    "recorded: kvm or tcg (set by kernel boot)"),     \
		TOLD_OPTION(                                                  \
			type, "kernel-name", kernel, "NAME",                  \
			"recorded: name of the kernel (set by kernel boot)"), \
		TOLD_OPTION(type, "kernel-id", kernel_id, "ID",               \
			    "recorded: its content hash (set by kernel boot)"),   \
		TOLD_OPTION(type, "kernel-append", append, "ARGS",            \
			    "recorded: its further arguments (set by kernel boot)")

#endif
