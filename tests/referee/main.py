# SPDX-License-Identifier: GPL-2.0-only
"""Boot the machine described on a stock Linux 6.12 under QEMU, put the same questions to
that kernel and to the model, and print both answers side by side.

Exit status: 0 all agree, 1 some differ, 2 the machine cannot be read, 4 no QEMU or no kernel
package here, 70 the guest failed.
"""
import argparse
import collections
import importlib.machinery
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from . import guest as guests
from . import kernel as kernels
from . import catalogue, pressure_live, record, topology
from .problems import BadInput, GuestFailed, KernelKeepsPages, NotHere
from .session import Session, expected_of

TOP = kernels.TOP
STATUS = {BadInput: 2, NotHere: 4, GuestFailed: 70}


# What follows from the description alone, whatever memory the kernel has used up.
DESCRIBED = ('nodestates', 'tiers', 'zonelist', 'cpu_nodes', 'mems', 'next_best', 'preferred')


def load_judge():
    """tests/conformance/run is a program without a suffix."""
    path = os.path.join(TOP, 'tests', 'conformance', 'run')
    loader = importlib.machinery.SourceFileLoader('conformance', path)
    spec = importlib.util.spec_from_loader('conformance', loader)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def interview(guest, machine, spec, args):
    """All questions, as they were put, with the kernel's answers: rows of (q, e)."""
    session = Session(guest, machine, spec)
    tight = record.tight_zones(machine)
    rows = []
    if tight:
        print('too little room in %s: where pages come from is shown, not judged'
              % ', '.join(tight))
    for section, question in catalogue.for_machine(machine, args.sections, args.seed,
                                                   args.sample):
        try:
            asked, answer = session.put(section, question)
        except KernelKeepsPages as place:
            print('%s: the kernel keeps pages of its own in %s; what follows is not asked'
                  % (section, place))
            break
        if 'error' in answer:
            raise GuestFailed('%s\n  the probe says: %s' % (json.dumps(question), answer['error']))
        number = len(rows)
        rows.append((dict({'id': number, 'sec': section}, **asked),
                     expected_of(number, asked, answer, bool(tight))))
    return rows


class Verdicts:
    """Agreement, counted by section and operation."""

    def __init__(self):
        self.cells = collections.OrderedDict()
        self.differ = []
        self.agree = 0

    def add(self, name, q, e, why, got):
        if e['class'] == 'info':
            return
        cell = self.cells.setdefault((q['sec'], q['op']), [0, 0])
        cell[0] += why is None
        cell[1] += 1
        self.agree += why is None
        if why:
            self.differ.append((name, q, e, why, got))


def ask_description(program, path, rows):
    """The model's answers about the machine as its file describes it."""
    done = subprocess.run([program, 'ask', path], capture_output=True, text=True, check=False,
                          input=''.join(json.dumps(q) + '\n' for q, _ in rows))
    fate = 'ended with status %d: %s' % (done.returncode, done.stderr.strip()[-300:])
    return done.stdout.splitlines(), fate if done.returncode else None


def judge(judge_module, name, rows, answers, verdicts, every):
    """Compare the kernel's answers with the model's."""
    lines, fate = answers
    for number, (q, e) in enumerate(rows):
        got = None
        try:
            got = json.loads(lines[number])
            why = judge_module.compare(q, e, got)
        except IndexError:
            why = 'no answer: nodewall %s' % (fate or 'ended early')
        except ValueError:
            why = 'invalid JSON'
        verdicts.add(name, q, e, why, got)
        if every:
            print_pair(q, e['answer'], got, why)


def short(value, width=400):
    text = json.dumps(value, separators=(',', ':'))
    return text if len(text) <= width else text[:width] + '...'


def print_pair(q, want, got, why):
    fields = {k: v for k, v in q.items() if k not in ('id', 'sec', 'op', 'start', 'weights')}
    print('%-14s %s %s' % (q['sec'], q['op'], short(fields, 300)))
    print('    kernel  %s' % short(want))
    mine = {k: v for k, v in got.items() if k in want} if isinstance(got, dict) else got
    print('    model   %s%s' % (short(mine or got), '   <-- ' + why if why else ''))


