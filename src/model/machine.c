// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small questions to a machine, and its event log.
 *
 * Responsible for what every room asks. Not responsible for building or
 * changing a machine (engine/boot.c, hotplug/).
 *
 * Mirrors: include/linux/nodemask.h nr_online_nodes, v6.12.
 */
#include "model/machine.h"

#include <stdio.h>
#include <string.h>

#define ZONE_LABEL_MAX 16

int nr_online_nodes(const struct machine *m)
{
	return nodes_weight(&m->node_states[N_ONLINE]);
}

const char *zone_label(const struct zone *zone, char buf[ZONE_LABEL_MAX])
{
	assert(zone->nid >= 0 && zone->nid < MAX_NUMNODES);
	assert(zone->type < MAX_NR_ZONES);

	snprintf(buf, ZONE_LABEL_MAX, "%d/%s", zone->nid, zone_names[zone->type]);
	return buf;
}

int design_switch_value(const struct machine *m, const char *name)
{
	const struct isolation_design *design = m->design;
	unsigned i = 0;

	assert(design->nr_switches <= DESIGN_MAX_SWITCHES);
	while (i < design->nr_switches && strcmp(design->switches[i].name, name))
		i++;
	assert(i < design->nr_switches);	/* a design asks for its own switches only */
	return m->switch_values[i];
}

/*
 * Stands in for get_random_u32_below(). One step of splitmix64; the bias of the
 * division is far below what any result shows.
 */
uint32_t machine_random_below(struct machine *m, uint32_t n)
{
	uint64_t z = m->random_state += UINT64_C(0x9e3779b97f4a7c15);

	assert(n > 0);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ (z >> 31)) % n);
}

const struct event_kind_info event_kind_infos[NR_EVENT_KINDS] = {
#define EVENT(code, word, text, unit) [EVENT_##code] = { word, text, unit },
#include "model/events.def"
#undef EVENT
};

void event_add_nr(struct machine *m, enum event_kind kind, const struct zone *zone,
		  unsigned order, uint64_t nr)
{
	struct event_log *log = m->log;

	if (!log)
		return;
	for (unsigned i = log->nr_events; i-- > 0;) {
		struct event *e = &log->events[i];

		if (e->kind != kind || e->nid != zone->nid || e->zone != zone->type ||
		    e->order != order)
			continue;
		e->times++;
		e->nr += nr;
		return;
	}
	if (log->nr_events == MAX_EVENTS) {
		log->nr_dropped++;
		return;
	}
	log->events[log->nr_events++] = (struct event){
		.kind = kind,
		.nid = zone->nid,
		.zone = zone->type,
		.order = order,
		.times = 1,
		.nr = nr,
	};
}

void event_add(struct machine *m, enum event_kind kind, const struct zone *zone, unsigned order)
{
	event_add_nr(m, kind, zone, order, 0);
}
