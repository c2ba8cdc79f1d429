// SPDX-License-Identifier: GPL-2.0-only
/*
 * From libyaml's events to a tree of located nodes.
 *
 * Responsible for the subset of YAML and for the mistakes that come from YAML
 * itself: { cpus: 0,2-3 } and !2. Not responsible for what keys and values mean.
 *
 * Nesting is kept on an explicit stack, so that a hostile file cannot exhaust
 * ours. Columns of libyaml count characters, ours count bytes.
 *
 * Mirrors: nothing.
 */
#include "scenario/yaml_tree.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define CHUNK_NODES 64

/* Nodes are taken from chunks, so that pointers to them stay and freeing is one loop. */
struct node_chunk {
	struct node_chunk *next;
	size_t nr;
	struct yaml_node nodes[CHUNK_NODES];
};

/* An open list or map. @key: the map's key that waits for its value. */
struct level {
	struct yaml_node *node;
	struct yaml_node *last;
	struct yaml_node *key;
	bool flow;
};

struct builder {
	struct yaml_doc *doc;
	struct diag_list *diags;
	struct level levels[YAML_MAX_DEPTH];
	size_t depth;
	bool failed;		/* no use to go on */
	bool done;		/* end of the stream */
};

static size_t byte_column(const struct yaml_doc *doc, size_t line, size_t characters)
{
	size_t at = doc->line_starts[line];
	size_t start = at;

	while (characters > 0 && at < doc->len) {
		do
			at++;
		while (((unsigned char)doc->bytes[at] & 0xc0) == 0x80);
		characters--;
	}
	return at - start;
}

static struct source_loc loc_at(const struct yaml_doc *doc, const yaml_mark_t *start,
				const yaml_mark_t *end)
{
	size_t line = start->line;
	size_t column, width;

	if (line >= doc->nr_lines)
		line = doc->nr_lines - 1;
	column = byte_column(doc, line, line == start->line ? start->column : 0);
	if (end->line == start->line) {
		width = byte_column(doc, line, end->column) - column;
	} else {
		/* What goes on over lines is marked up to the end of its first. */
		char *text = yaml_source_line(doc, (int)line + 1);

		width = text && strlen(text) > column ? strlen(text) - column : 1;
		free(text);
	}
	return (struct source_loc){
		.file = doc->path,
		.line = (int)line + 1,
		.column = (int)column + 1,
		.width = width > 0 ? (int)width : 1,
	};
}

static struct diag *fail(struct builder *b, struct source_loc loc, const char *message)
{
	b->failed = true;
	return diag_add(b->diags, DIAG_ERROR, loc, "%s", message);
}

static struct yaml_node *doc_node(struct yaml_doc *doc, enum yaml_kind kind, struct source_loc loc)
{
	struct node_chunk *chunk = doc->chunks;
	struct yaml_node *node;

	if (!chunk || chunk->nr == CHUNK_NODES) {
		chunk = xcalloc(1, sizeof(*chunk));
		chunk->next = doc->chunks;
		doc->chunks = chunk;
	}
	node = &chunk->nodes[chunk->nr++];
	node->kind = kind;
	node->loc = loc;
	return node;
}

static struct yaml_node *node_new(struct builder *b, enum yaml_kind kind, struct source_loc loc)
{
	struct yaml_node *node = doc_node(b->doc, kind, loc);

	if (++b->doc->nr_nodes > YAML_MAX_NODES) {
		diag_add(b->diags, DIAG_ERROR, loc, "the file has more than %u values",
			 YAML_MAX_NODES);
		b->failed = true;
	}
	return node;
}

/* Put a finished or opened value where it belongs. */
static void attach(struct builder *b, struct yaml_node *node)
{
	struct level *top;

	if (b->depth == 0) {
		b->doc->root = node;
		return;
	}
	top = &b->levels[b->depth - 1];
	if (top->node->kind == TREE_MAP && !top->key) {
		if (node->kind != TREE_SCALAR)
			fail(b, node->loc, "a key must be a word, not a list or a map");
		else if (strcmp(node->text, "<<") == 0 && !node->quoted)
			fail(b, node->loc, "merge keys (<<) are not part of the format");
		top->key = node;
		return;
	}
	node->key = top->key;
	top->key = NULL;
	if (top->last)
		top->last->next = node;
	else
		top->node->first = node;
	top->last = node;
	top->node->nr++;
}

static void open_level(struct builder *b, enum yaml_kind kind, struct source_loc loc, bool flow)
{
	struct yaml_node *node;

	if (b->depth == YAML_MAX_DEPTH) {
		fail(b, loc, "nested too deeply: more than 32 levels");
		return;
	}
	node = node_new(b, kind, loc);
	attach(b, node);
	b->levels[b->depth++] = (struct level){ .node = node, .flow = flow };
}

