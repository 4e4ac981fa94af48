// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "suite.h"
#include "guest/kconfig.h"
#include "util.h"

#define LONG_NAME \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define MANY_NOTS \
	"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"

static struct kconfig wants;
static char tree[64]; /* a kernel tree, as far as it is looked at */

/* In the process that outlives the tests, so that it is removed in any case. */
static void make_tree(void)
{
	const char *tmp = getenv("TMP");

	snprintf(tree, sizeof(tree), "%.40s/kconfig-XXXXXX",
		 tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(tree));
}

static void remove_tree_of_ours(void)
{
	static const char *const names[] = { ".config", "Kconfig", "sub" };
	char path[128];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", tree, names[i]);
		unlink(path);
	}
	rmdir(tree);
}

static void put_file(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", tree, name);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

/* A fragment that exists as long as the process does; its path. */
static const char *fragment(const char *text)
{
	static char path[4][32];
	static int n;
	int fd = memfd_create("fragment", 0);

	ck_assert_int_eq(write(fd, text, strlen(text)), strlen(text));
	snprintf(path[n % 4], sizeof(path[0]), "/proc/self/fd/%d", fd);
	return path[n++ % 4];
}

/* From here on, stderr can be read back. */
static FILE *catch_words(void)
{
	FILE *f = tmpfile();

	dup2(fileno(f), 2);
	return f;
}

static const char *words(FILE *f)
{
	static char text[4096];
	long n;

	rewind(f);
	n = (long)fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	return text;
}

static const char *written(void)
{
	static char text[4096];
	FILE *f = fmemopen(text, sizeof(text), "w");

	kconfig_write(&wants, f);
	fclose(f);
	return text;
}

START_TEST(lines_are_understood)
{
	ck_assert_int_eq(
		kconfig_read(&wants, fragment("# a comment\n"
					      "\n"
					      "CONFIG_A=y\r\n"
					      "CONFIG_B=m  \t\n"
					      "# CONFIG_C is not set\n"
					      "CONFIG_D=\"a \\\"b\\\" # c\"\n"
					      "CONFIG_E=-5\n"
					      "CONFIG_F=0x1F\n"
					      "#CHECK#CONFIG_G=y\n"
					      "#CHECK#CONFIG_H is not set\n"
					      "#a comment without a blank\n"
					      "CONFIG_I=n")),
		0);
	ck_assert_str_eq(written(), "CONFIG_A=y\n"
				    "CONFIG_B=m\n"
				    "CONFIG_C=n\n"
				    "CONFIG_D=\"a \\\"b\\\" # c\"\n"
				    "CONFIG_E=-5\n"
				    "CONFIG_F=0x1F\n"
				    "CONFIG_I=n\n"
				    "#CHECK#CONFIG_G=y\n"
				    "#CHECK#CONFIG_H=n\n");
	ck_assert_uint_eq(wants.n, 9);
	ck_assert_int_eq(wants.want[0].line, 3);
	ck_assert_int_eq(wants.want[8].line, 12);
	kconfig_free(&wants);
	ck_assert_uint_eq(wants.n, 0);
}
END_TEST

START_TEST(a_setting_in_a_comment_is_a_comment)
{
	ck_assert_int_eq(
		kconfig_read(&wants, fragment("# CONFIG_A=y\n"
					      "# CONFIG_B is for later\n"
					      "# CONFIG_C is not set yet\n")),
		0);
	ck_assert_str_eq(written(), "");
}
END_TEST

START_TEST(the_last_word_counts)
{
	const char *file;

	ck_assert_int_eq(kconfig_read(&wants, fragment("CONFIG_A=y\n"
						       "#CHECK#CONFIG_A=y\n"
						       "CONFIG_B=1\n")),
			 0);
	file = fragment("\n# CONFIG_A is not set\n");
	ck_assert_int_eq(kconfig_read(&wants, file), 0);
	ck_assert_str_eq(written(), "CONFIG_A=n\nCONFIG_B=1\n"
				    "#CHECK#CONFIG_A=y\n");
	ck_assert_str_eq(wants.want[0].file, file);
	ck_assert_int_eq(wants.want[0].line, 2);
	kconfig_free(&wants);
}
END_TEST

static const char *const bad_lines[] = {
	"CONFIG_A",
	"CONFIG_A=",
	"CONFIG_A =y",
	"CONFIG_A= y",
	" CONFIG_A=y",
	"CONFIG_=y",
	"CONFIG_A=\"open",
	"CONFIG_A=\"",
	"CONFIG_A=yes",
	"CONFIG_A=y # comment",
	"CONFIG_A-B=y",
	"config_a=y",
	"A=y",
	"#CHECK#",
	"#CHECK#A=y",
	"#CHECK# CONFIG_A=y",
	"#KERNEL#",
	"#KERNEL#6.12",
	"#KERNEL#> 6.12",
	"#KERNEL#<= 6.12",
	"#KERNEL#>= new",
	"#KERNEL#>= .6",
	"#KERNEL#>= 6.12 or so",
	"#KERNEL#< 6.12.12.12.12.12.12.12",
	("CONFIG_" LONG_NAME LONG_NAME "=y"),
	"\x1b[31m",
	"CONFIG_A=y", /* the BUSTED twin: nothing is wrong with it */
};

START_TEST(bad_lines_are_named)
{
	bool good = _i == (int)ARRAY_SIZE(bad_lines) - 1;
	char text[256], place[64];
	const char *file;
	FILE *said;
	int ret;

	snprintf(text, sizeof(text), "CONFIG_Z=y\n\n%s\nCONFIG_Y=y\n",
		 bad_lines[_i]);
	file = fragment(text);
	said = catch_words();
	ret = kconfig_read(&wants, file);
	ck_assert_int_eq(ret, good ? 0 : -EINVAL);
	snprintf(place, sizeof(place), "wakestorm: %s:3: ", file);
	ck_assert_int_eq(!strncmp(words(said), place, strlen(place)), !good);
	kconfig_free(&wants);
	fclose(said);
}
END_TEST

/* What a fragment is for, and kernels; "" as the complaint: it fits. */
static const struct {
	const char *text, *version, *complaint;
} ranges[] = {
	{ "CONFIG_A=y\n", "6.1.192", "" },
	{ "#KERNEL#>= 6.12\n", "6.12.0", "" },
	{ "#KERNEL#>= 6.12\n", "6.12.43", "" },
	{ "#KERNEL#>= 6.12\n", "6.13.0-rc1", "" },
	{ "#KERNEL#>= 6.12\n", "7.0.0", "" },
	{ "#KERNEL#>= 6.12\n", "6.1.192",
	  "1: for kernels from 6.12 only, and this is 6.1.192" },
	{ "#KERNEL#>= 6.12\n", "6.9.0",
	  "1: for kernels from 6.12 only, and this is 6.9.0" },
	{ "#KERNEL#< 7.0\n", "6.19.8", "" },
	{ "#KERNEL#< 7.0\n", "7.0.0",
	  "1: for kernels below 7.0 only, and this is 7.0.0" },
	{ "CONFIG_A=y\n#KERNEL#>= 6.6\n#KERNEL#< 6.12\n", "6.8.1", "" },
	{ "CONFIG_A=y\n#KERNEL#>= 6.6\n#KERNEL#< 6.12\n", "6.12.1",
	  "3: for kernels below 6.12 only, and this is 6.12.1" },
};

START_TEST(a_fragment_is_for_its_kernels)
{
	FILE *said;
	int ret;

	ck_assert_int_eq(kconfig_read(&wants, fragment(ranges[_i].text)), 0);
	said = catch_words();
	ret = kconfig_fits(&wants, ranges[_i].version);
	ck_assert_int_eq(ret, *ranges[_i].complaint ? -EINVAL : 0);
	ck_assert_ptr_nonnull(strstr(words(said), ranges[_i].complaint));
	kconfig_free(&wants);
	fclose(said);
}
END_TEST

/* The id of a kernel is made of what is written. */
START_TEST(a_range_is_no_setting)
{
	ck_assert_int_eq(kconfig_read(&wants, fragment("#KERNEL#>= 6.12\n"
						       "CONFIG_A=y\n")),
			 0);
	ck_assert_str_eq(written(), "CONFIG_A=y\n");
	kconfig_free(&wants);
}
END_TEST

START_TEST(no_file_is_said)
{
	FILE *said = catch_words();

	ck_assert_int_eq(kconfig_read(&wants, "/nonexistent/x.config"),
			 -ENOENT);
	ck_assert_ptr_nonnull(strstr(words(said), "/nonexistent/x.config"));
	ck_assert_int_lt(kconfig_read(&wants, "/proc"), 0);
	ck_assert_uint_eq(wants.n, 0);
	fclose(said);
}
END_TEST

static const char config[] = "# CONFIG_A is not set\n"
			     "CONFIG_AB=y\n"
			     "CONFIG_B=m\n"
			     "CONFIG_TEXT=\"two words\"\n"
			     "CONFIG_XCONFIG_C=y\n"
			     "CONFIG_LAST=42";

START_TEST(values_are_found)
{
	static const char *const pairs[][2] = {
		{ "A", "n" },	    { "AB", "y" },
		{ "B", "m" },	    { "TEXT", "\"two words\"" },
		{ "C", "n" },	    { "LAST", "42" },
		{ "NOWHERE", "n" },
	};
	char value[160], tiny[4];

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		kconfig_value(config, pairs[i][0], value, sizeof(value));
		ck_assert_str_eq(value, pairs[i][1]);
	}
	kconfig_value(config, "TEXT", tiny, sizeof(tiny));
	ck_assert_str_eq(tiny, "\"tw");
	kconfig_value("", "A", value, sizeof(value));
	ck_assert_str_eq(value, "n");
}
END_TEST

