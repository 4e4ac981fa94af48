# SPDX-License-Identifier: GPL-2.0
# Each line, "KIND PAYLOAD", becomes a frame as a guest sends it; -v seq=N is the
# number of the first. awk has no xor: of four bits each it is looked up.

function xor(a, b,	i, r, f) {
	r = 0
	for (f = 1; f < 4294967296; f *= 16) {
		r += x[a % 16, b % 16] * f
		a = int(a / 16)
		b = int(b / 16)
	}
	return r
}

BEGIN {
	for (a = 0; a < 16; a++)
		for (b = 0; b < 16; b++) {
			r = 0
			for (f = 1; f < 16; f *= 2)
				if (int(a / f) % 2 != int(b / f) % 2)
					r += f
			x[a, b] = r
		}
	for (i = 0; i < 256; i++) {
		ord[sprintf("%c", i)] = i
		c = i
		for (k = 0; k < 8; k++)
			c = c % 2 ? xor(3988292384, int(c / 2)) : int(c / 2)
		table[i] = c
	}
}

{
	payload = substr($0, 3)
	body = seq++ " " substr($0, 1, 1) " " length(payload) " " payload
	c = 4294967295
	for (i = 1; i <= length(body); i++)
		c = xor(table[xor(c % 256, ord[substr(body, i, 1)])], int(c / 256))
	c = 4294967295 - c
	printf "@ws %04x%04x %s\n", int(c / 65536), c % 65536, body
}
