// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of memory cgroups: memory.current, memory.max and so on.
 *
 * Responsible for their texts and for what a write of a limit leads to at once.
 * Not responsible for charging (memcg/) and reclaim.
 *
 * Mirrors: mm/memcontrol.c memory_files[], swap_files[], zswap_files[],
 * memory_max_write(), memory_high_write(), memory_reclaim(), memory_stat_show(),
 * mm/page_counter.c page_counter_memparse(), lib/cmdline.c memparse(), v6.12.
 * Differs: memory.stat has the entries listed in memcg_stat.c; memory.peak,
 * memory.events.local, memory.numa_stat, memory.swap.high and memory.swap.events are
 * not there.
 */
#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/charge.h"
#include "engine/memcg_stat.h"
#include "memcg/memcg.h"

struct memory_file {
	const char *name;
	bool on_root;
	size_t place;		/* of a number in struct mem_cgroup, for write_limit, show_limit */
	int (*write)(struct machine *m, struct mem_cgroup *memcg, const struct memory_file *file,
		     const char *value);
	void (*show)(const struct machine *m, const struct mem_cgroup *memcg,
		     const struct memory_file *file, struct text *out);
};

/* ---- numbers ---- */

/* Digits and a suffix; *@end behind them. Nothing at all is 0. */
static uint64_t memparse(const char *text, const char **end)
{
	static const char suffixes[] = "kmgtpe";
	const char *suffix;
	uint64_t value = 0;
	char *rest = (char *)text;

	if (isdigit((unsigned char)*text))
		value = strtoull(text, &rest, 0);
	suffix = *rest ? strchr(suffixes, tolower((unsigned char)*rest)) : NULL;
	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		rest++;
	}
	*end = rest;
	return value;
}

static int page_counter_memparse(const char *text, uint64_t *nr_pages)
{
	const char *end;

	if (!strcmp(text, "max")) {
		*nr_pages = PAGE_COUNTER_MAX;
		return 0;
	}
	*nr_pages = memparse(text, &end) / PAGE_SIZE;
	return *end ? -EINVAL : 0;
}

static uint64_t *number(const struct mem_cgroup *memcg, const struct memory_file *file)
{
	return (uint64_t *)((char *)memcg + file->place);
}

static void show_limit(const struct machine *m, const struct mem_cgroup *memcg,
		       const struct memory_file *file, struct text *out)
{
	uint64_t pages = *number(memcg, file);

	(void)m;
	if (pages == PAGE_COUNTER_MAX)
		text_add(out, "max");
	else
		text_addf(out, "%llu", (unsigned long long)pages * PAGE_SIZE);
}

static int write_limit(struct machine *m, struct mem_cgroup *memcg,
		       const struct memory_file *file, const char *value)
{
	(void)m;
	return page_counter_memparse(value, number(memcg, file));
}

/* zswap counts bytes. */
static void show_zswap(const struct machine *m, const struct mem_cgroup *memcg,
		       const struct memory_file *file, struct text *out)
{
	uint64_t bytes = *number(memcg, file);

	(void)m;
	if (bytes == PAGE_COUNTER_MAX)
		text_add(out, "max");
	else
		text_addf(out, "%llu", (unsigned long long)bytes);
}

static int write_zswap(struct machine *m, struct mem_cgroup *memcg,
		       const struct memory_file *file, const char *value)
{
	uint64_t pages;
	int err = page_counter_memparse(value, &pages);

	(void)m;
	if (!err)
		*number(memcg, file) = pages == PAGE_COUNTER_MAX ? pages : pages * PAGE_SIZE;
	return err;
}

/* ---- limits that bite at once ---- */

static struct alloc_request writer(const struct machine *m)
{
	return (struct alloc_request){
		.gfp = GFP_KERNEL,
		.mask = MASK_REF_NONE,
		.ctx = CTX_TASK,
		.task = m->init_task,
		.cpu = m->init_task->cpu,
		.nid = m->cpu_to_node[m->init_task->cpu],
	};
}

static uint64_t reclaim(struct machine *m, struct mem_cgroup *memcg, uint64_t nr_pages)
{
	const struct alloc_request req = writer(m);

	return m->ops.memcg_reclaim ? m->ops.memcg_reclaim(m, memcg, nr_pages, &req) : 0;
}

/* Down to the limit: reclaim, and when that finds nothing any more, the OOM killer. */
static int write_max(struct machine *m, struct mem_cgroup *memcg, const struct memory_file *file,
		     const char *value)
{
	const struct alloc_request req = writer(m);
	int failures = MAX_RECLAIM_RETRIES;
	uint64_t max;
	int err = page_counter_memparse(value, &max);

	(void)file;
	if (err)
		return err;
	memcg->memory.max = max;
	while (memcg->memory.usage > max) {
		if (failures) {
			failures -= reclaim(m, memcg, memcg->memory.usage - max) == 0;
			continue;
		}
		memcg_memory_event(memcg, MEMCG_OOM);
		if (!m->ops.memcg_oom || !m->ops.memcg_oom(m, memcg, &req))
			break;
	}
	return 0;
}

static int write_high(struct machine *m, struct mem_cgroup *memcg, const struct memory_file *file,
		      const char *value)
{
	int failures = MAX_RECLAIM_RETRIES;
	uint64_t high;
	int err = page_counter_memparse(value, &high);

	(void)file;
	if (err)
		return err;
	memcg->memory.high = high;
	while (memcg->memory.usage > high) {
		if (!reclaim(m, memcg, memcg->memory.usage - high) && !failures--)
			break;
	}
	return 0;
}

