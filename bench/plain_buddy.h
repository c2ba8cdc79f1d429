/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A yardstick: the buddy allocator with nothing around it, on an array of page
 * structures of 32 bytes that are linked by pointers. One type, no per-cpu lists,
 * no watermarks. It gives out the same pages in the same order as nodewall's.
 */
#ifndef NW_BENCH_PLAIN_BUDDY_H
#define NW_BENCH_PLAIN_BUDDY_H

#include <stdint.h>

#define PLAIN_ORDERS 11
#define PLAIN_NONE UINT64_MAX

struct plain_buddy;

/* @nr_pages: a multiple of the largest block; all are free. */
struct plain_buddy *plain_buddy_new(uint64_t nr_pages);
void plain_buddy_free(struct plain_buddy *b);
/* Page number, or PLAIN_NONE. */
uint64_t plain_take(struct plain_buddy *b, unsigned order);
void plain_give(struct plain_buddy *b, uint64_t page, unsigned order);

#endif
