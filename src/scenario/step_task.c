// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of the steps about tasks and their memory: map, touch, mbind,
 * migrate, attach, fork, kill.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "pagecache/pagecache.h"
#include "scenario/plan_read.h"

#define MAX_MAP_PAGES (INT64_C(1) << 34)

bool read_map_name(struct plan_context *c, const struct yaml_node *map, const char **name)
{
	const struct yaml_node *node = yaml_get(map, "map");

	if (!node) {
		read_error(c->r, map->loc, "no mapping is named");
		return false;
	}
	*name = read_word(c->r, node, "map");
	return *name;
}

/* first: and pages: */
bool read_page_range(struct plan_context *c, const struct yaml_node *map, struct step_args *args)
{
	const struct yaml_node *first = yaml_get(map, "first");
	const struct yaml_node *pages = yaml_get(map, "pages");
	int64_t value;

	if (first) {
		if (!read_int(c->r, first, "first", 0, MAX_MAP_PAGES, &value))
			return false;
		args->first = (uint64_t)value;
	}
	if (pages) {
		if (!read_int(c->r, pages, "pages", 1, MAX_MAP_PAGES, &value))
			return false;
		args->nr_pages = (uint64_t)value;
	}
	return true;
}

/* A file is as long as somebody reads, but not longer than the model's index. */
static bool check_file_range(struct plan_context *c, const struct yaml_node *map, uint64_t first,
			     uint64_t nr)
{
	if (first < CACHE_MAX_INDEX && nr <= CACHE_MAX_INDEX - first)
		return true;
	read_error(c->r, map->loc, "a file ends at 256G");
	return false;
}

static bool read_page_size(struct plan_context *c, const struct yaml_node *node,
			   struct step_args *args)
{
	if (!read_size(c->r, node, "page_size", &args->page_size))
		return false;
	if (args->page_size == PAGE_SIZE || args->page_size == HPAGE_PMD_BYTES)
		return true;
	read_error(c->r, node->loc, "page_size is %s, must be 4K or 2M", node->text);
	return false;
}

/* file: and offset: of a mapping. */
static bool read_mapped_file(struct plan_context *c, const struct yaml_node *map,
			     struct step_args *args)
{
	const struct yaml_node *file = yaml_get(map, "file");
	const struct yaml_node *offset = yaml_get(map, "offset");
	uint64_t pages = 0;

	if (!file && offset) {
		read_error(c->r, offset->key->loc, "only a mapping of a file has an offset");
		return false;
	}
	if (!file)
		return true;
	if (args->page_size != PAGE_SIZE) {
		read_error(c->r, file->key->loc, "files are mapped by pages of 4K");
		return false;
	}
	args->file = read_word(c->r, file, "file");
	if (!args->file || (offset && !read_pages(c->r, offset, "offset", &pages)))
		return false;
	args->offset = pages;
	return check_file_range(c, map, pages, args->bytes / PAGE_SIZE);
}

bool step_read_map(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *size = yaml_get(node, "size");
	const struct yaml_node *at = yaml_get(node, "at");
	const struct yaml_node *page_size = yaml_get(node, "page_size");
	const struct yaml_node *shared = yaml_get(node, "shared");
	const struct yaml_node *prot = yaml_get(node, "prot");

	if (!read_map(c->r, node, KEYS_MAP) || !read_task_name(c, node, &args->task) ||
	    !read_map_name(c, node, &args->map))
		return false;
	if (!size) {
		read_error(c->r, node->loc, "map needs a size");
		return false;
	}
	args->page_size = PAGE_SIZE;
	if (!read_size(c->r, size, "size", &args->bytes) ||
	    (page_size && !read_page_size(c, page_size, args)))
		return false;
	if (args->bytes == 0 || args->bytes % args->page_size ||
	    args->bytes / args->page_size > (uint64_t)MAX_MAP_PAGES) {
		read_error(c->r, size->loc, "size %s is no whole number of pages", size->text);
		return false;
	}
	args->has_at = at;
	if (at && !read_size(c->r, at, "at", &args->at))
		return false;
	if (prot && !read_prot(c, prot, args))
		return false;
	return (!shared || read_bool(c->r, shared, "shared", &args->shared)) &&
	       read_mapped_file(c, node, args);
}

