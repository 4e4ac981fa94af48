/* SPDX-License-Identifier: GPL-2.0 */
/* splitmix64 (Steele, Lea, Flood 2014): any seed gives a good sequence. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* A hash of both. */
static inline uint64_t random_mix(uint64_t hash, uint64_t value)
{
	uint64_t state = hash ^ value;

	return random_next(&state);
}

#endif
