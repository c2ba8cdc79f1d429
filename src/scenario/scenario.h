/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scenario file, loaded and checked as a whole. Nothing has run yet, and
 * nothing that can be wrong with the text is left to find out.
 */
#ifndef NW_SCENARIO_SCENARIO_H
#define NW_SCENARIO_SCENARIO_H

#include "model/design.h"
#include "scenario/plan.h"

#define SCENARIO_MAX_CGROUPS 1000u
#define SCENARIO_MAX_TASKS 10000u
#define KERNEL_MODEL "6.12"

/* A design and the settings of the points that it leaves open. */
struct scenario_design {
	const struct isolation_design *design;
	int switch_values[DESIGN_MAX_SWITCHES];
	bool stated;	/* the scenario names it: all that it expects holds here */
};

/*
 * Constant once loaded. Locations and most strings are borrowed from the two
 * documents, so that messages and results may be printed as long as it lives.
 */
struct scenario {
	struct yaml_doc doc;
	struct yaml_doc machine_doc;	/* of machine: or import:; else zero */
	char *machine_path;
	char *name;
	const char *why;		/* or NULL */
	const char **tags;
	size_t nr_tags;
	bool has_steps;			/* false: a machine file */
	struct machine_desc desc;
	struct scenario_design *designs;
	const char **design_names;
	size_t nr_designs;
	struct plan_step *stage;	/* cgroups, then tasks */
	size_t nr_stage;
	struct plan_step *steps;
	size_t nr_steps;
};

/*
 * Load a file; @path must outlive @s and @diags, "-" is standard input. Return:
 * false when there are errors in @diags (their source lines are filled in).
 * scenario_free() is needed in both cases, after the messages were printed.
 */
bool scenario_load(struct scenario *s, const char *path, struct diag_list *diags);
/* The same from memory; @shown is what messages call it. Imports are relative to it. */
bool scenario_load_bytes(struct scenario *s, const char *shown, const char *bytes, size_t len,
			 struct diag_list *diags);
void scenario_free(struct scenario *s);

/* The line of a location, from whichever file it is in; malloc'ed or NULL. */
char *scenario_source_line(const struct scenario *s, struct source_loc loc);
/*
 * The step that @where names: a number, a line of the file (":41"), a name, or a
 * name in lower case with dashes for everything but letters and digits. NULL: none.
 */
const struct plan_step *scenario_find_step(const struct scenario *s, const char *where);
/* "next anon fault" -> "next-anon-fault"; malloc'ed. */
char *step_slug(const char *name);

/* ---- between the files of the reader ---- */
struct plan_context;
/* scenario_stage.c: cgroups and tasks as a whole. */
bool scenario_read_cgroups(struct plan_context *c, const struct yaml_node *map,
			   struct scenario *s);
bool scenario_read_tasks(struct plan_context *c, const struct yaml_node *map, struct scenario *s);
/* scenario_designs.c */
bool scenario_read_designs(struct reader *r, const struct yaml_node *file, struct scenario *s);

#endif
