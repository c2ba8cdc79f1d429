// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations on ranges: adding memory, removing it, writing a block's state.
 *
 * Responsible for validation in the kernel's order and for doing a whole range
 * or nothing. Not responsible for one block's way on or off line (online.c,
 * offline.c).
 *
 * Mirrors: mm/memory_hotplug.c add_memory_resource(), try_remove_memory(),
 * offline_and_remove_memory(), try_offline_node(); drivers/base/memory.c
 * state_store(), v6.12.
 * Differs: a removal that would fail half-way is refused before its first block
 * goes offline, where the kernel puts blocks back online.
 */
#include "hotplug/hotplug.h"

#include <errno.h>
#include <string.h>

#include "alloc/zonelist.h"
#include "hotplug/private.h"

/* The end of what x86-64 can address, in pages. */
#define MAX_PHYS_PFN (UINT64_C(1) << (52 - PAGE_SHIFT))

static void add_effects(struct hotplug_effects *all, const struct hotplug_effects *one)
{
	all->memory_nodes_changed |= one->memory_nodes_changed;
	all->online_nodes_changed |= one->online_nodes_changed;
	all->roles_changed |= one->roles_changed;
	all->zonelists_rebuilt |= one->zonelists_rebuilt;
	nodes_or(&all->joined, &all->joined, &one->joined);
	nodes_or(&all->left, &all->left, &one->left);
	all->nr_onlined += one->nr_onlined;
	all->nr_offlined += one->nr_offlined;
}

/* ---- adding ---- */

/*
 * The checks before the design is asked, in the kernel's order:
 *   (a) the range overlaps memory (the resource cannot be had),
 *   (b) it is not made of whole blocks,
 *   (c) the node is not possible.
 */
static struct hotplug_result add_allowed(const struct hotplug *h, const struct machine *m,
					 const struct add_memory_args *args)
{
	uint64_t mask = h->table.block_pages - 1;

	if (args->start_pfn >= MAX_PHYS_PFN || args->nr_pages > MAX_PHYS_PFN - args->start_pfn)
		return hotplug_refuse(-E2BIG, VERDICT_HOTPLUG_INVALID,
				      "the range is beyond what can be addressed",
				      "mhp_range_allowed");
	if (ram_overlaps(h, args->start_pfn, args->start_pfn + args->nr_pages))
		return hotplug_refuse(-EEXIST, VERDICT_HOTPLUG_EXISTS,
				      "the range overlaps memory that is there",
				      "register_memory_resource");
	if (!args->nr_pages || (args->start_pfn & mask) || (args->nr_pages & mask))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID,
				      "the range is not made of whole memory blocks",
				      "check_hotplug_memory_range");
	if (!node_state(m, args->nid, N_POSSIBLE))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID, "the node is not possible",
				      "add_memory_resource");
	return hotplug_done();
}

/* A node that was offline gets a zonelist, with the CPUs that are known now, and comes online. */
static void online_node(struct machine *m, int nid, struct hotplug_effects *effects)
{
	if (node_state(m, nid, N_ONLINE))
		return;
	build_new_node_zonelists(m, nid);
	node_set(nid, &m->node_states[N_ONLINE]);
	effects->online_nodes_changed = true;
}

static uint64_t first_block_id(const struct hotplug *h, uint64_t start_pfn)
{
	return start_pfn / h->table.block_pages;
}

static uint64_t end_block_id(const struct hotplug *h, uint64_t start_pfn, uint64_t nr_pages)
{
	return (start_pfn + nr_pages) / h->table.block_pages;
}

static void create_blocks(struct hotplug *h, const struct add_memory_args *args)
{
	uint64_t end = end_block_id(h, args->start_pfn, args->nr_pages);

	for (uint64_t id = first_block_id(h, args->start_pfn); id < end; id++) {
		struct mem_block *block = add_memory_block(&h->table, id, args->nid);

		assert(block); /* no overlap, whole blocks */
		block->role = args->role;
	}
}

