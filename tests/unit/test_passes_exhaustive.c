// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every request that matters, on a machine of three nodes, under every design:
 * alloc_may_use() against a reference that knows no passes.
 *
 * The reference is set algebra on three-bit sets. It is written from the rules
 * of the kernel and the designs, not from the code: which masks can come into
 * force, and what the cpuset leaves of each.
 */
#include "small_machine.h"

#define FLAG DESIGN_GFP_BIT(0) /* __GFP_SPM_NODE of rfc-v2 */
#define SPM (1u << SMALL_SPM)
#define ALL 7u

enum which { MAINLINE, RFC_V2, N_SPM_STATE };

struct ref_case {
	enum which design;
	bool c; /* cpusets enabled */
	unsigned written; /* cpuset.mems of the task's cpuset */
	unsigned task; /* the task's own set */
	bool victim, exiting, pf_memalloc;
	enum alloc_ctx_kind ctx;
	gfp_t gfp;
	bool has_mask;
	unsigned mask;
	unsigned list; /* nodes of the list with a zone low enough */
};

/* The cpuset test, by the table of each design. */
static bool ref_cpuset(const struct ref_case *r, bool hardwall, int nid)
{
	bool irq = r->ctx == CTX_BH_DISABLED || r->ctx == CTX_SOFTIRQ || r->ctx == CTX_HARDIRQ;
	unsigned n = 1u << nid;
	bool f = r->design == RFC_V2 && (r->gfp & FLAG);

	if (r->design == N_SPM_STATE && n == SPM)
		return true;
	if (irq)
		return !f || n != SPM;
	if ((f ? r->written : r->task) & n)
		return true;
	if (r->victim)
		return true;
	if (hardwall)
		return false;
	return r->exiting || r->design != RFC_V2 || f || n != SPM;
}

/* What a walk over the list can reach under a mask, with and without the cpuset test. */
static unsigned ref_walk(const struct ref_case *r, bool has_mask, unsigned mask, bool cpuset,
			 bool hardwall)
{
	unsigned reach = has_mask ? r->list & mask : r->list;

	for (int nid = 0; nid < SMALL_NODES; nid++)
		if (cpuset && r->c && !ref_cpuset(r, hardwall, nid))
			reach &= ~(1u << nid);
	if (r->design == RFC_V2 && !(r->gfp & FLAG))
		reach &= ~SPM;
	return reach;
}

static unsigned ref_fast(const struct ref_case *r)
{
	bool in_task = r->ctx != CTX_SOFTIRQ && r->ctx != CTX_HARDIRQ;

	if (r->c && in_task && !r->has_mask)
		return ref_walk(r, true, r->task, false, true);
	if (!r->c && !r->has_mask && r->design == RFC_V2)
		return ref_walk(r, true, ALL & ~SPM, false, true);
	return ref_walk(r, r->has_mask, r->mask, true, true);
}

/* May the request use the last reserves? */
static bool ref_reserves(const struct ref_case *r)
{
	bool irq = r->ctx == CTX_BH_DISABLED || r->ctx == CTX_SOFTIRQ || r->ctx == CTX_HARDIRQ;

	if (r->gfp & __GFP_NOMEMALLOC)
		return false;
	if (r->gfp & __GFP_MEMALLOC)
		return true;
	if (r->pf_memalloc && (!irq || r->ctx == CTX_SOFTIRQ))
		return true;
	return !irq && r->victim;
}

/* The union over everything that can happen to the request. */
static unsigned ref_may_use(const struct ref_case *r)
{
	bool rfc = r->design == RFC_V2, blocks = r->gfp & __GFP_DIRECT_RECLAIM;
	bool atomic = !blocks && (r->gfp & __GFP_HIGH), hardwall = r->gfp & __GFP_HARDWALL;
	bool nofail = blocks && (r->gfp & __GFP_NOFAIL), reserves = ref_reserves(r);
	bool has_mask = r->has_mask || rfc;
	unsigned mask = r->has_mask ? r->mask : ALL & ~SPM, set = ref_fast(r);

	set |= ref_walk(r, has_mask, mask, !atomic, hardwall);
	/* A mask that misses the task's nodes is given up; the default comes instead. */
	if (r->c && has_mask && !(mask & r->task)) {
		has_mask = rfc;
		mask = ALL & ~SPM;
		set |= ref_walk(r, has_mask, mask, !atomic, hardwall);
	}
	/* With no zone in the list at all the request fails before reserves are tried. */
	if (!ref_walk(&(struct ref_case){ .list = r->list }, has_mask, mask, false, false) &&
	    !nofail)
		return set;
	if (atomic || reserves) {
		has_mask = rfc;
		mask = ALL & ~SPM;
		set |= ref_walk(r, has_mask, mask, false, hardwall);
	}
	if (nofail)
		set |= ref_walk(r, has_mask, mask, false, hardwall);
	return set;
}

/* ---- the cases ---- */

static const gfp_t gfp_choices[] = {
	__GFP_THISNODE,
	__GFP_HARDWALL,
	__GFP_HIGH,
	__GFP_DIRECT_RECLAIM | __GFP_IO | __GFP_FS,
	__GFP_MEMALLOC,
	__GFP_NOFAIL,
	__GFP_MOVABLE | __GFP_HIGHMEM,
	__GFP_NOMEMALLOC,
	FLAG,
};
#define NR_GFP_CHOICES (sizeof(gfp_choices) / sizeof(gfp_choices[0]))

