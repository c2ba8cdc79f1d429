/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of the referee's probe that runs inside the kernel.
 *
 * A process writes one line "OP KEY=VALUE ..." to /proc/nw_probe and reads one
 * JSON object back. The question is answered in the context of the writer, so
 * that its cpuset and its CPU are the ones that count.
 */
#ifndef NW_PROBE_H
#define NW_PROBE_H

#include <linux/gfp.h>
#include <linux/nodemask.h>
#include <linux/types.h>

struct zone;

/* Kernel symbols that are not exported to modules; looked up at load. */
struct kernel_symbols {
	int (*find_next_best_node)(int node, nodemask_t *used);
	void (*drain_all_pages)(struct zone *zone);
	void (*lru_add_drain_all)(void);
	unsigned long (*get_pfnblock_flags_mask)(const struct page *page, unsigned long pfn,
						 unsigned long mask);
	int *lowmem_reserve_ratio;
	struct static_key_false *cpusets_enabled_key;
};

extern struct kernel_symbols sym;

/* The question being answered. */
#define MAX_ARGS 24
struct question {
	char *op;
	int nr_args;
	char *key[MAX_ARGS];
	char *value[MAX_ARGS];
};

int question_parse(struct question *q, char *line);
const char *arg_str(const struct question *q, const char *key);
long arg_int(const struct question *q, const char *key);
int arg_gfp(const struct question *q, gfp_t *gfp);
/* @mask is set to NULL for a question without a mask, else to @storage. */
int arg_nodemask(const struct question *q, nodemask_t *storage, nodemask_t **mask);

/* The answer: JSON text in one static buffer. */
__printf(1, 2) void say(const char *fmt, ...);
void say_zone(const struct zone *zone);

/* Operations; each returns 0 or a negative errno when the question is bad. */
int op_probe(const struct question *q);
int op_probe_policy(const struct question *q);
int op_exhaust(const struct question *q);
int op_pin(const struct question *q);
int op_unpin(const struct question *q);
int op_hold(const struct question *q);
int op_fill(const struct question *q);
int op_release(const struct question *q);
int op_drain(const struct question *q);
int op_nodestates(const struct question *q);
int op_zonelist(const struct question *q);
int op_next_best(const struct question *q);
int op_cpu_nodes(const struct question *q);
int op_mems(const struct question *q);
int op_preferred(const struct question *q);
int op_machine(const struct question *q);
int op_zones(const struct question *q);
int op_watermarks(const struct question *q);
int op_recomputed(const struct question *q);
int op_start(const struct question *q);

/* One request in the context that the question names. */
enum where { IN_TASK, IN_HARDIRQ, WITH_BH_DISABLED };

int arg_context(const struct question *q, enum where *where);
struct page *alloc_in(enum where where, gfp_t gfp, unsigned int order, int nid, nodemask_t *mask);

#endif
