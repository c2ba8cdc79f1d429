/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * NUMA balancing of one task at a time.
 *
 * Mirrors: kernel/sched/fair.c task_numa_work(), mm/memory.c do_numa_page(), v6.12.
 * Differs: a scan covers the whole address space and comes when it is asked for; time
 * is not measured, so a page that faults after a scan counts as hot, and promotion is
 * not limited in rate.
 */
#ifndef NW_BALANCING_BALANCING_H
#define NW_BALANCING_BALANCING_H

#include "mempolicy/mm.h"
#include "model/machine.h"
#include "tiers/tiers.h"

/*
 * Make the task's pages fault at their next access, where that could tell something.
 * Return: page table entries changed; *@why: VERDICT_PASS, or why the task is left alone.
 */
uint64_t numa_scan(struct machine *m, const struct memory_tiers *tiers, struct task *task,
		   enum verdict *why);

/* The policy of an address, as NUMA balancing sees it: does it let pages follow? */
bool vma_policy_mof(const struct task *task, const struct mapping *map, uint64_t addr);

/*
 * The task accessed a present page of PTE_PROTNONE: access is given back, and the page
 * moves to where it belongs if it should and can.
 */
void numa_hint_fault(struct machine *m, const struct memory_tiers *tiers,
		     struct task *task, struct mapping *map, uint64_t slot);

#endif
