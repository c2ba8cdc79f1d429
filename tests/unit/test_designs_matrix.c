// SPDX-License-Identifier: GPL-2.0-only
/*
 * The situations by which the proposals were compared, under every design:
 * each row is one situation, each column a design, each cell what the sources say
 * comes out. A cell that they leave open is not checked; where a switch exists
 * for it, its default is. docs/designs.md shows the same table; NW_UPDATE=1
 * rewrites it there.
 *
 * D ordinary memory only, S special memory can be returned, X nothing can, or the
 * name of an errno. "a/b": without and with cpusets in use.
 */
#include <stdio.h>

#include "base/text.h"
#include "design_bench.h"

/* ---- the rows ---- */

static const char *kernel_free(struct bench *b)
{
	const struct request_spec spec = { .task = b->task, .cpu = 0, .gfp = GFP_KERNEL };
	struct request_storage storage;
	struct alloc_request req;
	struct alloc_result result;

	assert_int_equal(engine_request(b->e, &spec, &req, &storage), VERDICT_PASS);
	result = engine_alloc(b->e, &req);
	assert_non_null(result.block.zone);
	one_letter(b, result.block.zone->nid == N ? 'S' : 'D');
	engine_free(b->e, result.block);
	return b->out;
}

static const char *kernel_exhausted(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_KERNEL });
}

static const char *mask_memory(struct bench *b)
{
	nodemask_t mask = b->e->m.node_states[N_MEMORY];

	return ask_twice(b, &(struct ask){ .gfp = GFP_KERNEL, .mask = &mask });
}

static const char *mask_possible(struct bench *b)
{
	nodemask_t mask = b->e->m.node_states[N_POSSIBLE];

	return ask_twice(b, &(struct ask){ .gfp = GFP_KERNEL, .mask = &mask });
}

static const char *irq_null(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_ATOMIC, .ctx = CTX_HARDIRQ });
}

static const char *irq_opt_in(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_NOWAIT, .ctx = CTX_HARDIRQ, .wants = true });
}

static const char *irq_opt_in_atomic(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_ATOMIC, .ctx = CTX_HARDIRQ, .wants = true });
}

static const char *atomic_opt_in(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_ATOMIC | MOVABLE, .wants = true });
}

static const char *user_pressure(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_HIGHUSER_MOVABLE });
}

static const char *thisnode(struct bench *b)
{
	gfp_t gfp = GFP_KERNEL | MOVABLE | __GFP_THISNODE;

	return ask_twice(b, &(struct ask){ .gfp = gfp, .nid = N });
}

static const char *opt_in(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_KERNEL, .wants = true });
}

static const char *opt_in_null(struct bench *b)
{
	return ask_twice(b, &(struct ask){ .gfp = GFP_KERNEL, .wants = true, .no_mask = true });
}

/* Users' memory and the kernel's, asked for from a cpuset that lacks node 2. */
static const char *opt_in_excluded(struct bench *b)
{
	assert_int_equal(bench_cpuset(b, "0-1"), 0);
	b->out[0] = ask(b, &(struct ask){ .gfp = GFP_USER, .wants = true });
	b->out[1] = '/';
	b->out[2] = ask(b, &(struct ask){ .gfp = GFP_KERNEL, .wants = true });
	b->out[3] = '\0';
	return b->out;
}

static const char *cpuset_of_n(struct bench *b)
{
	int err = bench_cpuset(b, "2");

	if (err)
		return errname(err);
	return one_letter(b, ask(b, &(struct ask){ .gfp = GFP_HIGHUSER_MOVABLE }));
}

/* Where do faults under a policy land? */
static const char *touched(struct bench *b, struct mapping *map, uint64_t nr)
{
	bool special = false;

	for (uint64_t i = 0; i < nr; i++) {
		if (engine_touch(b->e, b->task, map, i, NULL))
			return "X";
		special |= engine_page_node(map, i) == N;
	}
	return special ? "S" : "D";
}

static struct mapping *new_mapping(struct bench *b, uint64_t nr)
{
	struct mapping *map = NULL;

