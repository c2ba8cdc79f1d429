#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Count the tests of a stage: count.py HOW LOG STATUS prints "PASSED FAILED".

HOW is one of
  tap      lines "ok" and "not ok" in the log
  ctest    LOG.xml as ctest writes it; each program's output is TAP
  junit    LOG.xml: one test per testcase
  summary  the last line "N passed, N failed" in the log
  status   the stage is one test
  step     the stage is no test, it can only die
A stage that ends with an error without a failed test has died: one failed test.
So has one in which no test was found, because a test that is lost looks like that.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree


def count_tap(text):
    """Count the test lines; expected failures are not failures."""
    passed = len(re.findall(r"^\s*ok\b", text, re.M))
    failed = len(re.findall(r"^\s*not ok\b(?!.*# (?:TODO|SKIP|XFAIL)\b)", text, re.M))
    return passed, failed


def is_bad(case):
    return case.find("failure") is not None or case.find("error") is not None


def count_junit(root):
    cases = [case for case in root.iter("testcase") if case.find("skipped") is None]
    failed = sum(is_bad(case) for case in cases)
    return len(cases) - failed, failed


def count_ctest(root):
    """Sum the TAP lines of all programs; one without such lines is one test."""
    total_passed = total_failed = 0
    for case in root.iter("testcase"):
        passed, failed = count_tap(case.findtext("system-out") or "")
        if is_bad(case) and not failed:
            failed = 1
        elif not passed and not failed and case.find("skipped") is None:
            passed = 1
        total_passed += passed
        total_failed += failed
    return total_passed, total_failed


def count_summary(text):
    sums = re.findall(r"^(\d+) passed, (\d+) failed", text, re.M)
    return tuple(map(int, sums[-1])) if sums else (0, 0)


def count(how, log):
    if how in ("junit", "ctest"):
        try:
            root = ElementTree.parse(log + ".xml").getroot()
        except (OSError, ElementTree.ParseError) as error:
            print(f"count.py: {error}", file=sys.stderr)
            return 0, 0
        return count_junit(root) if how == "junit" else count_ctest(root)
    with open(log, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if how == "tap":
        return count_tap(text)
    if how == "summary":
        return count_summary(text)
    return 0, 0


def main():
    how, log, status = sys.argv[1], sys.argv[2], int(sys.argv[3])
    passed, failed = count(how, log)
    if status == 0 and how == "status":
        passed = 1
    if failed == 0 and (status != 0 or (passed == 0 and how != "step")):
        failed = 1
    print(passed, failed)


if __name__ == "__main__":
    main()