START_TEST(what_is_not_met_is_said)
{
	const char *file = fragment("CONFIG_AB=y\n"
				    "CONFIG_A=y\n"
				    "#CHECK#CONFIG_B=m\n"
				    "#CHECK#CONFIG_LAST=43\n");
	char place[64];
	FILE *said;

	put_file(".config", config);
	put_file("Kconfig", "config A\n\tbool \"a\"\n\tdepends on B=y\n");
	ck_assert_int_eq(kconfig_read(&wants, file), 0);
	said = catch_words();
	ck_assert_int_eq(kconfig_verify(&wants, tree), -EINVAL);
	snprintf(place, sizeof(place), "%s:2: CONFIG_A is n, not y", file);
	ck_assert_ptr_nonnull(strstr(words(said), place));
	snprintf(place, sizeof(place), "%s:4: CONFIG_LAST is 42, not 43", file);
	ck_assert_ptr_nonnull(strstr(words(said), place));
	ck_assert_ptr_null(strstr(words(said), "CONFIG_AB"));
	ck_assert_ptr_null(strstr(words(said), "CONFIG_B "));
	fclose(said);
	kconfig_free(&wants);
}
END_TEST

START_TEST(what_no_kernel_has_to_know)
{
	const char *file = fragment("#KNOWN#CONFIG_NOWHERE=y\n"
				    "#KNOWN#CONFIG_A=y\n");
	FILE *said;

	put_file(".config", config);
	put_file("Kconfig", "config B\n\tbool \"b\"\n");
	ck_assert_int_eq(kconfig_read(&wants, file), 0);
	ck_assert_str_eq(written(), "CONFIG_NOWHERE=y\nCONFIG_A=y\n");
	ck_assert_int_eq(kconfig_verify(&wants, tree), 0);
	put_file("Kconfig", "config A\n\tbool \"a\"\n");
	said = catch_words();
	ck_assert_int_eq(kconfig_verify(&wants, tree), -EINVAL);
	ck_assert_ptr_nonnull(strstr(words(said), "CONFIG_A is n, not y"));
	fclose(said);
	kconfig_free(&wants);
}
END_TEST

