// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policies of address ranges: mbind(2) up to the moving of pages, and
 * set_mempolicy_home_node(2).
 *
 * Responsible for splitting and merging the vmas of a mapping, and for finding
 * the pages that are not where a policy wants them.
 * Not responsible for moving them (engine/migrate.c).
 *
 * Mirrors: mm/mempolicy.c do_mbind(), queue_pages_range(), mbind_range(),
 * set_mempolicy_home_node(2), v6.12.
 * Differs: the caller may do anything (CAP_SYS_NICE); every queued page can be
 * isolated.
 */
#include "mempolicy/internal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct range {
	uint64_t start, end;
};

/* Page-aligned range of a system call: 0, or -EINVAL; start == end is nothing to do. */
static int make_range(uint64_t start, uint64_t len, struct range *range)
{
	uint64_t aligned = (len + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);

	if (start & (PAGE_SIZE - 1))
		return -EINVAL;
	if (start + aligned < start)
		return -EINVAL;
	*range = (struct range){ start, start + aligned };
	return 0;
}

void page_queue_add(struct page_queue *q, struct mapping *map, uint64_t slot)
{
	if (q->nr == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 16;
		q->refs = xrealloc(q->refs, q->cap * sizeof(*q->refs));
	}
	q->refs[q->nr++] = (struct page_ref){ map, slot };
}

void page_queue_free(struct page_queue *q)
{
	free(q->refs);
	*q = (struct page_queue){ 0 };
}

/*
 * Queue the present pages of @map in @range whose node is in @nodes (or, @invert, is
 * not). Pages that others map as well stay, without a word, unless @shared is set.
 */
static void queue_mapping(struct mapping *map, struct range range, const nodemask_t *nodes,
			  bool invert, bool shared, struct page_queue *q)
{
	uint64_t from = range.start > map->start ? range.start - map->start : 0;
	uint64_t to = range.end < mapping_end(map) ? range.end - map->start :
						     mapping_end(map) - map->start;

	assert(from < to);
	for (uint64_t i = from / map->slot_bytes; i * map->slot_bytes < to; i++) {
		const struct folio *folio = map->ptes[i].folio;

		/* A small page in a huge slot is at the slot's first address. */
		if (!folio || folio_is_zone_device(folio) ||
		    (!folio->block.order && i * map->slot_bytes < from))
			continue;
		if (!shared && folio->mapcount > 1)
			continue;
		if (node_isset(folio_nid(folio), nodes) != invert)
			page_queue_add(q, map, i);
	}
}

void mm_queue_nodes(const struct mm *mm, const nodemask_t *nodes, struct page_queue *q)
{
	const struct range all = { 0, UINT64_MAX };

	for (struct mapping *map = mm->maps; map; map = map->next)
		queue_mapping(map, all, nodes, false, true, q);
}

/*
 * Is the range mapped without holes? @holes_ok: only something must be mapped.
 * Mirrors: mm/mempolicy.c queue_pages_test_walk(), v6.12.
 */
static int check_holes(const struct mm *mm, struct range range, bool holes_ok)
{
	uint64_t covered = range.start;
	bool any = false;

	for (const struct mapping *map = mm->maps; map; map = map->next) {
		if (mapping_end(map) <= range.start || map->start >= range.end)
			continue;
		any = true;
		if (!holes_ok && map->start > covered)
			return -EFAULT;
		covered = mapping_end(map);
	}
	return any && (holes_ok || covered >= range.end) ? 0 : -EFAULT;
}

/*
 * Pages outside @nodes, if somebody wants to know or move them.
 * Mirrors: mm/mempolicy.c queue_pages_range() as do_mbind() calls it, v6.12.
 * Differs: a hole behind a page that STRICT minds is -EFAULT, not -EIO.
 */
static int queue_misplaced(const struct mm *mm, struct range range, const nodemask_t *nodes,
			   unsigned flags, bool holes_ok, struct page_queue *q)
{
	/* STRICT alone counts them all. */
	bool only_own = (flags & MPOL_MF_MOVE) && !(flags & MPOL_MF_MOVE_ALL);
	int err = check_holes(mm, range, holes_ok);

	if (err || !flags)
		return err;
	for (struct mapping *map = mm->maps; map; map = map->next)
		if (mapping_end(map) > range.start && map->start < range.end)
			queue_mapping(map, range, nodes, true, !only_own, q);
	if (flags & (MPOL_MF_MOVE | MPOL_MF_MOVE_ALL))
		return 0;
	err = q->nr ? -EIO : 0;
	page_queue_free(q);
	return err;
}

