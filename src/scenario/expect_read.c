// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of expectations.
 *
 * Responsible for the syntax of every key and for refusing keys that say nothing
 * about the step they stand at. Whether an expectation holds is decided in
 * run_expect.c and run_state.c.
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "base/suggest.h"
#include "model/alloc_context.h"
#include "model/folio.h"
#include "model/slowpath_ops.h"
#include "scenario/expect.h"
#include "zswap/zswap.h"

#define NR_ZSWAP_OUTCOMES (ZSWAP_STALE + 1)

static const unsigned expect_abouts[NR_EXPECT_KINDS] = {
#define X(code, key, about) [EXPECT_##code] = about,
	EXPECT_MAP(X)
#undef X
};

static struct expect_item *add_item(struct expect_list *list, enum expect_kind kind,
				    struct source_loc loc)
{
	list->items = xrealloc(list->items, (list->nr + 1) * sizeof(*list->items));
	list->items[list->nr] = (struct expect_item){ .kind = kind, .loc = loc, .nid = -1 };
	return &list->items[list->nr++];
}

/* "0/Normal" at @text; the node must be possible in principle. */
static bool check_zone(struct reader *r, struct source_loc loc, const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	int64_t nid = 0;

	if (slash && !parse_int(text, (size_t)(slash - text), &nid) && nid >= 0 &&
	    nid < r->nr_node_ids) {
		size_t name_len = len - (size_t)(slash - text) - 1;

		for (int type = 0; type < MAX_NR_ZONES; type++) {
			if (strlen(zone_names[type]) == name_len &&
			    strncmp(zone_names[type], slash + 1, name_len) == 0)
				return true;
		}
	}
	read_error(r, loc, "\"%.*s\" is not a zone of this machine (like 0/Normal)",
		   len > 60 ? 60 : (int)len, text);
	return false;
}

static bool add_zones_text(struct reader *r, const struct yaml_node *node, struct text *out)
{
	const char *word = read_word(r, node, "a zone");

	while (word && *word) {
		size_t len;

		word += strspn(word, " ,");
		len = strcspn(word, " ,");
		if (!len)
			break;
		if (!check_zone(r, node->loc, word, len))
			return false;
		if (out->len)
			text_add(out, " ");
		text_add_bytes(out, word, len);
		word += len;
	}
	return word;
}

/* A list of zones as one text with blanks between. */
static bool read_zones(struct reader *r, const struct yaml_node *node, struct expect_item *item)
{
	const struct yaml_node *part;
	struct text out = TEXT_INIT;
	bool ok = true;

	if (node->kind == TREE_SCALAR) {
		ok = (node->quoted && !node->text[0]) || add_zones_text(r, node, &out);
	} else if (read_kind(r, node, TREE_LIST, "a list of zones")) {
		yaml_for_each(part, node)
			ok = ok && add_zones_text(r, part, &out);
	} else {
		ok = false;
	}
	item->owned = xstrdup(text_str(&out));
	item->text = item->owned;
	text_free(&out);
	return ok;
}

/* { 1: 4, 0: 2 } as "0: 2, 1: 4". */
static bool read_counts(struct reader *r, const struct yaml_node *map, struct expect_item *item)
{
	int64_t *pages = xcalloc(MAX_NUMNODES, sizeof(*pages));
	const struct yaml_node *entry;
	struct text out = TEXT_INIT;
	bool ok = read_kind(r, map, TREE_MAP, "count");

	if (ok) {
		yaml_for_each(entry, map) {
			nodemask_t nodes;
			int64_t n;
			int nid;

			if (!read_nodes_text(r, entry->key->loc, entry->key->text,
					     strlen(entry->key->text), &nodes) ||
			    !read_int(r, entry, "number of pages", 0, INT64_MAX / 2, &n)) {
				ok = false;
				continue;
			}
			for_each_node_mask(nid, &nodes)
				pages[nid] = n;
		}
	}
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		if (pages[nid])
			text_addf(&out, "%s%d: %lld", out.len ? ", " : "", nid,
				  (long long)pages[nid]);
	}
	item->owned = xstrdup(text_str(&out));
	item->text = item->owned;
	text_free(&out);
	free(pages);
	return ok;
}

