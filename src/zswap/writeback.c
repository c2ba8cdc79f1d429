// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entries that leave zswap for the swap device: at the limit of the pool, at that of
 * a memory cgroup, and (where the shrinker is on) in reclaim.
 *
 * Responsible for which entries go. Not responsible for the swap cache and the device
 * (struct zswap_writeback_ops).
 *
 * Mirrors: mm/zswap.c zswap_writeback_entry(), shrink_memcg_cb(), shrink_memcg(),
 * shrink_worker(), zswap_shrinker_count(), zswap_shrinker_scan(), v6.12.
 * Differs: a raw slot has no swap cache: its page is given back once it is written.
 */
#include <assert.h>
#include <errno.h>

#include "alloc/page_alloc.h"
#include "memcg/memcg.h"
#include "zswap/private.h"

#define MAX_RETRIES 16 /* MAX_RECLAIM_RETRIES */

/* ---- one entry ---- */

static int write_raw_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry,
			   const struct alloc_request *who)
{
	struct alloc_request req = zswap_request(who, GFP_KERNEL);
	struct page_block block;
	uint8_t page[PAGE_SIZE];

	block = alloc_pages(m, &req).block;
	if (!block.zone)
		return -ENOMEM;
	zswap_decompress(z, m, entry, who->cpu, page);
	zswap_erase_entry(z, m, entry, who->cpu);
	free_pages(m, block, who->cpu);
	return 0;
}

static int zswap_writeback_entry(struct zswap *z, struct machine *m, struct zswap_entry *entry,
				 const struct alloc_request *who)
{
	uint64_t slot = entry->slot;
	struct folio *folio = NULL;
	uint8_t page[PAGE_SIZE];
	int err;

	if (slot < ZSWAP_FIRST_SLOT)
		return write_raw_entry(z, m, entry, who);
	err = z->writeback->begin(m, slot, who, &folio);
	if (err)
		return err;
	/* What the page took may have pushed the entry out already. */
	if (zswap_find_entry(z, slot) != entry) {
		z->writeback->end(m, folio, NULL);
		return -ENOMEM;
	}
	zswap_decompress(z, m, entry, who->cpu, page);
	zswap_erase_entry(z, m, entry, who->cpu);
	z->writeback->end(m, folio, page);
	return 0;
}

/* ---- a walk along one list ---- */

struct walk {
	const struct alloc_request *who;
	uint64_t nr; /* entries to look at, at most */
	bool stop; /* at the first whose page is in the swap cache: it is warm there */

	uint64_t nr_isolated; /* entries that are gone */
	uint64_t nr_scanned;
	bool met_cached; /* some page was in the swap cache already */
};

/* From the old end; a new entry is passed over once. */
static void walk_list(struct zswap *z, struct machine *m, struct mem_cgroup *memcg, int nid,
		      struct walk *walk)
{
	struct lruvec *lruvec = memcg_lruvec(m, memcg, nid);

	for (uint64_t i = 0; i < walk->nr && lruvec->zswap_head; i++) {
		struct zswap_entry *entry = lruvec->zswap_head;
		int err;

		if (walk->stop && walk->met_cached)
			return;
		walk->nr_scanned++;
		zswap_rotate_entry(m, entry);
		if (entry->referenced) {
			entry->referenced = false;
			continue;
		}
		err = zswap_writeback_entry(z, m, entry, walk->who);
		if (err) {
			z->count.reject_reclaim_fail++;
			walk->met_cached = walk->met_cached || err == -EEXIST;
			continue;
		}
		z->count.written_back_pages++;
		walk->nr_isolated++;
	}
}

int zswap_shrink_memcg(struct zswap *z, struct machine *m, struct mem_cgroup *memcg,
		       const struct alloc_request *who)
{
	struct walk walk = { .who = who, .nr = 1 };
	int nid;

	if ((z->enabled && !memcg_zswap_writeback_enabled(memcg)) || !memcg->online)
		return -ENOENT;
	for_each_node_state(m, nid, N_NORMAL_MEMORY)
		walk_list(z, m, memcg, nid, &walk);
	if (!walk.nr_scanned)
		return -ENOENT;
	return walk.nr_isolated ? 0 : -EAGAIN;
}

/* ---- the worker ---- */

static uint64_t accept_pages(const struct zswap *z, const struct machine *m)
{
	return zswap_max_pages(z, m) * z->accept_threshold_percent / 100;
}

void zswap_run_worker(struct zswap *z, struct machine *m)
{
	const struct alloc_request who = {
		.nid = m->cpu_to_node[0],
		.mask = MASK_REF_NONE,
		.ctx = CTX_KTHREAD,
		.task = m->init_task,
	};
	unsigned failures = 0, attempts = 0;

	if (!z->shrink_queued)
		return;
	z->shrink_queued = false;
	do {
		struct mem_cgroup *memcg = z->next_shrink ? memcg_next(z->next_shrink, NULL) :
							    m->root_memcg;
		int ret;

		z->next_shrink = memcg;
		if (!memcg) {
			/* A round without anything to try is a failure, too. */
			if (!attempts && ++failures == MAX_RETRIES)
				break;
			attempts = 0;
			continue;
		}
		ret = zswap_shrink_memcg(z, m, memcg, &who);
		if (ret == -ENOENT)
			continue;
		attempts++;
		if (ret && ++failures == MAX_RETRIES)
			break;
	} while (zswap_total_pages(z) > accept_pages(z, m));
}

/* ---- the shrinker of reclaim ---- */

uint64_t zswap_shrinker_count(const struct zswap *z, struct machine *m, struct mem_cgroup *memcg,
			      int nid, gfp_t gfp)
{
	struct lruvec *lruvec = memcg_lruvec(m, memcg, nid);
	uint64_t nr = lruvec->nr_zswap, protected;

	if (!z->shrinker_enabled || (z->enabled && !memcg_zswap_writeback_enabled(memcg)))
		return 0;
	if ((gfp & (__GFP_IO | __GFP_FS)) != (__GFP_IO | __GFP_FS) || !memcg->zswapped)
		return 0;
	/* As many as had to be read from the device stay: they would not have gone. */
	protected = nr < lruvec->nr_disk_swapins ? nr : lruvec->nr_disk_swapins;
	lruvec->nr_disk_swapins -= protected;
	nr -= protected;
	/* The better pages compress, the less there is to gain. */
	return nr * (memcg->zswap.usage >> PAGE_SHIFT) / memcg->zswapped;
}

uint64_t zswap_shrinker_scan(struct zswap *z, struct machine *m, struct mem_cgroup *memcg, int nid,
			     uint64_t nr, const struct alloc_request *who)
{
	struct walk walk = { .who = who, .nr = nr, .stop = true };

	if (!z->shrinker_enabled || (z->enabled && !memcg_zswap_writeback_enabled(memcg)))
		return 0;
	walk_list(z, m, memcg, nid, &walk);
	return walk.met_cached ? 0 : walk.nr_isolated;
}

void zswap_folio_swapin(struct machine *m, const struct folio *folio)
{
	memcg_lruvec(m, folio->memcg, folio->block.zone->nid)->nr_disk_swapins++;
}
