#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# wait-sites.sh [--list | --missing] [--min PERCENT] [--table FILE] TREE
#
# Finds every exclusive wait in a kernel tree, looks each up in
# kernels/wait-sites.tsv, and says how many of those that user space can reach
# have a stressor:
#
#	                  reachable sites with a stressor
#	    coverage  =  ---------------------------------
#	                          reachable sites
#
# A site is one (file, function, primitive): a function that puts an exclusive
# entry on a wait queue or an swait queue, or calls what does so for it. All of
# the tree counts but tools/, scripts/, samples/ and Documentation/. Reachable is
# what two or more tasks can sleep in at a time by system calls, in a guest on
# x86-64 that has no hardware but what the kernel itself can make up (loop and
# null block devices, dummy USB and radio devices, tunnels ...), and stay in for
# as long as user space likes. The table has a line for each site. A site has a stressor only when the table names one that
# really sleeps there. Every other reachable one is `missing`, whatever the
# excuse; the table gives it.
#
# The second number looks only at sleeps that something else than the wakeup can
# end: a signal, a kill, a timeout. Only these can lose a wakeup by leaving.
#
# Not counted are locks with queues of their own (mutex, rw-semaphore,
# semaphore, rt-mutex, futex, System V) although there are stressors for them,
# and callers of a function that is counted itself (lock_page() has hundreds,
# all of them sleep in __folio_lock()).
#
# A site that the table does not have is `unclassified`: the exit status is 1,
# as it is when coverage is below PERCENT. 2 is a usage error.
#
#	--list     each site: class, file, function, primitive, line, stressors
#	--missing  those that are missing or unclassified, with the reason
# shellcheck disable=SC2016 # the dollars are awk's
set -eu
LC_ALL=C
export LC_ALL

usage() {
	echo 'usage: wait-sites.sh [--list | --missing] [--min PERCENT]' \
		'[--table FILE] TREE' >&2
	exit 2
}

table=$(dirname "$0")/../kernels/wait-sites.tsv
show=summary min=0
while [ $# -gt 1 ]; do
	case $1 in
	--list) show=list ;;
	--missing) show=missing ;;
	--min) min=$2 && shift ;;
	--table) table=$2 && shift ;;
	*) usage ;;
	esac
	shift
