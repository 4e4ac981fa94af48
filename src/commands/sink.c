// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "commands/sink.h"
#include "print.h"
#include "say.h"

int sink_open(struct sink *sink, const char *path)
{
	bool to_stdout = path && !strcmp(path, "-");

	*sink = (struct sink){ .table = to_stdout ? stderr : stdout,
			       .path = path,
			       .status = STATUS_SKIPPED };
	if (!path)
		return 0;
	sink->json = to_stdout ? stdout : fopen(path, "ae");
	return sink->json ? 0
			  : complain("--json %s: %s", path, strerror(errno));
}

void sink_deliver(struct sink *sink, const struct result *r)
{
	int ret = sink->json ? result_write(sink->json, r) : 0;

	if (ret < 0) {
		complain("can't write %s: %s; the table is complete",
			 sink->path, strerror(-ret));
		sink->json = NULL;
		sink->status = worse_status(sink->status, STATUS_BROKEN);
	}
	if (!sink->skips_later || r->verdict != SKIP)
		print_row(sink->table, r);
	sink->status = worse_status(sink->status, verdict_status(r->verdict));
}

int sink_close(struct sink *sink)
{
	FILE *json = sink->json;

	sink->json = NULL;
	if (json && json != stdout && fclose(json))
		return complain("can't write %s: %s", sink->path,
				strerror(errno));
	return 0;
}
