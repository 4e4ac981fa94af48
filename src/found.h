/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suite found at each site, kernel by kernel, and why:
 * kernels/found.tsv, which says at its top what a line holds.
 */
#ifndef FOUND_H
#define FOUND_H

/* One line; each word is "" where there is nothing to say. */
struct found {
	const char
		*stressor;   /* or "*": every one that has no line for kernel */
	const char *kernel;  /* release: "6.1.192" */
	const char *verdict; /* "lost-wakeup", "pass" ... */
	const char *acts;    /* that show it; "ping?": now and then */
	const char *where;   /* file, line and function of the kernel */
	const char *fix;     /* the patch that mends it: "fixes/NAME" */
	const char *why;     /* one sentence */
};

struct found_table {
	char *text; /* what the words point into */
	struct found *line;
	int lines;
};

/* Read the file.  0, or -errno after a complaint. */
int found_read(struct found_table *t);
void found_free(struct found_table *t);

/* The kernel to look up for a running one's release, "7.3.5-cloud-amd64": the
 * newest that has lines and is not newer, "7.3.4"; or NULL. */
const char *found_kernel(const struct found_table *t, const char *release);

/* The next line for this stressor behind after (NULL: the first), or NULL. */
const struct found *found_next(const struct found_table *t,
			       const char *stressor, const struct found *after);

#endif
