# SPDX-License-Identifier: GPL-2.0-only
"""One pressure scenario: boot, play, let the model play, compare."""
import os
import tempfile

from . import pressure, pressure_judge, record, topology
from . import guest as guests
from .problems import BadInput, NotHere

DISK_BYTES = 4 << 30
SWAP_MAGIC = b'SWAPSPACE2'


def read(path):
    try:
        import yaml     # recorded scenarios are judged without it
    except ImportError as problem:
        raise NotHere('no YAML for Python; on Debian: apt-get install python3-yaml') from problem
    try:
        with open(path, encoding='utf-8') as source:
            scenario = yaml.safe_load(source)
    except (OSError, yaml.YAMLError) as problem:
        raise BadInput('%s: %s' % (path, problem)) from problem
    if not isinstance(scenario, dict) or 'steps' not in scenario:
        raise BadInput('%s: not a scenario with steps' % path)
    pressure.check(scenario)
    return scenario


def swap_bytes(scenario):
    for step in scenario['steps']:
        if 'swapon' in step:
            return pressure.size_of(step['swapon']['size'])
    return 0


def make_disks(folder, spec, swap):
    """An empty disk for files, and one with the header of a swap area."""
    for name, size in (('disk', DISK_BYTES), ('swap', swap)):
        if not size:
            continue
        path = os.path.join(folder, name)
        with open(path, 'wb') as image:
            image.truncate(size)
            if name == 'swap':
                image.seek(1024)
                image.write((1).to_bytes(4, 'little'))
                image.write((size // pressure.PAGE - 1).to_bytes(4, 'little'))
                image.seek(pressure.PAGE - len(SWAP_MAGIC))
                image.write(SWAP_MAGIC)
        spec['qemu'] = spec['qemu'] + [
            '-drive', 'file=%s,format=raw,if=none,id=%s,cache=unsafe' % (path, name),
            '-device', 'virtio-blk-pci,drive=%s' % name]


def play_live(path, scenario, args, tools):
    """Return: (scenario as measured, number of its first steps, kernel's rows, machine)."""
    spec = topology.read(tools.nodewall, path, args.memory)
    for remark in spec['remarks']:
        print('%s: %s' % (scenario['name'], remark))
    with tempfile.TemporaryDirectory(prefix='referee-') as box:
        make_disks(box, spec, swap_bytes(scenario))
        with guests.Guest(tools.qemu, tools.kernel, spec) as guest:
            settings = pressure.prepare(guest, scenario)
            machine = record.machine(guest, scenario['name'], spec)
            print('%s: Linux %s, booted in %.1f s' %
                  (scenario['name'], machine['kernel'], guest.boot_seconds))
            rows = pressure.play(guest, scenario, machine)
    asked, first = pressure.measured(scenario, machine, settings, rows)
    return asked, first, rows, machine['kernel']


def one_scenario(path, args, tools):
    """Return: Findings of one file."""
    scenario = read(path)
    asked, first, rows, kernel = play_live(path, scenario, args, tools)
    if args.record:
        os.makedirs(args.record, exist_ok=True)
        name = os.path.splitext(os.path.basename(path))[0] + '.json'
        pressure_judge.write_capture(os.path.join(args.record, name), asked, first, rows, kernel)
    mine = pressure_judge.play_model(tools.nodewall, asked, first)
    findings = pressure_judge.judge(asked, first, rows, mine)
    pressure_judge.show(scenario['name'], asked, first, rows, mine, findings, args.all)
    return findings
