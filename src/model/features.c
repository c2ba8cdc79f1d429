// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of features.def.
 *
 * Mirrors: nothing.
 */
#include "model/design.h"

const char *const node_feature_names[NR_NODE_FEATURES + 1] = {
#define FEATURE(code, word, text) [FEATURE_IDX_##code] = word,
#include "model/features.def"
#undef FEATURE
};

const char *const node_feature_texts[NR_NODE_FEATURES] = {
#define FEATURE(code, word, text) [FEATURE_IDX_##code] = text,
#include "model/features.def"
#undef FEATURE
};
