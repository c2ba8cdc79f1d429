// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdict table: codes, classes and texts, both ways.
 *
 * Mirrors: nothing; the kernel refuses silently. The functions that decide are
 * named in verdict.def.
 */
#include "model/verdict.h"

#include <assert.h>
#include <string.h>

static const struct verdict_info verdicts[NR_VERDICTS] = {
#define VERDICT(code, class, short_name, by, text)                                                 \
	[VERDICT_##code] = { #code, VCLASS_##class, short_name, by, text },
#include "model/verdict.def"
#undef VERDICT
};

/* clang-format off */
static const char *const class_names[NR_VCLASSES] = {
	[VCLASS_usable] = "usable",
	[VCLASS_type] = "type",
	[VCLASS_mask] = "mask",
	[VCLASS_isolation] = "isolation",
	[VCLASS_capacity] = "capacity",
	[VCLASS_list] = "list",
	[VCLASS_refused] = "refused",
};
/* clang-format on */

const struct verdict_info *verdict_info(enum verdict v)
{
	assert(v < NR_VERDICTS);
	return &verdicts[v];
}

const char *verdict_class_name(enum verdict_class c)
{
	assert(c < NR_VCLASSES);
	return class_names[c];
}

int verdict_class_parse(const char *name)
{
	for (int c = 0; c < NR_VCLASSES; c++)
		if (!strcmp(name, class_names[c]))
			return c;
	return -1;
}

int verdict_parse(const char *name)
{
	for (int v = 0; v < NR_VERDICTS; v++)
		if (!strcmp(name, verdicts[v].code) || !strcmp(name, verdicts[v].short_name))
			return v;
	return -1;
}
