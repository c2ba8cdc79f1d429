// SPDX-License-Identifier: GPL-2.0-only
/*
 * May this node serve this pass, and if not, whose doing is it?
 *
 * Responsible for the cpuset test, the tests of the design (H4, H8, H10) and the
 * class of a refusal. Not responsible for zone index and nodemask (the zonelist
 * iterator, request.h), nor for capacity (watermark.c, rmqueue.c).
 *
 * Mirrors: include/linux/cpuset.h __cpuset_zone_allowed(), cpuset_zone_allowed(), v6.12.
 */
#include "alloc/zone_test.h"

#include "alloc/zonelist.h"
#include "cpuset/cpuset.h"

bool cpuset_zone_allowed(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
			 int nid)
{
	if (!cpusets_enabled(m))
		return true;
	if (m->design->cpuset_ok)
		return m->design->cpuset_ok(m, req, gfp, nid);
	return cpuset_node_allowed(m, req->task, req->ctx, gfp, nid);
}

enum verdict zone_allowed(const struct machine *m, const struct alloc_request *req,
			  const struct alloc_pass *pass, int nid)
{
	if (m->design->zone_ok)
		return m->design->zone_ok(m, req, pass, nid);
	if ((pass->alloc_flags & ALLOC_CPUSET) && !cpuset_zone_allowed(m, req, pass->gfp, nid))
		return VERDICT_CPUSET;
	return VERDICT_PASS;
}

enum verdict mainline_contig_ok(const struct machine *m, enum contig_user user,
				const struct alloc_request *req, int nid)
{
	if (user == CONTIG_RANGE || user == CONTIG_DISPLACE)
		return VERDICT_PASS;
	return cpuset_zone_allowed(m, req, req->gfp, nid) ? VERDICT_PASS : VERDICT_CPUSET;
}

enum verdict contig_allowed(const struct machine *m, enum contig_user user,
			    const struct alloc_request *req, int nid)
{
	return m->design->contig_ok ? m->design->contig_ok(m, user, req, nid) :
				      mainline_contig_ok(m, user, req, nid);
}

/*
 * Mirrors: mm/vmscan.c shrink_zones(), wakeup_kswapd() (their cpuset tests), v6.12.
 * Direct reclaim is always hardwalled, whatever the request was.
 */
enum verdict reclaim_allowed(const struct machine *m, const struct alloc_request *req, gfp_t gfp,
			     int nid, bool kswapd)
{
	if (m->design->reclaim_ok)
		return m->design->reclaim_ok(m, req, nid, kswapd);
	if (!kswapd)
		gfp = GFP_KERNEL | __GFP_HARDWALL;
	return cpuset_zone_allowed(m, req, gfp, nid) ? VERDICT_PASS : VERDICT_CPUSET;
}

enum verdict_class verdict_record_class(const struct machine *m, const struct alloc_request *req,
					const struct alloc_pass *pass, int nid, enum verdict v)
{
	const struct alloc_context *ac = &pass->ac;
	nodemask_t unlisted;

	switch (v) {
	case VERDICT_NODEMASK:
		if (ac->mask.withheld && node_isset(nid, ac->mask.withheld))
			return VCLASS_isolation;
		break;
	case VERDICT_CPUSET:
		if (node_isset(nid, &req->task->mems_withheld))
			return VCLASS_isolation;
		break;
	case VERDICT_UNLISTED:
	case VERDICT_UNLISTED_THISNODE:
		zonelist_withheld(m, req->nid, ac->zonelist_kind, &unlisted);
		if (node_isset(nid, &unlisted))
			return VCLASS_isolation;
		break;
	default:
		break;
	}
	return verdict_info(v)->class;
}
