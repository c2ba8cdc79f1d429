// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options: from argv to struct cli_args.
 *
 * Responsible for the syntax: --name=VALUE, --name VALUE, -xVALUE, -x VALUE,
 * -xyz, options behind operands, "--". Not responsible for what the values mean
 * to a verb, as far as that needs a machine or a design.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "cli/cli.h"

const struct cli_option_info cli_options[NR_OPTIONS] = {
#define OPTION(code, letter, name, arg, text) [OPT_##code] = { letter, name, arg, text },
#include "cli/options.def"
#undef OPTION
};

const char *const cli_format_names[NR_FORMATS] = {
	[FORMAT_TEXT] = "text", [FORMAT_KTAP] = "ktap",		[FORMAT_JUNIT] = "junit",
	[FORMAT_JSON] = "json", [FORMAT_MARKDOWN] = "markdown", [FORMAT_HTML] = "html",
};

bool cli_verb_takes(const struct cli_verb *verb, enum cli_option option)
{
	if (option <= OPT_LAST_GLOBAL || option == OPT_LIST_OPTS)
		return true;
	for (const enum cli_option *o = verb->options; o && *o != NR_OPTIONS; o++)
		if (*o == option)
			return true;
	return false;
}

/* An option as it stands in argv: "--name=VALUE", "--name" or "-x...". */
struct written {
	const char *name;
	size_t len;
	const char *value; /* behind "=", or NULL */
};

static struct written split_long(const char *word)
{
	const char *name = word + 2;
	const char *eq = strchr(name, '=');

	return (struct written){ name, eq ? (size_t)(eq - name) : strlen(name),
				 eq ? eq + 1 : NULL };
}

static enum cli_option find_long(struct written w)
{
	for (int i = 0; i < NR_OPTIONS; i++)
		if (strlen(cli_options[i].name) == w.len &&
		    !strncmp(cli_options[i].name, w.name, w.len))
			return (enum cli_option)i;
	return NR_OPTIONS;
}

static enum cli_option find_letter(char letter)
{
	for (int i = 0; i < NR_OPTIONS; i++)
		if (letter && cli_options[i].letter == letter)
			return (enum cli_option)i;
	return NR_OPTIONS;
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

/* Does the last option of a bundle "-abc" take the next word of argv? */
static bool bundle_takes_next(const char *word)
{
	for (const char *p = word + 1; *p; p++) {
		enum cli_option o = find_letter(*p);

		if (o != NR_OPTIONS && cli_options[o].arg)
			return !p[1];
	}
	return false;
}

static bool takes_next(const char *word)
{
	struct written w;
	enum cli_option o;

	if (word[1] != '-')
		return bundle_takes_next(word);
	w = split_long(word);
	o = find_long(w);
	return o != NR_OPTIONS && cli_options[o].arg && !w.value;
}

int cli_first_operand(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--"))
			return i + 1 < argc ? i + 1 : 0;
		if (!is_option(argv[i]))
			return i;
		if (takes_next(argv[i]))
			i++;
	}
	return 0;
}

/* ---- values ---- */

static bool read_number(const char *name, const char *value, long min, long max, int *number)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno || n < min || n > max) {
		cli_error("--%s is a number from %ld to %ld, not \"%s\"", name, min, max, value);
		return false;
	}
	*number = (int)n;
	return true;
}

static bool read_seed(const char *value, uint64_t *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(value, &end, 0);
	if (isdigit((unsigned char)*value) && !*end && !errno)
		return true;
	cli_error("--seed is a number, not \"%s\"", value);
	return false;
}

static int read_word(const char *name, const char *value, const char *const *words, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(words[i], value))
			return (int)i;
	cli_unknown(name, value, words, nr, "nodewall help lists them");
	return -1;
}

static bool add_output(struct cli_args *args, const char *value)
{
	const char *eq = strchr(value, '=');
	char *name = eq ? xstrndup(value, (size_t)(eq - value)) : xstrdup(value);
	int format = read_word("output format", name, cli_format_names, NR_FORMATS);

	free(name);
	if (format < 0)
		return false;
	if (args->nr_outputs == CLI_MAX_OUTPUTS) {
		cli_error("more than %d outputs", CLI_MAX_OUTPUTS);
		return false;
	}
	args->outputs[args->nr_outputs++] =
		(struct cli_output){ (enum cli_format)format, eq ? eq + 1 : NULL };
	return true;
}

