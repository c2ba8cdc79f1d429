// SPDX-License-Identifier: GPL-2.0-only
/*
 * The outer form of all JSON that the program prints. A reader checks "format"
 * and the major number of "format_version": minor versions only add.
 */
#include <stdlib.h>

#include "report/report.h"

#define FORMAT_VERSION "1.0"

void report_json_object(const char *what, json_t *object, bool pretty, struct text *out)
{
	struct text name = TEXT_INIT;
	json_t *whole;
	char *dump;

	text_addf(&name, "nodewall-%s", what);
	whole = json_pack("{s:s,s:s}", "format", text_str(&name), "format_version",
			  FORMAT_VERSION);
	json_object_update(whole, object);
	json_decref(object);
	dump = json_dumps(whole, pretty ? JSON_INDENT(2) : JSON_COMPACT);
	text_addf(out, "%s\n", dump);
	free(dump);
	json_decref(whole);
	text_free(&name);
}
