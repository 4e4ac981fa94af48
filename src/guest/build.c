// SPDX-License-Identifier: GPL-2.0
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "data.h"
#include "guest/build.h"
#include "guest/tools.h"
#include "measure/clock.h"
#include "say.h"
#include "tether.h"
#include "util.h"

#define BUILD_MIB 900ul

struct build {
	const struct kernel_spec *spec;
	const struct recipe *recipe;
	struct tools tools;
	char result[PATH_MAX];
};

static double now_s(void)
{
	return (double)now_ns() / SEC_NS;
}

/* CPU time of all children so far: a build's cost. */
static double cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/*
 * What patch(1) complains of, with the file it was at: "Hunk #1 FAILED at 303."
 * under "patching file include/linux/wait.h".
 */
static void explain_patch(char *out, char *why, size_t size)
{
	static const char *const marks[] = { "FAILED at", "Reversed",
					     "can't find file", "****" };
	const char *file = NULL, *line = out;
	char *rest = out;

	snprintf(why, size, "no message");
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "patching file ", 14))
			file = line + 14;
		for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
			if (strstr(line, marks[i])) {
				snprintf(why, size, "%s%s%s", file ? file : "",
					 file ? ": " : "", line);
				return;
			}
	}
}

static int apply_patch(struct build *b, const char *patch)
{
	char *argv[] = { "patch",   "-p1", "--forward",	  "--fuzz=0",
			 "--batch", "-i",  (char *)patch, NULL };
	char out[65536], why[256];
	int ret = capture(argv, b->tools.tree, out, sizeof(out));

	if (ret <= 0)
		return ret;
	explain_patch(out, why, sizeof(why));
	complain("%s: %s does not apply: %s", b->tools.title, patch,
		 ret == 127 ? "patch(1) is not installed" : why);
	return -EINVAL;
}

/* What `make kernelversion` says: the title needs it before there is a config.
 */
static int read_version(struct build *b)
{
	char *argv[] = { "env",	 "-u", "MAKEFLAGS",	"-u", "MAKELEVEL",
			 "make", "-s", "kernelversion", NULL };
	char out[256];
	const struct kernel_spec *s = b->spec;
	int ret = capture(argv, b->tools.tree, out, sizeof(out));

	if (ret < 0)
		return ret;
	if (ret) {
		complain("%s: not a kernel source (or make is not installed)",
			 b->recipe->source.path);
		return -EINVAL;
	}
	out[strcspn(out, "\n")] = '\0';
	snprintf(b->tools.title, sizeof(b->tools.title),
		 "%s (%.40s, %d patch%s)", s->name, out, s->patches,
		 s->patches == 1 ? "" : "es");
	return kconfig_fits(&b->recipe->config, out);
}

static int prepare_tree(struct build *b)
{
	int ret = source_copy(&b->recipe->source, b->tools.tree);

	if (!ret)
		ret = read_version(b);
	for (int i = 0; !ret && i < b->spec->patches; i++)
		ret = apply_patch(b, b->spec->patch[i]);
	return ret;
}

/* Everything off but what is asked for and what that needs. */
static int configure(struct build *b)
{
	char wanted[PATH_MAX];
	FILE *f;
	int ret = path_format(wanted, "%s/.wanted", b->tools.tree);

	if (ret)
		return ret;
	note("building %s: config", b->tools.title);
	f = fopen(wanted, "we");
	if (f)
		kconfig_write(&b->recipe->config, f);
	if (!f || fclose(f)) {
		ret = -errno;
		complain("can't write %s: %s", wanted, strerror(-ret));
	}
	b->tools.probing = true;
	if (!ret)
		ret = tools_make(&b->tools, "config", "allnoconfig",
				 "KCONFIG_ALLCONFIG=.wanted");
	if (!ret)
		ret = tools_make(&b->tools, "config", "syncconfig", NULL);
	b->tools.probing = false;
	if (!ret)
		ret = kconfig_verify(&b->recipe->config, b->tools.tree);
	return ret;
}

/* Copy TREE/from, or an absolute path, to RESULT/to. */
static int keep(struct build *b, const char *from, const char *to)
{
	char path[PATH_MAX];
	char *argv[] = { "cp", "--", (char *)from, path, NULL };
	int ret = path_format(path, "%s/%s", b->result, to);

	return ret ? ret : tools_run(&b->tools, argv, b->tools.tree, "copying");
}

static int compile(struct build *b)
{
	char image[PATH_MAX];
	char *argv[] = { "strip", "-o", image, "vmlinux", NULL };
	int ret = path_format(image, "%s/image", b->result);

	note("building %s: compiling", b->tools.title);
	if (!ret)
		ret = tools_make(&b->tools, "compiling", "vmlinux", NULL);
	if (!ret)
		ret = tools_run(&b->tools, argv, b->tools.tree, "strip");
	return ret ? ret : keep(b, ".config", "config");
}

static bool has_modules(const struct build *b)
{
	char path[PATH_MAX], value[8] = "n", *config = NULL;

	if (!path_format(path, "%s/.config", b->tools.tree))
		config = read_text(path);
	if (config)
		kconfig_value(config, "MODULES", value, sizeof(value));
	free(config);
	return *value == 'y';
}

