/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine with one special node, booted under a design, and a task to ask with:
 *
 *	node 0  Normal 256M  CPU 0, where the caller runs
 *	node 1  Normal 256M  CPU 1
 *	node 2  Normal 256M  special, added by its driver; no features, or all of them
 */
#ifndef NW_UNIT_DESIGN_BENCH_H
#define NW_UNIT_DESIGN_BENCH_H

#include "unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "designs/designs.h"
#include "engine/engine.h"
#include "engine/fault.h"
#include "engine/migrate.h"
#include "scenario/topology.h"

#define N 2
#define BASE (UINT64_C(1) << 40)
#define MOVABLE (__GFP_MOVABLE | __GFP_HIGHMEM) /* n-spm knows no other special memory */

struct bench {
	struct yaml_doc doc;
	struct machine_desc desc;
	struct diag_list diags;
	struct engine *e;
	struct task *task;
	int switches[DESIGN_MAX_SWITCHES];
	char out[64];
};

static inline void bench_start(struct bench *b, const struct isolation_design *design)
{
	const struct source_loc nowhere = { 0 };
	struct engine_options options = { .design = design, .check_level = 3 };
	enum verdict why;

	memcpy(options.switch_values, b->switches, sizeof(b->switches));
	b->e = engine_create(&b->desc, &options, NULL, &b->diags);
	assert_non_null(b->e);
	assert_int_equal(engine_spawn(b->e, "job", "/", 0, nowhere, &b->task, &why), 0);
}

/* Anew, with the switches as they are now. */
static inline void bench_reboot(struct bench *b)
{
	const struct isolation_design *design = b->e->m.design;

	engine_destroy(b->e);
	bench_start(b, design);
}

static inline void bench_boot(struct bench *b, const struct isolation_design *design, bool opted)
{
	struct reader r = { .diags = &b->diags };
	struct text yaml = TEXT_INIT;

	*b = (struct bench){ 0 };
	text_addf(&yaml,
		  "topology: { memory_block: 128M, nodes: {\n"
		  "0: { cpus: 0, zones: { Normal: 256M } },\n"
		  "1: { cpus: 1, zones: { Normal: 256M } },\n"
		  "2: { memory: 256M, spm: { name: dev, online: online_kernel, features: [%s] } }\n"
		  "} }\n",
		  opted ? "reclaim, demotion, migration, user_numa" : "");
	assert_true(yaml_load_bytes(&b->doc, "m.yaml", text_str(&yaml), yaml.len, &b->diags));
	assert_true(topology_read(&r, yaml_get(b->doc.root, "topology"), &b->desc));
	bench_start(b, design);
	text_free(&yaml);
}

static inline void bench_end(struct bench *b)
{
	char buf[256];

	assert_null(machine_check(b->e, buf, sizeof(buf)));
	engine_destroy(b->e);
	machine_desc_free(&b->desc);
	yaml_doc_free(&b->doc);
	diag_list_free(&b->diags);
}

/* A cgroup with these nodes, and the task in it. */
static inline int bench_cpuset(struct bench *b, const char *mems)
{
	const struct source_loc nowhere = { 0 };
	int err =
		engine_cgroup_write(b->e, "/", "cgroup.subtree_control", "+cpuset", nowhere, NULL);

	err = err ? err : engine_cgroup_mkdir(b->e, "/box", NULL);
	if (!err && mems)
		err = engine_cgroup_write(b->e, "/box", "cpuset.mems", mems, nowhere, NULL);
	return err ? err : mems ? engine_attach(b->e, b->task, "/box", NULL) : 0;
}

/* ---- one request ---- */

struct ask {
	gfp_t gfp;
	enum alloc_ctx_kind ctx;
	int nid; /* preferred; 0 = local */
	const nodemask_t *mask;
	bool wants; /* opt in to node 2 */
	bool no_mask; /* and drop the mask that opting in made */
};

static inline char ask(struct bench *b, const struct ask *a)
{
	nodemask_t wanted = nodemask_of_node(N);
	const struct request_spec spec = {
		.task = b->task,
		.ctx = a->ctx,
		.cpu = 0,
		.gfp = a->gfp,
		.nid = a->nid,
		.nodemask = a->mask,
		.wanted = a->wants ? &wanted : NULL,
	};
	struct request_storage storage;
	struct alloc_request req;
	struct may_answer may;

	if (engine_request(b->e, &spec, &req, &storage) != VERDICT_PASS)
		return 'X';
	if (a->no_mask)
		req.mask = MASK_REF_NONE;
	alloc_may_use(&b->e->m, &req, &may);
	if (node_isset(N, &may.nodes))
		return 'S';
	return nodes_empty(&may.nodes) ? 'X' : 'D';
}

/* "a/b": without and with cpusets in use; the task stays in the root. */
static inline const char *ask_twice(struct bench *b, const struct ask *a)
{
	b->out[0] = ask(b, a);
	b->out[1] = '/';
	assert_int_equal(bench_cpuset(b, NULL), 0);
	b->out[2] = ask(b, a);
	b->out[3] = '\0';
	return b->out;
}

static inline const char *one_letter(struct bench *b, char letter)
{
	b->out[0] = letter;
	b->out[1] = '\0';
	return b->out;
}

static inline const char *errno_or_ok(int err)
{
	return err ? errname(err) : "ok";
}

#endif
