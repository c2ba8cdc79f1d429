// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving the isolated pages of a run into the blocks of the free scanner.
 *
 * Mirrors: mm/migrate.c migrate_pages(), migrate_pages_batch(), as compaction calls
 * it, v6.12: all targets are taken first, then each page moves and its old place is
 * given back.
 * Differs: what cannot move now is not tried again, and nobody waits for writeback.
 * Only small folios come here, so none is split.
 */
#include <errno.h>
#include <stdlib.h>

#include "alloc/page_alloc.h"
#include "base/text.h"
#include "compaction/private.h"

/* References that are not mappings, or I/O under way, keep it where it is. */
static bool can_move(const struct folio *folio)
{
	return !folio->nr_pins && !(folio->flags & PG_WRITEBACK);
}

/* Targets for the folios from the last one down. Return: how many got one. */
static size_t take_targets(struct compact_control *cc, struct page_block *targets)
{
	size_t nr = 0;

	for (size_t i = cc->nr_folios; i-- > 0; nr++) {
		targets[nr] = compaction_alloc(cc, cc->migratepages[i]->block.order);
		if (!targets[nr].zone)
			break;
	}
	return nr;
}

static void move_folio(struct compact_control *cc, struct folio *folio, struct page_block target)
{
	struct page_block old = folio_set_block(cc->m, folio, target);

	folio_add_lru(cc->m, folio);
	free_pages(cc->m, old, cc->cpu);
	cc->stats.nr_migrated += folio_nr_pages(folio);
}

int migrate_isolated(struct compact_control *cc)
{
	struct page_block *targets = xcalloc(cc->nr_folios, sizeof(*targets));
	size_t nr = take_targets(cc, targets), all = cc->nr_folios, nr_failed = 0;

	for (size_t k = 0; k < nr; k++) {
		struct folio *folio = cc->migratepages[all - 1 - k];

		if (can_move(folio)) {
			move_folio(cc, folio, targets[k]);
			cc->migratepages[all - 1 - k] = NULL;
		} else {
			compaction_free(cc, targets[k]);
			nr_failed++;
		}
	}
	free(targets);
	cc->nr_folios = 0;
	for (size_t i = 0; i < all; i++) {
		if (cc->migratepages[i])
			cc->migratepages[cc->nr_folios++] = cc->migratepages[i];
	}
	return nr < all ? -ENOMEM : (int)nr_failed;
}
