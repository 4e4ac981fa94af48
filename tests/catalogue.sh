#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# The catalogue: every exclusive wait of a kernel is classified, every stressor
# says all of itself, and the two agree. Where a kernel's source is at hand, it is
# read; a made-up tree shows that the reading can fail.
# shellcheck disable=SC2016 # the dollars are awk's and jq's
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib/check.sh"
ci=$here/../ci
table=$here/../kernels/wait-sites.tsv
list=$TMP/list.json
tab=$(printf '\t')

# --- a made-up tree ---

made=$TMP/made
mkdir -p "$made/include" "$made/fs" "$made/tools"
cat > "$made/fs/one.c" << 'END'
/* A comment with wait_event_interruptible_exclusive(a, b) in it. */
static const char *s = "wait_event_killable_exclusive(q, \"c\")";
#define sleep_here(q) \
	wait_event_killable_exclusive(q, \
				      true)
struct ops o = {
	.read = reader,
};
SYSCALL_DEFINE2(snooze, int, fd, char __user *, buf)
{
#ifdef A
	if (a) {
#else
	if (b) {
#endif
		prepare_to_wait_exclusive(&q, &wait, TASK_INTERRUPTIBLE);
	}
	return 0;
}

static noinline __must_check int
reader(struct file *file) __acquires(file->lock)
{
	___wait_event(q, done(a, b), TASK_IDLE, 0, 0, schedule());
	___wait_event(q, done(a, b),
		      TASK_IDLE, 1, 0, schedule());
	return wait_event_brand_new_exclusive(q, c); /* open
	comment */
}
END
printf 'void t(void)\n{\n\tadd_wait_queue_exclusive(a, b);\n}\n' \
	> "$made/tools/not.c"
sites() { printf '%s\n' "$@" | sed "s/ /$tab/g"; }
sites 'fs/one.c sleep_here wait_event_killable_exclusive primitive - - -' \
	'fs/one.c sys_snooze prepare_to_wait_exclusive stressor signal x -' \
	'fs/one.c reader ___wait_event missing signal - hard' \
	'fs/one.c reader wait_event_brand_new_exclusive stressor kill x -' \
	> "$TMP/made.tsv"
grep -v brand_new "$TMP/made.tsv" > "$TMP/busted.tsv"

expect 'a made-up tree' 0 'coverage: 2 of 3 reachable (66.7 %)' \
	"$ci/wait-sites.sh" --table "$TMP/made.tsv" --min 66 "$made"
check 'four sites in it' [ "$("$ci/wait-sites.sh" --list --table \
	"$TMP/made.tsv" "$made" | wc -l)" = 4 ]
expect 'too little coverage' 1 '66.7 %' \
	"$ci/wait-sites.sh" --table "$TMP/made.tsv" --min 67 "$made"
expect 'a missing one has its reason' 0 'hard' \
	"$ci/wait-sites.sh" --missing --table "$TMP/made.tsv" "$made"
expect 'BUSTED: one that nobody classified' 1 \
	'unclassified: fs/one.c:27 reader() wait_event_brand_new_exclusive' \
	"$ci/wait-sites.sh" --table "$TMP/busted.tsv" "$made"
expect 'not a kernel tree' 2 'usage' "$ci/wait-sites.sh" "$TMP"
expect 'no number' 2 'usage' "$ci/wait-sites.sh" --min x "$made"

# --- what stressors say, and what the table says of them ---

"$WAKESTORM" list --json > "$list"
lines() { grep -v '^#' "$table"; }

check 'each stressor says all of itself' jq_says -e 'all(
	.name == "busted" or .summary != "" and
	.queue != "" and .primitive != "" and .primitive != null and
	(.waits_in | length) > 0 and (.woken_by | length) > 0 and
	(.acts | length) > 0 and (.summary | length) <= 60)' "$list"
check 'the table is well-formed' sh -c '! grep -v "^#" "$1" | awk -F "\t" "
	NF != 7 || \$4 !~ /^(stressor|missing|brief|single|callback|kernel|hardware|caller|primitive)\$/ ||
	\$5 !~ /^(signal|kill|timeout|nothing|-)\$/ ||
	(\$4 == \"stressor\") != (\$6 != \"-\") && \$4 != \"primitive\" ||
	\$4 !~ /^(stressor|primitive)\$/ && \$7 == \"-\" ||
	seen[\$1, \$2, \$3]++" | grep .' - "$table"

# Each "SYMBOL stressor" that a stressor needs and no fragment in FOLDER names: a
# kernel that has all fragments may still skip it.
orphans() {
	sed -n 's/^\(#CHECK#\|#KNOWN#\|\)CONFIG_\([A-Za-z0-9_]*\)=.*/\2/p' \
		"$1"/*.config > "$TMP/named"
	jq -r '.[] | .name as $n | .kconfig[] | "\(.) \($n)"' "$list" |
		while read -r symbol name; do
			grep -qx "$symbol" "$TMP/named" || echo "$symbol $name"
		done
}
fragments=$here/../kernels/config-fragments
check 'what stressors need is in a fragment' [ -z "$(orphans "$fragments")" ]
mkdir -p "$TMP/fewer"
cp "$fragments"/*.config "$TMP/fewer"
rm "$TMP/fewer/sctp.config"
check 'BUSTED: without that of SCTP' test "$(orphans "$TMP/fewer" |
	sed 's/ .*//' | sort -u)" = IP_SCTP

# Each "site stressor" of the table that no stressor of that name bears out.
unfounded() {
	jq -r '.[] | .name as $n | .waits_in[] | "\(.) \($n)", "- \($n)"' \
		"$list" > "$TMP/claims"
	lines | awk -F '\t' '$6 != "-" {
		n = split($6, name, " ")
		for (i = 1; i <= n; i++)
			print $5 == "-" ? "-" : $2, name[i]
	}' | sort -u | grep -vxF -f "$TMP/claims"
}
check 'who is named sleeps there' [ -z "$(unfounded)" ]

# --- the page ---

if "$ci/wait-queues.sh" "$WAKESTORM" > "$TMP/page" 2>&1 &&
	cmp -s "$TMP/page" "$here/../docs/wait-queues.md"; then
	pass 'docs/wait-queues.md is up to date'
else
	fail 'docs/wait-queues.md is up to date' \
		'ci/wait-queues.sh WAKESTORM > docs/wait-queues.md'
fi

# --- real trees: what is unpacked in the cache, and what KERNEL_TREES names ---

version() {
	awk '$1 ~ /^(VERSION|PATCHLEVEL|SUBLEVEL)$/ { v = v dot $3; dot = "." }
	     /^EXTRAVERSION/ { print v; exit }' "$1/Makefile"
}

cache=${WAKESTORM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wakestorm}
trees=0
for tree in "$cache"/source/*/ ${KERNEL_TREES:-}; do
	[ -d "$tree/include" ] || continue
	trees=$((trees + 1))
	v=$(version "$tree")
	expect "every exclusive wait of $v is classified, nine of ten covered" \
		0 'coverage: ' "$ci/wait-sites.sh" --min 90 "$tree"
	says=$(sed -n 's/^coverage: //p' "$TMP/out")
	! grep -qF "# Coverage of $v: " "$table" ||
		check "coverage of $v is what the table says: $says" \
			grep -qxF "# Coverage of $v: $says" "$table"
done
[ "$trees" != 0 ] || skip 'a real tree' 'none is unpacked yet'
