#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# fetch-source.sh FOLDER newest|SERIES [--offline]: bring a kernel source package of the
# distribution into FOLDER, also one that is newer than the distribution itself.
# Prints the path of its tarball.
#
# apt works here on folders and a list of its own: the machine's are not touched.
# The archive is asked once a day; when it can't be reached, what is there will
# do.  Exact versions vanish from the archive, series stay.
set -eu

folder=$1 name=$2 offline=${3-}
# Where new kernels appear.  One that is not there any more is passed over.
suites='unstable stable-backports trixie-backports'
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
apt=$folder/apt

with_own_folders() {
	tool=$1
	shift
	"$tool" -qq -o Dir::Etc::sourcelist="$apt/list" \
		-o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::status=/dev/null \
		-o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt" \
		-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# The package lists, not older than a day.
refresh() {
	test -z "$(find "$apt/asked" -mtime -1 2> /dev/null)" || return 0
	mkdir -p "$apt/lists/partial" "$apt/archives/partial"
	# shellcheck disable=SC2016 # apt's own variable
	uri=$(apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' | grep -v security | head -n 1)
	for suite in $suites; do
		echo "deb [signed-by=$keyring] $uri $suite main"
	done > "$apt/list"
	with_own_folders apt-get update > /dev/null 2>&1 || true
	touch "$apt/asked"
}

newest() {
	with_own_folders apt-cache pkgnames linux-source- |
		sed -n 's/^linux-source-\([0-9.]*\)$/\1/p' | sort -V |
		tail -n 1
}

# The tarball of that series, from its package.
bring() {
	new=$folder/new.$$
	trap 'rm -rf "$new"' EXIT
	mkdir -p "$new"
	(cd "$new" && with_own_folders apt-get download "linux-source-$1" >&2)
	dpkg-deb --fsys-tarfile "$new"/*.deb |
		tar -x -C "$new" --strip-components=3 ./usr/src
	mv "$new/linux-source-$1.tar.xz" "$folder"
}

mkdir -p "$folder"
series=$name
if [ -z "$offline" ]; then
	refresh
	test "$name" != newest || series=$(newest)
fi
if [ -z "${series#newest}" ]; then # unreachable: the newest that is here
	series=$(find "$folder" -name 'linux-source-*.tar.xz' |
		sed 's/.*source-\(.*\)\.tar.xz/\1/' | sort -V | tail -n 1)
fi
tarball=$folder/linux-source-$series.tar.xz
if [ ! -e "$tarball" ]; then
	test -z "$offline" || exit 1
	test -n "$series" || {
		echo 'the package archive can not be reached'
		exit 1
	}
	bring "$series"
fi
echo "$tarball"
