/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libnodewall - which nodes may this allocation use, and why not the others.
 *
 * A simulated Linux 6.12 machine (its zones, cpusets and free lists) under one of
 * the isolation designs, as a value in your program: load it, ask it, change it.
 *
 *	struct nw_machine *m;
 *	struct nw_answer *a;
 *	struct nw_diag diag;
 *	struct nw_request req = NW_REQUEST_INIT;
 *
 *	if (nw_machine_load("machines/gh200.yaml", "rfc-v2", &m, &diag) != NW_OK)
 *		...
 *	nw_gfp(m, "GFP_HIGHUSER_MOVABLE", &req.gfp, &diag);
 *	nw_explain(m, &req, &a, &diag);
 *	puts(nw_answer_text(a, NW_TEXT_WALK));
 *	nw_answer_free(a);
 *	nw_machine_free(m);
 *
 * Rules that hold for every function:
 *
 * Errors. A function that can fail returns an enum nw_status and lists the values
 * under "Errors:". Its last argument, which may be NULL, receives what went wrong;
 * it is written on failure only. Out parameters are written on success only.
 *
 * Text. Strings that are passed in are UTF-8, terminated, and copied where needed.
 * A "char *" that comes out is yours: nw_text_free(). A "const char *" belongs to
 * the object it was asked of, or lives for ever where it says so.
 *
 * Units. Memory is counted in pages of 4096 bytes or in blocks of 2^order pages,
 * addresses in page frame numbers (pfn). Node ids are Linux node ids, 0 to 1023,
 * and may have gaps. Lists of nodes are in the kernel's format: "0-2,5".
 *
 * Threads. The library has no mutable globals. Different machines may be used by
 * different threads at the same time without locks; one machine by one thread at a
 * time. An answer never changes once made and may be read by several threads.
 *
 * Numbers with a fraction ("1.5G") are read and written under LC_NUMERIC of the
 * calling thread: leave that category at "C", where every program starts.
 *
 * Output. Nothing is written to stdout or stderr, no signal or locale is touched,
 * exit() is never called. Two things end the process, through abort(): memory that
 * the host cannot give, and a broken invariant inside the library (a failed
 * assert(), the one case in which the C library prints a line to stderr).
 */
#ifndef NODEWALL_NODEWALL_H
#define NODEWALL_NODEWALL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define NW_API __attribute__((visibility("default")))
#else
#define NW_API
#endif

/* ---- versions, errors ---- */

/* "0.1.0" of the library that runs; lives for ever. */
NW_API const char *nw_version(void);
/* The kernel whose allocator is modelled: "6.12"; lives for ever. */
NW_API const char *nw_kernel_model(void);

enum nw_status {
	NW_OK = 0,
	NW_ERR_FILE,		/* a file cannot be read, or something in it is wrong */
	NW_ERR_DESIGN,		/* no isolation design of that name */
	NW_ERR_SWITCH,		/* the design has no such switch, or the switch no such value */
	NW_ERR_GFP,		/* not an expression of GFP flags that the design knows */
	NW_ERR_REQUEST,		/* a field is out of range or names something that is not there */
	NW_ERR_NO_OPT_IN,	/* the design has no way to ask for the nodes that are wanted */
	NW_ERR_KERNEL,		/* the simulated kernel refused; see nw_diag.kernel_errno */
	NW_ERR_NO_PAGE,		/* the request was made and no zone could serve it */
	NW_ERR_NOT_HELD,	/* the block is not, or no longer, one that you hold */
	NW_ERR_BROKEN		/* an invariant of the machine does not hold: our bug */
};

/* One sentence about @status, without a full stop; lives for ever. */
NW_API const char *nw_status_text(enum nw_status status);

/*
 * What went wrong, with its place where there is one. A plain value: nothing to
 * free, it may be copied. Of several messages it holds the first error.
 */
struct nw_diag {
	int line;		/* from 1; 0 = no place */
	int column;		/* from 1; 0 = unknown */
	int width;		/* characters that the message is about; 0 = unknown */
	int kernel_errno;	/* with NW_ERR_KERNEL: a Linux errno, 22 for EINVAL; else 0 */
	unsigned nr_errors;	/* how many were found; this is the first */
	char file[256];		/* "" = no place; a long name loses its beginning */
	char message[512];	/* one line, never empty */
	char suggestion[64];	/* a word that may have been meant, or "" */
	char source_line[256];	/* the text of that line, or "" */
};

