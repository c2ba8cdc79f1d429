// SPDX-License-Identifier: GPL-2.0-only
/* nodewall topo: the machine of a file, as the kernel would see it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/json_out.h"
#include "cli/topo.h"
#include "cli/verbs.h"

#define LOG_BYTES_MAX (64u << 20)

/* The whole file; false after an error. */
static bool read_log(const char *path, struct text *log)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
	char buf[65536];
	ssize_t n = -1;

	if (fd >= 0)
		while ((n = read(fd, buf, sizeof(buf))) > 0 && log->len < LOG_BYTES_MAX)
			text_add_bytes(log, buf, (size_t)n);
	if (n < 0)
		cli_error("cannot read \"%s\": %s", path, strerror(errno));
	if (fd > STDIN_FILENO)
		close(fd);
	return n >= 0;
}

static int compare_log(const struct cli_args *args, const struct engine *e)
{
	struct text log = TEXT_INIT, out = TEXT_INIT;
	int differ, status;

	if (!read_log(args->dmesg, &log)) {
		text_free(&log);
		return EXIT_USAGE;
	}
	differ = topo_compare_dmesg(&e->m, text_str(&log), &out);
	text_free(&log);
	if (differ < 0) {
		text_free(&out);
		return cli_error("\"%s\" has no line \"Fallback order for Node\"", args->dmesg);
	}
	status = cli_write(&out);
	return differ ? EXIT_EXPECTATION_FAILED : status;
}

static int show(const struct cli_args *args, enum cli_format format, const struct engine *e)
{
	struct topo_options options = { .fold = !args->no_fold, .distances = args->distances };
	struct text out = TEXT_INIT;

	if (args->dmesg)
		return compare_log(args, e);
	if (format == FORMAT_JSON)
		return cli_write_json(args, "topo", topo_json(e));
	topo_numactl(e, &options, &out);
	if (args->verbosity >= 0)
		topo_details(e, &options, &out);
	return cli_write(&out);
}

static int topo_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	struct engine_options options = { .design = cli_one_design(args),
					  .check_level = args->check_level,
					  .seed = args->seed };
	struct diag_list diags = DIAG_LIST_INIT;
	struct machine_file machine;
	struct engine *e;
	int status;

	if (format < 0 || !options.design ||
	    cli_switches(args, options.design, options.switch_values))
		return EXIT_USAGE;
	if (!cli_load_machine(&machine, args->operands[0]))
		return EXIT_USAGE;
	e = engine_create(machine.desc, &options, NULL, &diags);
	status = cli_diags(&diags);
	if (e) {
		status = show(args, (enum cli_format)format, e);
		engine_destroy(e);
	}
	machine_file_free(&machine);
	return status;
}

const struct cli_verb verb_topo = {
	.name = "topo",
	.operands = "MACHINE",
	.summary = "show nodes, zones, zonelists, states and tiers of a machine",
	.examples = "nodewall topo machines/two-sockets.yaml\n"
		    "dmesg | nodewall topo machines/two-sockets.yaml --dmesg -\n",
	.about = "MACHINE is a scenario, a topology file, or a folder with a machine.json. "
		 "The text starts as that of numactl -H; -q prints no more than that.",
	.options = (const enum cli_option[]){ OPT_DESIGN, OPT_SET, OPT_NO_FOLD, OPT_DISTANCES,
					      OPT_DMESG, OPT_CHECK, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = 1,
	.run = topo_run,
};
