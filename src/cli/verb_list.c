// SPDX-License-Identifier: GPL-2.0-only
/* nodewall verdicts and gfp: the tables that results are made of. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "alloc/alloc_flags.h"
#include "alloc/page_alloc.h"
#include "cli/cli.h"
#include "cli/json_out.h"
#include "cli/verbs.h"

#define COLUMNS 100
#define TEXT_COLUMN 54 /* of what a verdict means */
#define FLAGS_COLUMN 16 /* of what gfp flags mean */

/* ---- verdicts ---- */

static void add_verdict_row(struct text *out, enum verdict v)
{
	const struct verdict_info *info = verdict_info(v);

	text_add(out, info->short_name);
	text_pad(out, 16);
	text_add(out, verdict_class_name(info->class));
	text_pad(out, 27);
	text_add(out, info->by);
	text_add(out, " ");
	text_pad(out, TEXT_COLUMN);
	cli_add_wrapped(out, info->text, TEXT_COLUMN, COLUMNS);
}

static void add_verdict_details(struct text *out, enum verdict v)
{
	const struct verdict_info *info = verdict_info(v);

	text_addf(out, "%s (%s)\n", info->code, info->short_name);
	text_addf(out, "  means       %s\n", info->text);
	text_addf(out, "  class       %s\n", verdict_class_name(info->class));
	text_addf(out, "  decided by  %s\n", info->by);
}

static json_t *verdict_json(enum verdict v)
{
	const struct verdict_info *info = verdict_info(v);

	return json_pack("{s:s,s:s,s:s,s:s,s:s}", "code", info->code, "short", info->short_name,
			 "class", verdict_class_name(info->class), "by", info->by, "text",
			 info->text);
}

static int unknown_verdict(const char *name)
{
	const char *words[2 * NR_VERDICTS];

	for (int v = 0; v < NR_VERDICTS; v++) {
		words[2 * v] = verdict_info((enum verdict)v)->code;
		words[2 * v + 1] = verdict_info((enum verdict)v)->short_name;
	}
	return cli_unknown("verdict", name, words, (size_t)2 * NR_VERDICTS,
			   "nodewall verdicts lists them");
}

static int verdicts_json(const struct cli_args *args, int only)
{
	json_t *array = json_array();

	for (int v = 0; v < NR_VERDICTS; v++)
		if (only < 0 || v == only)
			json_array_append_new(array, verdict_json((enum verdict)v));
	return cli_write_json(args, "verdicts", json_pack("{s:o}", "verdicts", array));
}

static int verdicts_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	int only = args->nr_operands ? verdict_parse(args->operands[0]) : -1;
	struct text out = TEXT_INIT;

	if (format < 0)
		return EXIT_USAGE;
	if (args->nr_operands && only < 0)
		return unknown_verdict(args->operands[0]);
	if (format == FORMAT_JSON)
		return verdicts_json(args, only);
	if (only >= 0) {
		add_verdict_details(&out, (enum verdict)only);
		return cli_write(&out);
	}
	if (args->verbosity >= 0)
		text_add(&out, "verdict         class      decided by                 means\n");
	for (int v = 0; v < NR_VERDICTS; v++)
		add_verdict_row(&out, (enum verdict)v);
	return cli_write(&out);
}

const struct cli_verb verb_verdicts = {
	.name = "verdicts",
	.operands = "[CODE]",
	.summary = "list the verdicts that results are made of, or explain one",
	.examples = "nodewall verdicts\nnodewall verdicts watermark\n",
	.max_operands = 1,
	.run = verdicts_run,
};

/* ---- gfp ---- */

/* What a flag word means to a request of a plain task. */
struct gfp_meaning {
	struct text names, bits, fast, slow;
	unsigned slow_flags;
};

static void gfp_bits(gfp_t gfp, const struct isolation_design *design, struct text *out)
{
	for (int bit = 0; bit < 64; bit++) {
		gfp_t one = UINT64_C(1) << bit;

		if (!(gfp & one))
			continue;
		if (out->len)
			text_add(out, " ");
		/* The name tables know GFP_DMA and GFP_DMA32 for single bits. */
		if (one == __GFP_DMA || one == __GFP_DMA32)
			text_add(out, "__");
		gfp_format(one, design, out);
	}
}

static void gfp_meaning(gfp_t gfp, const struct isolation_design *design,
			struct gfp_meaning *meaning)
{
	struct task task = { .name = "task" };
	struct alloc_request req = { .gfp = gfp, .task = &task };

	*meaning = (struct gfp_meaning){ 0 };
	gfp_format(gfp, design, &meaning->names);
	gfp_bits(gfp, design, &meaning->bits);
	alloc_flags_format(ALLOC_WMARK_LOW | ((unsigned)gfp & ALLOC_KSWAPD), &meaning->fast);
	meaning->slow_flags = gfp_to_alloc_flags(&req);
	alloc_flags_format(meaning->slow_flags, &meaning->slow);
}

