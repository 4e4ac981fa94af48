#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# wait-queues.sh WAKESTORM > docs/wait-queues.md: the catalogue of wait queues, out
# of what the stressors say of themselves, kernels/found.tsv, kernels/windows.tsv
# and kernels/wait-sites.tsv. It is the same on every machine.
# shellcheck disable=SC2016 # the dollars are jq's, the backquotes Markdown's
set -eu
LC_ALL=C
export LC_ALL
if [ $# != 1 ] || [ ! -x "$1" ]; then
	echo 'usage: wait-queues.sh WAKESTORM (the binary)' >&2
	exit 2
fi
kernels=$(cd "$(dirname "$0")/../kernels" && pwd)
list=$(WAKESTORM_DATA=${kernels%/*} "$1" list --json)

# query FILTER: one line of Markdown a result; bars would end a cell.
query() {
	printf '%s' "$list" | jq -r "
		def code: map(\"\`\" + . + \"\`\") | join(\", \");
		def cell: gsub(\"[|]\"; \"\\\\|\");
		def row: map(cell) | \"| \" + join(\" | \") + \" |\";
		map(select(.primitive != \"none of the kernel's\")) |
		sort_by(.name)[] | $1"
}

# sites CLASS: those of the table, one row each.
sites() {
	awk -F '\t' -v class="$1" '$4 == class {
		gsub(/ /, "`, `", $6)
		printf "| `%s` | `%s()` | `%s` | %s | %s%s%s |\n", $1, $2, $3,
			$5 == "-" ? "" : $5, $7 == "-" ? "" : $7,
			$7 == "-" || $6 == "-" ? "" : ": ",
			$6 == "-" ? "" : "`" $6 "`"
	}' "$kernels/wait-sites.tsv" | sed 's/`\*()`/all/; s/`\*`/all/'
}

section() {
	printf '\n## %s\n\n%s\n\n' "$1" "$2"
	printf '| file | function | primitive | ended by | why |\n'
	printf '|---|---|---|---|---|\n'
	sites "$3"
}

cat << 'END'
# Wait queues

The catalogue: each wait queue that a stressor sleeps on, what was found there,
and each exclusive wait of the kernel that has no stressor, with the reason. It
is made by `ci/wait-queues.sh`, and `make check` fails when it is not up to date.

## Coverage

Reachable is an exclusive wait in which two or more tasks can sleep by system
calls, in a guest on x86-64 that has no hardware but what the kernel makes up.
`ci/wait-sites.sh TREE` finds the waits in the source of a kernel, looks them up
in `kernels/wait-sites.tsv`, and says:

END
sed -n 's/^# Coverage of \(.*\): \(.*\)$/- \1: \2/p' "$kernels/wait-sites.tsv"

cat << 'END'

## Sites with a stressor

*Exclusive*: one event wakes one sleeper. *Ended by*: what can end the sleep but
the wakeup. Where the kernel tells where a task sleeps, a run is `broken` when
its waiters sleep in another function than these. `ioctl-...` are functions of
our module, one a primitive; `...-busted` are wrong on purpose, and must lose.

| stressor | sleeps in | primitive | exclusive | ended by | woken by | needs |
|---|---|---|---|---|---|---|
END
query '[.name, (.waits_in | code), (.primitive | [.] | code),
	(if .exclusive then "yes" else "no" end),
	{interruptible: "signal", killable: "kill", uninterruptible: "-"}[.stop],
	(.woken_by | code), (.kconfig | code)] | row'

cat << 'END'

## What was found

Kernel by kernel. An act with a `?` behind it shows the loss now and then; so do `race`
and storms everywhere.

| stressor | kernel | verdict | acts | where | why | fix |
|---|---|---|---|---|---|---|
END
query '.name as $name | .found[] | select(.verdict != "pass") |
	[$name, .kernel, .verdict, (.acts | join(", ")), .where // "",
	.why // "", .fix // ""] | row'

clean=$(query '.found[] | select(.verdict == "pass") | .kernel' | sort -uV |
	awk '{ printf "%s%s", gap, $0; gap = ", " }')
if [ -n "$clean" ]; then
	printf '\nNothing was lost at any other of these sites on %s.\n' "$clean"
fi

cat << 'END'

## Windows

Does a window of a few instructions lose a wakeup? `wakestorm explore --stretch`
holds a waiter at each place that it comes by on its way to sleep and out of it, while
an event, a signal and another waiter come, in every order
([method](explore.md#stretch)). *None* is the answer for so many places and
scripts; a script is a loss that needs the hold, found in virtual time, and each of
its 20 rounds lost. What is *plainly lost* needs none; scripts that contain that were
not played. Sites whose sleep nothing ends are left out. The table is
`kernels/windows.tsv`, which `ci/explore-stretch.sh` makes.

END
awk -F '\t' '
	function cell() {
		held = plain = ""
		n = split($6, found, "; ")
		for (i = 1; i <= n; i++)
			if (sub(/^narrow: /, "", found[i]))
				held = held " `" found[i] "`"
			else if (found[i] !~ /^astray/)
				plain = "plainly lost; "
		if ($5 == "skip")
			return "absent"
		return plain (held ? "**yes**:" held : \
			"none: " $4 " places, " $3 " scripts")
	}
	/^#/ { next }
	!($1 in seen) { seen[$1]; site[++sites] = $1 }
	!($2 in known) { known[$2]; kernel[++kernels] = $2 }
	{ answer[$1, $2] = cell() }
	END {
		printf "| stressor |"
		for (k = 1; k <= kernels; k++)
			printf " %s |", kernel[k]
		printf "\n|---|"
		for (k = 1; k <= kernels; k++)
			printf "---|"
		print ""
		for (i = 1; i <= sites; i++) {
			printf "| %s |", site[i]
			for (k = 1; k <= kernels; k++)
				printf " %s |", answer[site[i], kernel[k]]
			print ""
		}
	}' "$kernels/windows.tsv"

section 'Reachable, and no stressor' 'These count against coverage.' missing
section 'Over in a moment' \
	'For instructions of somebody who does not sleep: none can be held there.' \
	brief
section 'One waiter at a time' \
	'Exclusive, but nobody else can wait there: there is nobody to starve.' \
	single
section 'Entries that are callbacks' \
	'A function is called, and no task sleeps.' callback
section 'Only the kernel waits' 'Kernel threads and work items.' kernel
section 'Needs hardware' 'Or another architecture.' hardware
section 'Calls of those above' 'They sleep in a site that has a line.' caller
section 'The primitives themselves' \
	'Who calls them is a site; the module tests some of them one by one.' \
	primitive