bool step_read_touch(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;

	const struct yaml_node *write = yaml_get(node, "write");
	const struct yaml_node *content = yaml_get(node, "content");
	bool writes = true;

	if (!read_map(c->r, node, KEYS_TOUCH) || !read_task_name(c, node, &args->task) ||
	    !read_page_range(c, node, args) ||
	    (write && !read_bool(c->r, write, "write", &writes)))
		return false;
	args->reads = !writes;
	args->has_content = content;
	if (content && !writes) {
		read_error(c->r, content->key->loc, "a read leaves no content");
		return false;
	}
	if (content && !read_content(c, content, args))
		return false;
	if (yaml_get(node, "map"))
		return read_map_name(c, node, &args->map);
	if (!args->nr_pages) {
		read_error(c->r, node->loc, "touch needs a mapping (map:) or a number of pages");
		return false;
	}
	return true;
}

/* Which of the four a step on a file does. */
static const struct yaml_node *file_op(struct plan_context *c, const struct yaml_node *map,
				       enum file_op *op)
{
	static const char *const words[] = { "read", "write", "sync", "drop" };
	const struct yaml_node *found = NULL;

	for (int i = 0; i <= FILE_OP_DROP; i++) {
		const struct yaml_node *node = yaml_get(map, words[i]);

		if (!node)
			continue;
		if (found) {
			read_error(c->r, node->key->loc,
				   "a step does one thing to a file: %s or %s",
				   found->key->text, node->key->text);
			return NULL;
		}
		found = node;
		*op = (enum file_op)i;
	}
	if (!found)
		read_error(c->r, map->loc, "file needs read, write, sync or drop");
	return found;
}

bool step_read_file(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *file = yaml_get(node, "file");
	const struct yaml_node *offset = yaml_get(node, "offset");
	const struct yaml_node *want = yaml_get(node, "want");
	const struct yaml_node *op;

	if (!read_map(c->r, node, KEYS_FILE_STEP))
		return false;
	if (!file) {
		read_error(c->r, node->loc, "no file is named");
		return false;
	}
	args->task = c->tasks[0];
	args->file = read_word(c->r, file, "file");
	op = file_op(c, node, &args->file_op);
	if (!args->file || !op || (yaml_get(node, "task") && !read_task_name(c, node, &args->task)))
		return false;
	if ((offset && !read_pages(c->r, offset, "offset", &args->first)) ||
	    (want && !read_want(c, want, &args->request.want)))
		return false;
	args->nr_pages = args->first < CACHE_MAX_INDEX ? CACHE_MAX_INDEX - args->first : 0;
	if (args->file_op >= FILE_OP_SYNC && op->kind == TREE_SCALAR && !strcmp(op->text, "all"))
		return check_file_range(c, node, args->first, 0);
	if (!read_pages(c->r, op, op->key->text, &args->nr_pages))
		return false;
	if (!args->nr_pages) {
		read_error(c->r, op->loc, "size is 0");
		return false;
	}
	return check_file_range(c, node, args->first, args->nr_pages);
}

static bool read_mbind_flags(struct plan_context *c, const struct yaml_node *list,
			     struct step_args *args)
{
	static const char *const words[] = { "strict", "move", "move_all" };
	static const unsigned bits[] = { MPOL_MF_STRICT, MPOL_MF_MOVE, MPOL_MF_MOVE_ALL };
	const struct yaml_node *flag;
	int choice;

	if (!read_kind(c->r, list, TREE_LIST, "flags"))
		return false;
	yaml_for_each(flag, list) {
		if (!read_choice(c->r, flag, "flag of mbind", words, 3, &choice))
			return false;
		args->mbind_flags |= bits[choice];
	}
	return true;
}

