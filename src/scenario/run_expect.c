// SPDX-License-Identifier: GPL-2.0-only
/*
 * Judging a step: does what came out meet what was expected?
 *
 * A failure is one line that says what was there instead; the place is that of
 * the expected value. A call that fails without anybody having expected it is a
 * failure of the step itself.
 *
 * Mirrors: nothing.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "base/nodelist.h"
#include "scenario/run.h"

struct failure *run_fail(struct run *run, struct step_result *out, struct source_loc loc,
			 const char *fmt, ...)
{
	struct text message = TEXT_INIT;
	struct failure *f;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&message, fmt, ap);
	va_end(ap);
	out->failures = xrealloc(out->failures, (out->nr_failures + 1) * sizeof(*out->failures));
	f = &out->failures[out->nr_failures++];
	*f = (struct failure){
		.loc = loc,
		.message = message.bytes,
		.source_line = scenario_source_line(run->s, loc),
	};
	return f;
}

static void fail_nodes(struct run *run, struct step_result *out, const struct expect_item *item,
		       const nodemask_t *got, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

static void fail_nodes(struct run *run, struct step_result *out, const struct expect_item *item,
		       const nodemask_t *got, const char *fmt, ...)
{
	struct text message = TEXT_INIT, wanted = TEXT_INIT;
	char list[NODELIST_MAX];
	struct failure *f;
	va_list ap;

	va_start(ap, fmt);
	text_vaddf(&message, fmt, ap);
	va_end(ap);
	f = run_fail(run, out, item->loc, "%s", text_str(&message));
	text_free(&message);
	text_addf(&wanted, "%s%s", item->kind == EXPECT_NEVER ? "not " : "",
		  nodelist_print(&item->nodes, list));
	f->wanted = wanted.bytes;
	f->got = xstrdup(nodelist_print(got, list));
}

void run_fail_text(struct run *run, struct step_result *out, const struct expect_item *item,
		   const char *what, const char *wanted, const char *got)
{
	struct failure *f = run_fail(run, out, item->loc, "%s is %s, expected %s", what,
				     *got ? got : "(none)", *wanted ? wanted : "(none)");

	f->wanted = xstrdup(wanted);
	f->got = xstrdup(got);
}

/* ---- nodes ---- */

static nodemask_t reached_nodes(const struct step_result *out)
{
	nodemask_t nodes = NODE_MASK_NONE;

	if (out->has_may)
		return out->may.nodes;
	for (size_t i = 0; i < out->nr_landings; i++)
		node_set(out->landings[i].nid, &nodes);
	return nodes;
}

static const char *list_or_none(const nodemask_t *nodes, char list[NODELIST_MAX])
{
	return nodes_empty(nodes) ? "no node" : nodelist_print(nodes, list);
}

/* "allocation failed: ENOMEM (1 zone refused, 3 not listed)", counted in the last pass. */
static void fail_empty(struct run *run, struct step_result *out, const struct expect_item *item,
		       const nodemask_t *got)
{
	const struct pass_result *last;
	size_t refused = 0, unlisted = 0;

	if (!out->walk.nr_passes) {
		fail_nodes(run, out, item, got, "allocation failed: %s", errname(out->err));
		return;
	}
	last = &out->walk.passes[out->walk.nr_passes - 1];
	for (size_t i = 0; i < last->nr_zones; i++) {
		if (last->zones[i].verdict == VERDICT_UNLISTED ||
		    last->zones[i].verdict == VERDICT_UNLISTED_THISNODE)
			unlisted++;
		else
			refused++;
	}
	fail_nodes(run, out, item, got,
		   "allocation failed: %s (%zu zone%s refused, %zu not listed)",
		   errname(out->err), refused, refused == 1 ? "" : "s", unlisted);
}