/*
 * @diag as a person reads it: "FILE:LINE:COL: error: MESSAGE", the line, a caret.
 * Up to @len bytes with the terminator go to @buf. Return: @buf.
 */
NW_API const char *nw_diag_text(const struct nw_diag *diag, char *buf, size_t len);

/* Free a string that the library gave away. NULL is fine. */
NW_API void nw_text_free(char *text);

/* ---- designs ---- */

/* The isolation designs, in the order of comparisons; "mainline" is number 0. */
NW_API size_t nw_design_count(void);
/* The following live for ever; NULL when @idx >= nw_design_count(). */
NW_API const char *nw_design_name(size_t idx);
NW_API const char *nw_design_title(size_t idx); /* one line */
NW_API const char *nw_design_idea(size_t idx); /* two or three sentences */

/* ---- machines ---- */

struct nw_machine;

/**
 * nw_machine_load - read a machine and boot it
 * @path:   a topology or scenario file (YAML), a machine.json, or a folder with one
 * @design: name of a design; NULL = "mainline"
 * @m:      receives the machine, to be freed by nw_machine_free()
 *
 * Of a scenario the topology is taken; its cgroups, tasks and steps are not made
 * (nw_run() does). Errors: NW_ERR_FILE, NW_ERR_DESIGN.
 */
NW_API enum nw_status nw_machine_load(const char *path, const char *design, struct nw_machine **m,
				      struct nw_diag *diag);
/**
 * nw_machine_load_text - the same from memory
 * @text:  @len bytes, not necessarily terminated
 * @shown: what messages call it. A name that ends in ".json" makes the text a
 *         machine.json; other files that the text names are looked for beside it
 */
NW_API enum nw_status nw_machine_load_text(const char *text, size_t len, const char *shown,
					   const char *design, struct nw_machine **m,
					   struct nw_diag *diag);
/* Blocks, tasks and cgroups go with it; answers stay valid. NULL is fine. */
NW_API void nw_machine_free(struct nw_machine *m);

/*
 * Run another design from now on: the machine boots anew, and tasks, cgroups and
 * blocks are gone. Switches are at their defaults again.
 * Errors: NW_ERR_DESIGN; NW_ERR_FILE when the description cannot be booted under
 * it. The machine is unchanged then.
 */
NW_API enum nw_status nw_machine_set_design(struct nw_machine *m, const char *design,
					    struct nw_diag *diag);
/* The design that runs; lives for ever. */
NW_API const char *nw_machine_design(const struct nw_machine *m);
/*
 * Decide a point that the design leaves open, then boot anew as above.
 * Errors: NW_ERR_SWITCH, NW_ERR_FILE.
 */
NW_API enum nw_status nw_machine_set_switch(struct nw_machine *m, const char *name,
					    const char *value, struct nw_diag *diag);
/* Boot anew: as after loading, under the same design and switches. Errors: NW_ERR_FILE. */
NW_API enum nw_status nw_machine_reset(struct nw_machine *m, struct nw_diag *diag);
/* Every invariant of the machine, page by page. Errors: NW_ERR_BROKEN. */
NW_API enum nw_status nw_check(struct nw_machine *m, struct nw_diag *diag);

/* ---- tasks and cgroups ---- */

/**
 * nw_task_add - a new task, which requests can name
 * @name:   not yet taken
 * @cgroup: path such as "/job"; NULL = the root
 * @cpu:    0 to the number of CPUs - 1, of a CPU that exists
 *
 * Errors: NW_ERR_REQUEST (name is taken or empty, no such CPU), NW_ERR_KERNEL (the
 * attach was refused; there is no task then).
 */
NW_API enum nw_status nw_task_add(struct nw_machine *m, const char *name, const char *cgroup,
				  int cpu, struct nw_diag *diag);
/* Move a task; NULL = the root. Errors: NW_ERR_REQUEST (no such task), NW_ERR_KERNEL. */
NW_API enum nw_status nw_task_attach(struct nw_machine *m, const char *name, const char *cgroup,
				     struct nw_diag *diag);
/* End a task. Errors: NW_ERR_REQUEST (no such task, or init, which stays). */
NW_API enum nw_status nw_task_exit(struct nw_machine *m, const char *name, struct nw_diag *diag);

