/* SPDX-License-Identifier: GPL-2.0-only */
/* What every unit test includes: cmocka wants these headers in this order. */
#ifndef NW_UNIT_UNIT_H
#define NW_UNIT_UNIT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
