// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.stat: what the charged pages of a cgroup are.
 *
 * Mirrors: mm/memcontrol.c memory_stats[], memcg_stat_format(), v6.12.
 * Differs: the entries below only; counted when somebody asks.
 */
#include "engine/memcg_stat.h"

#include "folio/folio.h"
#include "memcg/memcg.h"

enum stat {
	STAT_ANON,
	STAT_FILE,
	STAT_PAGETABLES,
	STAT_SHMEM,
	STAT_FILE_MAPPED,
	STAT_FILE_DIRTY,
	STAT_FILE_WRITEBACK,
	STAT_ANON_THP,
	NR_STATS
};

static const char *const stat_names[NR_STATS] = {
	[STAT_ANON] = "anon",
	[STAT_FILE] = "file",
	[STAT_PAGETABLES] = "pagetables",
	[STAT_SHMEM] = "shmem",
	[STAT_FILE_MAPPED] = "file_mapped",
	[STAT_FILE_DIRTY] = "file_dirty",
	[STAT_FILE_WRITEBACK] = "file_writeback",
	[STAT_ANON_THP] = "anon_thp",
};

struct counts {
	const struct mem_cgroup *memcg;
	uint64_t pages[NR_STATS];
};

/* Is @memcg it, or below it? Everything is below the root. */
static bool is_below(const struct mem_cgroup *memcg, const struct mem_cgroup *top)
{
	if (!top->parent)
		return true;
	while (memcg && memcg != top)
		memcg = memcg->parent;
	return memcg;
}

static void count_folio(void *arg, struct folio *folio)
{
	struct counts *counts = arg;
	uint64_t nr = folio_nr_pages(folio);
	bool file = folio->kind == FOLIO_FILE || folio->kind == FOLIO_SHMEM;

	if (!is_below(folio->memcg, counts->memcg) || folio->kind == FOLIO_HUGETLB)
		return;
	if (folio->kind == FOLIO_ANON) {
		counts->pages[STAT_ANON] += folio->mapcount ? nr : 0;
		counts->pages[STAT_ANON_THP] += folio->block.order ? nr : 0;
	}
	counts->pages[STAT_FILE] += file ? nr : 0;
	counts->pages[STAT_SHMEM] += folio->kind == FOLIO_SHMEM ? nr : 0;
	counts->pages[STAT_FILE_MAPPED] += file && folio->mapcount ? nr : 0;
	if (folio->kind != FOLIO_FILE)
		return;
	counts->pages[STAT_FILE_DIRTY] += folio->flags & PG_DIRTY ? nr : 0;
	counts->pages[STAT_FILE_WRITEBACK] += folio->flags & PG_WRITEBACK ? nr : 0;
}

static void count_tables(const struct machine *m, struct counts *counts)
{
	for (const struct task *task = m->tasks; task; task = task->next) {
		for (size_t i = 0; task->mm && i < task->mm->nr_tables; i++)
			counts->pages[STAT_PAGETABLES] +=
				is_below(task->mm->tables[i].memcg, counts->memcg);
	}
}

static void add_line(struct text *out, const char *name, uint64_t pages)
{
	text_addf(out, "%s%s %llu", out->len ? "\n" : "", name,
		  (unsigned long long)pages * PAGE_SIZE);
}

void memcg_stat_show(const struct machine *m, const struct mem_cgroup *memcg, struct text *out)
{
	struct counts counts = { .memcg = memcg };
	int nid;

	folio_for_each(m, count_folio, &counts);
	count_tables(m, &counts);
	for (int stat = 0; stat < NR_STATS; stat++)
		add_line(out, stat_names[stat], counts.pages[stat]);
	for (int lru = 0; lru < NR_LRU_LISTS; lru++) {
		uint64_t pages = 0;

		for_each_node_state(m, nid, N_POSSIBLE)
			pages += lruvec_page_state(m, memcg, nid, (enum lru_list)lru);
		add_line(out, lru_names[lru], pages);
	}
}
