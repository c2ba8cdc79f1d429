// SPDX-License-Identifier: GPL-2.0-only
/*
 * Distances of a topology: the rows of numactl -H, or a rule.
 *
 * Mirrors: nothing; limits are those of drivers/acpi/numa/srat.c slit_valid().
 * Differs: off-diagonal 10 is accepted, since numa=fake makes such machines.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/topology.h"

#define DISTANCE_LOCAL 10
#define DISTANCE_MAX 255

enum distance_rule { RULE_UNIFORM, RULE_GROUPS, RULE_RING };

static const char *const rule_words[] = {
	[RULE_UNIFORM] = "uniform",
	[RULE_GROUPS] = "groups",
	[RULE_RING] = "ring",
};

static uint8_t *slot(struct machine_desc *desc, size_t from, size_t to)
{
	size_t row = (size_t)desc->nodes[from].nid;

	return &desc->distance[row * (size_t)desc->nr_node_ids + (size_t)desc->nodes[to].nid];
}

static bool set_distance(struct reader *r, struct machine_desc *desc, size_t from, size_t to,
			 struct source_loc loc, const char *text, size_t len)
{
	int64_t value = 0;

	if (parse_int(text, len, &value) || value < DISTANCE_LOCAL || value > DISTANCE_MAX) {
		read_error(r, loc, "distance \"%.*s\" must be a number from %d to %d",
			   len > 20 ? 20 : (int)len, text, DISTANCE_LOCAL, DISTANCE_MAX);
		return false;
	}
	if (from == to && value != DISTANCE_LOCAL) {
		read_error(r, loc, "distance of node %d to itself is %lld, must be 10",
			   desc->nodes[from].nid, (long long)value);
		return false;
	}
	*slot(desc, from, to) = (uint8_t)value;
	return true;
}

static void wrong_length(struct reader *r, const struct machine_desc *desc,
			 struct source_loc loc, size_t row, size_t nr)
{
	read_error(r, loc, "distance row of node %d has %zu entries, but %zu nodes are described",
		   desc->nodes[row].nid, nr, desc->nr_nodes);
}

/* "10 21 17", as it can be pasted. */
static bool read_text_row(struct reader *r, const struct yaml_node *row, size_t from,
			  struct machine_desc *desc)
{
	const char *s = row->text;
	size_t to = 0;

	while (s[strspn(s, " ")]) {
		size_t len;

		s += strspn(s, " ");
		len = strcspn(s, " ");
		if (to < desc->nr_nodes &&
		    !set_distance(r, desc, from, to, part_of(row, (size_t)(s - row->text), len), s,
				  len))
			return false;
		to++;
		s += len;
	}
	if (to != desc->nr_nodes)
		wrong_length(r, desc, row->loc, from, to);
	return to == desc->nr_nodes;
}

static bool read_row(struct reader *r, const struct yaml_node *row, size_t from,
		     struct machine_desc *desc)
{
	const struct yaml_node *entry;
	size_t to = 0;

	if (row->kind == TREE_SCALAR)
		return read_text_row(r, row, from, desc);
	if (!read_kind(r, row, TREE_LIST, "a row of distances"))
		return false;
	if (row->nr != desc->nr_nodes) {
		wrong_length(r, desc, row->loc, from, row->nr);
		return false;
	}
	yaml_for_each(entry, row) {
		const char *word = read_word(r, entry, "a distance");

		if (!word || !set_distance(r, desc, from, to++, entry->loc, word, strlen(word)))
			return false;
	}
	return true;
}

/* Real firmware does it, so it is legal; and it is mostly a mistake. */
static void warn_asymmetric(struct reader *r, const struct yaml_node *rows,
			    struct machine_desc *desc)
{
	for (size_t from = 0; from < desc->nr_nodes; from++) {
		for (size_t to = 0; to < from; to++) {
			int there = *slot(desc, from, to), back = *slot(desc, to, from);

			if (there == back)
				continue;
			read_warning(r, rows->loc,
				     "distances are not symmetric: %d to %d is %d, back is %d",
				     desc->nodes[to].nid, desc->nodes[from].nid, back, there);
			return;
		}
	}
}

