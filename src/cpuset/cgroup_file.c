// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of a cgroup: which there are, reading and writing them.
 *
 * Responsible for: the table of files, where each one exists, and the errors that
 * come before a file's own rules.
 * Not responsible for: those rules (cpuset_write.c, cgroup_control.c, cgroup_v1.c).
 *
 * Mirrors: kernel/cgroup/cpuset.c dfl_files[], kernel/cgroup/cpuset-v1.c
 * cpuset1_files[], kernel/cgroup/cgroup.c cgroup_base_files[] and
 * cgroup_file_write(), kernel/cgroup/cgroup-v1.c cgroup1_base_files[], v6.12.
 * Differs: only the files listed below, and those of memory (cgroup_memory.c). On
 * cgroup v2 tasks move by cgroup_attach(), so there is no cgroup.procs.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/nodelist.h"
#include "cpuset/cgroup_file.h"

#define FILE_NOT_ON_ROOT 0x1u
#define FILE_CPUSET 0x2u	/* exists with the cgroup's own cpuset */
#define FILE_DERIVED 0x4u	/* exists under a design that names it */
#define FILE_V1 0x8u		/* exists on a legacy hierarchy, and only there */
#define MAX_WRITE PAGE_SIZE
#define MAX_LIST(nr) (100 + 6 * (nr))

/*
 * A file is a text (@write, @show) or a number (@write_u64, @read_u64); @arg is for the
 * latter.
 */
struct cgroup_file {
	const char *name;	/* NULL: the design's name */
	unsigned flags;
	size_t max_write;
	int (*write)(const struct file_write *w);	/* NULL: read-only */
	void (*show)(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out);
	int (*write_u64)(const struct file_write *w, unsigned arg, uint64_t value);
	uint64_t (*read_u64)(const struct cgroup *cg, unsigned arg);
	unsigned arg;
};

static void show_nodes(const nodemask_t *nodes, struct text *out)
{
	char buf[NODELIST_MAX];

	text_add(out, nodelist_print(nodes, buf));
}

static void show_mems(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	(void)t;
	show_nodes(&cg->cs->mems_allowed, out);
}

static void show_mems_effective(const struct cgroup_tree *t, const struct cgroup *cg,
				struct text *out)
{
	(void)t;
	show_nodes(&cg->cs->effective_mems, out);
}

static void show_mems_derived(const struct cgroup_tree *t, const struct cgroup *cg,
			      struct text *out)
{
	(void)t;
	show_nodes(&cg->cs->derived_mems, out);
}

static void show_cpus(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	cpumask_print(t->m, cg->cs->cpus_allowed, out);
}

static void show_cpus_effective(const struct cgroup_tree *t, const struct cgroup *cg,
				struct text *out)
{
	cpumask_print(t->m, cg->cs->effective_cpus, out);
}

static void show_partition(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	(void)t;
	text_add(out, cg->cs->partition);
}

static void show_controllers(unsigned set, struct text *out)
{
	const char *blank = "";

	for (unsigned i = 0; i < NR_CONTROLLERS; i++) {
		if (!(set & 1u << i))
			continue;
		text_addf(out, "%s%s", blank, controller_names[i]);
		blank = " ";
	}
}

static void show_control(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	show_controllers(cgroup_control(t, cg), out);
}

static void show_subtree_control(const struct cgroup_tree *t, const struct cgroup *cg,
				 struct text *out)
{
	(void)t;
	show_controllers(cg->subtree_control, out);
}

/* Mirrors: kernel/cgroup/cgroup.c cgroup_type_show(), v6.12. */
static void show_type(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out)
{
	(void)t;
	if (cgroup_is_threaded(cg))
		text_add(out, "threaded");
	else if (!cgroup_is_valid_domain(cg))
		text_add(out, "domain invalid");
	else if (cgroup_is_thread_root(cg))
		text_add(out, "domain threaded");
	else
		text_add(out, "domain");
}

static int write_mems(const struct file_write *w)
{
	return cpuset_write_mems(w->t, w->cg, w->value, w->len, w->loc, w->out, w->why);
}

static int write_derived(const struct file_write *w)
{
	return cpuset_write_derived(w->t, w->cg, w->value, w->len, w->out, w->why);
}

