# SPDX-License-Identifier: GPL-2.0-only
"""Text for people: explanations, run, compare. The layout is held by snapshots."""
import re

import pytest

from program import check_snapshot, output, run


@pytest.mark.parametrize("name, args, status", [
    ("run-leak", ["run", "leak.yaml"], 1),
    ("run-leak-quiet", ["run", "leak.yaml", "-q"], 1),
    ("run-leak-verbose", ["run", "leak.yaml", "-v", "-x", "none"], 1),
    ("run-all", ["run", "leak.yaml", "pass.yaml", "skip.yaml", "xpass.yaml"], 1),
    ("run-ktap", ["run", "leak.yaml", "pass.yaml", "skip.yaml", "xpass.yaml", "-o", "ktap"], 1),
    ("explain-leak-3", ["explain", "leak.yaml#3", "--vs", "rfc-v2"], 0),
    ("explain-may", ["explain", "leak.yaml#4", "-d", "mainline,rfc-v2"], 0),
    ("compare-leak", ["compare", "leak.yaml"], 1),
    ("compare-summary", ["compare", "leak.yaml", "--summary"], 1),
    ("compare-markdown", ["compare", "leak.yaml", "pass.yaml", "-o", "markdown"], 1),
    ("may-kernel", ["may", "leak.yaml", "--task", "web", "--gfp", "GFP_KERNEL"], 0),
    ("lands-thisnode", ["lands", "leak.yaml", "--task", "web", "--node", "2", "--order", "9",
                        "--gfp", "GFP_KERNEL|__GFP_THISNODE", "-d", "mainline"], 0),
    ("gfp", ["gfp", "GFP_HIGHUSER_MOVABLE|__GFP_THISNODE"], 0),
])
def test_snapshot(name, args, status):
    text = output(*args, status=status)
    assert all(len(line) <= 100 for line in text.splitlines())
    check_snapshot(f"{name}.txt", text)


@pytest.mark.parametrize("args", [["verdicts"], ["designs", "-v"],
                                  ["gfp", "GFP_TRANSHUGE|__GFP_WRITE|__GFP_ZERO|__GFP_MEMALLOC"]])
def test_lists_fit_a_page(args):
    assert max(map(len, output(*args).splitlines())) <= 100


def test_first_line_of_a_failure_stands_alone():
    first = output("run", "leak.yaml", status=1).splitlines()[0]
    assert first == \
        "leak.yaml:30:14: FAIL [mainline] next anon fault goes to the other DRAM node"


def test_quiet_prints_nothing_when_all_is_well():
    assert output("run", "pass.yaml", "-q") == ""


@pytest.mark.parametrize("place", [
    "leak.yaml:27", "leak.yaml:30", "leak.yaml:30:14", "leak.yaml#3",
    "leak.yaml#next anon fault goes to the other DRAM node",
    "leak.yaml#next-anon-fault-goes-to-the-other-dram-node",
])
def test_a_step_can_be_named_in_many_ways(place):
    assert output("explain", place) == output("explain", "leak.yaml#3")


def test_the_replay_line_replays():
    text = output("run", "leak.yaml", status=1)
    words = re.search(r"^  replay +nodewall (.*)$", text, re.M)[1].split()
    again = output(*words)
    assert again.startswith("leak.yaml:27:5: next anon fault goes to the other DRAM node\n")
    assert "mainline (D1): FAIL, 2" in again
    assert "rfc-v2 (D3): PASS, 1" in again


def test_a_step_that_does_not_exist_lists_those_that_do():
    done = run("explain", "leak.yaml#none")
    assert done.returncode == 2
    assert "leak.yaml:27  3 next anon fault" in done.stderr


def test_may_says_the_same_as_a_step_of_the_scenario():
    explained = output("explain", "leak.yaml#1", "-d", "mainline")
    asked = output("may", "leak.yaml", "--task", "free", "--gfp", "GFP_KERNEL", "-d", "mainline")
    assert asked.splitlines()[0] == "mainline: may use 0-1"
    assert asked.split("\n", 2)[2].strip() in explained


def test_opting_in_is_said_in_each_designs_way():
    text = output("may", "leak.yaml", "--task", "free", "--gfp", "GFP_HIGHUSER_MOVABLE",
                  "--want", "gpu0", "-d", "rfc-v2")
    assert "__GFP_SPM_NODE" in text and "opts in to node 2" in text
