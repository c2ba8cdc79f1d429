// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressors.
 *
 * Mirrors: crypto/lz4.c, crypto/zstd.c as far as mm/zswap.c zswap_compress() sees
 * them, v6.12: one page in, at most one page out.
 * Differs: the libraries are user space's, so sizes are about, not exactly, the
 * kernel's; Debian's default "lzo" is not in reach, lz4 takes its place.
 */
#include "zswap/compress.h"

#include <errno.h>
#include <lz4.h>
#include <zstd.h>

#define ZSTD_LEVEL 3 /* the kernel's */

const char *const compressor_names[NR_COMPRESSORS] = {
	[COMPRESSOR_LZ4] = "lz4",
	[COMPRESSOR_ZSTD] = "zstd",
};

static unsigned compress_lz4(const uint8_t page[PAGE_SIZE], uint8_t dst[PAGE_SIZE])
{
	return (unsigned)LZ4_compress_default((const char *)page, (char *)dst, PAGE_SIZE,
					      PAGE_SIZE);
}

static unsigned compress_zstd(const uint8_t page[PAGE_SIZE], uint8_t dst[PAGE_SIZE])
{
	size_t len = ZSTD_compress(dst, PAGE_SIZE, page, PAGE_SIZE, ZSTD_LEVEL);

	return ZSTD_isError(len) ? 0 : (unsigned)len;
}

unsigned compress_page(enum compressor c, const uint8_t page[PAGE_SIZE], uint8_t dst[PAGE_SIZE])
{
	return c == COMPRESSOR_LZ4 ? compress_lz4(page, dst) : compress_zstd(page, dst);
}

int decompress_page(enum compressor c, const uint8_t *src, unsigned len, uint8_t page[PAGE_SIZE])
{
	size_t got;

	if (c == COMPRESSOR_LZ4) {
		int n = LZ4_decompress_safe((const char *)src, (char *)page, (int)len, PAGE_SIZE);

		got = n < 0 ? 0 : (size_t)n;
	} else {
		got = ZSTD_decompress(page, PAGE_SIZE, src, len);
	}
	return got == PAGE_SIZE ? 0 : -EIO; /* an error code of zstd is a huge number */
}