/* Blocks that are refused stay offline, as with auto_online_blocks. */
static void online_range(struct hotplug *h, struct machine *m, const struct add_memory_args *args,
			 enum online_type type, struct hotplug_effects *effects)
{
	uint64_t end = end_block_id(h, args->start_pfn, args->nr_pages);

	for (uint64_t id = first_block_id(h, args->start_pfn); id < end; id++) {
		struct mem_block *block = find_memory_block(&h->table, id);
		struct hotplug_result one = online_block(h, m, block, type);

		add_effects(effects, &one.effects);
		if (one.err)
			return;
	}
}

static bool node_has_blocks(const struct hotplug *h, int nid)
{
	for (size_t i = 0; i < h->table.nr_blocks; i++)
		if (h->table.blocks[i].nid == nid)
			return true;
	return false;
}

/* What the driver of the range asks for. */
static uint32_t features_of(const struct machine *m, const struct add_memory_args *args)
{
	if (args->role != ROLE_SPM)
		return 0;
	return args->has_features ? args->features : declared_features(m, args->nid);
}

/* Accepted: the range is memory of the node, as blocks or as a device's own. */
static void take_range(struct hotplug *h, struct machine *m, const struct add_memory_args *args,
		       const struct hotplug_answer *answer, struct hotplug_effects *effects)
{
	ram_add(h, args->start_pfn, args->start_pfn + args->nr_pages);
	if (args->role == ROLE_SPM)
		node_set(args->nid, &m->spm_declared);
	if (answer->device_memory) {
		device_range_add(&h->device, args->nid, args->start_pfn, args->nr_pages);
		return;
	}
	online_node(m, args->nid, effects);
	create_blocks(h, args);
	if (answer->online_type != MMOP_OFFLINE)
		online_range(h, m, args, answer->online_type, effects);
}

/* A registration gives a stranded node its state back at once. */
static void take_back_stranded(struct machine *m, int nid, const struct hotplug_answer *answer,
			       struct hotplug_effects *effects)
{
	if (!answer->err && answer->joins_spm && node_isset(nid, &m->dstate.stranded))
		node_join_states(m, nid, answer, effects);
}

struct hotplug_result add_memory(struct hotplug *h, struct machine *m,
				 const struct add_memory_args *args)
{
	struct hotplug_result result = add_allowed(h, m, args);
	struct hotplug_question q = {
		.moment = HP_ADD,
		.nid = args->nid,
		.role = args->role,
		.online_type = args->online,
		.has_blocks = node_has_blocks(h, args->nid),
	};
	struct hotplug_answer answer;
	struct role_edit before;
	bool roles_changed = false;

	if (result.err)
		return result;
	q.features = features_of(m, args);
	before = role_edit_restoring(m, args->nid);
	answer = hotplug_ask(m, &q, &roles_changed);
	if (answer.err)
		result = hotplug_refuse(answer.err, answer.why, "the design refuses the memory",
					"add_memory_resource");
	else if (args->inject_err)
		result = hotplug_refuse(args->inject_err, VERDICT_HOTPLUG_INVALID,
					"the architecture could not add the range",
					"arch_add_memory");
	if (result.err && !answer.err && answer.edit.undone_on_failure)
		apply_role_edit(m, args->nid, before);
	result.effects.roles_changed = roles_changed;
	if (!result.err) {
		take_back_stranded(m, args->nid, &answer, &result.effects);
		take_range(h, m, args, &answer, &result.effects);
	}
	return result;
}

struct hotplug_result node_set_type(struct hotplug *h, struct machine *m, int nid,
				    enum node_role role)
{
	struct hotplug_question q = {
		.moment = HP_SET_TYPE,
		.nid = nid,
		.role = role,
		.online_type = MMOP_OFFLINE,
	};
	struct hotplug_result result = hotplug_done();
	struct hotplug_answer answer;
	bool roles_changed = false;