	assert_int_equal(mm_map(engine_mm(b->e, b->task), "a", BASE, nr, PAGE_SIZE, false, &map),
			 0);
	return map;
}

/* What numactl -a --interleave=all says. Without -a it asks for the nodes of the cpuset. */
static const char *interleave_all(struct bench *b)
{
	nodemask_t all = b->e->m.node_states[N_POSSIBLE];
	const struct mpol_args args = { .mode = MPOL_INTERLEAVE,
					.nodemask = &all,
					.maxnode = 1025 };
	int err = mpol_set(&b->e->m, b->task, &args, NULL);

	return err ? errname(err) : touched(b, new_mapping(b, 12), 12);
}

static const char *bind_with(struct bench *b, bool opts_in)
{
	const struct isolation_design *design = b->e->m.design;
	nodemask_t wanted = nodemask_of_node(N);
	struct mapping *map = new_mapping(b, 4);
	struct mbind_args args = {
		.start = BASE,
		.len = 4 * PAGE_SIZE,
		.policy = { .mode = MPOL_BIND, .nodemask = &wanted, .maxnode = 1025 },
	};
	int err;

	if (opts_in && design->opt_in_policy)
		args.policy.mode |= design->opt_in_policy(&b->e->m, &wanted);
	err = engine_mbind(b->e, b->task, &args, NULL);
	return err ? errname(err) : touched(b, map, 4);
}

static const char *bind(struct bench *b)
{
	return bind_with(b, false);
}

static const char *bind_opting_in(struct bench *b)
{
	return bind_with(b, true);
}

static const char *add_to(struct bench *b, int nid, enum node_role role)
{
	const struct add_memory_args args = {
		.nid = nid,
		.start_pfn = UINT64_C(16) << 20, /* 64G */
		.nr_pages = b->e->hotplug.table.block_pages,
		.role = role,
		.online = MMOP_ONLINE_KERNEL,
	};

	return errno_or_ok(engine_mem_add(b->e, &args).err);
}

static const char *dram_to_special(struct bench *b)
{
	return add_to(b, N, ROLE_SYSRAM);
}

static const char *special_to_dram(struct bench *b)
{
	return add_to(b, 1, ROLE_SPM);
}

/* Everything that the request may have is gone: what does the OOM killer call it? */
static const char *oom_constraint(struct bench *b)
{
	static const char *const names[] = {
		[CONSTRAINT_NONE] = "NONE",
		[CONSTRAINT_CPUSET] = "CPUSET",
		[CONSTRAINT_MEMORY_POLICY] = "POLICY",
	};
	const struct request_spec spec = { .task = b->task, .cpu = 0, .gfp = GFP_KERNEL };
	struct request_storage storage;
	struct alloc_request req;
	struct alloc_runs runs = { 0 };
	struct oom_report oom;

	assert_int_equal(engine_request(b->e, &spec, &req, &storage), VERDICT_PASS);
	engine_alloc_many(b->e, &req, UINT64_MAX, "all", &runs);
	oom = runs.last.oom;
	alloc_runs_free(&runs);
	assert_true(oom.reached);
	return names[oom.constraint];
}

/* ---- the cells ---- */

enum column {
	MAINLINE,
	MOVABLE_ONLY,
	RFC_V1,
	RFC_V2,
	INTENT,
	CDM_ZONELIST,
	CDM_BUDDY,
	N_STATE,
	ALL_OF_IT,
	SOFT,
	DEFAULT_POSSIBLE,
	MPOL_FLAG,
	DEVICE,
	V3,
	V4,
	V5,
	AFTER_V5,
	NR_COLUMNS
};

