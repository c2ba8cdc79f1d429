// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of memory as the kernel log shows it: the machine, nodes, zones, free
 * blocks by order.
 *
 * Mirrors: mm/show_mem.c __show_mem(), show_free_areas(), show_migration_types();
 * mm/swap_state.c show_swap_cache_info(), v6.12.
 * Differs: what is not modelled reads as 0 (isolated pages, bounce buffers, kernel
 * stacks, CMA, secondary page tables); slab pages and hugetlb pools are left out of it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "alloc/rmqueue.h"
#include "mempolicy/mm.h"
#include "oom/private.h"
#include "swap/swap.h"

#define KB(pages) ((uint64_t)(pages) << (PAGE_SHIFT - 10))

/* Pages of one node, or of all. */
struct mem_counts {
	uint64_t lru[NR_LRU_LISTS];
	uint64_t dirty, writeback, mapped, shmem, anon_thp, cached, mlocked, pagetables;
};

struct mem_survey {
	struct mem_counts *nodes;	/* [nr_node_ids] */
	struct mem_counts all;
};

static void count_folio(void *arg, struct folio *folio)
{
	struct mem_counts *nodes = arg, *c = &nodes[folio_nid(folio)];
	uint64_t nr = folio_nr_pages(folio);

	if (folio->flags & PG_LRU)
		c->lru[folio_lru_list(folio)] += nr;
	if (folio->flags & PG_DIRTY && folio->kind == FOLIO_FILE)
		c->dirty += nr;
	if (folio->flags & PG_WRITEBACK)
		c->writeback += nr;
	if (folio->flags & PG_MLOCKED)
		c->mlocked += nr;
	if (folio->kind == FOLIO_FILE || folio->kind == FOLIO_SHMEM || folio->flags & PG_SWAPCACHE)
		c->cached += nr;
	if (folio->kind == FOLIO_SHMEM)
		c->shmem += nr;
	if (folio->mapcount && (folio->kind == FOLIO_FILE || folio->kind == FOLIO_SHMEM))
		c->mapped += nr;
	if (folio->kind == FOLIO_ANON && folio->block.order == HPAGE_PMD_ORDER)
		c->anon_thp += nr;
}

static void add_counts(struct mem_counts *sum, const struct mem_counts *c)
{
	for (int i = 0; i < NR_LRU_LISTS; i++)
		sum->lru[i] += c->lru[i];
	sum->dirty += c->dirty;
	sum->writeback += c->writeback;
	sum->mapped += c->mapped;
	sum->shmem += c->shmem;
	sum->anon_thp += c->anon_thp;
	sum->cached += c->cached;
	sum->mlocked += c->mlocked;
	sum->pagetables += c->pagetables;
}

static void survey(const struct machine *m, struct mem_survey *s)
{
	*s = (struct mem_survey){
		.nodes = xcalloc((size_t)m->nr_node_ids, sizeof(*s->nodes)),
	};
	folio_for_each(m, count_folio, s->nodes);
	for (const struct task *task = m->tasks; task; task = task->next) {
		for (size_t i = 0; task->mm && i < task->mm->nr_tables; i++)
			s->nodes[task->mm->tables[i].block.zone->nid].pagetables++;
	}
	for (int nid = 0; nid < m->nr_node_ids; nid++)
		add_counts(&s->all, &s->nodes[nid]);
}

/* ---- which zones ---- */

struct shown {
	const struct machine *m;
	const nodemask_t *nodes;	/* NULL: all */
	enum zone_type highest;
	int cpu;
};

static bool node_is_shown(const struct shown *s, int nid)
{
	return node_state(s->m, nid, N_ONLINE) && (!s->nodes || node_isset(nid, s->nodes));
}

static void for_each_shown_zone(const struct shown *s,
				void (*show)(const struct shown *s, const struct zone *zone,
					     struct text *out),
				struct text *out)
{
	int nid;

	for_each_node_state(s->m, nid, N_POSSIBLE) {
		for (int type = 0; type <= (int)s->highest; type++) {
			const struct zone *zone = &s->m->pgdat[nid]->node_zones[type];

			if (populated_zone(zone) && node_is_shown(s, nid))
				show(s, zone, out);
		}
	}
}

/* ---- the machine and its nodes ---- */

static uint64_t nr_free(const struct machine *m)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++)
			nr += m->pgdat[nid]->node_zones[type].nr_free_pages;
	}
	return nr;
}