bool step_read_mbind(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *policy = yaml_get(node, "policy");
	const struct yaml_node *flags = yaml_get(node, "flags");
	const struct yaml_node *home = yaml_get(node, "home_node");

	if (!read_map(c->r, node, KEYS_MBIND) || !read_task_name(c, node, &args->task) ||
	    !read_map_name(c, node, &args->map) || !read_page_range(c, node, args))
		return false;
	if (!policy == !home) {
		read_error(c->r, node->loc, "mbind needs either policy or home_node");
		return false;
	}
	args->has_policy = policy;
	args->has_home_node = home;
	if (policy && !read_policy(c, policy, &args->policy))
		return false;
	if (home && !read_nid(c->r, home, &args->home_node))
		return false;
	return !flags || read_mbind_flags(c, flags, args);
}

bool step_read_migrate(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *from = yaml_get(node, "from");
	const struct yaml_node *to = yaml_get(node, "to");
	const struct yaml_node *map = yaml_get(node, "map");
	const struct yaml_node *driver = yaml_get(node, "driver");
	const struct yaml_node *readonly = yaml_get(node, "readonly");

	if (!read_map(c->r, node, KEYS_MIGRATE) || !read_task_name(c, node, &args->task) ||
	    !read_page_range(c, node, args))
		return false;
	if (!to || !from == !map) {
		read_error(c->r, node->loc, "migrate needs to, and either from or map");
		return false;
	}
	if (map && !read_map_name(c, node, &args->map))
		return false;
	if (!read_nodes(c->r, to, &args->to) || (from && !read_nodes(c->r, from, &args->from)))
		return false;
	if (map && nodes_weight(&args->to) != 1) {
		read_error(c->r, to->loc, "move_pages(2) has one target node");
		return false;
	}
	if (driver && !read_bool(c->r, driver, "driver", &args->driver))
		return false;
	if (args->driver && !map) {
		read_error(c->r, driver->key->loc, "a driver takes pages of a mapping (map:)");
		return false;
	}
	if (readonly && !args->driver) {
		read_error(c->r, readonly->key->loc, "only a driver maps pages read-only");
		return false;
	}
	return !readonly || read_bool(c->r, readonly, "readonly", &args->readonly);
}

bool step_read_attach(struct plan_context *c, const struct yaml_node *node,
		      struct plan_step *step)
{
	const struct yaml_node *cgroup = yaml_get(node, "cgroup");

	if (!read_map(c->r, node, KEYS_ATTACH) || !read_task_name(c, node, &step->args.task))
		return false;
	if (!cgroup) {
		read_error(c->r, node->loc, "attach needs a cgroup");
		return false;
	}
	return read_cgroup_path(c, cgroup, &step->args.cgroup);
}

bool step_read_fork(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *child = yaml_get(node, "child");
	const struct yaml_node *into = yaml_get(node, "into");

	if (!read_map(c->r, node, KEYS_FORK) || !read_task_name(c, node, &args->task))
		return false;
	if (!child) {
		read_error(c->r, node->loc, "fork needs the name of the child");
		return false;
	}
	args->child = read_word(c->r, child, "child");
	if (!args->child || (into && !read_cgroup_path(c, into, &args->into)))
		return false;
	for (size_t i = 0; i < c->nr_tasks; i++) {
		if (strcmp(c->tasks[i], args->child) == 0) {
			read_error(c->r, child->loc, "there is a task \"%s\" already", args->child);
			return false;
		}
	}
	plan_add_task(c, args->child);
	return true;
}

bool step_read_kill(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	int choice;

	if (!read_choice(c->r, node, "task", c->tasks, c->nr_tasks, &choice))
		return false;
	if (choice == 0) {
		read_error(c->r, node->loc, "init cannot be ended");
		return false;
	}
	step->args.task = c->tasks[choice];
	c->tasks[choice] = c->tasks[--c->nr_tasks];
	return true;
}
