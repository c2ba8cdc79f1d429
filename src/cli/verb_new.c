// SPDX-License-Identifier: GPL-2.0-only
/* nodewall new and schema: what one needs to write a scenario. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/embedded.h"
#include "cli/verbs.h"
#include "scenario/schema.h"

#define NAME_MARK "@NAME@"

static const char *const kinds[] = { "gpu", "cxl", "hbm", "cpuless" };

static const char *find_template(const char *kind)
{
	const char *const templates[] = { embedded_template_gpu, embedded_template_cxl,
					  embedded_template_hbm, embedded_template_cpuless };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], kind))
			return templates[i];
	cli_unknown("kind", kind, kinds, sizeof(kinds) / sizeof(kinds[0]),
		    "there are gpu, cxl, hbm and cpuless");
	return NULL;
}

/* @template with @name in the places of the mark. */
static void fill_in(const char *template, const char *name, struct text *out)
{
	const char *mark;

	while ((mark = strstr(template, NAME_MARK))) {
		text_add_bytes(out, template, (size_t)(mark - template));
		text_add(out, name);
		template = mark + strlen(NAME_MARK);
	}
	text_add(out, template);
}

/* Letters, digits and what paths are made of: the name goes into YAML as it is. */
static bool name_is_plain(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_./";

	if (*name && *name != '-' && !name[strspn(name, plain)])
		return true;
	cli_error("\"%s\" is no name: letters, digits, - _ . and / make one", name);
	return false;
}

static char *without_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');
	bool yaml = dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));

	return xstrndup(name, yaml ? (size_t)(dot - name) : strlen(name));
}

static int write_new(const char *path, struct text *out)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int status;

	if (fd < 0) {
		status = cli_error("cannot make \"%s\": %s", path, strerror(errno));
		text_free(out);
		return status;
	}
	close(fd);
	status = cli_write_to(out, path);
	if (!status)
		fprintf(stderr, "wrote %s; nodewall run %s runs it\n", path, path);
	return status;
}

static int new_run(const struct cli_args *args)
{
	const char *template = find_template(args->like ? args->like : "gpu");
	bool to_stdout = !strcmp(args->operands[0], "-");
	struct text out = TEXT_INIT, path = TEXT_INIT;
	char *name;
	int status;

	if (!template || (!to_stdout && !name_is_plain(args->operands[0])))
		return EXIT_USAGE;
	name = to_stdout ? xstrdup("new") : without_suffix(args->operands[0]);
	fill_in(template, name, &out);
	text_addf(&path, "%s.yaml", name);
	status = to_stdout ? cli_write(&out) : write_new(text_str(&path), &out);
	text_free(&path);
	free(name);
	return status;
}

const struct cli_verb verb_new = {
	.name = "new",
	.operands = "NAME",
	.summary = "write a commented scenario to start from, NAME.yaml",
	.examples = "nodewall new my-scenario\nnodewall new - --like cxl | nodewall run -\n",
	.about = "A file that exists is left alone; - writes to stdout.",
	.options = (const enum cli_option[]){ OPT_LIKE, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = 1,
	.run = new_run,
};

static int schema_run(const struct cli_args *args)
{
	struct text out = TEXT_INIT;

	(void)args;
	schema_json(&out);
	return cli_write(&out);
}

const struct cli_verb verb_schema = {
	.name = "schema",
	.operands = "",
	.summary = "print the JSON schema of scenario files, for editors",
	.examples = "nodewall schema > scenario-1.schema.json\nnodewall schema | jq .definitions\n",
	.run = schema_run,
};
