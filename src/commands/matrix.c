// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/commands.h"
#include "guest/accel.h"
#include "guest/fleet.h"
#include "guest/host.h"
#include "guest/tier.h"
#include "guest/vm.h"
#include "mutants.h"
#include "say.h"
#include "tether.h"
#include "where.h"

struct options {
	const char *file;
	const char *out;
	uint64_t jobs;
	bool resume;
};

static const struct option_spec specs[] = {
	{ "out", OPT_TEXT, offsetof(struct options, out), 0, 0, "DIR",
	  "folder for the results" },
	{ "jobs", OPT_NUMBER, offsetof(struct options, jobs), 1, 64, "N",
	  "guests at a time [what CPUs and free memory allow]" },
	{ "resume", OPT_FLAG, offsetof(struct options, resume), 0, 0, NULL,
	  "go on where an earlier run into DIR was stopped" },
	{ .name = NULL },
};

static int take_file(void *options, const char *name, const char *value)
{
	struct options *o = options;

	if (name || o->file)
		return -1;
	o->file = value;
	return 0;
}

static const struct option_table table = {
	.usage = "matrix run FILE|NAME --out DIR [OPTION]...",
	.about = "Build the kernels of a matrix, run its runs on each in "
		 "guests, and compare what they find with what it expects. "
		 "NAME stands for kernels/NAME.matrix.",
	.spec = specs,
	.other = take_file,
};

static bool is_on(const struct matrix_run *run, int k)
{
	return !run->on || run->on & 1u << k;
}

/* Can kernel k run wherever the matrix puts it?  0, or -EINVAL after a
 * complaint. */
static int check_tiers(const struct matrix *m, int k,
		       const struct kernel_spec *spec)
{
	int err = 0;

	for (int i = 0; !err && i < m->runs; i++) {
		const struct matrix_run *run = &m->run[i];

		if (!is_on(run, k))
			continue;
		if (spec->machine == THIS_HOST)
			err = *run->append &&
					      host_refuses(spec,
							   "a run with append= "
							   "needs on=, without "
							   "it")
				      ? -EINVAL
				      : 0;
		else
			err = guest_fits(run->tier, run->cpus, spec->name,
					 spec->machine);
	}
	return err;
}

/* Build or find every kernel, or only look whether each is described.  0, or
 * -errno after a complaint. */
static int for_each_kernel(const struct matrix *m, struct kernel *kernel)
{
	struct kernel_spec *spec = calloc(1, sizeof(*spec));
	int err = spec ? 0 : -ENOMEM;

	for (int i = 0; !err && i < m->kernels; i++) {
		err = kernel_describe(m->kernel[i], spec);
		if (!err)
			err = check_tiers(m, i, spec);
		if (!err && kernel)
			err = kernel_get(spec, &kernel[i]);
	}
	free(spec);
	return err;
}

/* A wrong name shows before an hour's work: is each kernel described, and would
 * each run start? */
static int check_matrix(const struct matrix *m)
{
	char *argv[MATRIX_WORDS + 1] = { "run" };
	int status = 0;

	if (for_each_kernel(m, NULL))
		return STATUS_BROKEN;
	for (int i = 0; i < m->runs; i++) {
		memcpy(argv + 1, m->run[i].argv,
		       m->run[i].argc * sizeof(*argv));
		if (!run_is_valid(m->run[i].argc + 1, argv, &status))
			return complain("the matrix's run %s can't start",
					m->run[i].name);
	}
	return 0;
}

static bool holds_results(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	const char *dot;
	bool holds = false;

	while (d && !holds && (e = readdir(d))) {
		dot = strrchr(e->d_name, '.');
		holds = dot && !strcmp(dot, ".jsonl");
	}
	if (d)
		closedir(d);
	return holds;
}

/* 0 or STATUS_BROKEN after a complaint. */
static int prepare_dir(const struct options *o)
{
	struct stat st;

	if (mkdir(o->out, 0777) && errno != EEXIST)
		return complain("can't make %s: %s", o->out, strerror(errno));
	if (!stat(o->out, &st) && !S_ISDIR(st.st_mode))
		return complain("--out %s: not a folder", o->out);
	if (access(o->out, W_OK | X_OK))
		return complain("can't write to %s: %s", o->out,
				strerror(errno));
	if (!o->resume && holds_results(o->out))
		return complain("%s holds results already: go on with "
				"--resume, or choose another folder",
				o->out);
	return 0;
}

/* The first kernel that a guest of the run boots; -1: the run is on the host
 * alone. */
