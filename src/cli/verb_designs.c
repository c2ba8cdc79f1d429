// SPDX-License-Identifier: GPL-2.0-only
/* nodewall designs: what isolation designs there are, and what each one changes. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json_out.h"
#include "cli/verbs.h"
#include "designs/designs.h"

/* HOOK(number, member, "what it decides"): the members of struct isolation_design. */
#define HOOK_MAP(X)                                                                                \
	X("H1", build_zonelists, "the nodes of each zonelist")                                     \
	X("H2", select_zonelist, "the zonelist of a request")                                      \
	X("H3", default_mask, "the nodemask of the first pass")                                    \
	X("H4", zone_ok, "whether the walk may use a zone")                                        \
	X("H4", cpuset_ok, "the cpuset test of a node")                                            \
	X("H5", slow_mask, "the nodemask of the slow path")                                        \
	X("H6", reset_mask, "the nodemask once cpusets may be ignored")                            \
	X("H7", mask_missed, "when a nodemask counts as lost")                                     \
	X("H7", retry_mask, "the nodemask after it missed the task's nodes")                       \
	X("H8", reclaim_ok, "which nodes reclaim and kswapd wake-ups touch")                       \
	X("H8", compact_ok, "whose pages compaction moves")                                        \
	X("H9", demotion_ok, "demotion sources and targets")                                       \
	X("H10", contig_ok, "searches that bypass the walk")                                       \
	X("H10", hugetlb_nodes, "the nodes of a pool of huge pages")                               \
	X("H11", mpol_trim, "the nodes a memory policy may name")                                  \
	X("H11", mpol_request, "requests that a policy makes")                                     \
	X("H11", migrate_ok, "where pages may be migrated to")                                     \
	X("H12", cpuset_top, "the nodes of the top cpuset")                                        \
	X("H12", cpuset_write, "what cpuset.mems may name")                                        \
	X("H12", cpuset_derive, "the nodes that tasks of a cpuset get")                            \
	X("H12", cpuset_suffices, "which nodes a cpuset can live on")                              \
	X("H12", cpuset_task_mems, "what is added to the nodes of tasks")                          \
	X("H12", cpuset_spread, "the nodes over which pages of files are spread")                  \
	X("H13", hotplug, "memory that comes and goes")                                            \
	X("H14", oom_scope, "what the OOM killer looks at")                                        \
	X("H14", oom_node, "which memory counts in an OOM")                                        \
	X("H14", oom_common_mems, "the nodes by which tasks share memory")                         \
	X("H14", oom_mems_name, "the name of a task's nodes in the log")                           \
	X("H15", node_state_name, "a node state of its own")                                       \
	X("H15", status_mems_name, "the line of /proc/PID/status")                                 \
	X("H15", cpuset_derived_file, "a cpuset file of its own")                                  \
	X("H15", cpuset_derived_file_v1, "its name on cgroup v1")                                  \
	X("H15", sysfs_files, "further files of nodes")                                            \
	X("H16", opt_in, "how a request asks for special nodes")                                   \
	X("H16", opt_in_policy, "how a policy asks for special nodes")                             \
	X("zswap", zswap_direct, "zswap storing pages on special nodes")

struct hook {
	const char *number, *name, *text;
	bool used;
};

#define MAX_HOOKS 40