static const struct isolation_design *const columns[NR_COLUMNS] = {
	[MAINLINE] = &mainline_design,
	[MOVABLE_ONLY] = &mainline_movable_design,
	[RFC_V1] = &rfc_v1_design,
	[RFC_V2] = &rfc_v2_design,
	[INTENT] = &rfc_v2_intent_design,
	[CDM_ZONELIST] = &cdm_zonelist_design,
	[CDM_BUDDY] = &cdm_buddy_design,
	[N_STATE] = &n_spm_design,
	[ALL_OF_IT] = &all_of_it_design,
	[SOFT] = &soft_design,
	[DEFAULT_POSSIBLE] = &default_possible_design,
	[MPOL_FLAG] = &mpol_spm_design,
	[DEVICE] = &zone_device_design,
	[V3] = &n_private_design,
	[V4] = &memory_private_design,
	[V5] = &private_zonelist_design,
	[AFTER_V5] = &private_features_design,
};

struct row {
	const char *name;
	const char *(*probe)(struct bench *b);
	bool opted; /* the node has all features */
	const char *want; /* a word a column */
};

/* clang-format off */
/*
 * Cells in the order of the columns; ? = the sources do not say, or it makes no
 * sense there.
 *
 *	 main  mov  v1  v2 intent cdm-z cdm-b n-spm all   soft d/p  mpol dev   v3  v4   v5  after
 */
static const struct row rows[] = {
	{ "GFP_KERNEL, no mask, DRAM free", kernel_free, false,
	  "D   D   D   D   D   D   D   D   D   D   D   D   D   D   D   D   D" },
	{ "GFP_KERNEL, no mask, DRAM exhausted", kernel_exhausted, false,
	  "S/S D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D" },
	{ "mask = N_MEMORY", mask_memory, false,
	  "S/S D/D S/D D/D D/D D/D S/S D/D D/D S/S ?   D/D D/D D/D D/D D/D D/D" },
	{ "mask = N_POSSIBLE", mask_possible, false,
	  "S/S D/D S/D D/D D/D D/D S/S D/D D/D S/S ?   D/D D/D D/D D/D D/D D/D" },
	{ "interrupt, no mask", irq_null, false,
	  "S/S D/D D/S D/D D/D D/D D/D D/D ?   ?   ?   D/D D/D D/D D/D D/D D/D" },
	{ "interrupt, NOWAIT, opting in", irq_opt_in, false,
	  "?   ?   S/S S/D X/X ?   ?   ?   ?   ?   ?   ?   X/X S/X S/S X/X X/X" },
	{ "interrupt, ATOMIC, opting in", irq_opt_in_atomic, false,
	  "?   ?   S/S S/S X/X ?   ?   ?   ?   ?   ?   ?   X/X S/S S/S X/X X/X" },
	{ "task, ATOMIC, opting in", atomic_opt_in, false,
	  "S/S S/S S/S S/S S/S S/S S/S S/S ?   S/S S/S S/S X/X S/S S/S S/S S/S" },
	{ "user memory, no policy, pressure", user_pressure, false,
	  "S/S S/S D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D D/D" },
	{ "__GFP_THISNODE on the node", thisnode, false,
	  "S/S S/S X/X X/X X/X S/S S/S S/S X/X S/S S/S X/X X/X S/S X/X X/X X/X" },
	{ "opting in", opt_in, false,
	  "?   ?   S/S S/S S/S ?   ?   ?   S/S ?   S/S S/S X/X S/S S/S S/S S/S" },
	{ "opting in by node, no mask", opt_in_null, false,
	  "?   ?   D/D D/D S/S ?   ?   ?   S/S ?   D/D D/D X/X S/S S/S S/S S/S" },
	{ "opting in, cpuset without the node; user / kernel", opt_in_excluded, false,
	  "?   ?   D/S D/S X/X ?   ?   ?   ?   D/S X/X D/S X/X X/S X/S S/S S/S" },
	{ "cpuset of the node only, user memory", cpuset_of_n, false,
	  "S      S      D      D      D      X      X      EINVAL ?      "
	  "?      ?      D      ?      D      D      ?      EINVAL" },
	{ "interleave over all nodes, no features", interleave_all, false,
	  "S      S      D      D      D      ?      D      S      D      "
	  "S      D      D      D      D      EINVAL D      D" },
	{ "interleave over all nodes, all features", interleave_all, true,
	  "S   S   D   D   D   ?   D   S   D   S   D   D   D   D   S   S   D" },
	{ "mbind to the node, no features", bind, false,
	  "S      S      EINVAL EINVAL EINVAL S      S      S      EINVAL "
	  "S      S      EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL" },
	{ "mbind to the node, all features, opting in", bind_opting_in, true,
	  "S      S      EINVAL EINVAL EINVAL S      S      S      EINVAL "
	  "S      S      S      EINVAL EINVAL S      S      S" },
	{ "DRAM added to the node", dram_to_special, false,
	  "ok     ok     ok     EBUSY  EINVAL ?      ?      ?      ?      "
	  "?      ?      EBUSY  ok     ok     ok     EBUSY  EBUSY" },
	{ "special memory added to a DRAM node", special_to_dram, false,
	  "ok     ok     ok     EBUSY  EINVAL ok     ok     ok     ?      "
	  "?      ?      EBUSY  ok     EBUSY  EBUSY  EBUSY  EBUSY" },
	{ "OOM of a request without a mask", oom_constraint, false,
	  "NONE   NONE   POLICY POLICY NONE   NONE   NONE   NONE   ?      "
	  "?      ?      POLICY NONE   NONE   NONE   ?      ?" },
};
/* clang-format on */

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

