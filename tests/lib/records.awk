# SPDX-License-Identifier: GPL-2.0
# Made-up records for the tests of pictures: the same numbers each time.
#
# awk -f records.awk -v kernels=a,b -v stressors=pipe-read -v boots=9 \
#	-v waiters=1,4,16 [-v duels=1] [-v storms=1] [-v timeline=1] \
#	[-v values=2000] [-v seed=1] [-v tier=qemu-icount] [-v flat=1] [-v rates=1]
#
# rates: in storms an event takes (3 + 0.05 boot) kernel ms.
# flat: all latencies of a run are the same, (3000 + 50 boot) kernel ns.  Else the
# k-th kernel is slower than the first by 10 % a step.  The second loses a third
# of the wakeups at every second stressor, in storms in the second boot.  All
# waiters wake at "eventfd".  No rand(): it differs between awks.

function random() {
	state = (state * 16807) % 2147483647
	return state / 2147483647
}

# Half of the values around ns, a tail of one in twenty, and a long one.
function latency(ns) {
	if (flat)
		return ns
	ns *= 0.8 + 0.4 * random()
	if (random() < 0.05)
		ns *= 1 + 8 * random()
	if (random() < 0.002)
		ns *= 20
	return int(ns)
}

# As hist_bucket() of src/measure/hist.c: 32 steps a power of two.
function bucket_of(ns, shift) {
	for (shift = 0; ns >= 64; shift++)
		ns = int(ns / 2)
	return shift * 32 + ns
}

function histogram(ns, n,   i, b, v, least, most, sum, bucket, top, text) {
	least = 1e12
	for (i = 0; i < n; i++) {
		v = latency(ns)
		least = v < least ? v : least
		most = v > most ? v : most
		sum += v
		b = bucket_of(v)
		top = b > top ? b : top
		bucket[b]++
	}
	for (b = 0; b <= top; b++)
		if (b in bucket)
			text = text (text ? "," : "") "[" b "," bucket[b] "]"
	return sprintf("{\"count\":%d,\"min\":%d,\"max\":%d,\"sum\":%.0f," \
		"\"sub_bits\":5,\"buckets\":[%s]}", n, least, most, sum, text)
}

# 100 steps of 10 ms; a kernel that loses wakeups stands still for three.
function timeline_of(k, lossy,   i, taken, signals, comma) {
	for (i = 0; i < 100; i++) {
		comma = i ? "," : ""
		taken = taken comma (lossy && i >= 61 && i < 64 ? 0 : \
			flat ? 400 : \
			int(400 / (1 + k / 10) * (0.95 + 0.1 * random())))
		signals = signals comma (i < 30 ? 0 : \
			flat ? 10 : int(10 + 3 * random()))
	}
	return sprintf(",\"timeline\":{\"step_ns\":10000000,\"taken\":[%s]," \
		"\"signals\":[%s],\"lost_ns\":[%s]}", taken, signals,
		lossy ? "612000000" : "")
}

function record(k, s, mode, w, boot, lossy,   lost, herd) {
	lost = lossy ? (mode == "duel" ? 100 : 1) : 0
	herd = name[s] ~ /eventfd/ ? w : 1
	printf "{\"schema\":\"wakestorm/1\",\"stressor\":\"%s\"," \
		"\"mode\":\"%s\",\"act\":\"%s\",\"site\":0,\"seed\":%d," \
		"\"verdict\":\"%s\",\"why\":\"%s\",\"realtime\":true," \
		"\"elapsed_ns\":1000000000,\"version\":\"0\",", name[s], mode,
		mode, boot, lost ? "lost-wakeup" : "pass",
		lost ? "made up" : ""
	printf "\"plan\":{\"waiters\":%d,\"wakers\":1,\"threads\":false," \
		"\"rounds\":300,\"timeout_ns\":0,\"signals\":0},", w
	printf "\"where\":{\"release\":\"6.1\",\"kernel\":\"%s\"," \
		"\"kernel_id\":\"\",\"boot_id\":\"%s-%d\",\"tier\":\"%s\"," \
		"\"accel\":\"tcg\",\"cpus\":1},", kernel[k], k, boot, tier
	printf "\"tally\":{\"rounds\":300,\"posted\":%d,\"taken\":%d," \
		"\"interrupted\":0,\"spurious\":0,\"lost\":%d,\"killed\":0," \
		"\"switches\":%d,\"signals\":0},\"evidence\":[],\"perf\":[]",
		values, values, lost, values * herd
	if (mode == "storm") {
		printf ",\"latency_ns\":%s", histogram(flat ? \
			(3000 + 50 * boot) * k : (3000 + 400 * s) * \
			(1 + 0.1 * (k - 1)) * (1 + w / 64) * \
			(0.98 + 0.04 * random()), values)
		if (timeline)
			printf "%s", timeline_of(k, lossy)
		if (rates)
			printf ",\"storm\":{\"running_ns\":%.0f," \
				"\"handled\":0,\"coincidences\":0," \
				"\"signal_rate\":0,\"migrations\":0," \
				"\"places\":0,\"herd_max\":1,\"least\":1," \
				"\"most\":1,\"jain\":1}",
				values * (3000 + 50 * boot) * k * 1000
	}
	print "}"
}

BEGIN {
	state = seed ? seed : 1
	if (!values)
		values = 2000
	if (!boots)
		boots = 1
	if (!tier)
		tier = "qemu-icount"
	K = split(kernels, kernel, ",")
	S = split(stressors, name, ",")
	W = split(waiters ? waiters : "4", wait, ",")
	for (k = 1; k <= K; k++)
		for (s = 1; s <= S; s++) {
			lossy = k == 2 && s % 2 == 0
			if (duels)
				record(k, s, "duel", 4, 1, lossy)
			for (w = 1; storms && w <= W; w++)
				for (b = 1; b <= boots; b++)
					record(k, s, "storm", wait[w], b,
						lossy && b == 2)
		}
}
