# SPDX-License-Identifier: GPL-2.0-only
"""Why the referee stops."""


class BadInput(Exception):
    """The machine asked for cannot be read or built: exit status 2."""


class NotHere(Exception):
    """This computer lacks QEMU, a kernel package or a compiler: exit status 4."""


class KernelKeepsPages(Exception):
    """The kernel put pages of its own into memory that was to go away: no more can be asked."""


class GuestFailed(Exception):
    """The guest did not boot or stopped answering: exit status 70."""
