// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "guest/images.h"
#include "util.h"

#define SHA16  "0123456789abcdef"
#define SHA    SHA16 SHA16 SHA16 SHA16
#define LONG50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char sample[] =
	"linux-image-6.1.0-57-cloud-amd64 6.1.192-3 " SHA "\n"
	"linux-image-6.1.0-57-amd64 6.1.192-3 " SHA "\n"
	"linux-image-6.1.0-57-rt-amd64 6.1.192-3 " SHA "\n"
	"linux-image-6.1.0-0.deb11.52-cloud-amd64 6.1.180-1~deb11u1 " SHA "\n"
	"linux-image-6.12.9+deb13-cloud-amd64 6.12.9-1 " SHA "\n"
	"linux-image-6.12.118+deb13-cloud-amd64 6.12.118-1 " SHA "\n"
	"linux-image-6.12.90+deb13-cloud-amd64 6.12.90-1 " SHA "\n"
	"linux-image-6.12.90+deb12.1-cloud-amd64 6.12.90-2~bpo12+1 " SHA "\n"
	"linux-binary-7.3-cloud-amd64 7.3~rc7-1~exp1 " SHA "\n"
	"linux-binary-7.3.4+deb13-cloud-amd64 7.3.4-1~bpo13+1 " SHA "\n";

static const struct {
	const char *name, *package; /* NULL: nothing fits */
} wishes[] = {
	{ "cloud-6.1", "linux-image-6.1.0-57-cloud-amd64" },
	{ "cloud-6.1.180", "linux-image-6.1.0-0.deb11.52-cloud-amd64" },
	{ "cloud-6.12", "linux-image-6.12.118+deb13-cloud-amd64" },
	{ "cloud-6.12.9", "linux-image-6.12.9+deb13-cloud-amd64" },
	{ "cloud-6.12.90", "linux-image-6.12.90+deb12.1-cloud-amd64" },
	{ "cloud-6", "linux-image-6.12.118+deb13-cloud-amd64" },
	{ "cloud-newest", "linux-binary-7.3.4+deb13-cloud-amd64" },
	{ "cloud-7.3", "linux-binary-7.3.4+deb13-cloud-amd64" },
	{ "generic-6.1", "linux-image-6.1.0-57-amd64" },
	{ "generic-newest", "linux-image-6.1.0-57-amd64" },
	{ "generic-6.12", NULL },
	{ "rt-6.1", "linux-image-6.1.0-57-rt-amd64" },
	{ "rt-6.12", NULL },
	{ "cloud-5.10", NULL },
	{ "cloud-6.12.11", NULL },
};

START_TEST(the_newest_of_a_series_is_found)
{
	const struct image *found;
	struct image_wish wish;
	struct images images;

	ck_assert_int_eq(images_parse(sample, &images), 0);
	ck_assert_uint_eq(images.n, 8); /* rc is none */
	ck_assert(image_wished(wishes[_i].name, &wish));
	found = images_find(&images, &wish);
	if (wishes[_i].package)
		ck_assert_str_eq(found->package, wishes[_i].package);
	else
		ck_assert_ptr_null(found);
	images_free(&images);
}
END_TEST

START_TEST(a_row_is_cut_out)
{
	struct images images;
	size_t i;

	ck_assert_int_eq(images_parse(sample, &images), 0);
	for (i = 0; strcmp(images.list[i].version, "6.12.9-1"); i++)
		;
	ck_assert_int_eq(images_cut(&images, &images.list[i], &images.list[0]),
			 3); /* both orders, and no other flavour */
	ck_assert_str_eq(images.list[0].version, "6.1.180-1~deb11u1");
	ck_assert_str_eq(images.list[1].version, "6.1.192-3");
	ck_assert_str_eq(images.list[2].version, "6.12.9-1");
	ck_assert_int_eq(images.list[1].flavour, CLOUD);
	images_free(&images);
}
END_TEST

START_TEST(the_oldest_is_first)
{
	struct images images;

	ck_assert_int_eq(images_parse(sample, &images), 0);
	for (size_t i = 1; i < images.n; i++)
		ck_assert_int_le(version_compare(images.list[i - 1].version,
						 images.list[i].version),
				 0);
	ck_assert_str_eq(images.list[0].version, "6.1.180-1~deb11u1");
	images_free(&images);
}
END_TEST

