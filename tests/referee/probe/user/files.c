// SPDX-License-Identifier: GPL-2.0-only
/* Questions that files of /proc and /sys answer. */
#include "probe.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMORY "/sys/devices/system/memory"
#define TIERS "/sys/devices/virtual/memory_tiering"

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int error = 0;

	if (fd < 0)
		return errno;
	if (write(fd, *text ? text : "\n", *text ? strlen(text) : 1) < 0)
		error = errno;
	close(fd);
	return error;
}

int read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	int error = 0;

	text[0] = '\0';
	if (fd < 0)
		return errno;
	while (used < size - 1) {
		ssize_t n = read(fd, text + used, size - 1 - used);

		if (n < 0)
			error = errno;
		if (n <= 0)
			break;
		used += (size_t)n;
	}
	text[used] = '\0';
	close(fd);
	return error;
}

/* Without the newline at the end. */
int read_line(const char *path, char *text, size_t size)
{
	int error = read_file(path, text, size);
	size_t n = strlen(text);

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	return error;
}

void op_file_read(const struct question *q)
{
	static char text[65536];
	int error = read_file(arg_str(q, "path"), text, sizeof(text));

	say("{");
	say_errno(error);
	say(",\"value\":");
	say_string(text);
	say("}");
}

void op_file_write(const struct question *q)
{
	say("{");
	say_errno(write_file(arg_str(q, "path"), arg_str(q, "value")));
	say("}");
}

static void sysctl_path(const struct question *q, char *path, size_t size)
{
	snprintf(path, size, "/proc/sys/%s", arg_str(q, "name"));
	for (char *c = path + strlen("/proc/sys/"); *c; c++)
		if (*c == '.')
			*c = '/';
}

void op_sysctl_write(const struct question *q)
{
	char path[256];

	sysctl_path(q, path, sizeof(path));
	say("{");
	say_errno(write_file(path, arg_str(q, "value")));
	say("}");
}

void op_sysctl_read(const struct question *q)
{
	char path[256], text[4096], *to = text;

	sysctl_path(q, path, sizeof(path));
	read_line(path, text, sizeof(text));
	for (char *from = text; *from; from++) /* fields joined by one blank */
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	say("{\"value\":");
	say_string(text);
	say("}");
}

static void weight_path(const struct question *q, char *path, size_t size)
{
	snprintf(path, size, "/sys/kernel/mm/mempolicy/weighted_interleave/node%ld",
		 arg_int(q, "node"));
}

void op_weight_write(const struct question *q)
{
	char path[256];

	weight_path(q, path, sizeof(path));
	say("{");
	say_errno(write_file(path, arg_str(q, "value")));
	say("}");
}

void op_weight_read(const struct question *q)
{
	char path[256], text[64];

	weight_path(q, path, sizeof(path));
	read_line(path, text, sizeof(text));
	say("{\"value\":");
	say_string(text);
	say("}");
}

void op_tiers(const struct question *q)
{
	DIR *dir = opendir(TIERS);
	const char *comma = "";
	struct dirent *entry;
	char path[512], text[4096];

	(void)q;
	say("{\"tiers\":{");
	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "memory_tier", strlen("memory_tier")) ||
		    !isdigit((unsigned char)entry->d_name[strlen("memory_tier")]))
			continue;
		snprintf(path, sizeof(path), TIERS "/%s/nodelist", entry->d_name);
		if (read_line(path, text, sizeof(text)))
			continue;
		say("%s\"%s\":", comma, entry->d_name);
		say_string(text);
		comma = ",";
	}
	if (dir)
		closedir(dir);
	say("}}");
}

/* ---- memory blocks */

void op_auto_online(const struct question *q)
{
	say("{");
	say_errno(write_file(MEMORY "/auto_online_blocks", arg_str(q, "value")));
	say("}");
}

void op_block_set(const struct question *q)
{
	char path[256], text[256];
	long block = arg_int(q, "block");
	int error;

	snprintf(path, sizeof(path), MEMORY "/memory%ld/state", block);
	error = write_file(path, arg_str(q, "state"));
	snprintf(path, sizeof(path), MEMORY "/memory%ld/valid_zones", block);
	read_line(path, text, sizeof(text));
	say("{");
	say_errno(error);
	say(",\"valid_zones\":");
	say_string(text);
	say("}");
}

/* The node of a block is a link "nodeN" in its folder. */
static int block_node(const char *name)
{
	char path[512];
	struct dirent *entry;
	int nid = -1;
	DIR *dir;

	snprintf(path, sizeof(path), MEMORY "/%s", name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "node", 4) && isdigit((unsigned char)entry->d_name[4]))
			nid = atoi(entry->d_name + 4);
	if (dir)
		closedir(dir);
	return nid;
}

void op_memblocks(const struct question *q)
{
	long first = arg_int(q, "first_block");
	DIR *dir = opendir(MEMORY);
	const char *comma = "";
	struct dirent *entry;
	char path[512], state[64], zones[256];

	say("{\"blocks\":{");
	while (dir && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "memory", 6) ||
		    !isdigit((unsigned char)entry->d_name[6]) || atol(entry->d_name + 6) < first)
			continue;
		snprintf(path, sizeof(path), MEMORY "/%s/state", entry->d_name);
		read_line(path, state, sizeof(state));
		snprintf(path, sizeof(path), MEMORY "/%s/valid_zones", entry->d_name);
		read_line(path, zones, sizeof(zones));
		say("%s\"%s\":{\"node\":%d,\"state\":\"%s\",\"valid_zones\":\"%s\"}", comma,
		    entry->d_name + 6, block_node(entry->d_name), state, zones);
		comma = ",";
	}
	if (dir)
		closedir(dir);
	say("}}");
}
