// SPDX-License-Identifier: GPL-2.0
/*
 * KCIDB's JSON, as kernelci.org's database takes it: a checkout and a build for
 * each kernel, a test for each run.  The fields are those of version 5.0 of its
 * schema, which docs/kcidb.schema.json describes.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "measure/random.h"
#include "replay.h"
#include "report/files.h"
#include "util.h"

#define MAJOR	5
#define MINOR	0
#define EXCERPT 16384 /* letters that the schema allows */
#define ID_LEN	(ORIGIN_MAX + 18)

/* What a run means to the database. */
static const char *const status_names[OUTCOMES] = {
	[PASSED] = "PASS",
	[FAILED] = "FAIL",
	[UNSURE] = "ERROR",
	[SKIPPED] = "SKIP",
	[UNSOUND] = "ERROR",
	/* A twin that is wrong on purpose says nothing of the kernel. */
	[CAUGHT] = "DONE",
	[MISSED] = "ERROR",
};

static const char *origin_of(const struct report *report)
{
	return report->all->origin ? report->all->origin : "wakestorm";
}

/* Records hold what strangers wrote; a JSON text must be sound UTF-8. */
static json_t *plain(const char *s)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	json_t *string = NULL;

	if (!f)
		return NULL;
	put_plain(f, s, -1);
	if (!fclose(f))
		string = json_string(text);
	free(text);
	return string;
}

/* FNV-1a; a text ends with its NUL, so that no two lists of texts are alike. */
static uint64_t hash_text(uint64_t hash, const char *s)
{
	do
		hash = (hash ^ (unsigned char)*s) * 0x100000001b3ull;
	while (*s++);
	return hash;
}

static uint64_t hash_kernel(const struct result *r)
{
	uint64_t hash = hash_text(0xcbf29ce484222325ull, r->where.kernel_id);

	hash = hash_text(hash, r->where.kernel);
	return hash_text(hash, r->where.release);
}

/* The same for the same run of the same boot; `run` tells others apart. */
static uint64_t hash_line(const struct line *line, const char *run)
{
	const struct result *r = line->r;
	char label[LABEL_LEN];
	uint64_t hash = hash_text(hash_kernel(r), r->where.boot_id);

	hash = hash_text(hash, r->stressor);
	hash = hash_text(hash, line_label(line, label));
	hash = hash_text(hash, run);
	hash = random_mix(hash, r->seed);
	hash = random_mix(hash, r->site);
	hash = random_mix(hash, line->again);
	hash = random_mix(hash, r->rounds);
	return random_mix(hash, r->timeout_ns);
}

static const char *id_of(const struct report *report, uint64_t hash,
			 char id[ID_LEN])
{
	snprintf(id, ID_LEN, "%s:%016" PRIx64, origin_of(report),
		 random_mix(hash, 0));
	return id;
}

/* A place in the tree of tests: wakestorm.pipe-read.duel. */
static json_t *path_of(const struct result *r)
{
	char path[3 * NAME_LEN];
	int root = snprintf(path, sizeof(path), "wakestorm."), at = root;

	snprintf(path + root, sizeof(path) - root, "%s", r->stressor);
	for (; path[at]; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
			    path[at]))
			path[at] = '_';
	if (at == root)
		path[at++] = '_';
	snprintf(path + at, sizeof(path) - at, ".%s",
		 r->mode == MODE_STORM ? mode_names[MODE_STORM]
				       : act_names[r->act]);
	return json_string(path);
}

static void add_kernel(json_t *checkouts, json_t *builds, const char *id,
		       const struct report *report, const struct result *r)
{
	const char *origin = origin_of(report);
	char comment[3 * NAME_LEN];

	snprintf(comment, sizeof(comment), "Linux %s, kernel %s",
		 r->where.release, r->where.kernel);
	json_array_append_new(checkouts,
			      json_pack("{ss ss so sb so}", "id", id, "origin",
					origin, "comment", plain(comment),
					"valid", 1, "misc",
					json_pack("{so}", "release",
						  plain(r->where.release))));
	json_array_append_new(
		builds,
		json_pack("{ss ss ss so so ss so}", "id", id, "checkout_id", id,
			  "origin", origin, "comment", plain(comment),
			  "config_name", plain(r->where.kernel), "status",
			  "PASS", "misc",
			  json_pack("{so so}", "release",
				    plain(r->where.release), "kernel_id",
				    plain(r->where.kernel_id))));
}

