// SPDX-License-Identifier: GPL-2.0-only
/*
 * HMAT: the performance of a node's memory from its best initiators.
 *
 * Responsible for choosing, among the rows of the table, the numbers that count
 * for a target. Not responsible for what is made of them (adistance.c).
 *
 * Mirrors: drivers/acpi/numa/hmat.c hmat_update_target_attrs(), hmat_update_best(), v6.12.
 * Differs: initiators are ordered by Linux node id, not by proximity domain; a
 * target has no processor domain of its own ("attached initiator").
 */
#include "tiers/hmat.h"

#include <math.h>

/* In the kernel's order: the candidates that one kind leaves are those the next one sees. */
enum hmat_kind { WRITE_LATENCY, READ_LATENCY, WRITE_BANDWIDTH, READ_BANDWIDTH, NR_HMAT_KINDS };

/* The table holds whole ns (rounded up, as from picoseconds) and whole MB/s. */
static unsigned hmat_value(const struct hmat_desc *row, enum hmat_kind kind)
{
	double v;

	switch (kind) {
	case WRITE_LATENCY:
		v = ceil(row->write_latency);
		break;
	case READ_LATENCY:
		v = ceil(row->read_latency);
		break;
	case WRITE_BANDWIDTH:
		v = floor(row->write_bandwidth);
		break;
	default:
		v = floor(row->read_bandwidth);
		break;
	}
	/* A value that 32 bits cannot hold is not known, as 0 is. */
	return v >= 1 && v < 4294967296.0 ? (unsigned)v : 0;
}

/* The rows of one target, by initiator; NULL = no such row. The first of several counts. */
struct target_rows {
	const struct hmat_desc *by_initiator[MAX_NUMNODES];
};

static bool is_better(enum hmat_kind kind, unsigned value, unsigned best)
{
	if (!value)
		return false;
	if (!best)
		return true;
	return kind <= READ_LATENCY ? value < best : value > best;
}

/*
 * The best value of one kind. Of @initiators only those stay that reach it: a
 * better one drops all before it, a worse one drops itself.
 */
static unsigned best_of_kind(const struct target_rows *rows, enum hmat_kind kind,
			     nodemask_t *initiators)
{
	unsigned best = 0;
	int nid;

	for_each_node_mask(nid, initiators) {
		const struct hmat_desc *row = rows->by_initiator[nid];
		unsigned value = row ? hmat_value(row, kind) : 0;

		if (is_better(kind, value, best)) {
			best = value;
			for (int i = 0; i < nid; i++)
				node_clear(i, initiators);
		}
		if (value != best)
			node_clear(nid, initiators);
	}
	return best;
}

bool hmat_target_coordinate(const struct machine *m, const struct machine_desc *desc, int target,
			    struct access_coordinate *out)
{
	struct target_rows rows = { { NULL } };
	nodemask_t initiators = NODE_MASK_NONE;
	bool known = false;

	*out = (struct access_coordinate){ 0 };
	for (size_t i = 0; i < desc->nr_hmat; i++) {
		const struct hmat_desc *row = &desc->hmat[i];

		assert(row->initiator >= 0 && row->initiator < MAX_NUMNODES);
		if (node_state(m, row->initiator, N_CPU))
			node_set(row->initiator, &initiators);
		if (row->target != target)
			continue;
		known = true;
		if (!rows.by_initiator[row->initiator])
			rows.by_initiator[row->initiator] = row;
	}
	if (!known)
		return false;
	out->write_latency = best_of_kind(&rows, WRITE_LATENCY, &initiators);
	out->read_latency = best_of_kind(&rows, READ_LATENCY, &initiators);
	out->write_bandwidth = best_of_kind(&rows, WRITE_BANDWIDTH, &initiators);
	out->read_bandwidth = best_of_kind(&rows, READ_BANDWIDTH, &initiators);
	return true;
}
