// SPDX-License-Identifier: GPL-2.0-only
/* Questions about vm.* settings and what they make of the zones. */
#include "ask/ask.h"

#include <string.h>

#include "alloc/reserves.h"

static json_t *op_sysctl_write(struct ask *s, const json_t *q)
{
	const char *name = json_str(&s->r, q, "name");
	const char *value = json_str(&s->r, q, "value");

	return s->r.failed ? NULL : ask_errno(engine_sysctl_write(s->e, name, value));
}

static json_t *op_sysctl_read(struct ask *s, const json_t *q)
{
	const char *name = json_str(&s->r, q, "name");
	struct text value = TEXT_INIT;
	json_t *answer = NULL;

	if (s->r.failed)
		return NULL;
	if (sysctl_read(&s->e->m, name, &value))
		json_fail(&s->r, "setting \"%.60s\" is not modelled", name);
	else
		answer = json_pack("{s:s}", "value", text_str(&value));
	text_free(&value);
	return answer;
}

static json_t *zone_limits(const struct zone *zone)
{
	json_t *wm = json_array();
	json_t *reserve = json_array();

	for (int w = 0; w < NR_WMARK; w++)
		json_array_append_new(wm, json_integer((json_int_t)zone->_watermark[w]));
	for (int z = 0; z < MAX_NR_ZONES; z++)
		json_array_append_new(reserve, json_integer((json_int_t)zone->lowmem_reserve[z]));
	return json_pack("{s:o,s:o,s:i,s:i,s:i}", "wm", wm, "lowmem_reserve", reserve,
			 "pageset_high_min", zone->pageset_high_min, "pageset_high_max",
			 zone->pageset_high_max, "pageset_batch", zone->pageset_batch);
}

static json_t *op_recomputed(struct ask *s, const json_t *q)
{
	struct machine *m = &s->e->m;
	const json_t *managed = json_obj(&s->r, q, "managed");
	json_t *zones = json_object();
	struct zone *zone;
	const char *label;
	json_t *value;

	/* The question says how many pages each zone manages at this moment. */
	json_object_foreach((json_t *)managed, label, value)
	{
		zone = ask_zone(s, label);
		if (zone && json_is_integer(value) && json_integer_value(value) >= 0)
			zone->managed_pages = (uint64_t)json_integer_value(value);
		else
			json_fail(&s->r, "managed: bad value for \"%.40s\"", label);
	}
	if (s->r.failed)
		return zones;
	setup_per_zone_wmarks(m);
	setup_per_zone_lowmem_reserve(m);
	setup_per_zone_pageset(m);
	json_object_foreach((json_t *)managed, label, value)
		json_object_set_new(zones, label, zone_limits(ask_zone(s, label)));
	return json_pack("{s:o}", "zones", zones);
}

static json_t *op_weight_write(struct ask *s, const json_t *q)
{
	int nid = (int)json_int(&s->r, q, "node", 0, MAX_NUMNODES - 1);
	const char *value = json_str(&s->r, q, "value");

	return s->r.failed ? NULL : ask_errno(engine_weight_write(s->e, nid, value));
}

static json_t *op_weight_read(struct ask *s, const json_t *q)
{
	int nid = (int)json_int(&s->r, q, "node", 0, MAX_NUMNODES - 1);
	char text[16];

	if (!s->r.failed && !node_state(&s->e->m, nid, N_POSSIBLE))
		json_fail(&s->r, "node %d is not possible", nid);
	if (s->r.failed)
		return NULL;
	snprintf(text, sizeof(text), "%u", (unsigned)mpol_weight(&s->e->weights, nid));
	return json_pack("{s:s}", "value", text);
}

const struct ask_op_entry ask_ops_sysctl[] = {
	{ "sysctl.write", op_sysctl_write },   { "sysctl.read", op_sysctl_read },
	{ "zones.recomputed", op_recomputed }, { "weight.write", op_weight_write },
	{ "weight.read", op_weight_read },     { NULL, NULL },
};
