// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expectations about pools of huge pages: names of pools and of what is read there.
 *
 * Mirrors: nothing.
 */
#include <string.h>

#include "hugetlb/hugetlb.h"
#include "scenario/expect.h"

bool expect_pool(struct reader *r, const struct yaml_node *key)
{
	static const char *const pools[] = { "2M", "1G" };
	int choice;

	return read_choice(r, key, "page size", pools, 2, &choice);
}

bool expect_pool_file(struct reader *r, const struct yaml_node *key)
{
	const char *file = key->text;
	size_t digits = strspn(file, "0123456789");
	int64_t nid = 0;

	if (digits && (parse_int(file, digits, &nid) || nid >= r->nr_node_ids)) {
		read_error(r, key->loc, "the machine has no node %.*s", (int)digits, file);
		return false;
	}
	if (digits && !file[digits])
		return true;
	if (hugetlb_file_parse(digits && file[digits] == '/' ? file + digits + 1 : file) >= 0)
		return true;
	read_unknown(r, key->loc, "file of a pool", file, hugetlb_file_names, NR_HUGETLB_FILES);
	return false;
}
