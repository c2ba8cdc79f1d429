// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machines of the page: a figure for each machine that scenarios share, in it
 * a drawing for each set of designs that boot it alike, and the same as tables.
 * The first ones are plain markup; a page with many leaves the others to its script.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"

#define PLAIN_FIGURES 12

/* One figure while it is made. */
struct figure {
	const struct comparison *c;
	const struct topology_result **machines; /* [design]; NULL = not run */
	size_t *drawing_of; /* [design]; place of its drawing */
	size_t nr_drawings;
	size_t number; /* from 1 */
};

/* ---- what is equal ---- */

static void add_nodes_key(const struct topology_result *t, struct text *key)
{
	for (size_t i = 0; i < t->nr_nodes; i++) {
		const struct topology_node *node = &t->nodes[i];

		text_addf(key, "%d:%s:", node->nid, node->cpus);
		html_text(node->spm ? node->spm : "-", key);
		for (size_t j = 0; j < node->nr_zones; j++) {
			const struct topology_zone *z = &node->zones[j];

			text_addf(key, ";%d %" PRIu64 " %" PRIu64, (int)z->type, z->managed,
				  z->free);
			for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++)
				text_addf(key, " %" PRIu64, z->wmark[mark]);
			for (int type = 0; type < MAX_NR_ZONES; type++)
				text_addf(key, " %" PRIu64, z->reserve[type]);
		}
		text_add(key, "\n");
	}
}

static void add_list_key(const struct topology_list *list, struct text *key)
{
	text_addf(key, "%d %s", list->owner, list->name);
	for (size_t i = 0; i < list->nr_nodes; i++)
		text_addf(key, " %d", list->nodes[i]);
	text_addf(key, " +%zu\n", list->nr_left_out);
}

static void add_machine_key(const struct topology_result *t, struct text *key)
{
	if (!t) {
		text_add(key, "-\n");
		return;
	}
	add_nodes_key(t, key);
	for (size_t i = 0; i < t->nr_lists; i++)
		add_list_key(&t->lists[i], key);
}

/* ---- lists, each once with the designs that share it ---- */

struct lists {
	struct html_pool keys;
	struct svg_list *items;
};

static void add_shared_list(struct lists *lists, const struct topology_list *list, size_t design)
{
	struct text key = TEXT_INIT, designs = TEXT_INIT;
	size_t before = lists->keys.nr, place;
	struct svg_list *item;
	struct text value = TEXT_INIT;

	add_list_key(list, &key);
	html_json(text_str(&key), &value);
	text_free(&key);
	place = html_pool_take(&lists->keys, &value);
	if (place == before) {
		lists->items = xrealloc(lists->items, (before + 1) * sizeof(*lists->items));
		lists->items[place] = (struct svg_list){ .list = list };
	}
	item = &lists->items[place];
	text_addf(&designs, "%s%zu ", item->designs ? item->designs : " ", design + 1);
	free(item->designs);
	item->designs = designs.bytes;
}

/* The lists of the designs of one drawing; those of all designs when @drawing is SIZE_MAX. */
static void collect_lists(const struct figure *f, size_t drawing, bool own, struct lists *lists)
{
	*lists = (struct lists){ 0 };
	for (size_t d = 0; d < f->c->nr_designs; d++) {
		const struct topology_result *t = f->machines[d];

		if (!t || (drawing != SIZE_MAX && f->drawing_of[d] != drawing))
			continue;
		for (size_t i = 0; i < t->nr_lists; i++)
			if (own || t->lists[i].kind != ZONELIST_NOFALLBACK)
				add_shared_list(lists, &t->lists[i], d);
	}
	if (lists->keys.nr)
		lists->items[0].shown = true;
}

static void free_lists(struct lists *lists)
{
	for (size_t i = 0; i < lists->keys.nr; i++)
		free(lists->items[i].designs);
	free(lists->items);
	html_pool_free(&lists->keys);
}

/* ---- tables ---- */