static void gfp_meaning_free(struct gfp_meaning *meaning)
{
	text_free(&meaning->names);
	text_free(&meaning->bits);
	text_free(&meaning->fast);
	text_free(&meaning->slow);
}

static void gfp_text(gfp_t gfp, const struct gfp_meaning *g, struct text *out)
{
	text_addf(out, "%s\n", text_str(&g->names));
	text_addf(out, "  value         0x%llx\n", (unsigned long long)gfp);
	text_add(out, "  bits          ");
	cli_add_wrapped(out, text_str(&g->bits), FLAGS_COLUMN, COLUMNS);
	if (gfp_zone_is_bad(gfp))
		text_add(out, "  warning       two of DMA, DMA32 and HIGHMEM: a caller's bug\n");
	text_addf(out, "  highest zone  %s\n", zone_names[gfp_zone(gfp)]);
	text_addf(out, "  migratetype   %s\n", migratetype_names[gfp_migratetype(gfp)]);
	text_addf(out, "  may sleep     %s\n", gfpflags_allow_blocking(gfp) ? "yes" : "no");
	text_addf(out, "  zonelist      %s\n",
		  gfp & __GFP_THISNODE ? "its own node only (NOFALLBACK)" : "fallback");
	text_addf(out, "  fast path     %s\n", text_str(&g->fast));
	text_addf(out, "  slow path     %s\n", text_str(&g->slow));
}

static json_t *gfp_json(gfp_t gfp, const struct gfp_meaning *g)
{
	char hex[32];

	snprintf(hex, sizeof(hex), "0x%llx", (unsigned long long)gfp);
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:s,s:s}", "gfp", text_str(&g->names),
			 "value", hex, "bits", text_str(&g->bits), "highest_zone",
			 zone_names[gfp_zone(gfp)], "migratetype",
			 migratetype_names[gfp_migratetype(gfp)], "may_sleep",
			 gfpflags_allow_blocking(gfp), "thisnode", (gfp & __GFP_THISNODE) != 0,
			 "alloc_flags_fast", text_str(&g->fast), "alloc_flags_slow",
			 text_str(&g->slow));
}

/* The operands of one expression may have been split by the shell. */
static char *join_operands(const struct cli_args *args)
{
	struct text all = TEXT_INIT;

	for (int i = 0; i < args->nr_operands; i++)
		text_addf(&all, "%s%s", i ? " " : "", args->operands[i]);
	return all.bytes;
}

static int bad_gfp(const char *text, const struct gfp_parse_error *bad)
{
	if (bad->suggestion)
		return cli_error("\"%.*s\" is no gfp flag; did you mean \"%s\"?", (int)bad->len,
				 text + bad->offset, bad->suggestion);
	if (bad->len)
		return cli_error("\"%.*s\" has no meaning here in \"%s\"", (int)bad->len,
				 text + bad->offset, text);
	return cli_error("\"%s\" ends too early", text);
}

static int gfp_run(const struct cli_args *args)
{
	int format = cli_one_format(args, FORMAT_BIT(FORMAT_TEXT) | FORMAT_BIT(FORMAT_JSON));
	const struct isolation_design *design = cli_one_design(args);
	struct gfp_parse_error bad;
	struct gfp_meaning meaning;
	struct text out = TEXT_INIT;
	char *text;
	gfp_t gfp;
	int err;

	if (format < 0 || !design)
		return EXIT_USAGE;
	text = join_operands(args);
	err = gfp_parse(text, design, &gfp, &bad) ? bad_gfp(text, &bad) : 0;
	free(text);
	if (err)
		return err;
	gfp_meaning(gfp, design, &meaning);
	if (format == FORMAT_JSON) {
		err = cli_write_json(args, "gfp", gfp_json(gfp, &meaning));
	} else {
		gfp_text(gfp, &meaning, &out);
		err = cli_write(&out);
	}
	gfp_meaning_free(&meaning);
	return err;
}

const struct cli_verb verb_gfp = {
	.name = "gfp",
	.operands = "EXPRESSION",
	.summary = "decode or encode gfp flags, and say what they mean",
	.examples = "nodewall gfp 0xcc0\nnodewall gfp 'GFP_HIGHUSER_MOVABLE|__GFP_THISNODE'\n",
	.about = "An expression is names or numbers joined by |, &, ~ and parentheses.",
	.options = (const enum cli_option[]){ OPT_DESIGN, NR_OPTIONS },
	.min_operands = 1,
	.max_operands = -1,
	.run = gfp_run,
};
