# SPDX-License-Identifier: GPL-2.0-only
"""explain --vs: two designs side by side, and the hook at which they part."""
import json

import pytest

from program import TOP, check_snapshot, output, output_json, run


def parting(step, design, against="mainline"):
    found = output_json("explain", f"versus.yaml#{step}", "-d", against, "--vs", design)
    return found["partings"][0]


@pytest.mark.parametrize("name, step, designs", [
    ("versus-list", 1, ("mainline", "n-spm")),
    ("versus-opt-in", 2, ("rfc-v2", "n-spm")),
    ("versus-no-opt-in", 2, ("mainline", "zone-device")),
    ("versus-call", 4, ("mainline", "rfc-v2")),
    ("versus-fault", 9, ("mainline", "n-spm")),
    ("versus-alike", 10, ("mainline", "rfc-v2")),
])
def test_snapshot(name, step, designs):
    text = output("explain", f"versus.yaml#{step}", "-d", designs[0], "--vs", designs[1])
    assert all(len(line) <= 100 for line in text.splitlines())
    check_snapshot(f"{name}.txt", text)


@pytest.mark.parametrize("step, design, hook", [
    ("reach", "n-spm", "H1 build_zonelists"),
    ("reach", "cdm-zonelist", "H1 build_zonelists"),
    ("opt-in", "private-zonelist", "H2 select_zonelist"),
    ("reach", "rfc-v2", "H3 default_mask"),
    ("explicit-mask", "rfc-v2", "H4 zone_ok"),
    ("reach", "cdm-buddy", "H4 zone_ok"),
    ("policy", "rfc-v2", "H11 mpol_trim"),
    ("fault", "n-spm", "H11 mpol_request"),
    ("mems", "n-spm", "H12 cpuset_write"),
    ("memory-of-another-kind", "rfc-v2", "H13 hotplug"),
    ("reach", "zone-device", "H13 hotplug"),
    ("opt-in", "rfc-v2", "H16 opt_in"),
    ("opt-in", "zone-device", "H16 opt_in"),
])
def test_designs_part_at_the_hook_that_answers_differently(step, design, hook):
    found = parting(step, design)
    assert found["differs"]
    assert f"{found['hook']} {found['name']}" == hook
    assert found["answers"]["mainline"] != found["answers"][design]


def test_designs_that_go_the_same_way_part_nowhere():
    found = parting("reach", "mainline-movable")
    assert not found["differs"]
    assert found["hook"] is None


def test_the_nodes_of_memory_are_named_as_the_cause_of_another_list():
    assert parting("reach", "n-spm")["since"] == "N_MEMORY is 0-1 and 0 (H13 hotplug)"


def test_every_design_of_a_list_is_compared_with_the_one():
    found = output_json("explain", "versus.yaml#1", "-d", "mainline,rfc-v2", "--vs", "n-spm")
    assert [list(p["answers"]) for p in found["partings"]] == \
        [["mainline", "n-spm"], ["rfc-v2", "n-spm"]]


def test_the_one_may_stand_anywhere_in_the_list():
    found = output_json("explain", "versus.yaml#1", "-d", "all", "--vs", "n-spm")["partings"]
    assert len(found) == 16
    assert all("n-spm" in p["answers"] for p in found)


def test_a_design_is_not_compared_with_itself():
    done = run("explain", "versus.yaml#1", "-d", "n-spm", "--vs", "n-spm")
    assert done.returncode == 2
    assert '"n-spm" is not to be compared with itself' in done.stderr


def test_json_follows_its_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((TOP / "schema/results-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(output_json("explain", "versus.yaml#2", "--vs", "n-spm"), schema)


def test_a_design_is_not_compared_with_an_unknown_one():
    done = run("explain", "versus.yaml#1", "--vs", "n-spn")
    assert done.returncode == 2
    assert 'did you mean "n-spm"?' in done.stderr
