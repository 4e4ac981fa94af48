/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One table a struct drives both the writer and the reader, so that what is
 * written is what is read.
 */
#ifndef RESULT_FIELDS_H
#define RESULT_FIELDS_H

#include "result.h"

enum field_type { TEXT, STATE, INT, LONG, SIGNED, REAL, FLAG, WORD };

struct field {
	const char *key;
	size_t offset, size;	  /* size: of a text, or number of words */
	const char *const *words; /* WORD: an enum spelled out */
	enum field_type type;
	bool added; /* records of 0.1 have none: then it is 0 */
};

/* The histograms of a result; ends with one that has no key. */
struct hist_field {
	const char *key;
	size_t offset;
};

extern const struct hist_field result_hists[];

/* Each ends with a field that has no key. */
extern const struct field result_fields[];
extern const struct field plan_fields[];
extern const struct field where_fields[];
extern const struct field tally_fields[];
extern const struct field storm_fields[];
extern const struct field evidence_fields[];
extern const struct field sleeper_fields[];
extern const struct field hist_fields[];
extern const struct field met_fields[];
extern const struct field tool_fields[];

#endif