/* The cell of a column. */
static const char *cell(const struct row *row, int column, char buf[16])
{
	const char *word = row->want;
	size_t len;

	for (int c = 0; c < column; c++) {
		word += strcspn(word, " ");
		word += strspn(word, " ");
	}
	len = strcspn(word, " ");
	assert_true(len > 0 && len < 16);
	memcpy(buf, word, len);
	buf[len] = '\0';
	return buf;
}

static void every_cell_of_the_comparison_comes_out(void **state)
{
	unsigned nr_cells = 0, nr_wrong = 0;

	(void)state;
	for (size_t r = 0; r < NR_ROWS; r++)
		for (int c = 0; c < NR_COLUMNS; c++) {
			const char *want, *got;
			struct bench b;
			char buf[16];

			want = cell(&rows[r], c, buf);
			if (!strcmp(want, "?"))
				continue;
			bench_boot(&b, columns[c], rows[r].opted);
			got = rows[r].probe(&b);
			nr_cells++;
			if (strcmp(got, want) != 0) {
				print_message("%s, %s: %s, not %s\n", columns[c]->name,
					      rows[r].name, got, want);
				nr_wrong++;
			}
			bench_end(&b);
		}
	assert_true(nr_cells > 250);
	assert_int_equal(nr_wrong, 0);
}

/* ---- the other value of each switch ---- */

struct other {
	const struct isolation_design *const *design;
	const char *name, *value;
	const char *(*probe)(struct bench *b);
	bool opted;
	const char *want;
};

#define AT(column) &columns[column]

static const struct other others[] = {
	{ AT(CDM_BUDDY), "version", "v3", kernel_exhausted, false, "D/D" },
	{ AT(CDM_BUDDY), "version", "v2", kernel_exhausted, false, "D/S" },	/* */
	{ AT(CDM_BUDDY), "version", "v1", kernel_exhausted, false, "D/S" },
	{ AT(ALL_OF_IT), "null_mask_with_flag", "sysram", opt_in_null, false, "D/D" },
	{ AT(ALL_OF_IT), "explicit_mask_with_flag", "as_given", opt_in, false, "S/S" },
	{ AT(SOFT), "spm_in_mem", "false", mask_memory, false, "D/D" },
	{ AT(SOFT), "spm_in_mem", "false", thisnode, false, "S/S" },
	{ AT(SOFT), "irq_explicit", "refused", irq_null, false, "D/D" },
	{ AT(SOFT), "irq_explicit", "allowed", irq_null, false, "D/S" },
	{ AT(DEFAULT_POSSIBLE), "thisnode_is_explicit", "false", thisnode, false, "X/X" },
	{ AT(DEFAULT_POSSIBLE), "interleave_all", "possible", interleave_all, false, "S" },
	{ AT(MPOL_FLAG), "trim_mask", "sysram", bind_opting_in, false, "EINVAL" },
	{ AT(MPOL_FLAG), "anon_flag", "false", bind_opting_in, false, "D" },
	{ AT(V4), "irq", "refused", irq_opt_in_atomic, false, "X/X" },
	{ AT(V5), "dram_on_private_node", "join", dram_to_special, false, "ok" },
	{ AT(V5), "null_mask_private_list", "own_node", opt_in_null, false, "S/S" },
	{ AT(AFTER_V5), "kernel_selector_vs_cpuset", "asked", opt_in_excluded, false, "D/D" },
};

