# SPDX-License-Identifier: GPL-2.0-only
"""The scenario that the reference page starts with does what the page says."""
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))


def test_the_first_scenario_of_the_page_runs(tmp_path):
    """It passes under both designs, one step as an expected failure."""
    with open(os.path.join(TOP, 'docs', 'scenario-reference.md'), encoding='utf-8') as page:
        example = re.search(r'```yaml\n(nodewall: 1.*?)```', page.read(), re.S).group(1)
    path = tmp_path / 'first.yaml'
    path.write_text(example)
    done = subprocess.run([NODEWALL, 'run', str(path)], capture_output=True, timeout=60,
                          check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert b'5 passed, 0 failed, 1 expected to fail' in done.stdout
