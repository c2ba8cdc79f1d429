# SPDX-License-Identifier: GPL-2.0-only
"""The sum that ends scripts/test must not lose a failure."""
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = Path(__file__).resolve().parent.parent / "count.py"


def count(tmp_path, how, text, status=0):
    """What count.py says about a log (and LOG.xml) with this text."""
    log = tmp_path / "log"
    log.write_text(text, encoding="utf-8")
    (tmp_path / "log.xml").write_text(text, encoding="utf-8")
    result = subprocess.run([sys.executable, str(COUNT), how, str(log), str(status)],
                            capture_output=True, text=True, check=True)
    return result.stdout.strip()


@pytest.mark.parametrize("text, want", [
    ("1..3\nok 1 - a\nnot ok 2 - b\nok 3\n", "2 1"),
    ("  ok 1 nested\nnot ok 2 # TODO later\n# not ok - tests\n", "1 0"),
])
def test_tap_lines_are_counted(tmp_path, text, want):
    assert count(tmp_path, "tap", text) == want


def test_a_stage_that_dies_is_a_failure(tmp_path):
    assert count(tmp_path, "tap", "ok 1 - a\n", status=139) == "1 1"
    assert count(tmp_path, "summary", "", status=1) == "0 1"
    assert count(tmp_path, "junit", "no xml", status=2) == "0 1"
    assert count(tmp_path, "step", "", status=2) == "0 1"


def test_a_stage_without_tests_is_a_failure(tmp_path):
    assert count(tmp_path, "tap", "") == "0 1"
    assert count(tmp_path, "junit", "<testsuites/>") == "0 1"


def test_a_step_is_no_test(tmp_path):
    assert count(tmp_path, "step", "") == "0 0"
    assert count(tmp_path, "status", "") == "1 0"


def test_junit_cases_are_counted_without_the_skipped_ones(tmp_path):
    xml = ("<testsuites><testsuite><testcase name='a'/><testcase name='b'><skipped/></testcase>"
           "<testcase name='c'><failure/></testcase></testsuite></testsuites>")
    assert count(tmp_path, "junit", xml, status=1) == "1 1"


def test_ctest_programs_are_counted_by_their_tap_lines(tmp_path):
    xml = ("<testsuite>"
           "<testcase name='a'><system-out>ok 1 - x\nok 2 - y\n</system-out></testcase>"
           "<testcase name='crashed'><failure/><system-out>ok 1 - x\n</system-out></testcase>"
           "<testcase name='silent'><system-out></system-out></testcase>"
           "</testsuite>")
    assert count(tmp_path, "ctest", xml, status=8) == "4 1"


def test_the_last_summary_line_counts(tmp_path):
    assert count(tmp_path, "summary", "1 passed, 0 failed\n20 passed, 3 failed\n", 1) == "20 3"
