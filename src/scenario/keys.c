// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look-ups in the key tables.
 *
 * Mirrors: nothing.
 */
#include "scenario/keys.h"

#include <assert.h>
#include <string.h>

static const struct key_info rows[] = {
#define TABLE(code, name, text)
#define KEY(table, key, value, text, example) { KEYS_##table, key, VALUE_##value, text, example },
#include "scenario/keys.def"
#undef TABLE
#undef KEY
};

static const struct key_table tables[NR_KEY_TABLES] = {
#define TABLE(code, name, text) [KEYS_##code] = { name, text },
#define KEY(table, key, value, text, example)
#include "scenario/keys.def"
#undef TABLE
#undef KEY
};

static const char *const value_names[] = {
#define X(code, name) [VALUE_##code] = name,
	VALUE_MAP(X)
#undef X
};

const struct key_info *key_rows(size_t *nr)
{
	*nr = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

const struct key_table *key_table(enum key_table_id id)
{
	assert(id < NR_KEY_TABLES);
	return &tables[id];
}

const struct key_info *key_table_rows(enum key_table_id id, size_t *nr)
{
	size_t nr_all, first = 0, end;

	key_rows(&nr_all);
	while (first < nr_all && rows[first].table != id)
		first++;
	for (end = first; end < nr_all && rows[end].table == id;)
		end++;
	assert(end > first);
	*nr = end - first;
	return &rows[first];
}

const struct key_info *key_find(enum key_table_id id, const char *key)
{
	size_t nr;
	const struct key_info *row = key_table_rows(id, &nr);

	for (size_t i = 0; i < nr; i++) {
		if (strcmp(row[i].key, key) == 0)
			return &row[i];
	}
	return NULL;
}

const char *value_kind_name(enum value_kind kind)
{
	assert(kind < NR_VALUE_KINDS);
	return kind < VALUE_TABLE0 ? value_names[kind] : tables[kind - VALUE_TABLE0].name;
}
