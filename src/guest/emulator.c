// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/emulator.h"
#include "say.h"
#include "util.h"

#define FIRST_SMP_MAJOR 10 /* QEMU that can count instructions of two CPUs */
#define ROOM_MIB	200ul

/* 0; exit status of `--version`, or -errno. */
static int ask_version(struct emulator *e)
{
	char *argv[] = { e->path, "--version", NULL };
	char text[256];
	int ret = capture(argv, NULL, text, sizeof(text));

	if (!ret &&
	    sscanf(text, "QEMU emulator version %31[0-9.]", e->version) != 1)
		return -EIO;
	return ret;
}

/* 0, or -errno after a complaint. */
static int read_version(struct emulator *e)
{
	int ret = ask_version(e);

	if (!ret || ret == -EINTR)
		return ret;
	if (ret == 127) {
		complain("no " QEMU ": ./configure --install-deps");
		return -ENOENT;
	}
	complain("%s --version failed (%d): ./configure --install-deps",
		 e->path, ret);
	return -EIO;
}

int emulator_look(struct emulator *e)
{
	int ret;

	*e = (struct emulator){ .path = QEMU };
	ret = ask_version(e);
	return ret > 0 ? -ENOENT : ret;
}

bool emulator_counts_cpus(const struct emulator *e)
{
	return atoi(e->version) >= FIRST_SMP_MAJOR;
}

/* Bring a newer one into the cache folder, or find it there. */
static int bring_newer(struct emulator *e)
{
	char script[PATH_MAX], folder[PATH_MAX], out[PATH_MAX] = "";
	char *argv[] = { script, folder, NULL };
	int ret = cache_folder(folder, "qemu");

	if (!ret)
		ret = cache_has_room(ROOM_MIB);
	if (!ret)
		ret = path_format(script, "%s/kernels/fetch-qemu.sh",
				  data_dir());
	if (!ret)
		ret = capture(argv, NULL, out, sizeof(out));
	out[strcspn(out, "\n")] = '\0';
	if (ret > 0) {
		complain("qemu-icount runs 1 CPU with QEMU %s, and there is no "
			 "newer one: %s; ask for 1",
			 e->version, out);
		return -ENOENT;
	}
	if (!ret)
		ret = path_format(e->path, "%s", out);
	return ret ? ret : read_version(e);
}

int emulator_choose(bool virtual_cpus, struct emulator *e)
{
	int ret;

	*e = (struct emulator){ .path = QEMU };
	ret = read_version(e);
	if (ret || !virtual_cpus || emulator_counts_cpus(e))
		return ret;
	return bring_newer(e);
}
