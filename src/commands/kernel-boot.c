// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel boot`: one guest, its records and a table of them. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/kernel.h"
#include "commands/replay.h"
#include "commands/words.h"
#include "guest/append.h"
#include "guest/confirm.h"
#include "guest/host.h"
#include "guest/tier.h"
#include "guest/vm.h"
#include "print.h"
#include "result.h"
#include "say.h"
#include "util.h"
#include "where.h"

#define RECORD_MAX (1u << 20)

static const struct option_spec boot_spec[] = {
	KERNEL_PARTS,
	KERNEL_OPTION("tier", OPT_TEXT, tier, 0, 0, "TIER",
		      "qemu (all CPUs run free), qemu-icount (repeatable) or "
		      "uml (repeatable, and fast) [qemu; uml for its "
		      "kernels; native for " HOST_KERNEL "]"),
	KERNEL_OPTION("cpus", OPT_NUMBER, cpus, 1, 64, "N",
		      "CPUs of the guest [2; in virtual time: 1]"),
	KERNEL_OPTION("seed", OPT_NUMBER, seed, 0, UINT32_MAX, "N",
		      "varies the virtual machine [1]"),
	KERNEL_OPTION("boot-limit", OPT_TIME, limits.boot_ns, SEC_NS, 0, "TIME",
		      "time in which user space must be reached [60s]"),
	KERNEL_OPTION("stall", OPT_TIME, limits.stall_ns, SEC_NS, 0, "TIME",
		      "give up after TIME without a sign of life [60s]"),
	KERNEL_OPTION("limit", OPT_TIME, limits.whole_ns, SEC_NS, 0, "TIME",
		      "time for all of it [none]"),
	KERNEL_OPTION("append", OPT_TEXT, append, 0, 0, "ARGS",
		      "further arguments for the kernel"),
	KERNEL_OPTION("console", OPT_TEXT, console, 0, 0, "FILE",
		      "keep the kernel's console"),
	KERNEL_OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
		      "append records to FILE [- is stdout, the default unless "
		      "that is a terminal]"),
	{ 0 },
};

static const struct option_table boot_table = {
	.usage = "kernel boot [OPTION]... NAME -- run|explore [OPTION]...",
	.about = "Boot a kernel in a guest and `run` or `explore` there. "
		 "Builds it first when it is not in the cache; the options of "
		 "kernel build work here, too. Kernel " HOST_KERNEL
		 " is the one that runs here: no guest.",
	.spec = boot_spec,
	.other = kernel_name_argument,
};

/* Where records go: a file as they are, and a table for people. */
struct intake {
	FILE *json, *table;
	FILE *file;	       /* that json is; NULL: it is stdout */
	struct result *result; /* scratch: it is big */
	char stressor[NAME_LEN], script[SCRIPT_TEXT]; /* the first finding */
	struct result *then; /* what is played again, in order */
	int thens, records;
	char *line;
	size_t len;
	bool too_long; /* skip to the end of the line */
};

static void remember(struct intake *intake, const struct result *r)
{
	if (*intake->script || r->act != ACT_SCRIPT ||
	    verdict_status(r->verdict) != STATUS_FOUND)
		return;
	memcpy(intake->stressor, r->stressor, sizeof(intake->stressor));
	memcpy(intake->script, r->script, sizeof(intake->script));
}

static void show(struct intake *intake)
{
	char why[WORDS_MAX];
	FILE *f = fmemopen(intake->line, intake->len, "r");

	if (!f)
		return;
	if (result_read(f, intake->result, why) > 0) {
		print_row(intake->table, intake->result);
		if (intake->records < intake->thens)
			replay_tell(intake->table,
				    &intake->then[intake->records++],
				    intake->result);
		remember(intake, intake->result);
		confirm_hint(intake->result);
	} else {
		note("not a record: %s", why);
	}
	fclose(f);
}

/* A FILE's writer: takes pieces of lines as they come. */
static ssize_t take(void *cookie, const char *piece, size_t size)
{
	struct intake *intake = cookie;

	if (fwrite(piece, 1, size, intake->json) != size ||
	    fflush(intake->json))
		return 0; /* fopencookie(3): an error */
	for (size_t i = 0; i < size; i++) {
		intake->too_long |= intake->len == RECORD_MAX;
		if (!intake->too_long)
			intake->line[intake->len++] = piece[i];
		if (piece[i] != '\n')
			continue;
		if (!intake->too_long)
			show(intake);
		intake->len = 0;
		intake->too_long = false;
	}
	return size;
}

