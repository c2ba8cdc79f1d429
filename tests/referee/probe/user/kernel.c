// SPDX-License-Identifier: GPL-2.0-only
/* Questions that the module answers. */
#include "probe.h"

#define MODULE_FILE "/proc/nw_probe"

void ask_module(const char *line)
{
	static char text[1 << 19];
	int error = write_file(MODULE_FILE, line);

	if (!error)
		error = read_file(MODULE_FILE, text, sizeof(text));
	if (error)
		say("{\"error\":\"%s\"}", errno_name(error));
	else
		say("%s", text);
}

void op_module(const struct question *q)
{
	ask_module(q->raw);
}
