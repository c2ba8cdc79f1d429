// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of policy modes and mode flags.
 *
 * Responsible for the words of scenarios and answers, both ways.
 * Not responsible for whether a mode and its flags go together (sanitize.c).
 *
 * Mirrors: mm/mempolicy.c policy_modes[], v6.12.
 * Differs: one word each; the kernel's own spellings are read as well.
 */
#include "mempolicy/mempolicy.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *name;
	const char *kernel_name;	/* as in numa_maps and the mpol= mount option */
} modes[MPOL_MAX] = {
	[MPOL_DEFAULT] = { "default", "default" },
	[MPOL_PREFERRED] = { "preferred", "prefer" },
	[MPOL_BIND] = { "bind", "bind" },
	[MPOL_INTERLEAVE] = { "interleave", "interleave" },
	[MPOL_LOCAL] = { "local", "local" },
	[MPOL_PREFERRED_MANY] = { "preferred_many", "prefer (many)" },
	[MPOL_WEIGHTED_INTERLEAVE] = { "weighted", "weighted interleave" },
};

static const struct {
	const char *name;
	const char *kernel_name;
	unsigned flag;
} flags[] = {
	{ "static", "static", MPOL_F_STATIC_NODES },
	{ "relative", "relative", MPOL_F_RELATIVE_NODES },
	{ "numab", "balancing", MPOL_F_NUMA_BALANCING },
};

const char *mpol_mode_name(enum mpol_mode mode)
{
	assert(mode < MPOL_MAX);
	return modes[mode].name;
}

int mpol_mode_parse(const char *name)
{
	for (int i = 0; i < MPOL_MAX; i++)
		if (!strcmp(name, modes[i].name) || !strcmp(name, modes[i].kernel_name))
			return i;
	if (!strcmp(name, "weighted_interleave"))
		return MPOL_WEIGHTED_INTERLEAVE;
	return -1;
}

const char *mpol_flag_name(unsigned flag)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i].flag == flag)
			return flags[i].name;
	return NULL;
}

unsigned mpol_flag_parse(const char *name)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (!strcmp(name, flags[i].name) || !strcmp(name, flags[i].kernel_name))
			return flags[i].flag;
	return 0;
}
