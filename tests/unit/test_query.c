// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three questions: that asking and doing agree on random machines and
 * requests under every design, and what an explanation says zone by zone.
 */
#include "alloc/passes.h"
#include "small_machine.h"

/* ---- random machines and requests ---- */

static uint64_t rng_next(uint64_t *rng)
{
	*rng ^= *rng << 13;
	*rng ^= *rng >> 7;
	*rng ^= *rng << 17;
	return *rng;
}

static unsigned rng_below(uint64_t *rng, unsigned n)
{
	return (unsigned)(rng_next(rng) >> 33) % n;
}

static const gfp_t gfp_bases[] = {
	GFP_KERNEL,
	GFP_USER,
	GFP_HIGHUSER_MOVABLE,
	GFP_ATOMIC,
	GFP_NOWAIT,
	GFP_KERNEL | __GFP_NOFAIL,
	GFP_NOFS,
	GFP_KERNEL | __GFP_DMA32,
	GFP_TRANSHUGE_LIGHT,
	GFP_KERNEL | __GFP_MEMALLOC,
};

static struct alloc_request random_request(struct small_machine *s, uint64_t *rng, nodemask_t *mask)
{
	const gfp_t extra[] = { __GFP_THISNODE,	     __GFP_NORETRY, __GFP_HARDWALL,
				__GFP_RETRY_MAYFAIL, __GFP_HIGH,    DESIGN_GFP_BIT(0) };
	unsigned nr_bases = sizeof(gfp_bases) / sizeof(gfp_bases[0]);
	struct alloc_request req = small_request(s, gfp_bases[rng_below(rng, nr_bases)],
						 (int)rng_below(rng, SMALL_NODES));

	for (size_t i = 0; i < sizeof(extra) / sizeof(extra[0]); i++)
		if (rng_below(rng, 4) == 0)
			req.gfp |= extra[i];
	if (!s->m.design->gfp_bits)
		req.gfp &= ~DESIGN_GFP_BIT(0);
	req.order = rng_below(rng, 3) ? 0 : rng_below(rng, MAX_PAGE_ORDER + 1);
	req.ctx = (enum alloc_ctx_kind)rng_below(rng, NR_CTX_KINDS);
	if (rng_below(rng, 2))
		small_mask(&req, mask, rng_below(rng, 8));
	return req;
}

/* Free memory of every zone somewhere around its marks, or plenty, or none. */
static void random_fill(struct small_machine *s, uint64_t *rng)
{
	static const unsigned levels[] = { 0, 10, 25, 64, 70, 100, 129, 140, 200, 1024, 2000 };
	unsigned nr_levels = sizeof(levels) / sizeof(levels[0]);

	drain_all_pages(&s->m);
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(s, nid, levels[rng_below(rng, nr_levels)]);
}

static void random_task(struct small_machine *s, uint64_t *rng)
{
	bool spm_writable = !s->m.design->cpuset_write;

	if (rng_below(rng, 3) == 0)
		small_cpusets_off(s);
	else
		small_cpuset(s, rng_below(rng, spm_writable ? 8 : 4));
	s->task.oom_victim = rng_below(rng, 8) == 0;
	s->task.flags = rng_below(rng, 8) == 0 ? PF_EXITING : 0;
	s->task.rt = rng_below(rng, 8) == 0;
}

struct last_taken {
	struct zone_record rec;
	unsigned nr;
	struct alloc_pass pass;
};

static void note_pass(void *arg, const struct alloc_pass *pass)
{
	((struct last_taken *)arg)->pass = *pass;
}

static void note_taken(void *arg, const struct zone_record *rec)
{
	struct last_taken *last = arg;

	if (rec->verdict != VERDICT_TAKEN)
		return;
	last->rec = *rec;
	last->nr++;
}

/* One request: ask, ask for the reasons, do it, compare. */
static void check_request(struct small_machine *s, const struct alloc_request *req)
{
	const struct explain_ops ops = { .pass = note_pass, .zone = note_taken };
	struct last_taken last = { .nr = 0 };
	struct lands_answer lands = alloc_lands_on(&s->m, req), told;
	struct may_answer may;
	struct alloc_result res;

	alloc_may_use(&s->m, req, &may);
	told = alloc_explain(&s->m, req, false, &ops, &last);
	res = alloc_pages(&s->m, req);

	assert_int_equal(told.ok, lands.ok);
	assert_int_equal(last.nr, lands.ok);
	assert_int_equal(lands.ok, res.block.zone != NULL);
	assert_int_equal(lands.oom.reached, res.oom.reached);
	if (!lands.ok)
		return;
	assert_ptr_equal(zoneref_zone(&s->m, lands.ref), res.block.zone);
	assert_int_equal(lands.pass, res.pass);
	assert_int_equal(lands.round, res.round);
	assert_int_equal(told.ref.nid, lands.ref.nid);
	assert_int_equal(last.rec.ref.zone_idx, lands.ref.zone_idx);
	assert_int_equal(last.pass.kind, lands.pass);
	assert_true(node_isset(res.block.zone->nid, &may.nodes));
	assert_true(may.zones[res.block.zone->nid] & (1u << res.block.zone->type));
	if (res.pass == PASS_FAST)
		assert_true(node_isset(res.block.zone->nid, &may.first));
	if (req->order != 1)
		free_pages(&s->m, res.block, 0);
}

