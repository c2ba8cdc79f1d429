/* SPDX-License-Identifier: GPL-2.0-only */
/* A captured machine (machine.json of a question folder) as a description. */
#ifndef NW_ASK_MACHINE_JSON_H
#define NW_ASK_MACHINE_JSON_H

#include "model/machine_desc.h"

/*
 * Read @path. Return: a description to be freed by machine_desc_free() and
 * free(), or NULL with a located diagnostic in @diags.
 * @design_name receives a copy of the "design" field, or NULL.
 */
struct machine_desc *machine_json_load(const char *path, char **design_name,
				       struct diag_list *diags);
/* The same from memory; @shown is what messages call it and must outlive them. */
struct machine_desc *machine_json_load_bytes(const char *shown, const char *bytes, size_t len,
					     char **design_name, struct diag_list *diags);

#endif
