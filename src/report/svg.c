// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine as SVG: a box per node, a gauge per zone, numbered arrows per list.
 *
 *      (1)    ,----(2)---,       the arrows of one list start at its owner
 *    +------+ +------+ +------+
 *    |node 0| |node 1| |node 2|
 *    | zone | | zone | | zone |  gauge: 0 to a little above the high mark to
 *    +------+ +------+ +------+  scale, then a break, then all the rest
 *
 * Every element carries a class, and an id made from @id of the whole, so that a
 * page can style and find it. Colour only repeats what shape and words say.
 */
#include <inttypes.h>

#include "report/html.h"

#define BOX_WIDTH 172
#define BOX_STEP 200
#define BOX_TOP 116
#define HEAD_HEIGHT 52
#define ZONE_HEIGHT 64
#define MARGIN 16
#define BAR_WIDTH (BOX_WIDTH - 24)
#define BAR_HEIGHT 12
#define BAR_LINEAR 96 /* of the bar: from 0 to TOP_PERCENT of the high mark */
#define TOP_PERCENT 120
#define BAR_REST (BAR_LINEAR + 10) /* behind the break */
#define ARROWS_MAX 12

struct drawing {
	const struct topology_result *machine;
	const char *id;
	struct text *out;
};

void svg_size(uint64_t pages, struct text *out)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };
	uint64_t tenths = pages * 4 * 10;
	size_t unit = 0;

	while (tenths >= 10240 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		tenths = (tenths + 512) / 1024;
		unit++;
	}
	if (tenths % 10)
		text_addf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10, units[unit]);
	else
		text_addf(out, "%" PRIu64 " %s", tenths / 10, units[unit]);
}

static int node_x(size_t i)
{
	return MARGIN + (int)i * BOX_STEP;
}

static int node_center(size_t i)
{
	return node_x(i) + BOX_WIDTH / 2;
}

static size_t most_zones(const struct topology_result *machine)
{
	size_t most = 0;

	for (size_t i = 0; i < machine->nr_nodes; i++)
		if (machine->nodes[i].nr_zones > most)
			most = machine->nodes[i].nr_zones;
	return most;
}

static int drawing_height(const struct topology_result *machine)
{
	size_t zones = most_zones(machine);

	return BOX_TOP + HEAD_HEIGHT + (int)(zones ? zones : 1) * ZONE_HEIGHT + MARGIN;
}

/* ---- zones ---- */

/* Place of @pages in the linear part of the bar. */
static int bar_place(const struct topology_zone *z, uint64_t pages)
{
	uint64_t top = z->wmark[WMARK_HIGH] * TOP_PERCENT / 100;
	uint64_t place = top ? pages * BAR_LINEAR / top : BAR_LINEAR;

	return place < BAR_LINEAR ? (int)place : BAR_LINEAR;
}

static void add_bar(const struct drawing *d, const struct topology_zone *z, int x, int y)
{
	int filled = bar_place(z, z->free);
	uint64_t rest = z->managed ? z->free * (BAR_WIDTH - BAR_REST) / z->managed : 0;

	text_addf(d->out,
		  "<path class=\"bar\" d=\"M%d %dh%dv%dh-%dz\"/>"
		  "<path class=\"free\" d=\"M%d %dh%dv%dh-%dz",
		  x, y, BAR_WIDTH, BAR_HEIGHT, BAR_WIDTH, x, y, filled, BAR_HEIGHT, filled);
	if (filled == BAR_LINEAR)
		text_addf(d->out, "M%d %dh%dv%dh-%dz", x + BAR_REST, y, (int)rest, BAR_HEIGHT,
			  (int)rest);
	text_addf(d->out, "\"/><path class=\"break\" d=\"M%d %dl4 5-4 5 4 5m6-15l4 5-4 5 4 5\"/>",
		  x + BAR_LINEAR - 2, y - 1);
}

