/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine of four nodes for the tests of cpusets and cgroups:
 *
 *	node      0      1      2      3
 *	memory   yes    yes   movable  none (possible only)
 *	cpu      0,1    2,3     -      -
 *
 * Every test gets a fresh tree; the tree is checked when the test is over.
 */
#ifndef NW_UNIT_CPUSET_FIXTURE_H
#define NW_UNIT_CPUSET_FIXTURE_H

#include "base/errname.h"
#include "base/nodelist.h"
#include "cpuset/cgroup.h"
#include "unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TEST_TASKS 8

struct fixture {
	struct machine m;
	struct isolation_design design;
	int16_t cpu_to_node[4];
	struct cgroup_tree *t;
	struct task tasks[MAX_TEST_TASKS];
	int nr_tasks;
	struct consequences out;
	enum verdict why;
};

static inline nodemask_t set(const char *list)
{
	nodemask_t mask;

	assert_int_equal(nodelist_parse(list, strlen(list), MAX_NUMNODES, &mask), 0);
	return mask;
}

static inline void assert_set(const nodemask_t *mask, const char *list)
{
	char buf[NODELIST_MAX];

	assert_string_equal(nodelist_print(mask, buf), list);
}

/* What rfc-v2 does: tasks get the system RAM part of the effective mask. */
static inline void sysram_only(const struct machine *m, const nodemask_t *effective,
			       nodemask_t *derived)
{
	nodes_and(derived, effective, &m->dstate.sysram);
}

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->m.design = &f->design;
	f->m.nr_node_ids = 4;
	f->m.node_states[N_POSSIBLE] = set("0-3");
	f->m.node_states[N_MEMORY] = set("0-2");
	f->m.node_states[N_NORMAL_MEMORY] = set("0-1");
	f->m.dstate.sysram = set("0-1");
	f->m.nr_cpus = 4;
	memcpy(f->cpu_to_node, (int16_t[]){ 0, 0, 1, 1 }, sizeof(f->cpu_to_node));
	f->m.cpu_to_node = f->cpu_to_node;
	f->t = cgroup_tree_create(&f->m);
	*state = f;
	return 0;
}

/* The same under a design that keeps node 2 from tasks. */
static inline int setup_spm(void **state)
{
	struct fixture *f;

	setup(state);
	f = *state;
	cgroup_tree_destroy(f->t);
	f->design.cpuset_derive = sysram_only;
	f->design.cpuset_derived_file = "cpuset.mems.sysram";
	f->t = cgroup_tree_create(&f->m);
	return 0;
}

/* The same with cpusets on a legacy hierarchy. */
static inline int setup_v1(void **state)
{
	struct fixture *f;

	setup(state);
	f = *state;
	cgroup_tree_destroy(f->t);
	f->m.cpuset_v1 = true;
	f->t = cgroup_tree_create(&f->m);
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;
	char buf[200];
	const char *wrong = cgroup_check(f->t, buf, sizeof(buf));

	if (wrong)
		print_error("%s\n", wrong);
	consequences_free(&f->out);
	for (int i = 0; i < f->nr_tasks; i++)
		cgroup_task_exit(f->t, &f->tasks[i]);
	cgroup_tree_destroy(f->t);
	free(f);
	return wrong != NULL;
}

/* The operations below forget the consequences of the one before. */
static inline int do_write(struct fixture *f, const char *path, const char *file,
			   const char *value)
{
	consequences_free(&f->out);
	return cgroup_write(f->t, path, file, value, (struct source_loc){ .line = 7 }, &f->out,
			    &f->why);
}

static inline int do_mkdir(struct fixture *f, const char *path)
{
	return cgroup_mkdir(f->t, path, &f->why);
}

static inline int do_rmdir(struct fixture *f, const char *path)
{
	return cgroup_rmdir(f->t, path, &f->why);
}

static inline int do_attach(struct fixture *f, struct task *task, const char *path)
{
	consequences_free(&f->out);
	return cgroup_attach(f->t, task, path, &f->out, &f->why);
}

/* A cgroup below parents that pass on the cpuset controller, with @mems written if not NULL. */
static inline void make(struct fixture *f, const char *path, const char *mems)
{
	assert_int_equal(do_mkdir(f, path), 0);
	if (mems)
		assert_int_equal(do_write(f, path, "cpuset.mems", mems), 0);
}

/* The same on cgroup v1, with all CPUs. */
static inline void make_v1(struct fixture *f, const char *path, const char *mems)
{
	make(f, path, mems);
	assert_int_equal(do_write(f, path, "cpuset.cpus", "0-3"), 0);
}

/* A task in @path that has an address space (nobody looks inside). */
static inline struct task *spawn(struct fixture *f, const char *path)
{
	struct task *task = &f->tasks[f->nr_tasks++];

	assert_true(f->nr_tasks <= MAX_TEST_TASKS);
	task->mm = (struct mm *)task;
	cgroup_task_init(f->t, task);
	assert_int_equal(do_attach(f, task, path), 0);
	return task;
}

/* Assert what a file holds; "ENOENT" when it is not there. */
static inline void assert_file(const struct fixture *f, const char *path, const char *file,
			       const char *value)
{
	struct text text = TEXT_INIT;
	int err = cgroup_read(f->t, path, file, &text);

	assert_string_equal(err ? errname(err) : text_str(&text), value);
	text_free(&text);
}

/*
 * The consequences as text, one a line: "task KIND FROM>TO", tasks by number;
 * kinds are rebind, mm and migrate.
 */
static inline void assert_follows(const struct fixture *f, const char *expected)
{
	static const char *const kinds[] = { "rebind", "mm", "migrate" };
	struct text text = TEXT_INIT;
	char from[NODELIST_MAX], to[NODELIST_MAX];

	for (size_t i = 0; i < f->out.nr; i++) {
		const struct consequence *c = &f->out.items[i];

		text_addf(&text, "%d %s %s>%s\n", (int)(c->task - f->tasks), kinds[c->kind],
			  nodelist_print(&c->from, from), nodelist_print(&c->to, to));
	}
	assert_string_equal(text_str(&text), expected);
	text_free(&text);
}

#endif
