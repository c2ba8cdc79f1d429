// SPDX-License-Identifier: GPL-2.0-only
/*
 * What several kinds of steps are made of: names of tasks, nodes that exist,
 * opt-ins, memory policies, paths of cgroups.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "scenario/plan_read.h"

void plan_add_task(struct plan_context *c, const char *name)
{
	if (c->nr_tasks == c->cap_tasks) {
		c->cap_tasks = c->cap_tasks ? c->cap_tasks * 2 : 16;
		c->tasks = xrealloc(c->tasks, c->cap_tasks * sizeof(*c->tasks));
	}
	c->tasks[c->nr_tasks++] = name;
}

bool read_task_name(struct plan_context *c, const struct yaml_node *map, const char **task)
{
	const struct yaml_node *node = yaml_get(map, "task");
	int choice;

	if (!node) {
		read_error(c->r, map->key ? map->key->loc : map->loc, "no task is named");
		return false;
	}
	if (!read_choice(c->r, node, "task", c->tasks, c->nr_tasks, &choice))
		return false;
	*task = c->tasks[choice];
	return true;
}

bool node_is_described(const struct machine_desc *desc, int nid)
{
	for (size_t i = 0; i < desc->nr_nodes; i++) {
		if (desc->nodes[i].nid == nid)
			return true;
	}
	return false;
}

bool read_existing_nid(struct plan_context *c, const struct yaml_node *node, int *nid)
{
	int value;

	if (!read_nid(c->r, node, &value))
		return false;
	if (!node_is_described(c->desc, value)) {
		read_error(c->r, node->loc, "the machine has no node %d", value);
		return false;
	}
	*nid = value;
	return true;
}

bool read_oom_score_adj(struct plan_context *c, const struct yaml_node *map,
			struct step_args *args)
{
	const struct yaml_node *node = yaml_get(map, "oom_score_adj");
	int64_t value;

	if (!node)
		return true;
	if (!read_int(c->r, node, "oom_score_adj", -1000, 1000, &value))
		return false;
	args->oom_score_adj = (int)value;
	return true;
}

bool read_existing_cpu(struct plan_context *c, const struct yaml_node *node, int *cpu)
{
	int64_t value;

	if (!read_int(c->r, node, "cpu", 0, MAX_CPUS - 1, &value))
		return false;
	if (value >= c->desc->nr_cpus || c->desc->cpu_to_node[value] < 0) {
		read_error(c->r, node->loc, "no node owns cpu %lld", (long long)value);
		return false;
	}
	*cpu = (int)value;
	return true;
}

static bool want_device(struct plan_context *c, const char *word, struct want *want)
{
	bool found = false;

	for (size_t i = 0; i < c->desc->nr_nodes; i++) {
		const struct node_desc *node = &c->desc->nodes[i];

		if (node->spm_name && strcmp(node->spm_name, word) == 0) {
			node_set(node->nid, &want->nodes);
			found = true;
		}
	}
	return found;
}

static void unknown_want(struct plan_context *c, const struct yaml_node *node)
{
	const char **words = xcalloc(c->desc->nr_nodes + 1, sizeof(*words));
	size_t nr = 0;

	words[nr++] = "spm";
	for (size_t i = 0; i < c->desc->nr_nodes; i++) {
		if (c->desc->nodes[i].spm_name)
			words[nr++] = c->desc->nodes[i].spm_name;
	}
	read_unknown(c->r, node->loc, "special purpose memory", node->text, words, nr);
	free(words);
}

bool read_want(struct plan_context *c, const struct yaml_node *node, struct want *want)
{
	struct want got = { .kind = WANT_NODES };
	bool is_list = node->kind == TREE_LIST;
	const char *word = is_list ? NULL : read_word(c->r, node, "want");

	if (!is_list && !word)
		return false;
	got.text = word ? word : read_raw(c, node, "want");
	if (word && strcmp(word, "spm") == 0) {
		got.kind = WANT_SPM;
	} else if (is_list || (word[0] >= '0' && word[0] <= '9')) {
		if (!read_nodes(c->r, node, &got.nodes))
			return false;
	} else if (!want_device(c, word, &got)) {
		unknown_want(c, node);
		return false;
	}
	if (got.kind == WANT_NODES && nodes_empty(&got.nodes)) {
		read_error(c->r, node->loc, "want names no node");
		return false;
	}
	*want = got;
	return true;
}

/* ---- memory policies: "bind=0-1", "bind+static=0-1", or a map ---- */

static bool policy_mode(struct plan_context *c, struct source_loc loc, const char *text, size_t len,
			unsigned *mode)
{
	static const char *const words[] = { "default", "preferred",	  "bind",     "interleave",
					     "local",	"preferred_many", "weighted" };
	const char *word = yaml_keep_text(c->doc, text, len);
	int value = mpol_mode_parse(word);

	if (value < 0) {
		read_unknown(c->r, loc, "memory policy", word, words, 7);
		return false;
	}
	*mode |= (unsigned)value;
	return true;
}

