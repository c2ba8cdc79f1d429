// SPDX-License-Identifier: GPL-2.0-only
/*
 * Typed readers of tree nodes.
 *
 * Responsible for the syntax of sizes, numbers and lists, and for messages that
 * say what would have been right. What a value means is its caller's matter.
 *
 * Mirrors: nothing. Node lists are the kernel's (base/nodelist.c).
 */
#include "scenario/read.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "base/suggest.h"
#include "swap/swap.h"

#define NOTE_MAX 400	/* a longer list of words helps nobody */

struct diag *read_error(struct reader *r, struct source_loc loc, const char *fmt, ...)
{
	struct text message = TEXT_INIT;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&message, fmt, ap);
	va_end(ap);
	d = diag_add(r->diags, DIAG_ERROR, loc, "%s", text_str(&message));
	text_free(&message);
	return d;
}

struct diag *read_warning(struct reader *r, struct source_loc loc, const char *fmt, ...)
{
	struct text message = TEXT_INIT;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&message, fmt, ap);
	va_end(ap);
	d = diag_add(r->diags, DIAG_WARNING, loc, "%s", text_str(&message));
	text_free(&message);
	return d;
}

bool read_gave_up(const struct reader *r)
{
	return r->diags->nr_errors >= READ_MAX_ERRORS;
}

void read_unknown_in(struct reader *r, struct source_loc loc, const char *what, const char *got,
		     const char *where, const char *const *words, size_t nr_words)
{
	struct diag *d = read_error(r, loc, "unknown %s \"%s\"%s", what, got, where);
	const char *near = suggest(got, words, nr_words);
	struct text note = TEXT_INIT;

	if (near)
		d->suggestion = xstrdup(near);
	text_addf(&note, "one of:");
	for (size_t i = 0; i < nr_words; i++)
		text_addf(&note, " %s", words[i]);
	if (note.len <= NOTE_MAX)
		d->extra = xstrdup(text_str(&note));
	text_free(&note);
}

void read_unknown(struct reader *r, struct source_loc loc, const char *what, const char *got,
		  const char *const *words, size_t nr_words)
{
	read_unknown_in(r, loc, what, got, "", words, nr_words);
}

bool read_kind(struct reader *r, const struct yaml_node *node, enum yaml_kind kind,
	       const char *what)
{
	static const char *const wanted[] = {
		[TREE_SCALAR] = "a value",
		[TREE_LIST] = "a list",
		[TREE_MAP] = "a map",
	};

	if (node->kind == kind)
		return true;
	if (node->kind == TREE_SCALAR && !node->text[0] && !node->quoted)
		read_error(r, node->key ? node->key->loc : node->loc, "%s is empty, expected %s",
			   what, wanted[kind]);
	else
		read_error(r, node->loc, "%s is %s, expected %s", what, yaml_kind_name(node),
			   wanted[kind]);
	return false;
}

static void unknown_key(struct reader *r, const struct yaml_node *key, enum key_table_id id)
{
	size_t nr;
	const struct key_info *rows = key_table_rows(id, &nr);
	const char **words = xcalloc(nr, sizeof(*words));
	struct text where = TEXT_INIT;

	for (size_t i = 0; i < nr; i++)
		words[i] = rows[i].key;
	text_addf(&where, " in %s", key_table(id)->text);
	read_unknown_in(r, key->loc, "key", key->text, text_str(&where), words, nr);
	text_free(&where);
	free(words);
}

bool read_map(struct reader *r, const struct yaml_node *node, enum key_table_id id)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(r, node, TREE_MAP, key_table(id)->text))
		return false;
	yaml_for_each(entry, node) {
		if (key_find(id, entry->key->text))
			continue;
		unknown_key(r, entry->key, id);
		ok = false;
	}
	return ok;
}

const char *read_word(struct reader *r, const struct yaml_node *node, const char *what)
{
	if (!read_kind(r, node, TREE_SCALAR, what))
		return NULL;
	if (!node->text[0]) {
		read_error(r, node->key ? node->key->loc : node->loc, "%s is empty", what);
		return NULL;
	}
	return node->text;
}

int parse_int(const char *text, size_t len, int64_t *value)
{
	unsigned base = 10;
	bool negative = false;
	uint64_t n = 0;
	size_t i = 0;

	if (len > 0 && text[0] == '-') {
		negative = true;
		i++;
	}
	if (len - i > 2 && text[i] == '0' && (text[i + 1] == 'x' || text[i + 1] == 'X')) {
		base = 16;
		i += 2;
	}
	if (i == len)
		return -EINVAL;
	for (; i < len; i++) {
		char c = text[i];
		unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') :
				 (c | 32) >= 'a' && (c | 32) <= 'f' ?
							(unsigned)((c | 32) - 'a') + 10 :
							99;

		if (digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(n, base, &n) || __builtin_add_overflow(n, digit, &n) ||
		    n > INT64_MAX)
			return -EOVERFLOW;
	}
	*value = negative ? -(int64_t)n : (int64_t)n;
	return 0;
}

