// SPDX-License-Identifier: GPL-2.0-only
/* The program: find the verb, run it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/verbs.h"

const struct cli_verb *const cli_verbs[] = {
	&verb_run,    &verb_explain, &verb_compare,    &verb_may,     &verb_lands, &verb_check,
	&verb_topo,   &verb_designs, &verb_verdicts,   &verb_gfp,     &verb_ask,   &verb_export,
	&verb_new,  &verb_schema,  &verb_help,	   &verb_completion, &verb_version, NULL,
};

/*
 * An assertion failed: say how to see it again, and end with the status that
 * stands for an error inside nodewall. Only async-signal-safe calls.
 */
static void internal_error(int signal_nr)
{
	static const char head[] = "nodewall: internal error: a check of its own failed\n"
				   "nodewall: replay: ";
	char line[4096];
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);

	(void)signal_nr;
	for (ssize_t i = 0; i < len; i++)
		if (!line[i])
			line[i] = ' ';
	if (len > 0)
		line[len - 1] = '\n';
	if (write(STDERR_FILENO, head, sizeof(head) - 1) < 0 || len <= 0 ||
	    write(STDERR_FILENO, line, (size_t)len) < 0)
		_exit(EXIT_INTERNAL);
	_exit(EXIT_INTERNAL);
}

/* "nodewall FILE..." is "nodewall run FILE...". */
static bool looks_like_file(const char *word)
{
	struct stat st;

	return strpbrk(word, "./") || !stat(word, &st);
}

static int list_opts(const struct cli_verb *verb)
{
	struct text out = TEXT_INIT;

	for (int i = 0; i < NR_OPTIONS; i++)
		if (i != OPT_LIST_OPTS && cli_verb_takes(verb, (enum cli_option)i))
			text_addf(&out, "--%s%s\n", cli_options[i].name,
				  cli_options[i].arg ? "=" : "");
	return cli_write(&out);
}

static int run_verb(const struct cli_verb *verb, int argc, char **argv)
{
	struct text out = TEXT_INIT;
	struct cli_args args;
	int status = EXIT_USAGE;

	if (!cli_parse(verb, argc, argv, &args)) {
		free(args.operands);
		return EXIT_USAGE;
	}
	if (args.list_opts) {
		status = list_opts(verb);
	} else if (args.help) {
		cli_help(verb, &out);
		status = cli_write(&out);
	} else {
		status = verb->run(&args);
	}
	free(args.operands);
	return status;
}

/* A command line without a verb. */
static int run_bare(int argc, char **argv)
{
	struct text out = TEXT_INIT;
	const char *word = argc > 1 ? argv[1] : "";

	if (!strcmp(word, "--list-cmds")) {
		for (const struct cli_verb *const *v = cli_verbs; *v; v++)
			text_addf(&out, "%s\n", (*v)->name);
		return cli_write(&out);
	}
	if (!strcmp(word, "--version"))
		return run_verb(&verb_version, 1, argv);
	if (!strcmp(word, "--list-opts"))
		return list_opts(&verb_help);
	cli_usage(&out);
	if (!strcmp(word, "--help") || !strcmp(word, "-h"))
		return cli_write(&out);
	if (*word)
		cli_error("no verb; nodewall help lists them");
	else
		fputs(text_str(&out), stderr);
	text_free(&out);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	const struct sigaction on_abort = { .sa_handler = internal_error };
	const struct cli_verb *verb;
	int at = cli_first_operand(argc, argv);

	/* A reader that goes away early is met at the write, not by a signal. */
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGABRT, &on_abort, NULL);
	if (!at)
		return run_bare(argc, argv);
	verb = cli_verb_by_name(argv[at]);
	if (verb) {
		memmove(&argv[at], &argv[at + 1], (size_t)(argc - at) * sizeof(argv[0]));
		return run_verb(verb, argc - 1, argv);
	}
	if (looks_like_file(argv[at]))
		return run_verb(&verb_run, argc, argv);
	return cli_unknown_verb(argv[at]);
}
