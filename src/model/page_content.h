/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a page holds, described instead of kept: whoever needs the bytes makes them
 * (zswap/contents.h).
 */
#ifndef NW_MODEL_PAGE_CONTENT_H
#define NW_MODEL_PAGE_CONTENT_H

#include <stdint.h>

enum content_kind { CONTENT_ZERO, CONTENT_SAME, CONTENT_TEXT, CONTENT_RANDOM, CONTENT_RATIO };

struct page_content {
	enum content_kind kind;
	uint64_t value;		/* SAME: the word that fills the page; else: seed */
	double ratio;		/* RATIO: page size / compressed size, about; >= 1 */
};

#endif
