/* SPDX-License-Identifier: GPL-2.0-only */
/* One zone on a machine of two CPUs, and its free lists as text. */
#ifndef NW_UNIT_ZONE_FIXTURE_H
#define NW_UNIT_ZONE_FIXTURE_H

#include "unit/unit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/buddy.h"
#include "alloc/pcp.h"
#include "alloc/rmqueue.h"
#include "alloc/zone_memory.h"
#include "base/text.h"

struct fixture {
	struct machine m;
	struct zone zone;
	struct event_log log;
	struct text lists; /* what lists() returned last */
};

/* A zone of [start, + nr) pages, all in use. */
static inline struct fixture *fixture_used(uint64_t start_pfn, uint64_t nr_pages)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->m.nr_cpus = 2;
	f->m.log = &f->log;
	zone_init(&f->zone, 0, ZONE_NORMAL);
	zone_grow_span(&f->zone, start_pfn, nr_pages);
	f->zone.present_pages = nr_pages;
	return f;
}

/* The same, all free as after boot. */
static inline struct fixture *fixture_free_zone(uint64_t start_pfn, uint64_t nr_pages)
{
	struct fixture *f = fixture_used(start_pfn, nr_pages);

	zone_free_range(&f->zone, start_pfn, nr_pages);
	return f;
}

static inline void assert_zone_ok(const struct zone *zone)
{
	char buf[200];
	const char *wrong = zone_check(zone, buf, sizeof(buf));

	if (wrong)
		fail_msg("zone_check: %s", wrong);
}

static inline void fixture_end(struct fixture *f)
{
	assert_zone_ok(&f->zone);
	zone_destroy(&f->zone);
	text_free(&f->lists);
	free(f);
}

struct list_walk {
	struct text *out;
	int key;
};

static inline void list_walk_visit(void *arg, unsigned order, enum migratetype mt, uint64_t pfn)
{
	struct list_walk *walk = arg;
	int key = (int)(order * MIGRATE_TYPES + mt);

	if (walk->key != key)
		text_addf(walk->out, "%s%u%c:", walk->key < 0 ? "" : "; ", order, "UMRHI"[mt]);
	walk->key = key;
	text_addf(walk->out, " %" PRIu64, pfn);
}

/* "3U: 8 16; 10M: 1024": each list head to tail, by order, then type. */
static inline const char *lists(struct fixture *f)
{
	struct list_walk walk = { .out = &f->lists, .key = -1 };

	text_free(&f->lists);
	f->lists = TEXT_INIT;
	zone_for_each_free(&f->zone, list_walk_visit, &walk);
	return text_str(&f->lists);
}

/* Take a block past the per-cpu lists; the pfn. Fails the test when there is none. */
static inline uint64_t take(struct fixture *f, unsigned order, enum migratetype mt)
{
	uint32_t idx = rmqueue_smallest(&f->zone, order, mt);

	assert_int_not_equal(idx, PAGE_IDX_NONE);
	return zone_page_pfn(&f->zone, idx);
}

/* Give a block back past the per-cpu lists. */
static inline void give(struct fixture *f, uint64_t pfn, unsigned order)
{
	free_large_block(&f->zone, zone_page_idx(&f->zone, pfn), order, false);
}

/* One list of a dump. */
struct list_literal {
	unsigned order;
	enum migratetype mt;
	uint64_t pfns[8]; /* ends at the first 0 */
};

static inline int load(struct fixture *f, const struct list_literal *literals, size_t nr,
		       const struct pageblock_run *runs, size_t nr_runs)
{
	struct free_list_dump dump[16];

	assert_true(nr <= 16);
	for (size_t i = 0; i < nr; i++) {
		dump[i] = (struct free_list_dump){
			.order = literals[i].order,
			.mt = literals[i].mt,
			.pfns = literals[i].pfns,
		};
		while (dump[i].nr_pfns < 8 && literals[i].pfns[dump[i].nr_pfns])
			dump[i].nr_pfns++;
	}
	f->zone.managed_pages = f->zone.spanned_pages;
	return zone_load_lists(&f->zone, dump, nr, runs, nr_runs);
}

#define NR(array) (sizeof(array) / sizeof(*(array)))
#define LOAD(f, literals, runs) \
	assert_int_equal(load((f), (literals), NR(literals), (runs), NR(runs)), 0)

#endif
