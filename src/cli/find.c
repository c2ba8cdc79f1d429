// SPDX-License-Identifier: GPL-2.0-only
/* The files that a command line names: as they are, or all scenarios of a directory. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/files.h"

#define MAX_DEPTH 32 /* of directories */

static void add_path(struct cli_paths *found, char *path)
{
	found->paths = xrealloc(found->paths, (found->nr + 1) * sizeof(*found->paths));
	found->paths[found->nr++] = path;
}

void cli_paths_free(struct cli_paths *found)
{
	for (size_t i = 0; i < found->nr; i++)
		free(found->paths[i]);
	free(found->paths);
	*found = (struct cli_paths){ 0 };
}

static bool is_yaml(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The visible entries of a directory, sorted; false when it cannot be read. */
static bool list_directory(const char *path, struct cli_paths *names)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir) {
		cli_error("cannot read \"%s\": %s", path, strerror(errno));
		return false;
	}
	while ((entry = readdir(dir))) {
		struct text full = TEXT_INIT;

		if (entry->d_name[0] == '.')
			continue;
		text_addf(&full, "%s%s%s", path, path[strlen(path) - 1] == '/' ? "" : "/",
			  entry->d_name);
		add_path(names, full.bytes);
	}
	closedir(dir);
	if (names->nr)
		qsort(names->paths, names->nr, sizeof(*names->paths), by_name);
	return true;
}

static int search(const char *path, int depth, struct cli_paths *found)
{
	struct cli_paths names = { 0 };
	int status = EXIT_AS_EXPECTED;

	if (depth > MAX_DEPTH)
		return cli_error("directories are nested too deep at \"%s\"", path);
	if (!list_directory(path, &names))
		return EXIT_USAGE;
	for (size_t i = 0; i < names.nr && !status; i++) {
		struct stat st;

		/* A link to a directory is not followed: it may lead back here. */
		if (lstat(names.paths[i], &st))
			continue;
		if (S_ISDIR(st.st_mode))
			status = search(names.paths[i], depth + 1, found);
		else if (is_yaml(names.paths[i]))
			add_path(found, xstrdup(names.paths[i]));
	}
	cli_paths_free(&names);
	return status;
}

int cli_find_files(char **operands, int nr_operands, struct cli_paths *found)
{
	*found = (struct cli_paths){ 0 };
	for (int i = 0; i < nr_operands; i++) {
		size_t before = found->nr;
		struct stat st;
		int status;

		if (stat(operands[i], &st) || !S_ISDIR(st.st_mode)) {
			add_path(found, xstrdup(operands[i]));
			continue;
		}
		status = search(operands[i], 0, found);
		if (!status && found->nr == before)
			status = cli_error("\"%s\" holds no .yaml file", operands[i]);
		if (status)
			return status;
	}
	return EXIT_AS_EXPECTED;
}
