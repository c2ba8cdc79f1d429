// SPDX-License-Identifier: GPL-2.0-only
/* What designs remember of nodes: roles, features, claims; and what follows from features. */
#include "design_bench.h"

#include "tiers/demotion.h"

static struct hotplug_result add(struct bench *b, int nid, enum node_role role, uint32_t features,
				 int inject_err)
{
	const struct add_memory_args args = {
		.nid = nid,
		.start_pfn = UINT64_C(16) << 20,
		.nr_pages = b->e->hotplug.table.block_pages,
		.role = role,
		.online = MMOP_ONLINE_KERNEL,
		.inject_err = inject_err,
		.has_features = true,
		.features = features,
	};

	return engine_mem_add(b->e, &args);
}

/* Take the special node's memory away, so that it can be claimed anew. */
static void unplug_special(struct bench *b)
{
	const struct mem_range *range = &b->desc.late_ranges[0];

	assert_int_equal(engine_mem_remove(b->e, range->start_pfn, range->nr_pages).err, 0);
}

/* a tiering target that nothing reclaims. */
static void demotion_without_reclaim_is_refused(void **state)
{
	static const struct isolation_design *const designs[] = { &private_zonelist_design,
								  &private_features_design };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct hotplug_result result;
		struct bench b;

		bench_boot(&b, designs[i], false);
		unplug_special(&b);
		result = add(&b, N, ROLE_SPM, FEATURE_DEMOTION, 0);
		assert_int_equal(result.err, -EINVAL);
		assert_int_equal(result.why, VERDICT_HOTPLUG_FEATURES);
		result = add(&b, N, ROLE_SPM, FEATURE_DEMOTION | FEATURE_RECLAIM, 0);
		assert_int_equal(result.err, 0);
		bench_end(&b);
	}
}

static void v4_services_need_migration(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &memory_private_design, false);
	unplug_special(&b);
	assert_int_equal(add(&b, N, ROLE_SPM, FEATURE_USER_NUMA, 0).err, -EINVAL);
	assert_int_equal(add(&b, N, ROLE_SPM,
			     FEATURE_USER_NUMA | FEATURE_MIGRATION | FEATURE_PROTECT_WRITE, 0)
				 .err,
			 -EINVAL);
	assert_int_equal(add(&b, N, ROLE_SPM, FEATURE_USER_NUMA | FEATURE_MIGRATION, 0).err, 0);
	bench_end(&b);
}

/* Features that a design does not have are no reason to refuse: v5 knows no "migration". */
static void unknown_features_are_ignored(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &private_zonelist_design, true);
	assert_true(node_state(&b.e->m, N, N_SPM));
	assert_int_equal(node_caps(&b.e->m, N),
			 FEATURE_RECLAIM | FEATURE_DEMOTION | FEATURE_USER_NUMA);
	bench_end(&b);
}

/* The node has memory, claimed with no features: another range with some is refused. */
static void a_second_range_names_the_same_features(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &private_features_design, false);
	assert_int_equal(add(&b, N, ROLE_SPM, FEATURE_RECLAIM, 0).err, -EBUSY);
	assert_int_equal(add(&b, N, ROLE_SPM, 0, 0).err, 0);
	bench_end(&b);
}

/* the add fails half-way. Expect RFC v2 to remember it for ever, its cover letter not. */
static void a_failed_add_leaves_its_mark_with_rfc_v2_only(void **state)
{
	static const struct isolation_design *const designs[] = { &rfc_v2_design,
								  &rfc_v2_intent_design,
								  &memory_private_design };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct bench b;

		bench_boot(&b, designs[i], false);
		unplug_special(&b);
		b.e->m.dstate.spm = NODE_MASK_NONE; /* as if it had never been there */
		assert_int_equal(add(&b, N, ROLE_SPM, 0, -ENOMEM).err, -ENOMEM);
		assert_int_equal(node_isset(N, &b.e->m.dstate.spm), i == 0);
		assert_int_equal(add(&b, N, ROLE_SYSRAM, 0, 0).err, i == 0 ? -EBUSY : 0);
		bench_end(&b);
	}
}

/* RFC v1 compares the wrong way round: more of the same is refused, a mixture is not. */
static void v1_refuses_the_same_kind_and_takes_the_other(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &rfc_v1_design, false);
	assert_int_equal(add(&b, 1, ROLE_SYSRAM, 0, 0).err, -EINVAL);
	assert_int_equal(add(&b, N, ROLE_SPM, 0, 0).err, -EINVAL);
	assert_false(node_isset(N, &b.e->m.dstate.sysram));
	assert_int_equal(add(&b, N, ROLE_SYSRAM, 0, 0).err, 0);
	assert_true(node_isset(N, &b.e->m.dstate.sysram));
	bench_end(&b);
}

