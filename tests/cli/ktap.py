# SPDX-License-Identifier: GPL-2.0-only
"""A small strict parser of KTAP version 1, written from the format's description.

A document is a version line, a plan and as many results; a result may have a
document of its own, two columns deeper, in front of it. Diagnostics start with #.
"""
import re
from dataclasses import dataclass, field

RESULT = re.compile(r"(ok|not ok) (\d+) ([^#]*[^# ])(?: # (XFAIL|XPASS|SKIP)(?: (.*))?)?$")


@dataclass
class Test:
    """One result line with what stands in front of it."""
    ok: bool
    name: str
    directive: str
    reason: str
    diagnostics: list = field(default_factory=list)
    tests: list = field(default_factory=list)


class Parser:
    """Lines of a whole document."""

    def __init__(self, text):
        assert text.endswith("\n")
        self.lines = text.splitlines()
        self.at = 0

    def peek(self, indent):
        """The line here without its indent; None when it is not so deep, or there is none."""
        if self.at == len(self.lines) or not self.lines[self.at].startswith(indent):
            return None
        return self.lines[self.at][len(indent):]

    def take(self, indent):
        line = self.peek(indent)
        assert line is not None, f"line {self.at + 1}: document ends early"
        self.at += 1
        return line

    def result(self, indent, number):
        tests, diagnostics = [], []
        if self.peek(indent + "  ") == "KTAP version 1":
            tests = self.document(indent + "  ")
        while (self.peek(indent) or "").startswith("# "):
            diagnostics.append(self.take(indent)[2:])
        line = self.take(indent)
        match = RESULT.match(line)
        assert match, f"line {self.at}: {line!r} is no result"
        assert int(match[2]) == number, f"line {self.at}: number {match[2]}, expected {number}"
        return Test(match[1] == "ok", match[3], match[4], match[5], diagnostics, tests)

    def document(self, indent=""):
        assert self.take(indent) == "KTAP version 1"
        plan = re.fullmatch(r"1\.\.(\d+)", self.take(indent))
        assert plan, f"line {self.at}: no plan"
        return [self.result(indent, n) for n in range(1, int(plan[1]) + 1)]


def parse(text):
    """All tests of the outermost level; the whole text must be one document."""
    parser = Parser(text)
    tests = parser.document()
    assert parser.at == len(parser.lines), f"line {parser.at + 1}: text behind the end"
    return tests
