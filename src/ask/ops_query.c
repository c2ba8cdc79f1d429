// SPDX-License-Identifier: GPL-2.0-only
/* The three questions of the project: may_use, lands_on, explain. Nothing changes. */
#include "ask/ask.h"

#include "base/nodelist.h"

/* What is read of a question; lives while its request does. */
struct query {
	struct task *task;
	struct alloc_request req;
	struct request_storage storage;
	nodemask_t mask, wanted;
};

static bool can_be_wanted(const struct machine *m, const nodemask_t *wanted)
{
	return !nodes_empty(wanted) && nodes_subset(wanted, &m->node_states[N_POSSIBLE]);
}

static bool read_query(struct ask *s, const json_t *q, struct query *query)
{
	struct request_spec spec = {
		.ctx = json_context(&s->r, q, "context"),
		.cpu = -1,
		.gfp = json_gfp(&s->r, q, "gfp"),
		.order = (unsigned)json_int(&s->r, q, "order", 0, MAX_PAGE_ORDER),
		.nid = (int)json_int(&s->r, q, "nid", 0, s->e->m.nr_node_ids - 1),
	};

	if (json_nodemask(&s->r, q, "nodemask", &query->mask))
		spec.nodemask = &query->mask;
	if (json_nodemask(&s->r, q, "want", &query->wanted))
		spec.wanted = &query->wanted;
	if (!s->r.failed && !s->e->m.pgdat[spec.nid])
		json_fail(&s->r, "node %d is not possible", spec.nid);
	if (!s->r.failed && spec.wanted && !can_be_wanted(&s->e->m, spec.wanted))
		json_fail(&s->r, "field \"want\" is empty or names a node that is not possible");
	query->task = s->r.failed ? NULL : ask_task(s, q, "?query");
	if (!query->task)
		return false;
	spec.task = query->task;
	if (engine_request(s->e, &spec, &query->req, &query->storage) == VERDICT_PASS)
		return true;
	json_fail(&s->r, "design %s: %s", s->options.design->name,
		  verdict_info(VERDICT_NO_OPT_IN)->text);
	engine_kill(s->e, query->task);
	return false;
}

static json_t *op_may_use(struct ask *s, const json_t *q)
{
	struct query query;
	struct may_answer may;

	if (!read_query(s, q, &query))
		return NULL;
	alloc_may_use(&s->e->m, &query.req, &may);
	engine_kill(s->e, query.task);
	return json_pack("{s:o,s:o}", "nodes", json_nodes(&may.nodes), "first",
			 json_nodes(&may.first));
}

static json_t *lands_zone(const struct machine *m, const struct lands_answer *lands)
{
	return json_zone(lands->ok ? zoneref_zone(m, lands->ref) : NULL);
}

static json_t *op_lands_on(struct ask *s, const json_t *q)
{
	struct query query;
	struct lands_answer lands;

	if (!read_query(s, q, &query))
		return NULL;
	lands = alloc_lands_on(&s->e->m, &query.req);
	engine_kill(s->e, query.task);
	return json_pack("{s:o}", "zone", lands_zone(&s->e->m, &lands));
}

/* ---- explain: the passes as JSON ---- */

struct explain_json {
	const struct machine *m;
	json_t *passes;
	json_t *zones; /* of the current pass, borrowed */
};

static json_t *mask_json(const struct mask_ref *mask)
{
	json_t *nodes = mask->nodes ? json_nodes(mask->nodes) : json_null();

	return json_pack("{s:o,s:s}", "nodes", nodes, "from", mask_from_texts[mask->from]);
}

static json_t *flags_json(unsigned flags)
{
	struct text names = TEXT_INIT;
	json_t *array = json_array();
	const char *p;

	alloc_flags_format(flags, &names);
	for (p = text_str(&names); *p;) {
		size_t len = 0;

		while (p[len] && p[len] != '|')
			len++;
		json_array_append_new(array, json_stringn(p, len));
		p += len + (p[len] == '|');
	}
	text_free(&names);
	return array;
}

static void explain_pass(void *arg, const struct alloc_pass *pass)
{
	static const char *const mark_names[] = { "min", "low", "high" };
	struct explain_json *x = arg;
	unsigned mark = pass->alloc_flags & ALLOC_WMARK_MASK;

	x->zones = json_array();
	json_array_append_new(
		x->passes,
		json_pack("{s:s,s:s,s:o,s:o,s:s,s:o}", "name", pass_names[pass->kind], "zonelist",
			  pass->ac.zonelist_kind == ZONELIST_NOFALLBACK ? "thisnode" :
			  pass->ac.zonelist_kind == ZONELIST_FALLBACK	? "fallback" :
									  "design",
			  "nodemask", mask_json(&pass->ac.mask), "alloc_flags",
			  flags_json(pass->alloc_flags), "mark",
			  pass->alloc_flags & ALLOC_NO_WATERMARKS ? "none" : mark_names[mark],
			  "zones", x->zones));
}

static void explain_zone(void *arg, const struct zone_record *rec)
{
	struct explain_json *x = arg;
	const struct verdict_info *info = verdict_info(rec->verdict);

	json_array_append_new(x->zones,
			      json_pack("{s:o,s:s,s:s,s:s,s:s}", "zone",
					json_zone(zoneref_zone(x->m, rec->ref)), "verdict",
					info->code, "class", verdict_class_name(rec->class), "why",
					info->text, "by", info->by));
}

json_t *ask_explanation(const struct machine *m, const struct alloc_request *req)
{
	static const struct explain_ops ops = { .pass = explain_pass, .zone = explain_zone };
	struct explain_json x = { .m = m, .passes = json_array() };
	struct lands_answer lands = alloc_explain(m, req, true, &ops, &x);

	return json_pack("{s:o,s:o}", "zone", lands_zone(m, &lands), "passes", x.passes);
}

static json_t *op_explain(struct ask *s, const json_t *q)
{
	struct query query;
	json_t *answer;

	if (!read_query(s, q, &query))
		return NULL;
	answer = ask_explanation(&s->e->m, &query.req);
	engine_kill(s->e, query.task);
	return answer;
}

const struct ask_op_entry ask_ops_query[] = {
	{ "may_use", op_may_use },
	{ "lands_on", op_lands_on },
	{ "explain", op_explain },
	{ NULL, NULL },
};
