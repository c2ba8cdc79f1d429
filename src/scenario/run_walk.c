// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of a request as a result: passes, masks with their origin, zones with
 * the arithmetic that decided.
 *
 * Responsible for words and numbers; the judgements come from alloc_explain().
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/page_alloc.h"
#include "base/nodelist.h"
#include "cpuset/cpuset.h"
#include "scenario/run_recorder.h"

#define MAX_LISTED_NODES 12	/* of a zonelist in one line */

static const char *mark_name(unsigned alloc_flags)
{
	static const char *const names[] = { "min", "low", "high", "promo" };

	if (alloc_flags & ALLOC_NO_WATERMARKS)
		return "none";
	return names[alloc_flags & ALLOC_WMARK_MASK];
}

/* ---- masks ---- */

/* Where a task's mask comes from: its cpuset, or the nearest one above that has nodes. */
static const struct cpuset *mask_cpuset(const struct task *task)
{
	const struct cpuset *cs = task->cs;

	while (cs->parent && !cs->loc.line)
		cs = cs->parent;
	return cs;
}

void run_describe_mask(const struct run *run, const struct mask_ref *mask, const struct task *task,
		       struct mask_result *out)
{
	struct text from = TEXT_INIT;

	(void)run;
	out->any = !mask->nodes;
	if (mask->nodes)
		out->nodes = *mask->nodes;
	if (mask->withheld)
		out->withheld = *mask->withheld;
	out->from = mask->from;
	out->loc = mask->loc;
	text_add(&from, mask_from_texts[mask->from]);
	if (mask->from == MASK_FROM_TASK && task && task->cs) {
		const struct cpuset *cs = mask_cpuset(task);

		text_addf(&from, ": cpuset %s", cs->path);
		if (!out->loc.line)
			out->loc = task_mems_loc(task);
	}
	out->from_text = from.bytes;
}

/* ---- zonelists ---- */

static void add_list_node(const struct machine *m, int owner, int nid, struct text *text, size_t n)
{
	text_addf(text, "%s%d", n ? ", " : "", nid);
	if (nid == owner)
		text_add(text, " (10)");
	else
		text_addf(text, " (%d%s)", node_distance(m, owner, nid),
			  node_state(m, nid, N_CPU) ? "" : ", no cpus");
}

/* "node 0 fallback: 0 (10), 2 (17, no cpus), 1 (21)" */
static char *zonelist_text(const struct machine *m, int owner, const struct alloc_context *ac)
{
	static const char *const kinds[] = { "fallback", "own list (THISNODE)" };
	struct text text = TEXT_INIT;
	const struct zonelist *zl = ac->zonelist;
	size_t nr = 0, left_out = 0;
	int last = -1;

	text_addf(&text, "node %d %s:", owner,
		  ac->zonelist_kind < ZONELIST_EXTRA0 ?
			  kinds[ac->zonelist_kind] :
			  m->design->extra_zonelist_names[ac->zonelist_kind - ZONELIST_EXTRA0]);
	text_add(&text, " ");
	for (uint32_t i = 0; i < zl->nr_refs; i++) {
		if (zl->refs[i].nid == last)
			continue;
		last = zl->refs[i].nid;
		if (nr < MAX_LISTED_NODES)
			add_list_node(m, owner, last, &text, nr++);
		else
			left_out++;
	}
	if (left_out)
		text_addf(&text, " and %zu more", left_out);
	if (!nr)
		text_add(&text, "empty");
	return text.bytes;
}

/* ---- zones ---- */

/* "low 2340 - 585 + reserve[Movable] 0" */
static void add_bar(const struct recorder *rec, const struct zone_record *zone, struct text *text)
{
	text_addf(text, "%s %llu", mark_name(rec->alloc_flags), (unsigned long long)zone->mark);
	if (zone->deduction)
		text_addf(text, " - %llu", (unsigned long long)zone->deduction);
	text_addf(text, " + reserve[%s] %llu", zone_names[rec->highest],
		  (unsigned long long)zone->reserve);
}

static void add_free(const struct zone_record *zone, const char *relation, struct text *text)
{
	text_addf(text, "free %llu", (unsigned long long)zone->free);
	if (zone->unusable)
		text_addf(text, " - %llu", (unsigned long long)zone->unusable);
	text_addf(text, " %s ", relation);
}

static void add_short_list(const char *list, struct text *text)
{
	if (strlen(list) > 40)
		text_addf(text, "%.37s...", list);
	else
		text_add(text, *list ? list : "(none)");
}

