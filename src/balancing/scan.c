// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking access away, so that the next one tells who uses a page.
 *
 * Mirrors: kernel/sched/fair.c task_numa_work(), mm/mprotect.c change_pte_range() with
 * MM_CP_PROT_NUMA, mm/mempolicy.c vma_policy_mof(), v6.12.
 * Differs: mappings are not skipped for having had no faults of this task lately.
 */
#include "balancing/balancing.h"

bool vma_policy_mof(const struct task *task, const struct mapping *map, uint64_t addr)
{
	const struct mempolicy *pol = mapping_vma(map, addr)->policy;

	if (!pol)
		pol = task->mempolicy;
	return !pol || pol->flags & MPOL_F_NUMA_BALANCING;
}

/* Does only this task use the address space, so that its CPU says where pages belong? */
static int target_node(const struct machine *m, const struct task *task,
		       const struct mapping *map)
{
	return map->shared ? NUMA_NO_NODE : m->cpu_to_node[task->cpu];
}

/*
 * (a) Shared copy-on-write pages and pinned ones do not move, (b) nor do dirty pages of
 * files; (c) what is where the task runs tells nothing, (d) nor does fast memory when
 * only tiers are balanced; (e) the design may leave the node's pages alone.
 */
static bool page_is_sampled(const struct machine *m, const struct memory_tiers *tiers,
			    const struct task *task, const struct mapping *map,
			    const struct folio *folio)
{
	int nid = folio_nid(folio);

	if (!map->shared && (folio->nr_pins || folio->mapcount > 1)) /* (a) */
		return false;
	if (folio_is_file_lru(folio) && folio->flags & PG_DIRTY) /* (b) */
		return false;
	if (nid == target_node(m, task, map)) /* (c) */
		return false;
	if (!(m->sysctl.numa_balancing_mode & NUMA_BALANCING_NORMAL) &&
	    node_is_toptier(tiers, nid)) /* (d) */
		return false;
	return !m->design->numa_balancing_ok ||
	       m->design->numa_balancing_ok(m, task, nid) == VERDICT_PASS; /* (e) */
}

static uint64_t scan_mapping(const struct machine *m, const struct memory_tiers *tiers,
			     const struct task *task, struct mapping *map)
{
	uint64_t nr = 0;

	for (uint64_t slot = 0; slot < map->nr_slots; slot++) {
		struct pte *pte = &map->ptes[slot];

		if (!pte->folio || folio_is_zone_device(pte->folio) ||
		    pte->flags & PTE_PROTNONE ||
		    !vma_policy_mof(task, map, slot_addr(map, slot)) ||
		    !page_is_sampled(m, tiers, task, map, pte->folio))
			continue;
		pte->flags |= PTE_PROTNONE;
		nr++;
	}
	return nr;
}

uint64_t numa_scan(struct machine *m, const struct memory_tiers *tiers, struct task *task,
		   enum verdict *why)
{
	uint64_t nr = 0;

	*why = VERDICT_PASS;
	if (!m->sysctl.numa_balancing_mode || !task->mm || task->flags & PF_EXITING)
		return 0;
	if (m->design->numa_balancing_ok)
		*why = m->design->numa_balancing_ok(m, task, NUMA_NO_NODE);
	if (*why != VERDICT_PASS)
		return 0;
	for (struct mapping *map = task->mm->maps; map; map = map->next)
		nr += scan_mapping(m, tiers, task, map);
	return nr;
}