START_TEST(what_is_met_is_fine)
{
	put_file(".config", config);
	put_file("Kconfig", "");
	ck_assert_int_eq(
		kconfig_read(&wants, fragment("# CONFIG_A is not set\n"
					      "CONFIG_AB=y\nCONFIG_LAST=42\n"
					      "CONFIG_TEXT=\"two words\"\n"
					      "#CHECK#CONFIG_B=m\n")),
		0);
	ck_assert_int_eq(kconfig_verify(&wants, tree), 0);
	kconfig_free(&wants);
}
END_TEST

/* Symbols of a small tree, with the values of config above. */
static const char entries[] = "mainmenu \"x\"\n"
			      "menu \"General\"\n"
			      "\tdepends on AB\n"
			      "config PLAIN\n"
			      "\tbool \"plain\"\n"
			      "\thelp\n"
			      "\t  depends on NOTHING, this is text\n"
			      "\n"
			      "config DEEP\n"
			      "\ttristate \"deep\" if EXPERT\n"
			      "\tdepends on AB && (A || B=y) # why not\n"
			      "config HIDDEN\n"
			      "\tbool\n"
			      "endmenu\n"
			      "if A && \\\n"
			      "   LAST = 42\n"
			      "config INSIDE\n"
			      "\tbool \"inside\"\n"
			      "endif\n"
			      "config NEGATED\n"
			      "\tbool \"negated\"\n"
			      "\tdepends on !AB\n"
			      "source \"sub\"\n";

