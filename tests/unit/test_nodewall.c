// SPDX-License-Identifier: GPL-2.0-only
/*
 * The public library, through its header only.
 *
 * The machine of most tests:
 *	node 0: cpus 0-3, 8G		node 1: no cpus, 4G, special (gpu0), Movable
 */
#include "unit/unit.h"

#include <errno.h>
#include <nodewall/nodewall.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char machine_text[] = "nodewall: 1\n"
				   "topology:\n"
				   "  nodes:\n"
				   "    0: { cpus: 0-3, memory: 8G }\n"
				   "    1: { zones: { Movable: 4G }, spm: gpu0 }\n"
				   "    2: { possible: true }\n";

static struct nw_machine *load(const char *design)
{
	struct nw_machine *m;
	struct nw_diag diag;

	if (nw_machine_load_text(machine_text, strlen(machine_text), "t.yaml", design, &m, &diag))
		fail_msg("%s", diag.message);
	return m;
}

static struct nw_request request(const struct nw_machine *m, const char *gfp)
{
	struct nw_request req = NW_REQUEST_INIT;

	assert_int_equal(nw_gfp(m, gfp, &req.gfp, NULL), NW_OK);
	return req;
}

static void assert_may(struct nw_machine *m, const struct nw_request *req, const char *nodes)
{
	struct nw_answer *a;

	assert_int_equal(nw_may(m, req, &a, NULL), NW_OK);
	assert_string_equal(nw_answer_nodes(a), nodes);
	nw_answer_free(a);
}

/* ---- machines ---- */

static void the_library_says_which_version_it_is(void **state)
{
	(void)state;
	assert_non_null(strchr(nw_version(), '.'));
	assert_string_equal(nw_kernel_model(), "6.12");
}

static void every_design_boots_the_machine_and_keeps_its_invariants(void **state)
{
	struct nw_machine *m = load(NULL);
	struct nw_diag diag;

	(void)state;
	assert_string_equal(nw_machine_design(m), "mainline");
	for (size_t i = 0; i < nw_design_count(); i++) {
		assert_int_equal(nw_machine_set_design(m, nw_design_name(i), &diag), NW_OK);
		assert_string_equal(nw_machine_design(m), nw_design_name(i));
		assert_true(*nw_design_title(i) && *nw_design_idea(i));
		if (nw_check(m, &diag))
			fail_msg("%s: %s", nw_design_name(i), diag.message);
	}
	assert_null(nw_design_name(nw_design_count()));
	nw_machine_free(m);
}

static void an_unknown_design_is_refused_with_a_suggestion(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_diag diag;

	(void)state;
	assert_int_equal(nw_machine_set_design(m, "rfcv2", &diag), NW_ERR_DESIGN);
	assert_string_equal(diag.suggestion, "rfc-v2");
	assert_string_equal(nw_machine_design(m), "mainline");
	nw_machine_free(m);
}

static void an_error_in_a_file_has_its_place(void **state)
{
	static const char bad[] = "nodewall: 1\ntopology:\n  nodes:\n    0: { cpu: 0-3 }\n";
	struct nw_machine *m = NULL;
	struct nw_diag diag;
	char text[512];

	(void)state;
	assert_int_equal(nw_machine_load_text(bad, strlen(bad), "t.yaml", NULL, &m, &diag),
			 NW_ERR_FILE);
	assert_null(m);
	assert_string_equal(diag.file, "t.yaml");
	assert_int_equal(diag.line, 4);
	assert_string_equal(diag.source_line, "    0: { cpu: 0-3 }");
	nw_diag_text(&diag, text, sizeof(text));
	assert_non_null(strstr(text, "t.yaml:4:"));
	assert_non_null(strchr(text, '^'));
}

static void a_file_that_is_not_there_is_an_error_with_its_name(void **state)
{
	struct nw_machine *m;
	struct nw_diag diag;

	(void)state;
	assert_int_equal(nw_machine_load("machines/no-such.yaml", NULL, &m, &diag), NW_ERR_FILE);
	assert_string_equal(diag.file, "machines/no-such.yaml");
	assert_int_equal(nw_machine_load("machines/no-such", NULL, &m, NULL), NW_ERR_FILE);
}