	if (!node_state(m, nid, N_POSSIBLE))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID, "the node is not possible",
				      "add_memory_resource");
	q.has_blocks = node_has_blocks(h, nid);
	if (role == ROLE_SPM)
		q.features = declared_features(m, nid);
	answer = hotplug_ask(m, &q, &roles_changed);
	if (answer.err)
		result = hotplug_refuse(answer.err, answer.why, "the design refuses the role",
					"add_memory_resource");
	result.effects.roles_changed = roles_changed;
	take_back_stranded(m, nid, &answer, &result.effects);
	return result;
}

struct hotplug_result node_unregister(struct machine *m, int nid)
{
	const struct hotplug_question q = {
		.moment = HP_UNREGISTER,
		.nid = nid,
		.role = ROLE_SPM,
		.online_type = MMOP_OFFLINE,
	};
	struct hotplug_result result = hotplug_done();
	struct hotplug_answer answer;
	bool roles_changed = false;

	if (!node_state(m, nid, N_POSSIBLE))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID, "the node is not possible",
				      "node_private_unregister");
	answer = hotplug_ask(m, &q, &roles_changed);
	if (answer.err)
		result = hotplug_refuse(answer.err, answer.why, verdict_info(answer.why)->text,
					verdict_info(answer.why)->by);
	else if (answer.leaves_spm)
		node_leave_spm(m, nid);
	result.effects.roles_changed = roles_changed;
	return result;
}

/* ---- one block ---- */

struct hotplug_result memory_block_store(struct hotplug *h, struct machine *m, uint64_t block_id,
					 enum online_type type)
{
	struct mem_block *block = find_memory_block(&h->table, block_id);

	if (!block)
		return hotplug_refuse(-ENODEV, VERDICT_HOTPLUG_INVALID, "no such memory block",
				      "find_memory_block");
	if ((block->state == BLOCK_OFFLINE) == (type == MMOP_OFFLINE))
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID,
				      type == MMOP_OFFLINE ? "the block is offline already" :
							     "the block is online already",
				      "state_store");
	return type == MMOP_OFFLINE ? offline_block(h, m, block) : online_block(h, m, block, type);
}

/* ---- removing ---- */

static struct hotplug_result range_allowed(const struct hotplug *h, uint64_t start_pfn,
					   uint64_t nr_pages)
{
	uint64_t mask = h->table.block_pages - 1;

	if (!nr_pages || (start_pfn & mask) || (nr_pages & mask) || start_pfn >= MAX_PHYS_PFN ||
	    nr_pages > MAX_PHYS_PFN - start_pfn)
		return hotplug_refuse(-EINVAL, VERDICT_HOTPLUG_INVALID,
				      "the range is not made of whole memory blocks",
				      "check_hotplug_memory_range");
	/* memunmap_pages() would wait for them. */
	if (device_range_in_use(&h->device, start_pfn, nr_pages))
		return hotplug_refuse(-EBUSY, VERDICT_HOTPLUG_BUSY,
				      "the driver has handed out pages of the range",
				      "memunmap_pages");
	return hotplug_done();
}

/* Index of the first block of the range and, in *@nr, how many of it exist. */
static size_t blocks_of_range(const struct hotplug *h, uint64_t start_pfn, uint64_t nr_pages,
			      size_t *nr)
{
	uint64_t first_id = first_block_id(h, start_pfn);
	uint64_t end_id = end_block_id(h, start_pfn, nr_pages);
	size_t first = 0;

	while (first < h->table.nr_blocks && h->table.blocks[first].id < first_id)
		first++;
	*nr = 0;
	while (first + *nr < h->table.nr_blocks && h->table.blocks[first + *nr].id < end_id)
		++*nr;
	return first;
}

/* A node without memory, blocks and CPUs goes offline. */
static void try_offline_node(struct hotplug *h, struct machine *m, int nid,
			     struct hotplug_effects *effects)
{
	for (int type = 0; type < MAX_NR_ZONES; type++)
		if (m->pgdat[nid]->node_zones[type].spanned_pages)
			return;
	for (size_t i = 0; i < h->table.nr_blocks; i++)
		if (h->table.blocks[i].nid == nid)
			return;
	for (int cpu = 0; cpu < m->nr_cpus; cpu++)
		if (m->cpu_to_node[cpu] == nid)
			return;
	if (!node_state(m, nid, N_ONLINE))
		return;
	node_clear(nid, &m->node_states[N_ONLINE]);
	effects->online_nodes_changed = true;
}

