# SPDX-License-Identifier: GPL-2.0-only
"""scripts/referee and nodewall export with input that is wrong, and without QEMU."""
import json
import os
import subprocess
import sys

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
CAPTURE = os.path.join(TOP, 'tests', 'oracle', 't06_cpuless')

sys.path.insert(0, os.path.join(TOP, 'tests'))
from referee import catalogue, guest, kernel    # noqa: E402  (the path comes first)
from referee import questions, record           # noqa: E402


def referee(*args, **env):
    return subprocess.run([os.path.join(TOP, 'scripts', 'referee'), *args], text=True,
                          env=dict(os.environ, NODEWALL=NODEWALL, **env), capture_output=True,
                          timeout=60, check=False)


def test_a_missing_file_is_a_usage_error(tmp_path):
    done = referee(str(tmp_path / 'nothing.yaml'))
    assert done.returncode == 2
    assert 'nothing.yaml' in done.stderr


def test_a_machine_that_is_no_json_is_a_usage_error(tmp_path):
    (tmp_path / 'machine.json').write_text('{"machine": ')
    done = referee(str(tmp_path))
    assert done.returncode == 2
    assert 'machine.json' in done.stderr


def test_no_file_is_a_usage_error():
    assert referee().returncode == 2


def test_a_machine_with_too_many_nodes_is_a_usage_error(tmp_path):
    machine = tmp_path / 'many.yaml'
    machine.write_text('topology:\n  nodes:\n    0: { cpus: 0, memory: 1G }\n'
                       '    1-500: { memory: 1G }\n')
    done = referee(str(machine))
    assert done.returncode == 2
    assert '501 nodes' in done.stderr


def test_without_qemu_everything_is_skipped(tmp_path):
    python = tmp_path / 'python3'
    python.symlink_to(sys.executable)
    done = referee(CAPTURE, PATH=str(tmp_path))
    assert done.returncode == 4
    assert 'qemu-system-x86' in done.stderr


def test_without_apt_everything_is_skipped(tmp_path):
    qemu = tmp_path / 'qemu-system-x86_64'
    qemu.write_text('#!/bin/sh\n')
    qemu.chmod(0o755)
    done = referee('--store', str(tmp_path / 'store'), CAPTURE, PATH=str(tmp_path))
    assert done.returncode == 4
    assert 'apt-cache' in done.stderr


@pytest.mark.parametrize('target', ['qemu', 'vng'])
def test_export_prints_a_line_that_a_shell_can_read(target):
    done = subprocess.run([NODEWALL, 'export', '--to', target, CAPTURE], text=True,
                          capture_output=True, check=True)
    parsed = subprocess.run(['sh', '-n'], input=done.stdout, text=True, check=False)
    assert parsed.returncode == 0
    assert 'dist' in done.stdout and '320M' in done.stdout


def test_export_of_every_capture_has_the_memory_that_was_captured():
    for name in sorted(os.listdir(os.path.dirname(CAPTURE))):
        path = os.path.join(os.path.dirname(CAPTURE), name)
        if not os.path.isdir(path):
            continue
        done = subprocess.run([NODEWALL, 'export', '-j', path], text=True, capture_output=True,
                              check=True)
        with open(os.path.join(path, 'machine.json'), encoding='utf-8') as source:
            pages = sum(zone['present'] for zone in json.load(source)['zones'])
        assert 0 <= sum(n['mb'] for n in json.loads(done.stdout)['nodes']) - pages / 256 < 32


def test_a_question_becomes_one_line_of_words():
    line = guest.encode({'id': 3, 'sec': 'x', 'op': 'probe', 'gfp': ['GFP_KERNEL', '__GFP_ZERO'],
                         'nodemask': None, 'value': ' 0\n', 'pretouch': True, 'weights': {'0': 1}})
    assert line == 'probe gfp=GFP_KERNEL|__GFP_ZERO nodemask=null value=%200%0A pretouch=1\n'


def test_node_lists_are_written_as_the_kernel_does():
    assert questions.node_list([5, 0, 1, 2, 5]) == '0-2,5'
    assert questions.parse_list('0-2,5') == [0, 1, 2, 5]
    assert questions.node_list([]) == ''


def test_every_section_begins_with_a_reset():
    with open(os.path.join(CAPTURE, 'machine.json'), encoding='utf-8') as source:
        machine = json.load(source)
    last = None
    for section, question in catalogue.for_machine(machine, [], 1):
        if section != last:
            assert question == {'op': 'reset'}
        last = section
    again = list(catalogue.for_machine(machine, ['41'], 7))
    assert again == list(catalogue.for_machine(machine, ['41_cpuset_fuzz'], 7))
    assert again != list(catalogue.for_machine(machine, ['41'], 8))


def test_an_initramfs_is_a_newc_archive():
    archive = kernel.Cpio()
    archive.add('init', 0o100755, b'hello')
    data = archive.end()
    assert data.startswith(b'070701') and b'hello' in data and b'TRAILER!!!' in data
    assert len(data) % 4 == 0


def test_a_capture_written_is_a_capture_read(tmp_path):
    rows = [({'id': 0, 'sec': '00_boot', 'op': 'reset'},
             {'id': 0, 'class': 'exact', 'answer': {'ok': True}})]
    with open(os.path.join(CAPTURE, 'machine.json'), encoding='utf-8') as source:
        machine = json.load(source)
    record.write_folder(str(tmp_path / 'c'), machine, rows, ['qemu'])
    with open(tmp_path / 'c' / 'machine.json', encoding='utf-8') as source:
        assert json.load(source) == machine
    done = subprocess.run([os.path.join(TOP, 'tests', 'conformance', 'run'), str(tmp_path / 'c')],
                          env=dict(os.environ, NODEWALL=NODEWALL), text=True, check=False,
                          capture_output=True)
    assert done.stdout.splitlines()[-1] == '1 passed, 0 failed'
