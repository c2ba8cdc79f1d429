// SPDX-License-Identifier: GPL-2.0-only
/*
 * The JSON schema for editors, and the tables of the reference page.
 *
 * Both are printed from the key tables that the reader itself uses; tests hold
 * the files in the tree against what is printed here. The schema is for
 * completion and first aid: what a value means is checked by the reader.
 *
 * Mirrors: nothing.
 */
#include "scenario/schema.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/read.h"
#include "scenario/yaml_tree.h"

#define SCHEMA_URI "http://json-schema.org/draft-07/schema#"
#define SIZE_PATTERN "^(0x[0-9a-fA-F]+|[0-9]+)([KMGT](iB)?)?$"

/* ---- an example, as the JSON that an editor would see ---- */

static json_t *scalar_json(const struct yaml_node *node)
{
	int64_t number;

	if (!node->quoted && parse_int(node->text, strlen(node->text), &number) == 0 &&
	    !strchr(node->text, 'x'))
		return json_integer(number);
	if (!node->quoted && strcmp(node->text, "true") == 0)
		return json_true();
	if (!node->quoted && strcmp(node->text, "false") == 0)
		return json_false();
	return json_string(node->text);
}

/* Bounded: examples are ours, and the tree's depth has a limit. */
static json_t *tree_json(const struct yaml_node *node)
{
	const struct yaml_node *entry;
	json_t *json;

	if (node->kind == TREE_SCALAR)
		return scalar_json(node);
	json = node->kind == TREE_MAP ? json_object() : json_array();
	yaml_for_each(entry, node) {
		if (node->kind == TREE_MAP)
			json_object_set_new(json, entry->key->text, tree_json(entry));
		else
			json_array_append_new(json, tree_json(entry));
	}
	return json;
}

static json_t *example_json(const char *example)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct yaml_doc doc;
	json_t *json;
	bool ok = yaml_load_bytes(&doc, "example", example, strlen(example), &diags);

	assert(ok);
	json = ok ? tree_json(doc.root) : json_null();
	yaml_doc_free(&doc);
	diag_list_free(&diags);
	return json;
}

/* ---- kinds of values ---- */

static json_t *any_of(json_t *a, json_t *b)
{
	return json_pack("{s: [o, o]}", "anyOf", a, b);
}

static json_t *type(const char *name)
{
	return json_pack("{s: s}", "type", name);
}

static json_t *word(void)
{
	return json_pack("{s: [s, s, s]}", "type", "string", "number", "boolean");
}

static json_t *array_of(json_t *items)
{
	return json_pack("{s: s, s: o}", "type", "array", "items", items);
}

static json_t *map_of(json_t *values)
{
	return json_pack("{s: s, s: o}", "type", "object", "additionalProperties", values);
}

static json_t *table_ref(enum key_table_id id)
{
	return json_pack("{s: s+}", "$ref", "#/definitions/", key_table(id)->name);
}

static json_t *size_value(void)
{
	return any_of(json_pack("{s: s, s: i}", "type", "integer", "minimum", 0),
		      json_pack("{s: s, s: s}", "type", "string", "pattern", SIZE_PATTERN));
}

/* 0, "0-1,3" or [0, 2-3] */
static json_t *list_value(void)
{
	return any_of(word(), array_of(word()));
}

static json_t *distance_value(void)
{
	json_t *row = any_of(array_of(type("integer")), type("string"));

	return any_of(array_of(row), table_ref(KEYS_DISTANCE_RULE));
}

static json_t *simple_value(enum value_kind kind)
{
	switch (kind) {
	case VALUE_VERSION:
		return json_pack("{s: i}", "const", 1);
	case VALUE_INT:
		return json_pack("{s: [s, s]}", "type", "integer", "string");
	case VALUE_BOOL:
		return type("boolean");
	case VALUE_SIZE:
		return size_value();
	case VALUE_WORDS:
		return array_of(word());
	case VALUE_NODES:
	case VALUE_NUMBERS:
	case VALUE_GFP:
	case VALUE_ZONES:
	case VALUE_DESIGNS:
	case VALUE_ANY:
		return list_value();
	case VALUE_DISTANCES:
		return distance_value();
	case VALUE_POLICY:
		return any_of(type("string"), table_ref(KEYS_MEMPOLICY));
	default:
		return word();
	}
}

static json_t *map_value(enum value_kind kind)
{
	switch (kind) {
	case VALUE_MAP_OF_INT:
		return map_of(simple_value(VALUE_INT));
	case VALUE_MAP_OF_NODES:
	case VALUE_MAP_OF_ZONES:
		return map_of(list_value());
	case VALUE_MAP_OF_MAP:
		return map_of(map_of(list_value()));
	case VALUE_MAP_OF_SWITCHES:
		return map_of(map_of(word()));
	case VALUE_MAP_OF_NODE:
		return map_of(table_ref(KEYS_NODE));
	case VALUE_MAP_OF_ZONE:
		return map_of(any_of(size_value(), table_ref(KEYS_ZONE)));
	case VALUE_MAP_OF_CGROUP:
		return map_of(table_ref(KEYS_CGROUP));
	case VALUE_MAP_OF_TASK:
		return map_of(table_ref(KEYS_TASK));
	case VALUE_MAP_OF_EXPECT:
		return map_of(table_ref(KEYS_EXPECT));
	case VALUE_LIST_OF_STEP:
		return array_of(table_ref(KEYS_STEP));
	case VALUE_LIST_OF_HMAT:
		return array_of(table_ref(KEYS_HMAT));
	default:
		return map_of(word());	/* MAP_OF_WORD, MAP_OF_SYSCTL */
	}
}