/* The name of a verdict (code or short form) or of a class. */
static bool read_verdict(struct reader *r, const struct yaml_node *node, struct expect_item *item)
{
	const char *words[NR_VCLASSES + NR_VERDICTS];
	const char *word = read_word(r, node, "a verdict");
	const char *near;
	struct diag *d;

	if (!word)
		return false;
	item->text = word;
	if (verdict_class_parse(word) >= 0 || verdict_parse(word) >= 0)
		return true;
	for (int c = 0; c < NR_VCLASSES; c++)
		words[c] = verdict_class_name((enum verdict_class)c);
	for (int v = 0; v < NR_VERDICTS; v++)
		words[NR_VCLASSES + v] = verdict_info((enum verdict)v)->short_name;
	d = read_error(r, node->loc, "unknown verdict or class \"%s\"", word);
	near = suggest(word, words, NR_VCLASSES + NR_VERDICTS);
	if (near)
		d->suggestion = xstrdup(near);
	d->extra = xstrdup("classes: usable type mask isolation capacity list refused");
	return false;
}

static bool read_errno(struct reader *r, const struct yaml_node *node, struct expect_item *item)
{
	const char *word = read_word(r, node, "errno");
	int err = word ? errname_parse(word) : -1;

	if (word && err < 0)
		read_error(r, node->loc, "unknown errno \"%s\" (write 0 or a name like EINVAL)",
			   word);
	item->number = err;
	return err >= 0;
}

static bool read_oom(struct reader *r, const struct yaml_node *node, struct expect_item *item)
{
	static const char *const words[] = { "none",
					     "any",
					     "CONSTRAINT_NONE",
					     "CONSTRAINT_CPUSET",
					     "CONSTRAINT_MEMORY_POLICY",
					     "CONSTRAINT_MEMCG" };
	int choice;

	if (!read_choice(r, node, "OOM constraint", words, sizeof(words) / sizeof(words[0]),
			 &choice))
		return false;
	item->text = words[choice];
	return true;
}

static bool read_bool_item(struct reader *r, const struct yaml_node *node,
			   struct expect_item *item)
{
	bool value;

	if (!read_bool(r, node, "fails", &value))
		return false;
	item->number = value;
	return true;
}

/* A value that is not a map of subjects. */
static bool read_value(struct reader *r, const struct yaml_node *node, struct expect_item *item)
{
	int choice;

	switch (item->kind) {
	case EXPECT_ZONES:
	case EXPECT_ZONELISTS:
	case EXPECT_THISNODE:
		return read_zones(r, node, item);
	case EXPECT_COUNT:
	case EXPECT_PLACEMENT:
	case EXPECT_CACHED:
	case EXPECT_DIRTY:
		return read_counts(r, node, item);
	case EXPECT_PAGES:
	case EXPECT_MOVED:
	case EXPECT_RETURNS:
	case EXPECT_POOL_PAGES:
	case EXPECT_FREE:
	case EXPECT_MANAGED:
	case EXPECT_SWAP:
	case EXPECT_SWAPPED:
	case EXPECT_KSWAPD_FAILURES:
	case EXPECT_LRU:
	case EXPECT_SLABS:
	case EXPECT_HUGETLB:
		return read_int(r, node, "a number", INT64_MIN / 2, INT64_MAX / 2, &item->number);
	case EXPECT_SKIPPED:
	case EXPECT_REFUSED:
		return read_verdict(r, node, item);
	case EXPECT_PASS:
		item->text = node->text;
		return read_choice(r, node, "pass", pass_names, NR_PASS_KINDS, &choice);
	case EXPECT_ERRNO:
		return read_errno(r, node, item);
	case EXPECT_VICTIM:
	case EXPECT_LOG:
		item->text = node->text;
		return read_kind(r, node, TREE_SCALAR, "a text");
	case EXPECT_PANICS:
	case EXPECT_FAILS:
		return read_bool_item(r, node, item);
	case EXPECT_OOM:
		return read_oom(r, node, item);
	case EXPECT_ABOVE:
		item->text = node->text;
		return read_choice(r, node, "watermark", expect_marks, NR_EXPECT_MARKS, &choice);
	case EXPECT_OUTCOME:
		item->text = node->text;
		return read_choice(r, node, "outcome", zswap_outcome_names, NR_ZSWAP_OUTCOMES,
				   &choice);
	case EXPECT_DEVICE:
	case EXPECT_CGROUPS:
	case EXPECT_TASKS:
	case EXPECT_STATUS:
	case EXPECT_SYSCTL:
		item->text = node->text;
		return read_kind(r, node, TREE_SCALAR, "the expected text");
	default:
		return read_nodes(r, node, &item->nodes);
	}
}

