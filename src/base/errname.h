/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of kernel error numbers, as they appear in scenarios and answers. */
#ifndef NW_BASE_ERRNAME_H
#define NW_BASE_ERRNAME_H

/* "EINVAL" for EINVAL or -EINVAL, "0" for 0, "E?" for a number that has no name here. */
const char *errname(int err);
/* Positive errno for "EINVAL", 0 for "0", -1 when the name is unknown. */
int errname_parse(const char *name);

#endif