static void add_marks(const struct drawing *d, const struct topology_zone *z, int x, int y)
{
	text_add(d->out, "<g class=\"wmark\"><path d=\"");
	for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++)
		text_addf(d->out, "M%d %dv%d", x + bar_place(z, z->wmark[mark]), y - 3,
			  BAR_HEIGHT + 6);
	text_addf(d->out, "\"/><text y=\"%d\">", y + BAR_HEIGHT + 13);
	for (int mark = WMARK_MIN; mark <= WMARK_HIGH; mark++)
		text_addf(d->out, "<tspan x=\"%d\">%c</tspan>",
			  x + bar_place(z, z->wmark[mark]), "mlh"[mark - WMARK_MIN]);
	text_addf(d->out,
		  "</text></g><text class=\"numbers\" x=\"%d\" y=\"%d\">%" PRIu64 " / %" PRIu64
		  " / %" PRIu64 "</text>",
		  x, y + BAR_HEIGHT + 26, z->wmark[WMARK_MIN], z->wmark[WMARK_LOW],
		  z->wmark[WMARK_HIGH]);
}

static void add_zone(const struct drawing *d, const struct topology_node *node, size_t i, int x)
{
	const struct topology_zone *z = &node->zones[i];
	int y = BOX_TOP + HEAD_HEIGHT + (int)i * ZONE_HEIGHT;

	text_addf(d->out,
		  "<g class=\"zone %s\" id=\"%s-zone-%d-%s\"><title>%d/%s: %" PRIu64
		  " pages managed, %" PRIu64 " free</title><text x=\"%d\" y=\"%d\">%s</text>",
		  zone_names[z->type], d->id, node->nid, zone_names[z->type], node->nid,
		  zone_names[z->type], z->managed, z->free, x + 12, y + 10, zone_names[z->type]);
	text_addf(d->out, "<text class=\"size\" x=\"%d\" y=\"%d\">", x + BOX_WIDTH - 12, y + 10);
	svg_size(z->managed, d->out);
	text_add(d->out, "</text>");
	add_bar(d, z, x + 12, y + 17);
	add_marks(d, z, x + 12, y + 17);
	text_add(d->out, "</g>\n");
}

/* ---- nodes ---- */

static void add_node_texts(const struct drawing *d, const struct topology_node *node, int x)
{
	text_addf(d->out, "<text class=\"name\" x=\"%d\" y=\"%d\">node %d</text>", x + 12,
		  BOX_TOP + 20, node->nid);
	text_addf(d->out, "<text class=\"size\" x=\"%d\" y=\"%d\">", x + BOX_WIDTH - 12,
		  BOX_TOP + 20);
	if (*node->cpus) {
		text_add(d->out, "cpus ");
		html_text(node->cpus, d->out);
	} else {
		text_add(d->out, "no cpus");
	}
	text_addf(d->out, "</text><text class=\"role\" x=\"%d\" y=\"%d\">", x + 12, BOX_TOP + 37);
	if (node->spm) {
		text_addf(d->out, "special purpose%s", *node->spm ? ": " : "");
		html_text(node->spm, d->out);
	} else if (!node->nr_zones) {
		text_add(d->out, "no memory");
	}
	text_add(d->out, "</text>");
}

static void add_node(const struct drawing *d, size_t i)
{
	const struct topology_node *node = &d->machine->nodes[i];
	int x = node_x(i);

	text_addf(d->out,
		  "<g class=\"node%s\" id=\"%s-node-%d\" data-node=\"%d\">"
		  "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
		  node->spm ? " special" : "", d->id, node->nid, node->nid, x, BOX_TOP, BOX_WIDTH,
		  drawing_height(d->machine) - BOX_TOP - MARGIN);
	add_node_texts(d, node, x);
	for (size_t z = 0; z < node->nr_zones; z++)
		add_zone(d, node, z, x);
	text_add(d->out, "</g>\n");
}

/* ---- lists ---- */

/* Place of a node in the drawing; nr_nodes when it is not drawn. */
static size_t place_of(const struct topology_result *machine, int nid)
{
	size_t i = 0;

	while (i < machine->nr_nodes && machine->nodes[i].nid != nid)
		i++;
	return i;
}

