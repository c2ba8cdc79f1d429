/* SPDX-License-Identifier: GPL-2.0-only */
/* The isolation designs that are built in. Any other table of answers works as well. */
#ifndef NW_DESIGNS_DESIGNS_H
#define NW_DESIGNS_DESIGNS_H

#include "model/design.h"

extern const struct isolation_design mainline_design;
extern const struct isolation_design mainline_movable_design;
extern const struct isolation_design rfc_v1_design;
extern const struct isolation_design rfc_v2_design;
extern const struct isolation_design rfc_v2_intent_design;
extern const struct isolation_design cdm_zonelist_design;
extern const struct isolation_design cdm_buddy_design;
extern const struct isolation_design n_spm_design;
extern const struct isolation_design all_of_it_design;
extern const struct isolation_design soft_design;
extern const struct isolation_design default_possible_design;
extern const struct isolation_design mpol_spm_design;
extern const struct isolation_design zone_device_design;
extern const struct isolation_design n_private_design;
extern const struct isolation_design memory_private_design;
extern const struct isolation_design private_zonelist_design;
extern const struct isolation_design private_features_design;

/* In the order in which comparisons show them. */
extern const struct isolation_design *const all_designs[];
extern const size_t nr_designs;

/* NULL when there is none of that name. */
const struct isolation_design *design_by_name(const char *name);
/* The names, NULL-terminated, for messages and suggestions. */
extern const char *const design_names[];

#endif
