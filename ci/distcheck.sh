#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# distcheck.sh NAME-VERSION: does the tarball build elsewhere, install, run from
# there, and uninstall without a rest?
set -eu
name=$1
tarball=$PWD/$name.tar.gz
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
tar -xzf "$tarball"
mkdir build
cd build
"../$name/configure" --prefix=/usr --enable-werror > /dev/null
make -s > /dev/null
make -s install DESTDIR="$tmp/root" > /dev/null
"$tmp/root/usr/bin/wakestorm" run --pipe-read 1 --rounds 100 > /dev/null
WAKESTORM_DATA=$tmp/root/usr/share/wakestorm \
	"$tmp/root/usr/bin/wakestorm" kernel list > /dev/null
make -s uninstall DESTDIR="$tmp/root"
left=$(find "$tmp/root" -type f)
[ -z "$left" ] || { echo "distcheck: left behind: $left" >&2; exit 1; }
echo "distcheck: $name is fine"
