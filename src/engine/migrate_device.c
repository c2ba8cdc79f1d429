// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages of tasks that a driver moves into its device memory, and back.
 *
 * Responsible for which pages may move, and for what their entries become. Not
 * responsible for which page of the device is taken (hotplug/device.c).
 *
 * Mirrors: mm/migrate_device.c migrate_vma_setup(), migrate_vma_pages(),
 * migrate_vma_insert_page(), migrate_vma_finalize(), migrate_device_coherent_folio();
 * mm/migrate.c remove_migration_pte(), mm/memory.c do_swap_page() of device private
 * entries, v6.12.
 * Differs: mappings of huge pages are not taken (the kernel splits them). The driver is
 * ours: it wants a page for every one that may move as long as it has any, brings
 * one page back a fault, asks for it like a fault does (GFP_HIGHUSER_MOVABLE under the
 * task's policy), and without one answers VM_FAULT_SIGBUS as migrate_vma_setup() says.
 */
#include "engine/migrate_device.h"

#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "engine/charge.h"
#include "engine/fault.h"
#include "engine/pgtable.h"

/* One entry that is to move; @folio NULL: nothing is there yet. */
struct device_move {
	uint64_t slot;
	struct folio *folio;		/* held by nr_pins until the end */
	struct page_block to, old;
	bool moved;
};

/* Mirrors: include/linux/migrate.h struct migrate_vma, v6.12. */
struct migrate_vma {
	struct engine *e;
	struct task *task;
	struct mapping *map;
	struct device_move *moves;
	size_t nr;
};

static bool is_private(const struct machine *m, int nid)
{
	return !node_isset(nid, &m->spm_coherent);
}

/* ---- what may move ---- */

static void collect(struct migrate_vma *args, uint64_t slot, struct folio *folio)
{
	if (folio)
		folio->nr_pins++;
	args->moves[args->nr++] = (struct device_move){ .slot = slot, .folio = folio };
}

/* Off its list, unless it has none or is pinned. */
static bool isolate(struct machine *m, struct folio *folio)
{
	if (!folio_isolate_lru(m, folio))
		return false;
	if (!folio->nr_pins)
		return true;
	folio_putback_lru(m, folio);
	return false;
}

static void collect_system(struct migrate_vma *args, uint64_t first, uint64_t nr)
{
	for (uint64_t i = first; i < first + nr; i++) {
		const struct pte *pte = &args->map->ptes[i];

		if (!pte->folio) {
			bool anonymous = !args->map->shared && !args->map->file;

			if (anonymous && !pte->swap && !(pte->flags & PTE_HWPOISON))
				collect(args, i, NULL);
		} else if (!folio_is_zone_device(pte->folio) &&
			   isolate(&args->e->m, pte->folio)) {
			collect(args, i, pte->folio);
		}
	}
}

static void collect_device(struct migrate_vma *args, uint64_t first, uint64_t nr, int nid)
{
	for (uint64_t i = first; i < first + nr; i++) {
		struct folio *folio = args->map->ptes[i].folio;

		if (folio && folio_is_zone_device(folio) && folio_nid(folio) == nid)
			collect(args, i, folio);
	}
}

/* ---- the moves ---- */

/* A device private entry keeps only whether it may be written. */
static void set_entries(struct machine *m, struct folio *folio)
{
	bool device = folio_is_zone_device(folio);
	const struct folio_map *pos;

	folio->flags &= ~PG_MLOCKED;
	for_each_folio_map(pos, folio)
	{
		struct pte *pte = &pos->map->ptes[pos->slot];

		pte->flags &= (uint8_t) ~(PTE_DEVICE | PTE_PROTNONE);
		if (device && is_private(m, folio_nid(folio)))
			pte->flags = (uint8_t)((pte->flags & PTE_WRITE) | PTE_DEVICE);
		if (!device &&
		    mapping_vma(pos->map, slot_addr(pos->map, pos->slot))->flags & VMA_LOCKED)
			folio->flags |= PG_MLOCKED;
	}
}

/* Only anonymous pages move to a device, and only if the swap cache lets go of them. */
static void move_page(const struct migrate_vma *args, struct device_move *move)
{
	struct machine *m = &args->e->m;
	struct folio *folio = move->folio;

	if (folio->kind != FOLIO_ANON || !folio->mapcount)
		return;
	if (folio->flags & PG_SWAPCACHE && !folio_free_swap(m, folio, args->task->cpu))
		return;
	move->old = folio_set_block(m, folio, move->to);
	move->moved = true;
	set_entries(m, folio);
}

static bool ensure_tables(const struct migrate_vma *args, uint64_t addr)
{
	struct alloc_result ignored;

	for (int level = PUD_LEVEL; level >= PTE_LEVEL; level--) {
		if (pgtable_ensure(args->e, args->task, args->task->mm, level, addr, &ignored))
			return false;
	}
	return true;
}

/* Mirrors: mm/migrate_device.c migrate_vma_insert_page(), v6.12. */
static void insert_page(const struct migrate_vma *args, struct device_move *move)
{
	uint64_t addr = slot_addr(args->map, move->slot);
	bool write = mapping_vma(args->map, addr)->flags & VMA_WRITE;
	unsigned flags = write ? PTE_WRITE | PTE_DIRTY | PTE_YOUNG : PTE_YOUNG;
	struct alloc_result ignored;
	struct folio *folio;

	if (!ensure_tables(args, addr))
		return;
	folio = folio_create(&args->e->m, move->to, FOLIO_ANON);
	move->to = PAGE_BLOCK_NONE;
	if (engine_charge(args->e, args->task, folio, GFP_KERNEL, &ignored))
		return;
	/* check_stable_address_space(): the OOM killer was there. */
	if (args->task->killed) {
		engine_free_folio(args->e, folio, args->task->cpu);
		return;
	}
	args->map->anon_vma = true;
	folio_map_pte(folio, args->map, move->slot, flags);
	set_entries(&args->e->m, folio);
	move->moved = true;
}

static void migrate_pages(struct migrate_vma *args)
{
	for (size_t i = 0; i < args->nr; i++) {
		struct device_move *move = &args->moves[i];

		if (move->to.zone && move->folio)
			move_page(args, move);
		else if (move->to.zone)
			insert_page(args, move);
	}
}

static void give_back(const struct migrate_vma *args, struct page_block block)
{
	if (!block.zone)
		return;
	if (block.zone->type == ZONE_DEVICE)
		device_page_free(&args->e->hotplug.device, block.pfn);
	else
		free_pages(&args->e->m, block, args->task->cpu);
}

/* Who went away meanwhile leaves a page that nobody maps. Return: pages that moved. */
static uint64_t finalize(struct migrate_vma *args)
{
	uint64_t nr_moved = 0;

	for (size_t i = 0; i < args->nr; i++) {
		struct device_move *move = &args->moves[i];
		struct folio *folio = move->folio;

		nr_moved += move->moved;
		if (!folio) {
			if (!move->moved)
				give_back(args, move->to);
			continue;
		}
		give_back(args, move->moved ? move->old : move->to);
		folio->nr_pins--;
		if (!folio_is_zone_device(folio))
			folio_putback_lru(&args->e->m, folio);
		if (!folio->mapcount && !folio->cache)
			engine_put_anon(args->e, folio, args->task->cpu);
	}
	free(args->moves);
	return nr_moved;
}

/* ---- the driver ---- */

static struct migrate_vma migrate_vma(struct engine *e, struct task *task, struct mapping *map,
				      uint64_t nr)
{
	return (struct migrate_vma){
		.e = e,
		.task = task,
		.map = map,
		.moves = xcalloc(nr, sizeof(struct device_move)),
	};
}

uint64_t engine_to_device(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
			  uint64_t nr, int nid)
{
	struct migrate_vma args = migrate_vma(e, task, map, nr);
	uint64_t pfn;

	assert(first + nr <= map->nr_slots && map->slot_bytes == PAGE_SIZE);
	collect_system(&args, first, nr);
	for (size_t i = 0; i < args.nr && device_page_alloc(&e->hotplug.device, nid, &pfn); i++)
		args.moves[i].to = (struct page_block){
			.zone = &e->m.pgdat[nid]->node_zones[ZONE_DEVICE],
			.pfn = pfn,
		};
	migrate_pages(&args);
	return finalize(&args);
}

/* Pages of ordinary memory for all; *@failed: of the last that there was none for. */
static void alloc_system(struct migrate_vma *args, struct alloc_result *failed)
{
	for (size_t i = 0; i < args->nr; i++) {
		struct alloc_result result;
		struct mpol_use use;

		mm_fault_use(args->task, args->map, slot_addr(args->map, args->moves[i].slot),
			     GFP_HIGHUSER_MOVABLE, 0, &use);
		result = engine_policy_alloc(args->e, args->task, &use);
		args->moves[i].to = result.block;
		if (!result.block.zone)
			*failed = result;
	}
}

uint64_t engine_to_ram(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
		       uint64_t nr, int nid)
{
	struct migrate_vma args = migrate_vma(e, task, map, nr);
	struct alloc_result ignored;

	assert(first + nr <= map->nr_slots);
	collect_device(&args, first, nr, nid);
	alloc_system(&args, &ignored);
	migrate_pages(&args);
	return finalize(&args);
}

int engine_migrate_to_ram(struct engine *e, struct task *task, struct mapping *map, uint64_t slot,
			  struct alloc_result *failed)
{
	struct migrate_vma args = migrate_vma(e, task, map, 1);

	collect(&args, slot, map->ptes[slot].folio);
	alloc_system(&args, failed);
	migrate_pages(&args);
	if (finalize(&args))
		return -EAGAIN;
	failed->verdict = VERDICT_NO_RAM;
	return -ENOMEM;
}

int engine_coherent_to_ram(struct engine *e, struct task *task, struct folio *folio,
			   struct alloc_result *failed)
{
	struct migrate_vma args = migrate_vma(e, task, folio->maps->map, 1);
	const struct mpol_use use = {
		.task = task,
		.ctx = CTX_TASK,
		.cpu = task->cpu,
		.gfp = GFP_USER | __GFP_NOWARN | __GFP_COMP,
	};

	collect(&args, folio->maps->slot, folio);
	*failed = engine_policy_alloc(e, task, &use);
	args.moves[0].to = failed->block;
	migrate_pages(&args);
	return finalize(&args) ? 0 : -EBUSY;
}
