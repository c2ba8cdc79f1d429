// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of one entry of steps: which kind it is, its name, expectation and
 * exceptions. The arguments of each kind are read elsewhere.
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/plan_read.h"

static const char *const kind_names[NR_STEP_KINDS] = {
#define X(code, key, about) [STEP_##code] = key,
	STEP_MAP(X)
#undef X
};

static const unsigned kind_abouts[NR_STEP_KINDS] = {
#define X(code, key, about) [STEP_##code] = about,
	STEP_MAP(X)
#undef X
};

const char *step_kind_name(enum step_kind kind)
{
	assert(kind < NR_STEP_KINDS);
	return kind_names[kind];
}

unsigned step_kind_about(enum step_kind kind)
{
	assert(kind < NR_STEP_KINDS);
	return kind_abouts[kind];
}

typedef bool (*read_fn)(struct plan_context *c, const struct yaml_node *node,
			struct plan_step *step);

static bool read_path(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	return read_cgroup_path(c, node, &step->args.cgroup);
}

static bool read_note(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	step->args.text = read_word(c->r, node, "a note");
	return step->args.text;
}

static bool read_drain(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	static const char *const words[] = { "all" };
	int choice;

	(void)step;
	return read_choice(c->r, node, "what to drain", words, 1, &choice);
}

static bool read_check(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	struct expect_context ctx = {
		.about = 0,
		.what = "check",
		.designs = c->design_names,
		.nr_designs = c->nr_designs,
	};

	return expect_read(c->r, node, &ctx, &step->expect);
}

static const read_fn readers[NR_STEP_KINDS] = {
	[STEP_MAY] = step_read_request,
	[STEP_ALLOC] = step_read_request,
	[STEP_FREE] = step_read_free,
	[STEP_FILL] = step_read_fill,
	[STEP_MAP] = step_read_map,
	[STEP_TOUCH] = step_read_touch,
	[STEP_FILE] = step_read_file,
	[STEP_MBIND] = step_read_mbind,
	[STEP_MIGRATE] = step_read_migrate,
	[STEP_SET] = step_read_set,
	[STEP_MKDIR] = read_path,
	[STEP_RMDIR] = read_path,
	[STEP_WRITE] = step_read_write,
	[STEP_ATTACH] = step_read_attach,
	[STEP_FORK] = step_read_fork,
	[STEP_KILL] = step_read_kill,
	[STEP_HOTPLUG] = step_read_hotplug,
	[STEP_DRIVER] = step_read_driver,
	[STEP_ZSWAP] = step_read_zswap,
	[STEP_SWAPON] = step_read_swapon,
	[STEP_PAGEOUT] = step_read_pageout,
	[STEP_RECLAIM] = step_read_reclaim,
	[STEP_DRAIN] = read_drain,
	[STEP_NOTE] = read_note,
	[STEP_COMPACT] = step_read_compact,
	[STEP_CHECK] = read_check,
	[STEP_NUMA_SCAN] = step_read_numa_scan,
	[STEP_SLAB] = step_read_slab,
	[STEP_HUGETLB] = step_read_hugetlb,
	[STEP_MPROTECT] = step_read_mprotect,
	[STEP_MLOCK] = step_read_mlock,
	[STEP_MUNLOCK] = step_read_mlock,
	[STEP_MUNMAP] = step_read_munmap,
	[STEP_PIN] = step_read_pin,
	[STEP_UNPIN] = step_read_unpin,
	[STEP_DEMOTE] = step_read_demote,
	[STEP_DEVICE] = step_read_device,
};

/* The one entry of the step that says what it does. */
static const struct yaml_node *find_verb(struct plan_context *c, const struct yaml_node *map,
					 enum step_kind *kind)
{
	const struct yaml_node *entry, *verb = NULL;

	yaml_for_each(entry, map) {
		for (int k = 0; k < STEP_CGROUP; k++) {
			if (strcmp(kind_names[k], entry->key->text) != 0)
				continue;
			if (verb) {
				read_error(c->r, entry->key->loc,
					   "a step does one thing: %s or %s", verb->key->text,
					   entry->key->text);
				return NULL;
			}
			verb = entry;
			*kind = (enum step_kind)k;
		}
	}
	if (!verb)
		read_error(c->r, map->loc, "the step says nothing that happens (may, alloc, ...)");
	return verb;
}

/* Steps whose value is a text already; the others have a short form in one line. */
static bool takes_text(enum step_kind kind)
{
	return kind == STEP_FREE || kind == STEP_UNPIN || kind == STEP_NOTE || kind == STEP_DRAIN;
}

