# SPDX-License-Identifier: GPL-2.0-only
"""The live kernel as referee: see docs/referee.md."""
