/* SPDX-License-Identifier: GPL-2.0-only */
/* Page contents that a scenario describes instead of listing 4096 bytes. */
#ifndef NW_ZSWAP_CONTENTS_H
#define NW_ZSWAP_CONTENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/limits.h"
#include "model/page_content.h"

/* The bytes. Same content, same bytes, on any machine. */
void content_fill(const struct page_content *content, uint8_t page[PAGE_SIZE]);
/*
 * "zero", "same", "same:0x55", "text", "text:7", "random:7", "ratio:3.5",
 * "ratio:3.5:7" (seed). Return: 0 or -EINVAL.
 */
int content_parse(const char *text, struct page_content *content);
/* Is every byte zero? */
bool page_zero_filled(const uint8_t page[PAGE_SIZE]);

#endif