/* "page 3 of 8 landed on node 2, expected 0-1" */
static void fail_landing(struct run *run, struct step_result *out, const struct expect_item *item,
			 const nodemask_t *got)
{
	const char *unit = out->unit				      ? out->unit :
			   out->has_request && out->request.order ? "block" :
								    "page";
	char list[NODELIST_MAX];
	uint64_t before = 0;
	nodemask_t missing;

	for (size_t i = 0; i < out->nr_runs; i++) {
		if (!node_isset(out->runs[i].nid, &item->nodes)) {
			fail_nodes(run, out, item, got,
				   "%s %llu of %llu landed on node %d, expected %s",
				   unit, (unsigned long long)before + 1,
				   (unsigned long long)out->nr_blocks, out->runs[i].nid,
				   list_or_none(&item->nodes, list));
			return;
		}
		before += out->runs[i].nr_blocks;
	}
	nodes_andnot(&missing, &item->nodes, got);
	if (nodes_empty(got))
		fail_empty(run, out, item, got);
	else
		fail_nodes(run, out, item, got, "no %s landed on node %s", unit,
			   nodelist_print(&missing, list));
}

static void judge_nodes(struct run *run, const struct expect_item *item, struct step_result *out)
{
	nodemask_t got = reached_nodes(out), extra;
	char list[NODELIST_MAX], wanted[NODELIST_MAX];

	switch (item->kind) {
	case EXPECT_FIRST:
		got = out->may.first;
		/* fall through */
	case EXPECT_NODES:
		if (nodes_equal(&got, &item->nodes))
			return;
		if (!out->has_may)
			fail_landing(run, out, item, &got);
		else
			fail_nodes(run, out, item, &got, "%s may serve%s, expected %s",
				   list_or_none(&got, list),
				   item->kind == EXPECT_FIRST ? " in the first pass" : "",
				   list_or_none(&item->nodes, wanted));
		return;
	case EXPECT_WITHIN:
		nodes_andnot(&extra, &got, &item->nodes);
		break;
	default:
		assert(item->kind == EXPECT_NEVER);
		nodes_and(&extra, &got, &item->nodes);
	}
	if (!nodes_empty(&extra))
		fail_nodes(run, out, item, &got, "node %s %s", nodelist_print(&extra, list),
			   out->has_may ? "may serve" : "was used");
}

/* ---- zones and counts ---- */

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (*words) {
		size_t n = strcspn(words, " ");

		if (n == len && strncmp(words, word, n) == 0)
			return true;
		words += n + strspn(words + n, " ");
	}
	return false;
}

static void judge_zones(struct run *run, const struct expect_item *item, struct step_result *out)
{
	struct text got = TEXT_INIT;
	const struct landing_run *zones = out->has_may ? out->may.zones : out->runs;
	size_t nr = out->has_may ? out->may.nr_zones : out->nr_runs;
	bool ok = true;

	for (size_t i = 0; i < nr; i++) {
		if (!has_word(text_str(&got), zones[i].label))
			text_addf(&got, "%s%s", got.len ? " " : "", zones[i].label);
		ok = ok && has_word(item->text, zones[i].label);
	}
	/* Which zones may serve is a set; where memory came from has an order. */
	if (out->has_may)
		ok = ok && strlen(text_str(&got)) == strlen(item->text);
	else
		ok = strcmp(text_str(&got), item->text) == 0;
	if (!ok)
		run_fail_text(run, out, item, "list of zones", item->text, text_str(&got));
	text_free(&got);
}

static int by_nid(const void *a, const void *b)
{
	const struct landing *x = a, *y = b;

	return x->nid - y->nid;
}

static void judge_count(struct run *run, const struct expect_item *item, struct step_result *out)
{
	struct text got = TEXT_INIT;

	for (size_t i = 0; i < out->nr_landings; i++)
		text_addf(&got, "%s%d: %llu", i ? ", " : "", out->landings[i].nid,
			  (unsigned long long)out->landings[i].nr_pages);
	if (strcmp(text_str(&got), item->text) != 0)
		run_fail_text(run, out, item, "count of pages", item->text, text_str(&got));
	text_free(&got);
}

static void judge_number(struct run *run, const struct expect_item *item, const char *what,
			 int64_t got, struct step_result *out)
{
	if (got != item->number)
		run_fail(run, out, item->loc, "%s is %lld, expected %lld", what, (long long)got,
			 (long long)item->number);
}

static uint64_t all_pages(const struct step_result *out)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < out->nr_landings; i++)
		pages += out->landings[i].nr_pages;
	return pages;
}

/* ---- verdicts ---- */

