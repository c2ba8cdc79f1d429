/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Node lists as text: the kernel's list format ("0-2,5"), both ways.
 *
 * Mirrors: lib/bitmap-str.c bitmap_parselist() and bitmap_print_to_pagebuf(), v6.12.
 */
#ifndef NW_BASE_NODELIST_H
#define NW_BASE_NODELIST_H

#include "base/nodemask.h"

/* Enough for any nodemask: 512 single ids of at most 4 digits and a comma. */
#define NODELIST_MAX 4096

/**
 * nodelist_parse - read a list with all of the kernel's syntax
 * @text:  not necessarily terminated
 * @len:   bytes of @text
 * @nbits: ids must be below this (the kernel's MAX_NUMNODES of that build)
 * @mask:  receives the set; unchanged on error
 *
 * Accepts what bitmap_parselist() accepts: blanks and commas between regions,
 * "a-b:used/group", "N" (the last bit) and "all", which is every bit below @nbits.
 * Return: 0, -EINVAL (syntax, reversed range), -ERANGE (id >= @nbits) or
 * -EOVERFLOW (a number that 32 bits cannot hold).
 */
int nodelist_parse(const char *text, size_t len, int nbits, nodemask_t *mask);

/*
 * The same for any bitmap, for example of CPUs: sets bits of @bits, which the
 * caller has cleared; on error some may be set already.
 */
int bitmap_parselist(const char *text, size_t len, uint32_t nbits, uint64_t *bits);

/* Write @mask in canonical form ("" when empty) and return @buf. */
const char *nodelist_print(const nodemask_t *mask, char buf[NODELIST_MAX]);

#endif
