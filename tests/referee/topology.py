# SPDX-License-Identifier: GPL-2.0-only
"""A machine as QEMU is told about it: what `nodewall export` makes of a file.

A spec is a dictionary: "qemu" options, "nodes" with the number that Linux gives each,
"hmat" rows, "hotplug" (the last node has a window for DIMMs), "append" (kernel parameters)
and "remarks": what the guest cannot have, in words.
"""
import json
import os
import subprocess

from .problems import BadInput

BOUNDARY_PAGES = (4 << 30) // 4096      # where zone DMA32 ends
SLOTS = 8
MAX_GB = 8
LAYOUT_WORDS = ('numa', 'kernelcore', 'movablecore')


def ceil_to(value, grain):
    return -(-value // grain) * grain


def capture_of(path):
    """The contents of a machine.json, or of the one in a folder; None for other files."""
    if os.path.isdir(path):
        path = os.path.join(path, 'machine.json')
    if not path.endswith('.json'):
        return None
    try:
        with open(path, encoding='utf-8') as source:
            return json.load(source)
    except (OSError, ValueError) as problem:
        raise BadInput('%s: %s' % (path, problem)) from problem


def read(nodewall, path, limit_mb):
    """The spec of the machine in @path, as small as @limit_mb of memory demands."""
    try:
        done = subprocess.run([nodewall, 'export', '--to=qemu', '--json',
                               '--memory=%d' % limit_mb, path],
                              capture_output=True, text=True, check=False)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError) as problem:
        raise BadInput('%s: nodewall export: %s' % (path, problem)) from problem
    if answer is None:
        raise BadInput(done.stderr.strip() or 'nodewall export failed on ' + path)
    spec = {'qemu': answer['qemu_machine'], 'nodes': answer['nodes'], 'append': [],
            'hotplug': answer['hotplug'], 'remarks': answer['remarks'],
            'hmat': [{'initiator': row['initiator'], 'target': row['target'],
                      'read_latency_ns': int(row['latency_ns']),
                      'write_latency_ns': int(row['latency_ns']),
                      'read_bandwidth_mbs': int(row['bandwidth_mbs']),
                      'write_bandwidth_mbs': int(row['bandwidth_mbs'])}
                     for row in answer['hmat'] if row['latency_ns'] and row['bandwidth_mbs']]}
    capture = capture_of(path)
    if capture:
        from_capture(spec, capture)
    return spec


def from_capture(spec, capture):
    """What only a capture knows: kernel parameters that lay out memory, and its design."""
    spec['append'] = [word for word in capture.get('cmdline', [])
                      if word.split('=')[0] in LAYOUT_WORDS]
    if spec['append']:
        spec['remarks'] = [text for text in spec['remarks'] if 'kernelcore=' not in text]
    design = capture.get('design', 'mainline')
    if design != 'mainline':
        spec['remarks'].append('design %s: stock Linux does not have it; asked as mainline'
                               % design)


def qemu_of(spec, nid):
    """QEMU's node of a Linux node."""
    return [node['linux'] for node in spec['nodes']].index(nid)
