// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel initramfs`: what a guest boots into, as a file. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/kernel.h"
#include "guest/host.h"
#include "guest/initramfs.h"
#include "guest/qemu.h"
#include "say.h"
#include "util.h"

struct initramfs_options {
	struct kernel_options kernel; /* its names alone */
	const char *out;
};

static const struct option_spec initramfs_spec[] = {
	{ "out", OPT_TEXT, offsetof(struct initramfs_options, out), 0, 0,
	  "FILE", "write it there" },
	{ 0 },
};

static const struct option_table initramfs_table = {
	.usage = "kernel initramfs [NAME] --out FILE -- run|explore "
		 "[OPTION]...",
	.about = "A file system that any kernel can boot into: it runs the "
		 "command, prints on the console (see run --ktap), and "
		 "reboots. With the name of a described kernel it has our "
		 "module for that one.",
	.spec = initramfs_spec,
	.other = kernel_name_argument,
};

/* The folder that the module is in; "" when no kernel is named. */
static int find_module(const struct initramfs_options *o, char dir[PATH_MAX])
{
	struct kernel_spec *spec;
	struct kernel kernel;
	int ret;

	*dir = 0;
	if (!o->kernel.names.n)
		return 0;
	spec = malloc(sizeof(*spec));
	if (!spec)
		return complain("out of memory");
	ret = kernel_choose(&o->kernel, 0, spec);
	if (!ret && host_refuses(spec, "we have no module for it"))
		ret = -EINVAL;
	if (!ret)
		ret = kernel_get(spec, &kernel);
	if (!ret)
		snprintf(dir, PATH_MAX, "%s", kernel.dir);
	free(spec);
	return ret;
}

/* A file gets its name when it is whole. */
static int write_file(const char *path, const char *dir, int argc, char **argv)
{
	char part[PATH_MAX];
	int fd, ret;

	if (snprintf(part, sizeof(part), "%s.part", path) >= (int)sizeof(part))
		return complain("--out %s: name too long", path);
	fd = SYS(open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
	if (fd < 0)
		return complain("--out %s: %s", path, strerror(-fd));
	ret = initramfs_write(fd, dir, NULL, argc, argv);
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret)
		ret = SYS(rename(part, path));
	if (!ret)
		return STATUS_PASS;
	unlink(part);
	return complain("--out %s: can't be written: %s", path, strerror(-ret));
}

static int check(const struct initramfs_options *o, int argc, char **argv)
{
	int status = 0;

	if (!o->out)
		return complain("kernel initramfs: needs --out FILE (try "
				"--help)");
	if (o->kernel.names.n > 1)
		return complain("'%s': one kernel at a time",
				o->kernel.names.item[1]);
	if (!argc)
		return complain("kernel initramfs: which command? -- run ... "
				"(try --help)");
	if (!works_in_guest(argv[0]))
		return complain("'%s' behind --: run and explore work in a "
				"guest",
				argv[0]);
	if (strcmp(argv[0], "run"))
		explore_is_valid(argc, argv, &status);
	else
		run_is_valid(argc, argv, &status);
	return status;
}

int kernel_initramfs(int argc, char **argv)
{
	struct initramfs_options o = { .out = NULL };
	char dir[PATH_MAX];
	int rest, status;

	if (options_parse(&initramfs_table, &o, argc, argv, &rest, &status))
		return status;
	status = check(&o, argc - rest, argv + rest);
	if (status)
		return status;
	if (find_module(&o, dir))
		return STATUS_BROKEN;
	return write_file(o.out, dir, argc - rest, argv + rest);
}