static bool verdict_matches(const char *wanted, enum verdict verdict, enum verdict_class class)
{
	return verdict_class_parse(wanted) == (int)class ||
	       strcmp(wanted, verdict_info(verdict)->short_name) == 0 ||
	       strcmp(wanted, verdict_info(verdict)->code) == 0;
}

static void judge_skipped(struct run *run, const struct expect_item *item, struct step_result *out)
{
	const struct zone_result *other = NULL;

	for (size_t p = 0; p < out->walk.nr_passes; p++) {
		const struct pass_result *pass = &out->walk.passes[p];

		for (size_t i = 0; i < pass->nr_zones; i++) {
			const struct zone_result *zone = &pass->zones[i];

			if (zone->nid != item->nid || zone->verdict == VERDICT_NOT_REACHED)
				continue;
			if (verdict_matches(item->text, zone->verdict, zone->class))
				return;
			if (!other || zone->verdict == VERDICT_TAKEN)
				other = zone;
		}
	}
	if (!other)
		run_fail(run, out, item->loc, "the walk did not come to node %d", item->nid);
	else if (other->verdict == VERDICT_TAKEN || other->verdict == VERDICT_PASS)
		run_fail(run, out, item->loc, "node %d serves, expected %s", item->nid, item->text);
	else
		run_fail(run, out, item->loc, "node %d was skipped by %s (%s), expected %s",
			 item->nid, verdict_class_name(other->class),
			 verdict_info(other->verdict)->short_name, item->text);
}

static void judge_refused(struct run *run, const struct expect_item *item, struct step_result *out)
{
	if (!out->has_verdict)
		run_fail(run, out, item->loc, "nothing was refused, expected %s", item->text);
	else if (!verdict_matches(item->text, out->verdict, out->class))
		run_fail(run, out, item->loc, "refused by %s (%s), expected %s",
			 verdict_class_name(out->class), verdict_info(out->verdict)->short_name,
			 item->text);
}

/* The nodes on which something of @kind happened; @what it is called: "kswapd was woken". */
static void judge_events(struct run *run, const struct expect_item *item, enum event_kind kind,
			 const char *what, struct step_result *out)
{
	const struct event_log *log = &run->e->log;
	nodemask_t nodes = NODE_MASK_NONE;
	char list[NODELIST_MAX];

	for (unsigned i = 0; i < log->nr_events; i++) {
		if (log->events[i].kind == kind)
			node_set(log->events[i].nid, &nodes);
	}
	if (!nodes_equal(&nodes, &item->nodes))
		fail_nodes(run, out, item, &nodes, "%s on %s", what, list_or_none(&nodes, list));
}

static void judge_errno(struct run *run, const struct expect_item *item, struct step_result *out)
{
	if (out->err == item->number)
		return;
	run_fail_text(run, out, item, "errno", errname((int)item->number), errname(out->err));
}

static void judge_item(struct run *run, const struct expect_item *item, struct step_result *out)
{
	switch (item->kind) {
	case EXPECT_NODES:
	case EXPECT_WITHIN:
	case EXPECT_NEVER:
	case EXPECT_FIRST:
		judge_nodes(run, item, out);
		break;
	case EXPECT_ZONES:
		judge_zones(run, item, out);
		break;
	case EXPECT_COUNT:
		judge_count(run, item, out);
		break;
	case EXPECT_PAGES:
		judge_number(run, item, "number of pages", (int64_t)all_pages(out), out);
		break;
	case EXPECT_SKIPPED:
		judge_skipped(run, item, out);
		break;
	case EXPECT_PASS:
		if (!out->served || strcmp(pass_names[out->pass], item->text) != 0)
			run_fail_text(run, out, item, "the pass", item->text,
				  out->served ? pass_names[out->pass] : "");
		break;
	case EXPECT_ERRNO:
		judge_errno(run, item, out);
		break;
	case EXPECT_FAILS:
		if ((out->err != 0) != (item->number != 0))
			run_fail(run, out, item->loc, "errno is %s", errname(out->err));
		break;
	case EXPECT_REFUSED:
		judge_refused(run, item, out);
		break;
	case EXPECT_OOM:
	case EXPECT_VICTIM:
	case EXPECT_PANICS:
	case EXPECT_LOG:
		run_judge_oom(run, item, out);
		break;
	case EXPECT_WAKES:
		judge_events(run, item, EVENT_KSWAPD_WAKE, "kswapd was woken", out);
		break;
	case EXPECT_COMPACTS:
		judge_events(run, item, EVENT_COMPACT, "pages were compacted", out);
		break;
	case EXPECT_MOVED:
		judge_number(run, item, "number of pages moved", (int64_t)out->moved, out);
		break;
	case EXPECT_RETURNS:
		judge_number(run, item, "return value", out->returned, out);
		break;
	case EXPECT_OUTCOME:
		if (strcmp(item->text, out->text ? out->text : "") != 0)
			run_fail_text(run, out, item, "the outcome", item->text,
				  out->text ? out->text : "");
		break;
	case EXPECT_POOL_PAGES:
		judge_number(run, item, "number of pool pages",
			     (int64_t)zswap_total_pages(&run->e->zswap), out);
		break;
	default:
		run_judge_state(run, item, out);
	}
}

