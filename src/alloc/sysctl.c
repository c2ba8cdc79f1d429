// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vm.* settings as /proc/sys offers them: reading, writing, and what
 * follows from a write.
 *
 * Mirrors: kernel/sysctl.c proc_dointvec_minmax(), proc_get_long(), mm/page_alloc.c
 * page_alloc_sysctl_table[] and its handlers, mm/oom_kill.c vm_oom_kill_table[],
 * mm/compaction.c vm_compaction[], kernel/sysctl.c vm_table[] (vm.swappiness), v6.12.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "alloc/reserves.h"

#define MIN_PERCPU_PAGELIST_HIGH_FRACTION 8
#define SYSCTL_VALUE_MAX 4095	/* bytes of one write that count */
#define SYSCTL_NUMBER_MAX 21	/* characters of one number that are looked at */

/* ---- numbers as the kernel reads them ---- */

/* What is left of a written value. */
struct cursor {
	const char *at;
	size_t left;
};

static void skip_spaces(struct cursor *c)
{
	while (c->left && isspace((unsigned char)*c->at)) {
		c->at++;
		c->left--;
	}
}

static int digit_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : INT_MAX;
}

/* Digits at @s up to @end in C's notation; false when 64 bits cannot hold them. */
static bool read_digits(const char **s, const char *end, uint64_t *value)
{
	unsigned base = 10;

	if (**s == '0') {
		base = 8;
		if (end - *s > 2 && tolower((unsigned char)(*s)[1]) == 'x' &&
		    isxdigit((unsigned char)(*s)[2])) {
			base = 16;
			*s += 2;
		}
	}
	*value = 0;
	for (; *s < end && digit_value(**s) < (int)base; (*s)++)
		if (__builtin_mul_overflow(*value, base, value) ||
		    __builtin_add_overflow(*value, (unsigned)digit_value(**s), value))
			return false;
	return true;
}

/*
 * One number, which must end at a blank or with the text.
 * Mirrors: kernel/sysctl.c proc_get_long(), do_proc_dointvec_conv(), v6.12.
 */
static bool read_int(struct cursor *c, int *value)
{
	const char *end = c->at + (c->left < SYSCTL_NUMBER_MAX ? c->left : SYSCTL_NUMBER_MAX);
	const char *s = c->at;
	bool negative = *s == '-' && c->left > 1;
	uint64_t magnitude;

	s += negative;
	if (!isdigit((unsigned char)*s) || !read_digits(&s, end, &magnitude))
		return false;
	if (s - c->at == SYSCTL_NUMBER_MAX)
		return false;
	if ((size_t)(s - c->at) < c->left && !strchr(" \t\n", *s))
		return false;
	if (magnitude > (uint64_t)INT_MAX + negative)
		return false;
	*value = (int)(negative ? -(int64_t)magnitude : (int64_t)magnitude);
	c->left -= (size_t)(s - c->at);
	c->at = s;
	return true;
}

/*
 * Up to @nr numbers in [@min, @max]. Those before a bad one are stored; what
 * follows the last one is ignored. A write of nothing succeeds, one of blanks
 * does not.
 *
 * Mirrors: kernel/sysctl.c __do_proc_dointvec(), v6.12.
 * Differs: what a short write leaves over is not written again.
 */
static int read_ints(const char *text, int *values, unsigned nr, int min, int max)
{
	struct cursor c = { text, strnlen(text, SYSCTL_VALUE_MAX) };

	if (!c.left)
		return 0;
	for (unsigned i = 0; i < nr && c.left; i++) {
		int value;

		skip_spaces(&c);
		if (!c.left)
			return i ? 0 : -EINVAL;
		if (!read_int(&c, &value) || value < min || value > max)
			return -EINVAL;
		values[i] = value;
	}
	return 0;
}

/* ---- what follows from a write ---- */

/*
 * Each gets the error of reading and the first old value; the new values are in
 * place. Returns the error of the write.
 */

static int min_free_kbytes_written(struct machine *m, int err, int old)
{
	(void)old;
	if (err)
		return err;
	m->sysctl.user_min_free_kbytes = m->sysctl.min_free_kbytes;
	setup_per_zone_wmarks(m);
	return 0;
}

static int watermark_scale_factor_written(struct machine *m, int err, int old)
{
	(void)old;
	if (!err)
		setup_per_zone_wmarks(m);
	return err;
}

/* Never fails: numbers before a bad one count, the others keep their values. */
static int lowmem_reserve_ratio_used(struct machine *m, int err, int old)
{
	(void)err;
	(void)old;
	for (int z = 0; z < MAX_NR_ZONES; z++)
		if (m->sysctl.lowmem_reserve_ratio[z] < 1)
			m->sysctl.lowmem_reserve_ratio[z] = 0;
	setup_per_zone_lowmem_reserve(m);
	return 0;
}

