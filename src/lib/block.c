// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocating for real. A block that went out is in a slot until it comes back,
 * so that a caller who frees twice gets an error and not a broken machine.
 */
#include <stdlib.h>

#include "base/text.h"
#include "lib/private.h"

/* After a boot that was not noticed here (an asked "reset"), all blocks are void. */
static void notice_boot(struct nw_machine *m)
{
	if (m->boot == m->ask.nr_fresh_starts)
		return;
	for (size_t i = 0; i < m->nr_slots; i++)
		m->slots[i].block = PAGE_BLOCK_NONE;
	m->first_free = 0;
	m->boot = m->ask.nr_fresh_starts;
}

static size_t free_slot(struct nw_machine *m)
{
	size_t nr = m->nr_slots;

	while (m->first_free < nr && m->slots[m->first_free].block.zone)
		m->first_free++;
	if (m->first_free == nr) {
		m->nr_slots = nr ? 2 * nr : 64;
		m->slots = xrealloc(m->slots, m->nr_slots * sizeof(*m->slots));
		for (size_t i = nr; i < m->nr_slots; i++)
			m->slots[i] = (struct lib_slot){ .block = PAGE_BLOCK_NONE };
	}
	return m->first_free++;
}

/* For the account of all pages: what callers hold. */
static void visit_slots(void *user, void (*visit)(void *arg, struct page_block block), void *arg)
{
	const struct nw_machine *m = user;

	for (size_t i = 0; i < m->nr_slots; i++) {
		if (m->slots[i].block.zone)
			visit(arg, m->slots[i].block);
	}
}

/* Slot and serial; never 0. */
static uint64_t slot_id(const struct nw_machine *m, size_t slot)
{
	return (uint64_t)m->slots[slot].serial << 32 | (slot + 1);
}

enum nw_status nw_alloc(struct nw_machine *m, const struct nw_request *req, struct nw_block *block,
			struct nw_diag *diag)
{
	struct alloc_result result;
	struct lib_request r;
	enum nw_status status = lib_request_begin(m, req, &r, diag);
	size_t slot;

	if (status != NW_OK)
		return status;
	result = engine_alloc(m->ask.e, &r.req);
	lib_request_end(m, &r);
	if (!result.block.zone)
		return lib_fail(diag, NW_ERR_NO_PAGE, "order %u: %s", req->order,
				verdict_info(result.verdict)->text);
	notice_boot(m);
	m->ask.e->user_blocks = visit_slots;
	m->ask.e->user = m;
	slot = free_slot(m);
	m->slots[slot].block = result.block;
	m->slots[slot].cpu = r.req.cpu;
	m->slots[slot].serial++;
	*block = (struct nw_block){
		.id = slot_id(m, slot),
		.pfn = result.block.pfn,
		.order = result.block.order,
		.node = result.block.zone->nid,
		.zone = (enum nw_zone)result.block.zone->type,
	};
	zone_label(result.block.zone, block->label);
	return NW_OK;
}

enum nw_status nw_free(struct nw_machine *m, const struct nw_block *block, struct nw_diag *diag)
{
	size_t slot = (size_t)(block->id & UINT32_MAX) - 1;
	struct lib_slot *held;

	notice_boot(m);
	if (slot >= m->nr_slots || !m->slots[slot].block.zone || slot_id(m, slot) != block->id)
		return lib_fail(diag, NW_ERR_NOT_HELD, "this block is not held");
	held = &m->slots[slot];
	engine_begin_step(m->ask.e);
	free_pages(&m->ask.e->m, held->block, held->cpu);
	held->block = PAGE_BLOCK_NONE;
	if (slot < m->first_free)
		m->first_free = slot;
	return NW_OK;
}
