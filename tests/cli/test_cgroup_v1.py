# SPDX-License-Identifier: GPL-2.0-only
"""cgroup v1 for those who ask questions: the machine of a file that says hierarchy: v1."""
import json
import os
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
FILE = '''nodewall: 1
hierarchy: %s
topology: { nodes: { 0-1: { cpus_each: 2, memory: 4G } } }
'''


def ask(path, *questions):
    """The answers, without their ids."""
    done = subprocess.run([NODEWALL, 'ask', str(path)], capture_output=True, text=True,
                          timeout=60, check=True,
                          input=''.join(json.dumps(dict(q, id=0)) + '\n' for q in questions))
    return [{k: v for k, v in json.loads(line).items() if k != 'id'}
            for line in done.stdout.splitlines()]


def write(path, file, value):
    """The question whether a file can be written."""
    return {'op': 'cgroup.write', 'path': path, 'file': file, 'value': value}


def test_a_machine_on_v1_has_its_files_and_rules(tmp_path):
    """Only files of v1 exist, and a list wider than the parent's is refused."""
    path = tmp_path / 'v1.yaml'
    path.write_text(FILE % 'v1')
    answers = ask(path, {'op': 'cgroup.mkdir', 'path': '/a'},
                  write('/a', 'cpuset.mem_hardwall', '1'),
                  write('/a', 'cgroup.subtree_control', '+cpuset'),
                  {'op': 'task.spawn', 'task': 'web', 'cgroup': '/a'},
                  {'op': 'cgroup.mkdir', 'path': '/a/b'}, write('/a/b', 'cpuset.mems', '0'),
                  {'op': 'cgroup.read', 'path': '/', 'file': 'cpuset.mems'})
    assert [a['errno'] for a in answers] == \
        ['0', '0', 'ENOENT', 'ENOSPC', '0', 'EACCES', '0'], answers
    assert answers[-1]['value'] == '0-1'


def test_a_machine_is_on_v2_unless_it_says_otherwise(tmp_path):
    """The files of v1 do not exist there."""
    path = tmp_path / 'v2.yaml'
    path.write_text(FILE % 'v2')
    answers = ask(path, {'op': 'cgroup.mkdir', 'path': '/a'},
                  write('/a', 'cpuset.mem_hardwall', '1'),
                  write('/', 'cgroup.subtree_control', '+cpuset'), write('/a', 'cpuset.mems', '0'))
    assert [a['errno'] for a in answers] == ['0', 'ENOENT', '0', '0'], answers


def test_the_machine_is_shown_with_the_file_of_its_hierarchy(tmp_path):
    """nodewall topo names the file that is there."""
    path = tmp_path / 'v1.yaml'
    for version, file in (('v1', 'cpuset.effective_mems'), ('v2', 'cpuset.mems.effective')):
        path.write_text(FILE % version)
        done = subprocess.run([NODEWALL, 'topo', str(path)], capture_output=True, text=True,
                              timeout=60, check=True)
        assert file + ' of /' in done.stdout


def test_kernel_memory_is_explained_up_to_the_wall(tmp_path):
    """The refusal of a zone beyond the wall names the wall and what it holds."""
    path = tmp_path / 'wall.yaml'
    path.write_text(FILE % 'v1' + '''cgroups:
  /wall: { cpuset.cpus: 0-3, cpuset.mems: 0, cpuset.mem_hardwall: 1 }
  /wall/job: { cpuset.cpus: 0-3, cpuset.mems: 0 }
tasks: { job: { cgroup: /wall/job } }
steps:
- may: { task: job, gfp: GFP_KERNEL }
  expect: { nodes: 0 }
''')
    done = subprocess.run([NODEWALL, 'explain', str(path) + '#1'], capture_output=True, text=True,
                          timeout=60, check=True)
    words = ' '.join(done.stdout.split())
    assert 'node 1 not in mems_allowed 0, nor behind the wall of' in words
    assert '/wall: 0' in words
