/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The steps of a scenario, decoded: everything that can be wrong with the text
 * has been said before the first one runs.
 */
#ifndef NW_SCENARIO_PLAN_H
#define NW_SCENARIO_PLAN_H

#include "hotplug/hotplug.h"
#include "mempolicy/mm.h"
#include "model/machine_desc.h"
#include "scenario/expect.h"
#include "scenario/plan_slab.h"
#include "zswap/zswap.h"

#define PLAN_MAX_STEPS 10000u
#define PLAN_MAX_NAME 200

/*
 * STEP(CODE, "key of the step", what its expectations may be about)
 * CGROUP and TASK set the stage: entries of cgroups: and tasks:.
 */
#define STEP_MAP(X)                                                                                \
	X(MAY, "may", ABOUT_REACH | ABOUT_MAY | ABOUT_WALK | ABOUT_ERRNO)                          \
	X(ALLOC, "alloc", ABOUT_REACH | ABOUT_LANDING | ABOUT_WALK | ABOUT_ERRNO)                  \
	X(FREE, "free", ABOUT_ERRNO)                                                               \
	X(FILL, "fill", ABOUT_ERRNO)                                                               \
	X(MAP, "map", ABOUT_ERRNO)                                                                 \
	X(TOUCH, "touch", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO)                               \
	X(MPROTECT, "mprotect", ABOUT_ERRNO)                                                       \
	X(MLOCK, "mlock", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO)                               \
	X(MUNLOCK, "munlock", ABOUT_ERRNO)                                                         \
	X(MUNMAP, "munmap", ABOUT_ERRNO)                                                           \
	X(PIN, "pin", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO)                                   \
	X(UNPIN, "unpin", ABOUT_ERRNO)                                                             \
	X(FILE, "file", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO)                                 \
	X(MBIND, "mbind", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO)                               \
	X(MIGRATE, "migrate", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO | ABOUT_MOVED)             \
	X(SET, "set", ABOUT_ERRNO | ABOUT_OOM)                                             \
	X(MKDIR, "mkdir", ABOUT_ERRNO)                                                             \
	X(RMDIR, "rmdir", ABOUT_ERRNO)                                                             \
	X(WRITE, "write", ABOUT_ERRNO | ABOUT_OOM)                                         \
	X(ATTACH, "attach", ABOUT_ERRNO)                                                           \
	X(FORK, "fork", ABOUT_ERRNO | ABOUT_OOM)                                           \
	X(KILL, "kill", ABOUT_ERRNO)                                                               \
	X(HOTPLUG, "hotplug", ABOUT_ERRNO)                                                         \
	X(DRIVER, "driver", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO | ABOUT_MOVED)               \
	X(ZSWAP, "zswap", ABOUT_REACH | ABOUT_ERRNO | ABOUT_ZSWAP)                                 \
	X(DEMOTE, "demote", ABOUT_REACH | ABOUT_LANDING | ABOUT_ERRNO | ABOUT_MOVED)               \
	X(DEVICE, "device", ABOUT_ERRNO)                                                           \
	X(SWAPON, "swapon", ABOUT_ERRNO)                                                           \
	X(PAGEOUT, "pageout", ABOUT_ERRNO | ABOUT_MOVED)                                           \
	X(NUMA_SCAN, "numa_scan", ABOUT_ERRNO | ABOUT_MOVED)                                       \
	X(RECLAIM, "reclaim", ABOUT_ERRNO | ABOUT_MOVED)                                           \
	X(COMPACT, "compact", ABOUT_ERRNO | ABOUT_COMPACT)                                         \
	X(SLAB, "slab", ABOUT_REACH | ABOUT_LANDING | ABOUT_WALK | ABOUT_ERRNO | ABOUT_MOVED) \
	X(HUGETLB, "hugetlb", ABOUT_REACH | ABOUT_LANDING | ABOUT_WALK | ABOUT_ERRNO)              \
	X(DRAIN, "drain", 0)                                                                       \
	X(NOTE, "note", 0)                                                                         \
	X(CHECK, "check", 0)                                                                       \
	X(CGROUP, "cgroup", ABOUT_ERRNO)                                                           \
	X(TASK, "task", ABOUT_ERRNO)

enum step_kind {
#define X(code, key, about) STEP_##code,
	STEP_MAP(X)
#undef X
	NR_STEP_KINDS
};

const char *step_kind_name(enum step_kind kind);
unsigned step_kind_about(enum step_kind kind);

enum want_kind { WANT_NONE, WANT_SPM, WANT_NODES };

/* Nodes that a caller opts in to. WANT_SPM: every node declared special. */
struct want {
	enum want_kind kind;
	nodemask_t nodes;
	const char *text;
};

/* A memory policy as written. */
struct policy_args {
	unsigned mode;			/* with mode flags */
	bool own_flags;			/* and those that the design adds */
	bool has_nodes;
	nodemask_t nodes;
	struct want want;
	const char *text;		/* owned by the plan_text list of the scenario */
	struct source_loc loc;
};

