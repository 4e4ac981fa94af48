// SPDX-License-Identifier: GPL-2.0
/* A program that is not ours beside a run: `run --noise 'stress-ng --cpu 2'`.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "measure/clock.h"
#include "say.h"
#include "workload/tools.h"

#define READY_NS (10 * SEC_NS) /* until it has started its children */
#define END_NS	 (15 * SEC_NS) /* until it has told what it did */
#define LOOK_MS	 10

struct noise {
	struct program program;
	char words[PATH_MAX];
	bool is_stress_ng;
	uint64_t start_ns;
};

static bool is_stress_ng(const char *word)
{
	const char *base = strrchr(word, '/');

	return !strcmp(base ? base + 1 : word, "stress-ng");
}

/* Words are what blanks part; how many there are. */
static int split(char *text, struct command *c)
{
	char *save, *word = strtok_r(text, " \t", &save);

	for (; word; word = strtok_r(NULL, " \t", &save))
		command_add(c, word);
	return c->n;
}

int noise_check(const char *words)
{
	struct command *c = calloc(1, sizeof(*c));
	char *text = strdup(words), path[PATH_MAX];
	int ret = 0;

	if (!c || !text)
		ret = complain("out of memory");
	else if (!split(text, c))
		ret = complain("--noise: which program?");
	else if (c->n + 8 > COMMAND_WORDS || strlen(words) >= WORDS_MAX)
		ret = complain("--noise: too long");
	else if (program_find(c->argv[0], path))
		ret = complain("--noise %s: no such program here: install it",
			       words);
	free(text);
	free(c);
	return ret;
}

/* Fill the command in.  0, or -errno. */
static int prepare(struct noise *n, const char *words)
{
	struct command *c = &n->program.command;
	int ret = program_open(&n->program);
	char path[PATH_MAX], data[64];

	snprintf(n->words, sizeof(n->words), "%s", words);
	split(n->words, c);
	if (!ret)
		ret = program_find(c->argv[0], path);
	if (ret)
		return ret;
	n->is_stress_ng = is_stress_ng(c->argv[0]);
	if (!n->is_stress_ng)
		return 0;
	program_data_path(&n->program, data);
	command_add(c, "--metrics");
	command_add(c, "--yaml");
	command_addf(c, "%s", data);
	return 0;
}

/* stress-ng has two generations below it when it works, others one. */
static bool is_ready(const struct noise *n)
{
	const struct program *p = &n->program;

	return p->status != -EAGAIN || p->tree.n > n->is_stress_ng;
}

struct noise *noise_start(const char *words)
{
	struct noise *n = calloc(1, sizeof(*n));
	int ret = n ? prepare(n, words) : -ENOMEM;

	if (!ret)
		ret = program_start(&n->program);
	if (ret) {
		complain("--noise %s: %s", words, strerror(-ret));
		if (n)
			program_close(&n->program);
		free(n);
		return NULL;
	}
	n->start_ns = now_ns();
	do {
		poll(NULL, 0, LOOK_MS);
		program_look(&n->program);
	} while (!is_ready(n) && !stop_requested() &&
		 now_ns() - n->start_ns < READY_NS);
	return n;
}

/* A word of each stressor's throughput, and all its bogo-ops. */
static void take_metrics(const struct noise *n, struct tool *t)
{
	char *text = program_text(n->program.data);
	struct import im = { .n = 0 };

	if (text && !import_text(&im, IMPORT_STRESS_NG, text, NULL))
		for (int i = 0; i < im.n && t->gauges < MAX_GAUGES; i++) {
			const struct result *r = &im.r[i];
			struct gauge *g = &t->gauge[t->gauges++];
			double ns = (double)r->workload.running_ns;

			snprintf(g->name, NAME_LEN, "%.40s bogo-ops/s",
				 strchr(r->stressor, ':') + 1);
			g->value =
				ns > 0 ? (double)r->tally.taken * 1e9 / ns : 0;
			memcpy(t->version, r->workload.version, NAME_LEN);
		}
	import_free(&im);
	free(text);
}

/* Ask it to end, so that it tells; it may take its time. */
static void ask_to_end(struct program *p)
{
	uint64_t start_ns = now_ns();

	program_look(p);
	if (p->status == -EAGAIN)
		tree_signal_first(&p->tree, SIGINT);
	while (p->status == -EAGAIN && now_ns() - start_ns < END_NS) {
		poll(NULL, 0, LOOK_MS);
		program_look(p);
	}
}

void noise_end(struct noise *n, struct tool *t)
{
	struct program *p = &n->program;
	bool early;

	memset(t, 0, sizeof(*t));
	program_look(p);
	early = p->status != -EAGAIN;
	ask_to_end(p);
	t->hung = p->status == -EAGAIN;
	t->status = p->status >= 0 ? p->status : -1;
	t->running_ns = now_ns() - n->start_ns;
	import_copy(t->name, NAME_LEN, p->command.argv[0],
		    strlen(p->command.argv[0]));
	if (n->is_stress_ng) {
		snprintf(t->name, NAME_LEN, "stress-ng");
		take_metrics(n, t);
		p->command.argv[p->command.n - 3] = NULL; /* our own words */
	}
	program_words(p, t->command, WORDS_MAX);
	if (early) {
		char said[96];

		program_last_words(p, said, sizeof(said));
		note("noise '%s' ended before the run, with status %d: %s",
		     t->command, t->status, said);
	}
	program_close(p);
	free(n);
}
