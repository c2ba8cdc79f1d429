# SPDX-License-Identifier: GPL-2.0-only
"""Why the referee stops."""


class BadInput(Exception):
    """The machine asked for cannot be read or built: exit status 2."""


class NotHere(Exception):
    """This computer lacks QEMU, a kernel package or a compiler: exit status 4."""


class GuestFailed(Exception):
    """The guest did not boot or stopped answering: exit status 70."""
