// SPDX-License-Identifier: GPL-2.0-only
/* The state of memory in the kernel's words: which nodes and zones, and their numbers. */
#include "oom/oom.h"

#include "mm_machine.h"

static const char *shown(struct mm_machine *mm, const nodemask_t *nodes, enum zone_type highest,
			 struct text *out)
{
	*out = TEXT_INIT;
	show_mem(&mm->e.m, nodes, highest, 0, out);
	return text_str(out);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in\n%s", part, text);
}

static void a_zone_shows_its_marks_and_its_free_blocks(void **state)
{
	struct mm_machine mm;
	struct text out;
	const char *text;

	(void)state;
	mm_machine_init(&mm, &mainline_design, ZONE_NORMAL);
	text = shown(&mm, NULL, ZONE_MOVABLE, &out);
	assert_has(text, "Mem-Info:\nactive_anon:0 inactive_anon:0 isolated_anon:0\n");
	assert_has(text, "Node 1 Normal free:16384kB boost:0kB min:256kB low:512kB high:768kB "
			 "reserved_highatomic:0KB active_anon:0kB");
	assert_has(text, "lowmem_reserve[]: 0 0 0 0 0\n");
	assert_has(text, "Node 1 Normal: 0*4kB 0*8kB 0*16kB 0*32kB 0*64kB 0*128kB 0*256kB 0*512kB "
			 "0*1024kB 0*2048kB 4*4096kB (M) = 16384kB\n");
	assert_has(text, "14336 pages RAM\n");
	text_free(&out);
	mm_machine_destroy(&mm);
}

static void pages_of_tasks_count_where_they_lie(void **state)
{
	struct mm_machine mm;
	struct mapping *map;
	struct text out;
	const char *text;

	(void)state;
	mm_machine_init(&mm, &mainline_design, ZONE_NORMAL);
	mm.task->next = NULL;
	mm.e.m.tasks = mm.task;
	map = mm_machine_map(&mm, 4, PAGE_SIZE);
	mm_machine_touch(&mm, map, 0, 4);
	text = shown(&mm, NULL, ZONE_MOVABLE, &out);
	assert_has(text, " mapped:0 shmem:0 pagetables:3\n");
	assert_has(text, "Node 0 active_anon:0kB inactive_anon:16kB ");
	assert_has(text, " pagetables:12kB sec_pagetables:0kB all_unreclaimable? no\n");
	text_free(&out);
	mm.e.m.tasks = NULL;
	mm_machine_destroy(&mm);
}

static void nodes_and_zones_that_are_not_in_question_are_left_out(void **state)
{
	const nodemask_t one = nodemask_of_node(1), zero = nodemask_of_node(0);
	struct mm_machine mm;
	struct text out;
	const char *text;

	(void)state;
	mm_machine_init(&mm, &mainline_design, ZONE_NORMAL);
	text = shown(&mm, &one, ZONE_MOVABLE, &out);
	assert_has(text, "Node 1 Normal free:");
	assert_null(strstr(text, "Node 0"));
	assert_null(strstr(text, "Node 2"));
	text_free(&out);
	text = shown(&mm, &zero, ZONE_DMA32, &out);
	assert_has(text, "Node 0 DMA32 free:");
	assert_null(strstr(text, "Normal"));
	text_free(&out);
	mm_machine_destroy(&mm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_shows_its_marks_and_its_free_blocks),
		cmocka_unit_test(pages_of_tasks_count_where_they_lie),
		cmocka_unit_test(nodes_and_zones_that_are_not_in_question_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
