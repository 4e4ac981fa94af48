// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "guest/cache.h"
#include "guest/initramfs.h"
#include "guest/qemu.h"
#include "say.h"
#include "workload/program.h"
#include "workload/workload.h"

#define SELF	 "/proc/self/exe"
#define FILE_MAX (256u << 20)
#define TRAILER	 "TRAILER!!!"
#define LDD_MAX	 16384

#define GUEST_PROGRAMS "usr/bin/" /* in its PATH: guest/init.c */

struct entry {
	const char *name;
	unsigned mode; /* type and permissions */
	dev_t device;  /* of a device node */
	const char *data;
	size_t size;
};

struct archive {
	FILE *f;
	unsigned inode;
};

/* Name and data are each padded to 4 bytes, counted from the archive's start;
 * every entry before has been too, so the position in the entry will do. */
static void pad(FILE *f, size_t written)
{
	static const char zeroes[4];

	fwrite(zeroes, 1, -written & 3, f);
}

static void put(struct archive *a, const struct entry *e)
{
	size_t name_size = strlen(e->name) + 1;
	int head;

	head = fprintf(a->f,
		       "070701%08X%08X%08X%08X%08X%08X%08zX"
		       "%08X%08X%08X%08X%08zX%08X",
		       ++a->inode, e->mode, 0, 0, S_ISDIR(e->mode) ? 2 : 1, 0,
		       e->size, 0, 0, major(e->device), minor(e->device),
		       name_size, 0);
	fwrite(e->name, 1, name_size, a->f);
	pad(a->f, head + name_size);
	if (e->size)
		fwrite(e->data, 1, e->size, a->f);
	pad(a->f, e->size);
}

static void put_skeleton(struct archive *a)
{
	const struct entry skeleton[] = {
		{ .name = "dev", .mode = S_IFDIR | 0755 },
		{ .name = "proc", .mode = S_IFDIR | 0755 },
		{ .name = "sys", .mode = S_IFDIR | 0755 },
		{ .name = "tmp", .mode = S_IFDIR | 0755 },
		/* The kernel opens it for process 1 before anything is
		 * mounted. */
		{ .name = "dev/console",
		  .mode = S_IFCHR | 0600,
		  .device = makedev(5, 1) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(skeleton); i++)
		put(a, &skeleton[i]);
}

/* Add the file at path as e.  0 or -errno. */
static int put_file(struct archive *a, struct entry e, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *data;
	int err;

	if (fd < 0 || fstat(fd, &st)) {
		err = -errno;
		fd_close(&fd);
		return err;
	}
	data = st.st_size <= FILE_MAX ? malloc(st.st_size + 1) : NULL;
	err = data ? full(read(fd, data, st.st_size), st.st_size) : -EFBIG;
	close(fd);
	if (!err) {
		e.data = data;
		e.size = st.st_size;
		put(a, &e);
	}
	free(data);
	return err;
}

static int put_args(struct archive *a, int argc, char *const *argv)
{
	struct entry e = { .name = "args", .mode = S_IFREG | 0644 };
	char *data = NULL;
	FILE *f = open_memstream(&data, &e.size);
	int i;

	if (!f)
		return -ENOMEM;
	for (i = 0; i < argc; i++)
		fwrite(argv[i], 1, strlen(argv[i]) + 1, f);
	if (fclose(f))
		return -ENOMEM;
	e.data = data;
	put(a, &e);
	free(data);
	return 0;
}

static int put_module(struct archive *a, const char *dir, const char *name)
{
	const struct entry e = { .name = name, .mode = S_IFREG | 0644 };
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, R_OK) ? 0 : put_file(a, e, path);
}

static int is_module(const struct dirent *d)
{
	return isdigit((unsigned char)*d->d_name);
}