static void choose(struct bench *b, const char *name, const char *value)
{
	const struct isolation_design *design = b->e->m.design;

	for (unsigned i = 0; i < design->nr_switches; i++) {
		const struct design_switch *sw = &design->switches[i];

		for (int v = 0; !strcmp(sw->name, name) && sw->values[v]; v++) {
			if (strcmp(sw->values[v], value) != 0)
				continue;
			b->switches[i] = v;
			return;
		}
	}
	fail_msg("%s has no %s: %s", design->name, name, value);
}

static void every_switch_changes_what_it_is_about(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct other *o = &others[i];
		const char *got;
		struct bench b;

		bench_boot(&b, *o->design, o->opted);
		choose(&b, o->name, o->value);
		bench_reboot(&b);
		got = o->probe(&b);
		if (strcmp(got, o->want) != 0)
			fail_msg("%s, %s: %s gives %s, not %s", (*o->design)->name, o->name,
				 o->value, got, o->want);
		bench_end(&b);
	}
}

/* ---- the table of the page ---- */

#define PAGE "docs/designs.md"
#define BEGIN "<!-- matrix: begin -->\n"
#define END "<!-- matrix: end -->\n"

static void add_table(struct text *out)
{
	text_add(out, "| Situation |");
	for (int c = 0; c < NR_COLUMNS; c++)
		text_addf(out, " %s |", columns[c]->name);
	text_add(out, "\n|---|");
	for (int c = 0; c < NR_COLUMNS; c++)
		text_add(out, "---|");
	for (size_t r = 0; r < NR_ROWS; r++) {
		text_addf(out, "\n| %s |", rows[r].name);
		for (int c = 0; c < NR_COLUMNS; c++) {
			char buf[16];

			text_addf(out, " %s |", cell(&rows[r], c, buf));
		}
	}
	text_add(out, "\n");
}

static void read_page(struct text *page)
{
	char buf[4096];
	size_t n;
	FILE *f = fopen(PAGE, "r");

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add_bytes(page, buf, n);
	fclose(f);
	text_add(page, "");
}

static void the_page_shows_this_table(void **state)
{
	struct text page = TEXT_INIT, wanted = TEXT_INIT;
	const char *update = getenv("NW_UPDATE"), *begin, *end;

	(void)state;
	read_page(&page);
	begin = strstr(text_str(&page), BEGIN);
	end = strstr(text_str(&page), END);
	assert_true(begin && end && begin < end);
	text_add_bytes(&wanted, text_str(&page), (size_t)(begin - text_str(&page)));
	text_add(&wanted, BEGIN);
	add_table(&wanted);
	text_add(&wanted, end);
	if (update && !strcmp(update, "1")) {
		FILE *f = fopen(PAGE, "w");

		assert_non_null(f);
		fputs(text_str(&wanted), f);
		fclose(f);
	} else {
		assert_string_equal(text_str(&page), text_str(&wanted));
	}
	text_free(&page);
	text_free(&wanted);
}

static void every_design_has_a_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < nr_designs; i++) {
		int c = 0;

		while (c < NR_COLUMNS && columns[c] != all_designs[i])
			c++;
		assert_true(c < NR_COLUMNS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_of_the_comparison_comes_out),
		cmocka_unit_test(every_switch_changes_what_it_is_about),
		cmocka_unit_test(the_page_shows_this_table),
		cmocka_unit_test(every_design_has_a_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
