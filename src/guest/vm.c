// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "guest/console.h"
#include "guest/frame.h"
#include "guest/initramfs.h"
#include "guest/uml.h"
#include "guest/vm.h"
#include "measure/clock.h"
#include "say.h"
#include "tether.h"

#define BOOT_NS	 (60 * SEC_NS) /* when the plan leaves it open */
#define STALL_NS (60 * SEC_NS)
#define GONE_NS	 (10 * SEC_NS) /* from the end marker to power off */
#define OUT_MAX	 (1ull << 30)  /* bytes of records that a guest may send */
#define LOOK_MS	 200 /* at the limits, and where inotify can't be had */

/* What we know of a machine while it runs. */
struct watch {
	const struct vm *vm;
	FILE *out;
	struct guest_outcome *outcome;
	struct vm_files files;
	struct console console;
	struct frame_reader reader;
	off_t console_at, records_at; /* read so far */
	uint64_t start_ns, moved_ns;  /* power on; last progress */
	bool ready, ended;
	char beat[32];	 /* the last one */
	uint64_t still;	 /* beats (guest seconds) in a row that were the same */
	uint64_t taken;	 /* bytes of records */
	int write_error; /* -errno of out */
};

static void moved(struct watch *w)
{
	w->moved_ns = now_ns();
	w->still = 0;
}

static void PRINTF(2, 3) trouble(struct watch *w, const char *fmt, ...)
{
	size_t size = sizeof(w->outcome->trouble);
	va_list args;

	if (w->outcome->trouble[0])
		return;
	va_start(args, fmt);
	vsnprintf(w->outcome->trouble, size, fmt, args);
	va_end(args);
}

static void take_line(struct watch *w, const struct frame *f)
{
	w->taken += f->len;
	if (w->taken > OUT_MAX) {
		trouble(w, "the guest sent more than 1 GiB of records");
		return;
	}
	if (f->payload[0] == '{' && !w->outcome->records++)
		w->outcome->first_record_ns = now_ns() - w->start_ns;
	if (w->out && (fwrite(f->payload, 1, f->len, w->out) != f->len ||
		       putc('\n', w->out) == EOF || fflush(w->out)))
		w->write_error = -errno;
	moved(w);
}

static void take_beat(struct watch *w, const struct frame *f)
{
	char beat[sizeof(w->beat)];

	snprintf(beat, sizeof(beat), "%s", f->payload);
	if (strcmp(beat, w->beat))
		moved(w);
	else
		w->still++;
	memcpy(w->beat, beat, sizeof(beat));
}

static void take_end(struct watch *w, const struct frame *f)
{
	char *end;
	unsigned long status = strtoul(f->payload, &end, 10);

	if (end == f->payload || *end || status > 255)
		return;
	w->outcome->status = status;
	w->ended = true;
	moved(w);
}

static void take_frame(struct watch *w, const struct frame *f)
{
	switch (f->kind) {
	case FRAME_READY:
		w->ready = true;
		w->outcome->ready_ns = now_ns() - w->start_ns;
		moved(w);
		break;
	case FRAME_LINE: take_line(w, f); break;
	case FRAME_BEAT: take_beat(w, f); break;
	case FRAME_END: take_end(w, f); break;
	}
}

static void take_records(struct watch *w, const char *data, size_t n)
{
	struct frame f;
	size_t fed;

	while (n) {
		fed = frame_feed(&w->reader, data, n);
		data += fed;
		n -= fed;
		while (frame_next(&w->reader, &f))
			take_frame(w, &f);
	}
}

/*
 * Read what was written to fd since, and give its memory back.  At most what is
 * there now: a guest that never stops writing must not keep us here.
 */
static void read_on(struct watch *w, int fd, off_t *at,
		    void (*take)(struct watch *w, const char *data, size_t n))
{
	off_t begin = *at, end = lseek(fd, 0, SEEK_END);
	char data[65536];
	long n;

	while (*at < end && (n = pread(fd, data, sizeof(data), *at)) > 0) {
		take(w, data, n);
		*at += n;
	}
	if (*at > begin)
		fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, begin,
			  *at - begin);
}

static void take_console(struct watch *w, const char *data, size_t n)
{
	console_feed(&w->console, data, n);
}

static void read_both(struct watch *w)
{
	read_on(w, w->files.console, &w->console_at, take_console);
	read_on(w, w->files.records, &w->records_at, take_records);
}

/* The best that the console can tell: its first finding, or its last line. */
static const char *console_says(const struct watch *w)
{
	if (w->console.trouble[0])
		return w->console.trouble;
	return w->console.last[0] ? w->console.last : "(none)";
}

/* Has it used up its time?  Then trouble says which. */
static bool too_long(struct watch *w)
{
	const struct guest_limits *limits = &w->vm->plan->limits;
	uint64_t boot = limits->boot_ns ? limits->boot_ns : BOOT_NS;
	uint64_t limit = limits->stall_ns ? limits->stall_ns : STALL_NS;
	uint64_t now = now_ns(), age = now - w->start_ns;

	if (w->ended)
		return now - w->moved_ns > GONE_NS;
	if (!w->ready && age > boot)
		trouble(w,
			"did not reach user space in %llu s; last console "
			"line: %s",
			(unsigned long long)(boot / SEC_NS), console_says(w));
	else if (limits->whole_ns && age > limits->whole_ns)
		trouble(w, "not done in %llu s; last console line: %s",
			(unsigned long long)(limits->whole_ns / SEC_NS),
			console_says(w));
	/* Idle virtual time runs ahead of the host's: then beats tell. */
	else if (w->ready &&
		 (now - w->moved_ns > limit || w->still > limit / SEC_NS))
		trouble(w, "no progress for %llu s; last console line: %s",
			(unsigned long long)(limit / SEC_NS), console_says(w));
	return w->outcome->trouble[0];
}