static void add_zone_rows(const struct topology_node *node, struct text *out)
{
	for (size_t i = 0; i < node->nr_zones; i++) {
		const struct topology_zone *z = &node->zones[i];

		text_addf(out, "<tr><th scope=\"row\">%d/%s</th><td>", node->nid,
			  zone_names[z->type]);
		svg_size(z->managed, out);
		text_addf(out, "</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td>", z->managed,
			  z->free);
		for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++)
			text_addf(out, "<td>%" PRIu64 "</td>", z->wmark[mark]);
		text_add(out, "<td>");
		for (int type = 0; type < ZONE_DEVICE; type++)
			text_addf(out, "%s%" PRIu64, type ? ", " : "", z->reserve[type]);
		text_add(out, "</td><td>");
		html_text(*node->cpus ? node->cpus : "none", out);
		text_add(out, "</td><td>");
		html_text(node->spm ? (*node->spm ? node->spm : "yes") : "", out);
		text_add(out, "</td></tr>\n");
	}
	if (!node->nr_zones) {
		text_addf(out, "<tr><th scope=\"row\">%d</th><td colspan=\"7\">no memory</td><td>",
			  node->nid);
		html_text(*node->cpus ? node->cpus : "none", out);
		text_add(out, "</td><td></td></tr>\n");
	}
}

static void add_zone_table(const struct topology_result *t, struct text *out)
{
	text_add(out,
		 "<div class=\"scroll\"><table class=\"plain pages\">\n<caption>Zones, in pages of "
		 "4 KiB</caption>\n<thead><tr>");
	for (const char *const *name =
		     (const char *const[]){ "zone", "size", "managed", "free", "min", "low", "high",
					    "lowmem_reserve", "cpus", "special purpose", NULL };
	     *name; name++)
		text_addf(out, "<th scope=\"col\">%s</th>", *name);
	text_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < t->nr_nodes; i++)
		add_zone_rows(&t->nodes[i], out);
	text_add(out, "</tbody></table></div>\n");
}

static void add_design_names(const struct comparison *c, const char *places, struct text *out)
{
	size_t nr = 0, all = 0;
	struct text names = TEXT_INIT;

	for (size_t d = 0; d < c->nr_designs; d++) {
		char place[24];

		snprintf(place, sizeof(place), " %zu ", d + 1);
		all++;
		if (!strstr(places, place))
			continue;
		text_add(&names, nr++ ? ", " : "");
		html_text(c->designs[d].design->name, &names);
	}
	text_add(out, nr == all && all > 1 ? "all designs" : text_str(&names));
	text_free(&names);
}

static void add_list_row(const struct figure *f, const struct svg_list *item, struct text *out)
{
	const struct topology_list *list = item->list;

	text_addf(out, "<tr><th scope=\"row\">node %d ", list->owner);
	html_text(list->name, out);
	text_add(out, "</th><td>");
	for (size_t i = 0; i < list->nr_nodes; i++)
		text_addf(out, "%s%d (%d)", i ? ", " : "", list->nodes[i], list->distances[i]);
	if (!list->nr_nodes)
		text_add(out, "empty");
	if (list->nr_left_out)
		text_addf(out, " and %zu more", list->nr_left_out);
	text_add(out, "</td><td>");
	add_design_names(f->c, item->designs, out);
	text_add(out, "</td></tr>\n");
}

/* An own list as it nearly always is. */
static bool is_owner_alone(const struct topology_list *list)
{
	return list->kind == ZONELIST_NOFALLBACK && list->nr_nodes == 1 &&
	       list->nodes[0] == list->owner;
}

