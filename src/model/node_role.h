/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kind of memory a node holds under a design: roles and features, what a
 * design remembers of them, and what it is asked when memory comes and goes (H13).
 */
#ifndef NW_MODEL_NODE_ROLE_H
#define NW_MODEL_NODE_ROLE_H

#include "base/nodemask.h"
#include "model/verdict.h"

/* The role that a range of memory is added with. */
enum node_role { ROLE_SYSRAM, ROLE_SPM };

enum online_type { MMOP_OFFLINE, MMOP_ONLINE, MMOP_ONLINE_KERNEL, MMOP_ONLINE_MOVABLE };

/*
 * Services that the driver of a special node asks for, as words of a scenario
 * (features.def). A design looks at those it has (node_features) and at no other.
 */
enum node_feature {
#define FEATURE(code, word, text) FEATURE_IDX_##code,
#include "model/features.def"
#undef FEATURE
	NR_NODE_FEATURES
};

enum {
#define FEATURE(code, word, text) FEATURE_##code = 1 << FEATURE_IDX_##code,
#include "model/features.def"
#undef FEATURE
};

extern const char *const node_feature_names[NR_NODE_FEATURES + 1];	/* NULL-terminated */
extern const char *const node_feature_texts[NR_NODE_FEATURES];

/* What a design remembers. Written by the core only, from a hotplug answer. */
struct design_state {
	nodemask_t sysram;		/* e.g. mt_sysram_nodelist */
	nodemask_t spm;			/* e.g. mt_spm_nodelist */
	uint32_t *node_caps;		/* [nr_node_ids] FEATURE_* granted, NULL until used */
	nodemask_t stranded;		/* memory on line, but no memory state (HP_UNREGISTER) */
};

/* Changes that follow from a hotplug answer. */
struct role_edit {
	bool set_sysram, set_spm;	/* add the node to that set of design_state */
	bool clear_sysram, clear_spm;
	bool set_caps;			/* the node's node_caps become @caps */
	uint32_t caps;
	bool undone_on_failure;		/* forgotten when a later step of the add fails */
};

/* H13: the moments at which a design is asked. */
enum hotplug_moment {
	HP_BOOT,		/* end of boot: memory-tier init; once per node with memory */
	HP_ADD,			/* add_memory_resource(): before anything was added */
	HP_SET_TYPE,		/* role declared without adding memory */
	HP_ONLINE_FIRST,	/* first block of the node goes online */
	HP_ONLINE_MORE,		/* a further block of a node that has memory goes online */
	HP_OFFLINE_LAST,	/* last block of the node went offline */
	HP_REMOVE_LAST,		/* the node has no block left */
	HP_UNREGISTER		/* the driver takes its registration of the node back */
};

struct hotplug_question {
	enum hotplug_moment moment;
	int nid;
	enum node_role role;		/* of the range in question */
	enum online_type online_type;	/* as asked for */
	uint32_t features;		/* FEATURE_* that the driver asks for */
	bool has_blocks;		/* HP_ADD: the node has memory blocks, on line or not */
};

struct hotplug_answer {
	int err;			/* 0 or -errno */
	enum verdict why;		/* when err != 0 */
	struct role_edit edit;		/* applied also when a later step of the add fails */
	/*
	 * HP_ONLINE_FIRST: which states the node joins; baseline: N_MEMORY, daemons
	 * started. HP_ONLINE_MORE: which it is in from now on; baseline: no change,
	 * so a design that answers it fills these fields for the node as it stands.
	 * HP_ADD, HP_SET_TYPE: joins_spm takes a stranded node back into its state.
	 */
	bool joins_memory;
	bool joins_spm;			/* N_SPM */
	bool starts_daemons;
	enum online_type online_type;	/* what becomes of the blocks */
	bool device_memory;		/* HP_ADD: ZONE_DEVICE, no blocks and no free lists */
	bool leaves_spm;		/* HP_UNREGISTER: N_SPM, even with blocks on line */
};

#endif