static uint64_t free_pcp(const struct shown *s)
{
	uint64_t nr = 0;
	int nid;

	for_each_node_state(s->m, nid, N_POSSIBLE) {
		for (int type = 0; node_is_shown(s, nid) && type <= (int)s->highest; type++)
			nr += zone_pcp_pages(&s->m->pgdat[nid]->node_zones[type]);
	}
	return nr;
}

static void show_machine(const struct shown *s, const struct mem_counts *c, struct text *out)
{
	text_addf(out,
		  "active_anon:%" PRIu64 " inactive_anon:%" PRIu64 " isolated_anon:0\n"
		  " active_file:%" PRIu64 " inactive_file:%" PRIu64 " isolated_file:0\n"
		  " unevictable:%" PRIu64 " dirty:%" PRIu64 " writeback:%" PRIu64 "\n"
		  " slab_reclaimable:0 slab_unreclaimable:0\n"
		  " mapped:%" PRIu64 " shmem:%" PRIu64 " pagetables:%" PRIu64 "\n"
		  " sec_pagetables:0 bounce:0\n"
		  " kernel_misc_reclaimable:0\n"
		  " free:%" PRIu64 " free_pcp:%" PRIu64 " free_cma:0\n",
		  c->lru[LRU_ACTIVE_ANON], c->lru[LRU_INACTIVE_ANON], c->lru[LRU_ACTIVE_FILE],
		  c->lru[LRU_INACTIVE_FILE], c->lru[LRU_UNEVICTABLE], c->dirty, c->writeback,
		  c->mapped, c->shmem, c->pagetables, nr_free(s->m), free_pcp(s));
}

static bool node_has_managed_zones(const struct shown *s, int nid)
{
	for (int type = 0; type <= (int)s->highest; type++) {
		if (managed_zone(&s->m->pgdat[nid]->node_zones[type]))
			return true;
	}
	return false;
}

static void show_node(const struct shown *s, int nid, const struct mem_counts *c, struct text *out)
{
	bool hopeless = s->m->pgdat[nid]->kswapd_failures >= MAX_RECLAIM_RETRIES;

	text_addf(out,
		  "Node %d active_anon:%" PRIu64 "kB inactive_anon:%" PRIu64
		  "kB active_file:%" PRIu64 "kB inactive_file:%" PRIu64 "kB unevictable:%" PRIu64
		  "kB isolated(anon):0kB isolated(file):0kB mapped:%" PRIu64 "kB dirty:%" PRIu64
		  "kB writeback:%" PRIu64 "kB shmem:%" PRIu64
		  "kB shmem_thp:0kB shmem_pmdmapped:0kB anon_thp:%" PRIu64
		  "kB writeback_tmp:0kB kernel_stack:0kB pagetables:%" PRIu64
		  "kB sec_pagetables:0kB all_unreclaimable? %s\n",
		  nid, KB(c->lru[LRU_ACTIVE_ANON]), KB(c->lru[LRU_INACTIVE_ANON]),
		  KB(c->lru[LRU_ACTIVE_FILE]), KB(c->lru[LRU_INACTIVE_FILE]),
		  KB(c->lru[LRU_UNEVICTABLE]), KB(c->mapped), KB(c->dirty), KB(c->writeback),
		  KB(c->shmem), KB(c->anon_thp), KB(c->pagetables), hopeless ? "yes" : "no");
}

static void show_nodes(const struct shown *s, const struct mem_survey *mem, struct text *out)
{
	int nid;

	for_each_node_state(s->m, nid, N_ONLINE) {
		if (node_is_shown(s, nid) && node_has_managed_zones(s, nid))
			show_node(s, nid, &mem->nodes[nid], out);
	}
}

/* ---- zones ---- */

static uint64_t local_pcp(const struct zone *zone, int cpu)
{
	if (cpu < 0 || cpu >= zone->nr_pcp || !zone->pcp[cpu])
		return 0;
	return (uint64_t)zone->pcp[cpu]->count;
}