static bool read_verb(struct plan_context *c, const struct yaml_node *verb,
		      struct plan_step *step, const struct yaml_node **line_expect)
{
	if (verb->kind == TREE_SCALAR && verb->text[0] && !takes_text(step->kind)) {
		const struct yaml_node *map = plan_expand(c, verb, step->kind, line_expect);

		if (!map)
			return false;
		/* mkdir, rmdir, kill, numa_scan: the map's one entry is the value. */
		verb = yaml_get(map, step_kind_name(step->kind));
		verb = verb ? verb : map;
	}
	return readers[step->kind](c, verb, step);
}

static bool read_expect(struct plan_context *c, const struct yaml_node *map,
			const struct yaml_node *line, struct plan_step *step)
{
	const struct yaml_node *expect = yaml_get(map, "expect");
	struct expect_context ctx = {
		.about = step_kind_about(step->kind),
		.what = step_kind_name(step->kind),
		.designs = c->design_names,
		.nr_designs = c->nr_designs,
	};

	if (expect && line) {
		read_error(c->r, line->loc, "what is expected stands behind => and below expect");
		return false;
	}
	if (expect && step->kind == STEP_CHECK) {
		read_error(c->r, expect->key->loc, "a check is an expectation; write it there");
		return false;
	}
	if (line)
		return expect_read(c->r, line, &ctx, &step->expect);
	return !expect || expect_read(c->r, expect, &ctx, &step->expect);
}

/* A single word is a switch of the design, everything else says why. */
static bool check_switch(struct plan_context *c, const struct yaml_node *node,
			 const struct isolation_design *design)
{
	const char *names[DESIGN_MAX_SWITCHES];
	int choice;

	for (unsigned i = 0; i < design->nr_switches; i++)
		names[i] = design->switches[i].name;
	return strchr(node->text, ' ') ||
	       read_choice(c->r, node, "switch", names, design->nr_switches, &choice);
}

static bool add_remark(struct plan_context *c, const struct yaml_node *entry, size_t d,
		       const char *text, struct design_remarks *remarks)
{
	if (design_remark(remarks, c->design_names[d])) {
		read_error(c->r, entry->key->loc, "design %s is named twice", c->design_names[d]);
		return false;
	}
	remarks->items[remarks->nr++] = (struct design_remark){
		.design = c->design_names[d],
		.text = text,
	};
	return true;
}

/* xfail and undecided: designs, and something to say about each. */
static bool read_remarks(struct plan_context *c, const struct yaml_node *map, const char *key,
			 bool may_be_switch, struct design_remarks *remarks)
{
	const struct yaml_node *node = yaml_get(map, key);
	const struct yaml_node *entry;
	bool ok = true, *chosen;

	if (!node)
		return true;
	if (!read_kind(c->r, node, TREE_MAP, key))
		return false;
	remarks->items = xcalloc(c->nr_designs, sizeof(*remarks->items));
	chosen = xcalloc(c->nr_designs, sizeof(*chosen));
	yaml_for_each(entry, node) {
		const char *text = read_word(c->r, entry, "the reason");

		memset(chosen, 0, c->nr_designs * sizeof(*chosen));
		ok = read_choices(c->r, entry->key, "design in this scenario", c->design_names,
				  c->nr_designs, chosen) &&
		     text && ok;
		for (size_t d = 0; text && d < c->nr_designs; d++) {
			if (!chosen[d])
				continue;
			ok = (!may_be_switch || check_switch(c, entry, c->designs[d])) && ok;
			ok = add_remark(c, entry, d, text, remarks) && ok;
		}
	}
	free(chosen);
	return ok;
}

/* Who leaves a step open says nothing else about it. */
static bool check_undecided(struct plan_context *c, const struct yaml_node *map,
			    const struct plan_step *step)
{
	const struct yaml_node *node = yaml_get(map, "undecided");
	bool ok = true;

	for (size_t i = 0; i < step->undecided.nr; i++) {
		const char *design = step->undecided.items[i].design;

		if (design_remark(&step->xfails, design) ||
		    expect_names_design(&step->expect, design)) {
			read_error(c->r, node->key->loc,
				   "design %s is undecided and something is expected of it",
				   design);
			ok = false;
		}
	}
	return ok;
}

static bool add_only(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	int choice;

	if (!read_choice(c->r, node, "design in this scenario", c->design_names, c->nr_designs,
			 &choice))
		return false;
	step->only[step->nr_only++] = c->design_names[choice];
	return true;
}

