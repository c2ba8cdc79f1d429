/* SPDX-License-Identifier: GPL-2.0-only */
/* Style and script of the page, as text; made by cmake/embed.cmake from html/. */
#ifndef NW_REPORT_EMBEDDED_H
#define NW_REPORT_EMBEDDED_H

extern const char embedded_page_css[];
extern const char embedded_page_js[];

#endif
