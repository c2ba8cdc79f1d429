/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A YAML file as a tree with a place in the source for every node.
 *
 * The subset: one document in UTF-8; no tabs, anchors, aliases, tags, merge keys
 * or directives; keys are plain words and unique in their map. Every scalar is
 * text: what it means is decided by whoever reads it, never by YAML.
 */
#ifndef NW_SCENARIO_YAML_TREE_H
#define NW_SCENARIO_YAML_TREE_H

#include <stdbool.h>

#include "base/diag.h"

/* Limits of one file; a test stands at each edge. */
#define YAML_MAX_BYTES (1u << 20)
#define YAML_MAX_DEPTH 32
#define YAML_MAX_NODES 200000u

enum yaml_kind { TREE_SCALAR, TREE_LIST, TREE_MAP };

/*
 * One node. Constant once the tree is built; lives as long as its document.
 * Entries of a list or map are chained in the order written.
 */
struct yaml_node {
	enum yaml_kind kind;
	bool quoted;			/* scalar in quotes or a block: not empty by accident */
	struct source_loc loc;
	char *text;			/* of a scalar; else NULL */
	struct yaml_node *key;		/* of a map entry: its key; else NULL */
	struct yaml_node *first, *next;
	size_t nr;			/* entries */
};

struct yaml_doc {
	const char *path;		/* borrowed; what locations say */
	char *bytes;			/* the whole file, terminated */
	size_t len;
	size_t *line_starts;		/* [nr_lines] offsets into bytes */
	size_t nr_lines;
	struct yaml_node *root;		/* NULL when loading failed */
	size_t nr_nodes;
	void *chunks;			/* owner of the nodes */
};

/*
 * Load @path ("-" is standard input, shown as @shown) or bytes. @shown must
 * outlive the document and @diags. False after an error; the document can then
 * still give source lines. yaml_doc_free() is needed in both cases.
 */
bool yaml_load_file(struct yaml_doc *doc, const char *path, const char *shown,
		    struct diag_list *diags);
bool yaml_load_bytes(struct yaml_doc *doc, const char *shown, const char *bytes, size_t len,
		     struct diag_list *diags);
void yaml_doc_free(struct yaml_doc *doc);

/* The text of line @line (from 1), malloc'ed; NULL when there is none. */
char *yaml_source_line(const struct yaml_doc *doc, int line);
/* Give every message about this file that has no source line its line. */
void yaml_add_source_lines(const struct yaml_doc *doc, struct diag_list *diags);

/* The entry @key of a map, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* "a word", "a list", "a map": for messages. */
const char *yaml_kind_name(const struct yaml_node *node);

/*
 * Further nodes, owned by the document: for short forms that stand for a map.
 * @text need not be terminated.
 */
struct yaml_node *yaml_make_map(struct yaml_doc *doc, struct source_loc loc);
struct yaml_node *yaml_make_entry(struct yaml_doc *doc, struct yaml_node *map, const char *key,
				  const char *text, size_t len, struct source_loc loc);
/* A string that lives as long as the document. */
const char *yaml_keep_text(struct yaml_doc *doc, const char *text, size_t len);

#define yaml_for_each(child, parent) \
	for ((child) = (parent)->first; (child); (child) = (child)->next)

/* ---- between yaml_file.c and yaml_tree.c ---- */

/* Check encoding and characters of doc->bytes and index its lines. */
bool yaml_check_bytes(struct yaml_doc *doc, struct diag_list *diags);

#endif
