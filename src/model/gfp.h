/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GFP flags: the table of 6.12, the bits that designs add, names both ways, and
 * what a flag word means for zones, migratetypes and contexts.
 *
 * A gfp_t is 64 bits wide here. Bits 0-31 are the kernel's, in the kernel's bit
 * order for this configuration; a design's own flags live in bits 32 and up so
 * that they can never meet a kernel bit (struct design_gfp_bit).
 *
 * Mirrors: include/linux/gfp_types.h, include/linux/gfp.h,
 * include/trace/events/mmflags.h, v6.12.
 */
#ifndef NW_MODEL_GFP_H
#define NW_MODEL_GFP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "model/limits.h"

typedef uint64_t gfp_t;

enum {
	___GFP_DMA_BIT,
	___GFP_HIGHMEM_BIT,
	___GFP_DMA32_BIT,
	___GFP_MOVABLE_BIT,
	___GFP_RECLAIMABLE_BIT,
	___GFP_HIGH_BIT,
	___GFP_IO_BIT,
	___GFP_FS_BIT,
	___GFP_ZERO_BIT,
	___GFP_UNUSED_BIT,
	___GFP_DIRECT_RECLAIM_BIT,
	___GFP_KSWAPD_RECLAIM_BIT,
	___GFP_WRITE_BIT,
	___GFP_NOWARN_BIT,
	___GFP_RETRY_MAYFAIL_BIT,
	___GFP_NOFAIL_BIT,
	___GFP_NORETRY_BIT,
	___GFP_MEMALLOC_BIT,
	___GFP_COMP_BIT,
	___GFP_NOMEMALLOC_BIT,
	___GFP_HARDWALL_BIT,
	___GFP_THISNODE_BIT,
	___GFP_ACCOUNT_BIT,
	___GFP_ZEROTAGS_BIT,
	___GFP_NO_OBJ_EXT_BIT,
	___GFP_LAST_BIT,
	___GFP_DESIGN_BIT0 = 32 /* first bit of a design's own */
};

#define GFP_BIT(name) (UINT64_C(1) << ___GFP_##name##_BIT)
#define __GFP_DMA GFP_BIT(DMA)
#define __GFP_HIGHMEM GFP_BIT(HIGHMEM)
#define __GFP_DMA32 GFP_BIT(DMA32)
#define __GFP_MOVABLE GFP_BIT(MOVABLE)
#define __GFP_RECLAIMABLE GFP_BIT(RECLAIMABLE)
#define __GFP_HIGH GFP_BIT(HIGH)
#define __GFP_IO GFP_BIT(IO)
#define __GFP_FS GFP_BIT(FS)
#define __GFP_ZERO GFP_BIT(ZERO)
#define __GFP_DIRECT_RECLAIM GFP_BIT(DIRECT_RECLAIM)
#define __GFP_KSWAPD_RECLAIM GFP_BIT(KSWAPD_RECLAIM)
#define __GFP_WRITE GFP_BIT(WRITE)
#define __GFP_NOWARN GFP_BIT(NOWARN)
#define __GFP_RETRY_MAYFAIL GFP_BIT(RETRY_MAYFAIL)
#define __GFP_NOFAIL GFP_BIT(NOFAIL)
#define __GFP_NORETRY GFP_BIT(NORETRY)
#define __GFP_MEMALLOC GFP_BIT(MEMALLOC)
#define __GFP_COMP GFP_BIT(COMP)
#define __GFP_NOMEMALLOC GFP_BIT(NOMEMALLOC)
#define __GFP_HARDWALL GFP_BIT(HARDWALL)
#define __GFP_THISNODE GFP_BIT(THISNODE)
#define __GFP_ACCOUNT GFP_BIT(ACCOUNT)
#define __GFP_ZEROTAGS GFP_BIT(ZEROTAGS)
#define __GFP_NO_OBJ_EXT GFP_BIT(NO_OBJ_EXT)
/* Without a bit in this configuration: no CONFIG_LOCKDEP, no CONFIG_KASAN_HW_TAGS. */
#define __GFP_NOLOCKDEP UINT64_C(0)
#define __GFP_SKIP_ZERO UINT64_C(0)
#define __GFP_SKIP_KASAN UINT64_C(0)

#define __GFP_RECLAIM (__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define GFP_ZONEMASK (__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)
#define GFP_MOVABLE_MASK (__GFP_RECLAIMABLE | __GFP_MOVABLE)

#define GFP_ATOMIC (__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL (__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT (GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT (__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO __GFP_RECLAIM
#define GFP_NOFS (__GFP_RECLAIM | __GFP_IO)
#define GFP_DMA __GFP_DMA
#define GFP_DMA32 __GFP_DMA32
#define GFP_USER (GFP_KERNEL | __GFP_HARDWALL)
#define GFP_HIGHUSER (GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE (GFP_HIGHUSER | __GFP_MOVABLE)
#define GFP_TRANSHUGE_LIGHT \
	((GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | __GFP_NOWARN) & ~__GFP_RECLAIM)
