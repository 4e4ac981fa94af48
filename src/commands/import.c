// SPDX-License-Identifier: GPL-2.0
/* `wakestorm import`: what other tools say, as records of ours. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/told.h"
#include "data.h"
#include "import/import.h"
#include "options.h"
#include "say.h"

#define MAX_FILES 1024

struct import_options {
	const char *from, *name, *json, *release;
	uint64_t seed, cpus;
	struct told told;
	const char *file[MAX_FILES];
	int files;
};

#define OPTION(name, type, field, min, max, arg, help)                        \
	{                                                                     \
		name, type, offsetof(struct import_options, field), min, max, \
			arg, help                                             \
	}

static const struct option_spec spec[] = {
	OPTION("from", OPT_TEXT, from, 0, 0, "KIND",
	       "stress-ng, perf-bench, hackbench, rt-tests or schbench "
	       "[what is in the file tells]"),
	OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
	       "append records to FILE [- is stdout, the default]"),
	OPTION("name", OPT_TEXT, name, 0, 0, "NAME",
	       "of the benchmark, where the file does not tell it"),
	OPTION("seed", OPT_NUMBER, seed, 0, INT64_MAX, "N",
	       "of the first result of each workload; the next has N+1 [1]"),
	OPTION("release", OPT_TEXT, release, 0, 0, "RELEASE",
	       "kernel release, where the file does not tell it"),
	OPTION("cpus", OPT_NUMBER, cpus, 1, 65536, "N",
	       "CPUs, where the file does not tell them"),
	TOLD_OPTIONS(struct import_options),
	{ 0 },
};

static int take_file(void *options, const char *name, const char *value)
{
	struct import_options *o = options;

	if (name || o->files == MAX_FILES)
		return -1;
	o->file[o->files++] = value;
	return 0;
}

static const struct option_table table = {
	.usage = "import FILE... [OPTION]...",
	.about = "Make records of what other tools wrote: stress-ng --yaml, "
		 "perf "
		 "bench, hackbench, cyclictest and other rt-tests --json, "
		 "schbench. compare, report and plot take them. Files of one "
		 "run after the other get seeds in order, so that pairs "
		 "interleave.",
	.spec = spec,
	.other = take_file,
};

static const char *kind_at(int i)
{
	return i < IMPORT_KINDS ? import_names[i] : NULL;
}

/* Workloads seen so far, and the seed of the next result of each. */
struct seeds {
	struct seed_of {
		char stressor[NAME_LEN];
		uint64_t next;
	} of[MAX_IMPORTED];
	int n;
};

static uint64_t next_seed(struct seeds *s, const char *stressor, uint64_t first)
{
	int i = 0;

	while (i < s->n && strcmp(s->of[i].stressor, stressor))
		i++;
	if (i == MAX_IMPORTED)
		return first;
	if (i == s->n) {
		memcpy(s->of[i].stressor, stressor, NAME_LEN);
		s->of[s->n++].next = first;
	}
	return s->of[i].next++;
}

static void fill_text(char to[NAME_LEN], const char *told, const char *usual)
{
	if (told || !*to)
		import_copy(to, NAME_LEN, told ? told : usual,
			    strlen(told ? told : usual));
}

/* Where it ran: as told, else as the file says. */
static void complete(const struct import_options *o, struct seeds *seeds,
		     struct result *r)
{
	struct where *w = &r->where;

	fill_text(w->release, o->release, "");
	if (o->cpus)
		w->cpus = (int)o->cpus;
	fill_text(w->kernel, o->told.kernel,
		  *w->release ? w->release : "imported");
	fill_text(w->kernel_id, o->told.kernel_id, "");
	fill_text(w->tier, o->told.tier, "native");
	fill_text(w->accel, o->told.accel, "");
	r->seed = next_seed(seeds, r->stressor, o->seed);
}

struct job {
	const struct import_options *o;
	enum import_kind kind; /* IMPORT_KINDS: see what is in it */
	struct seeds seeds;
	FILE *out;
	int records, bad;
};

static int deliver(struct job *job, struct import *im)
{
	int ret = 0;

	for (int i = 0; i < im->n && !ret; i++) {
		complete(job->o, &job->seeds, &im->r[i]);
		ret = result_write(job->out, &im->r[i]);
		job->records += !ret;
	}
	return ret;
}

static void import_one(struct job *job, const char *path)
{
	char *text = read_text(path);
	enum import_kind kind = job->kind;
	struct import im = { .r = NULL };
	int ret;

	if (!text) {
		complain("%s: can't read it: %s", path, strerror(errno));
		job->bad++;
		return;
	}
	if (kind == IMPORT_KINDS)
		kind = import_kind_of(text);
	ret = kind == IMPORT_KINDS ? -ENOTSUP
				   : import_text(&im, kind, text, job->o->name);
	if (!ret)
		ret = deliver(job, &im);
	if (ret == -ENOTSUP && !*text)
		complain("%s: it is empty", path);
	else if (ret == -ENOTSUP)
		complain("%s: whose output is it? Say --from KIND (try "
			 "--help)",
			 path);
	else if (ret)
		complain("%s: %s%s%s; nothing of it was taken", path,
			 ret == -EBADMSG ? import_names[kind] : "",
			 ret == -EBADMSG ? ": " : "",
			 ret == -EBADMSG ? im.why : strerror(-ret));
	else if (im.dropped)
		note("%s: %d values found no room in the record", path,
		     im.dropped);
	job->bad += ret != 0;
	import_free(&im);
	free(text);
}

static int choose_kind(const char *from, enum import_kind *kind)
{
	int i = from ? option_choice("from", from, kind_at) : IMPORT_KINDS;

	*kind = i;
	return i < 0 ? STATUS_BROKEN : 0;
}

static int import_all(struct job *job)
{
	const char *path = job->o->json;
	bool to_stdout = !path || !strcmp(path, "-");

	job->out = to_stdout ? stdout : fopen(path, "ae");
	if (!job->out)
		return complain("--json %s: %s", path, strerror(errno));
	for (int i = 0; i < job->o->files; i++)
		import_one(job, job->o->file[i]);
	if (!to_stdout && fclose(job->out))
		return complain("can't write %s: %s", path, strerror(errno));
	if (job->o->files > 1 || !to_stdout)
		note("%d records of %d files", job->records,
		     job->o->files - job->bad);
	return job->bad ? STATUS_BROKEN : STATUS_PASS;
}

int cmd_import(int argc, char **argv)
{
	struct import_options *o = calloc(1, sizeof(*o));
	struct job *job = calloc(1, sizeof(*job));
	int rest, status;

	if (!o || !job) {
		status = complain("out of memory");
		goto out;
	}
	o->seed = 1;
	job->o = o;
	if (options_parse(&table, o, argc, argv, &rest, &status))
		goto out;
	status = o->files ? choose_kind(o->from, &job->kind)
			  : complain("import: which files? (try --help)");
	if (!status)
		status = import_all(job);
out:
	free(job);
	free(o);
	return status;
}