static void a_captured_folder_is_a_machine(void **state)
{
	struct nw_machine *m;

	(void)state;
	assert_int_equal(nw_machine_load("tests/oracle/t02_2eq", NULL, &m, NULL), NW_OK);
	nw_machine_free(m);
}

static void a_switch_takes_its_values_only(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_diag diag;

	(void)state;
	assert_int_equal(nw_machine_set_switch(m, "nothing", "x", &diag), NW_ERR_SWITCH);
	assert_int_equal(nw_machine_set_design(m, "rfc-v2", &diag), NW_OK);
	assert_int_equal(nw_machine_set_switch(m, "nothing", "x", &diag), NW_ERR_SWITCH);
	nw_machine_free(m);
}

/* ---- flags ---- */

static void gfp_names_go_both_ways(void **state)
{
	struct nw_machine *m = load("rfc-v2");
	uint64_t gfp;
	char *text;

	(void)state;
	assert_int_equal(nw_gfp(NULL, "GFP_KERNEL", &gfp, NULL), NW_OK);
	assert_int_equal(gfp, 0xcc0);
	text = nw_gfp_text(NULL, gfp);
	assert_string_equal(text, "GFP_KERNEL");
	nw_text_free(text);
	assert_int_equal(nw_gfp(m, "__GFP_SPM_NODE", &gfp, NULL), NW_OK);
	nw_machine_free(m);
}

static void flags_of_a_design_exist_under_that_design_only(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = NW_REQUEST_INIT;
	struct nw_answer *a;
	struct nw_diag diag;
	uint64_t gfp = 77;

	(void)state;
	assert_int_equal(nw_gfp(m, "GFP_KERNEL|__GFP_SPM_NODE", &gfp, &diag), NW_ERR_GFP);
	assert_non_null(strstr(diag.message, "\"__GFP_SPM_NODE\""));
	assert_int_equal(gfp, 77);
	req.gfp = UINT64_C(1) << 32;
	assert_int_equal(nw_may(m, &req, &a, &diag), NW_ERR_REQUEST);
	nw_machine_free(m);
}

/* ---- questions ---- */

static void mainline_may_use_the_special_node_and_rfc_v2_may_not(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_HIGHUSER_MOVABLE");

	(void)state;
	assert_may(m, &req, "0-1");
	assert_int_equal(nw_machine_set_design(m, "rfc-v2", NULL), NW_OK);
	assert_may(m, &req, "0");
	req.want = "spm";
	assert_may(m, &req, "1");
	nw_machine_free(m);
}

static void an_answer_outlives_its_machine(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_HIGHUSER_MOVABLE");
	struct nw_answer *a;

	(void)state;
	assert_int_equal(nw_explain(m, &req, &a, NULL), NW_OK);
	nw_machine_free(m);
	assert_true(nw_answer_allows(a, 1));
	assert_false(nw_answer_allows(a, 2));
	assert_false(nw_answer_allows(a, -1));
	assert_false(nw_answer_allows(a, 100000));
	assert_int_equal(nw_answer_zones(a, 1), 1u << NW_ZONE_MOVABLE);
	assert_string_equal(nw_answer_landing(a)->label, "0/Normal");
	assert_string_equal(nw_answer_landing(a)->pass, "fast");
	assert_string_equal(nw_answer_text(a, NW_TEXT_SHORT), "may use nodes 0-1, first pass 0-1\n"
							      "lands on 0/Normal in pass fast\n");
	assert_non_null(strstr(nw_answer_text(a, NW_TEXT_WALK), "0/Normal"));
	assert_int_equal(nw_answer_text(a, NW_TEXT_JSON)[0], '{');
	nw_answer_free(a);
}

static void explaining_and_asking_say_the_same(void **state)
{
	static const char question[] =
		"{\"id\":1,\"op\":\"explain\",\"context\":\"task\",\"cgroup\":\"/\",\"cpu\":0,"
		"\"gfp\":[\"GFP_KERNEL\"],\"order\":3,\"nid\":0,\"nodemask\":null}";
	struct nw_machine *m = load("rfc-v2");
	struct nw_request req = request(m, "GFP_KERNEL");
	struct nw_answer *a;
	char *answer;
	const char *explained;

	(void)state;
	req.order = 3;
	assert_int_equal(nw_explain(m, &req, &a, NULL), NW_OK);
	assert_int_equal(nw_ask(m, question, &answer), NW_OK);
	explained = nw_answer_text(a, NW_TEXT_JSON);
	/* The asked one ends with ,"id":1} in place of the brace and a newline. */
	assert_memory_equal(answer, explained, strlen(explained) - 2);
	nw_text_free(answer);
	nw_answer_free(a);
	nw_machine_free(m);
}

