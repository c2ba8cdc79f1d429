/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Typed readers: from a node of the tree to a value of ours, or a located error.
 *
 * All return false after having reported an error and leave the value as it
 * was. A reader goes on after an error, so that one run shows them all.
 */
#ifndef NW_SCENARIO_READ_H
#define NW_SCENARIO_READ_H

#include <stdint.h>

#include "base/nodemask.h"
#include "scenario/keys.h"
#include "scenario/yaml_tree.h"

/* No more than this many messages about one file; then it is given up. */
#define READ_MAX_ERRORS 50

struct reader {
	struct diag_list *diags;
	int nr_node_ids;	/* node lists must stay below it */
	bool cpuset_v1;		/* cgroups are those of v1 */
};

struct diag *read_error(struct reader *r, struct source_loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
struct diag *read_warning(struct reader *r, struct source_loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* unknown WHAT "GOT"WHERE, with a suggestion and all @words as a note. */
void read_unknown_in(struct reader *r, struct source_loc loc, const char *what, const char *got,
		     const char *where, const char *const *words, size_t nr_words);
void read_unknown(struct reader *r, struct source_loc loc, const char *what, const char *got,
		  const char *const *words, size_t nr_words);
bool read_gave_up(const struct reader *r);

/* A map whose keys are all in the table. */
bool read_map(struct reader *r, const struct yaml_node *node, enum key_table_id id);
/* A map or list of anything; @what is for the message: "zones". */
bool read_kind(struct reader *r, const struct yaml_node *node, enum yaml_kind kind,
	       const char *what);
/* The text of a scalar that is not empty; NULL after an error. */
const char *read_word(struct reader *r, const struct yaml_node *node, const char *what);
bool read_int(struct reader *r, const struct yaml_node *node, const char *what, int64_t min,
	      int64_t max, int64_t *value);
bool read_bool(struct reader *r, const struct yaml_node *node, const char *what, bool *value);
/* Bytes: "4096", "0x1000", "512M", "2GiB"; K, M, G and T are powers of 1024. */
bool read_size(struct reader *r, const struct yaml_node *node, const char *what, uint64_t *bytes);
/* The same in pages; must be a multiple of the page size. */
bool read_pages(struct reader *r, const struct yaml_node *node, const char *what,
		uint64_t *pages);
/* The same, of a swap device. */
bool read_swap_size(struct reader *r, const struct yaml_node *node, uint64_t *pages);
bool read_nodes(struct reader *r, const struct yaml_node *node, nodemask_t *nodes);
bool read_nodes_text(struct reader *r, struct source_loc loc, const char *text, size_t len,
		     nodemask_t *nodes);
bool read_nid(struct reader *r, const struct yaml_node *node, int *nid);
/* Index of the scalar in @words. */
bool read_choice(struct reader *r, const struct yaml_node *node, const char *what,
		 const char *const *words, size_t nr_words, int *choice);
/*
 * One or several of @words, separated by blanks or commas: chosen[i] is set for each.
 * False after an error, with those that could be understood set.
 */
bool read_choices(struct reader *r, const struct yaml_node *node, const char *what,
		  const char *const *words, size_t nr_words, bool *chosen);

/* A list of features of special memory (model/features.def) as FEATURE_* bits. */
bool read_features(struct reader *r, const struct yaml_node *node, uint32_t *features);

/* Ids below @limit: "0-3,8" or [0-3, 8]. *ids is malloc'ed, ascending only if written so. */
struct number_list {
	int *ids;
	size_t nr;
};
bool read_numbers(struct reader *r, const struct yaml_node *node, const char *what, int limit,
		  struct number_list *list);

/* Is it no file of cgroup v1 that the model knows nothing about? */
bool check_file_modelled(struct reader *r, struct source_loc loc, const char *file);

/* ---- for texts that are not a node of their own ---- */

/* The part [@offset, +@len) of a plain scalar as a place in the source. */
struct source_loc part_of(const struct yaml_node *node, size_t offset, size_t len);
/* 0, -EINVAL (not a size) or -EOVERFLOW. */
int parse_size(const char *text, size_t len, uint64_t *bytes);
int parse_int(const char *text, size_t len, int64_t *value);

#endif
