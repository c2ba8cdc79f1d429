/* SPDX-License-Identifier: GPL-2.0-only */
/* The compressors that zswap can use, run for real. */
#ifndef NW_ZSWAP_COMPRESS_H
#define NW_ZSWAP_COMPRESS_H

#include <stdint.h>

#include "model/limits.h"

enum compressor { COMPRESSOR_LZ4, COMPRESSOR_ZSTD, NR_COMPRESSORS };

extern const char *const compressor_names[NR_COMPRESSORS];

/*
 * Compress one page into @dst. Return: bytes, or 0 when the result would be
 * larger than a page.
 */
unsigned compress_page(enum compressor c, const uint8_t page[PAGE_SIZE], uint8_t dst[PAGE_SIZE]);
/* Return: 0, or -EIO when @src is not a compressed page. */
int decompress_page(enum compressor c, const uint8_t *src, unsigned len, uint8_t page[PAGE_SIZE]);

#endif