/* Up to where kernel memory could escape; on cgroup v2 that is everywhere. */
static void add_wall(const struct cpuset *wall, struct text *text)
{
	char list[NODELIST_MAX];

	text_addf(text, ", nor behind the wall of %s: ", wall->path);
	add_short_list(nodelist_print(&wall->mems_allowed, list), text);
}

static void add_mask_reason(const struct recorder *rec, const struct zone_record *zone,
			    struct text *text)
{
	const struct pass_result *pass = &rec->walk->passes[rec->walk->nr_passes - 1];
	char list[NODELIST_MAX];

	nodelist_print(zone->verdict == VERDICT_CPUSET ? &rec->req->task->mems_allowed :
							 &pass->mask.nodes,
		       list);
	text_addf(text, "node %d not in %s", zone->ref.nid,
		  zone->verdict == VERDICT_CPUSET ? "mems_allowed " : "");
	add_short_list(list, text);
	if (zone->verdict == VERDICT_CPUSET && rec->run->e->m.cpuset_v1 &&
	    !(rec->gfp & __GFP_HARDWALL))
		add_wall(nearest_hardwall_ancestor(rec->req->task->cs), text);
}

static char *because(const struct recorder *rec, const struct zone_record *zone)
{
	struct text text = TEXT_INIT;

	switch (zone->verdict) {
	case VERDICT_WATERMARK:
		add_free(zone, "<=", &text);
		add_bar(rec, zone, &text);
		break;
	case VERDICT_PASS:
		text_add(&text, "no rule against it");
		break;
	case VERDICT_TAKEN:
		if (rec->alloc_flags & ALLOC_NO_WATERMARKS) {
			text_addf(&text, "free %llu, no watermark",
				  (unsigned long long)zone->free);
			break;
		}
		add_free(zone, ">", &text);
		add_bar(rec, zone, &text);
		break;
	case VERDICT_NO_BLOCK:
		text_addf(&text, "free %llu, but no block of order %u",
			  (unsigned long long)zone->free, rec->req->order);
		break;
	case VERDICT_ZONEIDX:
		text_addf(&text, "%s > highest zone %s", zone_names[zone->ref.zone_idx],
			  zone_names[rec->highest]);
		break;
	case VERDICT_NODEMASK:
	case VERDICT_CPUSET:
		add_mask_reason(rec, zone, &text);
		break;
	case VERDICT_UNLISTED_THISNODE:
		text_addf(&text, "THISNODE list of %d holds only node %d", rec->req->nid,
			  rec->req->nid);
		break;
	case VERDICT_UNLISTED:
		text_addf(&text, "not in this list of node %d", rec->req->nid);
		break;
	case VERDICT_NOT_REACHED:
		text_add(&text, "not reached");
		break;
	default:
		text_add(&text, verdict_info(zone->verdict)->text);
	}
	return text.bytes;
}

/* ---- callbacks of alloc_explain() ---- */

static void on_pass(void *arg, const struct alloc_pass *pass)
{
	struct recorder *rec = arg;
	struct walk_result *walk = rec->walk;
	const struct machine *m = &rec->run->e->m;
	struct text flags = TEXT_INIT, gfp = TEXT_INIT;
	struct pass_result *out;

	walk->passes = xrealloc(walk->passes, (walk->nr_passes + 1) * sizeof(*walk->passes));
	out = &walk->passes[walk->nr_passes++];
	*out = (struct pass_result){
		.kind = pass->kind,
		.round = pass->round,
		.zonelist = zonelist_text(m, rec->req->nid, &pass->ac),
		.zonelist_kind = pass->ac.zonelist_kind,
		.alloc_flags = pass->alloc_flags,
		.mark = mark_name(pass->alloc_flags),
	};
	run_describe_mask(rec->run, &pass->ac.mask, rec->req->task, &out->mask);
	gfp_format(pass->gfp, m->design, &gfp);
	out->gfp = gfp.bytes;
	alloc_flags_format(pass->alloc_flags, &flags);
	out->alloc_flags_text = flags.bytes ? flags.bytes : xstrdup("");
	rec->highest = pass->ac.highest_zoneidx;
	rec->alloc_flags = pass->alloc_flags;
	rec->gfp = pass->gfp;
}