/*
 * mkdir, rmdir and write in a cgroup v2 tree (v1 where the file says so), with the
 * kernel's rules and errors. @file: "cpuset.mems", "cpuset.cpus",
 * "cpuset.cpus.partition" or "cgroup.subtree_control", on v1 the files of v1;
 * @value as it would be echoed. What follows from a write
 * (masks of tasks, policies, pages that migrate) has happened on return.
 * Errors: NW_ERR_KERNEL.
 */
NW_API enum nw_status nw_cgroup_mkdir(struct nw_machine *m, const char *path,
				      struct nw_diag *diag);
NW_API enum nw_status nw_cgroup_rmdir(struct nw_machine *m, const char *path,
				      struct nw_diag *diag);
NW_API enum nw_status nw_cgroup_write(struct nw_machine *m, const char *path, const char *file,
				      const char *value, struct nw_diag *diag);
/* The value of a file of the cpuset controller, without newline. Errors: NW_ERR_KERNEL. */
NW_API enum nw_status nw_cgroup_read(const struct nw_machine *m, const char *path,
				     const char *file, char **value, struct nw_diag *diag);

/* ---- GFP flags ---- */

/**
 * nw_gfp - flags from their names
 * @m:    the flags of its design are known too; NULL = only those of Linux 6.12
 * @text: "GFP_KERNEL|__GFP_THISNODE", "GFP_USER & ~__GFP_IO" or "0xcc0"
 * @gfp:  bits 0-31 are the kernel's, those of a design lie above
 *
 * Errors: NW_ERR_GFP.
 */
NW_API enum nw_status nw_gfp(const struct nw_machine *m, const char *text, uint64_t *gfp,
			     struct nw_diag *diag);
/* The names of @gfp, "0" for none; bits without a name as hexadecimal. */
NW_API char *nw_gfp_text(const struct nw_machine *m, uint64_t gfp);

/* ---- requests ---- */

/* Where the code that allocates runs. */
enum nw_context {
	NW_CONTEXT_TASK = 0,
	NW_CONTEXT_BH_DISABLED,		/* a task with bottom halves off */
	NW_CONTEXT_SOFTIRQ,
	NW_CONTEXT_HARDIRQ,
	NW_CONTEXT_KTHREAD,		/* a kernel thread, in the root cgroup */
	NW_CONTEXT_TASK_MEMALLOC	/* a task with PF_MEMALLOC */
};

/*
 * One allocation, as __alloc_pages() gets it: node and nodemask count as they are,
 * no memory policy is asked. Initialise with NW_REQUEST_INIT, then set what matters.
 */
struct nw_request {
	size_t struct_bytes;	/* set by NW_REQUEST_INIT; leave it alone */
	uint64_t gfp;		/* from nw_gfp() */
	unsigned order;		/* 0 to 10: a block of 2^order pages */
	int node;		/* preferred node, any possible one; -1 = the CPU's */
	int cpu;		/* -1 = the task's, or the first one there is */
	enum nw_context context;
	const char *task;	/* of nw_task_add(), or "init"; NULL = see cgroup */
	const char *cgroup;	/* a passing task in this cgroup; NULL = the root.
				 * Not together with task */
	const char *nodemask;	/* list of nodes, or NULL = none */
	const char *want;	/* opt in: "spm" = all special nodes, or a list of possible
				 * nodes; the design phrases the request, and node and
				 * nodemask are its to choose. NULL = an ordinary request */
};

/* clang-format off */
#define NW_REQUEST_INIT { sizeof(struct nw_request), 0, 0, -1, -1, NW_CONTEXT_TASK, 0, 0, 0, 0 }
/* clang-format on */

enum nw_zone { NW_ZONE_DMA = 0, NW_ZONE_DMA32, NW_ZONE_NORMAL, NW_ZONE_MOVABLE, NW_ZONE_DEVICE };

/* Where a request is served in the present state. */
struct nw_landing {
	int served;		/* 0: it fails, and the fields below mean nothing */
	int node;
	enum nw_zone zone;
	char label[16];		/* "0/Normal" */
	const char *pass;	/* that serves it: "fast", "slow", ...; lives for ever */
};

/*
 * The three questions. They change nothing: the next allocation is what it would
 * have been.
 * Errors of all three: NW_ERR_REQUEST, NW_ERR_NO_OPT_IN, NW_ERR_KERNEL (a task
 * cannot be in that cgroup).
 */
