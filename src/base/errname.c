// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of the error numbers that a modelled system call can answer with.
 *
 * Mirrors: lib/errname.c errname(), v6.12.
 * Differs: the same text for both signs; numbers that no modelled call uses have no name.
 */
#include "base/errname.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct errname {
	int err;
	const char *name;
};

/* clang-format off */
#define E(name) { name, #name }

static const struct errname errnames[] = {
	{ 0, "0" },
	E(E2BIG), E(EACCES), E(EAGAIN), E(EALREADY), E(EBADF), E(EBUSY), E(ECANCELED),
	E(ECHILD), E(EDOM), E(EDQUOT), E(EEXIST), E(EFAULT), E(EFBIG), E(EHWPOISON),
	E(EINPROGRESS), E(EINTR), E(EINVAL), E(EIO), E(EISDIR), E(ELOOP), E(EMFILE),
	E(EMSGSIZE), E(ENAMETOOLONG), E(ENFILE), E(ENODATA), E(ENODEV), E(ENOENT), E(ENOEXEC),
	E(ENOMEM), E(ENOSPC), E(ENOSYS), E(ENOTDIR), E(ENOTEMPTY), E(ENXIO), E(EOPNOTSUPP),
	E(EOVERFLOW), E(EPERM), E(EPIPE), E(EPROTO), E(ERANGE), E(EROFS), E(ESPIPE), E(ESRCH),
	E(ESTALE), E(ETIME), E(ETIMEDOUT), E(ETXTBSY), E(EUCLEAN), E(EXDEV),
};

#undef E
/* clang-format on */

#define NR_ERRNAMES (sizeof(errnames) / sizeof(errnames[0]))

const char *errname(int err)
{
	for (size_t i = 0; i < NR_ERRNAMES; i++) {
		/* -err would overflow for INT_MIN, -errnames[i].err cannot. */
		if (err == errnames[i].err || err == -errnames[i].err)
			return errnames[i].name;
	}
	return "E?";
}

int errname_parse(const char *name)
{
	for (size_t i = 0; i < NR_ERRNAMES; i++) {
		if (strcmp(name, errnames[i].name) == 0)
			return errnames[i].err;
	}
	return -1;
}