/* Without a path, records go to stdout, but not between the rows that a person
 * reads there. */
static FILE *intake_open(struct intake *intake, const char *path)
{
	cookie_io_functions_t io = { .write = take };
	bool is_stdout;

	if (!path && isatty(STDOUT_FILENO))
		path = "/dev/null";
	is_stdout = !path || !strcmp(path, "-");
	intake->table = is_stdout ? stderr : stdout;
	intake->file = is_stdout ? NULL : fopen(path, "ae");
	intake->json = is_stdout ? stdout : intake->file;
	if (!intake->json) {
		complain("--json %s: %s", path, strerror(errno));
		return NULL;
	}
	intake->line = malloc(RECORD_MAX);
	intake->result = malloc(sizeof(*intake->result));
	if (intake->line && intake->result)
		return fopencookie(intake, "w", io);
	complain("out of memory");
	return NULL;
}

static int intake_close(struct intake *intake)
{
	int ret = 0;

	free(intake->line);
	free(intake->then);
	free(intake->result);
	if (intake->file && fclose(intake->file))
		ret = complain("can't write the records: %s", strerror(errno));
	return ret;
}

/* The guest's verdict; console trouble makes it broken unless it found
 * something before. */
static int judge(const char *name, const struct guest_outcome *o)
{
	if (!o->trouble[0])
		return o->status;
	complain("%s: %s", name, o->trouble);
	return o->status == STATUS_FOUND ? STATUS_FOUND : STATUS_BROKEN;
}

/* What a guest of that plan sends, to be freed; NULL: it did not work. */
static char *records_of(const struct guest_plan *plan)
{
	struct guest_outcome outcome;
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	bool ran = f && !guest_run(plan, f, &outcome) && outcome.records;

	if (f && fclose(f))
		ran = false;
	if (ran)
		return text;
	free(text);
	return NULL;
}

/*
 * In virtual time the same command line gives the same bytes.  The line is
 * worth something when it has done so: twice.
 */
static void repeat(const struct guest_plan *plan, const char *line)
{
	struct emulator qemu = { .version = "" };
	bool uml = plan->kernel->machine == UML_PROCESS;
	char *first = records_of(plan);
	char *second = first ? records_of(plan) : NULL;

	if (second && !strcmp(first, second) &&
	    (uml || !emulator_choose(plan->cpus > 1, &qemu)))
		note("twice the same, to the byte (kernel %s%s%s):\n"
		     "  wakestorm kernel boot %s --tier %s --cpus %d%s%s%s "
		     "--seed %llu -- %s",
		     plan->kernel->id, uml ? "" : ", QEMU ", qemu.version,
		     plan->kernel->name, plan->tier, plan->cpus,
		     plan->append ? " --append '" : "",
		     plan->append ? plan->append : "",
		     plan->append ? "'" : "",
		     (unsigned long long)plan->seed, line);
	free(first);
	free(second);
}

/* The first finding of a search, or all that were played again. */
static void repeat_findings(const struct guest_plan *found,
			    const struct intake *intake)
{
	char site[NAME_LEN + 2], line[PATH_MAX + 64];
	char *argv[] = {
		"run",	    site, "1",	    "--script", (char *)intake->script,
		"--rounds", "20", "--json", "-"
	};
	struct guest_plan plan = *found;

	plan.console = NULL;
	if (plan.file) {
		snprintf(line, sizeof(line), "explore --replay %s", plan.file);
	} else {
		snprintf(site, sizeof(site), "--%s", intake->stressor);
		snprintf(line, sizeof(line),
			 "run %s 1 --script '%s' --rounds 20", site,
			 intake->script);
		plan.argc = ARRAY_SIZE(argv);
		plan.argv = argv;
	}
	repeat(&plan, line);
}

/* The file that --replay names goes along; the guest has its own name for it.
 */
static const char *take_along(int argc, char **words)
{
	static const char equal[] = "--replay=";
	const char *file = NULL;

	for (int i = 1; i < argc; i++)
		if (i + 1 < argc && !strcmp(words[i], "--replay")) {
			file = words[++i];
			words[i] = GUEST_FILE;
		} else if (!strncmp(words[i], equal, strlen(equal))) {
			file = words[i] + strlen(equal);
			words[i] = "--replay=" GUEST_FILE;
		}
	return file;
}

