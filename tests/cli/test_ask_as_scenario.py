# SPDX-License-Identifier: GPL-2.0-only
"""The questions of the captures, asked as scenarios: ask only translates.

Each section of a capture (from one reset to the next) becomes a scenario: what changes
the machine is a step in its order, of the rest a sample with a fixed seed; what the
kernel answered stands as expect. So the two front ends, the question protocol and
the scenario format, reach the same model. Every op of the captures is translated or
has a reason why it is not; a section ends where a change cannot be said, or where its
outcome is not known for certain.
"""
import collections
import functools
import gzip
import itertools
import json
import random

import pytest

import program
from as_scenario import NOT_SAID, NOT_SEEN, Scenario, method, sayable, topology

ORACLE = program.TOP / "tests/oracle"
FOLDERS = sorted(path.parent.name for path in ORACLE.glob("*/machine.json"))
SAMPLE = 40     # of each op in a section, where an op is sampled

# Questions by themselves: nothing later depends on them, so that a sample will do.
ALONE = {"probe", "preferred", "mems", "mbind.case", "policy.histogram", "migrate.case", "oom",
         "policy.mems_allowed", "task.status", "cgroup.dump", "cgroup.read"}
# The machine stays as it is, so that the question can be left out.
LOOKS = ALONE | {"nodestates", "zonelist", "tiers", "node_lists", "zones", "sysctl.read",
                 "policy.case", "policy.state", "policy.get"}
STOPS = {"buddy.load"}  # a change that cannot be said: the replay of the section ends there


def read_folder(folder):
    """The machine and the sections: lists of (question, class, answer)."""
    def lines(name):
        with gzip.open(ORACLE / folder / name, "rt", encoding="utf-8") as source:
            return [json.loads(line) for line in source]

    sections = []
    for q, e in zip(lines("questions.jsonl.gz"), lines("expected.jsonl.gz")):
        assert q["id"] == e["id"]
        if q["op"] == "reset":
            sections.append([])
        else:
            sections[-1].append((q, e["class"], e["answer"]))
    return json.loads((ORACLE / folder / "machine.json").read_text(encoding="utf-8")), sections


def chosen(section, machine, rng):
    """Places of the questions to ask: a sample of those that stand alone."""
    places = collections.defaultdict(list)
    for i, (q, kind, _) in enumerate(section):
        if kind == "exact" and sayable(q, machine):
            places[q["op"]].append(i)
    for op in places:
        if op in ALONE or op == "policy.case":
            places[op] = rng.sample(places[op], min(SAMPLE, len(places[op])))
    return {i for some in places.values() for i in some}


def unsayable_sessions(section, machine):
    """Places of task.begin .. task.end with a change in between that cannot be said."""
    start, bad, places = None, False, set()
    for i, (q, kind, answer) in enumerate(section):
        if q["op"] == "task.begin":
            start, bad = i, False
        changes = q["op"] not in NOT_SAID and answer.get("errno", "0") == "0"
        bad = bad or (start is not None and changes
                      and (kind != "exact" or not sayable(q, machine)))
        if q["op"] == "task.end" and start is not None:
            places |= set(range(start, i + 1)) if bad else set()
            start = None
    return places


def translate(section, machine, rng, asked):
    """The scenario of a section; @asked counts questions by op."""
    scenario = Scenario()
    ask, skip = chosen(section, machine, rng), unsayable_sessions(section, machine)
    for i, (q, kind, answer) in enumerate(section):
        op = q["op"]
        if op == "policy.case":
            scenario.case_left = i not in ask
        if i in skip or (op in ("policy.state", "policy.end") and scenario.case_left):
            continue
        if i not in ask:
            if op in STOPS or not (op in LOOKS or op in NOT_SAID
                                   or answer.get("errno", "0") != "0"):
                break
            continue
        method(op)(scenario, q, answer)
        asked[op] += 1
    return scenario.steps


def scenario_text(machine, name, steps):
    head = {"nodewall": 1, "name": name, "designs": [machine.get("design", "mainline")],
            "topology": topology(machine)}
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in head.items()]
    return "".join(lines) + "steps:\n" + "".join(f"  - {json.dumps(s)}\n" for s in steps)


@functools.cache
def scenarios(folder):
    """({file name: text}, number of questions by op) of a capture."""
    machine, sections = read_folder(folder)
    rng = random.Random(folder)
    asked, files = collections.Counter(), {}
    for i, section in enumerate(sections):
        steps = translate(section, machine, rng, asked)
        if steps:
            files[f"{i:03}.yaml"] = scenario_text(machine, f"{folder}/{i}", steps)
    return files, asked


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_scenario_gets_the_answers_of_the_kernel(folder, tmp_path):
    files, _ = scenarios(folder)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = program.run("run", "-q", tmp_path)
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]


def test_every_op_is_translated_or_has_a_reason():
    ops = {q["op"] for folder in FOLDERS for section in read_folder(folder)[1]
           for q, _, _ in section}
    said = {op for op in ops if method(op)}
    assert said | set(NOT_SAID) == ops
    assert not said & set(NOT_SAID)
    assert set(NOT_SEEN) <= said


@pytest.mark.slow
def test_the_sample_is_large_enough():
    """Of each op five questions from three captures, or all captures that have it."""
    asked = collections.Counter()
    folders = collections.Counter()
    have = collections.defaultdict(collections.Counter)
    for folder in FOLDERS:
        for op, nr in scenarios(folder)[1].items():
            asked[op] += nr
            folders[op] += 1
        machine, sections = read_folder(folder)
        for q, kind, _ in itertools.chain(*sections):
            if kind == "exact" and sayable(q, machine):
                have[q["op"]][folder] += 1
    for op in have:
        assert folders[op] >= min(3, len(have[op])), op
        assert asked[op] >= min(5, have[op].total()), op
