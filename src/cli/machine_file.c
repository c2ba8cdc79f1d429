// SPDX-License-Identifier: GPL-2.0-only
/* A machine from whatever names one: a captured folder or a file with a topology. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ask/machine_json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "scenario/topology.h"

#define MAX_FILES 8 /* a file that takes its machine from a file that ... */

struct cli_machine {
	struct machine_desc *desc;
	struct yaml_doc docs[MAX_FILES]; /* locations in the description point into them */
	char *paths[MAX_FILES];
	size_t nr_docs;
};

const struct machine_desc *cli_machine_desc(const struct cli_machine *machine)
{
	return machine->desc;
}

void cli_machine_free(struct cli_machine *machine)
{
	if (!machine)
		return;
	if (machine->desc)
		machine_desc_free(machine->desc);
	free(machine->desc);
	for (size_t i = 0; i < machine->nr_docs; i++) {
		yaml_doc_free(&machine->docs[i]);
		free(machine->paths[i]);
	}
	free(machine);
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return len >= end_len && !strcmp(s + len - end_len, end);
}

/* @name relative to the directory of @path. */
static char *beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	struct text out = TEXT_INIT;

	if (slash && *name != '/')
		text_add_bytes(&out, path, (size_t)(slash - path) + 1);
	text_add(&out, name);
	return out.bytes;
}

/* The topology of the file on top of the stack; *@next the file to look in instead. */
static bool read_topology(struct cli_machine *machine, struct reader *r, char **next)
{
	const struct yaml_doc *doc = &machine->docs[machine->nr_docs - 1];
	const struct yaml_node *map, *import;

	if (!read_map(r, doc->root, KEYS_FILE))
		return false;
	map = yaml_get(doc->root, "topology");
	import = yaml_get(map ? map : doc->root, map ? "import" : "machine");
	if (import) {
		const char *name = read_word(r, import, "file name");

		*next = name ? beside(doc->path, name) : NULL;
		return name != NULL;
	}
	if (map)
		return topology_read(r, map, machine->desc);
	read_error(r, (struct source_loc){ .file = doc->path }, "the file describes no machine");
	return false;
}

static bool load_yaml(struct cli_machine *machine, const char *path, struct diag_list *diags)
{
	struct reader r = { .diags = diags, .nr_node_ids = MAX_NUMNODES };
	char *next = xstrdup(path);
	bool ok = true;

	machine->desc = xcalloc(1, sizeof(*machine->desc));
	while (ok && next && machine->nr_docs < MAX_FILES) {
		size_t at = machine->nr_docs++;

		machine->paths[at] = next;
		next = NULL;
		ok = yaml_load_file(&machine->docs[at], machine->paths[at], machine->paths[at],
				    diags) &&
		     read_topology(machine, &r, &next);
		yaml_add_source_lines(&machine->docs[at], diags);
	}
	if (ok && next)
		diag_add(diags, DIAG_ERROR, (struct source_loc){ .file = path },
			 "the machine is %d files away", MAX_FILES);
	free(next);
	return ok && !diags->nr_errors;
}

static bool load_json(struct cli_machine *machine, const char *path, struct diag_list *diags)
{
	char *design = NULL;

	machine->desc = machine_json_load(path, &design, diags);
	free(design);
	return machine->desc;
}

struct cli_machine *cli_load_machine(const char *path)
{
	struct cli_machine *machine = xcalloc(1, sizeof(*machine));
	struct diag_list diags = DIAG_LIST_INIT;
	char *file = NULL;
	struct stat st;
	bool ok;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		struct text folder = TEXT_INIT;

		text_addf(&folder, "%s%smachine.json", path, ends_with(path, "/") ? "" : "/");
		file = folder.bytes;
	} else {
		file = xstrdup(path);
	}
	ok = ends_with(file, ".json") ? load_json(machine, file, &diags) :
					load_yaml(machine, file, &diags);
	cli_diags(&diags);
	free(file);
	if (ok)
		return machine;
	cli_machine_free(machine);
	return NULL;
}