static bool is_list_fragment(const struct yaml_node *entry)
{
	const char *s = entry->key->text;

	if (entry->kind != TREE_SCALAR || entry->quoted || entry->text[0] || entry->key->quoted)
		return false;
	return *s && s[strspn(s, "0123456789-:/ ")] == '\0';
}

/* { cpus: 0,2-3 } reads as cpus: 0 and a key "2-3" without a value. */
static void check_flow_commas(struct builder *b, const struct yaml_node *map)
{
	const struct yaml_node *entry, *part;
	struct text list = TEXT_INIT, quoted = TEXT_INIT;

	yaml_for_each(entry, map) {
		if (entry->kind != TREE_SCALAR || !entry->next || !is_list_fragment(entry->next))
			continue;
		text_addf(&list, "[%s", entry->text);
		text_add(&quoted, entry->text);
		for (part = entry->next; part && is_list_fragment(part); part = part->next) {
			text_addf(&list, ", %s", part->key->text);
			text_addf(&quoted, ",%s", part->key->text);
		}
		diag_add(b->diags, DIAG_ERROR, entry->next->key->loc,
			 "comma inside { } starts a new key; write %s: %s] or %s: \"%s\"",
			 entry->key->text, text_str(&list), entry->key->text, text_str(&quoted));
		b->failed = true;
		break;
	}
	text_free(&list);
	text_free(&quoted);
}

static int compare_keys(const void *a, const void *b)
{
	const struct yaml_node *const *x = a, *const *y = b;
	int order = strcmp((*x)->text, (*y)->text);

	if (order)
		return order;
	return (*x)->loc.line != (*y)->loc.line ? (*x)->loc.line - (*y)->loc.line :
						  (*x)->loc.column - (*y)->loc.column;
}

static void check_duplicates(struct builder *b, const struct yaml_node *map)
{
	const struct yaml_node **keys = xcalloc(map->nr, sizeof(*keys));
	const struct yaml_node *entry;
	size_t nr = 0;

	yaml_for_each(entry, map)
		keys[nr++] = entry->key;
	qsort(keys, nr, sizeof(const struct yaml_node *), compare_keys);
	for (size_t i = 1; i < nr; i++) {
		if (strcmp(keys[i - 1]->text, keys[i]->text) != 0)
			continue;
		diag_add(b->diags, DIAG_ERROR, keys[i]->loc,
			 "key \"%s\" is written twice; the first is in line %d", keys[i]->text,
			 keys[i - 1]->loc.line);
		b->failed = true;
	}
	free(keys);
}

static void close_level(struct builder *b)
{
	struct level *top = &b->levels[--b->depth];

	assert(!top->key);
	if (top->node->kind != TREE_MAP)
		return;
	if (top->flow)
		check_flow_commas(b, top->node);
	if (!b->failed)
		check_duplicates(b, top->node);
}

static void refuse_tag(struct builder *b, struct source_loc loc, const char *tag)
{
	if (tag[0] == '!' && tag[1] && tag[strspn(tag, "!0123456789-,")] == '\0') {
		diag_add(b->diags, DIAG_ERROR, loc,
			 "%s is a YAML tag, it does not mean \"all but %s\"; list the nodes", tag,
			 tag + 1);
		b->failed = true;
		return;
	}
	fail(b, loc, "tags (!...) are not part of the format");
}

/* Anchors and tags may stand before every value. True when it has neither. */
static bool is_plain_value(struct builder *b, struct source_loc loc, const yaml_char_t *anchor,
			   const yaml_char_t *tag)
{
	if (anchor)
		fail(b, loc, "anchors (&name) are not part of the format");
	else if (tag)
		refuse_tag(b, loc, (const char *)tag);
	return !b->failed;
}

static void add_scalar(struct builder *b, const yaml_event_t *event, struct source_loc loc)
{
	const yaml_char_t *value = event->data.scalar.value;
	size_t len = event->data.scalar.length;
	struct yaml_node *node;

	if (!is_plain_value(b, loc, event->data.scalar.anchor, event->data.scalar.tag))
		return;
	if (memchr(value, '\0', len)) {
		fail(b, loc, "a NUL character in a text");
		return;
	}
	node = node_new(b, TREE_SCALAR, loc);
	node->text = xstrndup((const char *)value, len);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	attach(b, node);
}

