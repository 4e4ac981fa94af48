// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "guest/cache.h"
#include "guest/images.h"
#include "guest/kconfig.h"
#include "say.h"

/* y, n or m; a number, decimal or hexadecimal; or a text in quotes. */
static bool is_value(const char *s)
{
	size_t len = strlen(s);
	const char *digits = s + (*s == '-');

	if (*s == '"')
		return len >= 2 && s[len - 1] == '"';
	if (len == 1 && strchr("ynm", *s))
		return true;
	if (!strncmp(s, "0x", 2))
		return s[2] && !s[2 + strspn(s + 2, "0123456789abcdefABCDEF")];
	return *digits && !digits[strspn(digits, "0123456789")];
}

/* "CONFIG_X=value", or "CONFIG_X is not set". */
static bool parse_setting(const char *s, struct want *w)
{
	size_t len;

	if (strncmp(s, "CONFIG_", 7))
		return false;
	s += 7;
	len = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"abcdefghijklmnopqrstuvwxyz0123456789_");
	if (!len || len >= sizeof(w->symbol))
		return false;
	snprintf(w->symbol, sizeof(w->symbol), "%.*s", (int)len, s);
	s += len;
	if (!strcmp(s, " is not set"))
		s = "=n";
	if (*s++ != '=' || !is_value(s) || strlen(s) >= sizeof(w->value))
		return false;
	snprintf(w->value, sizeof(w->value), "%s", s);
	return true;
}

/* 1: *w is filled; 0: nothing on this line; -EINVAL: neither. */
static int parse_line(const char *s, struct want *w)
{
	w->check = !strncmp(s, "#CHECK#", 7);
	w->if_known = !strncmp(s, "#KNOWN#", 7);
	if (w->check || w->if_known)
		return parse_setting(s + 7, w) ? 1 : -EINVAL;
	if (!strncmp(s, "# CONFIG_", 9) && !strchr(s, '=') &&
	    parse_setting(s + 2, w))
		return 1;
	if (!*s || *s == '#')
		return 0;
	return parse_setting(s, w) ? 1 : -EINVAL;
}

static int add_want(struct kconfig *k, const struct want *w)
{
	struct want *grown;

	for (size_t i = 0; i < k->n; i++)
		if (k->want[i].check == w->check &&
		    !strcmp(k->want[i].symbol, w->symbol)) {
			k->want[i] = *w;
			return 0;
		}
	grown = realloc(k->want, (k->n + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	k->want = grown;
	k->want[k->n++] = *w;
	return 0;
}

static const char range_mark[] = "#KERNEL#";

/* ">= 6.12" or "< 7.0".  0, or -EINVAL: neither, or -errno after a complaint. */
static int add_range(struct kconfig *k, const char *s, const char *file,
		     int line)
{
	struct range r = { .file = file, .line = line, .below = *s == '<' };
	char end;

	if (sscanf(s, r.below ? "< %15[0-9.]%c" : ">= %15[0-9.]%c", r.version,
		   &end) != 1 ||
	    !isdigit((unsigned char)*r.version))
		return -EINVAL;
	if (k->ranges == MAX_RANGES) {
		complain("%s:%d: more than %d such lines", file, line,
			 MAX_RANGES);
		return -E2BIG;
	}
	k->range[k->ranges++] = r;
	return 0;
}

int kconfig_fits(const struct kconfig *k, const char *version)
{
	int ret = 0;

	for (int i = 0; i < k->ranges; i++) {
		const struct range *r = &k->range[i];
		bool below = version_compare(version, r->version) < 0;

		if (below == r->below)
			continue;
		complain("%s:%d: for kernels %s %s only, and this is %s",
			 r->file, r->line, r->below ? "below" : "from",
			 r->version, version);
		ret = -EINVAL;
	}
	return ret;
}

static int add_line(struct kconfig *k, char *line, const char *file, int number)
{
	struct want w = { .file = file, .line = number };
	size_t len = strlen(line), mark = strlen(range_mark);
	int ret;

	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	if (!strncmp(line, range_mark, mark))
		ret = add_range(k, line + mark, file, number);
	else
		ret = parse_line(line, &w);
	if (ret > 0)
		ret = add_want(k, &w);
	if (ret == -EINVAL)
		complain("%s:%d: '%.60s' is neither CONFIG_X=value nor "
			 "\"# CONFIG_X is not set\" nor one of these behind "
			 "#CHECK# or #KNOWN#, nor #KERNEL#>= VERSION or < VERSION",
			 file, number, line);
	return ret;
}

int kconfig_read(struct kconfig *k, const char *file)
{
	char *text = read_text(file), *rest = text, *line;
	int ret = 0, number = 0;

	if (!text) {
		ret = -errno;
		complain("can't read the fragment %s: %s", file,
			 strerror(-ret));
		return ret;
	}
	while (!ret && (line = strsep(&rest, "\n")))
		ret = add_line(k, line, file, ++number);
	free(text);
	return ret;
}

static void write_wants(const struct kconfig *k, bool check, FILE *f)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct want *w = &k->want[i];

		if (w->check != check)
			continue;
		fprintf(f, "%sCONFIG_%s=%s\n", check ? "#CHECK#" : "",
			w->symbol, w->value);
	}
}

void kconfig_write(const struct kconfig *k, FILE *f)
{
	write_wants(k, false, f);
	write_wants(k, true, f);
}

void kconfig_value(const char *config, const char *symbol, char *value,
		   size_t size)
{
	char line[128];
	const char *at = config;
	int len = snprintf(line, sizeof(line), "CONFIG_%s=", symbol);

	snprintf(value, size, "n");
	while ((at = strstr(at, line))) {
		if (at == config || at[-1] == '\n') {
			snprintf(value, size, "%.*s",
				 (int)strcspn(at + len, "\n"), at + len);
			return;
		}
		at += len;
	}
}

static bool holds(const struct want *w, const char *config, char *value,
		  size_t size)
{
	kconfig_value(config, w->symbol, value, size);
	return !strcmp(value, w->value);
}

int kconfig_verify(const struct kconfig *k, const char *tree)
{
	char path[PATH_MAX], value[160], why[512];
	char *config;
	int ret = path_format(path, "%s/.config", tree);

	if (ret)
		return ret;
	config = read_text(path);
	if (!config)
		return -errno;
	for (size_t i = 0; i < k->n; i++) {
		const struct want *w = &k->want[i];

		if (holds(w, config, value, sizeof(value)))
			continue;
		if (!kconfig_why(tree, config, w->symbol, why, sizeof(why)) &&
		    w->if_known)
			continue;
		complain("%s:%d: CONFIG_%s is %s, not %s%s: %s", w->file,
			 w->line, w->symbol, value, w->value,
			 w->check ? ", and #CHECK# sets nothing" : "", why);
		ret = -EINVAL;
	}
	free(config);
	return ret;
}

void kconfig_free(struct kconfig *k)
{
	free(k->want);
	*k = (struct kconfig){ 0 };
}