static bool read_rows(struct reader *r, const struct yaml_node *rows, struct machine_desc *desc)
{
	const struct yaml_node *row;
	size_t from = 0;

	if (rows->nr != desc->nr_nodes) {
		read_error(r, rows->key->loc, "distance has %zu rows, but %zu nodes are described",
			   rows->nr, desc->nr_nodes);
		return false;
	}
	yaml_for_each(row, rows) {
		if (!read_row(r, row, from++, desc))
			return false;
	}
	warn_asymmetric(r, rows, desc);
	return true;
}

/* near, far and step of a rule, for the pair of positions @a and @b. */
struct rule {
	enum distance_rule kind;
	int64_t near, far, step, group;
};

static int64_t rule_distance(const struct rule *rule, size_t nr, size_t a, size_t b)
{
	size_t hops = a > b ? a - b : b - a;
	int64_t d;

	switch (rule->kind) {
	case RULE_GROUPS:
		return a / (size_t)rule->group == b / (size_t)rule->group ? rule->near : rule->far;
	case RULE_RING:
		if (nr - hops < hops)
			hops = nr - hops;
		d = rule->near + rule->step * (int64_t)(hops - 1);
		return d < rule->far ? d : rule->far;
	default:
		return rule->far;
	}
}

static bool read_rule_int(struct reader *r, const struct yaml_node *map, const char *key,
			  int64_t min, int64_t max, int64_t *value)
{
	const struct yaml_node *node = yaml_get(map, key);

	return !node || read_int(r, node, key, min, max, value);
}

static bool read_rule(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	struct rule rule = { .near = 12, .far = 0, .step = 10, .group = 0 };
	const struct yaml_node *word = yaml_get(map, "rule");
	int kind = 0;

	if (!read_map(r, map, KEYS_DISTANCE_RULE))
		return false;
	if (!word) {
		read_error(r, map->loc, "distance has no rule");
		return false;
	}
	if (!read_choice(r, word, "rule of distances", rule_words, 3, &kind) ||
	    !read_rule_int(r, map, "near", DISTANCE_LOCAL, DISTANCE_MAX, &rule.near) ||
	    !read_rule_int(r, map, "far", DISTANCE_LOCAL, DISTANCE_MAX, &rule.far) ||
	    !read_rule_int(r, map, "step", 0, DISTANCE_MAX, &rule.step) ||
	    !read_rule_int(r, map, "group", 1, MAX_NUMNODES, &rule.group))
		return false;
	rule.kind = (enum distance_rule)kind;
	if (!rule.far)
		rule.far = rule.kind == RULE_RING ? 254 : 21;
	if (rule.kind == RULE_GROUPS && !rule.group) {
		read_error(r, map->loc, "rule groups needs group: NUMBER, the nodes of a group");
		return false;
	}
	for (size_t a = 0; a < desc->nr_nodes; a++) {
		for (size_t b = 0; b < desc->nr_nodes; b++) {
			if (a != b)
				*slot(desc, a, b) =
					(uint8_t)rule_distance(&rule, desc->nr_nodes, a, b);
		}
	}
	return true;
}

bool topology_distances(struct reader *r, const struct yaml_node *map, struct machine_desc *desc)
{
	const struct yaml_node *distance = yaml_get(map, "distance");
	const struct yaml_node *unknown = yaml_get(map, "distance_unknown");
	size_t n = (size_t)desc->nr_node_ids;
	int64_t fill = DISTANCE_UNKNOWN;

	if (unknown &&
	    !read_int(r, unknown, "distance_unknown", DISTANCE_LOCAL, DISTANCE_MAX, &fill))
		return false;
	desc->distance = xmalloc(n * n);
	memset(desc->distance, (int)fill, n * n);
	for (size_t i = 0; i < n; i++)
		desc->distance[i * n + i] = DISTANCE_LOCAL;
	if (!distance)
		return true;
	if (distance->kind == TREE_MAP)
		return read_rule(r, distance, desc);
	return read_kind(r, distance, TREE_LIST, "distance") && read_rows(r, distance, desc);
}