static void questions_change_nothing(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_KERNEL");
	struct nw_block first, second;
	struct nw_landing landing;
	struct nw_answer *a;

	(void)state;
	assert_int_equal(nw_alloc(m, &req, &first, NULL), NW_OK);
	assert_int_equal(nw_free(m, &first, NULL), NW_OK);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(nw_explain(m, &req, &a, NULL), NW_OK);
		nw_answer_free(a);
		assert_int_equal(nw_lands(m, &req, &landing, NULL), NW_OK);
		assert_true(landing.served);
	}
	assert_int_equal(nw_alloc(m, &req, &second, NULL), NW_OK);
	assert_int_equal(first.pfn, second.pfn);
	nw_machine_free(m);
}

static void a_field_out_of_range_is_refused(void **state)
{
	struct nw_machine *m = load("mainline");
	const struct nw_request good = request(m, "GFP_KERNEL");
	struct nw_request bad[12];
	struct nw_answer *a;
	struct nw_diag diag;

	(void)state;
	for (size_t i = 0; i < 12; i++)
		bad[i] = good;
	bad[0].order = 11;
	bad[1].node = 3;
	bad[2].node = -2;
	bad[3].cpu = 4;
	bad[4].context = (enum nw_context)6;
	bad[5].task = "nobody";
	bad[6].task = "init";
	bad[6].cgroup = "/";
	bad[7].nodemask = "x";
	bad[8].want = "";
	bad[9].want = "0,9";
	bad[10].struct_bytes = 0;
	bad[11].nodemask = "0-99999";
	for (size_t i = 0; i < 12; i++) {
		diag.message[0] = '\0';
		if (nw_may(m, &bad[i], &a, &diag) != NW_ERR_REQUEST || !diag.message[0])
			fail_msg("request %zu", i);
	}
	assert_may(m, &good, "0");
	nw_machine_free(m);
}

static void a_possible_node_without_memory_may_be_preferred(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_KERNEL");
	struct nw_answer *a;
	enum nw_status status;

	(void)state;
	req.node = 2;
	status = nw_may(m, &req, &a, NULL);
	assert_int_equal(status, NW_OK);
	nw_answer_free(a);
	nw_machine_free(m);
}

/* ---- tasks and cgroups ---- */

static void a_cpuset_confines_its_tasks(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_HIGHUSER_MOVABLE");
	struct nw_diag diag;
	char *value;

	(void)state;
	assert_int_equal(nw_cgroup_write(m, "/", "cgroup.subtree_control", "+cpuset", &diag),
			 NW_OK);
	assert_int_equal(nw_cgroup_mkdir(m, "/job", &diag), NW_OK);
	assert_int_equal(nw_cgroup_write(m, "/job", "cpuset.mems", "1", &diag), NW_OK);
	assert_int_equal(nw_cgroup_read(m, "/job", "cpuset.mems", &value, &diag), NW_OK);
	assert_string_equal(value, "1");
	nw_text_free(value);
	assert_int_equal(nw_task_add(m, "web", "/job", 0, &diag), NW_OK);
	req.task = "web";
	assert_may(m, &req, "1");
	req.task = NULL;
	req.cgroup = "/job";
	assert_may(m, &req, "1");
	assert_int_equal(nw_task_attach(m, "web", "/", &diag), NW_OK);
	req.task = "web";
	req.cgroup = NULL;
	assert_may(m, &req, "0-1");
	assert_int_equal(nw_task_exit(m, "web", &diag), NW_OK);
	assert_int_equal(nw_task_exit(m, "web", &diag), NW_ERR_REQUEST);
	assert_int_equal(nw_task_exit(m, "init", &diag), NW_ERR_REQUEST);
	assert_int_equal(nw_cgroup_rmdir(m, "/job", &diag), NW_OK);
	nw_machine_free(m);
}

