// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding of may, alloc, free and fill.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/plan_read.h"

/* Flags may be known to one of the designs only, so each is asked. */
static bool check_gfp(struct plan_context *c, const struct yaml_node *node, const char *text)
{
	struct gfp_parse_error first = { 0 }, bad;
	struct diag *d;
	gfp_t gfp;

	for (size_t i = 0; i < c->nr_designs; i++) {
		if (gfp_parse(text, c->designs[i], &gfp, i ? &bad : &first) == 0)
			return true;
	}
	d = read_error(c->r,
		       node->kind == TREE_SCALAR ? part_of(node, first.offset, first.len) :
						   node->loc,
		       "unknown gfp flag \"%.*s\"", first.len > 60 ? 60 : (int)first.len,
		       text + first.offset);
	if (first.suggestion)
		d->suggestion = xstrdup(first.suggestion);
	return false;
}

bool read_gfp(struct plan_context *c, const struct yaml_node *map, struct request_args *request)
{
	const struct yaml_node *node = yaml_get(map, "gfp");
	const struct yaml_node *part;
	struct text text = TEXT_INIT;
	bool ok = true;

	if (!node) {
		read_error(c->r, map->key ? map->key->loc : map->loc, "no gfp flags are given");
		return false;
	}
	if (node->kind == TREE_SCALAR) {
		ok = read_word(c->r, node, "gfp");
		text_add(&text, node->text);
	} else if (read_kind(c->r, node, TREE_LIST, "gfp")) {
		yaml_for_each(part, node) {
			ok = ok && read_word(c->r, part, "a gfp flag");
			text_addf(&text, "%s%s", text.len ? "|" : "", ok ? part->text : "");
		}
	} else {
		ok = false;
	}
	ok = ok && check_gfp(c, node, text_str(&text));
	request->gfp = ok ? yaml_keep_text(c->doc, text_str(&text), text.len) : NULL;
	request->gfp_loc = node->loc;
	text_free(&text);
	return ok;
}

static bool read_size_of_alloc(struct plan_context *c, const struct yaml_node *node,
			       struct request_args *request)
{
	static const char until[] = "until=";
	const char *word = read_word(c->r, node, "size");
	uint64_t block = (uint64_t)PAGE_SIZE << request->order;
	int64_t nid = 0;
	uint64_t bytes;

	if (!word)
		return false;
	if (strncmp(word, until, strlen(until)) == 0) {
		word += strlen(until);
		if (strcmp(word, "fail") == 0) {
			request->amount = AMOUNT_UNTIL_FAIL;
			return true;
		}
		if (parse_int(word, strlen(word), &nid) || nid < 0 || nid >= MAX_NUMNODES ||
		    !node_is_described(c->desc, (int)nid)) {
			read_error(c->r, node->loc, "until= needs a node of the machine, or fail");
			return false;
		}
		request->amount = AMOUNT_UNTIL_NODE;
		request->until_nid = (int)nid;
		return true;
	}
	if (!read_size(c->r, node, "size", &bytes))
		return false;
	if (bytes == 0 || bytes % block) {
		read_error(c->r, node->loc, "size %s is no whole number of blocks of order %u",
			   node->text, request->order);
		return false;
	}
	request->nr_blocks = bytes / block;
	return true;
}

static bool read_amount(struct plan_context *c, const struct yaml_node *map,
			struct request_args *request)
{
	const struct yaml_node *size = yaml_get(map, "size");
	const struct yaml_node *blocks = yaml_get(map, "blocks");
	int64_t nr;

	request->nr_blocks = 1;
	if (size && blocks) {
		read_error(c->r, blocks->key->loc, "size and blocks say the same; write one");
		return false;
	}
	if (size)
		return read_size_of_alloc(c, size, request);
	if (!blocks)
		return true;
	if (!read_int(c->r, blocks, "blocks", 1, INT64_C(1) << 34, &nr))
		return false;
	request->nr_blocks = (uint64_t)nr;
	return true;
}

static bool read_where(struct plan_context *c, const struct yaml_node *map,
		       struct request_args *request)
{
	const struct yaml_node *node = yaml_get(map, "node");
	const struct yaml_node *mask = yaml_get(map, "nodemask");
	const struct yaml_node *want = yaml_get(map, "want");
	const struct yaml_node *unmasked = yaml_get(map, "unmasked");
	const struct yaml_node *policy = yaml_get(map, "policy");
	bool use_policy = true;

