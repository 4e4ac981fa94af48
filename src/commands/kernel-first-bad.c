// SPDX-License-Identifier: GPL-2.0
/* `wakestorm kernel first-bad`: which version changed a verdict? */
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/guest-records.h"
#include "commands/kernel.h"
#include "guest/bisect.h"
#include "guest/package.h"
#include "guest/qemu.h"
#include "guest/tier.h"
#include "result.h"
#include "say.h"

#define CELLS_MAX 1024

/* The verdict of one stressor and act. */
struct cell {
	char stressor[NAME_LEN];
	enum mode mode;
	enum act act;
	int again; /* the same was there so often before: scripts */
	enum verdict verdict;
};

struct cells {
	int n;
	struct cell cell[CELLS_MAX];
};

struct hunt {
	const struct kernel_options *o;
	int argc;
	char **argv; /* of the guest */
	FILE *json;  /* NULL: records are not kept */
	const struct image *row;
	struct cells first, last, now;
	struct result *result; /* scratch: it is big */
	struct kernel_spec *spec;
};

static const struct option_spec first_bad_spec[] = {
	KERNEL_OPTION("tier", OPT_TEXT, tier, 0, 0, "TIER",
		      "qemu or qemu-icount [qemu-icount]"),
	KERNEL_OPTION("cpus", OPT_NUMBER, cpus, 1, 64, "N",
		      "CPUs of the guests [1]"),
	KERNEL_OPTION("seed", OPT_NUMBER, seed, 0, UINT32_MAX, "N",
		      "varies the virtual machines [1]"),
	KERNEL_OPTION(
		"stall", OPT_TIME, limits.stall_ns, SEC_NS, 0, "TIME",
		"give a guest up after TIME without a sign of life [60s]"),
	KERNEL_OPTION("json", OPT_TEXT, json, 0, 0, "FILE",
		      "append all records to FILE"),
	{ 0 },
};

static const struct option_table first_bad_table = {
	.usage = "kernel first-bad [OPTION]... GOOD BAD -- run [OPTION]...",
	.about = "Find the version that changed a verdict, by binary search "
		 "over the prebuilt kernels from GOOD to BAD, such as "
		 "cloud-6.1 and cloud-7.3; either may be the older one.",
	.spec = first_bad_spec,
	.other = kernel_name_argument,
};

static bool same_place(const struct cell *a, const struct cell *b)
{
	return !strcmp(a->stressor, b->stressor) && a->mode == b->mode &&
	       a->act == b->act && a->again == b->again;
}

static const struct cell *find_cell(const struct cells *all,
				    const struct cell *wanted)
{
	for (int i = 0; i < all->n; i++)
		if (same_place(&all->cell[i], wanted))
			return &all->cell[i];
	return NULL;
}

static bool says_something(enum verdict v)
{
	return v != SKIP && v != BROKEN && v != SUSPECT;
}

static void add_cell(void *context, const struct result *r)
{
	struct cells *all = context;
	struct cell c = { .mode = r->mode,
			  .act = r->act,
			  .verdict = r->verdict };

	if (all->n == CELLS_MAX || !says_something(r->verdict))
		return;
	memcpy(c.stressor, r->stressor, sizeof(c.stressor));
	while (find_cell(all, &c))
		c.again++;
	all->cell[all->n++] = c;
}

static int boot(struct hunt *h, const struct kernel *kernel,
		struct guest_outcome *outcome, struct cells *cells)
{
	const struct guest_plan plan = { .kernel = kernel,
					 .tier = h->o->tier,
					 .cpus = (int)h->o->cpus,
					 .seed = h->o->seed,
					 .limits = h->o->limits,
					 .argc = h->argc,
					 .argv = h->argv };

	return guest_records(&plan, h->json, h->o->json, h->result, add_cell,
			     cells, outcome);
}

/* The verdicts of that kernel; none: it tells nothing.  0, or -errno after a
 * complaint. */