static void asking_and_doing_agree_on_random_requests(void **state)
{
	uint64_t rng = 20;

	(void)state;
	for (size_t d = 0; d < nr_designs; d++) {
		bool movable = all_designs[d] != &rfc_v2_design;

		for (int round = 0; round < 20; round++) {
			struct small_machine s;

			small_machine_init(&s, all_designs[d],
					   movable ? ZONE_MOVABLE : ZONE_NORMAL);
			for (int i = 0; i < 400; i++) {
				nodemask_t mask;
				struct alloc_request req;

				if (i % 10 == 0) {
					random_fill(&s, &rng);
					random_task(&s, &rng);
				}
				req = random_request(&s, &rng, &mask);
				check_request(&s, &req);
			}
			small_machine_destroy(&s);
		}
	}
}

/* ---- explanations as text ---- */

struct told {
	struct small_machine *s;
	struct text out;
};

static void tell_pass(void *arg, const struct alloc_pass *pass)
{
	text_addf(&((struct told *)arg)->out, "%s:", pass_names[pass->kind]);
}

static void tell_zone(void *arg, const struct zone_record *rec)
{
	struct told *told = arg;
	char label[16];

	text_addf(&told->out, " %s=%s/%s%s%s",
		  zone_label(zoneref_zone(&told->s->m, rec->ref), label),
		  verdict_info(rec->verdict)->short_name, verdict_class_name(rec->class),
		  rec->nofragment ? "!" : "", rec->node_reclaim ? "~" : "");
}

static void tell_note(void *arg, const char *what, const char *by)
{
	(void)by;
	text_addf(&((struct told *)arg)->out, "; %s; ", what);
}

static void assert_told(struct small_machine *s, const struct alloc_request *req, bool all,
			const char *want)
{
	const struct explain_ops ops = { .pass = tell_pass, .zone = tell_zone, .note = tell_note };
	struct told told = { .s = s };

	alloc_explain(&s->m, req, all, &ops, &told);
	assert_string_equal(text_str(&told.out), want);
	text_free(&told.out);
}

/* Node 0 first asks not to fragment (!); leaving the node, the walk starts over. */
static void an_explanation_shows_every_zone_in_walk_order(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	small_fill(&s, 0, 100);
	req = small_request(&s, GFP_KERNEL, 0);
	assert_told(&s, &req, false,
		    "fast: 0/Normal=watermark/capacity! 0/DMA32=watermark/capacity! "
		    "1/Normal=nofragment/capacity! 0/Normal=watermark/capacity "
		    "0/DMA32=watermark/capacity 1/Normal=TAKEN/usable 2/Normal=-/usable");
	small_machine_destroy(&s);
}

static void masks_types_and_lists_each_have_their_verdict(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	nodemask_t mask;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_MOVABLE);
	req = small_request(&s, GFP_NOWAIT | __GFP_THISNODE, 1);
	small_mask(&req, &mask, 1u << 0);
	assert_told(&s, &req, false,
		    "fast: 1/Normal=nodemask/mask 0/Normal=unlisted/list 0/DMA32=unlisted/list "
		    "2/Movable=unlisted/list; no zone of the list satisfies zone index and "
		    "nodemask; ; failed; ");
	req = small_request(&s, GFP_NOWAIT, 1);
	small_mask(&req, &mask, 1u << 1);
	assert_told(&s, &req, false,
		    "fast: 1/Normal=TAKEN/usable 0/Normal=-/usable 0/DMA32=-/usable "
		    "2/Movable=-/usable");
	small_machine_destroy(&s);
}

/*
 * rfc-v2, DRAM full, GFP_KERNEL without flag or mask.
 * Expect node 2 to be refused by isolation each time, as a nodemask.
 */
