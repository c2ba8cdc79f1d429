// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three questions and their answers.
 *
 * An answer is complete when it goes out: texts are made at once, so that it
 * neither changes nor looks at the machine again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "base/text.h"
#include "lib/private.h"
#include "report/report.h"
#include "scenario/run.h"

static_assert((int)NW_ZONE_DMA == ZONE_DMA && (int)NW_ZONE_DMA32 == ZONE_DMA32 &&
		      (int)NW_ZONE_NORMAL == ZONE_NORMAL && (int)NW_ZONE_MOVABLE == ZONE_MOVABLE &&
		      (int)NW_ZONE_DEVICE == ZONE_DEVICE,
	      "zones have the same numbers inside and outside");

struct nw_answer {
	struct may_answer may;
	bool has_landing;
	struct nw_landing landing;
	char *nodes, *first;
	struct text texts[NW_TEXT_JSON + 1];
};

void lib_landing(const struct machine *m, const struct lands_answer *lands, struct nw_landing *out)
{
	*out = (struct nw_landing){ .served = lands->ok };
	if (!lands->ok)
		return;
	out->node = lands->ref.nid;
	out->zone = (enum nw_zone)lands->ref.zone_idx;
	out->pass = pass_names[lands->pass];
	zone_label(zoneref_zone(m, lands->ref), out->label);
}

enum nw_status nw_lands(struct nw_machine *m, const struct nw_request *req,
			struct nw_landing *landing, struct nw_diag *diag)
{
	struct lands_answer lands;
	struct lib_request r;
	enum nw_status status = lib_request_begin(m, req, &r, diag);

	if (status != NW_OK)
		return status;
	lands = alloc_lands_on(&m->ask.e->m, &r.req);
	lib_request_end(m, &r);
	lib_landing(&m->ask.e->m, &lands, landing);
	return NW_OK;
}

static char *list_text(const nodemask_t *nodes)
{
	char buf[NODELIST_MAX];

	return xstrdup(nodelist_print(nodes, buf));
}

static struct nw_answer *answer_may(struct nw_machine *m, const struct lib_request *r)
{
	struct nw_answer *a = xcalloc(1, sizeof(*a));

	alloc_may_use(&m->ask.e->m, &r->req, &a->may);
	a->nodes = list_text(&a->may.nodes);
	a->first = list_text(&a->may.first);
	text_addf(&a->texts[NW_TEXT_SHORT], "may use nodes %s, first pass %s\n",
		  *a->nodes ? a->nodes : "none", *a->first ? a->first : "none");
	return a;
}

enum nw_status nw_may(struct nw_machine *m, const struct nw_request *req, struct nw_answer **a,
		      struct nw_diag *diag)
{
	struct lib_request r;
	enum nw_status status = lib_request_begin(m, req, &r, diag);

	if (status != NW_OK)
		return status;
	*a = answer_may(m, &r);
	lib_request_end(m, &r);
	return NW_OK;
}

/* ---- explain ---- */

static void add_landing(struct nw_answer *a, struct nw_machine *m, const struct lib_request *r)
{
	struct lands_answer lands = alloc_lands_on(&m->ask.e->m, &r->req);

	a->has_landing = true;
	lib_landing(&m->ask.e->m, &lands, &a->landing);
	if (lands.ok)
		text_addf(&a->texts[NW_TEXT_SHORT], "lands on %s in pass %s\n", a->landing.label,
			  a->landing.pass);
	else
		text_add(&a->texts[NW_TEXT_SHORT], "lands nowhere: no zone can serve it now\n");
}

static void add_walk(struct nw_answer *a, struct nw_machine *m, const struct nw_request *req,
		     const struct lib_request *r)
{
	const struct isolation_design *design = m->ask.options.design;
	struct run run = { .design = design, .e = m->ask.e, .question = true };
	struct design_result result = { .design = design };
	struct step_result step = { .has_request = true, .has_walk = true };
	struct text *out = &a->texts[NW_TEXT_WALK];

	run_describe_request(&run, &r->req, &step.request);
	step.request.call = "__alloc_pages";
	step.request.nid_local = req->node == NUMA_NO_NODE && !req->want;
	step.request.want = req->want ? xstrdup(req->want) : NULL;
	if (r->passing) {
		/* It exists for this question only; its name means nothing to the reader. */
		free(step.request.task);
		step.request.task = NULL;
	}
	run_record_walk(&run, &r->req, &step.walk);
	text_add(out, text_str(&a->texts[NW_TEXT_SHORT]));
	report_answer(&result, &step, out);
	step_result_free(&step);
}

static void add_json(struct nw_answer *a, struct nw_machine *m, const struct lib_request *r)
{
	json_t *object = ask_explanation(&m->ask.e->m, &r->req);
	char *text = json_dumps(object, JSON_COMPACT);

	if (!text)
		host_memory_exhausted(0);
	text_addf(&a->texts[NW_TEXT_JSON], "%s\n", text);
	free(text);
	json_decref(object);
}

enum nw_status nw_explain(struct nw_machine *m, const struct nw_request *req, struct nw_answer **a,
			  struct nw_diag *diag)
{
	struct lib_request r;
	enum nw_status status = lib_request_begin(m, req, &r, diag);

	if (status != NW_OK)
		return status;
	*a = answer_may(m, &r);
	add_landing(*a, m, &r);
	add_walk(*a, m, req, &r);
	add_json(*a, m, &r);
	lib_request_end(m, &r);
	return NW_OK;
}

/* ---- what an answer says ---- */

int nw_answer_allows(const struct nw_answer *a, int node)
{
	return node_isset(node, &a->may.nodes);
}

unsigned nw_answer_zones(const struct nw_answer *a, int node)
{
	return nw_answer_allows(a, node) ? a->may.zones[node] : 0;
}

const char *nw_answer_nodes(const struct nw_answer *a)
{
	return a->nodes;
}

const char *nw_answer_first(const struct nw_answer *a)
{
	return a->first;
}

const struct nw_landing *nw_answer_landing(const struct nw_answer *a)
{
	return a->has_landing ? &a->landing : NULL;
}

const char *nw_answer_text(const struct nw_answer *a, enum nw_text which)
{
	return (unsigned)which <= NW_TEXT_JSON ? text_str(&a->texts[which]) : "";
}

void nw_answer_free(struct nw_answer *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < sizeof(a->texts) / sizeof(a->texts[0]); i++)
		text_free(&a->texts[i]);
	free(a->nodes);
	free(a->first);
	free(a);
}
