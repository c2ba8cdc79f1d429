// SPDX-License-Identifier: GPL-2.0-only
/* nodewall help, version and completion: texts about the program itself. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>
#include <lz4.h>
#include <yaml.h>
#include <zstd.h>

#include "cli/cli.h"
#include "cli/embedded.h"
#include "cli/verbs.h"

static int help_run(const struct cli_args *args)
{
	const struct cli_verb *verb = NULL;
	struct text out = TEXT_INIT;

	if (args->nr_operands) {
		verb = cli_verb_by_name(args->operands[0]);
		if (!verb)
			return cli_unknown_verb(args->operands[0]);
		cli_help(verb, &out);
	} else {
		cli_usage(&out);
	}
	return cli_write(&out);
}

const struct cli_verb verb_help = {
	.name = "help",
	.operands = "[VERB]",
	.summary = "show the verbs, or examples and options of one",
	.examples = "nodewall help\nnodewall help compare\n",
	.max_operands = 1,
	.run = help_run,
};

static int version_run(const struct cli_args *args)
{
	struct text out = TEXT_INIT;

	text_add(&out, "nodewall " NW_VERSION "\n");
	if (args->verbosity > 0) {
		text_add(&out, "kernel model: Linux 6.12, x86-64, 4 KiB pages, NODES_SHIFT=10\n");
		text_addf(&out, "libraries: libyaml %s, jansson %s, lz4 %s, zstd %s\n",
			  yaml_get_version_string(), JANSSON_VERSION, LZ4_versionString(),
			  ZSTD_versionString());
		text_addf(&out, "build: %s, check level %d\n", __VERSION__, NW_CHECK);
	}
	return cli_write(&out);
}

const struct cli_verb verb_version = {
	.name = "version",
	.operands = "",
	.summary = "show the version; -v: the kernel model and libraries as well",
	.examples = "nodewall version\nnodewall version -v\n",
	.run = version_run,
};

static int completion_run(const struct cli_args *args)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	const char *const scripts[] = { embedded_completion_bash, embedded_completion_zsh,
					embedded_completion_fish };
	struct text out = TEXT_INIT;

	for (size_t i = 0; i < 3; i++)
		if (!strcmp(args->operands[0], shells[i])) {
			text_add(&out, scripts[i]);
			return cli_write(&out);
		}
	return cli_unknown("shell", args->operands[0], shells, 3, "bash, zsh or fish");
}

const struct cli_verb verb_completion = {
	.name = "completion",
	.operands = "bash|zsh|fish",
	.summary = "print a completion script for a shell",
	.examples = "source <(nodewall completion bash)\n"
		    "nodewall completion fish > ~/.config/fish/completions/nodewall.fish\n",
	.min_operands = 1,
	.max_operands = 1,
	.run = completion_run,
};
