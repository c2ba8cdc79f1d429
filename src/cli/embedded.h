/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of the source tree that the program carries; made by cmake/embed.cmake. */
#ifndef NW_CLI_EMBEDDED_H
#define NW_CLI_EMBEDDED_H

extern const char embedded_completion_bash[];
extern const char embedded_completion_zsh[];
extern const char embedded_completion_fish[];
extern const char embedded_template_gpu[];
extern const char embedded_template_cxl[];
extern const char embedded_template_hbm[];
extern const char embedded_template_cpuless[];

#endif
