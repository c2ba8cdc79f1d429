# SPDX-License-Identifier: GPL-2.0-only
"""Long runs tell how far they are, on a terminal only."""
import os
import pty
import subprocess

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))

LONG = """nodewall: 1
name: long{n}
topology: {{ nodes: {{ 0: {{ cpus: 0, memory: 4G }} }} }}
steps:
  - alloc: {{ task: init, gfp: GFP_KERNEL, size: until=fail }}
    expect: {{ nodes: 0 }}
"""


def long_runs(folder, count):
    for n in range(count):
        (folder / f'{n:02}.yaml').write_text(LONG.format(n=n))
    return [NODEWALL, 'run', str(folder)]


def test_nothing_is_shown_off_a_terminal(tmp_path):
    done = subprocess.run(long_runs(tmp_path, 2), capture_output=True, timeout=120,
                          check=False)
    assert done.returncode == 0
    assert done.stderr == b''


@pytest.mark.slow
def test_a_terminal_is_told_and_cleaned(tmp_path):
    """Standard output is no terminal and gets no word of it."""
    ours, theirs = pty.openpty()
    done = subprocess.run(long_runs(tmp_path, 60), stdout=subprocess.PIPE, stderr=theirs,
                          timeout=120, check=False)
    os.close(theirs)
    told = os.read(ours, 1 << 20)
    os.close(ours)
    assert done.returncode == 0
    assert b' of 60 machines' in told and b'machines' not in done.stdout
    assert told.endswith(b'\r\x1b[K')
