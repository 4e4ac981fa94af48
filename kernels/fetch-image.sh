#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Prebuilt kernels of the distribution, all versions that its archive still has.
#
# fetch-image.sh list FOLDER: a line for each, PACKAGE VERSION SHA256.
# fetch-image.sh get FOLDER PACKAGE VERSION RESULT WORK: bring one into the folder
# RESULT, as image, config, modules/NN-NAME.ko in the order to load them, and our
# wakestorm.ko.  Says what release it is, and why our module is left out if it is.
# WORK is a folder for what is needed on the way.
#
# The lists are a day old at most.  Packages stay in FOLDER: versions vanish from the
# archive.
set -eu
. "$(dirname "$0")/own-apt.sh"

verb=$1 folder=$2 data=$(dirname "$0")
apt=$folder/apt-images
# Where kernels are.  One that is not there any more is passed over.
suites='bullseye bullseye-security bookworm bookworm-security bookworm-backports
trixie trixie-security trixie-backports unstable experimental'
# What a stressor sleeps on, and a distribution builds as a module.  What a kernel
# has not, or has built in, is passed over.
wanted='fuse crc32c_generic sctp pcbc fcrypt rxrpc tun dummy_hcd libcomposite usb_f_hid
usb_f_fs raw_gadget'

# The packages of some kB are there for what they depend on.
list() {
	if [ -z "$(find "$apt/images" -newer "$apt/asked" 2> /dev/null)" ]; then
		names=$(with_own_folders "$apt" apt-cache pkgnames linux- |
			grep -E '^linux-(image|binary)-[0-9].*-amd64$')
		test -n "$names" || {
			echo 'the package archive can not be reached'
			exit 1
		}
		# shellcheck disable=SC2086 # names are words
		with_own_folders "$apt" apt-cache show $names | awk '
			/^Package:/ { name = $2 }
			/^Version:/ { version = $2 }
			/^Size:/ { size = $2 }
			/^SHA256:/ && size > 4e6 { print name, version, $2 }' |
			sort -u > "$apt/images.$$"
		mv "$apt/images.$$" "$apt/images"
	fi
	cat "$apt/images"
}

# deb PACKAGE VERSION: the path of that package in the folder, or nothing
deb() {
	find "$folder/images" -name "$1_$(echo "$2" | sed 's/:/%3a/')_*.deb"
}

# unpack FOLDER VERSION PACKAGE...: of that version; says which one can't be had
unpack() {
	into=$1 of=$2 missing=
	shift 2
	for name; do
		test -n "$(deb "$name" "$of")" || missing="$missing $name=$of"
	done
	mkdir -p "$work/deb" "$into"
	# shellcheck disable=SC2086 # names are words
	if [ -n "$missing" ] && ! (cd "$work/deb" && with_own_folders "$apt" \
		apt-get download $missing > apt.log 2>&1); then
		echo "the archive has not all of:$missing"
		return 1
	fi
	find "$work/deb" -name '*.deb' -exec mv {} "$folder/images" \;
	for name; do
		dpkg-deb -x "$(deb "$name" "$of")" "$into"
	done
}

# number FILE OFFSET BYTES: little endian, as x86 has it
number() {
	od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# The ELF file in a bzImage (Documentation/arch/x86/boot.rst: setup_sects,
# payload_offset, payload_length); it boots a second faster.  Its length is
# behind it, in four bytes.
take_elf() {
	sects=$(number "$1" 497 1)
	start=$(((sects + 1) * 512 + $(number "$1" 584 4)))
	dd if="$1" iflag=skip_bytes,count_bytes skip=$start bs=64k \
		count=$(($(number "$1" 588 4) - 4)) status=none > "$work/payload"
	for tool in xz zstd gzip lz4; do
		if $tool -dc < "$work/payload" > "$2" 2> /dev/null &&
			[ "$(head -c 4 "$2" | tail -c 3)" = ELF ]; then
			return
		fi
	done
	cp "$1" "$2"
}

# add_module NAME: unpacked, behind those that it needs
add_module() {
	test -z "$(find "$result/modules" -name "*-$1.ko")" || return 0
	file=$(find "$modules" -name "$(echo "$1" | sed 's/[_-]/[_-]/g').ko*" | head -n 1)
	test -n "$file" || return 0
	plain=$work/$1.ko
	case $file in
	*.xz) xz -dc "$file" > "$plain" ;;
	*.zst) zstd -qdc "$file" > "$plain" ;;
	*) cp "$file" "$plain" ;;
	esac
	for needed in $(tr '\0' '\n' < "$plain" | sed -n 's/^depends=//p' | tr ',' ' '); do
		add_module "$needed"
	done
	loaded=$((loaded + 1))
	mv "$work/$1.ko" "$result/modules/$(printf %02d $loaded)-$1.ko"
}

