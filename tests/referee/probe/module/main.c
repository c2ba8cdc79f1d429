// SPDX-License-Identifier: GPL-2.0-only
/* /proc/nw_probe: a line in, a JSON object out. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/uaccess.h>

#include "nw_probe.h"

#define ANSWER_BYTES (512 * 1024)
#define LINE_BYTES 4096

struct kernel_symbols sym;

static char answer[ANSWER_BYTES];
static size_t answer_bytes;
static DEFINE_MUTEX(probe_lock);

static const struct op {
	const char *name;
	int (*run)(const struct question *q);
} ops[] = {
	{ "probe", op_probe },
	{ "probe.policy", op_probe_policy },
	{ "exhaust", op_exhaust },
	{ "exhaust.start", op_start },
	{ "alloc.pin", op_pin },
	{ "alloc.unpin", op_unpin },
	{ "hold", op_hold },
	{ "hold.fill", op_fill },
	{ "hold.release", op_release },
	{ "drain", op_drain },
	{ "nodestates", op_nodestates },
	{ "zonelist", op_zonelist },
	{ "next_best", op_next_best },
	{ "cpu_nodes", op_cpu_nodes },
	{ "mems", op_mems },
	{ "preferred", op_preferred },
	{ "machine", op_machine },
	{ "zones", op_zones },
	{ "watermarks", op_watermarks },
	{ "zones.recomputed", op_recomputed },
};

void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	answer_bytes += vscnprintf(answer + answer_bytes, ANSWER_BYTES - answer_bytes, fmt, args);
	va_end(args);
}

void say_zone(const struct zone *zone)
{
	if (zone)
		say("\"%d/%s\"", zone_to_nid((struct zone *)zone), zone->name);
	else
		say("null");
}

static int answer_question(char *line)
{
	struct question q;
	int i, err;

	err = question_parse(&q, line);
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(ops); i++)
		if (!strcmp(ops[i].name, q.op))
			return ops[i].run(&q);
	return -EOPNOTSUPP;
}

static ssize_t probe_write(struct file *file, const char __user *data, size_t count, loff_t *pos)
{
	static char line[LINE_BYTES];
	int err;

	if (count >= LINE_BYTES)
		return -E2BIG;
	mutex_lock(&probe_lock);
	if (copy_from_user(line, data, count)) {
		mutex_unlock(&probe_lock);
		return -EFAULT;
	}
	line[count] = '\0';
	answer_bytes = 0;
	answer[0] = '\0';
	err = answer_question(line);
	mutex_unlock(&probe_lock);
	return err ? err : count;
}

static ssize_t probe_read(struct file *file, char __user *data, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(data, count, pos, answer, answer_bytes);
}

static const struct proc_ops probe_proc = {
	.proc_read = probe_read,
	.proc_write = probe_write,
	.proc_lseek = default_llseek,
};

/* A kprobe finds any function by name; from kallsyms_lookup_name() on, everything else. */
static unsigned long (*find_lookup(void))(const char *name)
{
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	void *address;

	if (register_kprobe(&kp))
		return NULL;
	address = kp.addr;
	unregister_kprobe(&kp);
	return address;
}

static int __init find_symbols(void)
{
	unsigned long (*lookup)(const char *name) = find_lookup();
	const struct {
		const char *name;
		void **where;
	} wanted[] = {
		{ "find_next_best_node", (void **)&sym.find_next_best_node },
		{ "drain_all_pages", (void **)&sym.drain_all_pages },
		{ "lru_add_drain_all", (void **)&sym.lru_add_drain_all },
		{ "get_pfnblock_flags_mask", (void **)&sym.get_pfnblock_flags_mask },
		{ "sysctl_lowmem_reserve_ratio", (void **)&sym.lowmem_reserve_ratio },
		{ "cpusets_enabled_key", (void **)&sym.cpusets_enabled_key },
	};
	int i;

	if (!lookup)
		return -ENOENT;
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		*wanted[i].where = (void *)lookup(wanted[i].name);
		if (!*wanted[i].where) {
			pr_err("nw_probe: this kernel has no %s\n", wanted[i].name);
			return -ENOENT;
		}
	}
	return 0;
}

static int __init probe_init(void)
{
	int err = find_symbols();

	if (err)
		return err;
	return proc_create("nw_probe", 0600, NULL, &probe_proc) ? 0 : -ENOMEM;
}

static void __exit probe_exit(void)
{
	remove_proc_entry("nw_probe", NULL);
}

module_init(probe_init);
module_exit(probe_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Puts the questions of nodewall's referee to the page allocator");
