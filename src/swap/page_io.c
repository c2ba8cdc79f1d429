// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages written to their slots and read from them: zswap first, then the device.
 *
 * Responsible for where the bytes end up. Not responsible for zswap's pool.
 *
 * Mirrors: mm/page_io.c swap_writepage(), swap_read_folio(), v6.12.
 * Differs: the device keeps a description of the content, which makes the same
 * bytes; a page that is written is clean at once, without PG_writeback.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "memcg/memcg.h"
#include "swap/private.h"

static void note_event(struct machine *m, enum event_kind kind, const struct folio *folio)
{
	event_add_nr(m, kind, folio->block.zone, 0, folio_nr_pages(folio));
}

static enum swap_write written(struct machine *m, struct folio *folio, enum swap_write how)
{
	swap_slot_at(m, folio->swap)->content = folio->content;
	folio->flags &= ~PG_DIRTY;
	note_event(m, EVENT_SWAP_OUT, folio);
	return how;
}

enum swap_write swap_writepage(struct machine *m, struct folio *folio,
			       const struct alloc_request *who, struct zswap_result *zswap)
{
	const struct zswap_page page = {
		.slot = zswap_slot(folio->swap),
		.content = folio->content,
		.nid = folio_nid(folio),
		.memcg = folio->memcg,
	};
	struct zswap_result result;

	assert(folio->flags & PG_SWAPCACHE);
	if (folio_free_swap(m, folio, who->cpu))
		return SWAP_WRITE_FREED;
	result = zswap_store(m->swap->zswap, m, &page, who);
	if (zswap)
		*zswap = result;
	if (result.outcome == ZSWAP_ZEROMAP)
		return written(m, folio, SWAP_WRITE_ZERO);
	if (result.outcome != ZSWAP_REJECTED)
		return written(m, folio, SWAP_WRITE_ZSWAP);
	if (m->swap->zswap->enabled && !memcg_zswap_writeback_enabled(folio->memcg))
		return SWAP_WRITE_ACTIVATE;
	m->swap->nr_written++;
	return written(m, folio, SWAP_WRITE_DEVICE);
}

/* ---- what zswap writes back ---- */

/* Mirrors: mm/swap_state.c __read_swap_cache_async() as zswap's worker calls it, v6.12. */
static int writeback_begin(struct machine *m, uint64_t zslot, const struct alloc_request *who,
			   struct folio **folio)
{
	uint64_t slot = zslot - ZSWAP_FIRST_SLOT;
	struct alloc_request req = zswap_request(who, GFP_KERNEL);
	struct page_block block;

	if (swap_cache_get_folio(m, slot))
		return -EEXIST;
	block = alloc_pages(m, &req).block;
	if (!block.zone)
		return -ENOMEM;
	/* Reclaim for the page may have ended the slot meanwhile. */
	if (swap_cache_get_folio(m, slot) || !swap_slot_at(m, slot)->count) {
		free_pages(m, block, who->cpu);
		return -ENOMEM;
	}
	*folio = folio_create(m, block, FOLIO_ANON);
	if (folio_charge(m, *folio, swap_slot_at(m, slot)->memcg, &req)) {
		folio_free(m, *folio, who->cpu);
		return -ENOMEM;
	}
	add_to_swap_cache(m, *folio, slot);
	folio_add_lru(m, *folio);
	return 0;
}

/*
 * The page is written and stays in the swap cache at the old end of its list, to be
 * freed by the next scan.
 */
static void writeback_end(struct machine *m, struct folio *folio, const uint8_t bytes[PAGE_SIZE])
{
	uint8_t expected[PAGE_SIZE];

	folio_isolate_lru(m, folio);
	if (!bytes) {
		delete_from_swap_cache(m, folio, 0, 0);
		swap_folio_free(m, folio, 0);
		return;
	}
	folio_write(m, folio, &swap_slot_at(m, folio->swap)->content);
	content_fill(&folio->content, expected);
	assert(memcmp(bytes, expected, PAGE_SIZE) == 0);
	folio_add_lru_tail(m, folio);
	m->swap->nr_written++;
	event_add_nr(m, EVENT_ZSWAP_WRITEBACK, folio->block.zone, 0, 1);
}

const struct zswap_writeback_ops swap_zswap_ops = {
	.begin = writeback_begin,
	.end = writeback_end,
};

/* ---- reading ---- */

bool swap_read_folio(struct machine *m, struct folio *folio, uint64_t slot, int cpu)
{
	const struct page_content content = swap_slot_at(m, slot)->content;
	bool cached = folio->flags & PG_SWAPCACHE;
	uint8_t page[PAGE_SIZE], expected[PAGE_SIZE];
	struct zswap_result result;

	result = zswap_load(m->swap->zswap, m, zswap_slot(slot), cached, cpu, page);
	folio_write(m, folio, &content);
	note_event(m, EVENT_SWAP_IN, folio);
	if (result.outcome == ZSWAP_STALE)
		return false;
	if (result.outcome == ZSWAP_MISS) {
		m->swap->nr_read++;
		zswap_folio_swapin(m, folio);
		return true;
	}
	content_fill(&content, expected);
	assert(memcmp(page, expected, PAGE_SIZE) == 0);
	/* zswap has no copy any more: whoever takes the page out again must write it. */
	if (cached && result.outcome == ZSWAP_LOADED)
		folio->flags |= PG_DIRTY;
	return true;
}

int swap_out(struct machine *m, struct folio *folio, const struct alloc_request *who)
{
	int err = 0;

	assert(!(folio->flags & PG_LRU));
	if (folio->nr_pins || folio->flags & (PG_MLOCKED | PG_UNEVICTABLE))
		return -EBUSY;
	if (!(folio->flags & PG_SWAPCACHE))
		err = add_to_swap(m, folio);
	if (err)
		return err;
	swap_unmap(m, folio);
	if (folio->flags & PG_DIRTY && swap_writepage(m, folio, who, NULL) == SWAP_WRITE_ACTIVATE)
		return -EAGAIN;
	delete_from_swap_cache(m, folio, 0, who->cpu);
	return 0;
}