/* Private nodes get their daemons with RECLAIM; v3's get them always. */
static void daemons_run_where_the_node_is_reclaimed(void **state)
{
	static const struct {
		const struct isolation_design *design;
		bool opted, runs;
	} cases[] = {
		{ &memory_private_design, false, false },
		{ &memory_private_design, true, true },
		{ &private_zonelist_design, true, true },
		{ &private_features_design, false, false },
		{ &n_private_design, false, true },
		{ &rfc_v2_design, false, true },
		{ &n_spm_design, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		bench_boot(&b, cases[i].design, cases[i].opted);
		assert_int_equal(b.e->m.pgdat[N]->kswapd_started, cases[i].runs);
		bench_end(&b);
	}
}

/* The driver's memory has no zone: node 2 stays without memory, the range is taken. */
static void device_memory_reaches_no_zone(void **state)
{
	const struct mem_range *range;
	struct bench b;
	struct hotplug_result again;

	(void)state;
	bench_boot(&b, &zone_device_design, false);
	range = &b.desc.late_ranges[0];
	assert_false(node_state(&b.e->m, N, N_MEMORY));
	assert_int_equal(b.e->m.pgdat[N]->node_zones[ZONE_NORMAL].present_pages, 0);
	again = engine_mem_add(b.e, &(struct add_memory_args){ .nid = N,
							       .start_pfn = range->start_pfn,
							       .nr_pages = range->nr_pages,
							       .role = ROLE_SPM });
	assert_int_equal(again.err, -EEXIST);
	bench_end(&b);
}

static int write_default(struct bench *b, const char *nodes)
{
	const struct source_loc nowhere = { 0 };

	return engine_cgroup_write(b->e, "/box", "cpuset.mems.default", nodes, nowhere, NULL);
}

/* A cgroup chooses its default within what it has, and nothing else. */
static void a_cgroup_writes_its_own_default(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &default_possible_design, false);
	assert_int_equal(bench_cpuset(&b, "0,2"), 0);
	assert_int_equal(ask(&b, &(struct ask){ .gfp = GFP_HIGHUSER_MOVABLE }), 'D');
	assert_int_equal(write_default(&b, "2"), 0);
	assert_int_equal(ask(&b, &(struct ask){ .gfp = GFP_HIGHUSER_MOVABLE }), 'S');
	assert_int_equal(write_default(&b, "1"), -EINVAL);
	bench_end(&b);
}

static bool in_a_memory_state(const struct bench *b)
{
	return node_state(&b->e->m, N, N_MEMORY) || node_state(&b->e->m, N, N_SPM);
}

static void no_registration_no_unregistering(void **state)
{
	static const struct isolation_design *const designs[] = {
		&mainline_design, &rfc_v2_design, &cdm_zonelist_design,
		&n_spm_design,	  &soft_design,	  &zone_device_design,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++) {
		struct hotplug_result result;
		struct bench b;

		bench_boot(&b, designs[i], false);
		result = engine_node_unregister(b.e, N);
		assert_int_equal(result.err, -EOPNOTSUPP);
		assert_int_equal(result.why, VERDICT_NO_REGISTRATION);
		bench_end(&b);
	}
}

static void an_impossible_node_is_not_unregistered(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &n_private_design, false);
	assert_int_equal(engine_node_unregister(b.e, 77).err, -EINVAL);
	bench_end(&b);
}

/* v4, v5: not while memory is on line; afterwards there is nothing left to take back. */
static void the_owner_of_a_node_stays_while_memory_is_on_line(void **state)
{
	static const struct isolation_design *const designs[] = { &memory_private_design,
								  &private_zonelist_design };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct hotplug_result result;
		struct bench b;

		bench_boot(&b, designs[i], true);
		result = engine_node_unregister(b.e, N);
		assert_int_equal(result.err, -EBUSY);
		assert_int_equal(result.why, VERDICT_HOTPLUG_ONLINE);
		assert_true(node_state(&b.e->m, N, N_SPM));
		assert_int_equal(ask(&b, &(struct ask){ .gfp = GFP_KERNEL, .wants = true }), 'S');
		unplug_special(&b);
		assert_int_equal(engine_node_unregister(b.e, N).err, 0);
		assert_int_equal(add(&b, N, ROLE_SYSRAM, 0, 0).err, 0);
		bench_end(&b);
	}
}

/* The lists are as they were, and numa_zone_allowed() lets THISNODE pass. */
static void v3_strands_a_node_that_thisnode_still_reaches(void **state)
{
	const gfp_t plain = GFP_KERNEL, here = GFP_KERNEL | __GFP_THISNODE;
	nodemask_t only = nodemask_of_node(N);
	struct bench b;

	(void)state;
	bench_boot(&b, &n_private_design, false);
	assert_int_equal(engine_node_unregister(b.e, N).err, 0);
	assert_false(in_a_memory_state(&b));
	assert_true(node_isset(N, &b.e->m.dstate.stranded));
	assert_int_equal(ask(&b, &(struct ask){ .gfp = plain }), 'D');
	assert_int_equal(ask(&b, &(struct ask){ .gfp = plain, .mask = &only }), 'X');
	assert_int_equal(ask(&b, &(struct ask){ .gfp = plain, .wants = true }), 'X');
	assert_string_equal(ask_twice(&b, &(struct ask){ .gfp = here, .nid = N }), "S/S");
	bench_end(&b);
}

