// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pinning pages for long: out of memory that must stay movable, then in place.
 *
 * Responsible for which pages may be pinned where they are and for moving the others.
 * Not responsible for faulting them in (fault.c); who migrates or frees asks
 * folio->nr_pins.
 *
 * Mirrors: mm/gup.c __gup_longterm_locked(), collect_longterm_unpinnable_folios(),
 * migrate_longterm_unpinnable_folios(), check_vma_flags(), include/linux/mm.h
 * folio_is_longterm_pinnable(), v6.12.
 * Differs: always FOLL_WRITE; a folio is pinned once a page of it that is asked for.
 */
#include "engine/pin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/fault.h"
#include "engine/migrate_device.h"

/* The kernel tries for ever; a page that moved is not in the way any more. */
#define MAX_PIN_ROUNDS 16

struct pin_set {
	char *label;
	struct folio **folios;
	size_t nr;
	struct pin_set *next;
};

static enum longterm_pin longterm_pin(const struct machine *m, const struct folio *folio)
{
	const struct zone *zone = folio->block.zone;
	enum longterm_pin pin = LONGTERM_PIN_BY_ZONE;

	if (m->design->longterm_pin)
		pin = m->design->longterm_pin(m, zone->nid);
	if (pin == LONGTERM_PIN_BY_ZONE && zone->type == ZONE_MOVABLE)
		return LONGTERM_PIN_MOVES;
	return pin;
}

/* Mirrors: mm/migrate.c alloc_migration_target() under memalloc_pin_save(), v6.12. */
static int migrate_unpinnable(struct engine *e, struct task *task, struct folio *folio,
			      struct alloc_result *failed)
{
	struct alloc_request req = {
		.gfp = GFP_USER | __GFP_NOWARN | __GFP_COMP,
		.order = folio->block.order,
		.nid = folio_nid(folio),
		.mask = MASK_REF_NONE,
		.ctx = CTX_TASK,
		.task = task,
		.cpu = task->cpu,
	};

	if (folio->nr_pins)
		return -ENOMEM;
	if (req.order)
		req.gfp = (req.gfp & ~__GFP_RECLAIM) | (GFP_TRANSHUGE & ~__GFP_MOVABLE);
	if (folio->block.zone->type == ZONE_MOVABLE)
		req.gfp |= __GFP_HIGHMEM;
	*failed = engine_alloc(e, &req);
	if (!failed->block.zone)
		return -ENOMEM;
	free_pages(&e->m, folio_move(&e->m, folio, failed->block), task->cpu);
	return 0;
}

/* 0: all may be pinned; -EAGAIN: some had to move; -ENOMEM, -EBUSY: one could not. */
static int check_and_migrate(struct engine *e, struct task *task, const struct mapping *map,
			     uint64_t first, uint64_t nr, struct alloc_result *failed)
{
	int ret = 0;

	for (uint64_t i = first; i < first + nr; i++) {
		struct folio *folio = map->ptes[i].folio;
		enum longterm_pin pin;

		if (!folio)
			return -EAGAIN;
		if (folio_is_zone_device(folio)) {
			if (engine_coherent_to_ram(e, task, folio, failed)) {
				failed->verdict = VERDICT_PIN_FAILED;
				return -EBUSY;
			}
			ret = -EAGAIN;
			continue;
		}
		pin = longterm_pin(&e->m, folio);
		if (pin == LONGTERM_PIN_BY_ZONE)
			continue;
		ret = -EAGAIN;
		if (pin == LONGTERM_PIN_REFUSED || migrate_unpinnable(e, task, folio, failed)) {
			failed->verdict = VERDICT_PIN_FAILED;
			return -ENOMEM;
		}
	}
	return ret;
}

static int fault_in_all(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
			uint64_t nr, struct alloc_result *failed)
{
	for (uint64_t i = first; i < first + nr; i++) {
		int err = engine_access(e, task, map, i, ACCESS_WRITE, failed);

		if (err)
			return err;
	}
	return 0;
}

static void add_set(struct engine *e, const struct mapping *map, uint64_t first, uint64_t nr,
		    const char *label)
{
	struct pin_set *set = xcalloc(1, sizeof(*set));

	*set = (struct pin_set){ .label = xstrdup(label), .nr = nr, .next = e->pins };
	set->folios = xcalloc(nr, sizeof(struct folio *));
	for (uint64_t i = 0; i < nr; i++) {
		set->folios[i] = map->ptes[first + i].folio;
		set->folios[i]->nr_pins++;
	}
	e->pins = set;
}

int engine_pin(struct engine *e, struct task *task, struct mapping *map, uint64_t first,
	       uint64_t nr, const char *label, struct alloc_result *failed)
{
	int err = -EAGAIN;

	if (map->file && map->shared) {
		*failed = (struct alloc_result){ .verdict = VERDICT_PIN_FAILED };
		return -EFAULT;
	}
	task->flags |= PF_MEMALLOC_PIN;
	for (int round = 0; round < MAX_PIN_ROUNDS && err == -EAGAIN; round++) {
		err = fault_in_all(e, task, map, first, nr, failed);
		if (!err)
			err = check_and_migrate(e, task, map, first, nr, failed);
	}
	task->flags &= ~PF_MEMALLOC_PIN;
	if (err == -EAGAIN) {
		*failed = (struct alloc_result){ .verdict = VERDICT_PIN_FAILED };
		return -ENOMEM;
	}
	if (!err)
		add_set(e, map, first, nr, label);
	return err;
}

/* A page that only the pin held is free now. */
static void unpin_set(struct engine *e, struct pin_set *set)
{
	for (size_t i = 0; i < set->nr; i++) {
		struct folio *folio = set->folios[i];

		folio->nr_pins--;
		if (!folio->nr_pins && !folio->mapcount && !folio->cache)
			engine_put_anon(e, folio, 0);
	}
	free(set->folios);
	free(set->label);
	free(set);
}

int64_t engine_unpin(struct engine *e, const char *label)
{
	int64_t nr = -ENOENT;

	for (struct pin_set **link = &e->pins; *link;) {
		struct pin_set *set = *link;

		if (strcmp(set->label, label) != 0) {
			link = &set->next;
			continue;
		}
		nr = (nr < 0 ? 0 : nr) + (int64_t)set->nr;
		*link = set->next;
		unpin_set(e, set);
	}
	return nr;
}

void engine_unpin_all(struct engine *e)
{
	while (e->pins) {
		struct pin_set *set = e->pins;

		e->pins = set->next;
		unpin_set(e, set);
	}
}
