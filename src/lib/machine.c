// SPDX-License-Identifier: GPL-2.0-only
/*
 * Machines and designs: loading, booting anew, checking.
 *
 * Responsible for what lives how long: the description as long as the machine,
 * the session until the next boot.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "designs/designs.h"
#include "lib/private.h"

/* ---- designs ---- */

size_t nw_design_count(void)
{
	return nr_designs;
}

const char *nw_design_name(size_t idx)
{
	return idx < nr_designs ? all_designs[idx]->name : NULL;
}

const char *nw_design_title(size_t idx)
{
	return idx < nr_designs ? all_designs[idx]->title : NULL;
}

const char *nw_design_idea(size_t idx)
{
	return idx < nr_designs ? all_designs[idx]->idea : NULL;
}

static const struct isolation_design *find_design(const char *name, struct nw_diag *diag)
{
	const struct isolation_design *design = design_by_name(name ? name : "mainline");

	if (!design)
		lib_fail_unknown(diag, NW_ERR_DESIGN, "design", name, design_names, nr_designs);
	return design;
}

/* ---- loading ---- */

/* @m->file is loaded, or its loading failed with @diags. */
static enum nw_status first_boot(struct nw_machine *m, const struct isolation_design *design,
				 struct diag_list *diags)
{
	struct engine_options options = { .design = design, .check_level = 1 };

	return ask_open(&m->ask, m->file.desc, &options, diags) ? NW_ERR_FILE : NW_OK;
}

static enum nw_status finish_load(struct nw_machine *m, bool loaded,
				  const struct isolation_design *design, struct diag_list *diags,
				  struct nw_machine **out, struct nw_diag *diag)
{
	if (loaded && first_boot(m, design, diags) == NW_OK) {
		diag_list_free(diags);
		m->boot = m->ask.nr_fresh_starts;
		*out = m;
		return NW_OK;
	}
	lib_fail_diags(diag, NW_ERR_FILE, diags);
	nw_machine_free(m);
	return NW_ERR_FILE;
}

enum nw_status nw_machine_load(const char *path, const char *design, struct nw_machine **m,
			       struct nw_diag *diag)
{
	const struct isolation_design *d = find_design(design, diag);
	struct diag_list diags = DIAG_LIST_INIT;
	struct nw_machine *machine;

	if (!d)
		return NW_ERR_DESIGN;
	machine = xcalloc(1, sizeof(*machine));
	return finish_load(machine, machine_file_load(&machine->file, path, &diags), d, &diags, m,
			   diag);
}

enum nw_status nw_machine_load_text(const char *text, size_t len, const char *shown,
				    const char *design, struct nw_machine **m, struct nw_diag *diag)
{
	const struct isolation_design *d = find_design(design, diag);
	struct diag_list diags = DIAG_LIST_INIT;
	struct nw_machine *machine;
	bool loaded;

	if (!d)
		return NW_ERR_DESIGN;
	machine = xcalloc(1, sizeof(*machine));
	loaded = machine_file_load_bytes(&machine->file, shown, text, len, &diags);
	return finish_load(machine, loaded, d, &diags, m, diag);
}

void nw_machine_free(struct nw_machine *m)
{
	if (!m)
		return;
	ask_close(&m->ask);
	machine_file_free(&m->file);
	free(m->slots);
	free(m);
}

/* ---- booting anew ---- */

static enum nw_status boot_with(struct nw_machine *m, const struct engine_options *options,
				struct nw_diag *diag)
{
	const struct engine_options old = m->ask.options;
	struct diag_list diags = DIAG_LIST_INIT;

	m->ask.options = *options;
	if (!ask_reset(&m->ask, &diags)) {
		diag_list_free(&diags);
		return NW_OK;
	}
	m->ask.options = old;
	return lib_fail_diags(diag, NW_ERR_FILE, &diags);
}

enum nw_status nw_machine_reset(struct nw_machine *m, struct nw_diag *diag)
{
	const struct engine_options options = m->ask.options;

	return boot_with(m, &options, diag);
}

enum nw_status nw_machine_set_design(struct nw_machine *m, const char *design, struct nw_diag *diag)
{
	struct engine_options options = m->ask.options;

	options.design = find_design(design, diag);
	if (!options.design)
		return NW_ERR_DESIGN;
	memset(options.switch_values, 0, sizeof(options.switch_values));
	return boot_with(m, &options, diag);
}

const char *nw_machine_design(const struct nw_machine *m)
{
	return m->ask.options.design->name;
}

static int find_word(const char *const *words, size_t nr, const char *word)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(words[i], word))
			return (int)i;
	return -1;
}

enum nw_status nw_machine_set_switch(struct nw_machine *m, const char *name, const char *value,
				     struct nw_diag *diag)
{
	struct engine_options options = m->ask.options;
	const struct isolation_design *design = options.design;
	const char *names[DESIGN_MAX_SWITCHES];
	const char *const *values;
	size_t nr_values = 0;
	int which;

	for (unsigned i = 0; i < design->nr_switches; i++)
		names[i] = design->switches[i].name;
	which = find_word(names, design->nr_switches, name);
	if (which < 0)
		return lib_fail_unknown(diag, NW_ERR_SWITCH, "switch", name, names,
					design->nr_switches);
	values = design->switches[which].values;
	while (values[nr_values])
		nr_values++;
	options.switch_values[which] = find_word(values, nr_values, value);
	if (options.switch_values[which] < 0)
		return lib_fail_unknown(diag, NW_ERR_SWITCH, "value", value, values, nr_values);
	return boot_with(m, &options, diag);
}

/* ---- checking, asking ---- */

enum nw_status nw_check(struct nw_machine *m, struct nw_diag *diag)
{
	struct engine *e = m->ask.e;
	const int level = e->m.check_level;
	const char *wrong;
	char buf[256];

	e->m.check_level = 3;
	wrong = machine_check(e, buf, sizeof(buf));
	e->m.check_level = level;
	return wrong ? lib_fail(diag, NW_ERR_BROKEN, "%s", wrong) : NW_OK;
}

enum nw_status nw_ask(struct nw_machine *m, const char *json, char **answer)
{
	json_t *object = ask_answer(&m->ask, json, strlen(json));

	*answer = json_dumps(object, JSON_COMPACT);
	json_decref(object);
	if (!*answer)
		host_memory_exhausted(0);
	return NW_OK;
}
