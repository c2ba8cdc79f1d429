/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line: a table of verbs, one file each. Results go to stdout, talk
 * goes to stderr.
 */
#ifndef NW_CLI_CLI_H
#define NW_CLI_CLI_H

#include "ask/machine_file.h"
#include "base/diag.h"
#include "model/design.h"
#include "model/machine_desc.h"

/* Exit statuses: a contract with other programs. */
enum nw_exit {
	EXIT_AS_EXPECTED = 0,
	EXIT_EXPECTATION_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_ALL_SKIPPED = 4,
	EXIT_INTERNAL = 70
};

enum cli_option {
#define OPTION(code, letter, name, arg, text) OPT_##code,
#include "cli/options.def"
#undef OPTION
	NR_OPTIONS
};
#define OPT_LAST_GLOBAL OPT_HELP

struct cli_option_info {
	char letter; /* 0 = none */
	const char *name;
	const char *arg; /* NULL = takes none */
	const char *text;
};

extern const struct cli_option_info cli_options[NR_OPTIONS];

enum cli_format {
	FORMAT_TEXT,
	FORMAT_KTAP,
	FORMAT_JUNIT,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_HTML,
	NR_FORMATS
};

extern const char *const cli_format_names[NR_FORMATS];

struct cli_output {
	enum cli_format format;
	const char *path; /* NULL = stdout */
};

enum cli_explain { EXPLAIN_FAILED, EXPLAIN_ALL, EXPLAIN_NONE };

#define CLI_MAX_OUTPUTS 8
#define CLI_MAX_SETTINGS 32

/*
 * A parsed command line. Filled by cli_parse(), constant from then on; strings
 * are those of argv. Numbers that were not given are -1.
 */
struct cli_args {
	struct cli_output outputs[CLI_MAX_OUTPUTS];
	size_t nr_outputs;
	bool pretty;
	int verbosity; /* -1 quiet, 0, 1 verbose */
	bool color;
	uint64_t seed;
	bool help, list_opts;

	const char *designs; /* as written, or NULL */
	const char *settings[CLI_MAX_SETTINGS];
	size_t nr_settings;
	int check_level;
	const char *filter;
	const char *tags;
	int step;
	bool fail_fast;
	enum cli_explain explain;
	const char *vs;
	bool only_different, summary, timeline;
	const char *baseline;
	const char *task, *gfp, *want, *nodemask;
	int node, cpu, order;
	bool no_fold, distances;
	const char *dmesg;
	const char *like;
	const char *to;
	int memory;

	char **operands;
	int nr_operands;
};

struct cli_verb {
	const char *name;
	const char *operands; /* "FILE..." */
	const char *summary; /* one line for the list of verbs */
	const char *examples; /* two lines or more, without the program's name */
	const char *about; /* a paragraph, or NULL; wrapped when printed */
	const enum cli_option *options; /* of its own, ended by NR_OPTIONS; NULL = none */
	int min_operands, max_operands; /* -1 = any number */
	int (*run)(const struct cli_args *args);
};

extern const struct cli_verb *const cli_verbs[]; /* NULL-terminated */

/* ---- options.c ---- */

/*
 * Parse @argv[1..] for @verb (whose name is taken out). False after an error was
 * printed. @args->operands is malloc'ed.
 */
bool cli_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args);
/* The first word of @argv that is neither an option nor the argument of one; 0 = none. */
int cli_first_operand(int argc, char **argv);
bool cli_verb_takes(const struct cli_verb *verb, enum cli_option option);

/* ---- help.c ---- */

const struct cli_verb *cli_verb_by_name(const char *name);
/* "unknown verb ..." with a suggestion. */
int cli_unknown_verb(const char *name);
void cli_usage(struct text *out);
/* Append @text in lines of @width, each but the first indented by @column, and a newline. */
void cli_add_wrapped(struct text *out, const char *text, size_t column, size_t width);
void cli_help(const struct cli_verb *verb, struct text *out);

/* ---- common.c ---- */

/* "nodewall: error: ..." on stderr; returns EXIT_USAGE. */
int cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same with "; did you mean ...?" when one of @words is near, else @otherwise. */
int cli_unknown(const char *what, const char *got, const char *const *words, size_t nr_words,
		const char *otherwise);
/* Print and free diagnostics; EXIT_USAGE when there was an error, else 0. */
int cli_diags(struct diag_list *diags);
/*
 * Write @out to stdout and free it. EXIT_AS_EXPECTED also when the reader went
 * away; EXIT_USAGE after an error.
 */
int cli_write(struct text *out);
int cli_write_to(struct text *out, const char *path);
/* The one output format asked for (text when none); -1 after an error if it is not in @formats. */
int cli_one_format(const struct cli_args *args, unsigned formats);
#define FORMAT_BIT(f) (1u << (f))

/* A design by name, or NULL after an error with a suggestion. */
const struct isolation_design *cli_design(const char *name);
/* The one design of --design (mainline when none); NULL after an error. */
const struct isolation_design *cli_one_design(const struct cli_args *args);
/*
 * The designs of "a,b" or "all", malloc'ed, *@nr of them; NULL after an error.
 */
const struct isolation_design **cli_designs(const char *list, size_t *nr);
/* One "SWITCH=VALUE" into @values; 0, or EXIT_USAGE after an error. */
int cli_switch(const struct isolation_design *design, const char *setting, int *values);
/* All --set of @args into @values; 0, or EXIT_USAGE after an error. */
int cli_switches(const struct cli_args *args, const struct isolation_design *design, int *values);
/*
 * The machine that @path names (ask/machine_file.h). False after printing what is
 * wrong; otherwise machine_file_free() is the caller's.
 */
bool cli_load_machine(struct machine_file *machine, const char *path);

#endif
