# SPDX-License-Identifier: GPL-2.0-only
"""Scenario files that are wrong, through the whole program.

Every one of them ends with status 2 and a message that starts with the place of
the mistake; nothing is run and nothing goes to stdout before the message.
"""
import os
import re
import subprocess

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))

HEAD = 'nodewall: 1\n'
NODE = '0: { cpus: 0-1, memory: 2G }'
TOPOLOGY = HEAD + 'topology: { nodes: { %s } }\n' % NODE
TWO = HEAD + 'topology:\n  nodes: { %s, 1: { memory: 1G } }\n' % NODE
STAGE = TOPOLOGY + 'tasks: { web: { cpu: 0 } }\n'


def step(text):
    """A scenario of one step, which stands in line 5."""
    return STAGE + 'steps:\n- ' + text + '\n'


CASES = {
    'unknown key': (TOPOLOGY + 'step: []\n', 3, 1, 'unknown key "step"', 'steps'),
    'unknown design': (TOPOLOGY + 'designs: [ mainlin ]\n', 3, 12, 'unknown design', 'mainline'),
    'unknown gfp flag': (step('may: web GFP_KERNL'), 5, 12, 'unknown gfp flag', 'GFP_KERNEL'),
    'unknown zone': (HEAD + 'topology: { nodes: { 0: { zones: { Norml: 1G } } } }\n', 2, 36,
                     'unknown zone "Norml" in node 0', 'Normal'),
    'unknown node': (step('may: web GFP_KERNEL node=3'), 5, 28, 'must be from 0 to 0', None),
    'unknown task': (step('may: wen GFP_KERNEL'), 5, 8, 'unknown task "wen"', 'web'),
    'comma in braces': (HEAD + 'topology: { nodes: { 0: { cpus: 0,2-3, memory: 1G } } }\n', 2, 35,
                        'comma inside { } starts a new key; write cpus: [0, 2-3] or '
                        'cpus: "0,2-3"', None),
    'not operator': (TOPOLOGY + 'cgroups: { /a: { cpuset.mems: !2 } }\n', 3, 31,
                     '!2 is a YAML tag', None),
    'duplicate key': (TOPOLOGY + 'name: a\nname: b\n', 4, 1, 'key "name" is written twice', None),
    'tab': (TOPOLOGY + 'name:\ta\n', 3, 6, 'tab', None),
    'anchor': (TOPOLOGY + 'name: &a b\n', 3, 7, 'anchors', None),
    'alias': (TOPOLOGY + 'name: *a\n', 3, 7, 'aliases', None),
    'tag': (TOPOLOGY + 'name: !!str b\n', 3, 7, 'tags', None),
    'merge key': (TOPOLOGY + '<<: { name: b }\n', 3, 1, 'merge keys', None),
    'second document': (TOPOLOGY + '---\nname: b\n', 3, 1, 'a second document', None),
    'nothing kept back': (TWO + 'steps: [ { hotplug: { node: 1, add: manual } } ]\n', 4, 37,
                          'keeps no memory of node 1', None),
    'both roles': (HEAD + 'topology: { nodes: { 0-1: { cpus_each: 1, memory: 1G }, '
                   '1: { memory: 1G, spm: gpu } } }\n', 2, 57, 'described twice', None),
    'rows missing': (TWO + '  distance: [ [ 10, 20 ] ]\n', 4, 3, 'distance has 1 rows', None),
    'row too short': (TWO + '  distance: [ [ 10, 20 ], [ 20 ] ]\n', 4, 27, 'has 1 entries', None),
    'wrong diagonal': (TWO + '  distance: [ [ 10, 20 ], [ 20, 12 ] ]\n', 4, 33, 'must be 10', None),
    'overlap': (HEAD + 'topology: { nodes: { 0: { cpus: 0, zones: { Normal: 2G } }, '
                '1: { zones: { Normal: { size: 1G, start: 5G } } } } }\n', 2, 75, 'overlaps', None),
    'size overflow': (HEAD + 'topology: { nodes: { 0: { memory: 99999999999T } } }\n', 2, 35,
                      'is too large', None),
    'no parent': (TOPOLOGY + 'cgroups: { /a/b: {} }\n', 3, 12, 'has no parent', None),
    'kind of device memory': (HEAD + 'topology: { nodes: { 0: { cpus: 0, memory: 1G }, 1: { '
                              'memory: 1G, spm: { name: g, device: coherrent } } } }\n', 2, 91,
                              'unknown kind of device memory "coherrent"', 'coherent'),
    'two acts of a driver': (step('driver: { node: 0, task: web, map: a, to_device: true, to_ram: '
                                  'true }'), 5, 11, 'a driver either hands out', None),
    'a move that is none': (step('driver: { node: 0, task: web, map: a, to_device: false }'), 5, 52,
                            'to_device is true or left out', None),
    'move without a node': (step('driver: { task: web, map: a, to_ram: true }'), 5, 11,
                            'of which node', None),
    'move with a label': (step('driver: { node: 0, task: web, map: a, to_ram: true, as: x }'), 5,
                          55, 'no label', None),
    'alloc of a task': (step('driver: { node: 0, alloc: 4K, task: web }'), 5, 33,
                        'only with to_device or to_ram', None),
    'unknown hierarchy': (TOPOLOGY + 'hierarchy: v3\n', 3, 12, 'unknown hierarchy "v3"', 'v2'),
    'no cpusets for v1': (HEAD + 'topology: { cpusets: false, nodes: { %s } }\n' % NODE +
                          'hierarchy: v1\n', 3, 12, 'the machine has no cpusets', None),
    'key of cgroup v1': (TOPOLOGY + 'cgroups: { /a: { cpuset.mem_hardwall: 1 } }\n', 3, 18,
                         'cpuset.mem_hardwall is a file of cgroup v1, and the hierarchy is v2',
                         None),
    'key of cgroup v2': (TOPOLOGY + 'hierarchy: v1\ntasks: { web: { cpu: 0 } }\nsteps:\n'
                         '- set: { cgroup: /, cgroup.subtree_control: +cpuset }\n', 6, 21,
                         'cgroup.subtree_control is a file of cgroup v2, and the hierarchy is v1',
                         None),
    'file of cgroup v1': (TOPOLOGY + 'hierarchy: v1\nsteps:\n'
                          '- write: { cgroup: /, file: cpuset.memory_pressure, value: 0 }\n',
                          5, 29, 'cpuset.memory_pressure of cgroup v1 is not modelled', None),
    'expected file of cgroup v1': (TOPOLOGY + 'hierarchy: v1\nsteps:\n'
                                   '- check: { cgroups: { /: { release_agent: x } } }\n', 5, 28,
                                   'release_agent of cgroup v1 is not modelled', None),
    'cpu without node': (TOPOLOGY + 'tasks: { web: { cpu: 7 } }\n', 3, 22, 'no node owns cpu 7',
                         None),
    'order': (step('may: web GFP_KERNEL order=11'), 5, 29, 'must be from 0 to 10', None),
    'deep nesting': (TOPOLOGY + 'why: ' + '[' * 40 + ']' * 40 + '\n', 3, 37, 'nested too deeply',
                     None),
    'invalid UTF-8': (b'nodewall: 1\nname: \xff\n', 2, 7, 'this is not UTF-8', None),
}


