// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <string.h>

#include "guest/accel.h"
#include "guest/vm.h"
#include "say.h"

#define PROBE_NS (10 * SEC_NS)
#define BOOT_ID	 "/proc/sys/kernel/random/boot_id"

static const char *const accels[] = { "kvm", "tcg" };

/* One line of a file, without its newline.  false: can't be had. */
static bool read_line(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long n;

	if (fd < 0)
		return false;
	n = read(fd, text, size - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}

/* 0 or -errno. */
static int open_kvm(void)
{
	int fd = SYS(open("/dev/kvm", O_RDWR | O_CLOEXEC));
	int ret = fd < 0 ? fd : 0;

	fd_close(&fd);
	return ret;
}

/* What the answer depends on, and the file that holds it. */
static bool cache_key(const char *version, char *path, size_t path_size,
		      char *key, size_t key_size)
{
	char dir[PATH_MAX - 8], boot_id[64];

	if (cache_dir(dir, sizeof(dir)) ||
	    !read_line(BOOT_ID, boot_id, sizeof(boot_id)))
		return false;
	snprintf(path, path_size, "%s/accel", dir);
	snprintf(key, key_size, "%s qemu %s", boot_id, version);
	return true;
}

static const char *recall(const char *path, const char *key)
{
	char kept[256], line[256];
	size_t i;

	if (!read_line(path, kept, sizeof(kept)))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(accels); i++) {
		snprintf(line, sizeof(line), "%s %s", key, accels[i]);
		if (!strcmp(kept, line))
			return accels[i];
	}
	return NULL;
}

/* Half a line does not match any more, so no care is taken of one. */
static void remember(const char *path, const char *key, const char *accel)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd >= 0)
		dprintf(fd, "%s %s\n", key, accel);
	fd_close(&fd);
}

/* 1: it boots with KVM; 0: it does not; -EINTR: a signal told us to stop. */
static int probe(const struct kernel *kernel)
{
	const struct guest_plan plan = { .kernel = kernel,
					 .tier = "qemu",
					 .cpus = 1,
					 .limits.boot_ns = PROBE_NS };
	const struct vm vm = { .plan = &plan, .qemu = QEMU, .accel = "kvm" };
	struct guest_outcome outcome;
	int err = vm_run(&vm, NULL, &outcome);

	return err == -EINTR ? err : !err && outcome.status == STATUS_PASS;
}

const char *accel_choose(const struct kernel *kernel, const char *version)
{
	char path[PATH_MAX], key[128];
	const char *accel;
	bool keep;
	int boots;

	if (open_kvm())
		return "tcg";
	keep = cache_key(version, path, sizeof(path), key, sizeof(key));
	accel = keep ? recall(path, key) : NULL;
	if (accel)
		return accel;
	note("trying KVM: booting %s with it, 10 s at most", kernel->name);
	boots = probe(kernel);
	accel = boots > 0 ? "kvm" : "tcg";
	if (boots == 0)
		note("guests can't boot with KVM here: going on with TCG, "
		     "which is slower");
	if (keep && boots >= 0)
		remember(path, key, accel);
	return accel;
}

void accel_tell(const char *version, char *words, size_t size)
{
	char path[PATH_MAX], key[128];
	const char *accel = NULL;
	int err = open_kvm();

	if (cache_key(version, path, sizeof(path), key, sizeof(key)))
		accel = recall(path, key);
	if (err)
		snprintf(words, size, "tcg: /dev/kvm: %s", strerror(-err));
	else if (!accel)
		snprintf(words, size, "kvm if a guest boots with it: not tried");
	else if (!strcmp(accel, "tcg"))
		snprintf(words, size, "tcg: guests can't boot with KVM here");
	else
		snprintf(words, size, "%s", accel);
}
