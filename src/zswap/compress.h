/* SPDX-License-Identifier: GPL-2.0-only */
/* The compressors that zswap can use, run for real. */
#ifndef NW_ZSWAP_COMPRESS_H
#define NW_ZSWAP_COMPRESS_H

#include <stdint.h>

#include "model/limits.h"

enum compressor { COMPRESSOR_LZ4, COMPRESSOR_ZSTD, NR_COMPRESSORS };

extern const char *const compressor_names[NR_COMPRESSORS];
/* -1 when the name is unknown (or the library has no such compressor: lzo, 842). */
int compressor_parse(const char *name);
/* "1.9.4": version of the library, for results that show sizes. */
const char *compressor_version(enum compressor c);

/*
 * Compress one page into @dst. Return: bytes, or 0 when the result would be
 * larger than a page.
 */
unsigned compress_page(enum compressor c, const uint8_t page[PAGE_SIZE], uint8_t dst[PAGE_SIZE]);
/* Return: 0, or -EIO when @src is not a compressed page. */
int decompress_page(enum compressor c, const uint8_t *src, unsigned len, uint8_t page[PAGE_SIZE]);

/*
 * The class of a compressed length, which does not depend on the library's
 * version where a length would: "<=1/8" "<=1/4" "<=1/2" "<=3/4" "<1" "full".
 */
const char *ratio_class(unsigned len);

#endif
