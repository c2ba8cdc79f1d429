// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets of CPUs, as long as the machine has CPUs.
 *
 * Responsible for: the few operations that cpuset.cpus needs.
 * Not responsible for: what CPUs mean to tasks; nothing is scheduled here.
 *
 * Mirrors: include/linux/cpumask.h, v6.12.
 */
#include <assert.h>
#include <string.h>

#include "cpuset/internal.h"

/* At least one word, so that a machine without CPUs needs no special case. */
size_t cpumask_words(const struct machine *m)
{
	assert(m->nr_cpus >= 0 && m->nr_cpus <= MAX_CPUS);
	return (size_t)m->nr_cpus / 64 + 1;
}

bool cpumask_empty(const struct machine *m, const uint64_t *mask)
{
	uint64_t any = 0;

	for (size_t i = 0; i < cpumask_words(m); i++)
		any |= mask[i];
	return any == 0;
}

bool cpumask_equal(const struct machine *m, const uint64_t *a, const uint64_t *b)
{
	return memcmp(a, b, cpumask_words(m) * sizeof(*a)) == 0;
}

bool cpumask_intersects(const struct machine *m, const uint64_t *a, const uint64_t *b)
{
	uint64_t both = 0;

	for (size_t i = 0; i < cpumask_words(m); i++)
		both |= a[i] & b[i];
	return both != 0;
}

bool cpumask_subset(const struct machine *m, const uint64_t *sub, const uint64_t *super)
{
	uint64_t outside = 0;

	for (size_t i = 0; i < cpumask_words(m); i++)
		outside |= sub[i] & ~super[i];
	return outside == 0;
}

void cpumask_and(const struct machine *m, uint64_t *dst, const uint64_t *a, const uint64_t *b)
{
	for (size_t i = 0; i < cpumask_words(m); i++)
		dst[i] = a[i] & b[i];
}

void cpumask_copy(const struct machine *m, uint64_t *dst, const uint64_t *src)
{
	memcpy(dst, src, cpumask_words(m) * sizeof(*dst));
}

static bool cpumask_test_cpu(const struct machine *m, int cpu, const uint64_t *mask)
{
	return cpu < m->nr_cpus && (mask[cpu / 64] >> (cpu % 64) & 1);
}

void cpumask_print(const struct machine *m, const uint64_t *mask, struct text *out)
{
	const char *comma = "";
	int first, last;

	for (first = 0; first < m->nr_cpus; first++) {
		if (!cpumask_test_cpu(m, first, mask))
			continue;
		last = first;
		while (cpumask_test_cpu(m, last + 1, mask))
			last++;
		text_addf(out, "%s%d", comma, first);
		if (last > first)
			text_addf(out, "-%d", last);
		comma = ",";
		first = last;
	}
}