/* Stay until the machine is gone.  0 or -errno. */
static int watch(struct watch *w, struct tether *t, int changes)
{
	int gone = SYS(syscall(SYS_pidfd_open, t->guard, 0));
	struct pollfd p[] = { { .fd = changes, .events = POLLIN },
			      { .fd = gone, .events = POLLIN } };
	char events[4096];
	int status;

	do {
		poll(p, ARRAY_SIZE(p), LOOK_MS);
		if (p[0].revents && read(changes, events, sizeof(events)) < 0)
			p[0].fd = -1;
		status = tether_poll(t);
		read_both(w);
	} while (status == -EAGAIN && !stop_requested() && !w->write_error &&
		 !too_long(w));
	tether_cut(t);
	read_both(w);
	fd_close(&gone);
	return stop_requested() ? -EINTR : w->write_error;
}

static void first_line_of(int fd, char *line, size_t size)
{
	long n = pread(fd, line, size - 1, 0);
	char *c;

	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	for (c = line; *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '?';
	}
}

/* The machine is gone: was it in order? */
static void judge(struct watch *w)
{
	struct guest_outcome *o = w->outcome;
	char words[128];

	if (!w->ended) {
		first_line_of(w->files.words, words, sizeof(words));
		if (w->console.trouble[0])
			trouble(w, "%s", w->console.trouble);
		else if (!w->ready && words[0])
			trouble(w, "%s", words);
		else
			trouble(w,
				"guest ended without its end marker; last "
				"console line: %s",
				console_says(w));
	}
	if (w->reader.lost)
		trouble(w, "%llu frames lost on the serial line",
			(unsigned long long)w->reader.lost);
	if (!w->ended || w->reader.lost)
		o->status = STATUS_BROKEN;
	else if (w->console.trouble[0])
		trouble(w, "%s", w->console.trouble);
	else if (o->status == STATUS_BROKEN && !o->records)
		trouble(w, "%s", w->console.said);
}

static int start(struct watch *w, struct tether *t)
{
	bool uml = w->vm->plan->kernel->uml;
	struct command command;
	int err = uml ? uml_command(&command, w->vm, &w->files)
		      : qemu_command(&command, w->vm, &w->files);

	w->start_ns = w->moved_ns = now_ns();
	if (!err)
		err = uml ? uml_start(t, &command, w->files.console)
			  : tether_exec(t, command.argv, NULL, w->files.words);
	if (err)
		complain("cannot start %s: %s", uml ? "the kernel" : QEMU,
			 strerror(-err));
	return err;
}

/* Wakes us when QEMU writes; -1 is as good, only slower. */
static int watch_files(const struct vm_files *files)
{
	int fds[] = { files->console, files->records };
	int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char path[64];
	size_t i;

	for (i = 0; changes >= 0 && i < ARRAY_SIZE(fds); i++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[i]);
		inotify_add_watch(changes, path, IN_MODIFY);
	}
	return changes;
}

static int files_open(struct vm_files *f)
{
	/* No MFD_CLOEXEC: the machine inherits them. */
	f->initrd = memfd_create("wakestorm-initramfs", 0);
	f->console = memfd_create("wakestorm-console", 0);
	f->records = memfd_create("wakestorm-records", 0);
	f->words = memfd_create("wakestorm-qemu", MFD_CLOEXEC);
	/* Our lseek() must not move a descriptor that is written by. */
	fcntl(f->console, F_SETFL, O_APPEND);
	fcntl(f->records, F_SETFL, O_APPEND);
	if (f->initrd >= 0 && f->console >= 0 && f->records >= 0 &&
	    f->words >= 0)
		return 0;
	complain("no memory for a guest's files: %s", strerror(errno));
	return -ENOMEM;
}

static void files_close(struct vm_files *f)
{
	fd_close(&f->initrd);
	fd_close(&f->console);
	fd_close(&f->records);
	fd_close(&f->words);
}

static int console_open(struct watch *w)
{
	const char *path = w->vm->plan->console;

	if (!path)
		return 0;
	w->console.copy = fopen(path, "we");
	if (w->console.copy)
		return 0;
	complain("cannot write the console to %s: %s", path, strerror(errno));
	return -EIO;
}

/* Everything that must exist before power on.  0, or -errno after a complaint.
 */
static int prepare(struct watch *w)
{
	const struct guest_plan *plan = w->vm->plan;
	int err = files_open(&w->files);

	if (err)
		return err;
	if (frame_reader_init(&w->reader)) {
		complain("out of memory");
		return -ENOMEM;
	}
	err = console_open(w);
	if (err)
		return err;
	return initramfs_write(w->files.initrd, plan->kernel->dir, plan->file,
			       plan->argc, plan->argv);
}

int vm_run(const struct vm *vm, FILE *out, struct guest_outcome *outcome)
{
	struct watch w = { .vm = vm,
			   .out = out,
			   .outcome = outcome,
			   .files = { -1, -1, -1, -1 } };
	struct tether t = { .guard = 0 };
	int changes = -1, err;

	*outcome = (struct guest_outcome){ .status = STATUS_BROKEN };
	snprintf(outcome->accel, sizeof(outcome->accel), "%s", vm->accel);
	err = prepare(&w);
	if (!err) {
		changes = watch_files(&w.files);
		err = start(&w, &t);
	}
	if (!err)
		err = watch(&w, &t, changes);
	if (!err)
		judge(&w);
	if (w.write_error)
		complain("cannot write a record: %s", strerror(-w.write_error));
	fd_close(&changes);
	files_close(&w.files);
	frame_reader_free(&w.reader);
	if (w.console.copy)
		fclose(w.console.copy);
	return err;
}
