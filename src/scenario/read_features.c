// SPDX-License-Identifier: GPL-2.0-only
/*
 * The services that the driver of special memory asks for.
 *
 * Mirrors: nothing.
 */
#include "model/node_role.h"
#include "scenario/read.h"

bool read_features(struct reader *r, const struct yaml_node *node, uint32_t *features)
{
	const struct yaml_node *word;
	int choice;

	if (!read_kind(r, node, TREE_LIST, "features"))
		return false;
	yaml_for_each(word, node) {
		if (!read_choice(r, word, "feature", node_feature_names, NR_NODE_FEATURES,
				 &choice))
			return false;
		*features |= UINT32_C(1) << choice;
	}
	return true;
}
