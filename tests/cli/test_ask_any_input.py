# SPDX-License-Identifier: GPL-2.0-only
"""nodewall ask with input that nobody meant: captures and questions changed at random.

Whatever comes in, the program ends by itself with status 0 and one answer a
question, or with status 2 and a message about the machine. The seeds are fixed,
so that a failure can be repeated.
"""
import copy
import glob
import gzip
import json
import os
import random
import subprocess

import pytest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODEWALL = os.environ.get('NODEWALL', os.path.join(TOP, 'build', 'nodewall'))
FOLDERS = sorted(glob.glob(os.path.join(TOP, 'tests', 'oracle', '*', '')))
DESIGNS = ['mainline', 'mainline-movable', 'rfc-v2', 'n-spm']
VALUES = [None, True, -1, 0, 1, 3, 10, 11, 1023, 1024, 2**31, 2**40, 2**62, 1.5, '', '0', '0-3',
          'x', 'task', 'hardirq', '1/Normal', '0/DMA32', [], [0], {}, '0-1023', 'all', '/', '/a/b',
          ['GFP_KERNEL'], ['__GFP_NOFAIL'], 'ü']


def changed(value, rng):
    """@value with one thing in it replaced, dropped, doubled or moved a little."""
    if isinstance(value, dict):
        value = dict(value)
        keys = [k for k in value if k != 'op'] or ['x']
        key = rng.choice(keys)
        if rng.random() < 0.2:
            value.pop(key, None)
        else:
            value[key] = changed(value.get(key), rng)
        return value
    if isinstance(value, list) and value:
        value = list(value)
        at = rng.randrange(len(value))
        kind = rng.random()
        if kind < 0.2:
            del value[at]
        elif kind < 0.3:
            value.insert(at, copy.deepcopy(value[at]))
        else:
            value[at] = changed(value[at], rng)
        return value
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.6:
        return rng.choice([value + 1, value - 1, value * 2, -value, value + 512, value << 9])
    return rng.choice(VALUES)


def session(rng):
    """A machine and a stretch of its questions, some of them changed."""
    folder = rng.choice(FOLDERS)
    with open(folder + 'machine.json', encoding='utf-8') as source:
        machine = json.load(source)
    with gzip.open(folder + 'questions.jsonl.gz', 'rt') as source:
        questions = [json.loads(line) for line in source]
    start = rng.randrange(len(questions))
    questions = questions[max(0, start - 40):start + 40]
    if rng.random() < 0.5:
        for _ in range(rng.choice([1, 1, 2, 4])):
            machine = changed(machine, rng)
    return machine, [changed(q, rng) if rng.random() < 0.4 else q for q in questions]


@pytest.mark.parametrize('seed', range(40))
def test_any_input_gets_an_answer_or_a_message(seed, tmp_path):
    rng = random.Random(seed)
    machine, questions = session(rng)
    (tmp_path / 'machine.json').write_text(json.dumps(machine), encoding='utf-8')
    run = subprocess.run([NODEWALL, 'ask', str(tmp_path), '--design', rng.choice(DESIGNS)],
                         input=''.join(json.dumps(q) + '\n' for q in questions),
                         capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode in (0, 2), run.stderr
    if run.returncode == 0:
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        assert len(answers) == len(questions)
        assert all('id' in a for a in answers)
    else:
        assert 'error' in run.stderr


@pytest.mark.parametrize('text', ['', '{', '[]', 'null', '{"machine":1}', '\0', '{"a":1,"a":2}'])
def test_a_file_that_is_no_machine_is_one_error(text, tmp_path):
    (tmp_path / 'machine.json').write_text(text, encoding='utf-8')
    run = subprocess.run([NODEWALL, 'ask', str(tmp_path)], input='', capture_output=True, text=True,
                         timeout=60, check=False)
    assert run.returncode == 2
    assert run.stderr.count('error') == 1
    assert run.stdout == ''


@pytest.mark.parametrize('line', ['{', '[]', '7', '"reset"', '{"op":7}', '{"op":"no-such"}',
                                  '{"op":"zonelist","nid":1024,"list":"fallback"}', '\0', '\u00ff'])
def test_a_bad_line_is_answered_and_so_is_the_next(line):
    folder = os.path.join(TOP, 'tests', 'oracle', 't02_2eq')
    run = subprocess.run([NODEWALL, 'ask', folder], input=line + '\n{"id":5,"op":"reset"}\n',
                         capture_output=True, text=True, timeout=60, check=False)
    answers = [json.loads(x) for x in run.stdout.splitlines()]
    assert run.returncode == 0
    assert 'error' in answers[0] and {'code', 'message'} <= answers[0]['error'].keys()
    assert answers[1]['id'] == 5 and answers[1]['ok'] is True


def test_a_misspelt_operation_gets_a_suggestion():
    folder = os.path.join(TOP, 'tests', 'oracle', 't02_2eq')
    run = subprocess.run([NODEWALL, 'ask', folder], input='{"op":"nodestate"}\n',
                         capture_output=True, text=True, timeout=60, check=False)
    assert 'did you mean "nodestates"?' in json.loads(run.stdout)['error']['message']
