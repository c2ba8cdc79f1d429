/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of an isolation design: questions that the core asks at the
 * places where a proposal patched the kernel. One const table per design, one
 * file per design in designs/; nothing else in the project knows a design.
 *
 * Every hook may be NULL, which means "as mainline". Hooks look at const state
 * and answer; they change nothing. What a design has to remember lives in
 * struct design_state, which only the core writes, from a hook's answer.
 */
#ifndef NW_MODEL_DESIGN_H
#define NW_MODEL_DESIGN_H

#include "model/alloc_context.h"
#include "model/node_role.h"
#include "model/slowpath_ops.h"

struct cpuset;
struct machine;

#define DESIGN_MAX_SWITCHES 8

/* A GFP flag of the design's own: bit ___GFP_DESIGN_BIT0 + its place in the table. */
struct design_gfp_bit {
	const char *name;		/* "__GFP_SPM_NODE" */
	const char *text;
};
#define DESIGN_GFP_BIT(i) (UINT64_C(1) << (___GFP_DESIGN_BIT0 + (i)))

/* A point that the sources leave undecided; values[0] is the default. */
struct design_switch {
	const char *name;		/* "null_mask_with_flag" */
	const char *const *values;	/* NULL-terminated */
	const char *text;
};

/* H3: the mask of the fast path, and whether cpusets are tested zone by zone. */
struct mask_choice {
	struct mask_ref mask;
	bool alloc_cpuset;
};

/* H9: a demotion target candidate. */
enum demotion_answer {
	DEMOTION_OK,
	DEMOTION_SKIP,		/* not this one, look on */
	DEMOTION_STOP		/* not this one, and the search ends */
};

/* H14: how memory of a node counts when the OOM killer looks at a shortage. */
enum oom_node {
	OOM_NODE_COUNTS,	/* as mainline */
	OOM_NODE_IGNORED,	/* not part of the machine in question */
	OOM_NODE_LIMITS		/* not eligible: meeting it makes the shortage a cpuset's */
};

/*
 * H10: who searches nodes without get_page_from_freelist(). DISPLACE: the range
 * that was found holds pages, which would have to move away.
 */
enum contig_user { CONTIG_RANGE, CONTIG_DISPLACE, CONTIG_SLAB_PARTIAL, CONTIG_HUGETLB_DEQUEUE };

/* H11: may a page be pinned for long? */
enum longterm_pin {
	LONGTERM_PIN_BY_ZONE,	/* where it is; out of a Movable zone it has to move first */
	LONGTERM_PIN_MOVES,	/* it has to move to another node first */
	LONGTERM_PIN_REFUSED
};

/* H11: what a policy call asks. */
struct mpol_question {
	const struct task *task;
	int mode;			/* MPOL_* without flags */
	unsigned flags;			/* MPOL_F_*_NODES as given */
	const nodemask_t *user_nodes;
	bool rebind;			/* the cpuset changed; @allowed holds the new mems */
};

/* H11: a policy is about to make a request. */
struct mpol_request_info {
	int mode;			/* MPOL_* */
	unsigned flags;			/* mode flags, also the design's own */
	const nodemask_t *nodes;	/* of the policy */
	bool of_vma;			/* the mapping's policy, not the task's */
	bool below_policy_zone;		/* too low a zone for a binding (apply_policy_zone()) */
	bool shared;			/* page of a file or shared object */
	bool user;			/* fault or migration; false: alloc_pages() of the kernel */
};

struct isolation_design {
	const char *name;		/* as in the table of design names */
	const char *section;		/* "D3": its label in docs/designs.md */
	const char *title;		/* one line */
	const char *idea;		/* two or three sentences */
	const char *sources;		/* message ids */
	const char *const *quirks;	/* NULL-terminated: where it is not what it says; or NULL */

	unsigned mpol_mode_flags;	/* H11: mode flag bits of its own */
	uint32_t node_features;		/* FEATURE_* that it has; others are ignored */