enum amount_kind { AMOUNT_BLOCKS, AMOUNT_UNTIL_NODE, AMOUNT_UNTIL_FAIL };

struct request_args {
	const char *gfp;		/* parsed under each design: it may know more flags */
	struct source_loc gfp_loc;
	unsigned order;
	int nid;			/* NUMA_NO_NODE = local */
	bool has_mask;
	nodemask_t mask;
	struct source_loc mask_loc;
	struct want want;
	bool unmasked;			/* opting in brings no nodemask */
	enum alloc_ctx_kind ctx;
	int cpu;			/* -1 = the task's */
	bool no_policy;
	enum amount_kind amount;
	uint64_t nr_blocks;
	int until_nid;
};

struct cgroup_write {
	const char *file, *value;
	struct source_loc loc;
};

enum set_kind {
	SET_MEMPOLICY,
	SET_CGROUP,
	SET_CPU,
	SET_OOM_VICTIM,
	SET_OOM_SCORE_ADJ,
	SET_EXITING,
	SET_FILE,
	SET_SYSCTL,
	SET_KSWAPD,
	SET_WEIGHTS,
	SET_DEMOTION
};

enum file_op { FILE_OP_READ, FILE_OP_WRITE, FILE_OP_SYNC, FILE_OP_DROP };

enum hotplug_op {
	HOTPLUG_ADD,
	HOTPLUG_ADD_MANUAL,
	HOTPLUG_REMOVE,
	HOTPLUG_REMOVE_ALL,
	HOTPLUG_STATE,
	HOTPLUG_ROLE,
	HOTPLUG_UNREGISTER
};

enum zswap_op { ZSWAP_OP_STORE, ZSWAP_OP_LOAD, ZSWAP_OP_INVALIDATE, ZSWAP_OP_SETTINGS };

/* Arguments of a step; which ones hold depends on its kind. Strings are borrowed. */
struct step_args {
	const char *task;
	const char *child, *into;	/* fork */
	const char *cgroup;
	const char *label;		/* alloc, fill, free; NULL = the step's name */
	const char *map;
	const char *text;		/* note */
	struct request_args request;
	struct policy_args policy;
	bool has_policy;

	struct cgroup_write *writes;	/* cgroup, write, set */
	size_t nr_writes;

	int oom_score_adj;
	bool oom_victim, exiting, rt, demotion;
	int cpu;			/* -1 = not said */
	enum set_kind set;
	const char *sysctl, *value;
	int weight_nid;

	uint64_t first, nr_pages;	/* of a mapping; nr_pages 0 = all */
	uint64_t bytes, at, page_size;
	bool has_at, shared;
	const char *file;		/* map, file */
	uint64_t offset;		/* map: bytes into the file */
	enum file_op file_op;
	bool reads;			/* touch: reads only */
	bool readonly;			/* map, mprotect, migrate */
	bool driver;			/* migrate */
	bool to_device, to_ram;		/* driver */
	unsigned mbind_flags;
	bool has_home_node;
	int home_node;
	nodemask_t from, to;

	bool held;			/* set kswapd: of nid */
	int swappiness;			/* reclaim; -1 = vm.swappiness */
	int nid;			/* fill, compact, hotplug, reclaim; or NUMA_NO_NODE */
	int zone;			/* fill; -1 = all */
	int leave_mark;			/* enum wmark, or -1 with leave_pages */
	uint64_t leave_pages;
	uint64_t nr_blocks;		/* free; 0 = all */
	bool newest_first;

	enum hotplug_op hotplug;
	enum node_role role;
	uint32_t features;		/* hotplug */
	bool has_role, has_features, has_online, has_block, has_start;
	enum online_type online;
	uint64_t block, start_pfn, range_pages;
	int inject_err;

	struct slab_args slab;
	struct hugetlb_args hugetlb;

	enum zswap_op zswap;
	uint64_t slot, count;
	struct page_content content;
	bool has_content;
	bool bypass_swapcache;
	bool has_compressor, has_percent, has_enabled;
	enum compressor compressor;
	unsigned max_pool_percent;
	bool enabled;
	bool has_accept_percent, has_shrinker;
	unsigned accept_percent;
	bool shrinker;
	uint64_t swap_pages;		/* swapon */
	bool synchronous;
};

/* What a step says of one design. */
struct design_remark {
	const char *design;
	const char *text;
};

struct design_remarks {
	struct design_remark *items;
	size_t nr;
};

struct plan_step {
	size_t number;			/* from 1; 0 = sets the stage */
	enum step_kind kind;
	char *name;			/* owned */
	struct source_loc loc;
	struct step_args args;
	struct expect expect;
	struct design_remarks xfails;	/* why it fails there */
	struct design_remarks undecided; /* a switch of the design, or why */
	const char **only;		/* designs; NULL = all */
	size_t nr_only;
};

void plan_step_free(struct plan_step *step);
/* Is the step meant for @design? */
bool plan_step_applies(const struct plan_step *step, const char *design);
/* The text for @design, or NULL. */
const char *design_remark(const struct design_remarks *remarks, const char *design);

#endif