/* Blocks of the node went: it may be empty now, which the design hears of. */
static void after_removal(struct hotplug *h, struct machine *m, int nid,
			  struct hotplug_effects *effects)
{
	const struct hotplug_question q = {
		.moment = HP_REMOVE_LAST,
		.nid = nid,
		.online_type = MMOP_OFFLINE,
	};

	try_offline_node(h, m, nid, effects);
	if (!node_has_blocks(h, nid))
		hotplug_ask(m, &q, &effects->roles_changed);
}

struct hotplug_result remove_memory(struct hotplug *h, struct machine *m, uint64_t start_pfn,
				    uint64_t nr_pages)
{
	struct hotplug_result result = range_allowed(h, start_pfn, nr_pages);
	size_t first, nr;
	int nid = NUMA_NO_NODE;

	if (result.err)
		return result;
	device_range_remove(&h->device, start_pfn, nr_pages);
	first = blocks_of_range(h, start_pfn, nr_pages, &nr);
	for (size_t i = first; i < first + nr; i++) {
		nid = h->table.blocks[i].nid;
		if (h->table.blocks[i].state != BLOCK_OFFLINE)
			return hotplug_refuse(-EBUSY, VERDICT_HOTPLUG_BUSY,
					      "a block of the range is online",
					      "try_remove_memory");
	}
	while (nr--)
		remove_memory_block(&h->table, h->table.blocks[first].id);
	ram_remove(h, start_pfn, start_pfn + nr_pages);
	if (nid != NUMA_NO_NODE)
		after_removal(h, m, nid, &result.effects);
	return result;
}

struct hotplug_result offline_and_remove_memory(struct hotplug *h, struct machine *m,
						uint64_t start_pfn, uint64_t nr_pages)
{
	struct hotplug_result result = range_allowed(h, start_pfn, nr_pages), removed;
	size_t first, nr;

	if (result.err)
		return result;
	first = blocks_of_range(h, start_pfn, nr_pages, &nr);
	for (size_t i = first; i < first + nr; i++) {
		struct hotplug_result check;

		if (h->table.blocks[i].state == BLOCK_OFFLINE)
			continue;
		check = offline_check(h, m, &h->table.blocks[i]);
		if (check.err)
			return check;
	}
	for (size_t i = first; i < first + nr; i++) {
		struct hotplug_result one;

		if (h->table.blocks[i].state == BLOCK_OFFLINE)
			continue;
		one = offline_block(h, m, &h->table.blocks[i]);
		assert(!one.err); /* it was checked */
		add_effects(&result.effects, &one.effects);
	}
	removed = remove_memory(h, m, start_pfn, nr_pages);
	assert(!removed.err);
	add_effects(&result.effects, &removed.effects);
	return result;
}

/* ---- pins ---- */

void hotplug_pin(struct hotplug *h, uint64_t pfn)
{
	size_t i = h->nr_pins;

	if (h->nr_pins == h->cap_pins) {
		h->cap_pins = h->cap_pins ? 2 * h->cap_pins : 16;
		h->pins = xrealloc(h->pins, h->cap_pins * sizeof(*h->pins));
	}
	for (; i > 0 && h->pins[i - 1] > pfn; i--)
		h->pins[i] = h->pins[i - 1];
	h->pins[i] = pfn;
	h->nr_pins++;
}

void hotplug_unpin(struct hotplug *h, uint64_t pfn)
{
	for (size_t i = 0; i < h->nr_pins; i++) {
		if (h->pins[i] != pfn)
			continue;
		h->nr_pins--;
		for (; i < h->nr_pins; i++)
			h->pins[i] = h->pins[i + 1];
	}
}

size_t hotplug_unpin_all(struct hotplug *h)
{
	size_t nr = h->nr_pins;

	h->nr_pins = 0;
	return nr;
}
