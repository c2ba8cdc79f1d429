// SPDX-License-Identifier: GPL-2.0-only
/*
 * Weights of weighted interleave, and the node of an index.
 *
 * Responsible for interleaving by index (faults, migration). The interleave
 * state of a task is in resolve.c.
 *
 * Mirrors: mm/mempolicy.c get_il_weight(), node_store(), interleave_nid(),
 * weighted_interleave_nid(), v6.12.
 */
#include "base/text.h"
#include "mempolicy/mempolicy.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A u8 as kstrtou8() with base 0 reads it: optional '+', one newline at the end. */
static int parse_u8(const char *s, uint8_t *value)
{
	char *end;
	unsigned long n;

	if (*s == '+')
		s++;
	if (!isdigit((unsigned char)*s))
		return -EINVAL;
	errno = 0;
	n = strtoul(s, &end, 0);
	if (*end == '\n')
		end++;
	if (*end || errno || n > UINT8_MAX)
		return -EINVAL;
	*value = (uint8_t)n;
	return 0;
}

int mpol_weight_write(const struct machine *m, struct mpol_weights *w, int nid, const char *value)
{
	uint8_t weight = 0;

	if (!node_state(m, nid, N_POSSIBLE))
		return -ENOENT;
	if (*value && strcmp(value, "\n") != 0 && parse_u8(value, &weight))
		return -EINVAL;
	if (!w->table)
		w->table = xcalloc((size_t)m->nr_node_ids, 1);
	w->table[nid] = weight;
	return 0;
}

uint8_t mpol_weight(const struct mpol_weights *w, int nid)
{
	return w && w->table && w->table[nid] ? w->table[nid] : 1;
}

void mpol_weights_free(struct mpol_weights *w)
{
	free(w->table);
	w->table = NULL;
}

int interleave_nid(const nodemask_t *nodes, uint64_t index)
{
	int nr_nodes = nodes_weight(nodes);

	assert(nr_nodes > 0);
	return nth_node((int)(index % (uint64_t)nr_nodes), nodes);
}

/* Nodes ascending, each for as many consecutive indexes as its weight. */
int weighted_interleave_nid(const struct mpol_weights *w, const nodemask_t *nodes, uint64_t index)
{
	uint64_t total = 0, left;
	int nid;

	for_each_node_mask(nid, nodes)
		total += mpol_weight(w, nid);
	assert(total > 0);
	left = index % total;
	for_each_node_mask(nid, nodes) {
		if (left < mpol_weight(w, nid))
			break;
		left -= mpol_weight(w, nid);
	}
	return nid;
}