/* Did anybody expect that the call may fail? */
static bool expects_error(const struct expect_item *const *items, size_t nr)
{
	const struct expect_item *nodes = expect_find(items, nr, EXPECT_NODES);

	return expect_find(items, nr, EXPECT_ERRNO) || expect_find(items, nr, EXPECT_FAILS) ||
	       expect_find(items, nr, EXPECT_REFUSED) || (nodes && nodes_empty(&nodes->nodes));
}

static void fail_unexpected(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const struct request_result *request = &out->request;

	if (out->has_request && request->nr_blocks_wanted > 1 && out->nr_blocks)
		run_fail(run, out, step->loc, "failed after %llu of %llu blocks: %s",
			 (unsigned long long)out->nr_blocks,
			 (unsigned long long)request->nr_blocks_wanted, errname(out->err));
	else if (out->has_verdict)
		run_fail(run, out, step->loc, "failed: %s (%s: %s)", errname(out->err),
			 verdict_info(out->verdict)->short_name, verdict_info(out->verdict)->text);
	else
		run_fail(run, out, step->loc, "failed: %s", errname(out->err));
}

static void set_outcome(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const char *xfail = design_remark(&step->xfails, run->design->name);

	out->outcome = out->nr_failures ? OUTCOME_FAIL : OUTCOME_PASS;
	if (!xfail)
		return;
	out->outcome = out->nr_failures ? OUTCOME_XFAIL : OUTCOME_XPASS;
	free(out->reason);
	out->reason = xstrdup(xfail);
}

/* What was read of the machine stays; that it is not what others expect is no failure. */
static void show(struct step_result *out, enum outcome outcome)
{
	step_result_forgive(out);
	out->outcome = outcome;
}

/* "irq_explicit: allowed" where the point is a switch, else the words of the scenario. */
static char *undecided_reason(const struct run *run, const char *remark)
{
	const struct isolation_design *design = run->design;
	struct text text = TEXT_INIT;

	text_add(&text, remark);
	for (unsigned i = 0; i < design->nr_switches; i++) {
		if (strcmp(design->switches[i].name, remark) == 0)
			text_addf(&text, ": %s",
				  design->switches[i].values[run->e->m.switch_values[i]]);
	}
	return text.bytes;
}

void run_judge(struct run *run, const struct plan_step *step, struct step_result *out)
{
	const char *undecided = design_remark(&step->undecided, run->design->name);
	const struct expect_item **items;
	size_t nr = expect_for_design(&step->expect, run->design->name, &items);

	if (out->nr_landings)
		qsort(out->landings, out->nr_landings, sizeof(*out->landings), by_nid);
	/* A step that could not even start has its failure already. */
	if (!out->nr_failures) {
		for (size_t i = 0; i < nr; i++)
			judge_item(run, items[i], out);
	}
	if (!out->nr_failures && out->has_errno && out->err && !expects_error(items, nr))
		fail_unexpected(run, step, out);
	if (!run->stated) {
		show(out, OUTCOME_SHOWN);
	} else if (undecided) {
		show(out, OUTCOME_UNDECIDED);
		free(out->reason);
		out->reason = undecided_reason(run, undecided);
	} else {
		set_outcome(run, step, out);
	}
	free(items);
}
