// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison as one page that needs nothing else: no network, no other file.
 *
 * Tables and drawings are plain markup; what a cell opens is data that the script
 * of the page turns into elements, as text only. The page says the same on every
 * run: it holds no time and no name of the machine that made it.
 */
#include "report/html.h"

#include "report/embedded.h"

/* Nothing may be loaded from anywhere, whatever ends up in the page. */
#define POLICY \
	"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " \
	"base-uri 'none'; form-action 'none'"

static void add_head(struct text *out)
{
	text_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n"
		      "<meta name=\"generator\" content=\"nodewall " NW_VERSION "\">\n"
		      "<title>nodewall: steps and designs</title>\n<style>\n");
	text_add(out, embedded_page_css);
	text_add(out, "</style>\n</head>\n");
}

static void add_intro(const struct report *report, const struct comparison *c, struct text *out)
{
	const char *model = report->nr_scenarios ? report->scenarios[0]->kernel_model : NULL;

	text_add(out, "<body>\n<header>\n<h1>nodewall</h1>\n<p>Which nodes may a request use, and "
		      "why not the others?");
	text_addf(out, " %zu scenario%s, %zu steps, %zu design%s; kernel model ",
		  report->nr_scenarios, report->nr_scenarios == 1 ? "" : "s", c->nr_rows,
		  c->nr_designs, c->nr_designs == 1 ? "" : "s");
	html_text(model ? model : "unknown", out);
	text_add(out, ".</p>\n<nav aria-label=\"sections\"><a href=\"#steps\">steps and designs"
		      "</a> <a href=\"#machines\">machines</a> <a href=\"#designs\">designs</a>"
		      "</nav>\n</header>\n<main>\n");
}

static void add_script(const struct text *data, struct text *out)
{
	text_add(out, "</main>\n<aside id=\"walk\" aria-labelledby=\"walk-title\" hidden></aside>\n"
		      "<script type=\"text/plain\" id=\"data\"");
	text_addf(out, " data-bytes=\"%zu\">", data->len);
	html_pack(data, out);
	text_add(out, "</script>\n<script>\n");
	text_add(out, embedded_page_js);
	text_add(out, "</script>\n</body>\n</html>\n");
}

void report_compare_html(const struct report *report, const struct compare_options *options,
			 struct text *out)
{
	struct text figures = TEXT_INIT, data = TEXT_INIT;
	struct html_machines machines;
	struct comparison c;

	comparison_make(&c, report, options->baseline);
	html_machines(report, &c, &machines, &figures);
	add_head(out);
	add_intro(report, &c, out);
	if (!options->summary)
		html_matrix(report, &c, &machines, options, out);
	html_timelines(report, out);
	text_add(out, text_str(&figures));
	html_summary(&c, out);
	html_data(report, &c, &machines, &data);
	add_script(&data, out);
	text_free(&figures);
	text_free(&data);
	html_machines_free(&machines);
	comparison_free(&c);
}
