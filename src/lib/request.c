// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the caller's request to one that the allocator takes.
 *
 * Responsible for refusing everything that the rooms below assert: nothing that a
 * caller passes here may reach them unchecked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "lib/private.h"

#define PASSING_TASK "?request"

static_assert((int)NW_CONTEXT_TASK == CTX_TASK && (int)NW_CONTEXT_BH_DISABLED == CTX_BH_DISABLED &&
		      (int)NW_CONTEXT_SOFTIRQ == CTX_SOFTIRQ &&
		      (int)NW_CONTEXT_HARDIRQ == CTX_HARDIRQ &&
		      (int)NW_CONTEXT_KTHREAD == CTX_KTHREAD &&
		      (int)NW_CONTEXT_TASK_MEMALLOC == CTX_TASK_MEMALLOC,
	      "contexts have the same numbers inside and outside");

/* ---- flags ---- */

enum nw_status nw_gfp(const struct nw_machine *m, const char *text, uint64_t *gfp,
		      struct nw_diag *diag)
{
	struct gfp_parse_error bad;

	if (!gfp_parse(text, m ? m->ask.options.design : NULL, gfp, &bad))
		return NW_OK;
	lib_fail(diag, NW_ERR_GFP,
		 bad.len ? "unknown GFP flag or symbol \"%.*s\"" :
			   "the GFP expression ends too early%.*s",
		 bad.len ? (int)(bad.len < 100 ? bad.len : 100) : 0, text + bad.offset);
	if (diag && bad.suggestion)
		strncat(diag->suggestion, bad.suggestion, sizeof(diag->suggestion) - 1);
	return NW_ERR_GFP;
}

char *nw_gfp_text(const struct nw_machine *m, uint64_t gfp)
{
	struct text out = TEXT_INIT;

	gfp_format(gfp, m ? m->ask.options.design : NULL, &out);
	return out.bytes;
}

static bool gfp_is_known(const struct isolation_design *design, uint64_t gfp)
{
	uint64_t kernel = (UINT64_C(1) << ___GFP_LAST_BIT) - 1;
	uint64_t own = (UINT64_C(1) << design->nr_gfp_bits) - 1;

	return !(gfp & ~(kernel | own << ___GFP_DESIGN_BIT0));
}

/* ---- nodes ---- */

static enum nw_status read_list(const struct nw_machine *m, const char *what, const char *text,
				nodemask_t *nodes, struct nw_diag *diag)
{
	int max = m->file.desc->max_numnodes ? m->file.desc->max_numnodes : MAX_NUMNODES;

	*nodes = NODE_MASK_NONE;
	if (!nodelist_parse(text, strlen(text), max, nodes))
		return NW_OK;
	return lib_fail(diag, NW_ERR_REQUEST, "%s \"%.100s\" is not a list of nodes below %d", what,
			text, max);
}

static enum nw_status read_wanted(const struct nw_machine *m, const char *want, nodemask_t *wanted,
				  struct nw_diag *diag)
{
	const struct machine *machine = &m->ask.e->m;
	enum nw_status status;

	if (!strcmp(want, "spm")) {
		*wanted = machine->spm_declared;
		if (nodes_empty(wanted))
			return lib_fail(diag, NW_ERR_NO_OPT_IN, "the machine has no special node");
		return NW_OK;
	}
	status = read_list(m, "want", want, wanted, diag);
	if (status != NW_OK)
		return status;
	if (nodes_empty(wanted) || !nodes_subset(wanted, &machine->node_states[N_POSSIBLE]))
		return lib_fail(diag, NW_ERR_REQUEST,
				"want \"%.100s\" is empty or names a node that is not possible",
				want);
	return NW_OK;
}

/* ---- CPUs and tasks ---- */

static bool is_cpu(const struct machine *m, int cpu)
{
	return cpu >= 0 && cpu < m->nr_cpus && m->cpu_to_node[cpu] >= 0;
}

static int first_cpu(const struct machine *m)
{
	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] >= 0)
			return cpu;
	return -1;
}

