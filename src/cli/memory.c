// SPDX-License-Identifier: GPL-2.0-only
/* The command line's end when the host has no memory left: a message and status 70. */
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "cli/cli.h"

/* Takes the place of the weak one in base/text.c. */
_Noreturn void host_memory_exhausted(size_t bytes)
{
	fputs("nodewall: out of memory", stderr);
	if (bytes)
		fprintf(stderr, " (%zu bytes wanted)", bytes);
	fputc('\n', stderr);
	exit(EXIT_INTERNAL);
}
