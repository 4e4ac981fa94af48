// SPDX-License-Identifier: GPL-2.0
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "data.h"
#include "guest/console.h"
#include "guest/frame.h"
#include "guest/host.h"
#include "guest/initramfs.h"
#include "guest/uml.h"
#include "guest/vm.h"
#include "measure/clock.h"
#include "say.h"
#include "tether.h"

#define BOOT_NS	 (60 * SEC_NS) /* when the plan leaves it open */
#define STALL_NS (60 * SEC_NS)
#define GONE_NS	 (10 * SEC_NS) /* from the end marker to power off */

/* What a guest may send: bytes, and records, so that it can't fill the disk or
 * crowd out the others' results. */
#define CONSOLE_MAX (64l << 20)
#define OUT_MAX	    (256l << 20)
#define RECORDS_MAX 10000

#define LOOK_MS 200 /* at the limits, and where inotify can't be had */

/* What somebody may kill. */
static const char *const names[] = {
	[QEMU_MACHINE] = QEMU,
	[UML_PROCESS] = "the kernel's process",
	[THIS_HOST] = "wakestorm",
};

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
	int write_error; /* -errno of out */
	int exit;	 /* of the machine; -1: we ended it */
	uint64_t ooms;	 /* that the host has had at power on */
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

static void take_records(void *watch, const char *data, size_t n)
{
	struct watch *w = watch;
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

static void take_console(void *watch, const char *data, size_t n)
{
	struct watch *w = watch;

	console_feed(&w->console, data, n);
}

static void read_both(struct watch *w)
{
	struct vm_files *f = &w->files;

	vm_file_read(f->console, &w->console_at, CONSOLE_MAX, take_console, w);
	vm_file_read(f->records, &w->records_at, OUT_MAX, take_records, w);
	if (w->console_at == CONSOLE_MAX)
		trouble(w, "the guest wrote more than 64 MiB to its console");
	if (w->records_at == OUT_MAX || w->outcome->records > RECORDS_MAX)
		trouble(w, "the guest sent more than %d records or 256 MiB",
			RECORDS_MAX);
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

/* How often the host has killed for memory since it was booted; 0: it does not
 * tell. */
static uint64_t host_ooms(void)
{
	return number_behind("/proc/vmstat", "\noom_kill ", 0);
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
	w->exit = status;
	tether_cut(t);
	read_both(w);
	fd_close(&gone);
	return stop_requested() ? -EINTR : w->write_error;
}

/*
 * Did the machine end by what its kernel can't do: a signal from outside, a
 * program that does not start?  A kernel of arch um that panics ends by signals
 * of its own.
 */
static void blame_host(struct watch *w, const char *words)
{
	enum machine machine = w->vm->plan->kernel->machine;
	const char *name = names[machine];
	int sig = w->exit - 128;
	bool killed = sig > 0 && (machine == QEMU_MACHINE || sig == SIGKILL ||
				  sig == SIGBUS);
	bool silent = !w->ready && !w->console_at;

	w->outcome->host = true;
	if (killed && host_ooms() > w->ooms)
		trouble(w, "the host ran out of memory: %s was killed", name);
	else if (killed)
		trouble(w, "the host killed %s: signal %d (%s)", name, sig,
			strsignal(sig));
	else if (w->exit > 0 && silent)
		trouble(w, "the host could not start %s (status %d): %s", name,
			w->exit, words[0] ? words : "no words");
	else
		w->outcome->host = false;
}

/* The machine is gone: was it in order? */
static void judge(struct watch *w)
{
	struct guest_outcome *o = w->outcome;
	char words[128];

	if (!w->ended) {
		vm_file_first_line(w->files.words, words, sizeof(words));
		if (w->console.trouble[0])
			trouble(w, "%s", w->console.trouble);
		else if (!o->trouble[0])
			blame_host(w, words);
		if (!w->ready && words[0])
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

/* No verdict: the kernel's own races are many, and known. */
static void tell_races(const struct watch *w)
{
	const struct console *c = &w->console;

	if (c->races)
		note("%s: %u report%s of KCSAN, none in wakestorm.ko; the "
		     "first: %s",
		     w->vm->plan->kernel->name, c->races,
		     c->races == 1 ? "" : "s", c->race);
}

static int start_qemu(struct watch *w, struct tether *t)
{
	struct command command;
	int err = qemu_command(&command, w->vm, &w->files);

	return err ? err : tether_exec(t, command.argv, NULL, w->files.words);
}

static int start_uml(struct watch *w, struct tether *t)
{
	struct command command;
	int err = uml_command(&command, w->vm, &w->files);

	return err ? err : uml_start(t, &command, w->files.console);
}

static int start_here(struct watch *w, struct tether *t)
{
	return host_start(t, w->vm->plan, &w->files);
}

static int start(struct watch *w, struct tether *t)
{
	static int (*const starts[])(struct watch *w, struct tether *t) = {
		[QEMU_MACHINE] = start_qemu,
		[UML_PROCESS] = start_uml,
		[THIS_HOST] = start_here,
	};
	enum machine machine = w->vm->plan->kernel->machine;
	int err;

	w->start_ns = w->moved_ns = now_ns();
	w->ooms = host_ooms();
	err = starts[machine](w, t);
	if (err)
		complain("can't start %s: %s", names[machine], strerror(-err));
	return err;
}

static int console_open(struct watch *w)
{
	const char *path = w->vm->plan->console;

	if (!path)
		return 0;
	w->console.copy = fopen(path, "we");
	if (w->console.copy)
		return 0;
	complain("can't write the console to %s: %s", path, strerror(errno));
	return -EIO;
}

/* Everything that must exist before power on.  0, or -errno after a complaint.
 */
static int prepare(struct watch *w)
{
	const struct guest_plan *plan = w->vm->plan;
	int err = vm_files_open(&w->files);

	if (err)
		return err;
	if (frame_reader_init(&w->reader)) {
		complain("out of memory");
		return -ENOMEM;
	}
	err = console_open(w);
	if (err || plan->kernel->machine == THIS_HOST)
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
		changes = vm_files_watch(&w.files);
		err = start(&w, &t);
	}
	if (err) {
		outcome->host = true;
		trouble(&w, "the host could not start a guest: %s",
			strerror(-err));
	} else {
		err = watch(&w, &t, changes);
	}
	if (!err)
		judge(&w);
	tell_races(&w);
	if (w.write_error)
		complain("can't write a record: %s", strerror(-w.write_error));
	fd_close(&changes);
	vm_files_close(&w.files);
	frame_reader_free(&w.reader);
	console_close(&w.console);
	return err;
}
