# SPDX-License-Identifier: GPL-2.0-only
"""All sections, in the order in which they are asked."""
import random

from . import fuzz
from . import questions as q

SECTIONS = (
    ('00_boot', q.boot),
    ('10_matrix', q.matrix),
    ('11_matrix_fuzz', fuzz.matrix_fuzz),
    ('20_exhaust', q.exhaust),
    ('40_cpuset', q.cpuset),
    ('41_cpuset_fuzz', fuzz.cpuset_fuzz),
    ('50_mempolicy', q.mempolicy),
    ('51_mpol_args', q.policy_args),
    ('52_mpol_cpuset', q.policy_cpuset),
    ('53_mpol_rebind', q.policy_rebind),
    ('54_mbind', q.mbind),
    ('55_misc', q.misc),
    ('56_mpol_fuzz', fuzz.policy_fuzz),
    ('70_hotplug', q.hotplug),
    ('80_sysctl', q.sysctl),
    ('81_sysctl_fuzz', fuzz.sysctl_fuzz),
)

# Questions that leave no state behind, by section: any of them may be left out.
STATELESS = {'00_boot': ('preferred',), '10_matrix': ('probe',), '20_exhaust': ('exhaust',),
             '50_mempolicy': ('policy.case',), '51_mpol_args': ('policy.case',),
             '52_mpol_cpuset': ('policy.case',), '54_mbind': ('mbind.case',)}


def for_machine(machine, wanted, seed, sample=1.0):
    """(section, question) in order.

    @wanted: section names or their numbers, empty = all. @sample: how many of the questions
    that leave no state behind are asked, chosen by @seed.
    """
    m = q.Machine(machine)
    for name, make in SECTIONS:
        dice = random.Random('%s %d' % (name, seed))
        if wanted and name not in wanted and name[:2] not in wanted:
            continue
        for question in make(m, seed):
            if question['op'] not in STATELESS.get(name, ()) or dice.random() < sample:
                yield name, question