# lend_libc FOLDER: the programs in there that want a newer C library than the
# machine's are started by a newer one's loader, with that library in front of the
# machine's own.  Says why not, if not.
lend_libc() {
	find "$1" -type f -perm -100 | while read -r file; do
		! ldd "$file" 2>&1 | grep -q 'GLIBC_.*not found' || echo "$file"
	done > "$work/newer"
	test -s "$work/newer" || return 0
	of=$(with_own_folders "$apt" apt-cache policy libc6 |
		sed -n 's/^ *Candidate: //p')
	unpack "$work/libc" "$of" libc6 || return 1
	loader=$(find "$work/libc" -name 'ld-linux-x86-64.so.2' -type f)
	while read -r file; do
		mv "$file" "$file.elf"
		# shellcheck disable=SC2016 # $0 and $@ of what is written
		printf '#!/bin/sh\nexec %s --library-path %s --argv0 "$0" %s "$@"\n' \
			"$loader" "${loader%/*}" "$file.elf" > "$file"
		chmod +x "$file"
	done < "$work/newer"
}

# Our module, with the headers that belong to that kernel, but without what needs its
# compiler (13 or newer, for one) or pahole.  Says why not, if not.
add_own_module() {
	headers=linux-headers-$release tree=$work/headers
	mkdir -p "$tree" "$work/module"
	needs=$(with_own_folders "$apt" apt-cache show "$headers=$version" \
		2> /dev/null | sed -n 's/^Depends: //p' | tr ',|' '\n' |
		awk '$1 ~ /^linux-(headers|kbuild)-[0-9]/ { print $1 }')
	# shellcheck disable=SC2086 # names are words
	unpack "$tree" "$version" "$headers" $needs || return 0
	lend_libc "$tree" || return 0
	sed -i "s,/usr/src,$tree/usr/src," "$tree/usr/src/$headers/Makefile"
	cp "$data/module"/Kbuild "$data/module"/*.[ch] "$work/module"
	if make -C "$tree/usr/src/$headers" "M=$work/module" CC=gcc \
		HOSTCC=gcc CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT= \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules \
		> "$work/module.log" 2>&1; then
		cp "$work/module/wakestorm.ko" "$result"
	else
		grep -m 1 -E 'error:|GLIBC|not found|Error' "$work/module.log" ||
			echo 'make failed'
	fi
}

get() {
	package=$1 version=$2 result=$3 work=$4
	release=${package#linux-image-}
	release=${release#linux-binary-}
	mkdir -p "$folder/images" "$result/modules"
	unpack "$work/root" "$version" "$package"
	case $package in # of late, modules and config have packages of their own
	linux-binary-*)
		unpack "$work/root" "$version" "linux-modules-$release" \
			"linux-base-$release" > /dev/null || true
		;;
	esac
	take_elf "$(find "$work/root" -name 'vmlinuz*' | head -n 1)" "$result/image"
	find "$work/root" '(' -path '*/boot/config-*' -o -path '*/modules/*/config' ')' \
		-type f -exec cp {} "$result/config" \;
	modules=$work/root loaded=0
	for name in $wanted; do
		add_module "$name"
	done
	echo "$release"
	add_own_module
}

mkdir -p "$folder"
# shellcheck disable=SC2086 # suites are words
refresh "$apt" $suites
shift 2
"$verb" "$@"
