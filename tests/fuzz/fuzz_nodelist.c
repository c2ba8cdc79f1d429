// SPDX-License-Identifier: GPL-2.0-only
/* Whatever nodelist_parse() accepts must survive printing and parsing again. */
#include "base/nodelist.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char printed[NODELIST_MAX];
	nodemask_t mask, again;
	int nbits;

	if (len < 2)
		return 0;
	nbits = 1 + (bytes[0] << 8 | bytes[1]) % MAX_NUMNODES;
	if (nodelist_parse((const char *)bytes + 2, len - 2, nbits, &mask))
		return 0;

	assert(nodes_empty(&mask) || next_node_from(nbits, &mask) == MAX_NUMNODES);
	nodelist_print(&mask, printed);
	if (nodelist_parse(printed, strlen(printed), nbits, &again))
		__builtin_trap();
	assert(nodes_equal(&mask, &again));
	return 0;
}