static void start_document(struct builder *b, const yaml_event_t *event, struct source_loc loc)
{
	if (event->data.document_start.version_directive ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
		fail(b, loc, "directives (%) are not part of the format");
	else if (b->doc->root)
		fail(b, loc, "a second document starts here; a file holds one");
}

static void take_event(struct builder *b, const yaml_event_t *event)
{
	struct source_loc loc = loc_at(b->doc, &event->start_mark, &event->end_mark);

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		start_document(b, event, loc);
		break;
	case YAML_ALIAS_EVENT:
		fail(b, loc, "aliases (*name) are not part of the format");
		break;
	case YAML_SCALAR_EVENT:
		add_scalar(b, event, loc);
		break;
	case YAML_SEQUENCE_START_EVENT:
		if (is_plain_value(b, loc, event->data.sequence_start.anchor,
				   event->data.sequence_start.tag))
			open_level(b, TREE_LIST, loc,
				   event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
		break;
	case YAML_MAPPING_START_EVENT:
		if (is_plain_value(b, loc, event->data.mapping_start.anchor,
				   event->data.mapping_start.tag))
			open_level(b, TREE_MAP, loc,
				   event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_level(b);
		break;
	case YAML_STREAM_END_EVENT:
		b->done = true;
		break;
	default:
		break;
	}
}

/* libyaml's own complaint, with its place. */
static void report_syntax(struct builder *b, const yaml_parser_t *parser)
{
	const yaml_mark_t *mark = &parser->problem_mark;
	struct source_loc loc = loc_at(b->doc, mark, mark);
	struct diag *d;

	d = diag_add(b->diags, DIAG_ERROR, loc, "%s",
		     parser->problem ? parser->problem : "bad YAML");
	if (parser->context && parser->context_mark.line != mark->line) {
		struct text extra = TEXT_INIT;

		text_addf(&extra, "%s from line %zu", parser->context,
			  parser->context_mark.line + 1);
		d->extra = extra.bytes;
	}
	b->failed = true;
}

static bool build(struct builder *b)
{
	yaml_parser_t parser;
	yaml_event_t event;

	if (!yaml_parser_initialize(&parser))
		xmalloc(SIZE_MAX);	/* its only failure is memory */
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)b->doc->bytes, b->doc->len);
	while (!b->failed && !b->done) {
		if (!yaml_parser_parse(&parser, &event)) {
			report_syntax(b, &parser);
			break;
		}
		take_event(b, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return !b->failed;
}

bool yaml_load_bytes(struct yaml_doc *doc, const char *shown, const char *bytes, size_t len,
		     struct diag_list *diags)
{
	struct builder b = { .doc = doc, .diags = diags };
	static const char bom[] = "\xef\xbb\xbf";
	bool ok;

	if (len >= 3 && memcmp(bytes, bom, 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	*doc = (struct yaml_doc){ .path = shown, .len = len };
	doc->bytes = xmalloc(len + 1);
	memcpy(doc->bytes, bytes, len);
	doc->bytes[len] = '\0';

	ok = yaml_check_bytes(doc, diags) && build(&b);
	if (ok && !doc->root) {
		diag_add(diags, DIAG_ERROR, (struct source_loc){ .file = shown },
			 len == 0 ? "is empty" : "holds no document");
		ok = false;
	}
	if (!ok)
		yaml_add_source_lines(doc, diags);
	return ok;
}

void yaml_doc_free(struct yaml_doc *doc)
{
	struct node_chunk *chunk = doc->chunks;

	while (chunk) {
		struct node_chunk *next = chunk->next;

		for (size_t i = 0; i < chunk->nr; i++)
			free(chunk->nodes[i].text);
		free(chunk);
		chunk = next;
	}
	free(doc->bytes);
	free(doc->line_starts);
	*doc = (struct yaml_doc){ 0 };
}

struct yaml_node *yaml_make_map(struct yaml_doc *doc, struct source_loc loc)
{
	return doc_node(doc, TREE_MAP, loc);
}

const char *yaml_keep_text(struct yaml_doc *doc, const char *text, size_t len)
{
	struct yaml_node *node = doc_node(doc, TREE_SCALAR, (struct source_loc){ 0 });

	node->text = xstrndup(text, len);
	return node->text;
}

struct yaml_node *yaml_make_entry(struct yaml_doc *doc, struct yaml_node *map, const char *key,
				  const char *text, size_t len, struct source_loc loc)
{
	struct yaml_node *entry = doc_node(doc, TREE_SCALAR, loc);
	struct yaml_node **last = &map->first;

	entry->text = xstrndup(text, len);
	entry->quoted = len == 0;	/* empty on purpose */
	entry->key = doc_node(doc, TREE_SCALAR, loc);
	entry->key->text = xstrdup(key);
	while (*last)
		last = &(*last)->next;
	*last = entry;
	map->nr++;
	return entry;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *entry;

	if (map->kind != TREE_MAP)
		return NULL;
	yaml_for_each(entry, map) {
		if (strcmp(entry->key->text, key) == 0)
			return entry;
	}
	return NULL;
}

const char *yaml_kind_name(const struct yaml_node *node)
{
	static const char *const names[] = {
		[TREE_SCALAR] = "a value",
		[TREE_LIST] = "a list",
		[TREE_MAP] = "a map",
	};

	return names[node->kind];
}