static int write_cpus(const struct file_write *w)
{
	return cpuset_write_cpus(w->t, w->cg, w->value, w->len, w->why);
}

static int write_partition(const struct file_write *w)
{
	return cpuset_write_partition(w->cg, w->value, w->why);
}

static int write_subtree_control(const struct file_write *w)
{
	return cgroup_write_subtree_control(w->t, w->cg, w->value, w->out, w->why);
}

static int write_type(const struct file_write *w)
{
	return cgroup_write_type(w->t, w->cg, w->value, w->why);
}

#define CHILD_CPUSET (FILE_CPUSET | FILE_NOT_ON_ROOT)
#define V1_CPUSET (FILE_CPUSET | FILE_V1)
#define TEXT(w, s) .write = (w), .show = (s)
#define NUMBER(w, r, a) .write_u64 = (w), .read_u64 = (r), .arg = (a)
#define V1_FLAG(bit) V1_CPUSET, MAX_WRITE, NUMBER(cpuset1_write_flag, cpuset1_read_flag, bit)

/* clang-format off */
static const struct cgroup_file files[] = {
	{ "cpuset.mems", CHILD_CPUSET, MAX_LIST(MAX_NUMNODES), TEXT(write_mems, show_mems) },
	{ "cpuset.mems.effective", FILE_CPUSET, MAX_WRITE, TEXT(NULL, show_mems_effective) },
	{ NULL, FILE_CPUSET | FILE_DERIVED, MAX_WRITE, TEXT(write_derived, show_mems_derived) },
	{ "cpuset.cpus", CHILD_CPUSET, MAX_LIST(MAX_CPUS), TEXT(write_cpus, show_cpus) },
	{ "cpuset.cpus.effective", FILE_CPUSET, MAX_WRITE, TEXT(NULL, show_cpus_effective) },
	{ "cpuset.cpus.partition", CHILD_CPUSET, MAX_WRITE, TEXT(write_partition, show_partition) },
	{ "cgroup.controllers", 0, MAX_WRITE, TEXT(NULL, show_control) },
	{ "cgroup.subtree_control", 0, MAX_WRITE,
	  TEXT(write_subtree_control, show_subtree_control) },
	{ "cgroup.type", FILE_NOT_ON_ROOT, MAX_WRITE, TEXT(write_type, show_type) },

	{ "cpuset.mems", V1_CPUSET, MAX_LIST(MAX_NUMNODES), TEXT(write_mems, show_mems) },
	{ "cpuset.effective_mems", V1_CPUSET, MAX_WRITE, TEXT(NULL, show_mems_effective) },
	{ NULL, V1_CPUSET | FILE_DERIVED, MAX_WRITE, TEXT(write_derived, show_mems_derived) },
	{ "cpuset.cpus", V1_CPUSET, MAX_LIST(MAX_CPUS), TEXT(write_cpus, show_cpus) },
	{ "cpuset.effective_cpus", V1_CPUSET, MAX_WRITE, TEXT(NULL, show_cpus_effective) },
	{ "cpuset.cpu_exclusive", V1_FLAG(CS_CPU_EXCLUSIVE) },
	{ "cpuset.mem_exclusive", V1_FLAG(CS_MEM_EXCLUSIVE) },
	{ "cpuset.mem_hardwall", V1_FLAG(CS_MEM_HARDWALL) },
	{ "cpuset.sched_load_balance", V1_FLAG(CS_SCHED_LOAD_BALANCE) },
	{ "cpuset.memory_migrate", V1_FLAG(CS_MEMORY_MIGRATE) },
	{ "cpuset.memory_spread_page", V1_FLAG(CS_SPREAD_PAGE) },
	{ "cpuset.memory_spread_slab", V1_FLAG(CS_SPREAD_SLAB) },
	{ "cgroup.clone_children", FILE_V1, MAX_WRITE,
	  NUMBER(cgroup1_write_clone_children, cgroup1_read_clone_children, 0) },
	{ "cgroup.procs", FILE_V1, MAX_WRITE, TEXT(cgroup1_write_tasks, cgroup1_show_tasks) },
	{ "tasks", FILE_V1, MAX_WRITE, TEXT(cgroup1_write_tasks, cgroup1_show_tasks) },
};
/* clang-format on */

