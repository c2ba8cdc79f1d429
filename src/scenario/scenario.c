// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scenario file as a whole: its head, the machine (here or in another file),
 * the stage and the steps.
 *
 * Mirrors: nothing.
 */
#include "scenario/plan_read.h"
#include "scenario/scenario.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/topology.h"

/* ---- the head ---- */

static bool check_version(struct reader *r, const struct yaml_node *file)
{
	const struct yaml_node *version = file->kind == TREE_MAP ? file->first : NULL;

	if (file->kind != TREE_MAP) {
		read_error(r, file->loc,
			   "the file is %s, expected a map that starts with nodewall: 1",
			   yaml_kind_name(file));
		return false;
	}
	if (!version || strcmp(version->key->text, "nodewall") != 0) {
		read_error(r, version ? version->key->loc : file->loc,
			   "the first key must be nodewall: 1");
		return false;
	}
	if (version->kind != TREE_SCALAR || strcmp(version->text, "1") != 0) {
		read_error(r, version->loc, "this is not version 1 of the format, the only one");
		return false;
	}
	return true;
}

/* "scenarios/spm/x.yaml" -> "x" */
static char *name_from_path(const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *dot = strrchr(base, '.');

	return xstrndup(base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static bool read_tags(struct reader *r, const struct yaml_node *list, struct scenario *s)
{
	const struct yaml_node *tag;

	if (!read_kind(r, list, TREE_LIST, "tags"))
		return false;
	s->tags = xcalloc(list->nr + 1, sizeof(*s->tags));
	yaml_for_each(tag, list) {
		if (!read_word(r, tag, "a tag"))
			return false;
		s->tags[s->nr_tags++] = tag->text;
	}
	return true;
}

static bool read_head(struct reader *r, const struct yaml_node *file, struct scenario *s)
{
	const struct yaml_node *name = yaml_get(file, "name");
	const struct yaml_node *why = yaml_get(file, "why");
	const struct yaml_node *tags = yaml_get(file, "tags");
	const struct yaml_node *kernel = yaml_get(file, "kernel");
	bool ok = true;

	if (name && read_word(r, name, "name")) {
		if (strpbrk(name->text, "#\n")) {
			read_error(r, name->loc, "the name is one line without #");
			ok = false;
		}
		s->name = xstrdup(name->text);
	} else {
		ok = !name;
		s->name = name_from_path(s->doc.path);
	}
	if (why) {
		s->why = read_word(r, why, "why");
		ok = s->why && ok;
	}
	if (kernel && !read_word(r, kernel, "kernel")) {
		ok = false;
	} else if (kernel && strcmp(kernel->text, KERNEL_MODEL) != 0) {
		read_error(r, kernel->loc, "kernel %s is not modelled, only " KERNEL_MODEL,
			   kernel->text);
		ok = false;
	}
	return (!tags || read_tags(r, tags, s)) && ok;
}

/* ---- the machine ---- */

/* @name as seen from the folder of @from; malloc'ed. */
static char *path_beside(const char *from, const char *name)
{
	const char *slash = strrchr(from, '/');
	struct text path = TEXT_INIT;

	if (name[0] != '/' && slash)
		text_add_bytes(&path, from, (size_t)(slash - from) + 1);
	text_add(&path, name);
	return path.bytes;
}

static bool has_suffix(const char *path, const char *suffix)
{
	size_t len = strlen(path), n = strlen(suffix);

	return len > n && strcmp(path + len - n, suffix) == 0;
}

/* Load the file that @node names; its topology, or NULL. */
static const struct yaml_node *import(struct reader *r, const struct yaml_node *node,
				      struct scenario *s)
{
	const char *name = read_word(r, node, "the file with the machine");
	const struct yaml_node *topology;

	if (!name)
		return NULL;
	if (!has_suffix(name, ".yaml") && !has_suffix(name, ".yml")) {
		read_error(r, node->loc,
			   "only .yaml files can be taken; nodewall import makes one of other "
			   "formats");
		return NULL;
	}
	s->machine_path = path_beside(s->doc.path, name);
	if (!yaml_load_file(&s->machine_doc, s->machine_path, s->machine_path, r->diags)) {
		diag_add(r->diags, DIAG_NOTE, node->loc, "it is named here");
		return NULL;
	}
	if (!check_version(r, s->machine_doc.root) ||
	    !read_map(r, s->machine_doc.root, KEYS_FILE))
		return NULL;
	topology = yaml_get(s->machine_doc.root, "topology");
	if (!topology || yaml_get(topology, "import"))
		read_error(r, node->loc, "%s does not hold a topology itself", s->machine_path);
	return topology && !yaml_get(topology, "import") ? topology : NULL;
}

static bool read_machine(struct reader *r, const struct yaml_node *file, struct scenario *s)
{
	const struct yaml_node *topology = yaml_get(file, "topology");
	const struct yaml_node *machine = yaml_get(file, "machine");
	const struct yaml_node *other = topology ? yaml_get(topology, "import") : NULL;

	if (!topology == !machine) {
		read_error(r, machine ? machine->key->loc : file->loc,
			   machine ? "the machine is said twice: topology and machine" :
				     "the file has no topology and no machine");
		return false;
	}
	if (other && topology->nr > 1) {
		read_error(r, other->key->loc, "nothing may stand beside import");
		return false;
	}
	if (machine || other)
		topology = import(r, machine ? machine : other, s);
	if (!topology || !read_kind(r, topology, TREE_MAP, "the topology") ||
	    !topology_read(r, topology, &s->desc) || !hierarchy_read(r, file, &s->desc))
		return false;
	s->desc.name = xstrdup(s->name);
	return true;
}

/* ---- the steps ---- */

/* Names are unique: chosen ones by the author, made ones by a number behind them. */
static bool check_names(struct reader *r, const struct yaml_node *list, struct scenario *s)
{
	const struct yaml_node *node = list->first;

	for (size_t i = 0; i < s->nr_steps; i++, node = node->next) {
		const struct yaml_node *name = yaml_get(node, "name");

		for (size_t j = 0; j < i; j++) {
			struct text text = TEXT_INIT;

			if (strcmp(s->steps[i].name, s->steps[j].name) != 0)
				continue;
			if (name) {
				read_error(r, name->loc, "step %zu has the same name", j + 1);
				return false;
			}
			text_addf(&text, "%s (step %zu)", s->steps[i].name, i + 1);
			free(s->steps[i].name);
			s->steps[i].name = text.bytes;
			break;
		}
	}
	return true;
}

static bool read_steps(struct plan_context *c, const struct yaml_node *list, struct scenario *s)
{
	const struct yaml_node *node;
	bool ok = true;

	if (!read_kind(c->r, list, TREE_LIST, "steps"))
		return false;
	if (list->nr > PLAN_MAX_STEPS) {
		read_error(c->r, list->key->loc, "more than %u steps", PLAN_MAX_STEPS);
		return false;
	}
	s->has_steps = true;
	s->steps = xcalloc(list->nr, sizeof(*s->steps));
	yaml_for_each(node, list) {
		struct plan_step *step = &s->steps[s->nr_steps++];

		if (read_gave_up(c->r))
			return false;
		step->number = s->nr_steps;
		ok = plan_step_read(c, node, step) && ok;
	}
	return ok && check_names(c->r, list, s);
}

static bool read_plan(struct reader *r, const struct yaml_node *file, struct scenario *s)
{
	const struct yaml_node *cgroups = yaml_get(file, "cgroups");
	const struct yaml_node *tasks = yaml_get(file, "tasks");
	const struct yaml_node *steps = yaml_get(file, "steps");
	const struct isolation_design **designs = xcalloc(s->nr_designs, sizeof(*designs));
	struct plan_context c = {
		.r = r,
		.doc = &s->doc,
		.desc = &s->desc,
		.designs = designs,
		.design_names = s->design_names,
		.nr_designs = s->nr_designs,
		.has_swap = s->desc.swap_pages,
	};
	bool ok = true;

	for (size_t i = 0; i < s->nr_designs; i++)
		designs[i] = s->designs[i].design;
	plan_add_task(&c, "init");
	if (cgroups)
		ok = scenario_read_cgroups(&c, cgroups, s) && ok;
	if (tasks)
		ok = scenario_read_tasks(&c, tasks, s) && ok;
	if (steps)
		ok = read_steps(&c, steps, s) && ok;
	free(c.tasks);
	free(c.caches);
	free(designs);
	return ok;
}

static bool read_file(struct scenario *s, struct diag_list *diags)
{
	struct reader r = { .diags = diags, .nr_node_ids = MAX_NUMNODES };
	const struct yaml_node *file = s->doc.root;
	bool ok;

	if (!check_version(&r, file))
		return false;
	ok = read_map(&r, file, KEYS_FILE);
	ok = read_head(&r, file, s) && ok;
	ok = scenario_read_designs(&r, file, s) && ok;
	/* Steps cannot be understood without knowing the machine and the designs. */
	return read_machine(&r, file, s) && ok && read_plan(&r, file, s);
}

bool scenario_load(struct scenario *s, const char *path, struct diag_list *diags)
{
	const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
	bool ok;

	*s = (struct scenario){ 0 };
	ok = yaml_load_file(&s->doc, path, shown, diags) && read_file(s, diags);
	yaml_add_source_lines(&s->doc, diags);
	yaml_add_source_lines(&s->machine_doc, diags);
	assert(ok == (diags->nr_errors == 0) || diags->nr_errors);
	return ok;
}

bool scenario_load_bytes(struct scenario *s, const char *shown, const char *bytes, size_t len,
			 struct diag_list *diags)
{
	bool ok;

	*s = (struct scenario){ 0 };
	ok = yaml_load_bytes(&s->doc, shown, bytes, len, diags) && read_file(s, diags);
	yaml_add_source_lines(&s->doc, diags);
	yaml_add_source_lines(&s->machine_doc, diags);
	return ok;
}

void scenario_free(struct scenario *s)
{
	for (size_t i = 0; i < s->nr_stage; i++)
		plan_step_free(&s->stage[i]);
	for (size_t i = 0; i < s->nr_steps; i++)
		plan_step_free(&s->steps[i]);
	free(s->stage);
	free(s->steps);
	free(s->designs);
	free(s->design_names);
	free(s->tags);
	free(s->name);
	machine_desc_free(&s->desc);
	yaml_doc_free(&s->doc);
	yaml_doc_free(&s->machine_doc);
	free(s->machine_path);
	*s = (struct scenario){ 0 };
}

/* ---- finding things ---- */

char *scenario_source_line(const struct scenario *s, struct source_loc loc)
{
	if (loc.line > 0 && loc.file == s->doc.path)
		return yaml_source_line(&s->doc, loc.line);
	if (loc.line > 0 && s->machine_path && loc.file == s->machine_doc.path)
		return yaml_source_line(&s->machine_doc, loc.line);
	return NULL;
}

char *step_slug(const char *name)
{
	struct text slug = TEXT_INIT;

	text_add(&slug, "");
	for (; *name; name++) {
		char c = (char)tolower((unsigned char)*name);

		if (isalnum((unsigned char)c))
			text_add_bytes(&slug, &c, 1);
		else if (slug.len && slug.bytes[slug.len - 1] != '-')
			text_add(&slug, "-");
	}
	if (slug.len && slug.bytes[slug.len - 1] == '-')
		slug.bytes[--slug.len] = '\0';
	return slug.bytes;
}

/* The last step that starts at or before the line. */
static const struct plan_step *step_at_line(const struct scenario *s, int64_t line)
{
	const struct plan_step *found = NULL;

	for (size_t i = 0; i < s->nr_steps; i++) {
		if (s->steps[i].loc.line <= line)
			found = &s->steps[i];
	}
	return found;
}

const struct plan_step *scenario_find_step(const struct scenario *s, const char *where)
{
	int64_t number;

	if (where[0] == ':' && parse_int(where + 1, strlen(where + 1), &number) == 0)
		return step_at_line(s, number);
	if (parse_int(where, strlen(where), &number) == 0)
		return number >= 1 && (size_t)number <= s->nr_steps ? &s->steps[number - 1] : NULL;
	for (size_t i = 0; i < s->nr_steps; i++) {
		char *slug = step_slug(s->steps[i].name);
		bool match = strcmp(slug, where) == 0 || strcmp(s->steps[i].name, where) == 0;

		free(slug);
		if (match)
			return &s->steps[i];
	}
	return NULL;
}