static void on_zone(void *arg, const struct zone_record *zone)
{
	struct recorder *rec = arg;
	struct pass_result *pass;
	struct zone_result *out;

	assert(rec->walk->nr_passes > 0);
	pass = &rec->walk->passes[rec->walk->nr_passes - 1];
	/* Grow by doubling: a vast machine has a thousand zones in each pass. */
	if ((pass->nr_zones & (pass->nr_zones - 1)) == 0)
		pass->zones = xrealloc(pass->zones, (pass->nr_zones ? 2 * pass->nr_zones : 1) *
							    sizeof(*pass->zones));
	out = &pass->zones[pass->nr_zones++];
	*out = (struct zone_result){
		.nid = zone->ref.nid,
		.zone = (enum zone_type)zone->ref.zone_idx,
		.verdict = zone->verdict,
		.class = zone->class,
		.because = because(rec, zone),
		.free = zone->free,
		.unusable = zone->unusable,
		.mark = zone->mark,
		.deduction = zone->deduction,
		.reserve = zone->reserve,
		.nofragment = zone->nofragment,
	};
	snprintf(out->label, sizeof(out->label), "%d/%s", out->nid, zone_names[out->zone]);
}

void run_walk_note(struct walk_result *walk, const char *what, const char *by)
{
	walk->notes = xrealloc(walk->notes, (walk->nr_notes + 1) * sizeof(*walk->notes));
	walk->notes[walk->nr_notes++] = (struct walk_note){
		.what = xstrdup(what),
		.by = by,
		.before_pass = walk->nr_passes,
	};
}

static void on_note(void *arg, const char *what, const char *by)
{
	struct recorder *rec = arg;

	run_walk_note(rec->walk, what, by);
}

const struct explain_ops recorder_ops = {
	.pass = on_pass,
	.zone = on_zone,
	.note = on_note,
};

void run_listen(struct run *run, const struct alloc_request *req, struct step_result *out)
{
	run->recorder = xcalloc(1, sizeof(*run->recorder));
	*run->recorder = (struct recorder){ .run = run, .first = *req, .walk = &out->walk };
	run->recorder->req = &run->recorder->first;
	out->walk.memory = run->e->m.node_states[N_MEMORY];
	engine_listen(run->e, &recorder_ops, run->recorder);
}

bool run_listened(struct run *run, struct step_result *out)
{
	engine_listen(run->e, NULL, NULL);
	free(run->recorder);
	run->recorder = NULL;
	out->has_walk = out->walk.nr_passes;
	return out->has_walk;
}

void run_record_walk(const struct run *run, const struct alloc_request *req,
		     struct walk_result *walk)
{
	struct recorder rec = { .run = run, .req = req, .walk = walk };

	walk->memory = run->e->m.node_states[N_MEMORY];
	if (run->question)
		alloc_explain_may(&run->e->m, req, &recorder_ops, &rec);
	else
		alloc_explain(&run->e->m, req, false, &recorder_ops, &rec);
}

/* ---- the request itself ---- */

static void first_zone(const struct machine *m, const struct alloc_request *req, char label[16])
{
	struct may_answer answer;
	enum zone_type highest = gfp_zone(req->gfp);

	/* The preferred zone: the first one of the list that the first pass may take. */
	alloc_may_use(m, req, &answer);
	label[0] = '\0';
	if (node_isset(req->nid, &answer.first)) {
		for (int type = highest; type >= 0; type--) {
			const struct zone *zone = &m->pgdat[req->nid]->node_zones[type];

			if (managed_zone(zone) && (answer.zones[req->nid] & 1u << type)) {
				zone_label(zone, label);
				return;
			}
		}
	}
}

void run_describe_request(const struct run *run, const struct alloc_request *req,
			  struct request_result *out)
{
	const struct machine *m = &run->e->m;
	struct text gfp = TEXT_INIT, policy = TEXT_INIT;
	struct mpol_info info;
	char list[NODELIST_MAX];

	gfp_format(req->gfp, m->design, &gfp);
	out->gfp_resolved = gfp.bytes;
	out->gfp_bits = req->gfp;
	out->order = req->order;
	out->nid = req->nid;
	out->task = xstrdup(req->task->name);
	out->cgroup = xstrdup(cgroup_path_of(run->e->cgroups, req->task));
	out->cpu = req->cpu;
	out->ctx = req->ctx;
	out->highest_zone = gfp_zone(req->gfp);
	run_describe_mask(run, &req->mask, req->task, &out->mask);
	first_zone(m, req, out->preferred);
	mpol_get(req->task, &info);
	if (info.mode == MPOL_DEFAULT)
		return;
	text_addf(&policy, "%s=%s", mpol_mode_name(info.mode), nodelist_print(&info.nodes, list));
	out->policy = policy.bytes;
}