bool read_int(struct reader *r, const struct yaml_node *node, const char *what, int64_t min,
	      int64_t max, int64_t *value)
{
	const char *word = read_word(r, node, what);
	int64_t n = 0;
	int err;

	if (!word)
		return false;
	err = parse_int(word, strlen(word), &n);
	if (err == -EINVAL) {
		read_error(r, node->loc, "%s is \"%s\", expected a number", what, word);
		return false;
	}
	if (err || n < min || n > max) {
		read_error(r, node->loc, "%s is %s, must be from %lld to %lld", what, word,
			   (long long)min, (long long)max);
		return false;
	}
	*value = n;
	return true;
}

bool read_bool(struct reader *r, const struct yaml_node *node, const char *what, bool *value)
{
	const char *word = read_word(r, node, what);

	if (!word)
		return false;
	if (strcmp(word, "true") != 0 && strcmp(word, "false") != 0) {
		read_error(r, node->loc, "%s is \"%s\", expected true or false", what, word);
		return false;
	}
	*value = word[0] == 't';
	return true;
}

int parse_size(const char *text, size_t len, uint64_t *bytes)
{
	static const char units[] = "KMGT";
	size_t digits = len;
	unsigned shift = 0;
	int64_t n = 0;
	int err;

	if (digits > 2 && (memcmp(text + digits - 2, "iB", 2) == 0) && strchr(units, text[len - 3]))
		digits -= 2;
	if (digits > 1 && text[digits - 1] && strchr(units, text[digits - 1])) {
		digits--;
		shift = 10 * (unsigned)(strchr(units, text[digits]) - units + 1);
	}
	err = parse_int(text, digits, &n);
	if (err || n < 0)
		return err ? err : -EINVAL;
	if (n > INT64_MAX >> shift)
		return -EOVERFLOW;
	*bytes = (uint64_t)n << shift;
	return 0;
}

bool read_size(struct reader *r, const struct yaml_node *node, const char *what, uint64_t *bytes)
{
	const char *word = read_word(r, node, what);
	int err;

	if (!word)
		return false;
	err = parse_size(word, strlen(word), bytes);
	if (err == -EOVERFLOW)
		read_error(r, node->loc, "%s %s is too large", what, word);
	else if (err)
		read_error(r, node->loc, "%s is \"%s\", expected a size like 512M or 8G", what,
			   word);
	return !err;
}

bool read_pages(struct reader *r, const struct yaml_node *node, const char *what, uint64_t *pages)
{
	uint64_t bytes = 0;

	if (!read_size(r, node, what, &bytes))
		return false;
	if (bytes % 4096) {
		read_error(r, node->loc, "%s %s is not a whole number of pages of 4K", what,
			   node->text);
		return false;
	}
	*pages = bytes / 4096;
	return true;
}

bool read_swap_size(struct reader *r, const struct yaml_node *node, uint64_t *pages)
{
	uint64_t got;

	if (!read_pages(r, node, "size of swap", &got))
		return false;
	if (!got || got > MAX_SWAP_PAGES) {
		read_error(r, node->loc, "swap of %s, must be between a page and 16G", node->text);
		return false;
	}
	*pages = got;
	return true;
}

struct source_loc part_of(const struct yaml_node *node, size_t offset, size_t len)
{
	struct source_loc loc = node->loc;

	/* Escapes, folding and line breaks move characters: mark the whole then. */
	if (strlen(node->text) + (node->quoted ? 2 : 0) != (size_t)loc.width)
		return loc;
	loc.column += (int)offset + (node->quoted ? 1 : 0);
	loc.width = len > 0 ? (int)len : 1;
	return loc;
}

bool read_nodes_text(struct reader *r, struct source_loc loc, const char *text, size_t len,
		     nodemask_t *nodes)
{
	int err = nodelist_parse(text, len, r->nr_node_ids, nodes);
	int shown = len > 60 ? 60 : (int)len;

	if (err == -ERANGE || err == -EOVERFLOW)
		read_error(r, loc, "node list \"%.*s\" names a node above %d", shown, text,
			   r->nr_node_ids - 1);
	else if (err)
		read_error(r, loc, "\"%.*s\" is not a node list (like 0,2-3)", shown, text);
	return !err;
}

