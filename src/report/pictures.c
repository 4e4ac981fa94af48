// SPDX-License-Identifier: GPL-2.0
/*
 * Pictures inside the page: as the source of an image, where an SVG can neither
 * run a script nor fetch anything, and its names can't clash with the page's.
 */
#include <limits.h>

#include "plot.h"
#include "report/page.h"

static void put_group(FILE *f, const unsigned char *byte, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = byte[0] << 16 | byte[1] << 8 | byte[2];

	for (size_t i = 0; i < 4; i++)
		putc(i <= n ? digit[bits >> (18 - 6 * i) & 63] : '=', f);
}

/* Base64, RFC 4648. */
static void put_base64(FILE *f, FILE *from)
{
	unsigned char byte[3] = { 0 };
	size_t n;

	while ((n = fread(byte, 1, sizeof(byte), from))) {
		put_group(f, byte, n);
		byte[0] = byte[1] = byte[2] = 0;
	}
}

static void put_picture(FILE *f, const struct picture *pic, FILE *svg)
{
	fputs("<figure>\n<div class=\"picture\" role=\"region\" "
	      "tabindex=\"0\" aria-label=\"",
	      f);
	put_html(f, pic->title);
	fputs("\"><img src=\"data:image/svg+xml;base64,", f);
	put_base64(f, svg);
	fputs("\" alt=\"", f);
	put_html(f, pic->title);
	fputs(": ", f);
	put_html(f, pic->subtitle);
	fprintf(f,
		"\"></div>\n<figcaption class=\"soft\">plots/%s.svg and .png; "
		"the numbers are in plots/data/%s.tsv</figcaption>\n"
		"</figure>\n",
		pic->name, pic->name);
}

void put_pictures(FILE *f, const struct report *report)
{
	struct picture list[MAX_PICTURES];
	int n = plot_list(report->all, list), shown = 0;
	char path[PATH_MAX];

	for (int i = 0; i < n; i++) {
		int len = snprintf(path, sizeof(path), "%s/plots/%s.svg",
				   report->dir, list[i].name);
		FILE *svg = len < (int)sizeof(path) ? fopen(path, "re") : NULL;

		if (!svg)
			continue;
		put_picture(f, &list[i], svg);
		fclose(svg);
		shown++;
	}
	if (!shown)
		fprintf(f, "<p>None: %s.</p>\n",
			n ? "gnuplot could not draw them"
			  : "there is nothing to draw");
}
