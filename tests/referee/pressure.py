# SPDX-License-Identifier: GPL-2.0-only
"""Scenarios about memory pressure, played on the live kernel as well as in the model.

A scenario's steps are done in the guest one by one; after each its memory is looked at
(facts.py). The model plays the same steps on the machine as the guest measured it.
"""
import re
import time
import urllib.parse

from . import facts
from .problems import BadInput, GuestFailed

PAGE = 4096
MAX_BLOCK = 1024        # pages of the largest block: zones of a scenario start on its boundary
UNITS = {'': 1, 'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30}
VADDR = 0x100000000000
# The model has neither; reclaim of the classic lists is what it mirrors.
AS_MODELLED = (('/sys/kernel/mm/lru_gen/enabled', '0'),
               ('/sys/kernel/mm/transparent_hugepage/enabled', 'never'),
               ('/proc/sys/vm/compaction_proactiveness', '0'),
               ('/proc/sys/vm/drop_caches', '3'))
DISK, SWAP = '/dev/vda', '/dev/vdb'


def size_of(value):
    """Bytes of "64M"."""
    match = re.fullmatch(r'(\d+)([KMG]?)(iB|B)?', str(value))
    if not match:
        raise BadInput('%s is not a size' % value)
    return int(match.group(1)) * UNITS[match.group(2)]


def pages_of(value):
    return size_of(value) // PAGE


class Player:
    """Does the steps of a scenario in a guest."""

    def __init__(self, guest, scenario, machine):
        self.guest = guest
        self.scenario = scenario
        self.zones = {zone['name']: zone for zone in machine['zones']}
        self.tasks = dict({'init': {}}, **scenario.get('tasks') or {})
        self.pids = {}
        self.begun = set()
        self.maps = {}
        self.files = {}

    def ask(self, op, **fields):
        answer = self.guest.ask(dict(fields, op=op))
        if 'error' in answer:
            raise GuestFailed('%s %s: %s' % (op, fields, answer['error']))
        return answer

    def write(self, path, value):
        answer = self.ask('file.write', path=path, value=value)
        if answer['errno'] != '0':
            raise GuestFailed('writing %s to %s: %s' % (value, path, answer['errno']))

    def set_up(self):
        for path, keys in (self.scenario.get('cgroups') or {}).items():
            self.ask('cgroup.mkdir', path=path)
            for file, value in keys.items():
                self.ask('cgroup.write', path=path, file=file, value=value)
        for name in self.tasks:
            self.task(name)

    def task(self, name):
        """Tasks come into being in the order of the scenario."""
        if name in self.begun:
            return name
        about = self.tasks.get(name) or {}
        answer = self.ask('actor.begin', actor=name, cgroup=about.get('cgroup', '/'),
                          cpu=about.get('cpu', 0), adj=about.get('oom_score_adj', 0))
        self.begun.add(name)
        self.pids[answer['pid']] = name
        if about.get('mempolicy'):
            self.policy(name, about['mempolicy'])
        return name

    def policy(self, task, text):
        mode, _, nodes = str(text).partition('=')
        return self.ask('policy.set', actor=task, mode=mode.split('+')[0],
                        flags=mode.split('+')[1:], nodemask=nodes, maxnode=1025)

    # ---- steps: each returns what it led to

    def step(self, step):
        kind = kind_of(step)
        return getattr(self, 'do_' + kind)(step[kind]) or {}

    def do_map(self, args):
        number = len(self.maps)
        self.maps[args['task'], args['map']] = pages_of(args['size'])
        self.ask('mm.map', actor=self.task(args['task']), map=args['map'], page_size=PAGE,
                 pages=pages_of(args['size']), vaddr=hex(VADDR + (number << 32)), shared=0)

    def do_touch(self, args):
        pages = self.maps[args['task'], args['map']]
        answer = self.ask('mm.access', actor=args['task'], map=args['map'],
                          first=args.get('first', 0), pages=args.get('pages', pages),
                          write=int(args.get('write', True)))
        return {'died': True} if 'died' in answer else {}

    def do_file(self, args):
        """Files lie one behind the other on the disk, a GiB apart in no case."""
        what, = [w for w in ('read', 'write', 'sync', 'drop') if w in args]
        start = self.files.setdefault(args['file'], len(self.files) * (1 << 30))
        size = 1 << 30 if args[what] == 'all' else size_of(args[what])
        return self.ask('file.io', actor=self.task(args.get('task', 'init')), path=DISK,
                        what=what, bytes=size, offset=start + size_of(args.get('offset', 0)))

    def do_alloc(self, args):
        until, count = -1, args.get('blocks', 1)
        size = str(args.get('size', ''))
        order = args.get('order', 0)
        if size.startswith('until='):
            until, count = (-1 if size == 'until=fail' else int(size[6:])), 0
        elif size:
            count = pages_of(size) >> order
        answer = self.ask('hold', actor=self.task(args.get('task', 'init')),
                          gfp=args['gfp'], order=order, nid=args.get('node', -1),
                          nodemask=args.get('nodemask'), count=count, until=until,
                          label=label(args))
        return {'blocks': answer['blocks']}

    def do_fill(self, args):
        """Zones from the lowest up, as the model does it; again while the guest frees more."""
        for _ in range(3):
            self.fill_once(args)
            time.sleep(0.3)

    def fill_once(self, args):
        for name, zone in self.zones.items():
            if zone['node'] != args['node'] or args.get('zone', zone['zone']) != zone['zone']:
                continue
            leave = args.get('leave', 'min')
            leave = zone['wm'][leave] if leave in zone['wm'] else pages_of(leave)
            self.ask('hold.fill', nid=zone['node'], zone=name.split('/')[1], leave=leave,
                     label=label(args))

    def do_free(self, args):
        if not isinstance(args, dict):
            args = {'label': args}
        self.ask('hold.release', label=urllib.parse.quote(args['label'], safe=''),
                 count=args.get('blocks', 0), **{'from': args.get('from', 'oldest')})

    def do_kill(self, task):
        self.ask('actor.end', actor=task)

    def do_compact(self, args):
        if 'node' in args:
            self.write('/sys/devices/system/node/node%d/compact' % args['node'], '1')
        else:
            self.write('/proc/sys/vm/compact_memory', '1')

    def do_drain(self, _):
        self.ask('drain')

    def do_swapon(self, _):
        return self.ask('swapon', path=SWAP)

    def do_zswap(self, args):
        self.write('/sys/module/zswap/parameters/enabled', 'NY'[bool(args['enabled'])])

    def do_write(self, args):
        return self.ask('cgroup.write', path=args['cgroup'], file=args['file'],
                        value=args['value'])

    def do_mkdir(self, path):
        return self.ask('cgroup.mkdir', path=path)

    def do_attach(self, args):
        return self.ask('cgroup.write', path=args['cgroup'], file='cgroup.procs',
                        value=next(p for p, t in self.pids.items() if t == args['task']))

    def do_set(self, args):
        if 'sysctl' in args:
            for name, value in args['sysctl'].items():
                self.ask('sysctl.write', name=name, value=value)
        elif 'demotion' in args:
            self.write('/sys/kernel/mm/numa/demotion_enabled',
                       str(bool(args['demotion'])).lower())
        else:
            return self.policy(args['task'], args['mempolicy'])
        return {}

    def do_note(self, _):
        pass

    def do_check(self, _):
        pass


def kind_of(step):
    """What a step does: the one of its keys that a Player knows."""
    kinds = [kind for kind in step if hasattr(Player, 'do_' + kind)]
    if len(kinds) != 1:
        raise BadInput('no way to do this on a live kernel: %s' % step)
    return kinds[0]


def check(scenario):
    """What cannot be done is said before anything is booted."""
    for step in scenario['steps']:
        kind, args = kind_of(step), step[kind_of(step)]
        if kind == 'map' and (args.get('file') or args.get('shared')):
            raise BadInput('only private anonymous mappings can be made in the guest: %s' % step)
        if kind == 'zswap' and list(args) != ['enabled']:
            raise BadInput('zswap can only be switched on and off in the guest: %s' % step)
        if kind == 'set' and not {'sysctl', 'demotion', 'mempolicy'} & set(args):
            raise BadInput('no way to set this on a live kernel: %s' % step)


def label(args):
    return urllib.parse.quote(str(args.get('as', 'unnamed')), safe='')


def settle(player, last=None):
    """Wait until kswapd and the reaper have nothing left to do. Return: the state then.

    @last: the state before the step. When no counter has moved since, nothing is at work.
    """
    end = time.monotonic() + 15
    before = facts.snapshot(player)
    if last and facts.is_quiet(last, before, slack=None):
        return before
    while time.monotonic() < end:
        time.sleep(0.3)
        now = facts.snapshot(player)
        if facts.is_quiet(before, now):
            return now
        before = now
    return before


def prepare(guest, scenario):
    """The guest as the model knows it: classic lists, no huge pages, settings computed anew."""
    for path, value in AS_MODELLED:
        guest.ask({'op': 'file.write', 'path': path, 'value': value})
    guest.ask({'op': 'disks'})
    settings = dict((scenario.get('topology') or {}).get('sysctl') or {})
    if 'vm.min_free_kbytes' not in settings:    # writing it computes all marks
        now = guest.ask({'op': 'sysctl.read', 'name': 'vm.min_free_kbytes'})['value']
        settings['vm.min_free_kbytes'] = now
    for name, value in settings.items():
        guest.ask({'op': 'sysctl.write', 'name': name, 'value': value})
    guest.ask({'op': 'sysctl.read', 'name': 'vm.lowmem_reserve_ratio'})
    return settings


def play(guest, scenario, machine):
    """Return: [{step, facts...}], the first row is the state before the first step."""
    player = Player(guest, scenario, machine)
    player.set_up()
    before = settle(player)
    rows = [facts.of(before, before, {})]
    for step in scenario['steps']:
        led_to = player.step(step)
        now = settle(player, before)
        rows.append(facts.of(before, now, led_to))
        before = now
    return rows


def measured(scenario, machine, settings, rows):
    """The scenario on the machine that the guest was: its zones, and what it used itself."""
    nodes = {}
    for node in machine['nodes']:
        nodes[str(node['node'])] = {'zones': {}, 'cpus': node['cpus']}
        if not node['cpus']:
            del nodes[str(node['node'])]['cpus']
    steps = []
    for name, zone in zip((z['name'] for z in machine['zones']), machine['zones']):
        start = zone['start_pfn'] // MAX_BLOCK * MAX_BLOCK
        size = zone['start_pfn'] + zone['spanned'] - start
        nodes[str(zone['node'])]['zones'][zone['zone']] = {
            'start': '0x%x' % (start * PAGE), 'size': '%dK' % (size * 4),
            'reserved': '%dK' % ((size - zone['managed']) * 4)}
        steps.append({'name': 'the guest itself in ' + name,
                      'fill': {'node': zone['node'], 'zone': zone['zone'],
                               'leave': '%dK' % (rows[0]['zones'][name]['free'] * 4)}})
    topology = {'nodes': nodes, 'distance': machine['distance'], 'thp': 'never',
                'sysctl': settings}
    if machine.get('hmat'):
        topology['hmat'] = [{'initiator': row['initiator'], 'target': row['target'],
                             'read_latency': row['read_latency_ns'],
                             'read_bandwidth': row['read_bandwidth_mbs']}
                            for row in machine['hmat']]
    out = {key: value for key, value in scenario.items() if key not in ('topology', 'steps')}
    out['designs'] = ['mainline']
    out['topology'] = topology
    out['steps'] = steps + scenario['steps']
    return out, len(steps)