/*
 * Only vmlinux was built, so its list of symbols stands for that of all
 * modules; a kernel that makes no such list gets a module with unchecked
 * symbols.
 */
static int build_module(struct build *b)
{
	char source[PATH_MAX], copy[PATH_MAX], arg[PATH_MAX + 8];
	char *cp[] = { "sh",
		       "-c",
		       "mkdir \"$2\" && cp \"$1\"/Kbuild \"$1\"/*.[ch] \"$2\"",
		       "sh",
		       source,
		       copy,
		       NULL };
	char *list[] = { "sh", "-c",
			 "[ -e Module.symvers ] || cp vmlinux.symvers "
			 "Module.symvers",
			 NULL };
	struct tools *t = &b->tools;
	bool checked;
	int ret = data_path(source, sizeof(source), "kernels/module");

	if (!ret)
		ret = path_format(copy, "%s/.wakestorm", t->tree);
	if (ret || !has_modules(b))
		return ret;
	note("building %s: module", t->title);
	snprintf(arg, sizeof(arg), "M=%s", copy);
	ret = tools_run(t, cp, NULL, "copying the module");
	if (ret)
		return ret;
	checked = !tether_run(list, t->tree, t->log);
	ret = tools_make(t, "module", "modules_prepare", NULL);
	if (!ret)
		ret = tools_make(t, "module", arg,
				 checked ? NULL : "KBUILD_MODPOST_WARN=1");
	return ret ? ret : keep(b, ".wakestorm/wakestorm.ko", "wakestorm.ko");
}

static json_t *files_json(const char path[][PATH_MAX], const char sha[][65],
			  int n)
{
	json_t *list = json_array();

	for (int i = 0; i < n; i++) {
		json_t *file = json_object();

		json_object_set_new(file, "name",
				    json_string(strrchr(path[i], '/') + 1));
		if (sha)
			json_object_set_new(file, "sha256",
					    json_string(sha[i]));
		json_array_append_new(list, file);
	}
	return list;
}

/* Who this kernel is, for people and for result files. */
static int write_id(struct build *b, const char *release, double seconds)
{
	const struct kernel_spec *s = b->spec;
	const struct recipe *r = b->recipe;
	char path[PATH_MAX];
	json_t *id;
	int ret = path_format(path, "%s/id.json", b->result);

	if (ret)
		return ret;
	id = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s*, s:s, s:s, s:o, s:o, "
		       "s:f}",
		       "id", r->id, "name", s->name, "about", s->about,
		       "release", release, "source",
		       strrchr(r->source.path, '/') + 1,
		       r->source.git ? "source_tree" : "source_sha256",
		       r->source.sha, "source_commit",
		       r->source.git ? r->source.commit : NULL, "compiler", r->compiler, "arch",
		       s->machine == UML_PROCESS ? "um" : "x86_64", "patches",
		       files_json(s->patch, r->patch_sha, s->patches),
		       "fragments", files_json(s->fragment, NULL, s->fragments),
		       "cpu_seconds", seconds);
	if (!id || json_dump_file(id, path, JSON_INDENT(2)))
		ret = -EIO;
	json_decref(id);
	if (ret)
		complain("can't write %s", path);
	return ret;
}

/* What `uname -r` will say, as the build wrote it down. */
static int read_release(struct build *b, char release[KERNEL_NAME_MAX])
{
	char path[PATH_MAX], *text;
	int ret = path_format(path, "%s/include/config/kernel.release",
			      b->tools.tree);

	if (ret)
		return ret;
	text = read_text(path);
	if (!text) {
		ret = -errno;
		complain("%s: can't read %s", b->tools.title, path);
		return ret;
	}
	snprintf(release, KERNEL_NAME_MAX, "%.*s", (int)strcspn(text, "\n"),
		 text);
	free(text);
	return 0;
}

static int build_steps(struct build *b)
{
	double began = now_s(), cpu = cpu_s();
	char release[KERNEL_NAME_MAX];
	int ret = prepare_tree(b);

	if (!ret)
		ret = configure(b);
	if (!ret)
		ret = compile(b);
	if (!ret)
		ret = build_module(b);
	if (!ret)
		ret = read_release(b, release);
	if (!ret)
		ret = write_id(b, release, cpu_s() - cpu);
	if (!ret)
		note("building %s: done in %.0f s, %.1f CPU-min",
		     b->tools.title, now_s() - began, (cpu_s() - cpu) / 60);
	return ret;
}

int build_kernel(const struct kernel_spec *spec, const struct recipe *recipe,
		 const struct workplace *w)
{
	struct build *b = calloc(1, sizeof(*b));
	int ret;

	if (!b)
		return -ENOMEM;
	b->spec = spec;
	b->recipe = recipe;
	b->tools.uml = spec->machine == UML_PROCESS;
	snprintf(b->tools.title, sizeof(b->tools.title), "%s", spec->name);
	ret = cache_has_room(BUILD_MIB);
	if (!ret)
		ret = path_format(b->tools.tree, "%s/tree", w->dir);
	if (!ret)
		ret = path_format(b->result, "%s/result", w->dir);
	if (!ret)
		ret = SYS(mkdir(b->result, 0777));
	if (!ret)
		ret = tools_open(&b->tools, recipe->id);
	if (!ret) {
		ret = build_steps(b);
		close(b->tools.log);
	}
	free(b);
	return ret;
}
