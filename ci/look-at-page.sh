#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# look-at-page.sh INDEX.HTML OUT-DIR: open a page of `report` in headless Chromium,
# 360 and 1400 pixels wide, in the light and in the dark.  Nothing may be wider
# than the window, no text may have a contrast below 4.5 (WCAG AA), the console
# must stay silent, and nothing may be fetched.  OUT-DIR gets a picture of each.
# Debian: chromium chromium-driver curl jq.  Exit status 4 without them.
set -eu
if [ $# != 2 ] || [ ! -f "$1" ]; then
	echo 'usage: look-at-page.sh INDEX.HTML OUT-DIR' >&2
	exit 2
fi
page=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
out=$2
for tool in chromedriver chromium curl jq; do
	command -v $tool > /dev/null ||
		{ echo "skip    no $tool: apt-get install chromium-driver curl jq"; exit 4; }
done
mkdir -p "$out"
tmp=$(mktemp -d)
chromedriver --port=0 > "$tmp/log" 2>&1 &
driver=$!
trap 'kill $driver 2> /dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
while ! port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' "$tmp/log") ||
	[ -z "$port" ]; do
	kill -0 $driver
	sleep 0.1
done
passed=0 failed=0

# post PATH JSON: what the driver answers
post() {
	printf '%s' "$2" > "$tmp/body"
	curl -sS -X POST -H 'Content-Type: application/json' \
		--data-binary "@$tmp/body" "http://127.0.0.1:$port$1"
}

cdp() { post "/session/$session/goog/cdp/execute" "$1"; }

# javascript FILE: what it returns
javascript() {
	post "/session/$session/execute/sync" \
		"$(jq -n --rawfile s "$1" '{script: $s, args: []}')" | jq -c .value
}

# verdict NAME WANT GOT
verdict() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
		printf 'ok      %s\n' "$1"
	else
		failed=$((failed + 1))
		printf 'NOT OK  %s: %s\n' "$1" "$3" | cut -c -2000
	fi
}

# All text against the nearest background that is not transparent.
cat > "$tmp/contrast.js" <<'JS'
const rgb = c => c.match(/[\d.]+/g).map(Number);
const light = c => rgb(c).slice(0, 3).map(v => v / 255)
	.map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
	.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const behind = e => {
	for (; e; e = e.parentElement) {
		const c = getComputedStyle(e).backgroundColor;
		if ((rgb(c)[3] ?? 1) > 0)
			return c;
	}
	return 'rgb(255,255,255)';
};
const found = new Set();
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let texts = 0;
while (walk.nextNode()) {
	const e = walk.currentNode.parentElement;
	if (!walk.currentNode.data.trim())
		continue;
	texts++;
	const a = light(getComputedStyle(e).color), b = light(behind(e));
	const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
	if (ratio < 4.5)
		found.add(`${ratio.toFixed(2)} ${e.tagName}.${e.className} ` +
			  walk.currentNode.data.trim().slice(0, 30));
}
return texts ? [...found].slice(0, 10) : ['no text'];
JS
cat > "$tmp/width.js" <<'JS'
return [document.documentElement.scrollWidth, window.innerWidth];
JS
# What is folded is looked at, too.
cat > "$tmp/unfold.js" <<'JS'
for (const d of document.querySelectorAll('details')) d.open = true;
return document.querySelectorAll('h1').length;
JS

session=$(post /session '{"capabilities": {"alwaysMatch": {
	"goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox",
		"--disable-gpu", "--hide-scrollbars"]},
	"goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}}' | jq -r .value.sessionId)

# show WIDTH light|dark FILE
show() {
	cdp "{\"cmd\": \"Emulation.setDeviceMetricsOverride\", \"params\":
		{\"width\": $1, \"height\": 900, \"deviceScaleFactor\": 1,
		 \"mobile\": false}}" > /dev/null
	cdp "{\"cmd\": \"Emulation.setEmulatedMedia\", \"params\": {\"features\":
		[{\"name\": \"prefers-color-scheme\", \"value\": \"$2\"}]}}" > /dev/null
	post "/session/$session/url" "{\"url\": \"file://$3\"}" > /dev/null
}

log() { post "/session/$session/se/log" "{\"type\": \"$1\"}"; }

# fetched FILE: what but that page was asked for since the last call
fetched() {
	log performance | jq -c --arg page "file://$1" '[.value[].message |
		fromjson.message | select(.method == "Network.requestWillBeSent") |
		.params.request.url | select(. != $page and (startswith("data:") | not))]'
}

console() {
	log browser | jq -c .value
}

# look WIDTH light|dark
look() {
	show "$1" "$2" "$page"
	cdp '{"cmd": "Page.captureScreenshot", "params":
		{"captureBeyondViewport": true}}' |
		jq -r .value.data | base64 -d > "$out/$1-$2.png"
	verdict "$1 $2: no wider than the window" "[$1,$1]" \
		"$(javascript "$tmp/width.js")"
	verdict "$1 $2: one h1" 1 "$(javascript "$tmp/unfold.js")"
	verdict "$1 $2: no wider when all is unfolded" "[$1,$1]" \
		"$(javascript "$tmp/width.js")"
	verdict "$1 $2: contrast" '[]' "$(javascript "$tmp/contrast.js")"
	verdict "$1 $2: nothing is fetched" '[]' "$(fetched "$page")"
	verdict "$1 $2: silent console" '[]' "$(console)"
}

# sees NAME PATTERN GOT: what is wrong on purpose
sees() {
	case $3 in
	*$2*) verdict "BUSTED: $1 is seen" '' '' ;;
	*) verdict "BUSTED: $1 is seen" "$2" "$3" ;;
	esac
}

# A page that is wrong in every way that is looked for.
cat > "$tmp/busted.html" <<HTML
<!DOCTYPE html><meta charset="utf-8"><title>BUSTED</title>
<p style="width: 500px; color: #999">pale and wide</p>
<link rel="stylesheet" href="$tmp/nothing.css">
<script>console.error("loud")</script>
HTML
show 360 light "$tmp/busted.html"
sees 'what is too wide' '[508,' "$(javascript "$tmp/width.js")"
sees 'what is too pale' '2.85 P' "$(javascript "$tmp/contrast.js")"
sees 'what is fetched' 'nothing.css' "$(fetched "$tmp/busted.html")"
sees 'a message' 'loud' "$(console)"

for width in 360 1400; do
	look $width light
	look $width dark
done
curl -sS -X DELETE "http://127.0.0.1:$port/session/$session" > /dev/null
printf '%d passed, %d failed, 0 skipped\n' $passed $failed
[ $failed = 0 ]