static int percpu_pagelist_high_fraction_written(struct machine *m, int err, int old)
{
	int *fraction = &m->sysctl.percpu_pagelist_high_fraction;

	if (err)
		return err;
	if (*fraction && *fraction < MIN_PERCPU_PAGELIST_HIGH_FRACTION) {
		*fraction = old;
		return -EINVAL;
	}
	if (*fraction != old)
		setup_per_zone_pageset(m);
	return 0;
}

/* ---- the table ---- */

struct sysctl_entry {
	const char *name;
	size_t offset;		/* in struct sysctls: @nr values of @bytes each, 4 or 8 */
	size_t bytes;
	unsigned nr;
	int min, max;
	int (*written)(struct machine *m, int err, int old);	/* NULL: nothing follows */
	bool used_when_read;	/* reading has the same consequences */
};

#define FIELD(field, nr)                                                                           \
	offsetof(struct sysctls, field), sizeof(((struct sysctls *)NULL)->field) / (nr), (nr)

/* clang-format off */
static const struct sysctl_entry sysctl_table[] = {
	{ "vm.min_free_kbytes", FIELD(min_free_kbytes, 1), 0, INT_MAX,
	  min_free_kbytes_written, false },
	{ "vm.watermark_boost_factor", FIELD(watermark_boost_factor, 1), 0, INT_MAX,
	  NULL, false },
	{ "vm.watermark_scale_factor", FIELD(watermark_scale_factor, 1), 1, 3000,
	  watermark_scale_factor_written, false },
	{ "vm.percpu_pagelist_high_fraction", FIELD(percpu_pagelist_high_fraction, 1), 0, INT_MAX,
	  percpu_pagelist_high_fraction_written, false },
	{ "vm.lowmem_reserve_ratio", FIELD(lowmem_reserve_ratio, MAX_NR_ZONES), INT_MIN, INT_MAX,
	  lowmem_reserve_ratio_used, true },
	{ "vm.zone_reclaim_mode", FIELD(zone_reclaim_mode, 1), 0, INT_MAX,
	  NULL, false },
	{ "vm.swappiness", FIELD(swappiness, 1), 0, 200,
	  NULL, false },
	{ "vm.min_unmapped_ratio", FIELD(min_unmapped_ratio, 1), 0, 100,
	  NULL, false },
	{ "vm.dirty_ratio", FIELD(dirty_ratio, 1), 0, 100,
	  NULL, false },
	{ "kernel.numa_balancing", FIELD(numa_balancing_mode, 1), 0, 4,
	  NULL, false },
	{ "vm.panic_on_oom", FIELD(panic_on_oom, 1), 0, 2,
	  NULL, false },
	{ "vm.oom_kill_allocating_task", FIELD(oom_kill_allocating_task, 1), INT_MIN, INT_MAX,
	  NULL, false },
	{ "vm.oom_dump_tasks", FIELD(oom_dump_tasks, 1), INT_MIN, INT_MAX,
	  NULL, false },
	{ "vm.extfrag_threshold", FIELD(extfrag_threshold, 1), 0, 1000,
	  NULL, false },
};
/* clang-format on */

static const struct sysctl_entry *find_entry(const char *name)
{
	for (size_t i = 0; i < sizeof(sysctl_table) / sizeof(sysctl_table[0]); i++)
		if (!strcmp(sysctl_table[i].name, name))
			return &sysctl_table[i];
	return NULL;
}

static void load_values(const struct sysctls *s, const struct sysctl_entry *entry, int *values)
{
	const char *field = (const char *)s + entry->offset;

	for (unsigned i = 0; i < entry->nr; i++)
		values[i] = entry->bytes == sizeof(int64_t) ? (int)((const int64_t *)field)[i] :
							      ((const int *)field)[i];
}

static void store_values(struct sysctls *s, const struct sysctl_entry *entry, const int *values)
{
	char *field = (char *)s + entry->offset;

	for (unsigned i = 0; i < entry->nr; i++) {
		if (entry->bytes == sizeof(int64_t))
			((int64_t *)field)[i] = values[i];
		else
			((int *)field)[i] = values[i];
	}
}

int sysctl_write(struct machine *m, const char *name, const char *value)
{
	const struct sysctl_entry *entry = find_entry(name);
	int values[MAX_NR_ZONES] = { 0 };
	int old, err;

	if (!entry)
		return -ENOENT;
	load_values(&m->sysctl, entry, values);
	old = values[0];
	err = read_ints(value, values, entry->nr, entry->min, entry->max);
	store_values(&m->sysctl, entry, values);
	return entry->written ? entry->written(m, err, old) : err;
}

int sysctl_read(struct machine *m, const char *name, struct text *out)
{
	const struct sysctl_entry *entry = find_entry(name);
	int values[MAX_NR_ZONES] = { 0 };

	if (!entry)
		return -ENOENT;
	load_values(&m->sysctl, entry, values);
	if (entry->used_when_read)
		entry->written(m, 0, values[0]);
	for (unsigned i = 0; i < entry->nr; i++)
		text_addf(out, "%s%d", i ? " " : "", values[i]);
	return 0;
}
