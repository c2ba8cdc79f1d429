# SPDX-License-Identifier: GPL-2.0-only
"""Recorded pressure scenarios: the judge finds what differs, and only that."""
import copy
import json
import os
import subprocess
import sys

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
CAPTURE = os.path.join(TOP, 'tests', 'pressure', 'oom-victims.json')

sys.path.insert(0, os.path.join(TOP, 'tests'))
from referee import facts, pressure, pressure_judge     # noqa: E402  (the path comes first)
from referee.problems import BadInput                   # noqa: E402


def zone(**changed):
    return dict({'free': 5000, 'min': 100, 'low': 200, 'high': 300, 'anon': 1000, 'file': 0},
                **changed)


def row(kills=(), **changed):
    out = {'zones': {'0/Normal': zone(**changed.pop('zone', {}))},
           'counters': dict(dict.fromkeys(facts.COUNTERS, 0), **changed.pop('counters', {})),
           'kills': list(kills)}
    out.update(changed)
    return out


def differences(kernel, model, step=None):
    step = step or {'name': 'one', 'touch': {}}
    found = pressure_judge.judge({'steps': [step]}, 0, [row(zone={'anon': 0}), kernel],
                                 [row(zone={'anon': 0}), model])
    assert found.agree > 0
    return [fact for _, fact, _, _ in found.differ]


def test_equal_rows_agree():
    assert not differences(row(), row())


def test_a_thousand_pages_are_noise_and_more_are_not():
    assert not differences(row(), row(zone={'free': 6000}))
    assert differences(row(), row(zone={'free': 6100})) == ['0/Normal free']


def test_marks_have_no_tolerance():
    assert differences(row(), row(zone={'high': 301})) == ['0/Normal high mark']


def test_pages_that_the_guest_had_before_do_not_count():
    kernel = row(zone={'anon': 9000})
    start = row(zone={'anon': 8000})
    found = pressure_judge.judge({'steps': [{'note': 'x'}]}, 0, [start, kernel], [row(), row()])
    assert not found.differ


def test_nothing_is_not_a_little():
    some = row(counters={'demoted': 500})
    assert differences(row(), some) == ['demoted']
    assert differences(some, row()) == ['demoted']
    assert not differences(some, row(counters={'demoted': 1500}))


def test_another_victim_differs_and_so_does_another_order():
    both = [['CONSTRAINT_NONE', 'a'], ['CONSTRAINT_NONE', 'b']]
    assert not differences(row(kills=both), row(kills=both))
    assert differences(row(kills=both), row(kills=both[::-1])) == ['killed']


def test_large_blocks_are_counted_one_by_one():
    step = {'name': 'blocks', 'alloc': {'order': 9}}
    assert not differences(row(blocks={'0': 5}), row(blocks={'0': 9}), step)
    assert differences(row(blocks={'0': 5}), row(blocks={'0': 10}), step) == ['blocks of node 0']


def test_an_expected_level_must_hold_on_both_sides():
    step = {'name': 'level', 'touch': {}, 'expect': {'above': {'0/Normal': 'high'}}}
    low = row(zone={'free': 250})
    assert not differences(row(zone={'free': 400}), row(zone={'free': 400}), step)
    assert differences(low, low, step) == ['0/Normal is above high']


def test_a_missing_step_is_a_difference():
    found = pressure_judge.judge({'steps': []}, 0, [row()], [row(), row()])
    assert [fact for _, fact, _, _ in found.differ] == ['steps']


def test_a_known_difference_is_set_apart():
    step = {'name': 'anonymous pages are all that is left', 'touch': {}}
    scenario = {'name': 'pressure/kswapd-target', 'steps': [step]}
    found = pressure_judge.judge(scenario, 0, [row(), row(counters={'swapped out': 3000})],
                                 [row(), row(counters={'swapped out': 1000})])
    assert not found.differ
    assert [fact for _, fact, _, _ in found.as_known] == ['swapped out']


def test_zoneinfo_is_read_by_zone():
    text = ('Node 0, zone   Normal\n  per-node stats\n      nr_inactive_anon 7\n  pages free 12\n'
            '      nr_zone_active_file 5\nNode 1, zone  Movable\n      nr_zone_active_file 6\n')
    assert facts.zone_lists(text)['0/Normal']['nr_zone_active_file'] == 5
    assert facts.zone_lists(text)['1/Movable']['nr_zone_active_file'] == 6


def test_a_step_that_no_guest_can_do_is_bad_input():
    with pytest.raises(BadInput, match='hotplug'):
        pressure.check({'steps': [{'hotplug': {'node': 1, 'add': '1G'}}]})
    with pytest.raises(BadInput, match='kswapd'):
        pressure.check({'steps': [{'set': {'kswapd': {0: 'held'}}}]})


@pytest.mark.parametrize('text, size', [('4K', 4096), ('2M', 2 << 20), ('1GiB', 1 << 30)])
def test_sizes(text, size):
    assert pressure.size_of(text) == size


def replay(*files):
    return subprocess.run([os.path.join(TOP, 'tests', 'pressure', 'run'), *files], text=True,
                          env=dict(os.environ, NODEWALL=NODEWALL), capture_output=True,
                          timeout=60, check=False)


def test_the_replay_of_a_capture_with_another_victim_fails(tmp_path):
    with open(CAPTURE, encoding='utf-8') as source:
        capture = json.load(source)
    wrong = copy.deepcopy(capture)
    wrong['rows'][-1]['kills'][0][1] = 'precious'
    for name, data in (('right', capture), ('wrong', wrong)):
        (tmp_path / name).write_text(json.dumps(data))
    assert replay(str(tmp_path / 'right')).returncode == 0
    done = replay(str(tmp_path / 'wrong'))
    assert done.returncode == 1
    assert 'killed' in done.stdout and done.stdout.endswith('1 failed\n')


def test_a_file_that_is_no_capture_is_said_and_counted(tmp_path):
    (tmp_path / 'x.json').write_text('{"rows": ')
    done = replay(str(tmp_path / 'x.json'))
    assert done.returncode == 1
    assert 'x.json' in done.stdout and done.stdout.endswith('0 passed, 1 failed\n')
