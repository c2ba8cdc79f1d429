// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of the whole machine: every room's invariants, and those between
 * rooms. Level 1 does nothing here (asserts only), 2 counts, 3 walks the lists.
 *
 * Mirrors: nothing; the kernel spreads these over VM_BUG_ON() and debug options.
 */
#include <stdio.h>

#include "alloc/zone_memory.h"
#include "engine/owners.h"
#include "folio/folio.h"
#include "pagecache/pagecache.h"

static const char *check_zonelist(const struct machine *m, int nid, int kind, char *buf, size_t len)
{
	const struct zonelist *zl = &m->pgdat[nid]->node_zonelists[kind];
	nodemask_t seen[MAX_NR_ZONES] = { 0 };

	for (uint32_t i = 0; i < zl->nr_refs; i++) {
		struct zoneref ref = zl->refs[i];

		if (!m->pgdat[ref.nid] || !populated_zone(zoneref_zone(m, ref)) ||
		    node_isset(ref.nid, &seen[ref.zone_idx])) {
			snprintf(buf, len, "zonelist %d of node %d: entry %u (%d/%s) is %s", kind,
				 nid, i, ref.nid, zone_names[ref.zone_idx],
				 node_isset(ref.nid, &seen[ref.zone_idx]) ? "twice in it" :
									    "not populated");
			return buf;
		}
		node_set(ref.nid, &seen[ref.zone_idx]);
	}
	return NULL;
}

/* Memory means a memory state, except where a design let a driver take it away. */
static const char *check_states(const struct machine *m, int nid, uint64_t present, char *buf,
				size_t len)
{
	bool has_state = node_state(m, nid, N_MEMORY) || node_state(m, nid, N_SPM);
	bool stranded = node_isset(nid, &m->dstate.stranded);

	if (stranded && (!present || has_state)) {
		snprintf(buf, len, "node %d: stranded, but %s", nid,
			 present ? "in a memory state" : "without present pages");
		return buf;
	}
	if (!stranded && (present != 0) != has_state) {
		snprintf(buf, len, "node %d: %llu present pages, but %s a memory state", nid,
			 (unsigned long long)present, present ? "not in" : "in");
		return buf;
	}
	return NULL;
}

static const char *check_node(const struct machine *m, int nid, char *buf, size_t len)
{
	const pg_data_t *pgdat = m->pgdat[nid];
	const char *wrong = NULL;
	uint64_t present = 0;

	for (int type = 0; type < MAX_NR_ZONES && !wrong; type++) {
		present += pgdat->node_zones[type].present_pages;
		if (m->check_level >= 3)
			wrong = zone_check(&pgdat->node_zones[type], buf, len);
	}
	for (int kind = 0; kind < MAX_ZONELISTS && !wrong; kind++)
		wrong = check_zonelist(m, nid, kind, buf, len);
	if (wrong)
		return wrong;
	return check_states(m, nid, present, buf, len);
}

const char *machine_check(const struct engine *e, char *buf, size_t len)
{
	const struct machine *m = &e->m;
	const char *wrong = NULL;
	int nid;

	if (m->check_level < 2)
		return NULL;
	for_each_node_state(m, nid, N_POSSIBLE) {
		wrong = check_node(m, nid, buf, len);
		if (wrong)
			return wrong;
	}
	wrong = m->check_level >= 3 ? folio_check(m, buf, len) : NULL;
	if (!wrong && m->check_level >= 3)
		wrong = page_cache_check(m, buf, len);
	if (!wrong && m->check_level >= 3)
		wrong = owners_check(e, buf, len);
	if (!wrong)
		wrong = slab_check(&e->slab, buf, len);
	if (!wrong)
		wrong = hugetlb_check(&e->hugetlb, buf, len);
	return wrong ? wrong : cgroup_check(e->cgroups, buf, len);
}