static size_t design_hooks(const struct isolation_design *design, struct hook hooks[MAX_HOOKS])
{
	size_t nr = 0;

#define X(number, member, text)                                                                    \
	hooks[nr++] = (struct hook){ number, #member, text, design->member != NULL };
	HOOK_MAP(X)
#undef X
	return nr;
}

#define COLUMNS 100

static void add_switch(struct text *out, const struct design_switch *sw)
{
	text_addf(out, "    %s = ", sw->name);
	for (size_t i = 0; sw->values[i]; i++)
		text_addf(out, "%s%s%s", i ? " | " : "", sw->values[i], i ? "" : " (default)");
	text_add(out, "\n        ");
	cli_add_wrapped(out, sw->text, 8, COLUMNS);
}

static void add_field(struct text *out, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	text_addf(out, "  %s", name);
	text_pad(out, 12);
	cli_add_wrapped(out, value, 12, COLUMNS);
}

static void add_features(struct text *out, uint32_t features)
{
	if (features)
		text_add(out, "  features of a node\n");
	for (unsigned i = 0; i < NR_NODE_FEATURES; i++)
		if (features & (UINT32_C(1) << i))
			text_addf(out, "    %-15s %s\n", node_feature_names[i],
				  node_feature_texts[i]);
}

static void add_quirks(struct text *out, const char *const *quirks)
{
	if (quirks)
		text_add(out, "  beware\n");
	for (; quirks && *quirks; quirks++) {
		text_add(out, "    ");
		cli_add_wrapped(out, *quirks, 4, COLUMNS);
	}
}

static void add_details(struct text *out, const struct isolation_design *design)
{
	struct hook hooks[MAX_HOOKS];
	size_t nr = design_hooks(design, hooks);
	bool any = false;

	text_addf(out, "%s (%s): %s\n", design->name, design->section, design->title);
	add_field(out, "idea", design->idea);
	add_field(out, "sources", design->sources);
	if (design->nr_gfp_bits)
		text_add(out, "  gfp flags\n");
	for (unsigned i = 0; i < design->nr_gfp_bits; i++)
		text_addf(out, "    %s: %s\n", design->gfp_bits[i].name, design->gfp_bits[i].text);
	if (design->nr_extra_zonelists)
		text_add(out, "  zonelists\n");
	for (unsigned i = 0; i < design->nr_extra_zonelists; i++)
		text_addf(out, "    %s\n", design->extra_zonelist_names[i]);
	text_add(out, "  decides\n");
	for (size_t i = 0; i < nr; i++) {
		if (!hooks[i].used)
			continue;
		any = true;
		text_addf(out, "    %-5s %-20s %s\n", hooks[i].number, hooks[i].name,
			  hooks[i].text);
	}
	if (!any)
		text_add(out, "    nothing: the kernel as it is\n");
	add_features(out, design->node_features);
	add_quirks(out, design->quirks);
	if (design->nr_switches)
		text_add(out, "  switches (--set SWITCH=VALUE)\n");
	for (unsigned i = 0; i < design->nr_switches; i++)
		add_switch(out, &design->switches[i]);
}

static void add_row(struct text *out, const struct isolation_design *design)
{
	text_add(out, design->name);
	text_pad(out, 20);
	text_add(out, design->section);
	text_pad(out, 27);
	text_addf(out, "%s\n", design->title);
	for (unsigned i = 0; i < design->nr_switches; i++) {
		const struct design_switch *sw = &design->switches[i];

		text_pad(out, 29);
		text_addf(out, "%s=", sw->name);
		for (size_t v = 0; sw->values[v]; v++)
			text_addf(out, "%s%s", v ? "|" : "", sw->values[v]);
		text_add(out, "\n");
	}
}

static json_t *switches_json(const struct isolation_design *design)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < design->nr_switches; i++) {
		const struct design_switch *sw = &design->switches[i];
		json_t *values = json_array();

		for (size_t v = 0; sw->values[v]; v++)
			json_array_append_new(values, json_string(sw->values[v]));
		json_array_append_new(array, json_pack("{s:s,s:o,s:s,s:s}", "name", sw->name,
						       "values", values, "default", sw->values[0],
						       "text", sw->text));
	}
	return array;
}

static json_t *design_json(const struct isolation_design *design)
{
	struct hook hooks[MAX_HOOKS];
	size_t nr = design_hooks(design, hooks);
	json_t *used = json_array();
	json_t *flags = json_array();

	for (size_t i = 0; i < nr; i++)
		if (hooks[i].used)
			json_array_append_new(used, json_pack("{s:s,s:s}", "number",
							      hooks[i].number, "name",
							      hooks[i].name));
	for (unsigned i = 0; i < design->nr_gfp_bits; i++)
		json_array_append_new(flags, json_string(design->gfp_bits[i].name));
	return json_pack("{s:s,s:s,s:s,s:s?,s:s?,s:o,s:o,s:o}", "name", design->name, "section",
			 design->section, "title", design->title, "idea", design->idea, "sources",
			 design->sources, "gfp_flags", flags, "hooks", used, "switches",
			 switches_json(design));
}

static int write_designs_json(const struct cli_args *args, const struct isolation_design **designs,
			      size_t nr)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nr; i++)
		json_array_append_new(array, design_json(designs[i]));
	return cli_write_json(args, "designs", json_pack("{s:o}", "designs", array));
}

static int designs_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	const struct isolation_design **designs;
	struct text out = TEXT_INIT;
	size_t nr;
	int status;

	if (format < 0)
		return EXIT_USAGE;
	designs = cli_designs(args->nr_operands ? args->operands[0] : "all", &nr);
	if (!designs)
		return EXIT_USAGE;
	if (format == FORMAT_JSON) {
		status = write_designs_json(args, designs, nr);
	} else {
		for (size_t i = 0; i < nr; i++) {
			if (args->verbosity < 0)
				text_addf(&out, "%s\n", designs[i]->name);
			else if (args->nr_operands || args->verbosity > 0)
				add_details(&out, designs[i]);
			else
				add_row(&out, designs[i]);
		}
		status = cli_write(&out);
	}
	free(designs);
	return status;
}

const struct cli_verb verb_designs = {
	.name = "designs",
	.operands = "[NAME[,..]]",
	.summary = "list the isolation designs, or show what one decides",
	.examples = "nodewall designs\nnodewall designs rfc-v2\n",
	.about = "-q prints names only, -v everything about every design.",
	.max_operands = 1,
	.run = designs_run,
};
