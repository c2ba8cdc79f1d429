/* SPDX-License-Identifier: GPL-2.0-only */
/* The other half of html_pack(), as page.js has it. */
#ifndef NW_UNIT_UNPACK_H
#define NW_UNIT_UNPACK_H

#include <stddef.h>

#include "base/text.h"

static inline size_t unpack_digit(char c)
{
	return (size_t)(c - '?');
}

static inline struct text unpack(const char *from, size_t len)
{
	struct text to = TEXT_INIT;

	for (size_t i = 0; i < len; i++) {
		size_t back, n;

		if (from[i] != '`') {
			text_add_bytes(&to, &from[i], 1);
		} else if (from[++i] == '!') {
			text_add(&to, "`");
		} else {
			n = unpack_digit(from[i]) + 6;
			back = (unpack_digit(from[i + 1]) * 64 + unpack_digit(from[i + 2])) * 64 +
			       unpack_digit(from[i + 3]);
			for (; n; n--) {
				char c = to.bytes[to.len - back];

				text_add_bytes(&to, &c, 1);
			}
			i += 3;
		}
	}
	return to;
}

#endif
