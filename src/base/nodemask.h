/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of NUMA node ids, with the kernel's names and semantics.
 *
 * A nodemask_t is a plain value of MAX_NUMNODES bits; copying it copies the set.
 * The loops run over a fixed number of 64-bit words so that the compiler can
 * vectorise them.
 *
 * Mirrors: include/linux/nodemask.h and lib/bitmap.c (remap, onto, fold), v6.12.
 */
#ifndef NW_BASE_NODEMASK_H
#define NW_BASE_NODEMASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_NUMNODES 1024
#define NODEMASK_WORDS (MAX_NUMNODES / 64)
#define NUMA_NO_NODE (-1)

typedef struct {
	uint64_t bits[NODEMASK_WORDS];
} nodemask_t;

#define NODE_MASK_NONE ((nodemask_t){{0}})

static inline void node_set(int nid, nodemask_t *mask)
{
	mask->bits[(unsigned)nid / 64] |= UINT64_C(1) << ((unsigned)nid % 64);
}

static inline void node_clear(int nid, nodemask_t *mask)
{
	mask->bits[(unsigned)nid / 64] &= ~(UINT64_C(1) << ((unsigned)nid % 64));
}

/* @nid may be any int: ids outside 0..MAX_NUMNODES-1 are in no set. */
static inline bool node_isset(int nid, const nodemask_t *mask)
{
	if ((unsigned)nid >= MAX_NUMNODES)
		return false;
	return mask->bits[(unsigned)nid / 64] >> ((unsigned)nid % 64) & 1;
}

static inline void nodes_clear(nodemask_t *mask)
{
	*mask = NODE_MASK_NONE;
}

static inline nodemask_t nodemask_of_node(int nid)
{
	nodemask_t mask = NODE_MASK_NONE;

	node_set(nid, &mask);
	return mask;
}

static inline void nodes_and(nodemask_t *dst, const nodemask_t *a, const nodemask_t *b)
{
	for (int i = 0; i < NODEMASK_WORDS; i++)
		dst->bits[i] = a->bits[i] & b->bits[i];
}

static inline void nodes_or(nodemask_t *dst, const nodemask_t *a, const nodemask_t *b)
{
	for (int i = 0; i < NODEMASK_WORDS; i++)
		dst->bits[i] = a->bits[i] | b->bits[i];
}

static inline void nodes_andnot(nodemask_t *dst, const nodemask_t *a, const nodemask_t *b)
{
	for (int i = 0; i < NODEMASK_WORDS; i++)
		dst->bits[i] = a->bits[i] & ~b->bits[i];
}

static inline bool nodes_empty(const nodemask_t *mask)
{
	uint64_t any = 0;

	/* On most machines the first word says it. */
	if (mask->bits[0])
		return false;
	for (int i = 0; i < NODEMASK_WORDS; i++)
		any |= mask->bits[i];
	return any == 0;
}

static inline bool nodes_equal(const nodemask_t *a, const nodemask_t *b)
{
	uint64_t diff = 0;

	for (int i = 0; i < NODEMASK_WORDS; i++)
		diff |= a->bits[i] ^ b->bits[i];
	return diff == 0;
}

static inline bool nodes_subset(const nodemask_t *sub, const nodemask_t *super)
{
	uint64_t outside = 0;

	for (int i = 0; i < NODEMASK_WORDS; i++)
		outside |= sub->bits[i] & ~super->bits[i];
	return outside == 0;
}

static inline bool nodes_intersects(const nodemask_t *a, const nodemask_t *b)
{
	uint64_t common = 0;

	for (int i = 0; i < NODEMASK_WORDS; i++)
		common |= a->bits[i] & b->bits[i];
	return common != 0;
}

static inline int nodes_weight(const nodemask_t *mask)
{
	int weight = 0;

	for (int i = 0; i < NODEMASK_WORDS; i++)
		weight += __builtin_popcountll(mask->bits[i]);
	return weight;
}

/* First node of the set that is >= @from, or MAX_NUMNODES. */
int next_node_from(int from, const nodemask_t *mask);

static inline int first_node(const nodemask_t *mask)
{
	return next_node_from(0, mask);
}

/* First node of the set that is > @nid, or MAX_NUMNODES. */
static inline int next_node(int nid, const nodemask_t *mask)
{
	return next_node_from(nid + 1, mask);
}

/* As next_node(), wrapping to the first node; MAX_NUMNODES only if the set is empty. */
int next_node_in(int nid, const nodemask_t *mask);

/* The @n-th (0-based) node of the set, or MAX_NUMNODES. */
int nth_node(int n, const nodemask_t *mask);

#define for_each_node_mask(nid, mask) \
	for ((nid) = first_node(mask); (nid) < MAX_NUMNODES; (nid) = next_node((nid), (mask)))

/*
 * nodes_remap - move @src by position: the i-th node of @old becomes the
 * (i mod weight(new))-th node of @new; nodes outside @old stay.
 */
void nodes_remap(nodemask_t *dst, const nodemask_t *src, const nodemask_t *old,
		 const nodemask_t *new);
/* The node that nodes_remap() would move @nid to. */
int node_remap(int nid, const nodemask_t *old, const nodemask_t *new);
/* dst = { i mod @width : i in src }, @width > 0. */
void nodes_fold(nodemask_t *dst, const nodemask_t *src, int width);
/* dst = { i-th node of relmap : i in orig }. */
void nodes_onto(nodemask_t *dst, const nodemask_t *orig, const nodemask_t *relmap);

#endif