START_TEST(an_image_has_a_name)
{
	char name[64];
	const struct image image = { .flavour = CLOUD,
				     .version = "6.12.90-2~bpo12+1" };
	const struct image candidate = { .flavour = GENERIC,
					 .version = "7.3~rc7-1~exp1" };

	image_name(&image, name, sizeof(name));
	ck_assert_str_eq(name, "cloud-6.12.90");
	image_name(&candidate, name, sizeof(name));
	ck_assert_str_eq(name, "generic-7.3");
}
END_TEST

/* Each less than the next. */
static const char *const ladder[] = {
	"",
	"5.10.9-1",
	"5.10.10-1",
	"6.1.180-1~deb11u1",
	"6.1.180-1",
	"6.1.180-2~bpo12+1",
	"6.1.180-2",
	"7.3~rc7-1~exp1",
	"7.3~rc10-1~exp1",
	"7.3-1",
	"7.3.4-1",
	"7.3.4-1+b1",
	"7.3.10-1",
};

START_TEST(versions_are_ordered)
{
	for (int i = 0; i < (int)ARRAY_SIZE(ladder); i++) {
		int order = version_compare(ladder[_i], ladder[i]);

		ck_assert_int_eq((order > 0) - (order < 0),
				 (_i > i) - (_i < i));
	}
}
END_TEST

START_TEST(zeros_in_front_do_not_count)
{
	ck_assert_int_eq(version_compare("6.01-1", "6.1-1"), 0);
	ck_assert_int_lt(version_compare("6.1", "6.99999999999999999999999"),
			 0);
}
END_TEST

static const char *const no_names[] = {
	"",
	"cloud",
	"cloud-",
	"cloud-6.",
	"cloud-.6",
	"cloud-6..1",
	"cloud-latest",
	"cloud-6.1-1",
	"cloud-6.1/..",
	"cloudy-6.1",
	"rt6.1",
	"uml-6.1",
	"mainline",
	"cloud-111111111111111111111111111111111",
};

START_TEST(other_names_are_not_ours)
{
	struct image_wish wish;

	ck_assert(!image_wished(no_names[_i], &wish));
}
END_TEST

static const char *const hostile[] = {
	"",
	"\n\n\n",
	"linux-image-6.1-cloud-amd64",
	"linux-image-6.1-cloud-amd64 6.1",
	"linux-image-6.1-cloud-amd64 6.1 0123",
	"linux-image-6.1-cloud-amd64 6.1 " SHA "0",
	"linux-image-6.1-cloud-amd64 6.1 " SHA " more",
	"linux-image-6.1-cloud-amd64 6.1 " SHA16 SHA16 SHA16 "0123456789ABCDEF",
	"linux-image-6.1-cloud-amd64 -o 6.1 " SHA,
	"linux-image-6.1-cloud-amd64 -oAPT::x " SHA,
	"-o-cloud-amd64 6.1 " SHA,
	"../../x-cloud-amd64 6.1 " SHA,
	"linux-image-$(id)-cloud-amd64 6.1 " SHA,
	"linux-image-6.1-cloud-amd64 6.1;id " SHA,
	"linux-image-6.1-cloud-amd64 six " SHA,
	"linux-image-6.1-cloud-arm64 6.1 " SHA,
	"amd64 6.1 " SHA,
	"-amd64 6.1 " SHA,
	"linux-image-6.1-rt-arm64 6.1 " SHA,
	"linux-image-6.1-cloud-amd64-dbg 6.1 " SHA,
	LONG50 LONG50 "-cloud-amd64 6.1 " SHA,
	"linux-image-6.1-cloud-amd64 6" LONG50 LONG50 " " SHA,
};

START_TEST(hostile_lists_do_no_harm)
{
	struct images images;

	ck_assert_int_eq(images_parse(hostile[_i], &images), 0);
	ck_assert_uint_eq(images.n, 0);
	images_free(&images);
}
END_TEST

static void fill_suite(TCase *t)
{
	tcase_add_loop_test(t, the_newest_of_a_series_is_found, 0,
			    ARRAY_SIZE(wishes));
	tcase_add_test(t, a_row_is_cut_out);
	tcase_add_test(t, the_oldest_is_first);
	tcase_add_test(t, an_image_has_a_name);
	tcase_add_loop_test(t, versions_are_ordered, 0, ARRAY_SIZE(ladder));
	tcase_add_test(t, zeros_in_front_do_not_count);
	tcase_add_loop_test(t, other_names_are_not_ours, 0,
			    ARRAY_SIZE(no_names));
	tcase_add_loop_test(t, hostile_lists_do_no_harm, 0,
			    ARRAY_SIZE(hostile));
}

int main(void)
{
	return run_suite("images", fill_suite);
}
