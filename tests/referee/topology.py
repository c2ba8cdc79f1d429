# SPDX-License-Identifier: GPL-2.0-only
"""A machine as QEMU is told about it.

A spec is a dictionary: "nodes" [{"mb", "cpus"}] in order, "dist" matrix, and where they
apply "low_mb" (memory below 4 GiB), "slots" and "max_gb" (hot-plug), "hmat" rows, "append"
(kernel parameters), "remarks" (what differs from the machine asked for, in words).
"""
import json
import os

from .problems import BadInput

MB_PAGES = 256
BOUNDARY_PAGES = (4 << 30) // 4096      # where zone DMA32 ends
GRAIN_MB = 32
NODE_MB_MIN = 128
LOW_MB_DEFAULT = 3072                   # QEMU's "pc" puts this much below 4 GiB at most
CPUS_MAX = 16
NODES_MAX = 64


def ceil_to(value, grain):
    return -(-value // grain) * grain


# ---- reading

def from_capture(path):
    """machine.json: the zones say how much memory each node has, and where."""
    try:
        with open(path, encoding='utf-8') as source:
            machine = json.load(source)
        spec = spec_of_machine(machine)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as problem:
        raise BadInput('%s: %s' % (path, problem)) from problem
    if machine.get('design', 'mainline') != 'mainline':
        spec['remarks'].append('design %s: stock Linux has no marks for special purpose memory; '
                               'the same memory boots as ordinary memory' % machine['design'])
    return spec


def spec_of_machine(machine):
    pages = {row['node']: 0 for row in machine['nodes']}
    low_end = 0
    high = False
    for zone in machine['zones']:
        pages[zone['node']] += zone['present']
        end = zone['start_pfn'] + zone['spanned']
        if zone['start_pfn'] < BOUNDARY_PAGES:
            low_end = max(low_end, min(end, BOUNDARY_PAGES))
        high = high or end > BOUNDARY_PAGES
    spec = {'nodes': [{'mb': ceil_to(pages[row['node']], GRAIN_MB * MB_PAGES) // MB_PAGES,
                       'cpus': row['cpus']} for row in machine['nodes']],
            'dist': machine['distance'], 'remarks': [],
            'append': [word for word in machine.get('cmdline', []) if word.split('=')[0] in
                       ('numa', 'kernelcore', 'movablecore', 'movable_node')]}
    if high:
        spec['low_mb'] = ceil_to(low_end, GRAIN_MB * MB_PAGES) // MB_PAGES
    if 'hotplug_window' in machine:
        spec['slots'], spec['max_gb'] = 8, 8
    if machine.get('hmat'):
        spec['hmat'] = machine['hmat']
    return spec


# ---- fitting

def fit(spec, limit_mb):
    """Shrink the machine to what this computer can boot; every change is a remark."""
    total = sum(node['mb'] for node in spec['nodes'])
    if not total:
        raise BadInput('a machine without memory at boot cannot be booted')
    if len(spec['nodes']) > NODES_MAX:
        raise BadInput('%d nodes; QEMU is asked for at most %d' % (len(spec['nodes']), NODES_MAX))
    if total > limit_mb:
        shrink(spec, total, limit_mb)
    one_cpu_a_node(spec)
    return spec


def shrink(spec, total, limit_mb):
    factor = limit_mb / total
    for node in spec['nodes']:
        if node['mb']:
            node['mb'] = max(NODE_MB_MIN, int(node['mb'] * factor) // GRAIN_MB * GRAIN_MB)
    low = spec.get('low_mb', LOW_MB_DEFAULT)
    if total > low:
        spec['low_mb'] = max(NODE_MB_MIN, int(low * factor) // GRAIN_MB * GRAIN_MB)
    spec['remarks'].append('%d MiB of memory do not fit: every size times %.3g, nodes of at least '
                           '%d MiB; the %d MiB below 4 GiB are %d MiB' %
                           (total, factor, NODE_MB_MIN, low, spec.get('low_mb', low)))


def one_cpu_a_node(spec):
    count = sum(len(node['cpus']) for node in spec['nodes'])
    if count <= CPUS_MAX and spec['nodes'] and any(0 in n['cpus'] for n in spec['nodes']):
        return
    next_cpu = 0
    for node in spec['nodes']:
        if node['cpus']:
            node['cpus'] = [next_cpu]
            next_cpu += 1
    if not next_cpu:
        raise BadInput('no node has a CPU')
    spec['remarks'].append('%d CPUs: one for each node that has any' % count)


# ---- telling QEMU

def cpu_list(cpus):
    return ''.join(',cpus=%d' % cpu for cpu in cpus)


def hmat_options(rows):
    options = []
    for row in rows:
        place = 'hmat-lb,initiator=%d,target=%d,hierarchy=memory,' % (row['initiator'],
                                                                      row['target'])
        options += ['-numa', place + 'data-type=access-latency,latency=%d'
                    % row['read_latency_ns'],
                    '-numa', place + 'data-type=access-bandwidth,bandwidth=%dM'
                    % row['read_bandwidth_mbs']]
    return options


def best_initiator(rows, target):
    choice = [row for row in rows if row['target'] == target]
    return min(choice, key=lambda row: row['read_latency_ns'])['initiator'] if choice else None


def qemu_options(spec):
    """The machine; not what is booted on it."""
    nodes, hmat = spec['nodes'], spec.get('hmat', [])
    machine = 'pc'
    if 'low_mb' in spec:
        machine += ',max-ram-below-4g=%dM' % spec['low_mb']
    if hmat:
        machine += ',hmat=on'
    memory = '%dM' % sum(node['mb'] for node in nodes)
    if 'slots' in spec:
        memory += ',slots=%d,maxmem=%dG' % (spec['slots'], spec['max_gb'])
    options = ['-accel', 'tcg', '-nodefaults', '-nic', 'none', '-display', 'none', '-no-reboot',
               '-cpu', 'max', '-machine', machine, '-m', memory,
               '-smp', str(sum(len(node['cpus']) for node in nodes))]
    for nid, node in enumerate(nodes):
        initiator = nid if node['cpus'] else best_initiator(hmat, nid)
        tail = cpu_list(node['cpus'])
        if hmat and initiator is not None:
            tail += ',initiator=%d' % initiator
        if node['mb']:
            options += ['-object', 'memory-backend-ram,id=m%d,size=%dM' % (nid, node['mb'])]
            tail = ',memdev=m%d' % nid + tail
        options += ['-numa', 'node,nodeid=%d%s' % (nid, tail)]
    for src, row in enumerate(spec['dist']):
        for dst, value in enumerate(row):
            if src != dst:
                options += ['-numa', 'dist,src=%d,dst=%d,val=%d' % (src, dst, value)]
    return options + hmat_options(hmat)


def linux_ids(spec):
    """QEMU node -> Linux node id.

    Linux numbers nodes densely, in order of first appearance in the SRAT: entries of CPUs
    come first, then memory. A node that appears nowhere does not exist; only the last one
    exists without memory and CPUs, as the node of the hot-plug window.
    """
    order = [n for n, node in enumerate(spec['nodes']) if node['cpus']]
    order += [n for n, node in enumerate(spec['nodes']) if node['mb'] and n not in order]
    last = len(spec['nodes']) - 1
    if 'slots' in spec and last not in order:
        order.append(last)
    return {qemu: linux for linux, qemu in enumerate(order)}


def read(path, limit_mb):
    """The machine in @path: a folder with machine.json, or such a file."""
    if os.path.isdir(path):
        path = os.path.join(path, 'machine.json')
    if not os.path.exists(path):
        raise BadInput('%s: no such file' % path)
    if path.endswith('.json'):
        return fit(from_capture(path), limit_mb)
    raise BadInput('%s: neither a machine.json nor a folder with one' % path)