static int first_guest(const struct matrix *m, const struct matrix_run *run)
{
	for (int k = 0; k < m->kernels; k++)
		if (is_on(run, k) && strcmp(m->kernel[k], HOST_KERNEL))
			return k;
	return -1;
}

static bool boots_qemu(const struct matrix *m, const struct matrix_run *run)
{
	return tier_find(run->tier)->machine == QEMU_MACHINE &&
	       first_guest(m, run) >= 0;
}

static bool needs_qemu(const struct matrix *m)
{
	for (int i = 0; i < m->runs; i++)
		if (boots_qemu(m, &m->run[i]))
			return true;
	return false;
}

static bool needs_virtual_cpus(const struct matrix *m)
{
	for (int i = 0; i < m->runs; i++)
		if (boots_qemu(m, &m->run[i]) &&
		    tier_is_virtual(m->run[i].tier) && m->run[i].cpus > 1)
			return true;
	return false;
}

/* Let one guest find out about KVM before many want to know. */
static void settle_accel(const struct matrix *m, const struct kernel *kernel,
			 const char *version)
{
	for (int i = 0; i < m->runs; i++) {
		int guest = first_guest(m, &m->run[i]);

		if (strcmp(m->run[i].tier, "qemu") || guest < 0)
			continue;
		accel_choose(&kernel[guest], version);
		tier_note(tier_find("qemu"));
		return;
	}
}

static int conclude(const struct matrix *m, const char *dir)
{
	struct results all;
	char *judgement;
	size_t len;
	FILE *f;
	int status;

	if (results_load(dir, &all)) {
		results_free(&all);
		return STATUS_BROKEN;
	}
	f = open_memstream(&judgement, &len);
	if (!f) {
		results_free(&all);
		return complain("matrix: out of memory");
	}
	mutants_table(f, &all);
	status = matrix_judge(m, &all, f);
	fclose(f);
	results_tell_apart(&all); /* it judges by names alone */
	report_table(stdout, &all);
	printf("%s", judgement);
	free(judgement);
	printf("%s\n", status == STATUS_PASS ? "All is as the matrix expects."
		       : status == STATUS_UNKNOWN
			       ? "Nothing contradicts the matrix, and not all "
				 "could be told."
			       : "Not all is as the matrix expects.");
	if (report_write(dir, &all))
		status = worse_status(status, STATUS_BROKEN);
	results_free(&all);
	return status;
}

static int run_matrix(const struct matrix *m, const struct options *o)
{
	struct kernel kernel[MATRIX_KERNELS];
	const struct fleet fleet = { .matrix = m,
				     .kernel = kernel,
				     .dir = o->out,
				     .jobs = o->jobs,
				     .resume = o->resume };
	struct emulator emulator = { .version = "" }, newer;
	int err;

	if (needs_qemu(m) && emulator_choose(false, &emulator))
		return STATUS_BROKEN;
	/* Bring a newer one now, not in many guests at once; or refuse. */
	if (needs_virtual_cpus(m) && emulator_choose(true, &newer))
		return STATUS_BROKEN;
	if (prepare_dir(o) || for_each_kernel(m, kernel))
		return STATUS_BROKEN;
	settle_accel(m, kernel, emulator.version);
	err = fleet_run(&fleet);
	if (err == -EINTR)
		return complain("stopped; `matrix run ... --resume` goes on "
				"from here");
	if (err)
		return complain("stopped, for the results can't be kept in %s; "
				"`matrix run ... --resume` goes on from here",
				o->out);
	return conclude(m, o->out);
}

int cmd_matrix(int argc, char **argv)
{
	struct options o = { .file = NULL };
	struct matrix *m;
	int rest, status;

	if (argc > 1 && !strcmp(argv[1], "run")) {
		argc--;
		argv++;
	} else if (argc < 2 || argv[1][0] != '-') {
		return complain("matrix: say `matrix run FILE --out DIR` (try "
				"--help)");
	}
	if (options_parse(&table, &o, argc, argv, &rest, &status))
		return status;
	if (!o.file || !o.out)
		return complain("matrix: needs %s (try --help)",
				o.file ? "--out DIR" : "a matrix FILE");
	m = calloc(1, sizeof(*m));
	if (!m)
		return complain("out of memory");
	status = matrix_load(o.file, m) ? STATUS_BROKEN : check_matrix(m);
	if (!status)
		status = run_matrix(m, &o);
	matrix_free(m);
	free(m);
	return status;
}