	/* H15: names under which things show. NULL = as mainline / does not exist. */
	const char *node_state_name;	/* what N_SPM is called: "N_COHERENT_MEMORY" */
	const char *status_mems_name;	/* "Sysram_nodes" for "Mems_allowed" */
	const char *oom_mems_name;	/* "sysram_nodes" for "mems_allowed" in the kernel log */
	const char *cpuset_derived_file;	/* "cpuset.mems.sysram" */
	const char *cpuset_derived_file_v1;	/* the same on cgroup v1: "cpuset.mems_sysram" */
	bool cpuset_derived_writable;	/* tasks choose in that file; within effective mems */
	const char *const *sysfs_files;	/* further files of nodes; NULL-terminated, or NULL */

	const struct design_gfp_bit *gfp_bits;
	unsigned nr_gfp_bits;
	const struct design_switch *switches;
	unsigned nr_switches;
	const char *const *extra_zonelist_names;	/* "ZONELIST_PRIVATE" */
	unsigned nr_extra_zonelists;

	/*
	 * H1: the nodes that enter list @kind of node @owner. @nodes holds the
	 * baseline on entry: FALLBACK N_MEMORY, NOFALLBACK the owner if it has
	 * memory, extra lists nothing. Order is by distance, always.
	 */
	void (*build_zonelists)(const struct machine *m, int owner, enum zonelist_kind kind,
				nodemask_t *nodes);
	/* H2: baseline: NOFALLBACK with __GFP_THISNODE, else FALLBACK. */
	enum zonelist_kind (*select_zonelist)(const struct machine *m,
					      const struct alloc_request *req);
	/* H3 */
	struct mask_choice (*default_mask)(const struct machine *m,
					   const struct alloc_request *req);
	/*
	 * H4: the per-zone skip test of the walk, should_reclaim_retry, bulk and
	 * compaction. VERDICT_PASS or why not. Baseline: with ALLOC_CPUSET, ask
	 * cpuset_zone_allowed(). A design that sets it asks that itself.
	 */
	enum verdict (*zone_ok)(const struct machine *m, const struct alloc_request *req,
				const struct alloc_pass *pass, int nid);
	/* The cpuset test itself (cpuset_node_allowed()); used by H4, H8 and kswapd wake-ups. */
	bool (*cpuset_ok)(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
			  int nid);
	/* H5: mask on entering the slow path; baseline: the caller's. */
	struct mask_ref (*slow_mask)(const struct machine *m, const struct alloc_request *req);
	/* H6: mask when cpuset limits may be ignored; baseline: none. */
	struct mask_ref (*reset_mask)(const struct machine *m, const struct alloc_request *req);
	/* H7: mask after the old one missed the task's nodes; baseline: none. */
	struct mask_ref (*retry_mask)(const struct machine *m, const struct alloc_request *req);
	/*
	 * H7: has @mask, which is not NULL, lost its nodes to a change of the cpuset?
	 * Baseline: it misses task->mems_allowed.
	 */
	bool (*mask_missed)(const struct machine *m, const struct alloc_request *req,
			    const nodemask_t *mask);
	/* H8: may direct reclaim (@kswapd false) or a kswapd wake-up touch the node? */
	enum verdict (*reclaim_ok)(const struct machine *m, const struct alloc_request *req,
				   int nid, bool kswapd);
	/* H8: does compaction move pages of the node? */
	enum verdict (*compact_ok)(const struct machine *m, int nid);
	/* H9: may @src demote to @dst? @dst NUMA_NO_NODE: is @src a source at all? */
	enum demotion_answer (*demotion_ok)(const struct machine *m, int src, int dst);
	/*
	 * H9: NUMA balancing. @nid NUMA_NO_NODE: is the task scanned at all? Else: may pages
	 * of the node be sampled, and so promoted out of it? Baseline: yes.
	 */
	enum verdict (*numa_balancing_ok)(const struct machine *m, const struct task *task,
					  int nid);
	/*
	 * H9: a page is about to be demoted. Edit the request, which names req->nid (with
	 * __GFP_THISNODE) or, when that had no room, the mask of all lower tiers; a mask
	 * that it needs instead is built in *@storage.
	 */
	void (*demotion_request)(const struct machine *m, struct alloc_request *req,
				 nodemask_t *storage);
	/*
	 * H10: may the search that @req stands for (its gfp is that of the search) use
	 * the node? Baseline: ranges anywhere, slabs and huge pages of the pool within
	 * cpuset_zone_allowed(). A design that sets it asks that itself.
	 */
	enum verdict (*contig_ok)(const struct machine *m, enum contig_user user,
				  const struct alloc_request *req, int nid);
	/* H10: nodes that a pool of huge pages is spread over. @nodes: N_MEMORY on entry. */
	void (*hugetlb_nodes)(const struct machine *m, nodemask_t *nodes);
	/*
	 * H11: the nodes a policy may use. @allowed holds the baseline on entry
	 * (task's mems_allowed & N_MEMORY). 0 or -errno with *@why.
	 */
	int (*mpol_trim)(const struct machine *m, const struct mpol_question *q,
			 nodemask_t *allowed, enum verdict *why);
	/* H11: edit a request that a policy is about to make. */
	void (*mpol_request)(const struct machine *m, const struct mpol_request_info *info,
			     struct alloc_request *req);
	/*
	 * H11: may pages be moved to @nid on behalf of @task? 0 or -errno.
	 * Baseline: -ENODEV without N_MEMORY, -EACCES outside the task's mems.
	 */
	int (*migrate_ok)(const struct machine *m, const struct task *task, int nid);
	/* H11: a long-term pin of a page of @nid. Baseline: by its zone. */
	enum longterm_pin (*longterm_pin)(const struct machine *m, int nid);
	/* H12: nodes of the top cpuset; baseline N_MEMORY. */
	void (*cpuset_top)(const struct machine *m, nodemask_t *nodes);
	/* H12: may cpuset.mems name @nodes? 0 or -errno with *@why. NULL: within N_POSSIBLE. */
	int (*cpuset_write)(const struct machine *m, const nodemask_t *nodes, enum verdict *why);
	/* H12: the design's derived mask of a cpuset; baseline: @effective itself. */
	void (*cpuset_derive)(const struct machine *m, const nodemask_t *effective,
			      nodemask_t *derived);
	/* H12: hot-plug on cgroup v1 updates the effective mask and forgets the derived one. */
	bool cpuset1_hotplug_forgets_derived;
	/* H12: can a cpuset live on @nodes? Else it gets its parent's. Baseline: not empty. */
	bool (*cpuset_suffices)(const struct machine *m, const nodemask_t *nodes);
	/* H12: edit *@mems, which tasks of @cs are about to get. */
	void (*cpuset_task_mems)(const struct machine *m, const struct cpuset *cs,
				 nodemask_t *mems);
	/* H12: the nodes over which a task spreads pages; baseline: its mems_allowed. */
	void (*cpuset_spread)(const struct machine *m, nodemask_t *nodes);
	/* H13 */
	struct hotplug_answer (*hotplug)(const struct machine *m,
					 const struct hotplug_question *q);
	/*
	 * H14: @mask is what constraint detection sees, before; returns the mask
	 * that it (and victim selection) uses instead. Asked at out_of_memory()
	 * entry (@after_constraint false) and once more after the constraint is
	 * known.
	 */
	struct mask_ref (*oom_scope)(const struct machine *m, struct mask_ref mask,
				     enum oom_constraint constraint, bool after_constraint);
	/* H14: the nodes that two tasks share; what of them makes one a victim for the other? */
	void (*oom_common_mems)(const struct machine *m, nodemask_t *common);
	/* H14: does memory of @nid count in it? */
	enum oom_node (*oom_node)(const struct machine *m, const struct alloc_request *req,
				  int nid);
	/*
	 * H16: phrase a request that wants @wanted. Edits *@req; a mask that it
	 * needs is built in *@storage. VERDICT_PASS, or why there is no way.
	 * Baseline: nid = first wanted node, nodemask = wanted.
	 */
	enum verdict (*opt_in)(const struct machine *m, const nodemask_t *wanted,
			       struct alloc_request *req, nodemask_t *storage);
	/* H16 for policies: flags to add to a policy call that wants @wanted; NULL = none. */
	unsigned (*opt_in_policy)(const struct machine *m, const nodemask_t *wanted);
	/* zswap: store the page raw on a special node? The request to try. NULL = never. */
	bool (*zswap_direct)(const struct machine *m, struct alloc_request *req,
			     nodemask_t *storage);
	/* Compressed memory on @nid: DEVICE_* that the design has for it. Baseline: 0. */
	unsigned (*device_services)(const struct machine *m, int nid);
	/* A raw page lives as long as its entry; false: the first load gives it back. */
	bool zswap_keeps_page;
};

#endif
