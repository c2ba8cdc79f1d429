// SPDX-License-Identifier: GPL-2.0-only
/*
 * nodewall's buddy against the yardstick, on the same operations by turns, so that
 * a busy machine is busy for both. Prints the middle of the ratios of all rounds.
 *
 *	bench_compare [ROUNDS]
 *
 * Pages are compared, too: both must give out the same ones. Mirrors: nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alloc/buddy.h"
#include "alloc/zone_memory.h"
#include "base/text.h"
#include "plain_buddy.h"

#define POOL_PAGES (UINT64_C(8) << (30 - PAGE_SHIFT))
#define MAX_ROUNDS 64
#define MIXED_OPS 2000000

/* One of the two; results of both must agree, hence the sum. */
struct side {
	struct zone *zone; /* or */
	struct plain_buddy *plain;
	uint64_t sum;
	double ns;
};

static double now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static uint32_t take(struct side *s, unsigned order)
{
	if (s->zone)
		return rmqueue_smallest(s->zone, order, MIGRATE_MOVABLE);
	return (uint32_t)plain_take(s->plain, order);
}

static void give(struct side *s, uint32_t page, unsigned order)
{
	if (s->zone)
		free_one_block(s->zone, page, order, MIGRATE_MOVABLE, false);
	else
		plain_give(s->plain, page, order);
}

/* Every page taken, untimed; then freed in random order. */
static void random_free(struct side *s, uint32_t *pages)
{
	uint64_t seed = 42;
	double start;

	for (uint64_t i = 0; i < POOL_PAGES; i++)
		pages[i] = take(s, 0);
	for (uint64_t i = POOL_PAGES - 1; i > 0; i--) {
		uint64_t j = next_random(&seed) % (i + 1);
		uint32_t page = pages[i];

		pages[i] = pages[j];
		pages[j] = page;
	}
	start = now_ns();
	for (uint64_t i = 0; i < POOL_PAGES; i++)
		give(s, pages[i], 0);
	s->ns = (now_ns() - start) / (double)POOL_PAGES;
	s->sum = pages[0];
}

/* 75 % in use in blocks of order 0-9, untimed; then one freed and one taken at random. */
static void mixed(struct side *s, uint32_t *pages)
{
	uint8_t *orders = xmalloc(POOL_PAGES);
	uint64_t nr = 0, used = 0, seed = 7;
	double start;

	for (; used < POOL_PAGES / 4 * 3; used += UINT64_C(1) << orders[nr++]) {
		orders[nr] = (uint8_t)(next_random(&seed) % 10);
		pages[nr] = take(s, orders[nr]);
	}
	s->sum = 0;
	start = now_ns();
	for (int i = 0; i < MIXED_OPS; i++) {
		uint64_t random = next_random(&seed), at = random % nr;

		give(s, pages[at], orders[at]);
		orders[at] = (uint8_t)((random >> 32) % 10);
		pages[at] = take(s, orders[at]);
		s->sum += pages[at] * (uint64_t)(i + 1);
	}
	s->ns = (now_ns() - start) / (2.0 * MIXED_OPS);
	for (uint64_t i = 0; i < nr; i++)
		give(s, pages[i], orders[i]);
	free(orders);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double middle(double *values, int nr)
{
	qsort(values, (size_t)nr, sizeof(*values), by_value);
	return values[nr / 2];
}

static void compare(const char *what, void (*run)(struct side *s, uint32_t *pages), int rounds)
{
	double ratio[MAX_ROUNDS], plain_ns[MAX_ROUNDS], nodewall_ns[MAX_ROUNDS];
	uint32_t *pages = xmalloc(POOL_PAGES * sizeof(*pages));
	struct zone zone = { 0 };
	struct side nodewall = { .zone = &zone }, plain = { .plain = plain_buddy_new(POOL_PAGES) };

	zone_init(&zone, 0, ZONE_NORMAL);
	zone_grow_span(&zone, 0, POOL_PAGES);
	zone_free_range(&zone, 0, POOL_PAGES);
	for (int i = 0; i < rounds; i++) {
		run(&plain, pages);
		run(&nodewall, pages);
		if (i == 0 && plain.sum != nodewall.sum) {
			fprintf(stderr, "bench_compare: %s: not the same pages\n", what);
			exit(70);
		}
		plain_ns[i] = plain.ns;
		nodewall_ns[i] = nodewall.ns;
		ratio[i] = plain.ns / nodewall.ns;
	}
	printf("%-28s plain %7.1f ns, nodewall %7.1f ns, ratio %.2f\n", what,
	       middle(plain_ns, rounds), middle(nodewall_ns, rounds), middle(ratio, rounds));
	fflush(stdout);
	zone_destroy(&zone);
	plain_buddy_free(plain.plain);
	free(pages);
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 5;

	if (rounds < 1 || rounds > MAX_ROUNDS) {
		fprintf(stderr, "usage: bench_compare [ROUNDS], 1 to %d\n", MAX_ROUNDS);
		return 2;
	}
	compare("8 GiB freed at random", random_free, rounds);
	compare("orders 0-9 at 75 %", mixed, rounds);
	return 0;
}