static void a_node_that_the_design_took_out_of_the_mask_is_refused_by_isolation(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &rfc_v2_design, ZONE_NORMAL);
	small_fill(&s, 0, 10);
	small_fill(&s, 1, 10);
	req = small_request(&s, GFP_NOWAIT, 1);
	assert_told(&s, &req, false,
		    "fast: 1/Normal=watermark/capacity 0/Normal=watermark/capacity "
		    "0/DMA32=watermark/capacity 2/Normal=nodemask/isolation"
		    "; wake kswapd; slow: 1/Normal=watermark/capacity 0/Normal=watermark/capacity "
		    "0/DMA32=watermark/capacity 2/Normal=nodemask/isolation"
		    "; wake kswapd; retry: 1/Normal=watermark/capacity "
		    "0/Normal=watermark/capacity 0/DMA32=watermark/capacity "
		    "2/Normal=nodemask/isolation; failed; ");
	small_machine_destroy(&s);
}

/* n-spm: expect the absent list entry to be the design's doing. */
static void a_node_that_the_design_keeps_out_of_the_list_is_refused_by_isolation(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &n_spm_design, ZONE_MOVABLE);
	req = small_request(&s, GFP_HIGHUSER_MOVABLE, 1);
	assert_told(&s, &req, false,
		    "fast: 1/Normal=TAKEN/usable 0/Normal=-/usable 0/DMA32=-/usable "
		    "2/Movable=unlisted/isolation");
	small_machine_destroy(&s);
}

/*
 * vm.zone_reclaim_mode = 1: node 0 is at hand, node 1 at distance 20, node 2 at 40.
 * Expect a node_reclaim() (~) wherever a zone within reach fails its mark.
 */
static void node_reclaim_is_told_where_it_would_have_been_tried(void **state)
{
	struct small_machine s;
	struct alloc_request req;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	s.m.sysctl.zone_reclaim_mode = 1;
	for (int nid = 0; nid < SMALL_NODES; nid++)
		small_fill(&s, nid, 100);
	req = small_request(&s, GFP_NOWAIT, 1);
	assert_told(&s, &req, false,
		    "fast: 1/Normal=watermark/capacity~ 0/Normal=watermark/capacity~ "
		    "0/DMA32=watermark/capacity~ 2/Normal=watermark/capacity; wake kswapd; "
		    "slow: 1/Normal=TAKEN/usable 0/Normal=-/usable 0/DMA32=-/usable "
		    "2/Normal=-/usable");
	small_machine_destroy(&s);
}

/* Expect no look at free memory once the request is served: each pass once. */
static void all_passes_of_a_served_request_are_told_once(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	const struct explain_ops ops = { .pass = tell_pass };
	struct told told = { .s = &s };

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	req = small_request(&s, GFP_KERNEL, 0);
	assert_true(alloc_explain(&s.m, &req, true, &ops, &told).ok);
	assert_string_equal(text_str(&told.out), "fast:slow:retry:pre-oom:");
	text_free(&told.out);
	small_machine_destroy(&s);
}

/* All passes of a request that the first one serves: what would come if it did not. */
static void all_passes_are_those_of_a_machine_that_is_full(void **state)
{
	struct small_machine s;
	struct alloc_request req;
	struct passes p;
	struct text out = TEXT_INIT;
	enum alloc_step step;

	(void)state;
	small_machine_init(&s, &mainline_design, ZONE_NORMAL);
	req = small_request(&s, GFP_KERNEL | __GFP_NOFAIL, 0);
	passes_begin(&p, &s.m, &req);
	p.hypothetical = true;
	for (step = STEP_PASS; step != STEP_LIVELOCK; step = passes_next(&p)) {
		assert_int_not_equal(step, STEP_FAIL);
		if (step == STEP_PASS)
			text_addf(&out, "%s ", pass_names[p.pass.kind]);
	}
	assert_string_equal(text_str(&out), "fast slow retry pre-oom nofail-oom nofail-oom-any ");
	text_free(&out);
	small_machine_destroy(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_and_doing_agree_on_random_requests),
		cmocka_unit_test(an_explanation_shows_every_zone_in_walk_order),
		cmocka_unit_test(masks_types_and_lists_each_have_their_verdict),
		cmocka_unit_test(
			a_node_that_the_design_took_out_of_the_mask_is_refused_by_isolation),
		cmocka_unit_test(
			a_node_that_the_design_keeps_out_of_the_list_is_refused_by_isolation),
		cmocka_unit_test(node_reclaim_is_told_where_it_would_have_been_tried),
		cmocka_unit_test(all_passes_of_a_served_request_are_told_once),
		cmocka_unit_test(all_passes_are_those_of_a_machine_that_is_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
