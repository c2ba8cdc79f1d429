# SPDX-License-Identifier: GPL-2.0-only
"""Putting questions to the guest: inputs are measured, devices plugged, resets made real."""
import time

from . import questions as q
from . import topology
from .problems import KernelKeepsPages

DIMM_SECONDS = 20


class Session:
    """Questions to one guest; returns each as it was put and what the kernel said."""

    def __init__(self, guest, machine, spec):
        self.guest = guest
        self.machine = machine
        self.spec = spec
        self.settings = {}          # sysctl name -> value at boot, of those written
        self.weighted = set()
        self.section = None
        self.dimms = {}

    def put(self, section, question):
        """Return: (question with its measured inputs, answer)."""
        if section != self.section:
            self.section = section
            self.guest.ask({'op': 'sysctl.write', 'name': 'vm.watermark_boost_factor',
                            'value': '0' if section == '20_exhaust' else '15000'})
        handler = getattr(self, 'put_' + question['op'].replace('.', '_'), None)
        if handler:
            return handler(dict(question))
        return question, self.guest.ask(question)

    def put_reset(self, question):
        for name, value in self.settings.items():
            self.guest.ask({'op': 'sysctl.write', 'name': name, 'value': value})
        for nid in self.weighted:
            self.guest.ask({'op': 'weight.write', 'node': nid, 'value': '0'})
        self.settings, self.weighted = {}, set()
        # Reading this file computes the reserves anew, which boot has left stale; the
        # machines of tests/oracle were asked in that state, too.
        self.guest.ask({'op': 'sysctl.read', 'name': 'vm.lowmem_reserve_ratio'})
        return question, self.guest.ask(question)

    def put_weight_write(self, question):
        self.weighted.add(question['node'])
        return question, self.guest.ask(question)

    def put_sysctl_write(self, question):
        name = question['name']
        if name not in self.settings:
            boot = self.machine['sysctl'][name]
            self.settings[name] = (' '.join(map(str, boot)) if isinstance(boot, list)
                                   else str(boot))
        return question, self.guest.ask(question)

    def put_exhaust(self, question):
        self.guest.ask({'op': 'drain'})
        question['start'] = self.guest.ask({'op': 'exhaust.start'})['start']
        return question, self.guest.ask(question)

    def put_zones_recomputed(self, question):
        answer = self.guest.ask({'op': question['op']})
        question['managed'] = answer.pop('managed')
        return question, answer

    def put_alloc_pin(self, question):
        answer = self.guest.ask(dict(question, count=len(question.get('pfns', range(4)))))
        question['pfns'] = answer.pop('pfns', [])
        return question, answer

    # ---- hot-plug: QEMU's part

    def blocks(self):
        return self.guest.ask({'op': 'memblocks', 'first_block': 0})['blocks']

    def put_hotplug_auto_online(self, question):
        return question, self.guest.ask(question)

    def put_dimm_add(self, question):
        before = set(self.blocks())
        name = 'dimm%d' % question['dimm']
        size = question['mb'] << 20
        made = self.guest.qmp('object-add', **{'qom-type': 'memory-backend-ram',
                                               'id': 'mem-' + name, 'size': size})
        if 'error' not in made:
            made = self.guest.qmp('device_add', driver='pc-dimm', id=name, memdev='mem-' + name,
                                  node=topology.qemu_of(self.spec, question['node']))
        if 'error' in made:
            return question, {'error': made['error']['desc']}
        end = time.monotonic() + DIMM_SECONDS
        new = set()
        while len(new) < size >> 27 and time.monotonic() < end:
            time.sleep(0.1)
            new = set(self.blocks()) - before
        time.sleep(0.5)         # what follows in the background: cpusets, tiers
        if not new:
            return question, {'error': 'the kernel did not add the DIMM'}
        question['start_pfn'] = min(map(int, new)) << 27 >> 12
        self.dimms[question['dimm']] = new
        return question, {'ok': True}

    def put_dimm_remove(self, question):
        mine = self.dimms.get(question['dimm'], set())
        before = self.blocks()
        self.guest.qmp('device_del', id='dimm%d' % question['dimm'])
        end = time.monotonic() + DIMM_SECONDS
        while mine & set(self.blocks()) and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(0.5)
        removed = not mine & set(self.blocks())
        if removed:
            self.guest.qmp('object-del', id='mem-dimm%d' % question['dimm'])
        # Whether the kernel has put pages there that cannot move is an input of the question.
        question['unmovable'] = not removed and any(
            before[block]['state'] == 'online' and before[block]['valid_zones'] != 'Movable'
            for block in mine)
        return question, {'removed': removed}

    def put_block_set(self, question):
        """A kernel zone may hold pages of the kernel by now, and they are in no question."""
        answer = self.guest.ask(question)
        time.sleep(0.2)
        if question['state'] == 'offline' and answer.get('errno') == 'EBUSY' and \
                answer['valid_zones'] != 'Movable':
            raise KernelKeepsPages('memory block %d' % question['block'])
        return question, answer


PLACING = ('probe', 'exhaust', 'policy.case', 'policy.state', 'mbind.case', 'mm.touch', 'mm.where',
           'migrate_pages', 'move_pages')


def expected_of(number, question, answer, tight=False):
    """The answer with its class, as a capture holds it. @tight: a zone has no room."""
    row = {'id': number, 'class': 'exact', 'answer': answer}
    if tight and question['op'] in PLACING:
        row['class'] = 'info'
    elif question['op'] == 'exhaust':
        slack, zone_total = q.EXHAUST_BOUNDS.get(question['order'], (2100, 1800))
        row['class'] = 'bounded'
        row['bound'] = {'unit': 'blocks', 'slack': slack, 'percent': 3, 'zone_total': zone_total}
    return row