static void add_arrow(const struct drawing *d, size_t from, size_t to)
{
	int steps = (int)(from > to ? from - to : to - from);
	int height = 30 + 12 * steps < 100 ? 30 + 12 * steps : 100;
	int x1 = node_center(from), x2 = node_center(to), top = BOX_TOP - 26;

	/* Start beside the owner's own number, end above the target's. */
	x1 += from < to ? 12 : -12;
	text_addf(d->out,
		  "<path class=\"arrow\" d=\"M%d %dC%d %d %d %d %d %d\"/>", x1, BOX_TOP - 14, x1,
		  top - height, x2, top - height, x2, top - 2);
}

static void add_number(const struct drawing *d, size_t to, size_t number, int distance)
{
	int x = node_center(to);

	text_addf(d->out,
		  "<g class=\"number\"><circle cx=\"%d\" cy=\"%d\" r=\"10\"/>"
		  "<text x=\"%d\" y=\"%d\">%zu</text>"
		  "<text class=\"distance\" x=\"%d\" y=\"%d\">%d</text></g>",
		  x, BOX_TOP - 14, x, BOX_TOP - 10, number, x + 15, BOX_TOP - 5, distance);
}

static bool list_has(const struct topology_list *list, int nid)
{
	for (size_t i = 0; i < list->nr_nodes; i++)
		if (list->nodes[i] == nid)
			return true;
	return false;
}

static void add_absent(const struct drawing *d, const struct topology_list *list)
{
	for (size_t i = 0; i < d->machine->nr_nodes && !list->nr_left_out; i++) {
		const struct topology_node *node = &d->machine->nodes[i];

		if (node->nr_zones && !list_has(list, node->nid))
			text_addf(d->out,
				  "<text class=\"absent\" x=\"%d\" y=\"%d\">not in the list"
				  "</text>",
				  node_center(i), BOX_TOP - 10);
	}
}

static void add_list(const struct drawing *d, const struct svg_list *item, size_t index)
{
	const struct topology_list *list = item->list;
	size_t from = place_of(d->machine, list->owner);

	text_addf(d->out, "<g class=\"list%s\" id=\"%s-list-%zu\" data-owner=\"%d\" data-kind=\"",
		  item->shown ? " shown" : "", d->id, index + 1, list->owner);
	html_text(list->name, d->out);
	text_addf(d->out, "\" data-designs=\"%s\" marker-end=\"url(#%s-head)\">", item->designs,
		  d->id);
	for (size_t i = 0; i < list->nr_nodes && i < ARROWS_MAX; i++) {
		size_t to = place_of(d->machine, list->nodes[i]);

		if (to == d->machine->nr_nodes)
			continue;
		if (to != from)
			add_arrow(d, from, to);
	}
	for (size_t i = 0; i < list->nr_nodes && i < ARROWS_MAX; i++) {
		size_t to = place_of(d->machine, list->nodes[i]);

		if (to != d->machine->nr_nodes)
			add_number(d, to, i + 1, list->distances[i]);
	}
	add_absent(d, list);
	text_add(d->out, "</g>\n");
}

void svg_machine(const struct topology_result *machine, const char *id,
		 const struct svg_list *lists, size_t nr_lists, struct text *out)
{
	struct drawing d = { .machine = machine, .id = id, .out = out };
	int width = node_x(machine->nr_nodes) - (BOX_STEP - BOX_WIDTH) + MARGIN;

	text_addf(out,
		  "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"machine\" id=\"%s\" "
		  "viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
		  "aria-labelledby=\"%s-title\">\n<title id=\"%s-title\">Nodes, zones and "
		  "watermarks; the tables below say the same</title>\n"
		  "<defs><marker id=\"%s-head\" class=\"head\" viewBox=\"0 0 8 8\" refX=\"6\" "
		  "refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
		  "<path d=\"M0 0l8 4-8 4z\"/></marker></defs>\n",
		  id, width, drawing_height(machine), width, drawing_height(machine), id, id, id);
	for (size_t i = 0; i < machine->nr_nodes; i++)
		add_node(&d, i);
	for (size_t i = 0; i < nr_lists; i++)
		add_list(&d, &lists[i], i);
	text_add(out, "</svg>\n");
}
