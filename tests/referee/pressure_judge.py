# SPDX-License-Identifier: GPL-2.0-only
"""Is what the model did under pressure what the kernel did?

Pages of single moments never match exactly: the guest works on its own account, kswapd
runs beside the requests that woke it, lists are filled in batches. What must agree, and how
closely, is said here and nowhere else.
"""
import json
import os
import subprocess
import tempfile

from . import facts
from .problems import BadInput

PAGES = 1024            # tolerance in pages, and in percent of the kernel's number
PERCENT = 10
PERCENT_OF = {'swapped out': 50}        # the kernel's pages stay while they are being written
NOTHING = 64            # pages: below this nothing happened (the guest's own business)
BLOCKS = 4              # tolerance in blocks of order 9 and above
LARGE = 9
KNOWN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'pressure',
                     'known.json')
MARKS = ('min', 'low', 'high')


def near(kernel, model, pages=PAGES, percent=PERCENT):
    return abs(kernel - model) <= max(pages, kernel * percent // 100)


def level(zone):
    """The highest watermark that the free pages are above."""
    return ([mark for mark in MARKS if zone['free'] > zone[mark]] or ['none'])[-1]


class Findings:
    """What agreed and what did not; @known: {(step, fact): why it differs}."""

    def __init__(self, known):
        self.known = known
        self.agree = 0
        self.differ = []
        self.as_known = []

    def add(self, step, fact, kernel, model, right):
        self.agree += right
        if right:
            return
        if (step, fact) in self.known:
            self.as_known.append((step, fact, kernel, model))
        else:
            self.differ.append((step, fact, kernel, model))


def known_differences(scenario_name):
    """What is listed in tests/pressure/known.json for a scenario."""
    with open(KNOWN, encoding='utf-8') as source:
        return {(row['step'], fact): row['why'] for row in json.load(source)
                if row['scenario'] == scenario_name for fact in row['facts']}


def judge_zones(step, kernel, model, start, room, out):
    """@start: the row before the first step; the guest's own anonymous pages are no news.

    @room: pages by which free ones may differ.
    """
    for name, zone in kernel['zones'].items():
        mine = model['zones'].get(name)
        if not mine:
            out.add(step, name, 'there', 'not there', False)
            continue
        out.add(step, name + ' high mark', zone['high'], mine['high'], zone['high'] == mine['high'])
        out.add(step, name + ' free', zone['free'], mine['free'],
                near(zone['free'], mine['free'], room))
        for kind in ('anon', 'file'):
            theirs = max(0, zone[kind] - start['zones'][name][kind])
            out.add(step, '%s %s' % (name, kind), theirs, mine[kind], near(theirs, mine[kind]))


def judge_counters(step, kernel, model, out):
    """Something happened in both or in neither, and about as much of it."""
    for name, pages in kernel['counters'].items():
        if name in facts.SHOWN_ONLY:
            continue
        mine = model['counters'][name]
        right = (pages < NOTHING) == (mine < NOTHING) and \
            near(pages, mine, percent=PERCENT_OF.get(name, PERCENT))
        out.add(step, name, pages, mine, right)


def judge_blocks(step, order, kernel, model, out):
    tolerance = BLOCKS if order >= LARGE else PAGES
    for node in sorted(set(kernel) | set(model)):
        theirs, mine = kernel.get(node, 0), model.get(node, 0)
        out.add(step, 'blocks of node ' + node, theirs, mine, near(theirs, mine, tolerance))


def judge(scenario, first, rows, model_rows):
    """@scenario as measured, with @first steps that made the machine."""
    out = Findings(known_differences(scenario.get('name')))
    steps = scenario['steps'][first:]
    for number, (kernel, model) in enumerate(zip(rows[1:], model_rows[1:])):
        about = steps[number]
        name = about.get('name') or 'step %d' % (number + 1)
        order = about.get('alloc', {}).get('order', 0)
        room = PAGES + (BLOCKS << order if order >= LARGE else 0)
        judge_zones(name, kernel, model, rows[0], room, out)
        judge_counters(name, kernel, model, out)
        out.add(name, 'killed', kernel['kills'], model['kills'], kernel['kills'] == model['kills'])
        if 'blocks' in kernel:
            judge_blocks(name, order, kernel['blocks'], model.get('blocks') or {}, out)
        if 'errno' in kernel:
            out.add(name, 'errno', kernel['errno'], model['errno'],
                    kernel['errno'] == model['errno'])
        for zone, wanted in (about.get('expect') or {}).get('above', {}).items():
            both = level(kernel['zones'][zone]), level(model['zones'][zone])
            out.add(name, '%s is above %s' % (zone, wanted), *both, both == (wanted, wanted))
    if len(rows) != len(model_rows):
        out.add('the end', 'steps', len(rows), len(model_rows), False)
    return out


def play_model(nodewall, scenario, first):
    """Rows of the model."""
    with tempfile.TemporaryDirectory(prefix='referee-') as box:
        path = os.path.join(box, 'measured.yaml')
        with open(path, 'w', encoding='utf-8') as out:
            json.dump(scenario, out)
        done = subprocess.run([nodewall, 'run', '--timeline', '-j', path], capture_output=True,
                              text=True, check=False)
    if done.returncode not in (0, 1):
        raise BadInput('%s: nodewall run: %s' % (scenario['name'], done.stderr.strip()[-600:]))
    return facts.of_model(json.loads(done.stdout)['runs'][0], first)


# ---- captures

def write_capture(path, scenario, first, rows, kernel):
    """One JSON object, a row a line."""
    with open(path, 'w', encoding='utf-8') as out:
        out.write('{"kernel": %s, "made by": %d,\n"scenario": %s,\n"rows": [\n%s\n]}\n' % (
            json.dumps(kernel), first, json.dumps(scenario),
            ',\n'.join(json.dumps(row) for row in rows)))


def read_capture(path):
    try:
        with open(path, encoding='utf-8') as source:
            data = json.load(source)
        return data['scenario'], data['made by'], data['rows']
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadInput('%s: not a capture: %s' % (path, problem)) from problem


def show(name, scenario, first, rows, model_rows, findings, every):
    """Numbers side by side, then what differs."""
    steps = scenario['steps'][first:]
    for number, (kernel, model) in enumerate(zip(rows[1:], model_rows[1:])):
        if every:
            print('%s: %s' % (name, steps[number].get('name') or json.dumps(steps[number])))
            for who, row in (('kernel', kernel), ('model', model)):
                happened = {key: n for key, n in row['counters'].items() if n}
                zones = {zone: {key: data[key] for key in ('free', 'anon', 'file')}
                         for zone, data in row['zones'].items()}
                print('    %-7s %s %s %s %s' % (who, zones, happened, row['kills'] or '',
                                                row.get('blocks') or ''))
    for step, fact, kernel, model in findings.as_known + findings.differ:
        print('%s: %s: %s\n    kernel  %s\n    model   %s' % (name, step, fact, kernel, model))
        if (step, fact) in findings.known:
            print('    known   %s' % findings.known[step, fact])