static void what_the_kernel_refuses_comes_with_its_errno(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_diag diag;

	(void)state;
	assert_int_equal(nw_cgroup_mkdir(m, "/a/b", &diag), NW_ERR_KERNEL);
	assert_int_equal(diag.kernel_errno, ENOENT);
	assert_int_equal(nw_task_add(m, "web", "/none", 0, &diag), NW_ERR_KERNEL);
	assert_int_equal(nw_task_add(m, "web", NULL, 0, &diag), NW_OK);
	assert_int_equal(nw_task_add(m, "web", NULL, 0, &diag), NW_ERR_REQUEST);
	assert_int_equal(nw_task_add(m, "x", NULL, 4, &diag), NW_ERR_REQUEST);
	assert_int_equal(nw_task_add(m, "", NULL, 0, &diag), NW_ERR_REQUEST);
	nw_machine_free(m);
}

/* ---- allocating ---- */

static void a_block_is_freed_once(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_KERNEL");
	struct nw_block block, again;
	struct nw_diag diag;

	(void)state;
	req.order = 4;
	assert_int_equal(nw_alloc(m, &req, &block, &diag), NW_OK);
	assert_string_equal(block.label, "0/Normal");
	assert_int_equal(block.pfn % 16, 0);
	assert_int_equal(nw_free(m, &block, &diag), NW_OK);
	assert_int_equal(nw_free(m, &block, &diag), NW_ERR_NOT_HELD);
	/* The slot is used again, the old handle is still void. */
	assert_int_equal(nw_alloc(m, &req, &again, &diag), NW_OK);
	assert_int_equal(nw_free(m, &block, &diag), NW_ERR_NOT_HELD);
	assert_int_equal(nw_free(m, &again, &diag), NW_OK);
	assert_int_equal(nw_check(m, &diag), NW_OK);
	nw_machine_free(m);
}

static void a_boot_ends_every_hold(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_KERNEL");
	struct nw_block blocks[2];
	struct nw_diag diag;
	char *answer;

	(void)state;
	assert_int_equal(nw_alloc(m, &req, &blocks[0], &diag), NW_OK);
	assert_int_equal(nw_machine_reset(m, &diag), NW_OK);
	assert_int_equal(nw_free(m, &blocks[0], &diag), NW_ERR_NOT_HELD);
	assert_int_equal(nw_alloc(m, &req, &blocks[1], &diag), NW_OK);
	assert_int_equal(nw_ask(m, "{\"op\":\"reset\"}", &answer), NW_OK);
	nw_text_free(answer);
	assert_int_equal(nw_free(m, &blocks[1], &diag), NW_ERR_NOT_HELD);
	nw_machine_free(m);
}

static void a_node_can_be_filled_and_emptied(void **state)
{
	struct nw_machine *m = load("mainline");
	struct nw_request req = request(m, "GFP_HIGHUSER_MOVABLE|__GFP_THISNODE");
	struct nw_block *blocks = calloc(2048, sizeof(*blocks));
	struct nw_diag diag;
	size_t nr = 0;

	(void)state;
	req.node = 1;
	req.order = 10;
	while (nr < 2048 && nw_alloc(m, &req, &blocks[nr], &diag) == NW_OK)
		nr++;
	/* 4 GiB are 1024 blocks of 4 MiB; the watermark keeps some. */
	assert_in_range(nr, 1000, 1023);
	assert_int_equal(nw_alloc(m, &req, &blocks[nr], &diag), NW_ERR_NO_PAGE);
	assert_int_equal(nw_check(m, &diag), NW_OK);
	while (nr--)
		assert_int_equal(nw_free(m, &blocks[nr], &diag), NW_OK);
	assert_int_equal(nw_check(m, &diag), NW_OK);
	free(blocks);
	nw_machine_free(m);
}

/* ---- asking, running ---- */

static void a_question_that_makes_no_sense_gets_an_error_answer(void **state)
{
	static const char *const questions[] = { "", "{", "[]", "{\"op\":\"nope\"}", "\xff" };
	struct nw_machine *m = load("mainline");
	char *answer;

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(nw_ask(m, questions[i], &answer), NW_OK);
		assert_non_null(strstr(answer, "\"error\""));
		nw_text_free(answer);
	}
	assert_int_equal(nw_ask(m, "{\"op\":\"nodestates\",\"id\":7}", &answer), NW_OK);
	assert_non_null(strstr(answer, "\"N_MEMORY\":\"0-1\""));
	nw_text_free(answer);
	nw_machine_free(m);
}

