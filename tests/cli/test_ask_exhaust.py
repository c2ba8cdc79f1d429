# SPDX-License-Identifier: GPL-2.0-only
"""nodewall ask: a flood's total is the sum of its runs."""
import json
import os
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))


def test_the_total_of_a_flood_is_the_sum_of_its_runs():
    question = {'id': 0, 'op': 'exhaust', 'context': 'task', 'cgroup': '/', 'cpu': 0,
                'gfp': ['GFP_NOWAIT', '__GFP_NOWARN'], 'order': 9, 'nid': 0, 'nodemask': None,
                'start': {}}
    done = subprocess.run([NODEWALL, 'ask', os.path.join(TOP, 'tests', 'oracle', 't02_2eq')],
                          input=json.dumps(question), text=True, capture_output=True, check=True)
    answer = json.loads(done.stdout)
    assert answer['total'] == sum(blocks for _, blocks in answer['runs']) > 0
