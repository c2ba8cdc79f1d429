/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON that verbs print: one object, with the name and version of its form. */
#ifndef NW_CLI_JSON_OUT_H
#define NW_CLI_JSON_OUT_H

#include <jansson.h>

#include "cli/cli.h"

/* Print @object (taken over) as { "format": "nodewall-WHAT", "format_version", ... }. */
int cli_write_json(const struct cli_args *args, const char *what, json_t *object);

#endif