static void a_scenario_runs_in_every_format(void **state)
{
	static const char *const parts[] = { "PASS", "{", "KTAP version 1", "<testsuites" };
	struct nw_diag diag;
	size_t nr_failed;
	char *text;

	(void)state;
	for (int f = NW_FORMAT_TEXT; f <= NW_FORMAT_JUNIT; f++) {
		nr_failed = 99;
		if (nw_run("scenarios/hazards/x-01-page-cache.yaml", NULL, (enum nw_format)f, &text,
			   &nr_failed, &diag))
			fail_msg("%s", diag.message);
		assert_non_null(strstr(text, parts[f]));
		assert_int_equal(nr_failed, 0);
		nw_text_free(text);
	}
	assert_int_equal(nw_run("scenarios/hazards/x-01-page-cache.yaml", "mainline,nope",
				NW_FORMAT_TEXT, &text, NULL, &diag),
			 NW_ERR_DESIGN);
	assert_int_equal(nw_run("machines/none.yaml", NULL, NW_FORMAT_TEXT, &text, NULL, &diag),
			 NW_ERR_FILE);
}

/* ---- threads ---- */

#define NR_ROUNDS 200

/* A machine of its own: fill, ask, free; the sum of the pfns must not depend on others. */
static void *use_machine(void *arg)
{
	struct nw_machine *m = load(arg);
	struct nw_request req = request(m, "GFP_HIGHUSER_MOVABLE");
	uint64_t *sum = calloc(1, sizeof(*sum));
	struct nw_block block;
	struct nw_answer *a;

	for (int i = 0; i < NR_ROUNDS; i++) {
		if (nw_alloc(m, &req, &block, NULL) || nw_explain(m, &req, &a, NULL))
			break;
		*sum += block.pfn + strlen(nw_answer_text(a, NW_TEXT_WALK));
		nw_answer_free(a);
		if (i % 3 == 0 && nw_free(m, &block, NULL))
			break;
	}
	if (nw_check(m, NULL))
		*sum = 0;
	nw_machine_free(m);
	return sum;
}

static void machines_in_threads_do_not_meet(void **state)
{
	static const char *const designs[2] = { "mainline", "rfc-v2" };
	pthread_t threads[4];
	uint64_t *alone[2], *together;

	(void)state;
	for (int i = 0; i < 2; i++) {
		alone[i] = use_machine((void *)designs[i]);
		assert_int_not_equal(*alone[i], 0);
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, use_machine, (void *)designs[i % 2]), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], (void **)&together), 0);
		assert_int_equal(*together, *alone[i % 2]);
		free(together);
	}
	free(alone[0]);
	free(alone[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_library_says_which_version_it_is),
		cmocka_unit_test(every_design_boots_the_machine_and_keeps_its_invariants),
		cmocka_unit_test(an_unknown_design_is_refused_with_a_suggestion),
		cmocka_unit_test(an_error_in_a_file_has_its_place),
		cmocka_unit_test(a_file_that_is_not_there_is_an_error_with_its_name),
		cmocka_unit_test(a_captured_folder_is_a_machine),
		cmocka_unit_test(a_switch_takes_its_values_only),
		cmocka_unit_test(gfp_names_go_both_ways),
		cmocka_unit_test(flags_of_a_design_exist_under_that_design_only),
		cmocka_unit_test(mainline_may_use_the_special_node_and_rfc_v2_may_not),
		cmocka_unit_test(an_answer_outlives_its_machine),
		cmocka_unit_test(explaining_and_asking_say_the_same),
		cmocka_unit_test(questions_change_nothing),
		cmocka_unit_test(a_field_out_of_range_is_refused),
		cmocka_unit_test(a_possible_node_without_memory_may_be_preferred),
		cmocka_unit_test(a_cpuset_confines_its_tasks),
		cmocka_unit_test(what_the_kernel_refuses_comes_with_its_errno),
		cmocka_unit_test(a_block_is_freed_once),
		cmocka_unit_test(a_boot_ends_every_hold),
		cmocka_unit_test(a_node_can_be_filled_and_emptied),
		cmocka_unit_test(a_question_that_makes_no_sense_gets_an_error_answer),
		cmocka_unit_test(a_scenario_runs_in_every_format),
		cmocka_unit_test(machines_in_threads_do_not_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
