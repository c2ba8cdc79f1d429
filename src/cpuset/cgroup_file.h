/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the table of files calls: one write, and the handlers of cgroup v1.
 */
#ifndef NW_CPUSET_CGROUP_FILE_H
#define NW_CPUSET_CGROUP_FILE_H

#include "cpuset/internal.h"

/* One write on its way; @value is stripped and terminated. */
struct file_write {
	struct cgroup_tree *t;
	struct cgroup *cg;
	const char *value;
	size_t len;
	struct source_loc loc;
	struct consequences *out;
	enum verdict *why;
};

/* cgroup_v1.c */
int cpuset1_write_flag(const struct file_write *w, unsigned flag, uint64_t value);
uint64_t cpuset1_read_flag(const struct cgroup *cg, unsigned flag);
int cgroup1_write_clone_children(const struct file_write *w, unsigned arg, uint64_t value);
uint64_t cgroup1_read_clone_children(const struct cgroup *cg, unsigned arg);
/* Tasks by name, where the kernel has numbers. */
int cgroup1_write_tasks(const struct file_write *w);
void cgroup1_show_tasks(const struct cgroup_tree *t, const struct cgroup *cg, struct text *out);

#endif
