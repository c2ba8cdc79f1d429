// SPDX-License-Identifier: GPL-2.0-only
/* Errors of the library: located messages as plain values. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errname.h"
#include "base/suggest.h"
#include "lib/private.h"
#include "scenario/scenario.h"

#ifndef NW_VERSION
#error "the build says which version this is"
#endif

const char *nw_version(void)
{
	return NW_VERSION;
}

const char *nw_kernel_model(void)
{
	return KERNEL_MODEL;
}

const char *nw_status_text(enum nw_status status)
{
	switch (status) {
	case NW_OK:
		return "no error";
	case NW_ERR_FILE:
		return "a file cannot be read, or something in it is wrong";
	case NW_ERR_DESIGN:
		return "there is no isolation design of that name";
	case NW_ERR_SWITCH:
		return "the design has no such switch, or the switch no such value";
	case NW_ERR_GFP:
		return "not an expression of known GFP flags";
	case NW_ERR_REQUEST:
		return "something asked for is out of range or does not exist";
	case NW_ERR_NO_OPT_IN:
		return "the design has no way to ask for these nodes";
	case NW_ERR_KERNEL:
		return "the simulated kernel refused";
	case NW_ERR_NO_PAGE:
		return "no zone could serve the request";
	case NW_ERR_NOT_HELD:
		return "the block is not held";
	case NW_ERR_BROKEN:
		return "an invariant of the machine does not hold";
	}
	return "unknown status";
}

/* The beginning of @from, or its end when @keep_end, as much as fits. */
static void copy_text(char *to, size_t room, const char *from, bool keep_end)
{
	size_t len = from ? strlen(from) : 0;

	if (len >= room && keep_end)
		from += len - room + 1;
	if (len >= room)
		len = room - 1;
	if (len)
		memcpy(to, from, len);
	to[len] = '\0';
}

enum nw_status lib_fail(struct nw_diag *diag, enum nw_status status, const char *fmt, ...)
{
	va_list ap;

	if (!diag)
		return status;
	*diag = (struct nw_diag){ .nr_errors = 1 };
	va_start(ap, fmt);
	vsnprintf(diag->message, sizeof(diag->message), fmt, ap);
	va_end(ap);
	return status;
}

enum nw_status lib_fail_errno(struct nw_diag *diag, int err, enum verdict why, const char *what,
			      const char *name)
{
	lib_fail(diag, NW_ERR_KERNEL, "%s \"%.100s\": %s%s%s", what, name, errname(err),
		 why == VERDICT_PASS ? "" : ", ",
		 why == VERDICT_PASS ? "" : verdict_info(why)->text);
	if (diag)
		diag->kernel_errno = -err;
	return NW_ERR_KERNEL;
}

enum nw_status lib_fail_diags(struct nw_diag *diag, enum nw_status status, struct diag_list *diags)
{
	const struct diag *first = NULL;

	for (size_t i = 0; i < diags->nr_diags && !first; i++)
		if (diags->diags[i].level == DIAG_ERROR)
			first = &diags->diags[i];
	lib_fail(diag, status, "%s", first ? first->message : nw_status_text(status));
	if (diag && first) {
		diag->line = first->loc.line;
		diag->column = first->loc.column;
		diag->width = first->loc.width;
		diag->nr_errors = (unsigned)diags->nr_errors;
		copy_text(diag->file, sizeof(diag->file), first->loc.file, true);
		copy_text(diag->suggestion, sizeof(diag->suggestion), first->suggestion, false);
		copy_text(diag->source_line, sizeof(diag->source_line), first->source_line, false);
	}
	diag_list_free(diags);
	return status;
}

enum nw_status lib_fail_unknown(struct nw_diag *diag, enum nw_status status, const char *what,
				const char *got, const char *const *words, size_t nr_words)
{
	lib_fail(diag, status, "unknown %s \"%.100s\"", what, got);
	if (diag)
		copy_text(diag->suggestion, sizeof(diag->suggestion), suggest(got, words, nr_words),
			  false);
	return status;
}

const char *nw_diag_text(const struct nw_diag *diag, char *buf, size_t len)
{
	struct text out = TEXT_INIT;
	struct diag d = {
		.level = DIAG_ERROR,
		.loc = {
			.file = *diag->file ? diag->file : NULL,
			.line = diag->line,
			.column = diag->column,
			.width = diag->width,
		},
		.message = (char *)diag->message,
		.suggestion = *diag->suggestion ? (char *)diag->suggestion : NULL,
		.source_line = *diag->source_line ? (char *)diag->source_line : NULL,
	};

	diag_format(&d, &out);
	if (len)
		copy_text(buf, len, text_str(&out), false);
	text_free(&out);
	return buf;
}

void nw_text_free(char *text)
{
	free(text);
}