static void add_list_table(const struct figure *f, struct text *out)
{
	struct lists lists;

	collect_lists(f, SIZE_MAX, true, &lists);
	text_add(out, "<div class=\"scroll\"><table class=\"plain\">\n<caption>Zonelists as nodes "
		      "(distance from the owner); own lists (THISNODE) that are not here hold "
		      "their node alone</caption>\n<thead><tr><th scope=\"col\">list</th>"
		      "<th scope=\"col\">nodes in order</th><th scope=\"col\">designs</th></tr>"
		      "</thead>\n<tbody>\n");
	for (size_t i = 0; i < lists.keys.nr; i++)
		if (!is_owner_alone(lists.items[i].list))
			add_list_row(f, &lists.items[i], out);
	text_add(out, "</tbody></table></div>\n");
	free_lists(&lists);
}

/* ---- figures ---- */

static void find_drawings(struct figure *f)
{
	struct html_pool keys = { 0 };

	for (size_t d = 0; d < f->c->nr_designs; d++) {
		struct text key = TEXT_INIT, value = TEXT_INIT;

		if (!f->machines[d])
			continue;
		add_nodes_key(f->machines[d], &key);
		html_json(text_str(&key), &value);
		text_free(&key);
		f->drawing_of[d] = html_pool_take(&keys, &value);
	}
	f->nr_drawings = keys.nr;
	html_pool_free(&keys);
}

/* " 1 3 ": the designs of one drawing; *@any is one of their machines. */
static char *drawing_designs(const struct figure *f, size_t drawing,
			     const struct topology_result **any)
{
	struct text designs = TEXT_INIT;

	text_add(&designs, " ");
	for (size_t d = f->c->nr_designs; d-- > 0;)
		if (f->machines[d] && f->drawing_of[d] == drawing)
			*any = f->machines[d];
	for (size_t d = 0; d < f->c->nr_designs; d++)
		if (f->machines[d] && f->drawing_of[d] == drawing)
			text_addf(&designs, "%zu ", d + 1);
	return designs.bytes;
}

static void add_drawing(const struct figure *f, size_t drawing, struct text *out)
{
	const struct topology_result *any = NULL;
	char *designs = drawing_designs(f, drawing, &any);
	struct lists lists;
	char id[64];

	assert(any); /* a drawing is of some design */
	snprintf(id, sizeof(id), "machine-%zu-%zu", f->number, drawing + 1);
	collect_lists(f, drawing, false, &lists);
	text_addf(out, "<div class=\"drawing\" data-designs=\"%s\">\n<p class=\"of\">", designs);
	add_design_names(f->c, designs, out);
	text_add(out, "</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		      "aria-label=\"drawing\">\n");
	svg_machine(any, id, lists.items, lists.keys.nr, out);
	text_add(out, "</div>\n");
	if (any->nr_left_out)
		text_addf(out, "<p>%zu more nodes are not drawn.</p>\n", any->nr_left_out);
	text_add(out, "<details><summary>Zones as a table</summary>\n");
	add_zone_table(any, out);
	text_add(out, "</details>\n</div>\n");
	free_lists(&lists);
	free(designs);
}

static void add_figure_head(const struct report *report, const struct html_machines *machines,
			    size_t number, struct text *out)
{
	size_t nr = 0;

	text_addf(out,
		  "<figure id=\"machine-%zu\" class=\"machine\" tabindex=\"-1\">\n<figcaption>"
		  "<h3>Machine %zu</h3>\n<details><summary>",
		  number, number);
	for (size_t i = 0; i < report->nr_scenarios; i++)
		nr += machines->figure_of[i] == number;
	text_addf(out, "of %zu scenario%s</summary>\n<ul>", nr, nr == 1 ? "" : "s");
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		if (machines->figure_of[i] != number)
			continue;
		text_add(out, "<li>");
		html_text(report->scenarios[i]->name, out);
		text_add(out, "</li>");
	}
	text_add(out, "</ul></details></figcaption>\n"
		      "<form class=\"js choose\" hidden><label>design <select name=\"design\">"
		      "</select></label> <label>list <select name=\"list\"></select></label>"
		      "</form>\n");
}