static bool policy_flag(struct plan_context *c, struct source_loc loc, const char *text, size_t len,
			struct policy_args *policy)
{
	static const char *const words[] = { "static", "relative", "numab", "design" };
	const char *word = yaml_keep_text(c->doc, text, len);
	unsigned flag = mpol_flag_parse(word);

	if (strcmp(word, "design") == 0) {
		policy->own_flags = true;
		return true;
	}
	if (!flag) {
		read_unknown(c->r, loc, "flag of a memory policy", word, words, 4);
		return false;
	}
	policy->mode |= flag;
	return true;
}

static bool policy_text(struct plan_context *c, const struct yaml_node *node,
			struct policy_args *policy)
{
	const char *text = node->text;
	size_t len = strcspn(text, "+=");

	if (!policy_mode(c, part_of(node, 0, len), text, len, &policy->mode))
		return false;
	while (text[len] == '+') {
		size_t start = len + 1, flag_len = strcspn(text + start, "+=");

		if (!policy_flag(c, part_of(node, start, flag_len), text + start, flag_len, policy))
			return false;
		len = start + flag_len;
	}
	if (text[len] != '=')
		return true;
	policy->has_nodes = true;
	return read_nodes_text(c->r, part_of(node, len + 1, strlen(text + len + 1)), text + len + 1,
			       strlen(text + len + 1), &policy->nodes);
}

static bool policy_map(struct plan_context *c, const struct yaml_node *map,
		       struct policy_args *policy)
{
	const struct yaml_node *mode = yaml_get(map, "mode");
	const struct yaml_node *flags = yaml_get(map, "flags");
	const struct yaml_node *nodes = yaml_get(map, "nodes");
	const struct yaml_node *want = yaml_get(map, "want");
	const struct yaml_node *flag;

	if (!read_map(c->r, map, KEYS_MEMPOLICY))
		return false;
	if (!mode) {
		read_error(c->r, map->loc, "a memory policy needs a mode");
		return false;
	}
	if (!read_word(c->r, mode, "mode") ||
	    !policy_mode(c, mode->loc, mode->text, strlen(mode->text), &policy->mode))
		return false;
	if (flags && !read_kind(c->r, flags, TREE_LIST, "flags"))
		return false;
	for (flag = flags ? flags->first : NULL; flag; flag = flag->next) {
		if (!read_word(c->r, flag, "a flag") ||
		    !policy_flag(c, flag->loc, flag->text, strlen(flag->text), policy))
			return false;
	}
	policy->has_nodes = nodes;
	if (nodes && !read_nodes(c->r, nodes, &policy->nodes))
		return false;
	return !want || read_want(c, want, &policy->want);
}

/* How it was written, for reports: "bind+static=0-1". */
static void policy_describe(struct plan_context *c, struct policy_args *policy)
{
	struct text text = TEXT_INIT;
	char list[NODELIST_MAX];

	text_add(&text, mpol_mode_name((enum mpol_mode)(policy->mode & ~MPOL_MODE_FLAGS)));
	for (unsigned bit = MPOL_F_NUMA_BALANCING; bit <= MPOL_F_STATIC_NODES; bit <<= 1) {
		if (policy->mode & bit)
			text_addf(&text, "+%s", mpol_flag_name(bit));
	}
	if (policy->has_nodes)
		text_addf(&text, "=%s", nodelist_print(&policy->nodes, list));
	policy->text = yaml_keep_text(c->doc, text_str(&text), text.len);
	text_free(&text);
}

bool read_policy(struct plan_context *c, const struct yaml_node *node, struct policy_args *policy)
{
	struct policy_args got = { .loc = node->loc };
	bool ok;

	if (node->kind == TREE_MAP)
		ok = policy_map(c, node, &got);
	else
		ok = read_word(c->r, node, "a memory policy") && policy_text(c, node, &got);
	if (!ok)
		return false;
	policy_describe(c, &got);
	*policy = got;
	return true;
}

/* ---- cgroups ---- */

bool read_cgroup_path(struct plan_context *c, const struct yaml_node *node, const char **path)
{
	const char *word = read_word(c->r, node, "path of a cgroup");
	size_t len = word ? strlen(word) : 0;

	if (!word)
		return false;
	if (word[0] != '/' || strstr(word, "//") || (len > 1 && word[len - 1] == '/') ||
	    strstr(word, "/../") || strstr(word, "/./")) {
		read_error(c->r, node->loc, "\"%s\" is not the path of a cgroup (like /job/child)",
			   word);
		return false;
	}
	*path = word;
	return true;
}

const char *read_raw(struct plan_context *c, const struct yaml_node *node, const char *what)
{
	const struct yaml_node *part;
	struct text text = TEXT_INIT;
	const char *kept;

	if (node->kind == TREE_SCALAR)
		return node->text;
	if (!read_kind(c->r, node, TREE_LIST, what))
		return NULL;
	yaml_for_each(part, node) {
		if (!read_kind(c->r, part, TREE_SCALAR, what)) {
			text_free(&text);
			return NULL;
		}
		text_addf(&text, "%s%s", text.len ? "," : "", part->text);
	}
	kept = yaml_keep_text(c->doc, text_str(&text), text.len);
	text_free(&text);
	return kept;
}
