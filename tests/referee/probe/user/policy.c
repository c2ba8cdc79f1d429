// SPDX-License-Identifier: GPL-2.0-only
/* What the session's task does: policies, mappings, faults, migration. */
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/mempolicy.h>

#define MAX_MAPS 16
#define MAX_PAGES 4096
#define HUGE_PAGE (2UL << 20)
#define SYS_home_node 450 /* set_mempolicy_home_node: newer than the C library's headers */

struct map {
	char name[32];
	char *start;
	long pages;
	unsigned long page_size;
};

static struct map maps[MAX_MAPS];
static int nr_maps;
static struct map case_map; /* of policy.case: starts one page before vaddr */

static const struct {
	const char *name;
	int mode;
} mode_names[] = {
	{ "default", MPOL_DEFAULT }, { "preferred", MPOL_PREFERRED },
	{ "bind", MPOL_BIND },	     { "interleave", MPOL_INTERLEAVE },
	{ "local", MPOL_LOCAL },     { "preferred_many", MPOL_PREFERRED_MANY },
	{ "weighted", 6 },
};

static const struct {
	const char *name;
	int flag;
} flag_names[] = {
	{ "static", 1 << 15 },
	{ "relative", 1 << 14 },
	{ "numab", 1 << 13 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The names of a list joined by '|', or-ed. */
static int has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	while (*list) {
		size_t len = strcspn(list, "|");

		if (len == n && !strncmp(list, word, n))
			return 1;
		list += len + (list[len] == '|');
	}
	return 0;
}

static int arg_mode(const struct question *q)
{
	const char *name = arg_str(q, "mode"), *flags = arg_str(q, "flags");
	int mode = atoi(name);

	for (size_t i = 0; i < COUNT(mode_names); i++)
		if (!strcmp(mode_names[i].name, name))
			mode = mode_names[i].mode;
	for (size_t i = 0; i < COUNT(flag_names); i++)
		if (has_word(flags, flag_names[i].name))
			mode |= flag_names[i].flag;
	return mode;
}

static unsigned arg_move_flags(const struct question *q, const char *key)
{
	const char *list = arg_str(q, key);

	return (has_word(list, "STRICT") ? 1u << 0 : 0) | (has_word(list, "MOVE") ? 1u << 1 : 0) |
	       (has_word(list, "MOVE_ALL") ? 1u << 2 : 0) | (has_word(list, "LAZY") ? 1u << 3 : 0);
}

static int errno_of(long result)
{
	return result < 0 ? errno : 0;
}

/* ---- reading back */

static void say_policy(const char *key, const void *addr)
{
	struct mask nodes = { 0 };
	const char *comma = "";
	int mode = 0;
	long result = syscall(SYS_get_mempolicy, &mode, nodes.bits, MASK_BITS, addr,
			      addr ? MPOL_F_ADDR : 0);

	if (key)
		say("\"%s\":{", key);
	say_errno(errno_of(result));
	for (size_t i = 0; i < COUNT(mode_names); i++)
		if (mode_names[i].mode == (mode & 0x1fff))
			say(",\"mode\":\"%s\"", mode_names[i].name);
	say(",\"flags\":[");
	for (size_t i = 0; i < COUNT(flag_names); i++) {
		if (!(mode & flag_names[i].flag))
			continue;
		say("%s\"%s\"", comma, flag_names[i].name);
		comma = ",";
	}
	say("],\"nodes\":");
	say_mask(&nodes);
	if (key)
		say("}");
}

/* For interleave and weighted interleave: the node that comes next. */
static void say_il_next(void)
{
	int node = 0;

	if (!syscall(SYS_get_mempolicy, &node, NULL, 0, NULL, MPOL_F_NODE))
		say(",\"il_next\":%d", node);
}

static void say_pages(const struct map *map, long first, long nr)
{
	static void *addresses[MAX_PAGES];
	static int status[MAX_PAGES];

	if (nr > MAX_PAGES)
		nr = MAX_PAGES;
	for (long i = 0; i < nr; i++) {
		addresses[i] = map->start + (unsigned long)(first + i) * map->page_size;
		status[i] = -ENOENT;
	}
	syscall(SYS_move_pages, 0, nr, addresses, NULL, status, 0);
	say("\"pages\":[");
	for (long i = 0; i < nr; i++)
		say("%s%d", i ? "," : "", status[i] < 0 ? -2 : status[i]);
	say("]");
}

static void touch(const struct map *map, long first, long nr)
{
	for (long i = first; i < first + nr; i++)
		*(volatile char *)(map->start + (unsigned long)i * map->page_size) = 1;
}

/* ---- mappings */

static int make_map(struct map *map, unsigned long start, long pages, unsigned long page_size,
		    bool shared)
{
	int flags = MAP_FIXED_NOREPLACE | MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE);
	size_t bytes = (size_t)pages * page_size;

	map->pages = pages;
	map->page_size = page_size;
	map->start = mmap((void *)start, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (map->start == MAP_FAILED)
		return errno;
	madvise(map->start, bytes, page_size == PAGE ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
	return 0;
}

static struct map *find_map(const struct question *q)
{
	for (int i = 0; i < nr_maps; i++)
		if (!strcmp(maps[i].name, arg_str(q, "map")))
			return &maps[i];
	return NULL;
}

bool mapped_range(const struct question *q, char **start, long *pages)
{
	const struct map *map = find_map(q);

	if (!map)
		return false;
	*start = map->start;
	*pages = map->pages;
	return true;
}

static void mm_map(const struct question *q)
{
	struct map *map = &maps[nr_maps];
	int error;

	if (nr_maps == MAX_MAPS) {
		say("{\"error\":\"too many maps\"}");
		return;
	}
	snprintf(map->name, sizeof(map->name), "%s", arg_str(q, "map"));
	error = make_map(map, strtoul(arg_str(q, "vaddr"), NULL, 0), arg_int(q, "pages"),
			 (unsigned long)arg_int(q, "page_size"), arg_int(q, "shared"));
	if (error) {
		say("{\"error\":\"mmap: %s\"}", errno_name(error));
		return;
	}
	nr_maps++;
	say("{\"ok\":true}");
}

static void mm_touch(const struct question *q, const struct map *map)
{
	long first = arg_int(q, "first"), nr = arg_int(q, "pages");

	touch(map, first, nr);
	say("{");
	if (arg_int(q, "report"))
		say_pages(map, first, nr);
	else
		say("\"ok\":true");
	say("}");
}

static int do_mbind(const struct question *q, const struct map *map)
{
	struct mask mask;
	bool given = arg_mask(q, "nodemask", &mask);

	return errno_of(syscall(SYS_mbind, map->start, (size_t)map->pages * map->page_size,
				arg_mode(q), given ? mask.bits : NULL,
				(unsigned long)arg_int(q, "maxnode"), arg_move_flags(q, "mf")));
}

static void move_pages(const struct question *q, const struct map *map)
{
	static void *addresses[MAX_PAGES];
	static int nodes[MAX_PAGES], status[MAX_PAGES];
	long first = arg_int(q, "first"), nr = arg_int(q, "pages"), result;
	int error;

	for (long i = 0; i < nr && i < MAX_PAGES; i++) {
		addresses[i] = map->start + (unsigned long)(first + i) * map->page_size;
		nodes[i] = (int)arg_int(q, "node");
	}
	result = syscall(SYS_move_pages, 0, nr, addresses, nodes, status,
			 arg_move_flags(q, "flags"));
	error = errno_of(result);
	say("{");
	say_errno(error);
	say(",\"ret\":%ld", result);
	if (!error) {
		say(",\"status\":[");
		for (long i = 0; i < nr; i++)
			say("%s%d", i ? "," : "", status[i]);
		say("]");
	}
	say("}");
}

static void home_node(const struct question *q, const struct map *map)
{
	say("{");
	say_errno(errno_of(syscall(SYS_home_node, map->start, (size_t)map->pages * map->page_size,
				   arg_int(q, "node"), 0)));
	say("}");
}

static void mm_question(const struct question *q)
{
	struct map *map = find_map(q);

	if (!map) {
		say("{\"error\":\"no such map\"}");
	} else if (!strcmp(q->op, "mm.touch")) {
		mm_touch(q, map);
	} else if (!strcmp(q->op, "mm.where")) {
		say("{");
		say_pages(map, 0, map->pages);
		say("}");
	} else if (!strcmp(q->op, "mm.mbind")) {
		say("{");
		say_errno(do_mbind(q, map));
		say("}");
	} else if (!strcmp(q->op, "mm.policy")) {
		say("{");
		say_policy(NULL, map->start);
		say("}");
	} else if (!strcmp(q->op, "mm.home_node")) {
		home_node(q, map);
	} else {
		move_pages(q, map);
	}
}

/* ---- policies of the task */

static int set_policy(const struct question *q)
{
	struct mask mask;
	bool given = arg_mask(q, "nodemask", &mask);

	return errno_of(syscall(SYS_set_mempolicy, arg_mode(q), given ? mask.bits : NULL,
				(unsigned long)arg_int(q, "maxnode")));
}

static void policy_case(const struct question *q)
{
	unsigned long vaddr = strtoul(arg_str(q, "vaddr"), NULL, 0);
	long pages = arg_int(q, "pages");
	int error = make_map(&case_map, vaddr - PAGE, pages + 1, PAGE, false);

	if (error) {
		say("{\"error\":\"mmap: %s\"}", errno_name(error));
		return;
	}
	if (arg_int(q, "pretouch"))
		touch(&case_map, 0, 1);
	error = set_policy(q);
	say("{\"set\":\"%s\"", errno_name(error));
	if (!error) {
		say_il_next();
		touch(&case_map, 1, pages);
		say(",");
		say_policy("get", NULL);
		say(",");
		say_pages(&case_map, 1, pages);
	}
	say("}");
}

static void say_mems_allowed(const char *key)
{
	struct mask nodes = { 0 };

	syscall(SYS_get_mempolicy, NULL, nodes.bits, MASK_BITS, NULL, MPOL_F_MEMS_ALLOWED);
	say("\"%s\":", key);
	say_mask(&nodes);
}

static void policy_state(void)
{
	say("{");
	say_policy("get", NULL);
	say(",");
	say_mems_allowed("mems_allowed");
	say(",");
	say_pages(&case_map, 0, case_map.pages);
	say_il_next();
	say("}");
}

static void mbind_case(const struct question *q)
{
	unsigned long vaddr = strtoul(arg_str(q, "vaddr"), NULL, 0);
	int error = make_map(&case_map, vaddr, arg_int(q, "pages"), PAGE, false);

	if (error) {
		say("{\"error\":\"mmap: %s\"}", errno_name(error));
		return;
	}
	if (arg_int(q, "pretouch"))
		touch(&case_map, 0, case_map.pages);
	say("{\"mbind\":\"%s\",", errno_name(do_mbind(q, &case_map)));
	say_policy("get", case_map.start);
	touch(&case_map, 0, case_map.pages);
	say(",");
	say_pages(&case_map, 0, case_map.pages);
	say("}");
}

static void do_migrate_pages(const struct question *q)
{
	struct mask from, to;
	long result;

	arg_mask(q, "from", &from);
	arg_mask(q, "to", &to);
	result = syscall(SYS_migrate_pages, 0, MASK_BITS + 1, from.bits, to.bits);
	say("{");
	say_errno(errno_of(result));
	say(",\"ret\":%ld}", result);
}

void task_answer(const struct question *q)
{
	if (pressure_answer(q))
		return;
	if (!strcmp(q->op, "policy.case")) {
		policy_case(q);
	} else if (!strcmp(q->op, "policy.state")) {
		policy_state();
	} else if (!strcmp(q->op, "mbind.case")) {
		mbind_case(q);
	} else if (!strcmp(q->op, "policy.mems_allowed")) {
		say("{\"errno\":\"0\",");
		say_mems_allowed("nodes");
		say("}");
	} else if (!strcmp(q->op, "policy.set")) {
		say("{");
		say_errno(set_policy(q));
		say("}");
	} else if (!strcmp(q->op, "policy.get")) {
		say("{");
		say_policy(NULL, NULL);
		say("}");
	} else if (!strcmp(q->op, "migrate_pages")) {
		do_migrate_pages(q);
	} else if (!strcmp(q->op, "mm.map")) {
		mm_map(q);
	} else if (!strncmp(q->op, "mm.", 3) || !strcmp(q->op, "move_pages")) {
		mm_question(q);
	} else {
		ask_module(q->raw);
	}
}
