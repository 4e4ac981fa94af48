# SPDX-License-Identifier: GPL-2.0
# Sourced by the suites.  Each check is one line in the tally.
# shellcheck shell=sh

pass() {
	printf 'ok      %s\n' "$1"
	printf 'passed %s\n' "$1" >> "$TALLY"
}

fail() {
	printf 'NOT OK  %s: %s\n' "$1" "$2"
	printf 'failed %s: %s\n' "$1" "$2" >> "$TALLY"
}

skip() {
	printf 'skip    %s: %s\n' "$1" "$2"
	printf 'skipped %s: %s\n' "$1" "$2" >> "$TALLY"
}

# More words for a failure, from stdin: the last page of a log must tell.
why() {
	tail -n 12 | cut -c -300 | sed 's/^/why     /' >> "$TALLY"
}

# check NAME COMMAND...: does it succeed?
check() {
	check_name=$1
	shift
	if "$@"; then
		pass "$check_name"
	else
		fail "$check_name" "$*"
	fi
}

# expect NAME STATUS TEXT COMMAND...: exit status, and one clear line that holds
# TEXT ("" for no matter what) on stdout or stderr.
expect() {
	expect_name=$1 want=$2 text=$3
	shift 3
	got=0
	"$@" > "$TMP/out" 2>&1 < /dev/null || got=$?
	if [ "$got" != "$want" ]; then
		fail "$expect_name" "status $got, not $want: $(tail -n 1 "$TMP/out")"
	elif ! grep -qF -e "$text" "$TMP/out"; then
		fail "$expect_name" "no '$text' in: $(tail -n 1 "$TMP/out")"
	else
		pass "$expect_name"
	fi
}

# jq with its words left out: only its exit status counts.
jq_says() { jq "$@" > /dev/null; }

# wait_for COMMAND...: half a minute at most
wait_for() {
	tries=0
	until "$@" || [ $tries -ge 3000 ]; do
		tries=$((tries + 1))
		sleep 0.01
	done
	test $tries -lt 3000
}
