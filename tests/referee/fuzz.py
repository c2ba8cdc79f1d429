# SPDX-License-Identifier: GPL-2.0-only
"""Questions that a seed makes, not a person."""
import random

from .questions import (ALL_BITS, MODES, VADDR, dump, mkdir, node_list, probe, reset, rmdir,
                        weights, write)


def some_nodes(m, dice, most=4):
    return node_list(dice.sample(m.nodes, dice.randint(1, min(most, len(m.nodes)))))


# ---- requests

WAITING = (['GFP_KERNEL'], ['GFP_USER'], ['GFP_NOFS'], ['GFP_NOIO'], ['GFP_HIGHUSER'],
           ['GFP_HIGHUSER_MOVABLE'])
ATOMIC = (['GFP_ATOMIC'], ['GFP_NOWAIT'], ['__GFP_KSWAPD_RECLAIM'], [])
ZONE_FLAGS = ([], [], [], ['__GFP_DMA32'], ['__GFP_DMA'], ['__GFP_MOVABLE', '__GFP_HIGHMEM'],
              ['__GFP_HIGHMEM'], ['__GFP_RECLAIMABLE'])
OTHER_FLAGS = ('__GFP_THISNODE', '__GFP_HARDWALL', '__GFP_HIGH', '__GFP_MEMALLOC',
               '__GFP_NOMEMALLOC', '__GFP_COMP', '__GFP_WRITE')


def random_gfp(dice, may_wait):
    gfp = list(dice.choice(WAITING if may_wait and dice.random() < 0.5 else ATOMIC))
    if gfp != ['GFP_HIGHUSER_MOVABLE']:     # one mobility and one zone at a time
        gfp += dice.choice(ZONE_FLAGS)
    gfp += dice.sample(OTHER_FLAGS, dice.choice((0, 1, 1, 2)))
    return gfp + ['__GFP_NORETRY', '__GFP_NOWARN']


def random_probe(m, dice, cgroup):
    context = dice.choice(('task', 'task', 'hardirq', 'bh_disabled'))
    gfp = random_gfp(dice, context == 'task')
    order = dice.choice((0, 0, 1, 2, 3, 4, 5, 6) if '__GFP_DMA' in gfp
                        else (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))
    mask = dice.choice((None, None, some_nodes(m, dice), some_nodes(m, dice, 1), ''))
    return dict(probe(m, context, cgroup, gfp, order, mask), cpu=dice.choice(m.cpus))


def matrix_fuzz(m, seed):
    dice = random.Random('probe %d' % seed)
    yield reset()
    for _ in range(60):
        yield random_probe(m, dice, '/')
    yield mkdir('/m')
    for _ in range(6):
        yield write('/m', some_nodes(m, dice))
        for _ in range(30):
            yield random_probe(m, dice, '/m')
    yield rmdir('/m')


# ---- cpusets

class RandomTree:
    """Random writes to a tree of cpusets; what the kernel refuses is a question, too."""

    def __init__(self, m, dice):
        self.m, self.dice = m, dice
        self.paths, self.tasks, self.born = ['/'], [], 0

    def mems(self):
        return node_list(self.dice.sample(self.m.nodes,
                                          self.dice.randint(1, min(4, len(self.m.nodes)))))

    def make(self):
        parent = self.dice.choice(self.paths)
        path = '%s/%s' % (parent.rstrip('/'), self.dice.choice('abc'))
        if parent.count('/') < 3 and path not in self.paths:
            self.paths.append(path)
        return mkdir(path)

    def remove(self):
        path = self.dice.choice(self.paths)
        return rmdir(path) if path != '/' else dump()

    def set_mems(self):
        mems = self.dice.choice([self.mems(), self.mems(), ''])
        return write(self.dice.choice(self.paths), mems)

    def set_control(self):
        path = self.dice.choice(self.paths)
        value = self.dice.choice(['+cpuset', '+cpuset', '-cpuset'])
        return dump() if path == '/' else write(path, value, 'cgroup.subtree_control')

    def spawn(self):
        self.born += 1
        self.tasks.append('F%d' % self.born)
        return {'op': 'task.spawn', 'task': self.tasks[-1], 'cgroup': self.dice.choice(self.paths)}

    def move(self):
        if not self.tasks:
            return self.spawn()
        return {'op': 'task.move', 'task': self.dice.choice(self.tasks),
                'cgroup': self.dice.choice(self.paths)}

    def step(self):
        act = self.dice.choices((self.make, self.remove, self.set_mems, self.set_control,
                                 self.spawn, self.move), (4, 1, 6, 3, 2, 2))[0]
        return act()


def cpuset_fuzz(m, seed):
    tree = RandomTree(m, random.Random(seed))
    yield reset()
    for _ in range(60):
        question = tree.step()
        yield question
        if question['op'] != 'cgroup.dump':
            yield dump()
    yield {'op': 'task.kill', 'task': None}


# ---- policies

def policy_fuzz(m, seed):
    """Random policies in random cpusets; every third lives through a change of its cpuset."""
    dice = random.Random('policy %d' % seed)
    yield reset()
    yield from weights(m)
    yield mkdir('/p')
    for _ in range(60):
        if dice.random() < 0.3:
            yield write('/p', some_nodes(m, dice))
        yield random_case(m, dice)
        if dice.random() < 0.3:
            for _ in range(2):
                yield write('/p', some_nodes(m, dice))
                yield {'op': 'policy.state'}
        yield {'op': 'policy.end'}


def random_case(m, dice):
    mode = dice.choice(MODES)
    mask = dice.choice((some_nodes(m, dice), some_nodes(m, dice, len(m.nodes)), ''))
    return {'op': 'policy.case', 'cgroup': dice.choice(('/', '/p', '/p')),
            'cpu': dice.choice(m.cpus), 'mode': mode,
            'flags': dice.choice(([], ['static'], ['relative'])),
            'nodemask': '' if mode in ('default', 'local') and dice.random() < 0.8 else mask,
            'maxnode': ALL_BITS, 'pages': dice.randint(1, 24), 'pretouch': dice.random() < 0.8,
            'vaddr': hex(int(VADDR, 16) + 4096 * dice.randint(0, 255)),
            'weights': m.weights()}


# ---- settings

def random_setting(dice):
    name = dice.choice(('vm.min_free_kbytes', 'vm.watermark_scale_factor',
                        'vm.lowmem_reserve_ratio', 'vm.percpu_pagelist_high_fraction'))
    if name == 'vm.min_free_kbytes':
        return name, str(dice.choice((dice.randint(0, 1000), dice.randint(0, 40000))))
    if name == 'vm.watermark_scale_factor':
        return name, str(dice.randint(1, 3000))
    if name == 'vm.lowmem_reserve_ratio':
        return name, ' '.join(str(dice.choice((0, 1, dice.randint(2, 1000)))) for _ in range(5))
    return name, str(dice.choice((0, dice.randint(1, 7), dice.randint(8, 2000))))


def sysctl_fuzz(_, seed):
    """The first write is one that computes all watermarks: those of boot are stale."""
    dice = random.Random('sysctl %d' % seed)
    yield reset()
    for i in range(30):
        name, value = random_setting(dice) if i else ('vm.min_free_kbytes', '9000')
        yield {'op': 'sysctl.write', 'name': name, 'value': value}
        yield {'op': 'sysctl.read', 'name': name}
        yield {'op': 'zones.recomputed'}
