# SPDX-License-Identifier: GPL-2.0
# Colours of a style that come in pairs, --NAME and --NAME-bg: each pair that has
# a contrast below 4.5 by WCAG 2.2, and at the end how many were looked at.  Where
# a later rule sets colours anew, they are looked at once more.
function digit(s, i) {
	return index("0123456789abcdef", substr(s, i, 1)) - 1
}

function channel(s, i, v) {
	v = (digit(s, i) * 16 + digit(s, i + 1)) / 255
	return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ^ 2.4
}

function light(s) {
	return .2126 * channel(s, 1) + .7152 * channel(s, 3) + .0722 * channel(s, 5)
}

function look(name, ratio) {
	ratio = (light(colour[name]) + .05) / (light(colour[name "-bg"]) + .05)
	if (ratio < 1)
		ratio = 1 / ratio
	if (ratio < 4.5)
		printf "%s: %.2f\n", name, ratio
	looked++
}

{
	text = $0
	while (match(text, /--[a-z-]+:#[0-9a-f]+/)) {
		split(substr(text, RSTART + 2, RLENGTH - 2), part, ":#")
		colour[part[1]] = part[2]
		if (sub(/-bg$/, "", part[1]))
			look(part[1])
		text = substr(text, RSTART + RLENGTH)
	}
}

END { print looked + 0 }