static int look_at(struct hunt *h, const struct image *image,
		   struct cells *cells)
{
	char name[KERNEL_NAME_MAX];
	struct guest_outcome outcome = { 0 };
	struct kernel kernel;
	int ret;

	cells->n = 0;
	image_name(image, name, sizeof(name));
	ret = kernel_describe(name, h->spec);
	if (!ret && kernel_get(h->spec, &kernel)) {
		printf("%-16s can't be had\n", name);
		return 0;
	}
	if (!ret)
		ret = boot(h, &kernel, &outcome, cells);
	if (!ret)
		printf("%-16s ", name);
	if (!ret && !cells->n)
		printf("tells nothing: %s\n",
		       *outcome.trouble ? outcome.trouble : "all is skipped");
	return ret;
}

static void print_cell(const struct cell *c)
{
	printf("%s/%s %s", c->stressor,
	       c->mode == MODE_STORM ? "storm" : act_names[c->act],
	       verdict_names[c->verdict]);
}

/*
 * Only places where the ends differ count.  One that is not as the first is
 * enough for a change; all must be told and as the first for none.
 */
static enum likeness judge(const struct hunt *h, const struct cells *now,
			   const struct cell **why)
{
	bool untold = false;

	*why = NULL;
	for (int i = 0; i < h->first.n; i++) {
		const struct cell *was = &h->first.cell[i];
		const struct cell *end = find_cell(&h->last, was);
		const struct cell *is = find_cell(now, was);

		if (!end || end->verdict == was->verdict)
			continue;
		untold |= !is;
		if (is)
			*why = is;
		if (is && is->verdict != was->verdict)
			return LIKE_LAST;
	}
	return untold || !*why ? CANNOT_TELL : LIKE_FIRST;
}

static int ask(void *context, int i)
{
	struct hunt *h = context;
	const struct cell *why;
	enum likeness answer;
	int ret = look_at(h, &h->row[i], &h->now);

	if (ret)
		return ret;
	answer = judge(h, &h->now, &why);
	if (!h->now.n)
		return answer;
	if (why)
		print_cell(why);
	printf("%s\n", answer == CANNOT_TELL ? " (not all can be told)" : "");
	fflush(stdout);
	return answer;
}

static void print_verdicts(const char *when, const struct image *image,
			   const struct hunt *h, const struct cells *cells)
{
	char name[KERNEL_NAME_MAX];
	const char *comma = "";

	image_name(image, name, sizeof(name));
	printf("%s %s: ", when, name);
	for (int i = 0; i < h->first.n; i++) {
		const struct cell *end = find_cell(&h->last, &h->first.cell[i]);
		const struct cell *c = find_cell(cells, &h->first.cell[i]);

		if (!end || !c || end->verdict == h->first.cell[i].verdict)
			continue;
		printf("%s", comma);
		print_cell(c);
		comma = ", ";
	}
	printf(" (%s %s)\n", image->package, image->version);
}

static int tell_border(const struct hunt *h, const struct border *b)
{
	int between = b->first_changed - b->last_same - 1;

	print_verdicts("last same    ", &h->row[b->last_same], h, &h->first);
	print_verdicts("first changed", &h->row[b->first_changed], h, &h->last);
	if (between)
		printf("%d between them can't be told\n", between);
	return STATUS_FOUND;
}

static int look_at_end(struct hunt *h, const struct image *image,
		       struct cells *cells)
{
	int ret = look_at(h, image, cells);

	if (ret || !cells->n)
		return ret ? ret : -ENODATA;
	for (int i = 0; i < cells->n && i < 4; i++) {
		printf("%s", i ? ", " : "");
		print_cell(&cells->cell[i]);
	}
	printf("%s\n", cells->n > 4 ? ", ..." : "");
	return 0;
}

