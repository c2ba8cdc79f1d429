// SPDX-License-Identifier: GPL-2.0-only
/* JSON that verbs print. */
#include "cli/json_out.h"

#include <stdlib.h>

#include "report/report.h"

int cli_write_json(const struct cli_args *args, const char *what, json_t *object)
{
	struct text out = TEXT_INIT;

	report_json_object(what, object, args->pretty, &out);
	return cli_write(&out);
}