/* The task that makes the request; one that only passes is made and noted in @r. */
static enum nw_status find_task(struct nw_machine *m, const struct nw_request *from,
				struct lib_request *r, const struct task **task,
				struct nw_diag *diag)
{
	struct engine *e = m->ask.e;
	const bool in_root = from->context == NW_CONTEXT_KTHREAD || !from->cgroup;
	const char *cgroup = in_root ? "/" : from->cgroup;
	int cpu = from->cpu >= 0 ? from->cpu : first_cpu(&e->m);
	enum verdict why = VERDICT_PASS;
	int err;

	if (from->task && from->context != NW_CONTEXT_KTHREAD) {
		*task = engine_task(e, from->task);
		if (*task)
			return NW_OK;
		return lib_fail(diag, NW_ERR_REQUEST, "there is no task \"%.100s\"", from->task);
	}
	if (cpu < 0)
		return lib_fail(diag, NW_ERR_REQUEST, "the machine has no CPU");
	err = engine_spawn(e, PASSING_TASK, cgroup, cpu, (struct source_loc){ 0 }, &r->passing,
			   &why);
	*task = r->passing;
	if (!err)
		return NW_OK;
	lib_request_end(m, r);
	return lib_fail_errno(diag, err, why, "attach to", cgroup);
}

/* ---- the whole ---- */

static enum nw_status check_fields(const struct nw_machine *m, const struct nw_request *from,
				   struct nw_diag *diag)
{
	const struct machine *machine = &m->ask.e->m;

	if (from->struct_bytes != sizeof(*from))
		return lib_fail(diag, NW_ERR_REQUEST,
				"the request was not initialised by NW_REQUEST_INIT");
	if (!gfp_is_known(machine->design, from->gfp))
		return lib_fail(diag, NW_ERR_REQUEST, "gfp 0x%llx has bits that design %s has not",
				(unsigned long long)from->gfp, machine->design->name);
	if (from->order > MAX_PAGE_ORDER)
		return lib_fail(diag, NW_ERR_REQUEST, "order %u is not in 0..%d", from->order,
				MAX_PAGE_ORDER);
	if (from->node != NUMA_NO_NODE &&
	    (from->node < 0 || !node_state(machine, from->node, N_POSSIBLE)))
		return lib_fail(diag, NW_ERR_REQUEST, "node %d is not possible", from->node);
	if (from->cpu != -1 && !is_cpu(machine, from->cpu))
		return lib_fail(diag, NW_ERR_REQUEST, "there is no CPU %d", from->cpu);
	if ((unsigned)from->context >= NR_CTX_KINDS)
		return lib_fail(diag, NW_ERR_REQUEST, "context %d is none", (int)from->context);
	if (from->task && from->cgroup)
		return lib_fail(diag, NW_ERR_REQUEST, "a task is in a cgroup already; name one");
	return NW_OK;
}

enum nw_status lib_request_begin(struct nw_machine *m, const struct nw_request *from,
				 struct lib_request *r, struct nw_diag *diag)
{
	struct request_spec spec = { 0 };
	enum nw_status status = check_fields(m, from, diag);

	r->passing = NULL;
	if (status == NW_OK && from->nodemask)
		status = read_list(m, "nodemask", from->nodemask, &r->mask, diag);
	if (status == NW_OK && from->want)
		status = read_wanted(m, from->want, &r->wanted, diag);
	if (status != NW_OK)
		return status;
	engine_begin_step(m->ask.e);
	spec = (struct request_spec){
		.ctx = (enum alloc_ctx_kind)from->context,
		.cpu = from->cpu,
		.gfp = from->gfp,
		.order = from->order,
		.nid = from->node,
		.nodemask = from->nodemask ? &r->mask : NULL,
		.wanted = from->want ? &r->wanted : NULL,
	};
	status = find_task(m, from, r, &spec.task, diag);
	if (status != NW_OK)
		return status;
	if (engine_request(m->ask.e, &spec, &r->req, &r->storage) == VERDICT_PASS)
		return NW_OK;
	lib_request_end(m, r);
	return lib_fail(diag, NW_ERR_NO_OPT_IN, "design %s: %s", nw_machine_design(m),
			verdict_info(VERDICT_NO_OPT_IN)->text);
}

void lib_request_end(struct nw_machine *m, struct lib_request *r)
{
	if (r->passing)
		engine_kill(m->ask.e, r->passing);
	r->passing = NULL;
}