static int boot(const struct kernel_options *o, const struct kernel *kernel,
		int argc, char **argv)
{
	struct guest_plan plan = { .kernel = kernel,
				   .tier = o->tier,
				   .cpus = (int)o->cpus,
				   .seed = o->seed,
				   .limits = o->limits,
				   .argc = argc + 2,
				   .append = o->append,
				   .console = o->console };
	char **words = calloc(argc + 3, sizeof(*words));
	struct intake intake = { 0 };
	struct guest_outcome outcome;
	int status = STATUS_BROKEN, ret;
	FILE *out = words ? intake_open(&intake, o->json) : NULL;

	if (out) {
		memcpy(words, argv, argc * sizeof(*words));
		if (!strcmp(argv[0], "explore") &&
		    kernel->machine != THIS_HOST)
			plan.file = take_along(argc, words);
		if (plan.file)
			intake.thens = findings_load("replay", plan.file,
						     &intake.then);
		words[argc] = "--json";
		words[argc + 1] = "-";
		plan.argv = words;
		print_header(intake.table);
		tier_note(tier_find(o->tier));
		if (!guest_run(&plan, out, &outcome))
			status = judge(kernel->name, &outcome);
		fclose(out);
		if (*intake.script && tier_is_virtual(o->tier) &&
		    !strcmp(argv[0], "explore"))
			repeat_findings(&plan, &intake);
	}
	ret = intake_close(&intake);
	free(words);
	return ret ? ret : status;
}

static int check(const struct kernel_options *o, int argc, char **argv)
{
	int ret;

	if (o->tier && option_choice("tier", o->tier, tier_name_at) < 0)
		return STATUS_BROKEN;
	if (!o->names.n && !kernel_is_free(o))
		return complain("which kernel? (try: wakestorm kernel list)");
	if (o->names.n > 1)
		return complain("'%s': one kernel at a time (matrix runs many)",
				o->names.item[1]);
	if (o->append && append_problem(o->append))
		return complain("--append: %s", append_problem(o->append));
	if (argc && !works_in_guest(argv[0]))
		return complain("'%s' behind --: run and explore work in a "
				"guest",
				argv[0]);
	ret = check_writable("json", o->json);
	return ret ? ret : check_writable("console", o->console);
}

/* Would the guest take this command line? */
static bool is_valid(int argc, char **argv, int *status)
{
	return strcmp(argv[0], "run") ? explore_is_valid(argc, argv, status)
				      : run_is_valid(argc, argv, status);
}

/* What o leaves open depends on the kernel.  0, or -EINVAL after a complaint:
 * they don't fit. */
static int choose_machine(struct kernel_options *o,
			  const struct kernel_spec *spec)
{
	static const char *const tiers[] = { [QEMU_MACHINE] = "qemu",
					     [UML_PROCESS] = "uml",
					     [THIS_HOST] = "native" };

	if (o->append && host_refuses(spec, "--append comes too late"))
		return -EINVAL;
	if (!o->tier)
		o->tier = tiers[spec->machine];
	if (!o->cpus)
		o->cpus = tier_find(o->tier)->cpus;
	return guest_fits(o->tier, (int)o->cpus, spec->name, spec->machine);
}

int kernel_boot(int argc, char **argv)
{
	char *default_words[] = { "run" };
	struct kernel_options o = { .seed = 1 };
	struct kernel_spec *spec;
	struct kernel kernel;
	int rest, status;

	if (options_parse(&boot_table, &o, argc, argv, &rest, &status))
		return status;
	status = check(&o, argc - rest, argv + rest);
	if (status ||
	    (rest < argc && !is_valid(argc - rest, argv + rest, &status)))
		return status;
	spec = malloc(sizeof(*spec));
	if (!spec)
		return complain("out of memory");
	if (kernel_choose(&o, 0, spec) || choose_machine(&o, spec) ||
	    kernel_get(spec, &kernel))
		status = STATUS_BROKEN;
	else
		status = rest < argc
				 ? boot(&o, &kernel, argc - rest, argv + rest)
				 : boot(&o, &kernel, 1, default_words);
	free(spec);
	return status;
}
