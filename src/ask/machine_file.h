/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine from whatever names one: a folder with a machine.json, a
 * machine.json, a scenario or a topology file. Of a scenario only the topology
 * is read, at home or in the file that it names.
 */
#ifndef NW_ASK_MACHINE_FILE_H
#define NW_ASK_MACHINE_FILE_H

#include "model/machine_desc.h"
#include "scenario/yaml_tree.h"

#define MACHINE_FILE_CHAIN_MAX 8 /* a file that takes its machine from a file that ... */

/* Locations in the description and in messages point into the documents and paths. */
struct machine_file {
	struct machine_desc *desc; /* NULL when there was an error */
	struct yaml_doc docs[MACHINE_FILE_CHAIN_MAX];
	char *paths[MACHINE_FILE_CHAIN_MAX];
	size_t nr_paths;
};

/*
 * Load @path; false with a located message in @diags. machine_file_free() is
 * needed in both cases, after the messages were printed.
 */
bool machine_file_load(struct machine_file *file, const char *path, struct diag_list *diags);
/*
 * The same from memory. @shown is what messages call it: a machine.json when it
 * ends in ".json", and files that it names are looked for beside it.
 */
bool machine_file_load_bytes(struct machine_file *file, const char *shown, const char *bytes,
			     size_t len, struct diag_list *diags);
void machine_file_free(struct machine_file *file);

#endif