#define GFP_TRANSHUGE (GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM)

struct isolation_design;

/* One row of the name table; wide masks stand before single bits. */
struct gfp_name {
	const char *name;
	gfp_t bits;
};

/* The table for decoding, in decode order. @nr receives the number of rows. */
const struct gfp_name *gfp_name_table(size_t *nr);

/*
 * The zone for each combination of the four zone modifiers, by the lowest nibble
 * of the flags.
 *
 *	DMA  HIGHMEM  DMA32  MOVABLE		zone
 *	 -      -       -       any		Normal
 *	 x      -       -       any		DMA
 *	 -      -       x       any		DMA32
 *	 -      x       -       -		Normal (x86-64 has no HighMem)
 *	 -      x       -       x		Movable
 *	all other combinations			0, which is DMA
 */
static const uint8_t gfp_zones[] = {
	[0] = ZONE_NORMAL,
	[__GFP_DMA] = ZONE_DMA,
	[__GFP_HIGHMEM] = ZONE_NORMAL,
	[__GFP_DMA32] = ZONE_DMA32,
	[__GFP_MOVABLE] = ZONE_NORMAL,
	[__GFP_MOVABLE | __GFP_DMA] = ZONE_DMA,
	[__GFP_MOVABLE | __GFP_HIGHMEM] = ZONE_MOVABLE,
	[__GFP_MOVABLE | __GFP_DMA32] = ZONE_DMA32,
	[GFP_ZONEMASK] = ZONE_DMA,
};

static_assert(GFP_ZONEMASK == 0xf, "the zone modifiers are the lowest nibble");
static_assert(sizeof(gfp_zones) == GFP_ZONEMASK + 1, "every combination has a zone");

/*
 * The highest zone that may serve @gfp: ZONE_DMA, ZONE_DMA32, ZONE_NORMAL or
 * ZONE_MOVABLE. Combinations that the kernel calls bad (gfp_zone_is_bad())
 * answer as its table does: ZONE_DMA. Hot.
 */
static inline enum zone_type gfp_zone(gfp_t gfp)
{
	return (enum zone_type)gfp_zones[gfp & GFP_ZONEMASK];
}

/* Two of DMA, DMA32 and HIGHMEM: VM_BUG_ON() in a debugging kernel. */
bool gfp_zone_is_bad(gfp_t gfp);

static_assert(__GFP_MOVABLE >> 3 == MIGRATE_MOVABLE, "flag bits are the migratetype");
static_assert(__GFP_RECLAIMABLE >> 3 == MIGRATE_RECLAIMABLE, "flag bits are the migratetype");

/*
 * MIGRATE_UNMOVABLE, MIGRATE_MOVABLE or MIGRATE_RECLAIMABLE. Hot.
 * Differs: both flags at once (a VM_WARN_ON() in the kernel, which then goes on
 * with a type that per-cpu lists do not have) count as reclaimable.
 */
static inline enum migratetype gfp_migratetype(gfp_t gfp)
{
	static const uint8_t types[] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
					 MIGRATE_RECLAIMABLE };

	return (enum migratetype)types[(gfp & GFP_MOVABLE_MASK) >> 3];
}

static inline bool gfpflags_allow_blocking(gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

/* Where gfp_parse() stopped; len 0 = at the end of the text. */
struct gfp_parse_error {
	size_t offset, len;
	const char *suggestion; /* or NULL; lives as long as the design */
};

/**
 * gfp_parse - read "GFP_KERNEL|__GFP_THISNODE", "GFP_USER & ~__GFP_IO" or "0xcc0"
 * @text:   an expression in C: names, hexadecimal numbers, "0", |, &, ~ and parentheses
 * @design: its own flags are known too; NULL = none
 * @gfp:    receives the flags; unchanged on error
 * @bad:    on error receives offset and length of the word not understood; may be NULL
 *
 * Names are every composite and single flag of 6.12, case-sensitive.
 * Return: 0 or -EINVAL.
 */
int gfp_parse(const char *text, const struct isolation_design *design, gfp_t *gfp,
	      struct gfp_parse_error *bad);
/* Bits of one flag name, 0 if unknown. */
gfp_t gfp_by_name(const char *name, const struct isolation_design *design);
/* Append "GFP_KERNEL|__GFP_THISNODE"; "0" for no flags; bits without a name as 0x... at the end. */
void gfp_format(gfp_t gfp, const struct isolation_design *design, struct text *out);

#endif
