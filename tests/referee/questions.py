# SPDX-License-Identifier: GPL-2.0-only
"""The questions for a machine: every section starts with a reset and stands alone.

A question is a dictionary with "op" and its fields. Fields that have to be measured first
(free pages before a flood, say) are filled in when the question is put.
"""
ALL_BITS = 1025         # maxnode that holds every node
VADDR = '0x100000001000'
VADDR_MBIND = '0x100000000000'
NOWARN = '__GFP_NOWARN'
NORETRY = ['__GFP_NORETRY', NOWARN]
MOVABLE = ['__GFP_MOVABLE', '__GFP_HIGHMEM']

TASK_GFPS = [
    ['GFP_KERNEL'] + NORETRY,
    ['GFP_KERNEL'] + NORETRY + ['__GFP_THISNODE'],
    ['GFP_KERNEL'] + NORETRY + ['__GFP_RECLAIMABLE'],
    ['GFP_USER'] + NORETRY,
    ['GFP_HIGHUSER_MOVABLE'] + NORETRY,
    ['GFP_HIGHUSER_MOVABLE', '__GFP_THISNODE'] + NORETRY,
    ['GFP_ATOMIC', NOWARN],
    ['GFP_ATOMIC', '__GFP_HARDWALL', NOWARN],
    ['GFP_NOWAIT', NOWARN],
    ['GFP_NOWAIT', '__GFP_THISNODE', NOWARN],
    ['GFP_DMA', 'GFP_NOWAIT', NOWARN],
    ['GFP_DMA32', 'GFP_NOWAIT', NOWARN],
]
IRQ_GFPS = [
    ['GFP_ATOMIC', NOWARN],
    ['GFP_ATOMIC', '__GFP_HARDWALL', NOWARN],
    ['GFP_NOWAIT', NOWARN],
    ['GFP_NOWAIT', '__GFP_HARDWALL', NOWARN],
    ['GFP_NOWAIT', '__GFP_THISNODE', NOWARN],
    ['GFP_NOWAIT'] + MOVABLE + [NOWARN],
    ['GFP_DMA', 'GFP_NOWAIT', NOWARN],
    ['GFP_DMA32', 'GFP_NOWAIT', NOWARN],
]
BH_GFPS = [
    ['GFP_ATOMIC', NOWARN],
    ['GFP_NOWAIT', NOWARN],
    ['GFP_NOWAIT', '__GFP_HARDWALL', NOWARN],
]
# What a flood may be off by: blocks a run, blocks a zone; of order 0, one refill of a per-cpu list.
EXHAUST_BOUNDS = {0: (2100, 2100), 3: (160, 160), 5: (48, 48), 9: (12, 12), 10: (5, 5)}


def node_list(nodes):
    """As the kernel prints it: "0,2-4"."""
    nodes = sorted(set(nodes))
    runs = []
    for nid in nodes:
        if runs and runs[-1][1] == nid - 1:
            runs[-1][1] = nid
        else:
            runs.append([nid, nid])
    return ','.join(str(a) if a == b else '%d-%d' % (a, b) for a, b in runs)


def parse_list(text):
    nodes = []
    for part in filter(None, text.split(',')):
        first, _, last = part.partition('-')
        nodes += range(int(first), int(last or first) + 1)
    return nodes


class Machine:
    """What the questions depend on."""

    def __init__(self, machine):
        self.nodes = parse_list(machine['possible'])
        self.memory = [row['node'] for row in machine['nodes'] if row['memory']]
        self.cpus = sorted(int(cpu) for cpu in machine['cpu_to_node'])
        self.window = machine.get('hotplug_window')
        self.last = self.memory[-1]
        self.all = node_list(self.nodes)
        half = (len(self.nodes) + 1) // 2
        self.low = node_list(self.nodes[:half])
        self.high = node_list(self.nodes[half:] or self.nodes)

    def masks(self):
        """Telling nodemasks, without doubles."""
        seen = []
        for mask in (None, str(self.nodes[0]), str(self.last), self.low, self.high, self.all):
            if mask not in seen:
                seen.append(mask)
        return seen

    def weights(self):
        return {str(nid): (3, 1, 2, 5, 4)[i % 5] for i, nid in enumerate(self.nodes)}