static int search(struct hunt *h, int n)
{
	const struct cell *why;
	struct border border;
	int ret = look_at_end(h, &h->row[0], &h->first);

	if (!ret)
		ret = look_at_end(h, &h->row[n - 1], &h->last);
	if (ret == -ENODATA)
		return complain("one of the ends tells nothing: choose others");
	if (ret)
		return STATUS_BROKEN;
	if (judge(h, &h->last, &why) != LIKE_LAST) {
		printf("nothing changed between them\n");
		return STATUS_PASS;
	}
	printf("%d kernels between them, %d steps at most if all tell\n", n - 2,
	       32 - __builtin_clz(n - 1));
	if (bisect(n, ask, h, &border))
		return STATUS_BROKEN;
	return tell_border(h, &border);
}

/* What GOOD and BAD name.  How many there are from one to the other, or 0 after
 * a complaint. */
static int find_row(const struct option_list *names, struct images *images)
{
	const struct image *end[2];

	for (int i = 0; i < 2; i++) {
		struct image_wish wish;

		if (!image_wished(names->item[i], &wish))
			return complain("%s: not a prebuilt kernel, such as "
					"cloud-6.1 or generic-newest",
					names->item[i]),
			       0;
		end[i] = images_find(images, &wish);
		if (!end[i])
			return complain("the package archive has no kernel %s "
					"(try: wakestorm kernel list --images)",
					names->item[i]),
			       0;
	}
	if (end[0]->flavour != end[1]->flavour || end[0] == end[1])
		return complain("%s and %s: must be two versions of one "
				"flavour",
				names->item[0], names->item[1]),
		       0;
	return images_cut(images, end[0], end[1]);
}

static int hunt(struct hunt *h)
{
	struct images images;
	int n = 0, status = STATUS_BROKEN;

	if (!package_images(&images))
		n = find_row(&h->o->names, &images);
	h->row = images.list;
	if (n)
		status = search(h, n);
	images_free(&images);
	return status;
}

static int hunt_with_json(struct hunt *h)
{
	const char *path = h->o->json;
	int status;

	if (!path)
		return hunt(h);
	h->json = fopen(path, "ae");
	if (!h->json)
		return complain("--json %s: %s", path, strerror(errno));
	status = hunt(h);
	if (fclose(h->json))
		return complain("--json %s: %s", path, strerror(errno));
	return status;
}

static int check(const struct kernel_options *o, int argc, char **argv)
{
	int status = 0;

	if (o->names.n != 2 || !argc || strcmp(argv[0], "run"))
		return complain("kernel first-bad: needs GOOD BAD -- run "
				"OPTION... (try --help)");
	if (guest_fits(o->tier, (int)o->cpus, o->names.item[0],
		       QEMU_MACHINE) ||
	    !run_is_valid(argc, argv, &status))
		return status ? status : STATUS_BROKEN;
	return 0;
}

int kernel_first_bad(int argc, char **argv)
{
	struct kernel_options o = { .tier = "qemu-icount",
				    .cpus = 1,
				    .seed = 1 };
	int rest, status;
	struct hunt *h;

	if (options_parse(&first_bad_table, &o, argc, argv, &rest, &status))
		return status;
	status = check(&o, argc - rest, argv + rest);
	if (status)
		return status;
	h = calloc(1, sizeof(*h));
	if (!h)
		return complain("out of memory");
	h->o = &o;
	h->result = malloc(sizeof(*h->result));
	h->spec = malloc(sizeof(*h->spec));
	h->argv = calloc(argc + 2, sizeof(*h->argv));
	if (h->result && h->spec && h->argv) {
		memcpy(h->argv, argv + rest, (argc - rest) * sizeof(*argv));
		h->argc = argc - rest;
		h->argv[h->argc++] = "--json";
		h->argv[h->argc++] = "-";
		status = hunt_with_json(h);
	} else {
		status = complain("out of memory");
	}
	free(h->argv);
	free(h->spec);
	free(h->result);
	free(h);
	return status;
}
