/* SPDX-License-Identifier: GPL-2.0-only */
/* The key tables of keys.def, for the reader, the schema and the reference page. */
#ifndef NW_SCENARIO_KEYS_H
#define NW_SCENARIO_KEYS_H

#include <stddef.h>

/* Kinds of values. VALUE(CODE, "how the reference page calls it") */
#define VALUE_MAP(X)                                                                               \
	X(VERSION, "1")                                                                            \
	X(WORD, "word")                                                                            \
	X(TEXT, "text")                                                                            \
	X(WORDS, "list of words")                                                                  \
	X(INT, "number")                                                                           \
	X(BOOL, "true or false")                                                                   \
	X(SIZE, "size")                                                                            \
	X(NODES, "node list")                                                                      \
	X(NUMBERS, "list of numbers")                                                              \
	X(GFP, "gfp flags")                                                                        \
	X(ZONES, "list of zones")                                                                  \
	X(ERRNO, "errno")                                                                          \
	X(ANY, "as described")                                                                     \
	X(DESIGNS, "designs")                                                                      \
	X(DISTANCES, "rows or a rule")                                                             \
	X(POLICY, "memory policy")                                                                 \
	X(MAP_OF_WORD, "map to words")                                                             \
	X(MAP_OF_INT, "map to numbers")                                                            \
	X(MAP_OF_NODES, "map to node lists")                                                       \
	X(MAP_OF_ZONES, "map to lists of zones")                                                   \
	X(MAP_OF_MAP, "map of maps")                                                               \
	X(MAP_OF_SWITCHES, "map of maps")                                                          \
	X(MAP_OF_SYSCTL, "map of settings")                                                        \
	X(MAP_OF_NODE, "map of nodes")                                                             \
	X(MAP_OF_ZONE, "map of zones")                                                             \
	X(MAP_OF_CGROUP, "map of cgroups")                                                         \
	X(MAP_OF_TASK, "map of tasks")                                                             \
	X(MAP_OF_EXPECT, "map of expectations")                                                    \
	X(LIST_OF_STEP, "list of steps")                                                           \
	X(LIST_OF_HMAT, "list")

enum key_table_id {
#define TABLE(code, name, text) KEYS_##code,
#define KEY(table, key, value, text, example)
#include "scenario/keys.def"
#undef TABLE
#undef KEY
	NR_KEY_TABLES
};

/* A kind of value, or (from VALUE_TABLE0 on) one map of the table, or its short form. */
enum value_kind {
#define X(code, name) VALUE_##code,
	VALUE_MAP(X)
#undef X
	VALUE_TABLE0,
#define TABLE(code, name, text) VALUE_##code = VALUE_TABLE0 + KEYS_##code,
#define KEY(table, key, value, text, example)
#include "scenario/keys.def"
#undef TABLE
#undef KEY
	NR_VALUE_KINDS
};

struct key_info {
	enum key_table_id table;
	const char *key;
	enum value_kind value;
	const char *text;
	const char *example;
};

struct key_table {
	const char *name, *text;
};

/* All rows, in the order of keys.def; those of one table are neighbours. */
const struct key_info *key_rows(size_t *nr);
const struct key_table *key_table(enum key_table_id id);
/* The rows of one table. */
const struct key_info *key_table_rows(enum key_table_id id, size_t *nr);
const struct key_info *key_find(enum key_table_id id, const char *key);
const char *value_kind_name(enum value_kind kind);

#endif
