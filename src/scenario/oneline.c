// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps in one line, as one would say them in a mail:
 *
 *	may: web GFP_KERNEL order=9 => 0-1
 *	alloc: web GFP_USER 1G want=spm => 2
 *	attach: web /job => EINVAL
 *	mkdir: /job/child => EBUSY
 *
 * line   = words [ "=>" result ]
 * words  = the step's leading words in order, then KEY=VALUE for its other keys
 * result = a node list or "none" (where memory may come or came from), or an errno
 *
 * Each line is turned into the map it stands for, with the places of its words,
 * so that it is decoded and refused by the same code as the long form.
 *
 * Mirrors: nothing.
 */
#include <ctype.h>
#include <string.h>

#include "base/errname.h"
#include "scenario/plan_read.h"

#define MAX_LEADING 3

struct line_form {
	enum step_kind kind;
	enum key_table_id table;
	size_t nr_needed;			/* leading words that must be there */
	const char *leading[MAX_LEADING];	/* keys of the leading words */
};

static const struct line_form forms[] = {
	{ STEP_MAY, KEYS_MAY, 2, { "task", "gfp" } },
	{ STEP_ALLOC, KEYS_ALLOC, 2, { "task", "gfp", "size" } },
	{ STEP_TOUCH, KEYS_TOUCH, 1, { "task", "map" } },
	{ STEP_ATTACH, KEYS_ATTACH, 2, { "task", "cgroup" } },
	{ STEP_FORK, KEYS_FORK, 2, { "task", "child", "into" } },
	/* Their map has one key, which step_read.c takes as the whole value. */
	{ STEP_MKDIR, KEYS_STEP, 1, { "mkdir" } },
	{ STEP_RMDIR, KEYS_STEP, 1, { "rmdir" } },
	{ STEP_KILL, KEYS_STEP, 1, { "kill" } },
	{ STEP_NUMA_SCAN, KEYS_STEP, 1, { "numa_scan" } },
};

static const struct line_form *form_of(enum step_kind kind)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].kind == kind)
			return &forms[i];
	}
	return NULL;
}

struct line {
	struct plan_context *c;
	const struct line_form *form;
	const struct yaml_node *node;
	struct yaml_node *map;
	size_t nr_leading;
};

static bool add_word(struct line *l, const char *word, size_t len)
{
	size_t offset = (size_t)(word - l->node->text);
	struct source_loc loc = part_of(l->node, offset, len);
	const char *equals = memchr(word, '=', len);
	size_t key_len = equals ? (size_t)(equals - word) : 0;
	const char *key;

	/* until=0 is a size, not a key. */
	if (equals && !(key_len == 5 && strncmp(word, "until", 5) == 0)) {
		key = yaml_keep_text(l->c->doc, word, key_len);
		if (!key_find(l->form->table, key) || yaml_get(l->map, key)) {
			read_error(l->c->r, loc,
				   yaml_get(l->map, key) ? "\"%s\" is said twice" :
							   "unknown word \"%s\" in this step",
				   key);
			return false;
		}
		yaml_make_entry(l->c->doc, l->map, key, equals + 1, len - key_len - 1,
				part_of(l->node, offset + key_len + 1, len - key_len - 1));
		return true;
	}
	key = l->nr_leading < MAX_LEADING ? l->form->leading[l->nr_leading] : NULL;
	if (!key) {
		read_error(l->c->r, loc, "unexpected \"%.*s\"; other settings are KEY=VALUE",
			   len > 60 ? 60 : (int)len, word);
		return false;
	}
	l->nr_leading++;
	yaml_make_entry(l->c->doc, l->map, key, word, len, loc);
	return true;
}

/* The map behind "=>". */
static const struct yaml_node *result_map(struct line *l, const char *text, size_t len)
{
	size_t offset = (size_t)(text - l->node->text);
	struct source_loc loc = part_of(l->node, offset, len);
	struct yaml_node *map = yaml_make_map(l->c->doc, loc);
	const char *word = yaml_keep_text(l->c->doc, text, len);
	bool has_nodes = step_kind_about(l->form->kind) & ABOUT_REACH;

	if (len == 0) {
		read_error(l->c->r, part_of(l->node, offset, 1), "nothing behind =>");
		return NULL;
	}
	if (isupper((unsigned char)word[0]) || !has_nodes)
		yaml_make_entry(l->c->doc, map, "errno", word, len, loc);
	else if (strcmp(word, "none") == 0)
		yaml_make_entry(l->c->doc, map, "nodes", "", 0, loc);
	else
		yaml_make_entry(l->c->doc, map, "nodes", word, len, loc);
	return map;
}

const struct yaml_node *plan_expand(struct plan_context *c, const struct yaml_node *node,
				    enum step_kind kind, const struct yaml_node **expect)
{
	struct line l = { .c = c, .form = form_of(kind), .node = node };
	const char *text = node->text;
	const char *arrow = strstr(text, "=>");
	const char *end = arrow ? arrow : text + strlen(text);

	*expect = NULL;
	if (!l.form) {
		read_error(c->r, node->loc, "%s needs a map: { key: value, ... }",
			   step_kind_name(kind));
		return NULL;
	}
	l.map = yaml_make_map(c->doc, node->loc);
	l.map->key = node->key;
	while (text < end) {
		size_t len;

		text += strspn(text, " \n");
		len = strcspn(text, " \n");
		if (text + len > end)
			len = (size_t)(end - text);
		if (text >= end || !len)
			break;
		if (!add_word(&l, text, len))
			return NULL;
		text += len;
	}
	if (l.nr_leading < l.form->nr_needed) {
		read_error(c->r, node->loc, "%s in one line starts with: %s%s%s",
			   step_kind_name(kind), l.form->leading[0],
			   l.form->nr_needed > 1 ? " " : "",
			   l.form->nr_needed > 1 ? l.form->leading[1] : "");
		return NULL;
	}
	if (arrow) {
		const char *result = arrow + 2 + strspn(arrow + 2, " \n");
		size_t len = strlen(result);

		while (len > 0 && (result[len - 1] == ' ' || result[len - 1] == '\n'))
			len--;
		*expect = result_map(&l, result, len);
		if (!*expect)
			return NULL;
	}
	return l.map;
}
