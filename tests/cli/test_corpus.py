# SPDX-License-Identifier: GPL-2.0-only
"""The corpus, its index and the page about designs say the same."""
import re

from program import TOP, output, output_json

SCENARIOS = TOP / "scenarios"
INDEX = (SCENARIOS / "README.md").read_text()
PAGE = (TOP / "docs/designs.md").read_text()
HAZARDS = PAGE[PAGE.index("\n## Hazards\n"):]
FILES = sorted(str(p.relative_to(SCENARIOS))[:-len(".yaml")] for p in SCENARIOS.rglob("*.yaml"))


def test_every_scenario_is_in_the_index_once():
    listed = re.findall(r"\]\(([a-z0-9-]+/[^)]+)\.yaml\)", INDEX)
    assert sorted(listed) == FILES


def test_every_scenario_is_called_like_its_file():
    for name in FILES:
        assert f"\nname: {name}\n" in (SCENARIOS / f"{name}.yaml").read_text()


def test_the_corpus_is_large_enough():
    assert len(FILES) >= 120


def numbers(text):
    """"X-02, X-04 to X-06" as [2, 4, 5, 6]"""
    found = []
    for first, last in re.findall(r"X-(\d\d)(?: to X-(\d\d))?", text):
        found += range(int(first), int(last or first) + 1)
    return found


def rows():
    return re.findall(r"^\| (X-\d\d[^|]*) \| (.*) \|$", HAZARDS, re.M)


def test_every_hazard_has_one_row():
    listed = [n for ids, _ in rows() for n in numbers(ids)]
    assert sorted(listed) == list(range(1, 56))


def test_a_hazard_is_a_scenario_or_says_why_not():
    files = {int(name[len("hazards/x-"):][:2]) for name in FILES if name.startswith("hazards/x-")}
    for ids, status in rows():
        for number in numbers(ids):
            if status.startswith("scenario"):
                assert number in files, f"X-{number:02d} has no scenario"
            else:
                assert status.startswith(("waits for ", "none: ")), status
                assert number not in files, f"X-{number:02d} has a scenario: {status}"


def test_designs_without_expectations_are_counted_in_the_summary():
    """A scenario of one design, run under two: the other's results are shown, not judged."""
    text = output("run", "-d", "mainline,soft", str(SCENARIOS / "ideas/cpusets-alone.yaml"))
    assert "soft 0/7 7 shown" in text
    assert "7 shown under designs that their scenario states nothing about" in text


def test_what_the_sources_leave_open_is_told_apart():
    report = output_json("run", "-d", "soft", str(SCENARIOS / "matrix/05-interrupt.yaml"))
    open_ones = [s for s in report["runs"][0]["steps"] if s["outcome"] == "undecided"]
    assert len(open_ones) == 2
    assert all(s["reason"] == "irq_explicit: allowed" for s in open_ones)
