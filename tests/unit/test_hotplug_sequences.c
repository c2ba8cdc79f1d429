// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever is done in whatever order, blocks, zones, node states and resources
 * agree afterwards. Seeded sequences of operations, checked after every step.
 */
#include "alloc/page_alloc.h"
#include "alloc/rmqueue.h"
#include "hotplug_machine.h"
#include "tiers/demotion.h"

#define FIRST_BLOCK 32
#define NR_BLOCK_IDS 20
#define MAX_HELD 500

struct sequence {
	struct hotplug_machine hm;
	struct memory_tiers tiers;
	struct task task;
	struct page_block held[MAX_HELD];
	int nr_held;
	uint64_t seed;
};

static uint64_t pick(struct sequence *sq, uint64_t n)
{
	sq->seed = sq->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (sq->seed >> 33) % n;
}

/* Gives the pages back instead of moving them: the range is empty either way. */
static int free_held(void *arg, struct machine *m, uint64_t start_pfn, uint64_t nr_pages)
{
	struct sequence *sq = arg;

	for (int i = sq->nr_held; i-- > 0;) {
		if (sq->held[i].pfn < start_pfn || sq->held[i].pfn >= start_pfn + nr_pages)
			continue;
		free_pages(m, sq->held[i], 0);
		sq->held[i] = sq->held[--sq->nr_held];
	}
	return 0;
}

/* Keeps special nodes for special memory, and puts them into a state of their own. */
static struct hotplug_answer keeps_apart(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);
	bool online = q->moment == HP_ONLINE_FIRST || q->moment == HP_ONLINE_MORE;

	if (q->moment == HP_ADD && node_isset(q->nid, &m->dstate.spm) && q->role == ROLE_SYSRAM) {
		answer.err = -1;
		answer.why = VERDICT_HOTPLUG_ROLE;
	}
	if (online && q->role == ROLE_SPM) {
		answer.joins_memory = false;
		answer.joins_spm = true;
		answer.starts_daemons = false;
	}
	answer.edit.set_spm = q->moment == HP_ADD && q->role == ROLE_SPM;
	answer.edit.clear_spm = q->moment == HP_OFFLINE_LAST;
	return answer;
}

static uint64_t any_block(struct sequence *sq)
{
	return FIRST_BLOCK + pick(sq, NR_BLOCK_IDS);
}

static void add_some(struct sequence *sq)
{
	struct add_memory_args args = {
		.nid = (int)pick(sq, 4),
		.start_pfn = BLOCK_PFN(any_block(sq)),
		.nr_pages = (1 + pick(sq, 4)) * BLOCK_PAGES,
		.role = pick(sq, 3) ? ROLE_SYSRAM : ROLE_SPM,
		.online = (enum online_type)pick(sq, 4),
	};

	add_memory(&sq->hm.h, &sq->hm.m, &args);
}

static void allocate_some(struct sequence *sq)
{
	struct alloc_request req = {
		.gfp = (pick(sq, 2) ? GFP_KERNEL : GFP_HIGHUSER_MOVABLE) | __GFP_NORETRY,
		.order = (unsigned)pick(sq, NR_PAGE_ORDERS),
		.nid = (int)pick(sq, 3),
		.task = &sq->task,
	};
	struct alloc_result result;

	if (sq->nr_held == MAX_HELD)
		return;
	result = alloc_pages(&sq->hm.m, &req);
	if (result.block.zone)
		sq->held[sq->nr_held++] = result.block;
}

static void free_one(struct sequence *sq)
{
	int i;

	if (!sq->nr_held)
		return;
	i = (int)pick(sq, (uint64_t)sq->nr_held);
	free_pages(&sq->hm.m, sq->held[i], 0);
	sq->held[i] = sq->held[--sq->nr_held];
}

