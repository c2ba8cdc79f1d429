// SPDX-License-Identifier: GPL-2.0-only
/*
 * A machine from whatever names one.
 *
 * Responsible for telling the formats apart and for following from file to file.
 * Not responsible for what is in them (scenario/topology.h, machine_json.c).
 */
#include "ask/machine_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ask/machine_json.h"
#include "base/text.h"
#include "scenario/topology.h"

void machine_file_free(struct machine_file *file)
{
	if (file->desc)
		machine_desc_free(file->desc);
	free(file->desc);
	for (size_t i = 0; i < file->nr_paths; i++) {
		yaml_doc_free(&file->docs[i]);
		free(file->paths[i]);
	}
	*file = (struct machine_file){ 0 };
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
static bool read_topology(struct machine_file *file, struct reader *r, char **next)
{
	const struct yaml_doc *doc = &file->docs[file->nr_paths - 1];
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
		return topology_read(r, map, file->desc);
	read_error(r, (struct source_loc){ .file = doc->path }, "the file describes no machine");
	return false;
}

/* paths[0] is the file to start with; its text is @bytes, or in the file when that is NULL. */
static bool load_yaml(struct machine_file *file, const char *bytes, size_t len,
		      struct diag_list *diags)
{
	struct reader r = { .diags = diags, .nr_node_ids = MAX_NUMNODES };
	bool ok = true;

	file->desc = xcalloc(1, sizeof(*file->desc));
	for (size_t at = 0; ok && at < file->nr_paths; at++) {
		const char *path = file->paths[at];
		struct yaml_doc *doc = &file->docs[at];
		char *next = NULL;

		if (bytes && at == 0)
			ok = yaml_load_bytes(doc, path, bytes, len, diags);
		else
			ok = yaml_load_file(doc, path, path, diags);
		ok = ok && read_topology(file, &r, &next);
		yaml_add_source_lines(doc, diags);
		if (next && file->nr_paths == MACHINE_FILE_CHAIN_MAX) {
			diag_add(diags, DIAG_ERROR, (struct source_loc){ .file = file->paths[0] },
				 "the machine is more than %d files away", MACHINE_FILE_CHAIN_MAX);
			free(next);
		} else if (next) {
			file->paths[file->nr_paths++] = next;
		}
	}
	ok = ok && hierarchy_read(&r, file->docs[0].root, file->desc);
	return ok && !diags->nr_errors;
}

static bool load_json(struct machine_file *file, const char *bytes, size_t len,
		      struct diag_list *diags)
{
	char *design = NULL;

	if (bytes)
		file->desc = machine_json_load_bytes(file->paths[0], bytes, len, &design, diags);
	else
		file->desc = machine_json_load(file->paths[0], &design, diags);
	free(design);
	return file->desc;
}

static bool load(struct machine_file *file, const char *bytes, size_t len, struct diag_list *diags)
{
	bool ok;

	if (ends_with(file->paths[0], ".json"))
		ok = load_json(file, bytes, len, diags);
	else
		ok = load_yaml(file, bytes, len, diags);
	if (!ok && file->desc) {
		machine_desc_free(file->desc);
		free(file->desc);
		file->desc = NULL;
	}
	return ok;
}

bool machine_file_load(struct machine_file *file, const char *path, struct diag_list *diags)
{
	struct text name = TEXT_INIT;
	struct stat st;

	text_add(&name, path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		text_add(&name, ends_with(path, "/") ? "machine.json" : "/machine.json");
	*file = (struct machine_file){ .paths = { name.bytes }, .nr_paths = 1 };
	return load(file, NULL, 0, diags);
}

bool machine_file_load_bytes(struct machine_file *file, const char *shown, const char *bytes,
			     size_t len, struct diag_list *diags)
{
	*file = (struct machine_file){ .paths = { xstrdup(shown) }, .nr_paths = 1 };
	return load(file, bytes ? bytes : "", len, diags);
}