static void unregistering_an_ordinary_node_changes_nothing(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &n_private_design, false);
	assert_int_equal(engine_node_unregister(b.e, 1).err, 0);
	assert_true(node_state(&b.e->m, 1, N_MEMORY));
	assert_true(nodes_empty(&b.e->m.dstate.stranded));
	bench_end(&b);
}

static void a_new_registration_takes_the_node_back(void **state)
{
	struct bench b;

	(void)state;
	bench_boot(&b, &n_private_design, false);
	assert_int_equal(engine_node_unregister(b.e, N).err, 0);
	assert_int_equal(engine_set_node_type(b.e, N, ROLE_SPM).err, 0);
	assert_true(node_state(&b.e->m, N, N_SPM));
	assert_int_equal(ask(&b, &(struct ask){ .gfp = GFP_KERNEL, .wants = true }), 'S');
	bench_end(&b);
}

/* online_pages() sets N_MEMORY on a node that is not private: the device's pages, too. */
static void a_block_that_comes_on_line_makes_a_stranded_node_ordinary(void **state)
{
	uint64_t last;
	struct bench b;

	(void)state;
	bench_boot(&b, &n_private_design, false);
	last = b.desc.late_ranges[0].start_pfn / b.e->hotplug.table.block_pages + 1;
	assert_int_equal(engine_node_unregister(b.e, N).err, 0);
	assert_int_equal(engine_block_set(b.e, last, MMOP_OFFLINE).err, 0);
	assert_true(node_isset(N, &b.e->m.dstate.stranded));
	assert_int_equal(engine_block_set(b.e, last, MMOP_ONLINE_KERNEL).err, 0);
	assert_true(node_state(&b.e->m, N, N_MEMORY));
	assert_int_equal(ask(&b, &(struct ask){ .gfp = GFP_KERNEL }), 'S');
	bench_end(&b);
}

static void the_check_allows_memory_without_a_state_on_stranded_nodes_only(void **state)
{
	struct bench b;
	nodemask_t stranded;
	char buf[256];

	(void)state;
	bench_boot(&b, &n_private_design, false);
	assert_int_equal(engine_node_unregister(b.e, N).err, 0);
	assert_null(machine_check(b.e, buf, sizeof(buf)));

	stranded = b.e->m.dstate.stranded;
	nodes_clear(&b.e->m.dstate.stranded);
	assert_non_null(strstr(machine_check(b.e, buf, sizeof(buf)), "not in a memory state"));
	b.e->m.dstate.stranded = stranded;

	node_set(1, &b.e->m.dstate.stranded);
	assert_string_equal(machine_check(b.e, buf, sizeof(buf)),
			    "node 1: stranded, but in a memory state");
	node_clear(1, &b.e->m.dstate.stranded);

	unplug_special(&b);
	assert_false(node_isset(N, &b.e->m.dstate.stranded));
	node_set(N, &b.e->m.dstate.stranded);
	assert_string_equal(machine_check(b.e, buf, sizeof(buf)),
			    "node 2: stranded, but without present pages");
	node_clear(N, &b.e->m.dstate.stranded);
	bench_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(demotion_without_reclaim_is_refused),
		cmocka_unit_test(v4_services_need_migration),
		cmocka_unit_test(unknown_features_are_ignored),
		cmocka_unit_test(a_second_range_names_the_same_features),
		cmocka_unit_test(a_failed_add_leaves_its_mark_with_rfc_v2_only),
		cmocka_unit_test(v1_refuses_the_same_kind_and_takes_the_other),
		cmocka_unit_test(daemons_run_where_the_node_is_reclaimed),
		cmocka_unit_test(device_memory_reaches_no_zone),
		cmocka_unit_test(a_cgroup_writes_its_own_default),
		cmocka_unit_test(no_registration_no_unregistering),
		cmocka_unit_test(an_impossible_node_is_not_unregistered),
		cmocka_unit_test(the_owner_of_a_node_stays_while_memory_is_on_line),
		cmocka_unit_test(v3_strands_a_node_that_thisnode_still_reaches),
		cmocka_unit_test(unregistering_an_ordinary_node_changes_nothing),
		cmocka_unit_test(a_new_registration_takes_the_node_back),
		cmocka_unit_test(a_block_that_comes_on_line_makes_a_stranded_node_ordinary),
		cmocka_unit_test(
			the_check_allows_memory_without_a_state_on_stranded_nodes_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