static void step(struct sequence *sq)
{
	struct hotplug_machine *hm = &sq->hm;

	switch (pick(sq, 8)) {
	case 0:
		add_some(sq);
		break;
	case 1:
	case 2:
	case 3:
		store(hm, any_block(sq), (enum online_type)pick(sq, 4));
		break;
	case 4:
		remove_memory(&hm->h, &hm->m, BLOCK_PFN(any_block(sq)),
			      (1 + pick(sq, 3)) * BLOCK_PAGES);
		break;
	case 5:
		offline_and_remove_memory(&hm->h, &hm->m, BLOCK_PFN(any_block(sq)),
					  (1 + pick(sq, 3)) * BLOCK_PAGES);
		break;
	case 6:
		allocate_some(sq);
		break;
	default:
		free_one(sq);
		break;
	}
	memory_tiers_sync(&sq->tiers, &hm->m);
}

/* A zone is its online blocks: as many pages, from the lowest to the highest. */
static uint64_t check_zone(const struct hotplug_machine *hm, const struct zone *zone)
{
	uint64_t pages = 0, start = UINT64_MAX, end = 0;
	char buf[256];

	for (size_t i = 0; i < hm->h.table.nr_blocks; i++) {
		const struct mem_block *block = &hm->h.table.blocks[i];

		if (block->state != BLOCK_ONLINE || block->nid != zone->nid ||
		    block->zone_idx != (int)zone->type)
			continue;
		pages += BLOCK_PAGES;
		if (start == UINT64_MAX)
			start = BLOCK_PFN(block->id);
		end = BLOCK_PFN(block->id + 1);
	}
	assert_int_equal(zone->present_pages, pages);
	assert_int_equal(zone->managed_pages, pages);
	assert_int_equal(zone->spanned_pages, pages ? end - start : 0);
	if (pages)
		assert_int_equal(zone->zone_start_pfn, start);
	assert_null(zone_check(zone, buf, sizeof(buf)));
	return pages;
}

static void check(const struct sequence *sq)
{
	const struct machine *m = &sq->hm.m;
	uint64_t ram = 0;

	for (int nid = 0; nid < 3; nid++) {
		bool in_state = node_state(m, nid, N_MEMORY) || node_state(m, nid, N_SPM);
		uint64_t pages = 0;

		for (int type = 0; type < MAX_NR_ZONES; type++)
			pages += check_zone(&sq->hm, &m->pgdat[nid]->node_zones[type]);
		assert_int_equal(in_state, pages > 0);
		if (pages)
			assert_true(node_state(m, nid, N_ONLINE));
		assert_int_equal(node_memory_tier_id(&sq->tiers, nid),
				 node_state(m, nid, N_MEMORY) ? 4 : -1);
	}
	for (size_t i = 0; i < sq->hm.h.nr_ram; i++)
		ram += sq->hm.h.ram[i].end_pfn - sq->hm.h.ram[i].start_pfn;
	assert_int_equal(ram, sq->hm.h.table.nr_blocks * BLOCK_PAGES);
}

static void run(struct sequence *sq, uint64_t seed, bool with_design, bool with_migration)
{
	*sq = (struct sequence){ .seed = seed };
	hotplug_machine_init(&sq->hm);
	if (with_design)
		sq->hm.design.hotplug = keeps_apart;
	hotplug_boot(&sq->hm.h, &sq->hm.m, &sq->hm.desc);
	memory_tiers_init(&sq->tiers, &sq->hm.m, &sq->hm.desc);
	sq->task = (struct task){ .mems_allowed = sq->hm.m.node_states[N_POSSIBLE] };
	if (with_migration) {
		sq->hm.h.migrate_range = free_held;
		sq->hm.h.migrate_arg = sq;
	}
	for (int i = 0; i < 400; i++) {
		step(sq);
		check(sq);
	}
	memory_tiers_destroy(&sq->tiers);
	hotplug_machine_destroy(&sq->hm);
}

static void without_a_design_everything_agrees_after_every_step(void **state)
{
	static struct sequence sq;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++)
		run(&sq, seed, false, seed % 2);
}

static void with_a_design_that_moves_nodes_between_states_too(void **state)
{
	static struct sequence sq;

	(void)state;
	for (uint64_t seed = 11; seed <= 13; seed++)
		run(&sq, seed, true, seed % 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_design_everything_agrees_after_every_step),
		cmocka_unit_test(with_a_design_that_moves_nodes_between_states_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
