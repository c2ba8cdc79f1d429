/* SPDX-License-Identifier: GPL-2.0-only */
/* The key tables as a JSON schema and as tables of the reference page. */
#ifndef NW_SCENARIO_SCHEMA_H
#define NW_SCENARIO_SCHEMA_H

#include "scenario/keys.h"
#include "base/text.h"

/* schema/scenario-1.schema.json, draft-07, with a newline at its end. */
void schema_json(struct text *out);
/* The rows of one table in Markdown. */
void schema_markdown(enum key_table_id id, struct text *out);
/*
 * The reference page with every table between "<!-- keys: NAME -->" and
 * "<!-- end -->" replaced by what the key tables say now.
 */
void schema_refresh_page(const char *page, struct text *out);

#endif
