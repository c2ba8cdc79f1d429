// SPDX-License-Identifier: GPL-2.0-only
/*
 * Node sets: the operations that are more than one loop over words.
 *
 * Mirrors: lib/find_bit.c find_next_bit() and find_nth_bit(), lib/bitmap.c
 * bitmap_remap(), bitmap_bitremap(), bitmap_onto() and bitmap_fold(), v6.12.
 * Differs: @dst may be any of the inputs; the kernel's remap does nothing then.
 */
#include "base/nodemask.h"

#include <assert.h>

_Static_assert(MAX_NUMNODES % 64 == 0, "a mask has no partly used word");

int next_node_from(int from, const nodemask_t *mask)
{
	unsigned start = from < 0 ? 0 : (unsigned)from;
	uint64_t word;
	unsigned i;

	if (start >= MAX_NUMNODES)
		return MAX_NUMNODES;

	i = start / 64;
	word = mask->bits[i] & (~UINT64_C(0) << (start % 64));
	while (!word) {
		if (++i == NODEMASK_WORDS)
			return MAX_NUMNODES;
		word = mask->bits[i];
	}
	return (int)(i * 64) + __builtin_ctzll(word);
}

int next_node_in(int nid, const nodemask_t *mask)
{
	int next = next_node(nid, mask);

	return next < MAX_NUMNODES ? next : first_node(mask);
}

int nth_node(int n, const nodemask_t *mask)
{
	assert(n >= 0);

	for (int i = 0; i < NODEMASK_WORDS; i++) {
		uint64_t word = mask->bits[i];
		int weight = __builtin_popcountll(word);

		if (n >= weight) {
			n -= weight;
			continue;
		}
		while (n-- > 0)
			word &= word - 1;	/* drop the lowest node */
		return i * 64 + __builtin_ctzll(word);
	}
	return MAX_NUMNODES;
}

/* How many nodes of @mask are below @nid. */
static int nodes_below(int nid, const nodemask_t *mask)
{
	int below = 0;

	for (int i = 0; i < nid / 64; i++)
		below += __builtin_popcountll(mask->bits[i]);
	if (nid % 64)
		below += __builtin_popcountll(mask->bits[nid / 64] << (64 - nid % 64));
	return below;
}

int node_remap(int nid, const nodemask_t *old, const nodemask_t *new)
{
	int weight = nodes_weight(new);

	if (!node_isset(nid, old) || weight == 0)
		return nid;
	return nth_node(nodes_below(nid, old) % weight, new);
}

void nodes_remap(nodemask_t *dst, const nodemask_t *src, const nodemask_t *old,
		 const nodemask_t *new)
{
	nodemask_t moved = NODE_MASK_NONE;
	int nid;

	for_each_node_mask(nid, src)
		node_set(node_remap(nid, old, new), &moved);
	*dst = moved;
}

void nodes_fold(nodemask_t *dst, const nodemask_t *src, int width)
{
	nodemask_t folded = NODE_MASK_NONE;
	int nid;

	assert(width > 0);

	for_each_node_mask(nid, src)
		node_set(nid % width, &folded);
	*dst = folded;
}

void nodes_onto(nodemask_t *dst, const nodemask_t *orig, const nodemask_t *relmap)
{
	nodemask_t onto = NODE_MASK_NONE;
	int position = 0;
	int nid;

	for_each_node_mask(nid, relmap) {
		if (node_isset(position, orig))
			node_set(nid, &onto);
		position++;
	}
	*dst = onto;
}
