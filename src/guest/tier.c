// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "guest/accel.h"
#include "guest/emulator.h"
#include "guest/tier.h"
#include "guest/uml.h"
#include "say.h"
#include "util.h"

static bool probe_version(struct emulator *e, char words[TIER_WORDS])
{
	if (!emulator_look(e))
		return true;
	snprintf(words, TIER_WORDS, "no " QEMU ": ./configure --install-deps");
	return false;
}

static bool probe_qemu(char words[TIER_WORDS])
{
	char accel[TIER_WORDS - 64];
	struct emulator e;

	if (!probe_version(&e, words))
		return false;
	accel_tell(e.version, accel, sizeof(accel));
	snprintf(words, TIER_WORDS, "QEMU %s, %s", e.version, accel);
	return true;
}

static bool probe_icount(char words[TIER_WORDS])
{
	struct emulator e;

	if (!probe_version(&e, words))
		return false;
	snprintf(
		words, TIER_WORDS, "QEMU %s, tcg, %s", e.version,
		emulator_counts_cpus(&e)
			? "any number of CPUs"
			: "1 CPU; for more, QEMU 10 is brought when asked for");
	return true;
}

static bool probe_uml(char words[TIER_WORDS])
{
	struct utsname u;

	uname(&u);
	if (strcmp(u.machine, "x86_64")) {
		snprintf(words, TIER_WORDS, "needs x86_64, not %s", u.machine);
		return false;
	}
	snprintf(words, TIER_WORDS, "a process, 1 CPU, its memory in %s",
		 uml_memory_at());
	return true;
}

static bool probe_native(char words[TIER_WORDS])
{
	struct utsname u;

	uname(&u);
	snprintf(words, TIER_WORDS, "%.60s", u.release);
	return true;
}

static const struct tier tiers[] = {
	{ .name = "native",
	  .about = "no guest: `wakestorm run`, or kernel " HOST_KERNEL,
	  .machine = THIS_HOST,
	  .probe = probe_native },
	{ .name = "uml",
	  .about = "virtual time, repeatable, a tenth of a second",
	  .machine = UML_PROCESS,
	  .cpus = 1,
	  .cpus_max = 1,
	  .probe = probe_uml },
	{ .name = "qemu-icount",
	  .about = "virtual time, repeatable, latency by the instruction",
	  .cpus = 1,
	  .cpus_max = 64,
	  .probe = probe_icount },
	{ .name = "qemu",
	  .about = "free-running time, for storms and races",
	  .cpus = 2,
	  .cpus_max = 64,
	  .probe = probe_qemu },
};

const struct tier *tier_at(int i)
{
	return i < (int)ARRAY_SIZE(tiers) ? &tiers[i] : NULL;
}

const struct tier *tier_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tiers); i++)
		if (!strcmp(name, tiers[i].name))
			return &tiers[i];
	return NULL;
}

const char *tier_name_at(int i)
{
	return i < (int)ARRAY_SIZE(tiers) ? tiers[i].name : NULL;
}

void tier_note(const struct tier *t)
{
	char words[TIER_WORDS];

	if (!strcmp(t->name, "qemu") && t->probe(words) &&
	    strstr(words, ", tcg: "))
		note("tier qemu: %s", words);
}