/* Ours, and what a prebuilt kernel has in modules/NN-NAME.ko. */
static int put_modules(struct archive *a, const char *dir)
{
	char folder[PATH_MAX];
	struct dirent **list = NULL;
	int n, err = put_module(a, dir, "wakestorm.ko");

	snprintf(folder, sizeof(folder), "%s/modules", dir);
	n = scandir(folder, &list, is_module, alphasort);
	for (int i = 0; i < n; i++) {
		if (!err)
			err = put_module(a, folder, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return err;
}

/* All folders on the way to path; one that is there already stays. */
static void put_folders(struct archive *a, const char *path)
{
	char folder[PATH_MAX];

	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		const struct entry e = { .name = folder,
					 .mode = S_IFDIR | 0755 };

		snprintf(folder, sizeof(folder), "%.*s", (int)(p - path), path);
		put(a, &e);
	}
}

/* A file of the host's, by an absolute path, to the same one. */
static int put_same(struct archive *a, const char *path)
{
	const struct entry e = { .name = path + 1, .mode = S_IFREG | 0755 };

	put_folders(a, path + 1);
	return put_file(a, e, path);
}

/*
 * What ldd says: "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f...)", or the
 * path alone for the loader itself.  A program that is linked statically has none.
 */
static int put_libraries(struct archive *a, char *path)
{
	char *argv[] = { "ldd", path, NULL };
	char text[LDD_MAX], *rest = text, *line, *at;
	int err = 0;

	if (capture(argv, NULL, text, sizeof(text)))
		return 0;
	while (!err && (line = strsep(&rest, "\n"))) {
		at = strchr(line, '/');
		if (at && strstr(at, " ("))
			*strstr(at, " (") = 0;
		err = at ? put_same(a, at) : 0;
	}
	return err;
}

static int put_program(struct archive *a, const char *name)
{
	struct entry e = { .mode = S_IFREG | 0755 };
	char path[PATH_MAX], as[PATH_MAX], magic[5] = "";
	const char *base = strrchr(name, '/');
	int err = program_find(name, path);

	if (err) {
		complain("no %s here to take into the guest: install it", name);
		return err;
	}
	read_string(path, magic, sizeof(magic));
	if (strcmp(magic, "\177ELF")) {
		complain("%s is no binary: it can't be taken into the guest",
			 path);
		return -ENOEXEC;
	}
	snprintf(as, sizeof(as), GUEST_PROGRAMS "%s", base ? base + 1 : name);
	e.name = as;
	put_folders(a, as);
	err = put_file(a, e, path);
	return err ? err : put_libraries(a, path);
}

/* Those that the command line starts. */
static int put_programs(struct archive *a, int argc, char *const *argv)
{
	char name[MAX_PROGRAMS][NAME_LEN];
	int n = programs_of(argc, argv, name, MAX_PROGRAMS), err = 0;

	for (int i = 0; i < n && !err; i++)
		err = put_program(a, name[i]);
	return err;
}

static int put_all(struct archive *a, const char *dir, const char *file,
		   int argc, char *const *argv)
{
	const struct entry init = { .name = "init", .mode = S_IFREG | 0755 };
	const struct entry findings = { .name = &GUEST_FILE[1],
					.mode = S_IFREG | 0644 };
	const struct entry trailer = { .name = TRAILER };
	int err;

	put_skeleton(a);
	err = put_file(a, init, SELF);
	if (!err)
		err = put_modules(a, dir);
	if (!err && file)
		err = put_file(a, findings, file);
	if (!err)
		err = put_programs(a, argc, argv);
	if (!err)
		err = put_args(a, argc, argv);
	put(a, &trailer);
	return err;
}

int initramfs_write(int fd, const char *dir, const char *file, int argc,
		    char *const *argv)
{
	struct archive a = { .f = NULL };
	int err, own = dup(fd);

	if (own >= 0)
		a.f = fdopen(own, "w");
	if (!a.f) {
		err = -errno;
		fd_close(&own);
		goto fail;
	}
	err = put_all(&a, dir, file, argc, argv);
	if (ferror(a.f) && !err)
		err = -EIO;
	if (fclose(a.f) && !err)
		err = -errno;
	if (!err)
		return 0;
fail:
	complain("can't make the guest's file system: %s", strerror(-err));
	return err;
}
