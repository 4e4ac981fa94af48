#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# fetch-qemu.sh FOLDER: bring a QEMU that is newer than the distribution's own
# into FOLDER, beside the installed one, whose libraries it uses.  Prints the path
# of its qemu-system-x86_64.
set -eu
. "$(dirname "$0")/own-apt.sh"

folder=$1
apt=$folder/apt
binary=$folder/root/usr/bin/qemu-system-x86_64

bring() {
	new=$folder/new.$$
	trap 'rm -rf "$new"' EXIT
	mkdir -p "$new/root"
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME-backports")
	refresh "$apt" "$suite"
	for package in qemu-system-x86 qemu-system-data qemu-system-common; do
		(cd "$new" && with_own_folders "$apt" apt-get download \
			"$package" > /dev/null 2>&1) || {
			rm -f "$apt/asked"
			echo "no $package in $suite"
			exit 1
		}
	done
	for package in "$new"/*.deb; do
		dpkg-deb -x "$package" "$new/root"
	done
	"$new/root/usr/bin/qemu-system-x86_64" --version > /dev/null
	rm -rf "$folder/root"
	mv "$new/root" "$folder/root"
}

mkdir -p "$folder"
[ -x "$binary" ] || bring
echo "$binary"