static bool file_exists(const struct cgroup_tree *t, const struct cgroup *cg,
			const struct cgroup_file *file)
{
	if (!!(file->flags & FILE_V1) != t->m->cpuset_v1)
		return false;
	if ((file->flags & FILE_NOT_ON_ROOT) && !cg->parent)
		return false;
	return !(file->flags & FILE_CPUSET) || (cgroup_has_cpuset(cg) && !t->m->no_cpusets);
}

static const char *name_of(const struct cgroup_tree *t, const struct cgroup_file *file)
{
	const struct isolation_design *design = t->m->design;

	if (!(file->flags & FILE_DERIVED))
		return file->name;
	return file->flags & FILE_V1 ? design->cpuset_derived_file_v1 : design->cpuset_derived_file;
}

static const struct cgroup_file *find_file(const struct cgroup_tree *t, const struct cgroup *cg,
					   const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct cgroup_file *file = &files[i];
		const char *file_name = name_of(t, file);

		if (file_name && strlen(file_name) == len && !memcmp(file_name, name, len) &&
		    file_exists(t, cg, file))
			return file;
	}
	return NULL;
}

bool cgroup_has_file(const struct cgroup_tree *t, const struct cgroup *cg, const char *name,
		     size_t len)
{
	return find_file(t, cg, name, len) || cgroup_has_memory_file(t, cg, name, len);
}

/* The kernel's isspace() holds for 0xa0 as well. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

/*
 * A number as kstrtoull() with base 0 reads it: nothing around it but one newline.
 *
 * Mirrors: kernel/cgroup/cgroup.c cgroup_file_write(), v6.12.
 */
static int write_number(const struct cgroup_file *file, const struct file_write *w,
			const char *value)
{
	unsigned long long number;
	char *end;

	if (*value == '+')
		value++;
	errno = 0;
	number = isdigit((unsigned char)*value) ? strtoull(value, &end, 0) : 0;
	if (!isdigit((unsigned char)*value) || (*end && strcmp(end, "\n") != 0))
		return cgroup_refuse(w->why, VERDICT_CGROUP_INVALID, -EINVAL);
	if (errno == ERANGE)
		return cgroup_refuse(w->why, VERDICT_CGROUP_INVALID, -ERANGE);
	return file->write_u64(w, file->arg, number);
}

int cgroup_write(struct cgroup_tree *t, const char *path, const char *file_name, const char *value,
		 struct source_loc loc, struct consequences *out, enum verdict *why)
{
	struct file_write w = {
		.t = t, .cg = cgroup_lookup(t, path), .loc = loc, .out = out, .why = why
	};
	const struct cgroup_file *file = NULL;
	size_t len = strlen(value);
	char *stripped;
	bool memory = false;
	int err;

	if (w.cg) {
		file = find_file(t, w.cg, file_name, strlen(file_name));
		memory = cgroup_has_memory_file(t, w.cg, file_name, strlen(file_name));
	}
	if (!file && !memory)
		return cgroup_refuse(why, VERDICT_CGROUP_MISSING, -ENOENT);
	if (len > (file ? file->max_write : MAX_WRITE))
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -E2BIG);
	if (file && file->write_u64)
		return write_number(file, &w, value);
	if (file && !file->write)
		return cgroup_refuse(why, VERDICT_CGROUP_INVALID, -EINVAL);

	while (is_space(*value)) {
		value++;
		len--;
	}
	while (len && is_space(value[len - 1]))
		len--;
	stripped = xstrndup(value, len);
	w.value = stripped;
	w.len = len;
	err = file ? file->write(&w) : cgroup_write_memory(t, w.cg, file_name, stripped, why);
	free(stripped);
	return err;
}

int cgroup_read(const struct cgroup_tree *t, const char *path, const char *file_name,
		struct text *out)
{
	const struct cgroup *cg = cgroup_lookup(t, path);
	const struct cgroup_file *file = NULL;

	if (cg)
		file = find_file(t, cg, file_name, strlen(file_name));
	if (!file)
		return cg ? cgroup_read_memory(t, cg, file_name, out) : -ENOENT;
	if (file->read_u64)
		text_addf(out, "%llu", (unsigned long long)file->read_u64(cg, file->arg));
	else
		file->show(t, cg, out);
	return 0;
}