static bool read_color(struct cli_args *args, const char *value)
{
	static const char *const words[] = { "auto", "always", "never" };
	int when = read_word("color", value, words, 3);

	if (when > 0)
		args->color = when == 1;
	return when >= 0;
}

static bool read_explain(struct cli_args *args, const char *value)
{
	static const char *const words[] = { "failed", "all", "none" };
	int which = read_word("explain", value, words, 3);

	if (which >= 0)
		args->explain = (enum cli_explain)which;
	return which >= 0;
}

static bool add_setting(struct cli_args *args, const char *value)
{
	if (args->nr_settings == CLI_MAX_SETTINGS) {
		cli_error("more than %d settings", CLI_MAX_SETTINGS);
		return false;
	}
	args->settings[args->nr_settings++] = value;
	return true;
}

static bool change_directory(const char *path)
{
	if (!chdir(path))
		return true;
	cli_error("cannot change to \"%s\": %s", path, strerror(errno));
	return false;
}

/* Where the value of an option is kept as it stands; NULL for other options. */
static const char **text_of(struct cli_args *args, enum cli_option option)
{
	switch (option) {
	case OPT_DESIGN:
		return &args->designs;
	case OPT_FILTER:
		return &args->filter;
	case OPT_TAG:
		return &args->tags;
	case OPT_VS:
		return &args->vs;
	case OPT_BASELINE:
		return &args->baseline;
	case OPT_TASK:
		return &args->task;
	case OPT_GFP:
		return &args->gfp;
	case OPT_WANT:
		return &args->want;
	case OPT_NODEMASK:
		return &args->nodemask;
	case OPT_DMESG:
		return &args->dmesg;
	case OPT_LIKE:
		return &args->like;
	case OPT_TO:
		return &args->to;
	default:
		return NULL;
	}
}

/* What an option without a value switches on; NULL for other options. */
static bool *flag_of(struct cli_args *args, enum cli_option option)
{
	switch (option) {
	case OPT_PRETTY:
		return &args->pretty;
	case OPT_HELP:
		return &args->help;
	case OPT_LIST_OPTS:
		return &args->list_opts;
	case OPT_FAIL_FAST:
		return &args->fail_fast;
	case OPT_ONLY_DIFFERENT:
		return &args->only_different;
	case OPT_SUMMARY:
		return &args->summary;
	case OPT_TIMELINE:
		return &args->timeline;
	case OPT_NO_FOLD:
		return &args->no_fold;
	case OPT_DISTANCES:
		return &args->distances;
	default:
		return NULL;
	}
}

/* Options that need no reading. */
static bool set_plain(struct cli_args *args, enum cli_option option, const char *value)
{
	const char **text = text_of(args, option);
	bool *flag = flag_of(args, option);

	if (option == OPT_JSON)
		return add_output(args, "json");
	if (option == OPT_QUIET || option == OPT_VERBOSE) {
		args->verbosity = option == OPT_VERBOSE ? 1 : -1;
	} else if (text) {
		*text = value;
	} else {
		assert(flag); /* an option that is set nowhere */
		*flag = true;
	}
	return true;
}

static bool set_option(struct cli_args *args, enum cli_option option, const char *value)
{
	const char *name = cli_options[option].name;

	assert(!cli_options[option].arg == !value);
	switch (option) {
	case OPT_OUTPUT:
		return add_output(args, value);
	case OPT_COLOR:
		return read_color(args, value);
	case OPT_DIRECTORY:
		return change_directory(value);
	case OPT_SEED:
		return read_seed(value, &args->seed);
	case OPT_SET:
		return add_setting(args, value);
	case OPT_EXPLAIN:
		return read_explain(args, value);
	case OPT_CHECK:
		return read_number(name, value, 1, 3, &args->check_level);
	case OPT_STEP:
		return read_number(name, value, 1, 1000000, &args->step);
	case OPT_NODE:
		return read_number(name, value, 0, MAX_NUMNODES - 1, &args->node);
	case OPT_CPU:
		return read_number(name, value, 0, MAX_CPUS - 1, &args->cpu);
	case OPT_ORDER:
		return read_number(name, value, 0, MAX_PAGE_ORDER, &args->order);
	case OPT_MEMORY:
		return read_number(name, value, 256, 1 << 20, &args->memory);
	default:
		return set_plain(args, option, value);
	}
}

