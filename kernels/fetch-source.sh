#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# fetch-source.sh FOLDER newest|SERIES [--offline]: bring a kernel source package of the
# distribution into FOLDER, also one that is newer than the distribution itself.
# Prints the path of its tarball.
#
# The archive is asked once a day.  Exact versions vanish from it, series stay.
set -eu
. "$(dirname "$0")/own-apt.sh"

folder=$1 name=$2 offline=${3-}
# Where new kernels appear.  One that is not there any more is passed over.
suites='unstable stable-backports trixie-backports'
apt=$folder/apt

# apt takes a second to find out, so the answer is kept as long as its lists.
newest() {
	if [ -z "$(find "$apt/newest" -newer "$apt/asked" 2> /dev/null)" ]; then
		with_own_folders "$apt" apt-cache pkgnames linux-source- |
			sed -n 's/^linux-source-\([0-9.]*\)$/\1/p' | sort -V |
			tail -n 1 > "$apt/newest.$$"
		mv "$apt/newest.$$" "$apt/newest"
	fi
	cat "$apt/newest"
}

# The tarball of that series, from its package.
bring() {
	new=$folder/new.$$
	trap 'rm -rf "$new"' EXIT
	mkdir -p "$new"
	(cd "$new" && with_own_folders "$apt" apt-get download "linux-source-$1" >&2)
	dpkg-deb --fsys-tarfile "$new"/*.deb |
		tar -x -C "$new" --strip-components=3 ./usr/src
	mv "$new/linux-source-$1.tar.xz" "$folder"
}

mkdir -p "$folder"
series=$name
if [ -z "$offline" ]; then
	# shellcheck disable=SC2086 # suites are words
	refresh "$apt" $suites
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