static bool vma_in_range(const struct vma *vma, struct range range)
{
	return vma->end > range.start && vma->start < range.end;
}

/* Mirrors: mm/mempolicy.c mbind_range() for every vma of the range, v6.12. */
static void set_policy(struct mapping *map, struct range range, const struct mempolicy *pol)
{
	if (mapping_end(map) <= range.start || map->start >= range.end)
		return;
	mapping_split(map, range.start);
	mapping_split(map, range.end);
	for (size_t i = 0; i < map->nr_vmas; i++) {
		struct vma *vma = &map->vmas[i];

		if (!vma_in_range(vma, range) || mpol_equal(vma->policy, pol))
			continue;
		free(vma->policy);
		vma->policy = mpol_dup(pol);
	}
	mapping_merge(map);
}

static int refuse(enum verdict *why)
{
	if (why)
		*why = VERDICT_MPOL_INVALID;
	return -EINVAL;
}

/*
 * The nodes that pages are compared with are the user's, before trimming.
 * Mirrors: mm/mempolicy.c do_mbind(), v6.12.
 */
static int bind_range(const struct machine *m, struct task *task, const struct mbind_args *args,
		      struct range range, struct mbind_move *move, enum verdict *why)
{
	nodemask_t user_nodes;
	unsigned flags = args->flags;
	int err;

	err = mpol_create(m, task, &args->policy, &move->policy, &user_nodes, why);
	if (err)
		return err;
	if (!move->policy)
		flags &= ~MPOL_MF_STRICT;
	move->strict = flags & MPOL_MF_STRICT;
	err = queue_misplaced(task->mm, range, &user_nodes, flags, !move->policy, &move->queue);
	if (err)
		return err;
	for (struct mapping *map = task->mm->maps; map; map = map->next)
		set_policy(map, range, move->policy);
	if (move->queue.nr)
		move->index_base = mbind_index_base(&move->queue.refs[0]);
	return 0;
}

int mm_mbind(const struct machine *m, struct task *task, const struct mbind_args *args,
	     struct mbind_move *move, enum verdict *why)
{
	struct mpol_call call;
	struct range range;

	assert(task->mm);
	*move = (struct mbind_move){ 0 };
	if (mpol_read_args(m, &args->policy, &call))
		return refuse(why);
	if (args->flags & ~MPOL_MF_VALID || make_range(args->start, args->len, &range))
		return refuse(why);
	if (range.start == range.end)
		return 0;
	return bind_range(m, task, args, range, move, why);
}

void mbind_move_free(struct mbind_move *move)
{
	page_queue_free(&move->queue);
	free(move->policy);
	move->policy = NULL;
}

/* Return: 0, -EOPNOTSUPP, or -ENOENT when no vma of the range has a policy. */
static int set_home_node(struct mapping *map, struct range range, int home_node)
{
	int err = -ENOENT;

	for (size_t i = 0; i < map->nr_vmas; i++) {
		struct mempolicy *pol = map->vmas[i].policy;

		if (!pol || !vma_in_range(&map->vmas[i], range))
			continue;
		if (pol->mode != MPOL_BIND && pol->mode != MPOL_PREFERRED_MANY)
			return -EOPNOTSUPP;
		pol->home_node = home_node;
		err = 0;
	}
	return err;
}

/*
 * Ranges before one that refuses keep the new home node.
 * Mirrors: mm/mempolicy.c set_mempolicy_home_node(2), v6.12.
 */
int mm_set_home_node(const struct machine *m, struct mm *mm, uint64_t start, uint64_t len,
		     int home_node)
{
	struct range range;
	int err = -ENOENT;

	if (!node_state(m, home_node, N_ONLINE) || make_range(start, len, &range))
		return -EINVAL;
	if (range.start == range.end)
		return 0;
	for (struct mapping *map = mm->maps; map; map = map->next) {
		int of_map;

		mapping_split(map, range.start);
		mapping_split(map, range.end);
		of_map = set_home_node(map, range, home_node);
		mapping_merge(map);
		if (of_map == -EOPNOTSUPP)
			return of_map;
		if (!of_map)
			err = 0;
	}
	return err;
}
