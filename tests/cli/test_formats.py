# SPDX-License-Identifier: GPL-2.0-only
"""Output formats that other programs read."""
import json
import xml.etree.ElementTree as ElementTree

import pytest

import ktap
from program import TOP, output, output_json

FILES = ["leak.yaml", "pass.yaml", "skip.yaml", "xpass.yaml"]


def test_ktap_has_three_levels():
    scenarios = ktap.parse(output("run", *FILES, "-o", "ktap", status=1))
    assert [s.name for s in scenarios] == ["data/leak", "data/pass", "data/skip", "data/xpass"]
    leak = scenarios[0]
    assert [d.name for d in leak.tests] == ["mainline", "rfc-v2"]
    assert [len(d.tests) for d in leak.tests] == [4, 4]
    assert [d.ok for d in leak.tests] == [False, True]


def test_ktap_tells_expected_from_unexpected():
    leak, passes, skip, xpass = ktap.parse(output("run", *FILES, "-o", "ktap", status=1))
    mainline = leak.tests[0].tests
    assert [t.ok for t in mainline] == [True, True, False, True]
    assert mainline[2].diagnostics[0] == \
        "leak.yaml:30:14: page 1 of 1 landed on node 2, expected 1"
    assert (mainline[3].directive, mainline[3].reason) == \
        ("XFAIL", "no rule keeps node 2 out")
    assert all(t.ok and not t.directive for t in passes.tests[0].tests)
    assert skip.tests[0].tests[0].directive == "SKIP"
    assert not xpass.tests[0].tests[0].ok
    assert xpass.tests[0].tests[0].directive == "XPASS"
    assert xpass.tests[0].tests[0].diagnostics == ["expected to fail, but everything held"]


def test_junit_is_well_formed_and_counts():
    root = ElementTree.fromstring(output("run", *FILES, "-o", "junit", status=1))
    assert root.tag == "testsuites"
    suites = root.findall("testsuite")
    assert [s.get("name") for s in suites] == \
        ["data/leak [mainline]", "data/leak [rfc-v2]", "data/pass [mainline]",
         "data/skip [mainline]", "data/skip [rfc-v2]", "data/xpass [mainline]"]
    for suite in suites:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    assert int(root.get("tests")) == sum(int(s.get("tests")) for s in suites)


def test_junit_case_names_file_line_and_carries_the_walk():
    root = ElementTree.fromstring(output("run", "leak.yaml", "-o", "junit", status=1))
    case = root.find("testsuite[1]/testcase[3]")
    assert case.get("name") == "3 next anon fault goes to the other DRAM node"
    assert case.get("classname") == "data.leak.mainline"
    assert (case.get("file"), case.get("line")) == ("leak.yaml", "30")
    failure = case.find("failure")
    assert failure.get("message") == "page 1 of 1 landed on node 2, expected 1"
    assert "zone_watermark_fast" in failure.text


def test_json_follows_its_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((TOP / "schema/results-1.schema.json").read_text())
    jsonschema.validate(output_json("run", *FILES, "-x", "all", status=1), schema)
    jsonschema.validate(output_json("explain", "leak.yaml#2"), schema)


def test_json_promises_a_version_and_tells_the_outcome():
    results = output_json("run", *FILES, status=1)
    assert results["format"] == "nodewall-results"
    assert results["format_version"].split(".")[0] == "1"
    assert results["kernel_model"] == "6.12"
    assert results["outcome"] == "fail"
    step = results["runs"][0]["steps"][2]
    assert step["outcome"] == "fail"
    assert step["result"]["landed"] == [{"node": 2, "pages": 1}]
    assert step["failures"][0]["wanted"] == "1"
    assert step["failures"][0]["loc"] == {"file": "leak.yaml", "line": 30, "column": 14}
    taken = [z for z in step["walk"][0]["zones"] if z["verdict"] == "TAKEN"]
    assert [z["zone"] for z in taken] == ["2/Movable"]


@pytest.mark.parametrize("args", [
    ["run", *FILES, "-j"], ["run", *FILES, "-o", "ktap"], ["run", *FILES, "-o", "junit"],
    ["run", *FILES], ["compare", *FILES], ["compare", *FILES, "-j"],
])
def test_output_is_the_same_on_every_run(args):
    assert output(*args, status=1) == output(*args, status=1)


def test_pretty_json_is_the_same_json():
    assert json.loads(output("topo", "machine.yaml", "-jp")) == output_json("topo", "machine.yaml")


@pytest.mark.parametrize("args, what", [
    (["topo", "machine.yaml"], "topo"), (["designs"], "designs"), (["verdicts"], "verdicts"),
    (["gfp", "GFP_USER"], "gfp"), (["check", "leak.yaml"], "check"),
    (["may", "machine.yaml"], "answers"), (["lands", "machine.yaml"], "answers"),
    (["compare", "pass.yaml"], "comparison"), (["run", "pass.yaml"], "results"),
])
def test_every_json_says_what_it_is(args, what):
    got = output_json(*args)
    assert list(got)[:2] == ["format", "format_version"]
    assert got["format"] == f"nodewall-{what}"


def test_check_lists_steps_and_messages():
    good = output_json("check", "leak.yaml")["files"][0]
    assert good["ok"] and good["tags"] == ["spm", "fallback"]
    assert [s["kind"] for s in good["steps"]] == ["may", "alloc", "alloc", "may"]
    bad = json.loads(output("check", "-", "-j", status=2, stdin="nodewall: 1\ntopolgy: {}\n"))
    message = bad["files"][0]["messages"][0]
    assert (message["level"], message["line"], message["column"]) == ("error", 2, 1)
    assert message["suggestion"] == "topology"


# ---- compare ----

def test_compare_shows_where_memory_came_from():
    lines = output("compare", "leak.yaml", status=1).splitlines()
    assert lines[0].split() == ["mainline", "rfc-v2"]
    assert lines[1] == "data/leak"
    assert lines[4].startswith("* 3 next anon fault")
    assert lines[4].split()[-3:] == ["2", "x", "1"]
    assert lines[5].split()[-3:] == ["0-2", "~", "0-1"]


def test_only_different_hides_the_rest_and_says_so():
    text = output("compare", "leak.yaml", "--only-different", status=1)
    assert "kernel memory" not in text and "next anon fault" in text
    assert "2 identical steps hidden; -v shows them" in text
    assert "kernel memory" in output("compare", "leak.yaml", "--only-different", "-v", status=1)


def test_baseline_shows_what_departs_from_it():
    lines = output("compare", "leak.yaml", "--baseline", "rfc-v2", status=1).splitlines()
    assert lines[2].split()[-2:] == [".", "0-1"]
    assert lines[4].split()[-3:] == ["2", "x", "1"]


def test_compare_summary_counts_leaks():
    rows = {line.split()[0]: line.split()[1:]
            for line in output("compare", "leak.yaml", "--summary", status=1).splitlines()}
    assert rows["mainline"] == ["3", "of", "4", "2", "0", "0"]
    assert rows["rfc-v2"] == ["4", "of", "4", "0", "0", "0"]


def test_compare_in_markdown_is_a_table():
    lines = output("compare", "leak.yaml", "-o", "markdown", status=1).splitlines()
    assert lines[0] == "| step | mainline | rfc-v2 |"
    assert set(lines[1]) == set("|-")
    assert lines[4] == "| data/leak: 3 next anon fault goes to the other DRAM node " \
        "| **2** x | **1** |"


def test_compare_of_many_designs_fits_a_page():
    text = output("compare", "pass.yaml", "-d", "all")
    assert max(len(line) for line in text.splitlines() if not line.startswith("  ")) <= 100