struct sweep {
	struct small_machine s;
	enum which design;
	bool movable_spm;
	uint64_t nr_cases;
};

/* Nodes that the list of @nid holds with a zone low enough. */
static unsigned ref_list(const struct sweep *w, gfp_t gfp, int nid)
{
	bool spm_listed = w->design != N_SPM_STATE || nid == SMALL_SPM;
	unsigned list = gfp & __GFP_THISNODE ? 1u << nid : ALL;

	if (!spm_listed || (w->movable_spm && !(gfp & __GFP_MOVABLE)))
		list &= ~SPM;
	return list;
}

static void check_case(struct sweep *w, struct ref_case *r, int nid)
{
	struct alloc_request req = small_request(&w->s, r->gfp, nid);
	struct may_answer may;
	nodemask_t storage;
	unsigned want;

	req.ctx = r->ctx;
	if (r->has_mask)
		small_mask(&req, &storage, r->mask);
	r->list = ref_list(w, r->gfp, nid);
	alloc_may_use(&w->s.m, &req, &may);
	want = ref_may_use(r);
	if (small_bits(&may.nodes) != want || small_bits(&may.first) != ref_fast(r))
		fail_msg("%s: C=%d mems=%x task=%x ctx=%d victim=%d exiting=%d gfp=%#llx nid=%d "
			 "mask=%d/%x: may_use %x first %x, reference %x first %x",
			 w->s.m.design->name, r->c, r->written, r->task, r->ctx, r->victim,
			 r->exiting, (unsigned long long)r->gfp, nid, r->has_mask, r->mask,
			 small_bits(&may.nodes), small_bits(&may.first), want, ref_fast(r));
	w->nr_cases++;
}

static void sweep_masks(struct sweep *w, struct ref_case *r)
{
	for (int nid = 0; nid < SMALL_NODES; nid++)
		for (unsigned mask = 0; mask <= ALL + 1; mask++) {
			r->has_mask = mask <= ALL;
			r->mask = mask & ALL;
			check_case(w, r, nid);
		}
}

static void sweep_gfp(struct sweep *w, struct ref_case *r)
{
	unsigned nr = w->design == RFC_V2 ? NR_GFP_CHOICES : NR_GFP_CHOICES - 1;

	for (unsigned choice = 0; choice < 1u << nr; choice++) {
		r->gfp = 0;
		for (unsigned i = 0; i < nr; i++)
			if (choice & (1u << i))
				r->gfp |= gfp_choices[i];
		sweep_masks(w, r);
	}
}

/* Contexts; a task also as OOM victim and as exiting one. */
static void sweep_contexts(struct sweep *w, struct ref_case *r)
{
	for (int kind = 0; kind < NR_CTX_KINDS + 2; kind++) {
		r->victim = kind == NR_CTX_KINDS;
		r->exiting = kind == NR_CTX_KINDS + 1;
		r->ctx = kind < NR_CTX_KINDS ? (enum alloc_ctx_kind)kind : CTX_TASK;
		r->pf_memalloc = r->ctx == CTX_TASK_MEMALLOC;
		w->s.task.oom_victim = r->victim;
		w->s.task.flags = r->exiting ? PF_EXITING : 0;
		sweep_gfp(w, r);
	}
}

static void sweep_design(const struct isolation_design *design, enum which which, bool movable)
{
	static const unsigned cpusets[] = { 0, 1, 2, 3, SPM, SPM | 1, ALL };
	struct sweep w = { .design = which, .movable_spm = movable };
	struct ref_case r = { .design = which };

	small_machine_init(&w.s, design, movable ? ZONE_MOVABLE : ZONE_NORMAL);
	r.task = small_bits(&w.s.task.mems_allowed);
	r.written = ALL;
	sweep_contexts(&w, &r);
	r.c = true;
	for (size_t i = 0; i < sizeof(cpusets) / sizeof(cpusets[0]); i++) {
		if (which == N_SPM_STATE && (cpusets[i] & SPM))
			continue; /* cannot be written */
		small_cpuset(&w.s, cpusets[i]);
		r.written = cpusets[i];
		r.task = small_bits(&w.s.task.mems_allowed);
		assert_int_not_equal(r.task, 0);
		sweep_contexts(&w, &r);
	}
	print_message("# %s: %llu requests\n", design->name, (unsigned long long)w.nr_cases);
	small_machine_destroy(&w.s);
}

static void mainline_agrees_with_set_algebra(void **state)
{
	(void)state;
	sweep_design(&mainline_design, MAINLINE, false);
}

static void movable_special_memory_agrees_with_set_algebra(void **state)
{
	(void)state;
	sweep_design(&mainline_movable_design, MAINLINE, true);
}

static void rfc_v2_agrees_with_set_algebra(void **state)
{
	(void)state;
	sweep_design(&rfc_v2_design, RFC_V2, false);
}

static void n_spm_agrees_with_set_algebra(void **state)
{
	(void)state;
	sweep_design(&n_spm_design, N_SPM_STATE, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mainline_agrees_with_set_algebra),
		cmocka_unit_test(movable_special_memory_agrees_with_set_algebra),
		cmocka_unit_test(rfc_v2_agrees_with_set_algebra),
		cmocka_unit_test(n_spm_agrees_with_set_algebra),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
