// SPDX-License-Identifier: GPL-2.0-only
/* nodewall export: the machine as a command line that boots it on a real kernel. */
#include <jansson.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json_out.h"
#include "cli/verbs.h"
#include "export/guest.h"

static const enum cli_option export_options[] = { OPT_TO, OPT_MEMORY, NR_OPTIONS };

static const struct target {
	const char *name;
	void (*command)(const struct guest *guest, struct argv *argv);
} targets[] = {
	{ "qemu", qemu_command },
	{ "vng", vng_command },
};

#define NR_TARGETS (sizeof(targets) / sizeof(targets[0]))

static const struct target *find_target(const char *name)
{
	const char *names[NR_TARGETS];

	for (size_t i = 0; i < NR_TARGETS; i++) {
		names[i] = targets[i].name;
		if (!strcmp(names[i], name))
			return &targets[i];
	}
	cli_unknown("target", name, names, NR_TARGETS, "qemu or vng");
	return NULL;
}

static json_t *words_json(const struct argv *argv)
{
	json_t *array = json_array();

	for (size_t i = 0; i < argv->nr; i++)
		json_array_append_new(array, json_string(argv->words[i]));
	return array;
}

/* Each line of the remarks as a string. */
static json_t *lines_json(const struct text *text)
{
	json_t *array = json_array();
	const char *line = text_str(text);

	for (size_t len; *line; line += len + 1) {
		len = strcspn(line, "\n");
		json_array_append_new(array, json_stringn(line, len));
	}
	return array;
}

static json_t *nodes_json(const struct guest *guest)
{
	json_t *array = json_array();

	for (size_t i = 0; i < guest->nr_nodes; i++) {
		const struct guest_node *node = &guest->nodes[i];
		json_t *number = node->linux_nid == NUMA_NO_NODE ? json_null() :
								   json_integer(node->linux_nid);

		json_array_append_new(array, json_pack("{s:i,s:o,s:I}", "node", node->nid, "linux",
						       number, "mb", (json_int_t)node->mb));
	}
	return array;
}

/* What QEMU is told, which has no separate numbers for writing. */
static json_t *hmat_json(const struct guest *guest)
{
	json_t *array = json_array();

	for (size_t i = 0; i < guest->desc->nr_hmat; i++) {
		const struct hmat_desc *row = &guest->desc->hmat[i];
		int from = guest_node_of(guest, row->initiator);
		int to = guest_node_of(guest, row->target);

		if (from < 0 || to < 0)
			continue;
		json_array_append_new(array,
				      json_pack("{s:i,s:i,s:f,s:f}", "initiator",
						guest->nodes[from].linux_nid, "target",
						guest->nodes[to].linux_nid, "latency_ns",
						row->read_latency, "bandwidth_mbs",
						row->read_bandwidth));
	}
	return array;
}

static int write_json(const struct cli_args *args, const struct guest *guest,
		      const struct target *target)
{
	struct argv command = { 0 }, machine = { 0 };
	json_t *object;
	int status;

	target->command(guest, &command);
	qemu_machine(guest, &machine);
	object = json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:b}", "to", target->name, "command",
			   words_json(&command), "qemu_machine", words_json(&machine), "nodes",
			   nodes_json(guest), "hmat", hmat_json(guest), "remarks",
			   lines_json(&guest->remarks), "hotplug", guest->hotplug);
	status = cli_write_json(args, "export", object);
	argv_free(&command);
	argv_free(&machine);
	return status;
}

/* Remarks are comments of the shell, so that all of it can be pasted. */
static int write_text(const struct guest *guest, const struct target *target)
{
	struct argv command = { 0 };
	struct text out = TEXT_INIT;
	const char *line = text_str(&guest->remarks);

	for (size_t len; *line; line += len + 1) {
		len = strcspn(line, "\n");
		text_addf(&out, "# %.*s\n", (int)len, line);
	}
	target->command(guest, &command);
	argv_print(&command, &out);
	argv_free(&command);
	return cli_write(&out);
}

static int export_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	const struct target *target = find_target(args->to ? args->to : "qemu");
	struct text error = TEXT_INIT;
	struct machine_file machine;
	struct guest guest;
	int status;

	if (format < 0 || !target)
		return EXIT_USAGE;
	if (!cli_load_machine(&machine, args->operands[0]))
		return EXIT_USAGE;
	if (!guest_make(&guest, machine.desc,
			args->memory < 0 ? 4096 : (uint64_t)args->memory, &error))
		status = cli_error("%s: %s", args->operands[0], text_str(&error));
	else if (format == FORMAT_JSON)
		status = write_json(args, &guest, target);
	else
		status = write_text(&guest, target);
	guest_free(&guest);
	text_free(&error);
	machine_file_free(&machine);
	return status;
}

const struct cli_verb verb_export = {
	.name = "export",
	.operands = "FILE",
	.summary = "print the command line that boots the machine on a real kernel",
	.examples = "nodewall export --to qemu machines/gpu.yaml\n"
		    "nodewall export --to vng machines/four-socket-ring.yaml\n",
	.about = "What the guest cannot have is said in comments. scripts/referee boots it and "
		 "compares.",
	.options = export_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = export_run,
};
