/* SPDX-License-Identifier: GPL-2.0-only */
/* Verdicts: every decision of the model has a code, a class, a text and the deciding function. */
#ifndef NW_MODEL_VERDICT_H
#define NW_MODEL_VERDICT_H

#include <stddef.h>

enum verdict {
#define VERDICT(code, class, short_name, by, text) VERDICT_##code,
#include "model/verdict.def"
#undef VERDICT
	NR_VERDICTS
};

enum verdict_class {
	VCLASS_usable,
	VCLASS_type,
	VCLASS_mask,
	VCLASS_isolation,
	VCLASS_capacity,
	VCLASS_list,
	VCLASS_refused,
	NR_VCLASSES
};

struct verdict_info {
	const char *code;		/* "WATERMARK" */
	enum verdict_class class;	/* before a design's part in it is known */
	const char *short_name;		/* "watermark" */
	const char *by;			/* deciding kernel function */
	const char *text;		/* one sentence fragment */
};

const struct verdict_info *verdict_info(enum verdict v);
const char *verdict_class_name(enum verdict_class c);
/* Class by name, or -1. */
int verdict_class_parse(const char *name);
/* Verdict by code or short name, or -1. */
int verdict_parse(const char *name);

#endif