done
if [ $# != 1 ] || [ ! -d "$1/include" ] || [ ! -r "$table" ]; then usage; fi
case $min in '' | *[!0-9]*) usage ;; esac
table=$(cd "$(dirname "$table")" && pwd)/${table##*/}
cd "$1"

# Calls and flags that make a wait exclusive. A name that holds both `wait` and
# `exclusive` is taken to be one, so that a new primitive does not slip by. The
# last three are exclusive only when an argument says so.
names='[a-z_]*wait[a-z0-9_]*exclusive[a-z0-9_]*|add_wait_queue_priority[a-z_]*'
names="$names|__prepare_to_swait|prepare_to_swait_event|wait_on_bit_lock[a-z_]*"
names="$names|__wait_on_bit_lock|out_of_line_wait_on_bit_lock"
names="$names|sbitmap_prepare_to_wait|do_wait_intr[a-z_]*|WQ_FLAG_EXCLUSIVE"
names="$names|___wait_event|___wait_var_event|folio_wait_bit_common"

# What the compiler sees of the files that hold such a name, call by call:
# file, function, primitive, line.
find_sites() {
	find . \( -path ./tools -o -path ./scripts -o -path ./samples -o \
		-path ./Documentation \) -prune -o \
		\( -name '*.[ch]' -o -name '*.rs' \) -type f \
		-exec grep -lE "(^|[^a-z_])($names)" {} + |
		sort | tr '\n' '\0' | xargs -0 awk -v names="^($names)\$" '
# Comments and strings go, as far as one line shows; open_comment runs on.
function strip(s,    out, at, q) {
	out = ""
	while (s != "") {
		if (open_comment) {
			if (!(at = index(s, "*/")))
				return out
			s = substr(s, at + 2)
			open_comment = 0
			out = out " "
		}
		if (!match(s, /\/\*|\/\/|"|\047/))
			return out s
		out = out substr(s, 1, RSTART - 1)
		q = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
		if (q == "//")
			return out
		if (q == "/*")
			open_comment = 1
		else if (q == "\"" || !rust) {
			while (match(s, /[\\"\047]/) &&
			       substr(s, RSTART, 1) != q)
				s = substr(s, RSTART + 1 + \
					(substr(s, RSTART, 1) == "\\"))
			if (!RSTART)
				return out
			s = substr(s, RSTART + 1)
			out = out "0"
		}
	}
	return out
}

# The function that a head such as "static int __sched f(int a) __must_hold(l)"
# declares: the last name before a parenthesis that is no attribute.
function declared(head,    name, word) {
	name = ""
	gsub(/__attribute__ *\(\([^)]*\)[^)]*\)/, "", head)
	while (match(head, /[A-Za-z_][A-Za-z0-9_]* *\(/)) {
		word = substr(head, RSTART, RLENGTH - 1)
		head = substr(head, RSTART + RLENGTH)
		sub(/ *$/, "", word)
		if (word ~ /^__(acquires|releases|must_hold|cond_acquires|printf|scanf|aligned|section|no_context_analysis)/)
			continue
		if (word ~ /^(COMPAT_)?SYSCALL_DEFINE[0-9]$/) {
			match(head, /[a-z0-9_]+/)
			return "sys_" substr(head, RSTART, RLENGTH)
		}
		if (name == "")
			name = word
		head = after_group(head)
	}
	return name
}

function after_group(s,    deep, c) {
	for (deep = 1; deep && match(s, /[()]/); ) {
		c = substr(s, RSTART, 1)
		s = substr(s, RSTART + 1)
		deep += c == "(" ? 1 : -1
	}
	return s
}

# Argument n of the call whose text behind "(" is s, "" when it is not there.
function argument(s, n,    i, c, deep, arg) {
	deep = 0
	arg = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c ~ /[({[]/)
			deep++
		else if (c ~ /[])}]/ && --deep < 0)
			break
		if (c == "," && !deep) {
			if (!--n)
				break
			arg = ""
		} else
			arg = arg c
	}
	gsub(/[ \t]/, "", arg)
	return n > 1 ? "" : arg
}

function report(name, line) {
	print substr(FILENAME, 3) "\t" (inside == "" ? "-" : inside) "\t" \
		name "\t" line
}

# A call is judged by its arguments when its last line is there.
function settle_pending(    nr) {
	nr = argument(pending, 4)
	if (call == "folio_wait_bit_common" ? nr ~ /EXCLUSIVE/ : nr !~ /^(0|)$/)
		report(call, call_line)
	call = ""
}

function look(s,    word) {
	if (call != "") {
		pending = pending " " s
		if (s ~ /;/ || length(pending) > 4000)
			settle_pending()
	}
	while (match(s, /[A-Za-z_][A-Za-z0-9_]*/)) {
		word = substr(s, RSTART, RLENGTH)
		s = substr(s, RSTART + RLENGTH)
		if (word !~ names || s !~ /^ *\(/ && word != "WQ_FLAG_EXCLUSIVE")
			continue
		if (word ~ /^___wait_(var_)?event$|^folio_wait_bit_common$/) {
			call = word
			call_line = FNR
			pending = s
			sub(/^ *\(/, "", pending)
			if (s ~ /;/)
				settle_pending()
		} else
			report(word, FNR)
	}
}

function braces(s,    opened) {
	opened = gsub(/\{/, "", s)
	return opened - gsub(/\}/, "", s)
}

FNR == 1 {
	open_comment = 0
	rust = FILENAME ~ /\.rs$/
	inside = head = call = macro = ""
	state = "out"
}

{
	text = $0
	if (open_comment || text ~ /[\/"\047]/)
		text = strip(text)
}

# Preprocessor lines: a macro is a function of its name, the rest is nothing.
macro != "" || text ~ /^[ \t]*#/ {
	if (macro == "") {
		saved = inside
		macro = "-"
		if (match(text, /^[ \t]*#[ \t]*define[ \t]+[A-Za-z_0-9]+/)) {
			macro = substr(text, 1, RLENGTH)
			sub(/.*[ \t]/, "", macro)
			text = substr(text, RLENGTH + 1)
		} else
			text = ""
	}
	inside = macro
	look(text)
	if ($0 !~ /\\$/) {
		if (call != "")
			settle_pending()
		inside = saved
		macro = ""
	}
	next
}

rust {
	if (match(text, /fn +[a-z_0-9]+/)) {
		inside = substr(text, RSTART, RLENGTH)
		sub(/fn +/, "", inside)
	}
	look(text)
	next
}

# A body ends where a brace is in the first column; #ifdef can unbalance what
# is counted, so counts decide only for those not begun there.
state == "body" {
	look(text)
	deep += braces(text)
	if (text ~ /^\}/ || !column && deep <= 0) {
		state = "out"
		inside = head = ""
	}
	next
}

{
	at = index(text, "{")
	head = head " " (at ? substr(text, 1, at - 1) : text)
	if (at) {
		inside = declared(head)
		column = at == 1
		state = "body"
		rest = substr(text, at)
		look(rest)
		deep = braces(rest)
		if (deep <= 0) {
			state = "out"
			inside = head = ""
		}
	} else if (text ~ /;[ \t]*$/)
		head = ""
}'
}

find_sites | awk -F '\t' -v show="$show" -v min="$min" '
FILENAME != "-" {
	if ($0 ~ /^(#|$)/)
		next
	key = $1 FS $2 FS $3
	class[key] = $4
	ended[key] = $5
	names[key] = $6
	why[key] = $7
	next
}
{
	key = $1 FS $2 FS $3
	if (seen[key]++)
		next
	if (!(key in class))
		key = $1 FS "*" FS "*"
	is = key in class ? class[key] : "unclassified"
	count[is]++
	if (is ~ /^(stressor|missing|unclassified)$/) {
		reach++
		has += is == "stressor"
		if (ended[key] ~ /^(signal|kill|timeout)$/) {
			early++
			early_has += is == "stressor"
		}
	}
	if (show == "list" ||
	    show == "missing" && is ~ /^(missing|unclassified)$/)
		printf "%s\t%s\t%s\t%s\t%d\t%s\n", is, $1, $2, $3, $4,
			show == "list" ? names[key] : why[key]
	else if (is == "unclassified")
		printf "unclassified: %s:%d %s() %s\n", $1, $4, $2, $3
}
function percent(part, all) { return all ? 100 * part / all : 0 }
END {
	if (show == "summary") {
		sort = "sort"
		for (is in count) {
			total += count[is]
			printf "%5d %s\n", count[is], is | sort
		}
		close(sort)
		printf "%5d exclusive waits\n", total
		printf "coverage: %d of %d reachable (%.1f %%), %d of %d " \
			"whose sleep can end early (%.1f %%)\n", has, reach,
			percent(has, reach), early_has, early,
			percent(early_has, early)
	}
	exit !reach || count["unclassified"] || percent(has, reach) < min
}' "$table" -