/* ---- the command line ---- */

static bool unknown_option(const struct cli_verb *verb, const char *word)
{
	const char *names[NR_OPTIONS];
	struct written w = split_long(word);
	char *name;
	size_t nr = 0;

	if (word[1] != '-') {
		cli_error("%s takes no option -%c; see nodewall help %s", verb->name, word[1],
			  verb->name);
		return false;
	}
	for (int i = 0; i < NR_OPTIONS; i++)
		if (cli_verb_takes(verb, (enum cli_option)i))
			names[nr++] = cli_options[i].name;
	name = xstrndup(w.name, w.len);
	if (suggest(name, names, nr))
		cli_error("%s takes no option \"--%s\"; did you mean \"--%s\"?", verb->name, name,
			  suggest(name, names, nr));
	else
		cli_error("%s takes no option \"--%s\"; see nodewall help %s", verb->name, name,
			  verb->name);
	free(name);
	return false;
}

struct parse {
	const struct cli_verb *verb;
	int argc, at;
	char **argv;
	struct cli_args *args;
};

/* The value of an option: @inside the word, or the next word. */
static bool take_value(struct parse *p, enum cli_option option, const char *inside)
{
	const struct cli_option_info *info = &cli_options[option];

	if (!info->arg && inside) {
		cli_error("--%s takes no value", info->name);
		return false;
	}
	if (info->arg && !inside) {
		if (p->at + 1 >= p->argc) {
			cli_error("--%s needs a value: %s", info->name, info->arg);
			return false;
		}
		inside = p->argv[++p->at];
	}
	return set_option(p->args, option, inside);
}

static bool parse_letters(struct parse *p)
{
	const char *word = p->argv[p->at];

	for (const char *c = word + 1; *c; c++) {
		enum cli_option option = find_letter(*c);
		char bad[3] = { '-', *c, 0 };

		if (option == NR_OPTIONS || !cli_verb_takes(p->verb, option))
			return unknown_option(p->verb, bad);
		if (cli_options[option].arg)
			return take_value(p, option, c[1] ? c + 1 : NULL);
		if (!take_value(p, option, NULL))
			return false;
	}
	return true;
}

static bool parse_long(struct parse *p)
{
	struct written w = split_long(p->argv[p->at]);
	enum cli_option option = find_long(w);

	if (option == NR_OPTIONS || !cli_verb_takes(p->verb, option))
		return unknown_option(p->verb, p->argv[p->at]);
	return take_value(p, option, w.value);
}

static bool check_operands(const struct cli_verb *verb, const struct cli_args *args)
{
	bool too_many = verb->max_operands >= 0 && args->nr_operands > verb->max_operands;

	if (args->help || args->list_opts)
		return true;
	if (args->nr_operands >= verb->min_operands && !too_many)
		return true;
	cli_error("usage: nodewall %s %s; see nodewall help %s", verb->name, verb->operands,
		  verb->name);
	return false;
}

bool cli_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args)
{
	const char *no_color = getenv("NO_COLOR");
	struct parse p = { .verb = verb, .argc = argc, .at = 1, .argv = argv, .args = args };
	bool only_operands = false;

	*args = (struct cli_args){
		.seed = 1,
		.check_level = NW_CHECK,
		.step = -1,
		.node = -1,
		.cpu = -1,
		.memory = -1,
		.color = isatty(STDOUT_FILENO) && !(no_color && *no_color),
		.operands = xcalloc((size_t)argc + 1, sizeof(char *)),
	};
	for (; p.at < argc; p.at++) {
		char *word = argv[p.at];

		if (only_operands || !is_option(word))
			args->operands[args->nr_operands++] = word;
		else if (!strcmp(word, "--"))
			only_operands = true;
		else if (!(word[1] == '-' ? parse_long(&p) : parse_letters(&p)))
			return false;
	}
	return check_operands(verb, args);
}