def nodewall(*args, **kwargs):
    """Run the program; it must end by itself."""
    return subprocess.run([NODEWALL, *args], capture_output=True, timeout=60, check=False,
                          **kwargs)


@pytest.mark.parametrize('verb', ['check', 'run'])
@pytest.mark.parametrize('name', CASES)
def test_a_mistake_is_located_and_nothing_runs(name, verb, tmp_path):
    """Status 2, FILE:LINE:COLUMN first, the source line and, where there is one, the right word."""
    content, line, column, message, suggestion = CASES[name]
    path = tmp_path / 'bad.yaml'
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = nodewall(verb, str(path))
    err = done.stderr.decode(errors='replace')
    assert done.returncode == 2, err
    first = err.splitlines()[0]
    assert first.startswith(f'{path}:{line}:{column}: error: '), first
    assert message in first
    assert '^' in err
    if suggestion:
        assert f'did you mean "{suggestion}"?' in err
    assert b'ok ' not in done.stdout


@pytest.mark.parametrize('content,message', [
    (b'', 'is empty'),
    (b'# nothing\n', 'holds no document'),
    (b'a' * (1024 * 1024 + 1), 'is larger than 1024 KiB'),
], ids=['empty', 'comment', 'large'])
def test_a_file_that_is_no_scenario_is_named(content, message, tmp_path):
    """Mistakes of the whole file have no line."""
    path = tmp_path / 'bad.yaml'
    path.write_bytes(content)
    done = nodewall('check', str(path))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[0] == f'{path}: error: {message}'


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """Missing, unreadable, and a directory where a file should be."""
    missing = tmp_path / 'missing.yaml'
    done = nodewall('check', str(missing))
    assert done.returncode == 2
    assert str(missing) in done.stderr.decode()

    closed = tmp_path / 'closed.yaml'
    closed.write_text(TOPOLOGY)
    closed.chmod(0)
    if not os.access(closed, os.R_OK):
        done = nodewall('check', str(closed))
        assert done.returncode == 2
        assert re.search('Permission denied', done.stderr.decode())

    (tmp_path / 'folder.yaml').mkdir()
    user = tmp_path / 'user.yaml'
    user.write_text(HEAD + 'machine: folder.yaml\n')
    done = nodewall('check', str(user))
    assert done.returncode == 2
    assert 'is a directory, expected a file' in done.stderr.decode()


def test_a_mistake_in_a_machine_file_names_both_files(tmp_path):
    """The place in the machine file, and the line that asked for it."""
    (tmp_path / 'machine.yaml').write_text('nodewall: 1\ntopology: {}\n\t')
    user = tmp_path / 'user.yaml'
    user.write_text(HEAD + 'machine: machine.yaml\n')
    done = nodewall('check', str(user))
    err = done.stderr.decode()
    assert done.returncode == 2
    assert err.startswith(f'{tmp_path}/machine.yaml:3:1: error: tab')
    assert f'{user}:2:10: note: it is named here' in err


def test_all_mistakes_of_a_file_are_shown(tmp_path):
    """One run is enough to see them."""
    path = tmp_path / 'bad.yaml'
    path.write_text(STAGE + 'steps:\n- may: web GFP_KERNL\n- may: wen GFP_KERNEL\n'
                    '- mkdir: x\n')
    done = nodewall('check', str(path))
    assert done.returncode == 2
    assert [int(n) for n in re.findall(r'bad\.yaml:(\d+):\d+: error:', done.stderr.decode())] \
        == [5, 6, 7]


def test_a_good_file_says_nothing_bad(tmp_path):
    """The check can pass."""
    path = tmp_path / 'good.yaml'
    path.write_text(step('may: web GFP_KERNEL => 0'))
    done = nodewall('check', str(path))
    assert done.returncode == 0
    assert done.stderr == b''