struct nw_answer;

/*
 * Which nodes may serve the request, given some amount of free memory: all passes
 * of the allocator together, with masks, cpusets and the design as they are now.
 * @a is to be freed by nw_answer_free().
 */
NW_API enum nw_status nw_may(struct nw_machine *m, const struct nw_request *req,
			     struct nw_answer **a, struct nw_diag *diag);
/* Where it would be served now. */
NW_API enum nw_status nw_lands(struct nw_machine *m, const struct nw_request *req,
			       struct nw_landing *landing, struct nw_diag *diag);
/*
 * Both, and the walk: every pass that some amount of free memory can lead to, with
 * each zone and the rule that stands against it, if any.
 */
NW_API enum nw_status nw_explain(struct nw_machine *m, const struct nw_request *req,
				 struct nw_answer **a, struct nw_diag *diag);

/* Does the answer allow @node? 1 or 0; any int may be asked. */
NW_API int nw_answer_allows(const struct nw_answer *a, int node);
/* Zones of @node that may serve, a bit (1 << enum nw_zone) each; 0 = none. */
NW_API unsigned nw_answer_zones(const struct nw_answer *a, int node);
/* The nodes as a list, "" = none: all passes, or the first pass only. */
NW_API const char *nw_answer_nodes(const struct nw_answer *a);
NW_API const char *nw_answer_first(const struct nw_answer *a);
/* Where it lands; NULL in an answer of nw_may(). */
const NW_API struct nw_landing *nw_answer_landing(const struct nw_answer *a);

enum nw_text {
	NW_TEXT_SHORT = 0,	/* one or two lines */
	NW_TEXT_WALK,		/* request, passes, zones with their verdicts; many lines */
	NW_TEXT_JSON		/* the passes in the present state: "explain" of nw_ask() */
};

/* Text of @a, ending in a newline. WALK and JSON of an answer of nw_may() are "". */
NW_API const char *nw_answer_text(const struct nw_answer *a, enum nw_text which);
/* NULL is fine. */
NW_API void nw_answer_free(struct nw_answer *a);

/* ---- allocating ---- */

/* A block that you hold. A plain value; @id tells it from blocks of earlier boots. */
struct nw_block {
	uint64_t id;
	uint64_t pfn;		/* of the first page */
	unsigned order;		/* 2^order pages */
	int node;
	enum nw_zone zone;
	char label[16];		/* "0/Normal" */
};

/*
 * Allocate for real: lists, per-cpu lists and watermarks change as in the kernel.
 * Errors: those of the questions, and NW_ERR_NO_PAGE.
 */
NW_API enum nw_status nw_alloc(struct nw_machine *m, const struct nw_request *req,
			       struct nw_block *block, struct nw_diag *diag);
/*
 * Give a block back, on the CPU that took it. Only @block->id is looked at.
 * Errors: NW_ERR_NOT_HELD (freed before, or the machine has booted since).
 */
NW_API enum nw_status nw_free(struct nw_machine *m, const struct nw_block *block,
			      struct nw_diag *diag);

/* ---- everything else ---- */

/*
 * One question of the protocol of `nodewall ask` on this machine: buddy lists,
 * hotplug, policies, sysctls and more. @json is one object;
 * @answer receives one object without newline, {"error":...} for a question that
 * cannot be understood: that is an answer, not an error. After {"op":"reset"}, which
 * boots anew, and "buddy.load", which replaces a zone's pages, no block is held.
 * Errors: none; the status is always NW_OK.
 */
NW_API enum nw_status nw_ask(struct nw_machine *m, const char *json, char **answer);

enum nw_format { NW_FORMAT_TEXT = 0, NW_FORMAT_JSON, NW_FORMAT_KTAP, NW_FORMAT_JUNIT };

/**
 * nw_run - run a scenario file, on machines of its own
 * @design:    "a,b" or "all"; NULL = those that the scenario names
 * @text:      receives the report
 * @nr_failed: receives how many steps did not go as expected; may be NULL
 *
 * Errors: NW_ERR_FILE, NW_ERR_DESIGN. Expectations that fail are not an error.
 */
NW_API enum nw_status nw_run(const char *path, const char *design, enum nw_format format,
			     char **text, size_t *nr_failed, struct nw_diag *diag);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif
