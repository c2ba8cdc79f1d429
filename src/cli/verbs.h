/* SPDX-License-Identifier: GPL-2.0-only */
/* Every verb, one a file; cli_verbs[] in main.c puts them in order. */
#ifndef NW_CLI_VERBS_H
#define NW_CLI_VERBS_H

#include "cli/cli.h"

extern const struct cli_verb verb_run;
extern const struct cli_verb verb_explain;
extern const struct cli_verb verb_compare;
extern const struct cli_verb verb_may;
extern const struct cli_verb verb_lands;
extern const struct cli_verb verb_check;
extern const struct cli_verb verb_topo;
extern const struct cli_verb verb_designs;
extern const struct cli_verb verb_verdicts;
extern const struct cli_verb verb_gfp;
extern const struct cli_verb verb_ask;
extern const struct cli_verb verb_export;
extern const struct cli_verb verb_new;
extern const struct cli_verb verb_schema;
extern const struct cli_verb verb_completion;
extern const struct cli_verb verb_help;
extern const struct cli_verb verb_version;

#endif
