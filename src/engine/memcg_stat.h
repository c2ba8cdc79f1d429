/* SPDX-License-Identifier: GPL-2.0-only */
/* memory.stat. Mirrors: mm/memcontrol.c memory_stats[], v6.12. */
#ifndef NW_ENGINE_MEMCG_STAT_H
#define NW_ENGINE_MEMCG_STAT_H

#include "base/text.h"
#include "engine/engine.h"

/* Lines "name bytes" of @memcg with all below it, without the last newline. */
void memcg_stat_show(const struct machine *m, const struct mem_cgroup *memcg, struct text *out);

#endif
