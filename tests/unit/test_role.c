// SPDX-License-Identifier: GPL-2.0-only
/* What a design remembers of nodes, and the question it is asked. */
#include "hotplug/role.h"

#include <errno.h>

#include "node_machine.h"

static const uint8_t pair[] = { 10, 20, 20, 10 };

/* A latch: a node keeps the role it was first given. */
static struct hotplug_answer latch(const struct machine *m, const struct hotplug_question *q)
{
	struct hotplug_answer answer = hotplug_baseline_answer(q);

	if (node_isset(q->nid, node_role_list(m, q->role == ROLE_SPM ? ROLE_SYSRAM : ROLE_SPM))) {
		answer.err = -EBUSY;
		answer.why = VERDICT_HOTPLUG_ROLE;
		return answer;
	}
	answer.edit.set_spm = q->role == ROLE_SPM;
	answer.edit.set_sysram = q->role == ROLE_SYSRAM;
	return answer;
}

static void an_edit_changes_the_set_it_names(void **state)
{
	struct node_machine nm;

	(void)state;
	node_machine_init(&nm, 2, "0-1", "0", pair);
	assert_true(apply_role_edit(&nm.m, 1, (struct role_edit){ .set_spm = true }));
	assert_nodes(node_role_list(&nm.m, ROLE_SPM), "1");
	assert_nodes(node_role_list(&nm.m, ROLE_SYSRAM), "");
	assert_true(apply_role_edit(&nm.m, 1,
				    (struct role_edit){ .clear_spm = true, .set_sysram = true }));
	assert_nodes(node_role_list(&nm.m, ROLE_SPM), "");
	assert_nodes(node_role_list(&nm.m, ROLE_SYSRAM), "1");
	node_machine_destroy(&nm);
}

static void the_same_edit_again_changes_nothing(void **state)
{
	struct node_machine nm;

	(void)state;
	node_machine_init(&nm, 2, "0-1", "0", pair);
	assert_true(apply_role_edit(&nm.m, 0, (struct role_edit){ .set_sysram = true }));
	assert_false(apply_role_edit(&nm.m, 0, (struct role_edit){ .set_sysram = true }));
	assert_false(apply_role_edit(&nm.m, 0, (struct role_edit){ .clear_spm = true }));
	node_machine_destroy(&nm);
}

static void without_a_hook_the_baseline_answers(void **state)
{
	struct node_machine nm;
	struct hotplug_question q = {
		.moment = HP_ONLINE_FIRST,
		.nid = 1,
		.role = ROLE_SPM,
		.online_type = MMOP_ONLINE_MOVABLE,
	};
	struct hotplug_answer answer;
	bool changed = false;

	(void)state;
	node_machine_init(&nm, 2, "0", "0", pair);
	answer = hotplug_ask(&nm.m, &q, &changed);
	assert_int_equal(answer.err, 0);
	assert_true(answer.joins_memory && answer.starts_daemons && !answer.joins_spm);
	assert_int_equal(answer.online_type, MMOP_ONLINE_MOVABLE);
	assert_false(changed);
	node_machine_destroy(&nm);
}

static void a_latch_refuses_the_other_role_and_remembers_the_first(void **state)
{
	struct node_machine nm;
	struct hotplug_question q = {
		.moment = HP_ADD, .nid = 1, .role = ROLE_SPM, .online_type = MMOP_ONLINE
	};
	bool changed = false;

	(void)state;
	node_machine_init(&nm, 2, "0", "0", pair);
	nm.design.hotplug = latch;
	assert_int_equal(hotplug_ask(&nm.m, &q, &changed).err, 0);
	assert_true(changed);
	q.role = ROLE_SYSRAM;
	assert_int_equal(hotplug_ask(&nm.m, &q, NULL).err, -EBUSY);
	assert_nodes(node_role_list(&nm.m, ROLE_SPM), "1");
	assert_nodes(node_role_list(&nm.m, ROLE_SYSRAM), "");
	node_machine_destroy(&nm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edit_changes_the_set_it_names),
		cmocka_unit_test(the_same_edit_again_changes_nothing),
		cmocka_unit_test(without_a_hook_the_baseline_answers),
		cmocka_unit_test(a_latch_refuses_the_other_role_and_remembers_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