static bool read_only(struct plan_context *c, const struct yaml_node *map, struct plan_step *step)
{
	const struct yaml_node *node = yaml_get(map, "designs");
	const struct yaml_node *entry;
	bool ok = true;

	if (!node)
		return true;
	step->only = xcalloc(node->nr + 1, sizeof(*step->only));
	if (node->kind == TREE_SCALAR)
		return add_only(c, node, step);
	if (!read_kind(c->r, node, TREE_LIST, "designs"))
		return false;
	yaml_for_each(entry, node)
		ok = ok && add_only(c, entry, step);
	return ok;
}

/* Entries that need no key to be understood. */
static bool speaks_for_itself(const char *key)
{
	static const char *const keys[] = {
		"task", "gfp", "map", "label", "cgroup", "child", "file"
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i], key) == 0)
			return true;
	}
	return false;
}

/* "may web GFP_KERNEL": what the step is called when nobody gave it a name. */
static char *default_name(const struct yaml_node *verb)
{
	struct text text = TEXT_INIT;
	const struct yaml_node *entry;

	text_add(&text, verb->key->text);
	if (verb->kind == TREE_SCALAR) {
		const char *arrow = strstr(verb->text, "=>");
		size_t len = arrow ? (size_t)(arrow - verb->text) : strlen(verb->text);

		while (len > 0 && verb->text[len - 1] == ' ')
			len--;
		text_addf(&text, " %.*s", len > PLAN_MAX_NAME ? PLAN_MAX_NAME : (int)len,
			  verb->text);
	} else if (verb->kind == TREE_MAP) {
		yaml_for_each(entry, verb) {
			if (text.len > 60)
				break;
			if (entry->kind == TREE_SCALAR && speaks_for_itself(entry->key->text))
				text_addf(&text, " %s", entry->text);
			else if (entry->kind == TREE_SCALAR)
				text_addf(&text, " %s=%s", entry->key->text, entry->text);
			else
				text_addf(&text, " %s", entry->key->text);
		}
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.bytes[i] == '#' || text.bytes[i] == '\n')
			text.bytes[i] = ' ';
	}
	if (text.len > PLAN_MAX_NAME)
		text.bytes[PLAN_MAX_NAME] = '\0';
	return text.bytes;
}

static bool read_name(struct plan_context *c, const struct yaml_node *map,
		      const struct yaml_node *verb, struct plan_step *step)
{
	const struct yaml_node *name = yaml_get(map, "name");
	const char *word;

	if (!name) {
		step->name = default_name(verb);
		return true;
	}
	word = read_word(c->r, name, "the name of a step");
	if (!word)
		return false;
	if (strchr(word, '\n') || strchr(word, '#') || strlen(word) > PLAN_MAX_NAME) {
		read_error(c->r, name->loc,
			   "the name of a step is one line of at most %d characters without #",
			   PLAN_MAX_NAME);
		return false;
	}
	step->name = xstrdup(word);
	return true;
}

bool plan_step_read(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	const struct yaml_node *verb, *line = NULL;
	bool ok;

	step->loc = node->loc;
	step->loc.width = 1;
	if (!read_map(c->r, node, KEYS_STEP))
		return false;
	verb = find_verb(c, node, &step->kind);
	if (!verb)
		return false;
	ok = read_name(c, node, verb, step);
	ok = read_verb(c, verb, step, &line) && ok;
	ok = read_expect(c, node, line, step) && ok;
	ok = read_remarks(c, node, "xfail", false, &step->xfails) && ok;
	ok = read_remarks(c, node, "undecided", true, &step->undecided) && ok;
	ok = check_undecided(c, node, step) && ok;
	return read_only(c, node, step) && ok;
}

void plan_step_free(struct plan_step *step)
{
	expect_free(&step->expect);
	free(step->args.writes);
	free(step->xfails.items);
	free(step->undecided.items);
	free(step->only);
	free(step->name);
	*step = (struct plan_step){ 0 };
}

bool plan_step_applies(const struct plan_step *step, const char *design)
{
	for (size_t i = 0; i < step->nr_only; i++) {
		if (strcmp(step->only[i], design) == 0)
			return true;
	}
	return !step->only;
}

const char *design_remark(const struct design_remarks *remarks, const char *design)
{
	for (size_t i = 0; i < remarks->nr; i++) {
		if (strcmp(remarks->items[i].design, design) == 0)
			return remarks->items[i].text;
	}
	return NULL;
}