static void add_figure(const struct report *report, const struct html_machines *machines,
		       struct figure *f, struct text *out)
{
	add_figure_head(report, machines, f->number, out);
	f->drawing_of = xcalloc(f->c->nr_designs, sizeof(*f->drawing_of));
	find_drawings(f);
	for (size_t drawing = 0; drawing < f->nr_drawings; drawing++)
		add_drawing(f, drawing, out);
	text_add(out, "<details><summary>Zonelists as a table</summary>\n");
	add_list_table(f, out);
	text_add(out, "</details>\n</figure>\n");
	free(f->drawing_of);
}

/* The machines of a scenario by design; false when none was recorded. */
static bool find_machines(const struct comparison *c, const struct scenario_result *s,
			  const struct topology_result **machines)
{
	bool any = false;

	for (size_t column = 0; column < c->nr_designs; column++) {
		machines[column] = NULL;
		for (size_t d = 0; d < s->nr_designs; d++)
			if (s->designs[d].design == c->designs[column].design)
				machines[column] = s->designs[d].topology;
		any = any || machines[column];
	}
	return any;
}

/* The number of the figure that shows these machines. */
static size_t figure_number(struct html_pool *keys, const struct comparison *c,
			    const struct topology_result **machines)
{
	struct text key = TEXT_INIT, value = TEXT_INIT;

	for (size_t d = 0; d < c->nr_designs; d++)
		add_machine_key(machines[d], &key);
	html_json(text_str(&key), &value);
	text_free(&key);
	return html_pool_take(keys, &value) + 1;
}

static void add_section_head(struct text *out)
{
	text_add(out, "<section id=\"machines\" aria-labelledby=\"machines-title\">\n"
		      "<h2 id=\"machines-title\">Machines</h2>\n"
		      "<p>As booted. The bar of a zone shows 0 to a little above the high "
		      "watermark to scale, then a break, then the rest; below it min / low / "
		      "high in pages. Arrows lead through one zonelist in the order of the "
		      "numbers; beside a number stands the distance.</p>\n");
}

/* Figures that the script puts in front of this element. */
static void add_packed_figures(const struct text *figures, size_t nr_figures, struct text *out)
{
	if (!figures->len)
		return;
	text_addf(out,
		  "<noscript><p>Machines %d to %zu need JavaScript. The command <code>nodewall "
		  "topo FILE</code> prints the same.</p></noscript>\n"
		  "<script type=\"text/plain\" id=\"more-machines\" data-bytes=\"%zu\">",
		  PLAIN_FIGURES + 1, nr_figures, figures->len);
	html_pack(figures, out);
	text_add(out, "</script>\n");
}

void html_machines(const struct report *report, const struct comparison *c,
		   struct html_machines *machines, struct text *out)
{
	const struct topology_result **of_design = xcalloc(c->nr_designs, sizeof(*of_design));
	struct text packed = TEXT_INIT;
	struct html_pool keys = { 0 };

	*machines = (struct html_machines){ 0 };
	machines->figure_of = xcalloc(report->nr_scenarios, sizeof(*machines->figure_of));
	for (size_t i = 0; i < report->nr_scenarios; i++)
		if (find_machines(c, report->scenarios[i], of_design))
			machines->figure_of[i] = figure_number(&keys, c, of_design);
	for (size_t i = 0; i < report->nr_scenarios; i++) {
		struct figure f = { .c = c, .machines = of_design };

		f.number = machines->figure_of[i];
		if (f.number != machines->nr_figures + 1)
			continue;
		machines->nr_figures++;
		find_machines(c, report->scenarios[i], of_design);
		if (f.number == 1)
			add_section_head(out);
		add_figure(report, machines, &f, f.number > PLAIN_FIGURES ? &packed : out);
	}
	add_packed_figures(&packed, machines->nr_figures, out);
	if (machines->nr_figures)
		text_add(out, "</section>\n");
	text_free(&packed);
	html_pool_free(&keys);
	free(of_design);
}

void html_machines_free(struct html_machines *machines)
{
	free(machines->figure_of);
	*machines = (struct html_machines){ 0 };
}