static const char *const reasons[][3] = {
	/* symbol, what must be said, what must not */
	{ "DEEP", "EXPERT", "NOTHING" },
	{ "DEEP", "A || B=y", "General" },
	{ "INSIDE", "A", "depends" },
	{ "NEGATED", "!AB", "EXPERT" },
	{ "SUBBED", "EXPERT=n", "AB" },
	{ "NOWHERE", "no such symbol", "needs" },
	{ "HIDDEN", "others select it", "needs" },
	{ "PLAIN", "a choice, or a select", "NOTHING" },
};

START_TEST(reasons_are_found)
{
	const char *const *r = reasons[_i];
	char why[512];

	put_file("Kconfig", entries);
	put_file("sub", "config SUBBED\n\tbool \"s\"\n\tdepends on EXPERT\n");
	kconfig_why(tree, config, r[0], why, sizeof(why));
	ck_assert_msg(strstr(why, r[1]) != NULL, "no '%s' in '%s'", r[1], why);
	ck_assert_msg(strstr(why, r[2]) == NULL, "'%s' in '%s'", r[2], why);
}
END_TEST

/* A tree is a user's: nothing in it may hang or overrun us. */
static const char *const hostile[] = {
	"source \"Kconfig\"\nsource \"Kconfig\"\n",
	"endif\nendmenu\nendif\nconfig X\n\tdepends on (((((((\n",
	"config X\n\tdepends on )&&||!=\"\n",
	("config X\n\tdepends on " MANY_NOTS MANY_NOTS "A\n"),
	"if A\nif A\nif A\nif A\nif A\nif A\nif A\nif A\nif A\nconfig X\n",
	"config X\n\tdepends on $(shell,rm -rf || true\n",
	"config X\n\tdepends on \"\n\tbool \"",
	"\\\n\\\n\\",
};

START_TEST(hostile_trees_do_no_harm)
{
	char why[64];

	put_file("Kconfig", hostile[_i]);
	kconfig_why(tree, config, "X", why, sizeof(why));
	ck_assert_uint_lt(strnlen(why, sizeof(why)), sizeof(why));
	ck_assert_str_ne(why, "");
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_unchecked_fixture(t, make_tree, remove_tree_of_ours);
	tcase_add_test(t, lines_are_understood);
	tcase_add_test(t, a_setting_in_a_comment_is_a_comment);
	tcase_add_test(t, the_last_word_counts);
	tcase_add_loop_test(t, bad_lines_are_named, 0, ARRAY_SIZE(bad_lines));
	tcase_add_loop_test(t, a_fragment_is_for_its_kernels, 0,
			    ARRAY_SIZE(ranges));
	tcase_add_test(t, a_range_is_no_setting);
	tcase_add_test(t, no_file_is_said);
	tcase_add_test(t, values_are_found);
	tcase_add_test(t, what_is_not_met_is_said);
	tcase_add_test(t, what_no_kernel_has_to_know);
	tcase_add_test(t, what_is_met_is_fine);
	tcase_add_loop_test(t, reasons_are_found, 0, ARRAY_SIZE(reasons));
	tcase_add_loop_test(t, hostile_trees_do_no_harm, 0,
			    ARRAY_SIZE(hostile));
}

int main(void)
{
	return run_suite("kconfig", fill_suite);
}
