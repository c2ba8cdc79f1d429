// SPDX-License-Identifier: GPL-2.0-only
/*
 * The designs that a scenario runs under, and their switches.
 *
 * Mirrors: nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "designs/designs.h"
#include "scenario/scenario.h"

static bool add_design(struct reader *r, struct source_loc loc, const char *name,
		       struct scenario *s)
{
	const struct isolation_design *design = design_by_name(name);

	if (!design) {
		read_unknown(r, loc, "design", name, design_names, nr_designs);
		return false;
	}
	for (size_t i = 0; i < s->nr_designs; i++) {
		if (s->designs[i].design == design) {
			read_error(r, loc, "design %s is named twice", name);
			return false;
		}
	}
	s->designs[s->nr_designs].design = design;
	s->designs[s->nr_designs].stated = true;
	s->design_names[s->nr_designs++] = design->name;
	return true;
}

static bool read_names(struct reader *r, const struct yaml_node *node, struct scenario *s)
{
	const struct yaml_node *entry;
	bool ok = true;

	if (!node)
		return add_design(r, (struct source_loc){ 0 }, "mainline", s);
	if (node->kind == TREE_LIST) {
		yaml_for_each(entry, node) {
			const char *word = read_word(r, entry, "a design");

			if (s->nr_designs == nr_designs)
				break;	/* more than there are: one is named twice */
			ok = word && add_design(r, entry->loc, word, s) && ok;
		}
		if (ok && !s->nr_designs) {
			read_error(r, node->loc, "no design is named");
			ok = false;
		}
		return ok;
	}
	if (!read_word(r, node, "designs"))
		return false;
	if (strcmp(node->text, "all") != 0)
		return add_design(r, node->loc, node->text, s);
	for (size_t i = 0; i < nr_designs; i++)
		ok = add_design(r, node->loc, all_designs[i]->name, s) && ok;
	return ok;
}

static const struct design_switch *find_switch(const struct isolation_design *design,
					       const char *name, int *idx)
{
	for (unsigned i = 0; i < design->nr_switches; i++) {
		if (strcmp(design->switches[i].name, name) == 0) {
			*idx = (int)i;
			return &design->switches[i];
		}
	}
	return NULL;
}

static bool read_switch(struct reader *r, const struct yaml_node *entry,
			const struct isolation_design *design, struct scenario *s)
{
	const char *names[DESIGN_MAX_SWITCHES];
	const struct design_switch *sw;
	size_t nr_values = 0;
	int idx, choice;

	sw = find_switch(design, entry->key->text, &idx);
	if (!sw) {
		for (unsigned i = 0; i < design->nr_switches; i++)
			names[i] = design->switches[i].name;
		read_unknown(r, entry->key->loc, "switch", entry->key->text, names,
			     design->nr_switches);
		return false;
	}
	while (sw->values[nr_values])
		nr_values++;
	if (!read_choice(r, entry, "value of the switch", sw->values, nr_values, &choice))
		return false;
	for (size_t i = 0; i < s->nr_designs; i++) {
		if (s->designs[i].design == design)
			s->designs[i].switch_values[idx] = choice;
	}
	return true;
}

static bool read_switches(struct reader *r, const struct yaml_node *map, struct scenario *s)
{
	const struct yaml_node *own, *entry;
	bool ok = true;

	if (!read_kind(r, map, TREE_MAP, "switches"))
		return false;
	yaml_for_each(own, map) {
		const struct isolation_design *design = design_by_name(own->key->text);

		if (!design) {
			read_unknown(r, own->key->loc, "design", own->key->text, design_names,
				     nr_designs);
			ok = false;
			continue;
		}
		if (!read_kind(r, own, TREE_MAP, "switches of a design"))
			return false;
		yaml_for_each(entry, own)
			ok = read_switch(r, entry, design, s) && ok;
	}
	return ok;
}

bool scenario_read_designs(struct reader *r, const struct yaml_node *file, struct scenario *s)
{
	const struct yaml_node *switches = yaml_get(file, "switches");

	s->designs = xcalloc(nr_designs, sizeof(*s->designs));
	s->design_names = xcalloc(nr_designs, sizeof(*s->design_names));
	return read_names(r, yaml_get(file, "designs"), s) &&
	       (!switches || read_switches(r, switches, s));
}
