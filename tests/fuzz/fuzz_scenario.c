// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer: scenario files. Whatever the bytes, the reader either loads a plan or
 * says what is wrong with them, with a place inside the file; and what it says
 * can be printed. Files that load and are small are run as well. The seeds are the
 * scenarios; the name given here lets them find their machines.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "scenario/run.h"
#include "scenario/scenario.h"

/* Not a file; machines are looked for beside it. */
#define NAME "scenarios/spm/fuzz.yaml"
/* Running is not what is fuzzed here: keep it to machines and plans that are quick. */
#define MAX_RUN_STEPS 8
#define MAX_RUN_PAGES (UINT64_C(1) << 18)	/* 1 GiB */
#define MAX_RUN_BLOCKS 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int quick_step(const struct plan_step *step)
{
	const struct step_args *args = &step->args;

	if (step->kind == STEP_ALLOC)
		return args->request.amount == AMOUNT_BLOCKS &&
		       args->request.nr_blocks <= MAX_RUN_BLOCKS;
	if (step->kind == STEP_MAP)
		return args->bytes <= MAX_RUN_BLOCKS * PAGE_SIZE;
	return args->nr_pages <= MAX_RUN_BLOCKS && args->count <= MAX_RUN_BLOCKS &&
	       args->range_pages <= MAX_RUN_PAGES;
}

static int quick(const struct scenario *s)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < s->desc.nr_zones; i++)
		pages += s->desc.zones[i].present;
	for (size_t i = 0; i < s->desc.nr_late_ranges; i++)
		pages += s->desc.late_ranges[i].nr_pages;
	for (size_t i = 0; i < s->nr_steps; i++) {
		if (!quick_step(&s->steps[i]))
			return 0;
	}
	return pages <= MAX_RUN_PAGES && s->nr_steps <= MAX_RUN_STEPS && s->desc.nr_nodes <= 8 &&
	       s->nr_designs <= 2;
}

static void run(const struct scenario *s)
{
	struct run_options options = { .check_level = 2, .walk = RUN_WALK_FAILED };
	struct diag_list diags = DIAG_LIST_INIT;
	struct scenario_result result;

	scenario_run(s, &options, &result, &diags);
	scenario_result_free(&result);
	diag_list_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct diag_list diags = DIAG_LIST_INIT;
	struct text out = TEXT_INIT;
	struct scenario s;
	bool ok = scenario_load_bytes(&s, NAME, (const char *)bytes, len, &diags);

	assert(ok == (diags.nr_errors == 0));
	for (size_t i = 0; i < diags.nr_diags; i++) {
		assert(diags.diags[i].loc.line >= 0);
		assert(diags.diags[i].loc.line <= (int)len + 1);
	}
	diag_list_format(&diags, &out);
	if (ok && quick(&s))
		run(&s);
	text_free(&out);
	diag_list_free(&diags);
	scenario_free(&s);
	return 0;
}