static json_t *environment_of(const struct where *w)
{
	char comment[3 * NAME_LEN];

	snprintf(comment, sizeof(comment), "%s%s%s, %d CPU%s", w->tier,
		 *w->accel ? ", " : "", w->accel, w->cpus,
		 w->cpus == 1 ? "" : "s");
	return json_pack("{so s{so so si so}}", "comment", plain(comment),
			 "misc", "tier", plain(w->tier), "accel",
			 plain(w->accel), "cpus", w->cpus, "boot_id",
			 plain(w->boot_id));
}

/* What the schema has no field for. */
static json_t *misc_of(const struct result *r)
{
	const struct tally *t = &r->tally;
	char command[REPLAY_LEN];
	json_t *o;

	o = json_pack("{ss ss so sI si si sb so sI sI sI sI}", "verdict",
		      verdict_names[r->verdict], "act", act_names[r->act],
		      "script", plain(r->script), "seed", (json_int_t)r->seed,
		      "site", r->site, "waiters", r->waiters, "threads",
		      r->threads, "wakestorm", plain(r->version), "rounds",
		      (json_int_t)t->rounds, "posted", (json_int_t)t->posted,
		      "taken", (json_int_t)t->taken, "lost",
		      (json_int_t)t->lost);
	if (!replay_problem(r))
		json_object_set_new(o, "command",
				    plain(replay_command(r, command)));
	return o;
}

/* What was measured of a storm: the median latency of a wakeup. */
static void add_number(json_t *test, const struct result *r)
{
	if (r->mode != MODE_STORM || !r->latency.count)
		return;
	json_object_set_new(
		test, "number",
		json_pack("{sf ss ss}", "value",
			  (double)hist_percentile(&r->latency, .5) / SEC_NS,
			  "unit", "s", "prefix", "metric"));
}

static void add_story(json_t *test, const struct line *line)
{
	char *text = line_story(line);

	if (text)
		json_object_set_new(test, "log_excerpt",
				    json_stringn(text, strnlen(text, EXCERPT)));
	free(text);
}

static json_t *test_of(const struct report *report, const struct line *line)
{
	const struct result *r = line->r;
	enum outcome outcome = outcome_of(r);
	char id[ID_LEN], build[ID_LEN], label[LABEL_LEN];
	/* The harness failed, not the test. */
	bool missed = outcome == UNSOUND && !strcmp(r->stressor, "guest");
	json_t *test;

	id_of(report, hash_line(line, report->all->run ? report->all->run : ""),
	      id);
	id_of(report, hash_kernel(r), build);
	test = json_pack("{ss ss ss so so ss sf so so}", "id", id, "build_id",
			 build, "origin", origin_of(report), "path", path_of(r),
			 "comment", plain(line_label(line, label)), "status",
			 missed ? "MISS" : status_names[outcome], "duration",
			 (double)r->elapsed_ns / SEC_NS, "environment",
			 environment_of(&r->where), "misc", misc_of(r));
	if (outcome == PASSED || outcome == FAILED)
		add_number(test, r);
	if (outcome_is_bad(outcome))
		add_story(test, line);
	else if (*r->why)
		json_object_set_new(test, "log_excerpt", plain(r->why));
	return test;
}

void put_kcidb(FILE *f, const struct report *report)
{
	json_t *checkouts = json_array(), *builds = json_array(),
	       *tests = json_array(), *seen = json_object(), *all;
	char id[ID_LEN];

	for (int i = 0; i < report->lines.n; i++) {
		const struct line *line = &report->lines.line[i];

		id_of(report, hash_kernel(line->r), id);
		if (!json_object_get(seen, id)) {
			json_object_set_new(seen, id, json_true());
			add_kernel(checkouts, builds, id, report, line->r);
		}
		json_array_append_new(tests, test_of(report, line));
	}
	all = json_pack("{s{si si} so so so}", "version", "major", MAJOR,
			"minor", MINOR, "checkouts", checkouts, "builds",
			builds, "tests", tests);
	json_dumpf(all, f, JSON_INDENT(1));
	putc('\n', f);
	json_decref(all);
	json_decref(seen);
}