static void show_zone(const struct shown *s, const struct zone *zone, struct text *out)
{
	const struct machine *m = s->m;

	text_addf(out,
		  "Node %d %s free:%" PRIu64 "kB boost:%" PRIu64 "kB min:%" PRIu64 "kB low:%" PRIu64
		  "kB high:%" PRIu64 "kB reserved_highatomic:%" PRIu64 "KB active_anon:%" PRIu64
		  "kB inactive_anon:%" PRIu64 "kB active_file:%" PRIu64 "kB inactive_file:%" PRIu64
		  "kB unevictable:%" PRIu64 "kB writepending:0kB present:%" PRIu64
		  "kB managed:%" PRIu64 "kB mlocked:0kB bounce:0kB free_pcp:%" PRIu64
		  "kB local_pcp:%" PRIu64 "kB free_cma:0kB\n",
		  zone->nid, zone_names[zone->type], KB(zone->nr_free_pages),
		  KB(zone->watermark_boost), KB(wmark_pages(zone, WMARK_MIN)),
		  KB(wmark_pages(zone, WMARK_LOW)), KB(wmark_pages(zone, WMARK_HIGH)),
		  KB(zone->nr_reserved_highatomic), KB(zone_lru_pages(m, zone, LRU_ACTIVE_ANON)),
		  KB(zone_lru_pages(m, zone, LRU_INACTIVE_ANON)),
		  KB(zone_lru_pages(m, zone, LRU_ACTIVE_FILE)),
		  KB(zone_lru_pages(m, zone, LRU_INACTIVE_FILE)),
		  KB(zone_lru_pages(m, zone, LRU_UNEVICTABLE)), KB(zone->present_pages),
		  KB(zone->managed_pages), KB(zone_pcp_pages(zone)), KB(local_pcp(zone, s->cpu)));
	text_add(out, "lowmem_reserve[]:");
	for (int i = 0; i < MAX_NR_ZONES; i++)
		text_addf(out, " %" PRIu64, zone->lowmem_reserve[i]);
	text_add(out, "\n");
}

/* The lists that have such a block, in the letters of the kernel. */
static void show_migration_types(const struct free_area *area, struct text *out)
{
	static const char letters[MIGRATE_TYPES] = {
		[MIGRATE_UNMOVABLE] = 'U',  [MIGRATE_MOVABLE] = 'M', [MIGRATE_RECLAIMABLE] = 'E',
		[MIGRATE_HIGHATOMIC] = 'H', [MIGRATE_ISOLATE] = 'I',
	};

	text_add(out, "(");
	for (int mt = 0; mt < MIGRATE_TYPES; mt++) {
		if (area->free_list[mt].nr_blocks)
			text_addf(out, "%c", letters[mt]);
	}
	text_add(out, ") ");
}

static void show_free_blocks(const struct shown *s, const struct zone *zone, struct text *out)
{
	uint64_t total = 0;

	(void)s;
	text_addf(out, "Node %d %s: ", zone->nid, zone_names[zone->type]);
	for (unsigned order = 0; order < NR_PAGE_ORDERS; order++) {
		const struct free_area *area = &zone->free_area[order];

		total += area->nr_free << order;
		text_addf(out, "%" PRIu64 "*%" PRIu64 "kB ", area->nr_free, KB(1) << order);
		if (area->nr_free)
			show_migration_types(area, out);
	}
	text_addf(out, "= %" PRIu64 "kB\n", KB(total));
}

/* ---- the rest ---- */

static void show_swap(const struct machine *m, struct text *out)
{
	text_addf(out, "%" PRIu64 " pages in swap cache\n", m->swap ? m->swap->nr_cached : 0);
	text_addf(out, "Free swap  = %" PRIu64 "kB\nTotal swap = %" PRIu64 "kB\n",
		  KB(m->nr_swap_pages), KB(m->total_swap_pages));
}

static void show_totals(const struct machine *m, struct text *out)
{
	uint64_t total = 0, reserved = 0;
	int nid;

	for_each_node_state(m, nid, N_POSSIBLE) {
		for (int type = 0; type < MAX_NR_ZONES; type++) {
			const struct zone *zone = &m->pgdat[nid]->node_zones[type];

			total += zone->present_pages;
			reserved += zone->present_pages - zone->managed_pages;
		}
	}
	text_addf(out,
		  "%" PRIu64 " pages RAM\n0 pages HighMem/MovableOnly\n%" PRIu64
		  " pages reserved\n0 pages hwpoisoned\n",
		  total, reserved);
}

void show_mem(const struct machine *m, const nodemask_t *nodes, enum zone_type highest, int cpu,
	      struct text *out)
{
	const struct shown shown = { .m = m, .nodes = nodes, .highest = highest, .cpu = cpu };
	struct mem_survey mem;

	survey(m, &mem);
	text_add(out, "Mem-Info:\n");
	show_machine(&shown, &mem.all, out);
	show_nodes(&shown, &mem, out);
	for_each_shown_zone(&shown, show_zone, out);
	for_each_shown_zone(&shown, show_free_blocks, out);
	text_addf(out, "%" PRIu64 " total pagecache pages\n", mem.all.cached);
	show_swap(m, out);
	show_totals(m, out);
	free(mem.nodes);
}
