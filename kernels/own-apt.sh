# SPDX-License-Identifier: GPL-2.0
# Sourced by the scripts that bring packages into the cache folder.  apt works
# there on folders and a list of its own: the machine's are not touched.
# shellcheck shell=sh

# with_own_folders APT TOOL [ARG]...: APT is the folder.
with_own_folders() {
	own=$1 tool=$2
	shift 2
	"$tool" -qq -o Dir::Etc::sourcelist="$own/list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::status=/dev/null \
		-o Dir::State::lists="$own/lists" -o Dir::Cache="$own" \
		-o Dir::Cache::pkgcache=pkgcache.bin \
		-o Dir::Cache::srcpkgcache=srcpkgcache.bin \
		-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# refresh APT SUITE...: the package lists, not older than a day.  When the archive
# can't be reached, what is there will do.
refresh() {
	own=$1
	shift
	test -z "$(find "$own/asked" -mtime -1 2> /dev/null)" || return 0
	mkdir -p "$own/lists/partial" "$own/archives/partial"
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	# shellcheck disable=SC2016 # apt's own variable
	uris=$(apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages')
	for suite; do
		case $suite in
		*-security) uri=$(echo "$uris" | grep security | head -n 1) ;;
		*) uri=$(echo "$uris" | grep -v security | head -n 1) ;;
		esac
		test -z "$uri" ||
			echo "deb [signed-by=$keyring] $uri $suite main"
	done > "$own/list"
	with_own_folders "$own" apt-get update > /dev/null 2>&1 || true
	touch "$own/asked"
}