static int write_reclaim(struct machine *m, struct mem_cgroup *memcg,
			 const struct memory_file *file, const char *value)
{
	static const char option[] = "swappiness=";
	const struct alloc_request req = writer(m);
	unsigned long swappiness = 0;
	bool has_swappiness = false;
	const char *end;
	uint64_t nr_pages = memparse(value, &end) / PAGE_SIZE;

	(void)file;
	if (end == value)
		return -EINVAL;
	end += strspn(end, " ");
	if (*end) {
		if (strncmp(end, option, sizeof(option) - 1) != 0)
			return -EINVAL;
		end += sizeof(option) - 1;
		has_swappiness = true;
		if (!isdigit((unsigned char)*end))
			return -EINVAL;
		swappiness = strtoul(end, (char **)&end, 10);
		if (*end || swappiness > 200)
			return -EINVAL;
	}
	if (!m->ops.memory_reclaim)
		return nr_pages ? -EAGAIN : 0;
	return m->ops.memory_reclaim(m, memcg, nr_pages,
				     has_swappiness ? (int)swappiness : -1, &req);
}

/* ---- the rest ---- */

static void show_events(const struct machine *m, const struct mem_cgroup *memcg,
			const struct memory_file *file, struct text *out)
{
	const struct memcg_events *events = &memcg->events;

	(void)m;
	(void)file;
	text_addf(out, "low %llu\nhigh %llu\nmax %llu\noom %llu\noom_kill %llu",
		  (unsigned long long)events->low, (unsigned long long)events->high,
		  (unsigned long long)events->max, (unsigned long long)events->oom,
		  (unsigned long long)events->oom_kill);
}

static void show_stat(const struct machine *m, const struct mem_cgroup *memcg,
		      const struct memory_file *file, struct text *out)
{
	(void)file;
	memcg_stat_show(m, memcg, out);
}

static void show_oom_group(const struct machine *m, const struct mem_cgroup *memcg,
			   const struct memory_file *file, struct text *out)
{
	(void)m;
	(void)file;
	text_add(out, memcg->oom_group ? "1" : "0");
}

static int write_oom_group(struct machine *m, struct mem_cgroup *memcg,
			   const struct memory_file *file, const char *value)
{
	(void)m;
	(void)file;
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		return -EINVAL;
	memcg->oom_group = *value == '1';
	return 0;
}

static void show_zswap_writeback(const struct machine *m, const struct mem_cgroup *memcg,
				 const struct memory_file *file, struct text *out)
{
	(void)m;
	(void)file;
	text_add(out, memcg->no_zswap_writeback ? "0" : "1");
}

static int write_zswap_writeback(struct machine *m, struct mem_cgroup *memcg,
				 const struct memory_file *file, const char *value)
{
	(void)m;
	(void)file;
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		return -EINVAL;
	memcg->no_zswap_writeback = *value == '0';
	return 0;
}

#define PLACE(field) offsetof(struct mem_cgroup, field)

/* clang-format off */
static const struct memory_file files[] = {
	{ "memory.current", false, PLACE(memory.usage), NULL, show_limit },
	{ "memory.min", false, PLACE(memory.min), write_limit, show_limit },
	{ "memory.low", false, PLACE(memory.low), write_limit, show_limit },
	{ "memory.high", false, PLACE(memory.high), write_high, show_limit },
	{ "memory.max", false, PLACE(memory.max), write_max, show_limit },
	{ "memory.events", false, 0, NULL, show_events },
	{ "memory.stat", true, 0, NULL, show_stat },
	{ "memory.oom.group", false, 0, write_oom_group, show_oom_group },
	{ "memory.reclaim", true, 0, write_reclaim, NULL },
	{ "memory.swap.current", false, PLACE(swap.usage), NULL, show_limit },
	{ "memory.swap.max", false, PLACE(swap.max), write_limit, show_limit },
	{ "memory.zswap.current", false, PLACE(zswap.usage), NULL, show_zswap },
	{ "memory.zswap.max", false, PLACE(zswap.max), write_zswap, show_zswap },
	{ "memory.zswap.writeback", true, 0, write_zswap_writeback, show_zswap_writeback },
};
/* clang-format on */

static const struct memory_file *find_file(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strlen(files[i].name) == len && !memcmp(files[i].name, name, len))
			return &files[i];
	return NULL;
}

static bool has_file(const struct mem_cgroup *memcg, const char *name, size_t len)
{
	const struct memory_file *file = find_file(name, len);

	return file && (memcg->parent || file->on_root);
}

static int write_file(struct machine *m, struct mem_cgroup *memcg, const char *name,
		      const char *value)
{
	const struct memory_file *file = find_file(name, strlen(name));

	return file->write ? file->write(m, memcg, file, value) : -EINVAL;
}

static int read_file(struct machine *m, struct mem_cgroup *memcg, const char *name,
		     struct text *out)
{
	const struct memory_file *file = find_file(name, strlen(name));

	if (!file->show)
		return -EINVAL;
	file->show(m, memcg, file, out);
	return 0;
}

static struct mem_cgroup *create(struct machine *m, struct mem_cgroup *parent, const char *path)
{
	(void)m;
	return memcg_create(parent, path);
}

static void offline(struct machine *m, struct mem_cgroup *memcg)
{
	/* Entries of zswap are the parent's from now on. */
	zswap_memcg_offline(m->swap->zswap, m, memcg);
	memcg_offline(memcg);
}

const struct cgroup_memory_ops engine_memory_ops = {
	.create = create,
	.offline = offline,
	.has_file = has_file,
	.write = write_file,
	.read = read_file,
};
