// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/images.h"
#include "util.h"

#define NEWEST "newest"
#define ARCH   "-amd64"

static const char *const flavour_names[FLAVOURS] = {
	[CLOUD] = "cloud-",
	[GENERIC] = "generic-",
	[RT] = "rt-",
};

/* Package names and versions get into command lines and paths. */
static const char safe_letters[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789.+~-";

static bool is_number_list(const char *text)
{
	bool digit = false;

	for (; *text; text++) {
		if (!isdigit((unsigned char)*text) && (*text != '.' || !digit))
			return false;
		digit = *text != '.';
	}
	return digit;
}

bool image_wished(const char *name, struct image_wish *wish)
{
	for (int i = 0; i < FLAVOURS; i++) {
		size_t len = strlen(flavour_names[i]);
		const char *version = name + len;

		if (strncmp(name, flavour_names[i], len))
			continue;
		if (!strcmp(version, NEWEST))
			version = "";
		else if (!is_number_list(version) ||
			 strlen(version) >= sizeof(wish->version))
			return false;
		wish->flavour = i;
		snprintf(wish->version, sizeof(wish->version), "%s", version);
		return true;
	}
	return false;
}

void image_name(const struct image *image, char *name, size_t size)
{
	snprintf(name, size, "%s%.*s", flavour_names[image->flavour],
		 (int)strspn(image->version, "0123456789."), image->version);
}

/* A tilde is before the end, that before letters, those before the rest. */
static int weight(int c)
{
	if (c == '~')
		return -1;
	if (!c || isdigit(c))
		return 0;
	return isalpha(c) ? c : c + 256;
}

/* The value of the digits at *text, which moves behind them. */
static unsigned long long take_number(const char **text)
{
	char *end;
	unsigned long long value;

	if (!isdigit((unsigned char)**text))
		return 0;
	value = strtoull(*text, &end, 10);
	*text = end;
	return value;
}

static bool is_word(const char *text)
{
	return *text && !isdigit((unsigned char)*text);
}

int version_compare(const char *a, const char *b)
{
	while (*a || *b) {
		unsigned long long x, y;

		while (is_word(a) || is_word(b)) {
			int order = weight((unsigned char)*a) -
				    weight((unsigned char)*b);

			if (order)
				return order;
			a++;
			b++;
		}
		x = take_number(&a);
		y = take_number(&b);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* false: not for our machine. */
static bool find_flavour(struct image *image)
{
	size_t len = strlen(image->package);
	size_t end = len > strlen(ARCH) ? len - strlen(ARCH) : 0;
	const char *word;

	if (strcmp(image->package + end, ARCH))
		return false;
	word = memrchr(image->package, '-', end);
	if (!word)
		return false;
	image->flavour = !strcmp(word, "-cloud" ARCH) ? CLOUD
			 : !strcmp(word, "-rt" ARCH)  ? RT
						      : GENERIC;
	return true;
}

static bool is_safe(const char *text)
{
	return isalnum((unsigned char)*text) &&
	       !text[strspn(text, safe_letters)];
}

static bool parse_image(const char *line, struct image *image)
{
	char end;

	*image = (struct image){ .flavour = CLOUD };
	return sscanf(line, "%95s %63s %64[0-9a-f]%c", image->package,
		      image->version, image->sha, &end) == 3 &&
	       strlen(image->sha) == 64 && is_safe(image->package) &&
	       is_safe(image->version) &&
	       isdigit((unsigned char)*image->version) && find_flavour(image);
}

static int by_version(const void *a, const void *b)
{
	const struct image *x = a, *y = b;
	int order = version_compare(x->version, y->version);

	return order ? order : strcmp(x->package, y->package);
}

void images_free(struct images *images)
{
	free(images->list);
	*images = (struct images){ 0 };
}

/* Does it begin with these numbers, all of the last one? */
static bool matches(const struct image *image, const struct image_wish *wish)
{
	size_t len = strlen(wish->version);

	return image->flavour == wish->flavour &&
	       !strncmp(image->version, wish->version, len) &&
	       (!len || !isdigit((unsigned char)image->version[len]));
}

const struct image *images_find(const struct images *images,
				const struct image_wish *wish)
{
	for (size_t i = images->n; i--;)
		if (matches(&images->list[i], wish))
			return &images->list[i];
	return NULL;
}

/* Of several builds of one version, the last; a release, but not its
 * candidates: so that the name of each finds it. */
static void drop_nameless(struct images *images)
{
	size_t kept = 0;

	for (size_t i = 0; i < images->n; i++) {
		const struct images behind = { images->list + i,
					       images->n - i };
		struct image_wish wish;
		char name[64];

		image_name(&images->list[i], name, sizeof(name));
		if (image_wished(name, &wish) &&
		    images_find(&behind, &wish) == &images->list[i])
			images->list[kept++] = images->list[i];
	}
	images->n = kept;
}

int images_parse(const char *text, struct images *images)
{
	char *copy = strdup(text), *rest = copy, *line;
	size_t lines = 1;

	*images = (struct images){ 0 };
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	images->list = calloc(lines, sizeof(*images->list));
	while (images->list && (line = strsep(&rest, "\n")))
		images->n += parse_image(line, &images->list[images->n]);
	if (images->list) {
		qsort(images->list, images->n, sizeof(*images->list),
		      by_version);
		drop_nameless(images);
	}
	free(copy);
	return copy && images->list ? 0 : -ENOMEM;
}

int images_cut(struct images *images, const struct image *a,
	       const struct image *b)
{
	const struct image from = a < b ? *a : *b, to = a < b ? *b : *a;
	int n = 0;

	for (size_t i = 0; i < images->n; i++) {
		const struct image *it = &images->list[i];

		if (it->flavour == from.flavour &&
		    version_compare(it->version, from.version) >= 0 &&
		    version_compare(it->version, to.version) <= 0)
			images->list[n++] = *it;
	}
	return n;
}
