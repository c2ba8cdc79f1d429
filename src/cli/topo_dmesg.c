// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fallback orders of a machine against those that a kernel logged:
 * "Fallback order for Node 0: 0 2 1". A later line of the same node replaces an
 * earlier one, as a later build of the zonelists does.
 */
#include "cli/topo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/zonelist.h"

/* What the log says of one node. */
struct logged_order {
	const char *numbers; /* behind the colon; NULL = no line */
	size_t len;
};

static void read_line(const char *line, size_t len, struct logged_order *orders)
{
	static const char marker[] = "Fallback order for Node ";
	const char *at = memmem(line, len, marker, sizeof(marker) - 1);
	char *end;
	long nid;

	if (!at)
		return;
	at += sizeof(marker) - 1;
	if (!isdigit((unsigned char)*at))
		return;
	nid = strtol(at, &end, 10);
	if (nid >= MAX_NUMNODES || *end != ':')
		return;
	orders[nid] = (struct logged_order){ end + 1, (size_t)(line + len - (end + 1)) };
}

/* Numbers of a line; stops at what is none. At most MAX_NUMNODES. */
static int read_order(const struct logged_order *logged, int order[MAX_NUMNODES])
{
	const char *p = logged->numbers, *end = p + logged->len;
	int nr = 0;

	while (p < end && nr < MAX_NUMNODES) {
		char *next;

		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p >= end || !isdigit((unsigned char)*p))
			break;
		order[nr++] = (int)strtol(p, &next, 10);
		p = next;
	}
	return nr;
}

static void add_order(struct text *out, const char *who, const int *order, int nr)
{
	text_addf(out, "  %-8s", who);
	for (int i = 0; i < nr; i++)
		text_addf(out, " %d", order[i]);
	text_add(out, "\n");
}

static bool node_differs(const struct machine *m, int nid, const struct logged_order *logged,
			 struct text *out)
{
	int ours[MAX_NUMNODES], theirs[MAX_NUMNODES];
	int nr_theirs = logged->numbers ? read_order(logged, theirs) : 0;
	int nr_ours = 0;

	if (m->pgdat[nid] && node_state(m, nid, N_ONLINE))
		nr_ours = fallback_order(m, nid, ours);
	if (nr_ours == nr_theirs && !memcmp(ours, theirs, (size_t)nr_ours * sizeof(ours[0])))
		return false;
	text_addf(out, "node %d differs%s\n", nid,
		  !logged->numbers ? ": the log has no line of it" :
		  !nr_ours	   ? ": it is not online here" :
				     "");
	add_order(out, "log", theirs, nr_theirs);
	add_order(out, "nodewall", ours, nr_ours);
	return true;
}

int topo_compare_dmesg(const struct machine *m, const char *log, struct text *out)
{
	struct logged_order *orders = xcalloc(MAX_NUMNODES, sizeof(*orders));
	int nr_lines = 0, nr_nodes = 0, nr_differ = 0;

	for (const char *line = log; *line;) {
		size_t len = strcspn(line, "\n");

		read_line(line, len, orders);
		line += len + (line[len] == '\n');
	}
	for (int nid = 0; nid < MAX_NUMNODES; nid++) {
		bool here = m->pgdat[nid] && node_state(m, nid, N_ONLINE);

		nr_lines += orders[nid].numbers != NULL;
		if (!here && !orders[nid].numbers)
			continue;
		nr_nodes++;
		nr_differ += node_differs(m, nid, &orders[nid], out);
	}
	free(orders);
	if (!nr_lines)
		return -1;
	text_addf(out, "fallback order: %d of %d nodes as in the log\n", nr_nodes - nr_differ,
		  nr_nodes);
	return nr_differ;
}