def one_machine(path, args, tools):
    """Return: Verdicts of one file."""
    spec = topology.read(tools.nodewall, path, args.memory)
    name = os.path.basename(os.path.normpath(path)).rsplit('.', 1)[0]
    verdicts = Verdicts()
    for remark in spec['remarks']:
        print('%s: %s' % (name, remark))
    with guests.Guest(tools.qemu, tools.kernel, spec) as guest:
        machine = record.machine(guest, name, spec)
        print('%s: Linux %s, nodes %s, %d pages; booted in %.1f s' %
              (name, machine['kernel'], machine['possible'], machine['totalram_pages'],
               guest.boot_seconds))
        started = time.monotonic()
        rows = interview(guest, machine, spec, args)
        command = guest.shown_command()
        print('%s: %d questions answered in %.1f s' % (name, len(rows),
                                                       time.monotonic() - started))
    folder = os.path.join(args.record, name) if args.record and len(args.files) > 1 \
        else args.record
    with tempfile.TemporaryDirectory(prefix='referee-') as box:
        record.write_folder(folder or box, machine, rows, command)
        answers = tools.judge.ask(tools.nodewall, folder or box, 'mainline', rows)
        judge(tools.judge, name, rows, answers, verdicts, args.all)
    if not spec['remarks'] and topology.capture_of(path) is None:
        rows = [(dict(q, sec='as described'), e) for q, e in rows
                if q['sec'] == '00_boot' and q['op'] in DESCRIBED]
        answers = ask_description(tools.nodewall, path, rows)
        judge(tools.judge, name, rows, answers, verdicts, args.all)
    return verdicts


def report(verdicts, show):
    print()
    for (section, op), (right, total) in verdicts.cells.items():
        print('  %-15s %-20s %5d of %d agree' % (section, op, right, total))
    for _, q, e, why, got in verdicts.differ[:show]:
        print()
        print_pair(q, e['answer'], got, why)
    if len(verdicts.differ) > show:
        print('\n... and %d more' % (len(verdicts.differ) - show))


class Tools:
    """Everything that is needed besides the machine's description."""

    def __init__(self, args):
        self.nodewall = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
        if not os.path.exists(self.nodewall):
            raise BadInput('no %s; build it first, or set NODEWALL' % self.nodewall)
        for path in args.files:         # what cannot be read is said before anything is fetched
            topology.read(self.nodewall, path, args.memory)
        self.qemu = kernels.find_qemu()
        self.kernel = kernels.prepare(args.store, args.kernel)
        self.judge = load_judge()


def parse(argv):
    parser = argparse.ArgumentParser(prog='scripts/referee', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('files', nargs='*', metavar='FILE',
                        help='a capture folder, a machine.json, or a scenario')
    parser.add_argument('--sections', type=lambda text: text.split(','), default=[],
                        metavar='LIST', help='sections to ask, "00,40_cpuset" (default: all)')
    parser.add_argument('--record', metavar='DIR', help='write the capture there')
    parser.add_argument('--seed', type=int, default=1, help='of the random questions')
    parser.add_argument('--sample', type=float, default=1.0, metavar='PART',
                        help='part of the stateless questions to ask (default all: 1)')
    parser.add_argument('--memory', type=int, default=4096, metavar='MIB',
                        help='scale machines above this down (default %(default)s)')
    parser.add_argument('--kernel', metavar='VERSION', help='such as 6.12.117 (default: newest)')
    parser.add_argument('--store', default=os.path.join(TOP, 'build', 'referee'), metavar='DIR',
                        help='where kernels are unpacked (default build/referee)')
    parser.add_argument('--show', type=int, default=20, metavar='N',
                        help='differences to print (default %(default)s)')
    parser.add_argument('--pressure', action='store_true',
                        help='files are scenarios: play their steps in the guest')
    parser.add_argument('--all', action='store_true', help='print every question and answer')
    parser.add_argument('--prepare', action='store_true',
                        help='only fetch the kernel and build the probe')
    args = parser.parse_args(argv)
    if not args.files and not args.prepare:
        parser.error('which machine? name a file')
    return args


def main(argv=None):
    args = parse(argv)
    sys.stdout.reconfigure(line_buffering=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))     # the guest ends with us
    agree = differ = 0
    try:
        if args.prepare:
            kernels.find_qemu()
            kernels.prepare(args.store, args.kernel)
            return 0
        tools = Tools(args)
        for path in args.files if args.pressure else ():
            findings = pressure_live.one_scenario(path, args, tools)
            agree += findings.agree
            differ += len(findings.differ)
        for path in args.files if not args.pressure else ():
            verdicts = one_machine(path, args, tools)
            report(verdicts, args.show)
            agree += verdicts.agree
            differ += len(verdicts.differ)
    except tuple(STATUS) as problem:
        print('referee: %s' % problem, file=sys.stderr)
        return STATUS[type(problem)]
    print('%d agree, %d differ' % (agree, differ))
    return 1 if differ else 0