bool read_nodes(struct reader *r, const struct yaml_node *node, nodemask_t *nodes)
{
	const struct yaml_node *part;
	nodemask_t all = NODE_MASK_NONE, some;

	if (node->kind == TREE_SCALAR) {
		if (!node->text[0] && !node->quoted) {
			read_error(r, node->key ? node->key->loc : node->loc,
				   "node list is empty; write \"\" for no node");
			return false;
		}
		return read_nodes_text(r, node->loc, node->text, strlen(node->text), nodes);
	}
	if (!read_kind(r, node, TREE_LIST, "a node list"))
		return false;
	yaml_for_each(part, node) {
		const char *word = read_word(r, part, "a node");

		if (!word || !read_nodes_text(r, part->loc, word, strlen(word), &some))
			return false;
		nodes_or(&all, &all, &some);
	}
	*nodes = all;
	return true;
}

bool read_nid(struct reader *r, const struct yaml_node *node, int *nid)
{
	int64_t value;

	if (!read_int(r, node, "a node", 0, r->nr_node_ids - 1, &value))
		return false;
	*nid = (int)value;
	return true;
}

bool read_choice(struct reader *r, const struct yaml_node *node, const char *what,
		 const char *const *words, size_t nr_words, int *choice)
{
	const char *word = read_word(r, node, what);

	if (!word)
		return false;
	for (size_t i = 0; i < nr_words; i++) {
		if (strcmp(words[i], word) == 0) {
			*choice = (int)i;
			return true;
		}
	}
	read_unknown(r, node->loc, what, word, words, nr_words);
	return false;
}

bool read_choices(struct reader *r, const struct yaml_node *node, const char *what,
		  const char *const *words, size_t nr_words, bool *chosen)
{
	static const char separators[] = ", ";
	const char *text = read_word(r, node, what);
	bool ok = text;

	/* One unknown word is said, not each of what may be a forgotten quote. */
	for (const char *p = text; ok && *(p += strspn(p, separators));) {
		size_t len = strcspn(p, separators), i = 0;

		while (i < nr_words && !(strlen(words[i]) == len && !strncmp(words[i], p, len)))
			i++;
		if (i < nr_words) {
			chosen[i] = true;
		} else {
			char *got = xstrndup(p, len);

			read_unknown(r, part_of(node, (size_t)(p - text), len), what, got, words,
				     nr_words);
			free(got);
			ok = false;
		}
		p += len;
	}
	return ok;
}

static void list_add(struct number_list *list, int id)
{
	if ((list->nr & (list->nr - 1)) == 0)
		list->ids = xrealloc(list->ids,
				     (list->nr ? list->nr * 2 : 1) * sizeof(*list->ids));
	list->ids[list->nr++] = id;
}

/* "3" or "0-7". */
static bool add_range(struct reader *r, struct source_loc loc, const char *what, int limit,
		      const char *text, size_t len, struct number_list *list)
{
	const char *dash = memchr(text, '-', len);
	size_t first_len = dash ? (size_t)(dash - text) : len;
	int64_t first = 0, last = 0;
	int err = parse_int(text, first_len, &first);

	last = first;
	if (!err && dash)
		err = parse_int(dash + 1, len - first_len - 1, &last);
	if (err == -EINVAL || first < 0 || last < first) {
		read_error(r, loc, "\"%.*s\" is not a list of %ss (like 0,2-3)",
			   len > 60 ? 60 : (int)len, text, what);
		return false;
	}
	if (err || last >= limit) {
		read_error(r, loc, "%s %.*s is out of range, ids end at %d", what,
			   len > 60 ? 60 : (int)len, text, limit - 1);
		return false;
	}
	/* Bounded, so that a list of ranges that repeat cannot fill memory. */
	if (list->nr + (size_t)(last - first) >= (size_t)limit) {
		read_error(r, loc, "a %s is named twice", what);
		return false;
	}
	for (int64_t id = first; id <= last; id++)
		list_add(list, (int)id);
	return true;
}

static bool add_ranges(struct reader *r, const struct yaml_node *node, const char *what, int limit,
		       struct number_list *list)
{
	const char *word = read_word(r, node, what);

	while (word) {
		size_t len = strcspn(word, ",");

		if (!add_range(r, node->loc, what, limit, word, len, list))
			return false;
		if (!word[len])
			return true;
		word += len + 1;
	}
	return false;
}

bool read_numbers(struct reader *r, const struct yaml_node *node, const char *what, int limit,
		  struct number_list *list)
{
	const struct yaml_node *part;
	struct number_list got = { 0 };
	bool ok = true;

	if (node->kind == TREE_SCALAR) {
		ok = add_ranges(r, node, what, limit, &got);
	} else if (read_kind(r, node, TREE_LIST, what)) {
		yaml_for_each(part, node)
			ok = ok && add_ranges(r, part, what, limit, &got);
	} else {
		ok = false;
	}
	if (!ok) {
		free(got.ids);
		return false;
	}
	*list = got;
	return true;
}