/* How the key of one entry is checked. */
enum subject_kind { SUBJECT_NONE, SUBJECT_NODE, SUBJECT_ZONE, SUBJECT_NAME, SUBJECT_MAP };

static enum subject_kind subject_of(enum expect_kind kind)
{
	switch (kind) {
	case EXPECT_SKIPPED:
	case EXPECT_ZONELISTS:
	case EXPECT_THISNODE:
	case EXPECT_DEMOTION:
	case EXPECT_DEMOTION_ALLOWED:
	case EXPECT_KSWAPD_FAILURES:
		return SUBJECT_NODE;
	case EXPECT_FREE:
	case EXPECT_ABOVE:
	case EXPECT_MANAGED:
		return SUBJECT_ZONE;
	case EXPECT_NODE_STATES:
	case EXPECT_ROLES:
	case EXPECT_STATUS:
	case EXPECT_TIERS:
	case EXPECT_SYSCTL:
	case EXPECT_PLACEMENT:
	case EXPECT_SWAP:
	case EXPECT_SWAPPED:
	case EXPECT_CACHED:
		return SUBJECT_NAME;
	case EXPECT_DEVICE:
	case EXPECT_CGROUPS:
	case EXPECT_TASKS:
	case EXPECT_LRU:
	case EXPECT_SLABS:
	case EXPECT_HUGETLB:
		return SUBJECT_MAP;
	default:
		return SUBJECT_NONE;
	}
}

static bool check_name(struct reader *r, const struct yaml_node *key, enum expect_kind kind)
{
	static const char *const roles[] = { "sysram", "spm" };
	static const char *const fields[] = { "mems_allowed", "cgroup", "mempolicy", "spread" };
	int choice;
	switch (kind) {
	case EXPECT_NODE_STATES:
		return read_choice(r, key, "node state", node_state_names, NR_NODE_STATES, &choice);
	case EXPECT_ROLES:
		return read_choice(r, key, "set of roles", roles, 2, &choice);
	case EXPECT_TASKS:
		return read_choice(r, key, "property of a task", fields, 4, &choice);
	case EXPECT_SLABS:
		return read_nid(r, key, &choice);
	case EXPECT_HUGETLB:
		return expect_pool_file(r, key);
	case EXPECT_CGROUPS:
		return read_word(r, key, "a file") && check_file_modelled(r, key->loc, key->text);
	case EXPECT_LRU:
		return read_choice(r, key, "list", lru_names, NR_LRU_LISTS, &choice);
	case EXPECT_DEVICE:
		return read_choice(r, key, "fact of a device", expect_device_facts, 5, &choice);
	case EXPECT_SWAP:
		return read_choice(r, key, "count of swap", expect_swap_counts, 6, &choice);
	default:
		return read_word(r, key, "a name");
	}
}

static bool read_entry(struct reader *r, const struct yaml_node *entry, enum expect_kind kind,
		       const char *subject, struct expect_list *list)
{
	struct expect_item *item = add_item(list, kind, entry->loc);
	const struct yaml_node *key = entry->key;
	int64_t nid;

	item->subject = subject ? subject : key->text;
	item->detail = subject ? key->text : NULL;
	if (kind == EXPECT_LRU && !parse_int(subject, strlen(subject), &nid))
		item->nid = (int)nid;
	switch (subject_of(kind)) {
	case SUBJECT_NODE:
		if (!read_int(r, key, "a node", 0, r->nr_node_ids - 1, &nid))
			return false;
		item->nid = (int)nid;
		break;
	case SUBJECT_ZONE:
		if (!check_zone(r, key->loc, key->text, strlen(key->text)))
			return false;
		break;
	default:
		if (!check_name(r, key, kind))
			return false;
	}
	return read_value(r, entry, item);
}

static bool read_entries(struct reader *r, const struct yaml_node *map, enum expect_kind kind,
			 const char *subject, struct expect_list *list)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!read_kind(r, map, TREE_MAP, subject ? subject : expect_key(kind)))
		return false;
	yaml_for_each(entry, map)
		ok = read_entry(r, entry, kind, subject, list) && ok;
	return ok;
}