/* Maps that may also be written in one line, or as a single word. */
static bool has_short_form(enum key_table_id id)
{
	return id == KEYS_SPM || id == KEYS_FREE || id == KEYS_MAY || id == KEYS_ALLOC ||
	       id == KEYS_TOUCH || id == KEYS_ATTACH || id == KEYS_FORK;
}

static json_t *value_json(enum value_kind kind)
{
	enum key_table_id id;

	if (kind < VALUE_MAP_OF_WORD)
		return simple_value(kind);
	if (kind < VALUE_TABLE0)
		return map_value(kind);
	id = (enum key_table_id)(kind - VALUE_TABLE0);
	if (has_short_form(id))
		return any_of(type("string"), table_ref(id));
	return json_pack("{s: [o]}", "allOf", table_ref(id));
}

/* ---- tables ---- */

static json_t *table_json(enum key_table_id id)
{
	json_t *properties = json_object();
	size_t nr;
	const struct key_info *rows = key_table_rows(id, &nr);

	for (size_t i = 0; i < nr; i++) {
		json_t *property = json_pack("{s: s, s: [o]}", "description", rows[i].text,
					     "examples", example_json(rows[i].example));
		json_t *value = value_json(rows[i].value);

		json_object_update(property, value);
		json_decref(value);
		json_object_set_new(properties, rows[i].key, property);
	}
	return json_pack("{s: s, s: s, s: b, s: o}", "description", key_table(id)->text, "type",
			 "object", "additionalProperties", 0, "properties", properties);
}

void schema_json(struct text *out)
{
	json_t *definitions = json_object();
	json_t *root = json_pack("{s: s, s: s}", "$schema", SCHEMA_URI, "title",
				 "nodewall scenario, version 1");
	json_t *file = table_json(KEYS_FILE);
	char *dump;

	json_object_update(root, file);
	json_object_set_new(root, "required", json_pack("[s]", "nodewall"));
	for (int id = KEYS_FILE + 1; id < NR_KEY_TABLES; id++)
		json_object_set_new(definitions, key_table((enum key_table_id)id)->name,
				    table_json((enum key_table_id)id));
	json_object_set_new(root, "definitions", definitions);
	dump = json_dumps(root, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	text_addf(out, "%s\n", dump);
	free(dump);
	json_decref(file);
	json_decref(root);
}

/* ---- the reference page ---- */

void schema_markdown(enum key_table_id id, struct text *out)
{
	size_t nr;
	const struct key_info *rows = key_table_rows(id, &nr);

	text_add(out, "| key | value | meaning | example |\n|---|---|---|---|\n");
	for (size_t i = 0; i < nr; i++) {
		if (rows[i].value < VALUE_TABLE0)
			text_addf(out, "| `%s` | %s | ", rows[i].key,
				  value_kind_name(rows[i].value));
		else
			text_addf(out, "| `%s` | [%s](#%s) | ", rows[i].key,
				  value_kind_name(rows[i].value), value_kind_name(rows[i].value));
		for (const char *s = rows[i].text; *s; s++)
			text_addf(out, *s == '|' ? "\\%c" : "%c", *s);
		text_addf(out, " | `");
		for (const char *s = rows[i].example; *s; s++)
			text_addf(out, *s == '|' ? "\\%c" : "%c", *s);
		text_add(out, "` |\n");
	}
}

static int table_by_name(const char *name, size_t len)
{
	for (int id = 0; id < NR_KEY_TABLES; id++) {
		const char *own = key_table((enum key_table_id)id)->name;

		if (strlen(own) == len && strncmp(own, name, len) == 0)
			return id;
	}
	return -1;
}

void schema_refresh_page(const char *page, struct text *out)
{
	static const char open[] = "<!-- keys: ", close[] = " -->\n", end[] = "<!-- end -->";

	for (;;) {
		const char *mark = strstr(page, open);
		const char *name = mark ? mark + strlen(open) : NULL;
		const char *behind = name ? strstr(name, close) : NULL;
		const char *stop = behind ? strstr(behind, end) : NULL;
		int id = stop ? table_by_name(name, (size_t)(behind - name)) : -1;

		if (!stop || id < 0) {
			text_add(out, page);
			return;
		}
		text_add_bytes(out, page, (size_t)(behind - page) + strlen(close));
		schema_markdown((enum key_table_id)id, out);
		page = stop;
	}
}
