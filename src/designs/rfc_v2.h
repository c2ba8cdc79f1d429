/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What designs that came before, after or on top of RFC v2 have in common with it:
 * the two lists of nodes and, one by one, its hooks.
 */
#ifndef NW_DESIGNS_RFC_V2_H
#define NW_DESIGNS_RFC_V2_H

#include "model/machine.h"

#define RFC_V2_NR_GFP_BITS 1
extern const struct design_gfp_bit rfc_v2_gfp_bits[RFC_V2_NR_GFP_BITS];

/* ---- the two lists of nodes, mt_sysram_nodelist and mt_spm_nodelist ---- */

static inline bool is_sysram(const struct machine *m, int nid)
{
	return node_isset(nid, &m->dstate.sysram);
}

/* Before the list is filled the whole filter is off. */
static inline bool filter_off(const struct machine *m)
{
	return nodes_empty(&m->dstate.sysram);
}

/* What the series puts in place of a NULL nodemask. */
static inline struct mask_ref sysram_mask(const struct machine *m)
{
	if (filter_off(m))
		return MASK_REF_NONE;
	return (struct mask_ref){
		.nodes = &m->dstate.sysram,
		.withheld = &m->dstate.spm,
		.from = MASK_FROM_DESIGN,
	};
}

static inline struct mask_ref mask_or_sysram(const struct machine *m, struct mask_ref mask)
{
	return mask.nodes ? mask : sysram_mask(m);
}

/* ---- its hooks ---- */

struct mask_choice rfc_v2_default_mask(const struct machine *m, const struct alloc_request *req);
bool rfc_v2_cpuset_ok(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
		      int nid);
enum verdict rfc_v2_zone_ok(const struct machine *m, const struct alloc_request *req,
			    const struct alloc_pass *pass, int nid);
struct mask_ref rfc_v2_slow_mask(const struct machine *m, const struct alloc_request *req);
struct mask_ref rfc_v2_reset_mask(const struct machine *m, const struct alloc_request *req);
struct mask_ref rfc_v2_retry_mask(const struct machine *m, const struct alloc_request *req);
enum demotion_answer rfc_v2_demotion_ok(const struct machine *m, int src, int dst);
enum verdict rfc_v2_contig_ok(const struct machine *m, enum contig_user user,
			      const struct alloc_request *req, int nid);
void rfc_v2_cpuset_derive(const struct machine *m, const nodemask_t *effective,
			  nodemask_t *derived);
struct hotplug_answer rfc_v2_hotplug(const struct machine *m, const struct hotplug_question *q);
struct mask_ref rfc_v2_oom_scope(const struct machine *m, struct mask_ref mask,
				 enum oom_constraint constraint, bool after_constraint);
enum verdict rfc_v2_opt_in(const struct machine *m, const nodemask_t *wanted,
			   struct alloc_request *req, nodemask_t *storage);
bool rfc_v2_zswap_direct(const struct machine *m, struct alloc_request *req, nodemask_t *storage);
bool zswap_direct_by_mask(const struct machine *m, struct alloc_request *req, nodemask_t *storage);

/* H9: the scan as the series' base has it, which asks the task's sysram nodes. */
enum verdict rfc_v2_numa_balancing_ok(const struct machine *m, const struct task *task, int nid);

/* What of the series shows outside, as rows of a table. */
#define RFC_V2_SHOWN \
	.status_mems_name = "Sysram_nodes", .cpuset_derived_file = "cpuset.mems.sysram", \
	.oom_mems_name = "sysram_nodes", .cpuset_derived_file_v1 = "cpuset.mems_sysram", \
	.gfp_bits = rfc_v2_gfp_bits, .nr_gfp_bits = RFC_V2_NR_GFP_BITS

/* All that the series changed. */
#define RFC_V2_HOOKS \
	RFC_V2_SHOWN, .default_mask = rfc_v2_default_mask, .zone_ok = rfc_v2_zone_ok, \
		      .cpuset_ok = rfc_v2_cpuset_ok, .slow_mask = rfc_v2_slow_mask, \
		      .reset_mask = rfc_v2_reset_mask, .retry_mask = rfc_v2_retry_mask, \
		      .demotion_ok = rfc_v2_demotion_ok, .contig_ok = rfc_v2_contig_ok, \
		      .numa_balancing_ok = rfc_v2_numa_balancing_ok, \
		      .cpuset_derive = rfc_v2_cpuset_derive, \
		      .cpuset1_hotplug_forgets_derived = true, .hotplug = rfc_v2_hotplug, \
		      .oom_scope = rfc_v2_oom_scope, .opt_in = rfc_v2_opt_in, \
		      .zswap_direct = rfc_v2_zswap_direct

#endif