/* The outer key of a map of maps. */
static bool subject_is_sound(struct reader *r, const struct yaml_node *key, enum expect_kind kind)
{
	int64_t nid;

	if (kind == EXPECT_HUGETLB)
		return expect_pool(r, key);
	return kind != EXPECT_LRU || read_int(r, key, "a node", 0, r->nr_node_ids - 1, &nid);
}

static bool read_key(struct reader *r, const struct yaml_node *entry, enum expect_kind kind,
		     struct expect_list *list)
{
	const struct yaml_node *sub;
	bool ok = true;

	switch (subject_of(kind)) {
	case SUBJECT_NONE:
		return read_value(r, entry, add_item(list, kind, entry->loc));
	case SUBJECT_MAP:
		if (!read_kind(r, entry, TREE_MAP, expect_key(kind)))
			return false;
		yaml_for_each(sub, entry)
			ok = subject_is_sound(r, sub->key, kind) &&
			     read_entries(r, sub, kind, sub->key->text, list) && ok;
		return ok;
	default:
		return read_entries(r, entry, kind, NULL, list);
	}
}

static bool read_list(struct reader *r, const struct yaml_node *map,
		      const struct expect_context *ctx, struct expect_list *list)
{
	const struct yaml_node *entry;
	bool ok = true;

	yaml_for_each(entry, map) {
		int kind = 0;

		if (strcmp(entry->key->text, "designs") == 0)
			continue;
		while (kind < NR_EXPECT_KINDS &&
		       strcmp(expect_key((enum expect_kind)kind), entry->key->text) != 0)
			kind++;
		if (kind == NR_EXPECT_KINDS)
			continue;	/* read_map() said so */
		if (!((ctx->about | ABOUT_STATE) & expect_abouts[kind])) {
			read_error(r, entry->key->loc, "\"%s\" says nothing about a %s step",
				   entry->key->text, ctx->what);
			ok = false;
			continue;
		}
		ok = read_key(r, entry, (enum expect_kind)kind, list) && ok;
	}
	return ok;
}

static bool add_override(struct reader *r, const struct yaml_node *map,
			 const struct expect_context *ctx, const char *design,
			 struct expect *expect)
{
	struct design_expect *own;

	for (size_t i = 0; i < expect->nr_designs; i++) {
		if (strcmp(expect->designs[i].design, design) == 0) {
			read_error(r, map->key->loc, "design %s has its expectation already",
				   design);
			return false;
		}
	}
	expect->designs =
		xrealloc(expect->designs, (expect->nr_designs + 1) * sizeof(*expect->designs));
	own = &expect->designs[expect->nr_designs++];
	*own = (struct design_expect){ .design = design };
	return read_list(r, map, ctx, &own->list);
}

static bool read_overrides(struct reader *r, const struct yaml_node *map,
			   const struct expect_context *ctx, struct expect *expect)
{
	const struct yaml_node *entry;
	bool *chosen;
	bool ok = true;

	if (!read_kind(r, map, TREE_MAP, "designs"))
		return false;
	chosen = xcalloc(ctx->nr_designs, sizeof(*chosen));
	yaml_for_each(entry, map) {
		memset(chosen, 0, ctx->nr_designs * sizeof(*chosen));
		if (!read_choices(r, entry->key, "design in this scenario", ctx->designs,
				  ctx->nr_designs, chosen) ||
		    !read_map(r, entry, KEYS_EXPECT)) {
			ok = false;
			continue;
		}
		if (yaml_get(entry, "designs")) {
			read_error(r, entry->loc, "designs within designs");
			ok = false;
		}
		/* What is wrong with the keys is said once, not for each of the designs. */
		for (size_t d = 0; ok && d < ctx->nr_designs; d++)
			ok = !chosen[d] || add_override(r, entry, ctx, ctx->designs[d], expect);
	}
	free(chosen);
	return ok;
}

bool expect_read(struct reader *r, const struct yaml_node *map, const struct expect_context *ctx,
		 struct expect *expect)
{
	const struct yaml_node *designs = yaml_get(map, "designs");
	bool ok = read_map(r, map, KEYS_EXPECT);

	if (map->kind != TREE_MAP)
		return false;
	ok = read_list(r, map, ctx, &expect->common) && ok;
	if (designs)
		ok = read_overrides(r, designs, ctx, expect) && ok;
	return ok;
}