	if (node && !read_existing_nid(c, node, &request->nid))
		return false;
	request->has_mask = mask;
	if (mask) {
		request->mask_loc = mask->loc;
		if (!read_nodes(c->r, mask, &request->mask))
			return false;
	}
	if (want && !read_want(c, want, &request->want))
		return false;
	if (unmasked && !want) {
		read_error(c->r, unmasked->key->loc, "unmasked says something about want only");
		return false;
	}
	if (unmasked && !read_bool(c->r, unmasked, "unmasked", &request->unmasked))
		return false;
	if (policy && !read_bool(c->r, policy, "policy", &use_policy))
		return false;
	request->no_policy = !use_policy || node || mask || want;
	return true;
}

bool step_read_request(struct plan_context *c, const struct yaml_node *node,
		       struct plan_step *step)
{
	bool is_alloc = step->kind == STEP_ALLOC;
	struct request_args *request = &step->args.request;
	const struct yaml_node *order = yaml_get(node, "order");
	const struct yaml_node *context = yaml_get(node, "context");
	const struct yaml_node *cpu = yaml_get(node, "cpu");
	const struct yaml_node *label = yaml_get(node, "as");
	int64_t value = 0;
	int choice = CTX_TASK;
	bool ok = read_map(c->r, node, is_alloc ? KEYS_ALLOC : KEYS_MAY);

	if (node->kind != TREE_MAP)
		return false;
	request->nid = NUMA_NO_NODE;
	request->cpu = -1;
	ok = read_task_name(c, node, &step->args.task) && ok;
	ok = read_gfp(c, node, request) && ok;
	if (order)
		ok = read_int(c->r, order, "order", 0, MAX_PAGE_ORDER, &value) && ok;
	request->order = (unsigned)value;
	if (context)
		ok = read_choice(c->r, context, "context", alloc_ctx_names, NR_CTX_KINDS,
				 &choice) &&
		     ok;
	request->ctx = (enum alloc_ctx_kind)choice;
	if (cpu)
		ok = read_existing_cpu(c, cpu, &request->cpu) && ok;
	ok = read_where(c, node, request) && ok;
	if (label)
		ok = (step->args.label = read_word(c->r, label, "as")) && ok;
	return ok && (!is_alloc || read_amount(c, node, request));
}

bool step_read_free(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	const struct yaml_node *label = node->kind == TREE_MAP ? yaml_get(node, "label") : node;
	const struct yaml_node *blocks = yaml_get(node, "blocks");
	const struct yaml_node *from = yaml_get(node, "from");
	static const char *const ends[] = { "oldest", "newest" };
	int64_t nr = 0;
	int choice = 0;

	if (node->kind == TREE_MAP && !read_map(c->r, node, KEYS_FREE))
		return false;
	if (!label) {
		read_error(c->r, node->loc, "free needs a label");
		return false;
	}
	step->args.label = read_word(c->r, label, "a label");
	if (blocks && !read_int(c->r, blocks, "blocks", 1, INT64_C(1) << 34, &nr))
		return false;
	if (from && !read_choice(c->r, from, "end to free from", ends, 2, &choice))
		return false;
	step->args.nr_blocks = (uint64_t)nr;
	step->args.newest_first = choice;
	return step->args.label;
}

static bool read_leave(struct plan_context *c, const struct yaml_node *node,
		       struct step_args *args)
{
	static const char *const marks[] = {
		[WMARK_MIN] = "min", [WMARK_LOW] = "low", [WMARK_HIGH] = "high"
	};

	args->leave_mark = WMARK_MIN;
	if (!node)
		return true;
	if (!read_word(c->r, node, "leave"))
		return false;
	for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++) {
		if (strcmp(node->text, marks[mark]) == 0) {
			args->leave_mark = mark;
			return true;
		}
	}
	args->leave_mark = -1;
	return read_pages(c->r, node, "leave", &args->leave_pages);
}

bool step_read_fill(struct plan_context *c, const struct yaml_node *node, struct plan_step *step)
{
	struct step_args *args = &step->args;
	const struct yaml_node *nid = yaml_get(node, "node");
	const struct yaml_node *zone = yaml_get(node, "zone");
	const struct yaml_node *label = yaml_get(node, "as");

	if (!read_map(c->r, node, KEYS_FILL))
		return false;
	if (!nid) {
		read_error(c->r, node->loc, "fill needs a node");
		return false;
	}
	args->zone = -1;
	if (zone && !read_choice(c->r, zone, "zone", zone_names, ZONE_DEVICE, &args->zone))
		return false;
	if (label && !(args->label = read_word(c->r, label, "as")))
		return false;
	return read_existing_nid(c, nid, &args->nid) &&
	       read_leave(c, yaml_get(node, "leave"), args);
}