def reset():
    return {'op': 'reset'}


def mkdir(path):
    return {'op': 'cgroup.mkdir', 'path': path}


def rmdir(path):
    return {'op': 'cgroup.rmdir', 'path': path}


def write(path, value, file='cpuset.mems'):
    return {'op': 'cgroup.write', 'path': path, 'file': file, 'value': value}


def dump():
    return {'op': 'cgroup.dump'}


# ---- boot

def boot(m, _):
    yield reset()
    yield {'op': 'nodestates'}
    yield {'op': 'tiers'}
    for nid in m.nodes:
        for which in ('fallback', 'thisnode'):
            yield {'op': 'zonelist', 'nid': nid, 'list': which}
    yield {'op': 'cpu_nodes'}
    for cpu in m.cpus:
        yield {'op': 'mems', 'cgroup': '/', 'cpu': cpu}
    for nid in m.nodes:
        yield {'op': 'next_best', 'nid': nid}
    for nid in m.nodes:
        for gfp in (['GFP_KERNEL'], ['GFP_DMA32'], ['GFP_DMA'], ['GFP_HIGHUSER_MOVABLE'],
                    ['GFP_KERNEL', '__GFP_THISNODE']):
            for mask in m.masks():
                yield {'op': 'preferred', 'nid': nid, 'gfp': gfp, 'nodemask': mask}


# ---- where one allocation is served

def probe(m, context, cgroup, gfp, order, mask):
    return {'op': 'probe', 'context': context, 'cgroup': cgroup, 'cpu': m.cpus[0], 'gfp': gfp,
            'order': order, 'nids': m.nodes, 'nodemask': mask}


def orders(gfp, wanted):
    """A 16 MiB zone may or may not have a large block just now: not asked."""
    return [order for order in wanted if order < 9 or 'GFP_DMA' not in gfp]


def matrix_of(m, cgroup, context, gfps, masks, wanted):
    for gfp in gfps:
        for order in orders(gfp, wanted):
            for mask in masks:
                yield probe(m, context, cgroup, gfp, order, mask)


def matrix(m, _):
    masks = m.masks()
    yield reset()
    yield {'op': 'mems', 'cgroup': '/', 'cpu': m.cpus[0]}
    yield from matrix_of(m, '/', 'task', TASK_GFPS, masks, (0, 3, 9))
    yield from matrix_of(m, '/', 'hardirq', IRQ_GFPS, masks[:3], (0, 9))
    yield mkdir('/m')
    yield {'op': 'mems', 'cgroup': '/', 'cpu': m.cpus[0]}
    yield from matrix_of(m, '/', 'task', TASK_GFPS, masks, (0,))
    for mems in subsets(m):
        yield write('/m', mems)
        for cpu in (m.cpus[0], m.cpus[-1]):
            yield {'op': 'mems', 'cgroup': '/m', 'cpu': cpu}
        yield from matrix_of(m, '/m', 'task', TASK_GFPS, masks, (0, 9))
        yield from matrix_of(m, '/m', 'hardirq', IRQ_GFPS, masks[:4], (0, 9))
        yield from matrix_of(m, '/m', 'bh_disabled', BH_GFPS, masks[:4], (0,))
    yield rmdir('/m')


