// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of built-in designs.
 *
 * Responsible for names and order only. Mirrors: nothing.
 */
#include "designs/designs.h"

#include <string.h>

/* DESIGN(table, name) in the order of comparisons. */
#define DESIGN_MAP(DESIGN) \
	DESIGN(mainline_design, "mainline") \
	DESIGN(mainline_movable_design, "mainline-movable") \
	DESIGN(rfc_v1_design, "rfc-v1") \
	DESIGN(rfc_v2_design, "rfc-v2") \
	DESIGN(rfc_v2_intent_design, "rfc-v2-intent") \
	DESIGN(cdm_zonelist_design, "cdm-zonelist") \
	DESIGN(cdm_buddy_design, "cdm-buddy") \
	DESIGN(n_spm_design, "n-spm") \
	DESIGN(all_of_it_design, "all-of-it") \
	DESIGN(soft_design, "soft") \
	DESIGN(default_possible_design, "default-possible") \
	DESIGN(mpol_spm_design, "mpol-spm") \
	DESIGN(zone_device_design, "zone-device") \
	DESIGN(n_private_design, "n-private") \
	DESIGN(memory_private_design, "memory-private") \
	DESIGN(private_zonelist_design, "private-zonelist") \
	DESIGN(private_features_design, "private-features")

const struct isolation_design *const all_designs[] = {
#define DESIGN(table, text) &(table),
	DESIGN_MAP(DESIGN)
#undef DESIGN
};

const size_t nr_designs = sizeof(all_designs) / sizeof(all_designs[0]);

const char *const design_names[] = {
#define DESIGN(table, text) text,
	DESIGN_MAP(DESIGN)
#undef DESIGN
		NULL
};

const struct isolation_design *design_by_name(const char *name)
{
	for (size_t i = 0; i < nr_designs; i++)
		if (!strcmp(all_designs[i]->name, name))
			return all_designs[i];
	return NULL;
}
