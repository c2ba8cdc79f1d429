/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of device/ share among themselves. */
#ifndef NW_DEVICE_PRIVATE_H
#define NW_DEVICE_PRIVATE_H

#include "device/device.h"

/* In place of a length: the page is poisoned. */
#define LENGTH_POISONED UINT16_MAX

/* Is some page of the block poisoned? */
bool device_block_poisoned(const struct machine *m, struct page_block block);

#endif
