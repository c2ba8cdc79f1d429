# SPDX-License-Identifier: GPL-2.0-only
"""What a capture folder holds: the machine as the kernel sees it, questions, answers."""
import gzip
import json
import os

from . import topology

SYSCTLS = ('vm.min_free_kbytes', 'vm.watermark_scale_factor', 'vm.watermark_boost_factor',
           'vm.percpu_pagelist_high_fraction', 'vm.zone_reclaim_mode')
ROOM_PAGES = 2048
MEMORY = '/sys/devices/system/memory/'
WORTH_RECORDING = ('init_on_alloc', 'numa_balancing', 'swiotlb', 'numa', 'kernelcore',
                   'movablecore', 'movable_node')


def file_of(guest, path):
    return guest.ask({'op': 'file.read', 'path': path}).get('value', '').strip()


def chosen(text):
    """The word in brackets of "always [madvise] never"."""
    return text.partition('[')[2].partition(']')[0] or text


def sysctls(guest, known):
    values = {}
    for name in SYSCTLS:
        values[name] = int(guest.ask({'op': 'sysctl.read', 'name': name})['value'])
    # Not read from its file: reading that one recomputes what has been recorded.
    values['vm.lowmem_reserve_ratio'] = known['lowmem_reserve_ratio']
    return values


def machine(guest, name, spec):
    """machine.json, measured inside the guest."""
    known = guest.ask({'op': 'machine'})
    blocks = guest.ask({'op': 'memblocks', 'first_block': 0})['blocks']
    out = {
        'format': 'nodewall-oracle-machine-1',
        'machine': name,
        'kernel': file_of(guest, '/proc/sys/kernel/osrelease'),
        'version': file_of(guest, '/proc/version'),
        'config': {'page_size': 4096, 'max_page_order': 10, 'pageblock_order': 9,
                   'max_numnodes': 1024, 'nr_cpu_ids': known['nr_cpu_ids'],
                   'zones': ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'],
                   'hz': 250, 'pcp_batch_scale_max': 5},
        'cmdline': [word for word in guest.cmdline.split()
                    if word.split('=')[0] in WORTH_RECORDING],
        'possible': known['possible'],
        'nodes': known['nodes'],
        'cpu_to_node': known['cpu_to_node'],
        'distance': known['distance'],
        'zones': [dict(name=name_, **zone) for name_, zone in known['zones'].items()],
        'totalram_pages': known['totalram_pages'],
        'sysctl': sysctls(guest, known),
        'thp': chosen(file_of(guest, '/sys/kernel/mm/transparent_hugepage/enabled')),
        'auto_online_blocks': file_of(guest, MEMORY + 'auto_online_blocks'),
        'online_policy': file_of(guest, '/sys/module/memory_hotplug/parameters/online_policy'),
        'memory_block_size': int(file_of(guest, MEMORY + 'block_size_bytes'), 16),
        'memory_blocks': {block: [b['node'], b['state'], b['valid_zones']]
                          for block, b in sorted(blocks.items(), key=lambda i: int(i[0]))},
    }
    if spec['hmat']:
        out['hmat'] = spec['hmat']
    if spec['hotplug']:
        out['hotplug_window'] = {'slots': topology.SLOTS, 'node': spec['nodes'][-1]['linux'],
                                 'start_pfn': window_start(known),
                                 'max_address': '%dG' % topology.MAX_GB}
    return out


def tight_zones(machine_):
    """Zones in which the guest's own business decides whether the next page is theirs."""
    return [zone['name'] for zone in machine_['zones'] if zone['zone'] != 'DMA'
            and zone['free'] - zone['wm']['low'] < ROOM_PAGES]


def window_start(known):
    """QEMU's window for DIMMs begins at the next GiB above 4 GiB and all memory."""
    end = max(zone['start_pfn'] + zone['spanned'] for zone in known['zones'].values())
    return max(topology.BOUNDARY_PAGES, topology.ceil_to(end, (1 << 30) // 4096))


def dump_json(value):
    return json.dumps(value, separators=(',', ':'))


def write_rows(path, rows):
    with open(path, 'wb') as target, \
            gzip.GzipFile(filename='', mode='wb', fileobj=target, mtime=0) as packed:
        for row in rows:
            packed.write((json.dumps(row) + '\n').encode())


def write_folder(folder, machine_, rows, guest_command):
    """machine.json, questions, answers; and how the machine was started."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'machine.json'), 'w', encoding='utf-8') as out:
        lines = ',\n'.join(' "%s": %s' % (key, ('[\n  %s\n ]' % ',\n  '.join(
            dump_json(row) for row in value)) if key in ('zones', 'nodes', 'distance', 'hmat')
            else dump_json(value)) for key, value in machine_.items())
        out.write('{\n%s\n}\n' % lines)
    write_rows(os.path.join(folder, 'questions.jsonl.gz'), [q for q, _ in rows])
    write_rows(os.path.join(folder, 'expected.jsonl.gz'), [e for _, e in rows])
    with open(os.path.join(folder, 'topology.json'), 'w', encoding='utf-8') as out:
        json.dump({'qemu_cmd': guest_command}, out, indent=1)
        out.write('\n')
