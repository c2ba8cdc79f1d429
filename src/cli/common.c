// SPDX-License-Identifier: GPL-2.0-only
/* What verbs share: errors, output, designs and switches by name. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/cli.h"
#include "designs/designs.h"

/* ---- errors ---- */

int cli_error(const char *fmt, ...)
{
	va_list ap;

	fputs("nodewall: error: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

int cli_unknown(const char *what, const char *got, const char *const *words, size_t nr_words,
		const char *otherwise)
{
	const char *near = suggest(got, words, nr_words);

	if (near)
		return cli_error("unknown %s \"%s\"; did you mean \"%s\"?", what, got, near);
	return cli_error("unknown %s \"%s\"; %s", what, got, otherwise);
}

int cli_diags(struct diag_list *diags)
{
	struct text out = TEXT_INIT;
	int status = diags->nr_errors ? EXIT_USAGE : EXIT_AS_EXPECTED;

	diag_list_format(diags, &out);
	fputs(text_str(&out), stderr);
	text_free(&out);
	diag_list_free(diags);
	return status;
}

/* ---- output ---- */

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

int cli_write(struct text *out)
{
	int err = write_all(STDOUT_FILENO, text_str(out), out->len);

	text_free(out);
	/* A reader that went away has what it wanted. */
	if (err && err != -EPIPE)
		return cli_error("cannot write the output: %s", strerror(-err));
	return EXIT_AS_EXPECTED;
}

int cli_write_to(struct text *out, const char *path)
{
	int fd, err;

	if (!path || !strcmp(path, "-"))
		return cli_write(out);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	err = fd < 0 ? -errno : write_all(fd, text_str(out), out->len);
	if (fd >= 0 && close(fd) && !err)
		err = -errno;
	text_free(out);
	return err ? cli_error("cannot write \"%s\": %s", path, strerror(-err)) : EXIT_AS_EXPECTED;
}

int cli_one_format(const struct cli_args *args, unsigned formats)
{
	enum cli_format format = args->nr_outputs ? args->outputs[0].format : FORMAT_TEXT;

	if (args->nr_outputs > 1 || (args->nr_outputs && args->outputs[0].path)) {
		cli_error("this verb has one output, on stdout");
		return -1;
	}
	if (!(formats & FORMAT_BIT(format))) {
		cli_error("this verb has no output format \"%s\"", cli_format_names[format]);
		return -1;
	}
	return (int)format;
}

/* ---- designs ---- */

const struct isolation_design *cli_design(const char *name)
{
	const struct isolation_design *design = design_by_name(name);

	if (!design)
		cli_unknown("design", name, design_names, nr_designs,
			    "nodewall designs lists them");
	return design;
}

const struct isolation_design *cli_one_design(const struct cli_args *args)
{
	const char *name = args->designs ? args->designs : "mainline";

	if (strchr(name, ',') || !strcmp(name, "all")) {
		cli_error("one design at a time, not \"%s\"", name);
		return NULL;
	}
	return cli_design(name);
}

const struct isolation_design **cli_designs(const char *list, size_t *nr)
{
	const struct isolation_design **designs =
		xcalloc(nr_designs + strlen(list) + 1, sizeof(*designs));
	char *copy = xstrdup(list);
	char *save = NULL;

	*nr = 0;
	if (!strcmp(list, "all"))
		for (size_t i = 0; i < nr_designs; i++)
			designs[(*nr)++] = all_designs[i];
	else
		for (char *name = strtok_r(copy, ",", &save); name;
		     name = strtok_r(NULL, ",", &save)) {
			designs[*nr] = cli_design(name);
			if (!designs[(*nr)++]) {
				free(copy);
				free(designs);
				return NULL;
			}
		}
	free(copy);
	if (*nr)
		return designs;
	cli_error("--design names no design");
	free(designs);
	return NULL;
}

/* ---- switches ---- */

static const char **switch_words(const struct isolation_design *design)
{
	const char **words = xcalloc(design->nr_switches + 1, sizeof(*words));

	for (unsigned i = 0; i < design->nr_switches; i++)
		words[i] = design->switches[i].name;
	return words;
}

static int unknown_switch(const struct isolation_design *design, const char *setting, size_t len)
{
	const char **words = switch_words(design);
	char *name = xstrndup(setting, len);
	const char *near = suggest(name, words, design->nr_switches);

	if (near)
		cli_error("design \"%s\" has no switch \"%s\"; did you mean \"%s\"?", design->name,
			  name, near);
	else
		cli_error("design \"%s\" has no switch \"%s\"; nodewall designs %s lists them",
			  design->name, name, design->name);
	free(name);
	free(words);
	return EXIT_USAGE;
}

static int switch_value(const struct design_switch *sw, const char *value, int *index)
{
	size_t nr = 0;

	for (; sw->values[nr]; nr++)
		if (!strcmp(sw->values[nr], value)) {
			*index = (int)nr;
			return 0;
		}
	cli_error("switch \"%s\" has no value \"%s\"", sw->name, value);
	for (size_t i = 0; i < nr; i++)
		fprintf(stderr, "%s%s", i ? ", " : "nodewall: its values: ", sw->values[i]);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

int cli_switch(const struct isolation_design *design, const char *setting, int *values)
{
	const char *eq = strchr(setting, '=');
	size_t len = eq ? (size_t)(eq - setting) : 0;

	if (!eq)
		return cli_error("\"%s\" is not SWITCH=VALUE", setting);
	for (unsigned i = 0; i < design->nr_switches; i++)
		if (strlen(design->switches[i].name) == len &&
		    !strncmp(design->switches[i].name, setting, len))
			return switch_value(&design->switches[i], eq + 1, &values[i]);
	return unknown_switch(design, setting, len);
}

int cli_switches(const struct cli_args *args, const struct isolation_design *design, int *values)
{
	for (size_t i = 0; i < args->nr_settings; i++)
		if (cli_switch(design, args->settings[i], values))
			return EXIT_USAGE;
	return 0;
}

/* ---- machines ---- */

bool cli_load_machine(struct machine_file *machine, const char *path)
{
	struct diag_list diags = DIAG_LIST_INIT;
	bool ok = machine_file_load(machine, path, &diags);

	cli_diags(&diags);
	if (!ok)
		machine_file_free(machine);
	return ok;
}