def subsets(m):
    """Two cpusets: one node, and two in the middle."""
    yield str(m.last)
    middle = m.memory[len(m.memory) // 3:][:2]
    if middle != [m.last]:
        yield ','.join(map(str, middle))


# ---- until nothing is left

def exhaust_of(m, cgroup, gfp, order, nid, mask=None, context='task'):
    return {'op': 'exhaust', 'context': context, 'cgroup': cgroup, 'cpu': m.cpus[0],
            'gfp': gfp + [NOWARN], 'order': order, 'nid': nid, 'nodemask': mask}


def exhaust(m, _):
    first, last = m.nodes[0], m.nodes[-1]
    movable = ['GFP_NOWAIT'] + MOVABLE
    yield reset()
    yield exhaust_of(m, '/', movable, 0, first)
    yield exhaust_of(m, '/', ['GFP_NOWAIT'], 0, last)
    yield exhaust_of(m, '/', movable, 9, last)
    yield exhaust_of(m, '/', ['GFP_NOWAIT'], 9, first)
    yield exhaust_of(m, '/', ['GFP_DMA32', 'GFP_NOWAIT'], 9, last)
    yield exhaust_of(m, '/', movable, 9, first, m.high)
    yield exhaust_of(m, '/', ['GFP_NOWAIT'], 9, last, None, 'hardirq')
    yield mkdir('/x')
    for mems in subsets(m):
        yield write('/x', mems)
        yield exhaust_of(m, '/x', movable, 9, first)
        yield exhaust_of(m, '/x', movable + ['__GFP_HARDWALL'], 9, first)
        yield exhaust_of(m, '/x', ['GFP_NOWAIT'], 9, first, m.all)
    yield rmdir('/x')


# ---- cpusets

def cpuset(m, _):
    a, last = str(m.nodes[0]), str(m.last)
    yield reset()
    yield dump()
    yield mkdir('/a')
    yield {'op': 'task.spawn', 'task': 'T1', 'cgroup': '/a'}
    yield dump()
    for mems in (a, last, m.all, ',0', '0,,%s' % last, '0 ', ' 0', '0-%d' % (m.nodes[-1] + 1),
                 '0-1023', '0-1024', '5000', '99', 'abc', '0-', '-1', '1-0', '0:1', 'all', 'N',
                 '0x1', '%s:1/2' % m.all if '-' in m.all else '0', m.low, ''):
        yield write('/a', mems)
        yield {'op': 'cgroup.read', 'path': '/a', 'file': 'cpuset.mems'}
        yield {'op': 'cgroup.read', 'path': '/a', 'file': 'cpuset.mems.effective'}
    yield write('/', '0')
    yield write('/a', m.low)
    yield dump()
    yield write('/a', '+cpuset', 'cgroup.subtree_control')
    yield dump()
    yield {'op': 'task.move', 'task': 'T1', 'cgroup': '/'}
    yield write('/a', '+cpuset', 'cgroup.subtree_control')
    yield mkdir('/a/b')
    yield mkdir('/a/c')
    yield {'op': 'task.spawn', 'task': 'T2', 'cgroup': '/a/b'}
    yield {'op': 'task.spawn', 'task': 'T3', 'cgroup': '/a/c'}
    yield {'op': 'task.move', 'task': 'T1', 'cgroup': '/a'}
    for path, mems in (('/a/b', last), ('/a/b', a), ('/a/c', m.all), ('/a', last), ('/a', m.all),
                       ('/a/b', ''), ('/a/c', m.high), ('/a', a), ('/a', '')):
        yield write(path, mems)
        yield dump()
    yield rmdir('/a/b')
    yield {'op': 'task.kill', 'task': 'T2'}
    yield rmdir('/a/b')
    yield write('/a', '-cpuset', 'cgroup.subtree_control')
    yield dump()
    yield {'op': 'task.kill', 'task': None}
    yield rmdir('/a/c')
    yield rmdir('/a')
    yield dump()


# ---- memory policies

MODES = ('default', 'preferred', 'bind', 'interleave', 'local', 'preferred_many', 'weighted')


def case(m, cgroup, mode, flags, mask, pages, maxnode=ALL_BITS, op='policy.case', **more):
    question = {'op': op, 'cgroup': cgroup, 'cpu': m.cpus[0], 'mode': mode, 'flags': flags,
                'nodemask': mask, 'maxnode': 0 if mask is None else maxnode, 'pages': pages,
                'pretouch': True, 'vaddr': VADDR if op == 'policy.case' else VADDR_MBIND}
    question.update(more)
    question['weights'] = m.weights()
    return question


def weights(m):
    for nid, weight in m.weights().items():
        yield {'op': 'weight.write', 'node': int(nid), 'value': str(weight)}


def policy_masks(m):
    missing = str(m.nodes[-1] + 1)
    masks = ['', '0', str(m.last), m.low, m.high, m.all, missing, '0,%d' % (m.nodes[-1] + 3), None]
    return list(dict.fromkeys(masks))


def mempolicy(m, _):
    yield reset()
    yield from weights(m)
    yield {'op': 'policy.mems_allowed', 'cgroup': '/'}
    for mode in MODES:
        for flags in ([], ['static'], ['relative']):
            for mask in policy_masks(m):
                yield case(m, '/', mode, flags, mask, 2 * len(m.nodes) + 4)
    if m.cpus[-1] != m.cpus[0]:
        for mode in MODES:
            yield case(m, '/', mode, [], m.all if mode not in ('default', 'local') else '', 8,
                       cpu=m.cpus[-1])


def policy_args(m, _):
    yield reset()
    yield from weights(m)
    for mode, flags in (('bind', ['static', 'relative']), (7, []), (8, []), (9, []), (4096, []),
                        ('bind', ['numab']), ('preferred', ['numab']), ('interleave', ['numab']),
                        ('default', ['numab']), ('local', ['static'])):
        for mask in ('', '0', None):
            yield case(m, '/', mode, flags, mask, 4)
    for maxnode in (0, 1, 2, m.last, m.last + 1, m.last + 2, 64, 65, 1024, 1025):
        yield case(m, '/', 'bind', [], str(m.last), 4, maxnode)


def policy_cpuset(m, _):
    yield reset()
    yield from weights(m)
    yield mkdir('/p')
    for mems in subsets(m):
        yield write('/p', mems)
        for mode in MODES:
            for flags in ([], ['static'], ['relative']):
                for mask in policy_masks(m):
                    yield case(m, '/p', mode, flags, mask, 8)


def policy_rebind(m, _):
    first = node_list(m.memory[:2])
    steps = (str(m.last), node_list(m.memory[-2:]), m.all, str(m.memory[0]), first)
    yield reset()
    yield from weights(m)
    yield mkdir('/p')
    for mode in MODES:
        for flags in ([], ['static'], ['relative']):
            for mask in (first, m.all, str(m.last)):
                if mode in ('default', 'local') and (flags or mask != first):
                    continue
                yield write('/p', m.all)
                yield case(m, '/p', mode, flags, '' if mode in ('default', 'local') else mask, 8)
                for mems in steps:
                    yield write('/p', mems)
                    yield {'op': 'policy.state'}
                yield {'op': 'policy.end'}


def mbind(m, _):
    yield reset()
    yield from weights(m)
    for mode in MODES:
        for mask in ('', m.all, str(m.last), m.high):
            yield case(m, '/', mode, [], mask, 12, op='mbind.case', mf=[], pretouch=False)
            for mf in (['STRICT'], ['MOVE'], ['STRICT', 'MOVE'], ['MOVE_ALL'], ['LAZY']):
                yield case(m, '/', mode, [], mask, 8, op='mbind.case', mf=mf)


# ---- one task, step by step

def in_task(m, cgroup, *steps):
    yield {'op': 'task.begin', 'cgroup': cgroup, 'cpu': m.cpus[0]}
    yield from steps
    yield {'op': 'task.end'}


def a_map(pages, page_size=4096, shared=False):
    return {'op': 'mm.map', 'map': 'a', 'pages': pages, 'page_size': page_size,
            'shared': shared, 'vaddr': VADDR_MBIND}


def touch(first, pages, report):
    return {'op': 'mm.touch', 'map': 'a', 'first': first, 'pages': pages, 'report': report}


def a_policy(op, mode, mask, **more):
    return dict({'op': op, 'mode': mode, 'flags': [], 'nodemask': mask, 'maxnode': ALL_BITS},
                **more)


def misc(m, _):
    where = {'op': 'mm.where', 'map': 'a'}
    first, last = str(m.memory[0]), str(m.last)
    yield reset()
    yield from weights(m)
    yield mkdir('/p')
    for mode in ('interleave', 'weighted', 'bind', 'preferred', 'preferred_many'):
        mask = m.all if mode != 'preferred' else last
        yield from in_task(m, '/', a_map(4, 2 << 20), touch(0, 1, False),
                           a_policy('policy.set', mode, mask), touch(1, 3, True),
                           {'op': 'policy.get'})
        yield from in_task(m, '/', a_map(12), a_policy('mm.mbind', mode, mask, map='a', mf=[]),
                           {'op': 'mm.policy', 'map': 'a'}, touch(0, 12, True))
        for nid in m.memory[:4]:
            yield from in_task(m, '/', a_map(4),
                               a_policy('mm.mbind', mode, mask, map='a', mf=[]),
                               {'op': 'mm.home_node', 'map': 'a', 'node': nid},
                               touch(0, 4, True))
    for old, new in ((first, last), (m.all, m.all), (last, m.low), (m.low, m.high),
                     (m.high, first), (first, str(m.nodes[-1] + 1))):
        yield from in_task(m, '/', a_map(8), touch(0, 8, True),
                           {'op': 'migrate_pages', 'from': old, 'to': new}, where)
    yield write('/p', first)
    for cgroup in ('/', '/p'):
        for nid in [*m.nodes[:4], m.last, 99]:
            yield from in_task(m, cgroup, a_map(4), touch(0, 4, True),
                               {'op': 'move_pages', 'map': 'a', 'first': 0, 'pages': 4,
                                'node': nid, 'flags': ['MOVE']}, where)


# ---- settings

SYSCTL_WRITES = (
    [('vm.min_free_kbytes', v) for v in ('1024', '4096', '9000', '32768', '0', '8000')]
    + [('vm.watermark_scale_factor', v) for v in ('1', '10', '100', '1000', '3000', '0', '3001',
                                                  '10')]
    + [('vm.lowmem_reserve_ratio', v) for v in ('256 256 32 0 0', '1 1 1 1 1', '0 0 0 0 0',
                                                '8 16 32 64 0', '256 32 8 2 1', '256 256 32 0 0')]
    + [('vm.percpu_pagelist_high_fraction', v) for v in ('8', '100', '7', '0')])


def sysctl(_, __):
    yield reset()
    for name, value in SYSCTL_WRITES:
        yield {'op': 'sysctl.write', 'name': name, 'value': value}
        yield {'op': 'sysctl.read', 'name': name}
        yield {'op': 'sysctl.read', 'name': 'vm.lowmem_reserve_ratio'}
        yield {'op': 'zones.recomputed'}


# ---- hot-plug

def look(m, first_block):
    """Everything that a block may change."""
    yield {'op': 'nodestates'}
    yield {'op': 'tiers'}
    yield {'op': 'memblocks', 'first_block': first_block}
    for nid in m.nodes:
        yield {'op': 'zonelist', 'nid': nid, 'list': 'fallback'}
    yield {'op': 'zones'}
    yield {'op': 'watermarks'}
    yield dump()


def hotplug(m, _):
    if not m.window:
        return
    block = m.window['start_pfn'] * 4096 >> 27
    node = m.window['node']
    yield reset()
    yield mkdir('/g')
    yield write('/g', m.all)
    yield {'op': 'task.spawn', 'task': 'G1', 'cgroup': '/g'}
    yield from look(m, block)
    steps = [
        {'op': 'hotplug.auto_online', 'value': 'offline'},
        {'op': 'dimm.add', 'dimm': 1, 'node': node, 'mb': 256},
        {'op': 'block.set', 'block': block, 'state': 'online_movable'},
        {'op': 'block.set', 'block': block + 1, 'state': 'online_kernel'},
        {'op': 'block.set', 'block': block + 1, 'state': 'online_movable'},
        {'op': 'block.set', 'block': block + 1, 'state': 'offline'},
        {'op': 'block.set', 'block': block + 1, 'state': 'online'},
        {'op': 'block.set', 'block': block, 'state': 'offline'},
        {'op': 'block.set', 'block': block + 1, 'state': 'offline'},
        {'op': 'block.set', 'block': block + 1, 'state': 'offline'},
        {'op': 'dimm.remove', 'dimm': 1},
        {'op': 'hotplug.auto_online', 'value': 'online_movable'},
        {'op': 'dimm.add', 'dimm': 2, 'node': node, 'mb': 256},
        {'op': 'hotplug.auto_online', 'value': 'online'},
        {'op': 'dimm.add', 'dimm': 3, 'node': m.nodes[0], 'mb': 128},
        {'op': 'dimm.remove', 'dimm': 2},
        {'op': 'dimm.remove', 'dimm': 3},
    ]
    for step in steps:
        yield step
        yield from look(m, block)
    yield {'op': 'task.kill', 'task': None}
    yield rmdir('/g')
