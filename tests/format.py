#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the C sources with clang-format, or repair them with --fix.

clang-format 14 cannot leave the columns of trailing comments and tables alone.
So a line counts as formatted when it differs from clang-format's line only in
blanks *inside* the line; its indentation and its line breaks must be right.
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
DIRECTORIES = ["src", "include", "tests", "bench"]


def sources():
    """All C files of the project, the kernel module of the live tests excepted."""
    for directory in DIRECTORIES:
        for path in sorted((TOP / directory).rglob("*.[ch]")):
            if "fixtures" not in path.parts:
                yield path


def normal(line):
    """The line with the blanks that clang-format may not judge reduced to one form."""
    indent = re.match(r"\s*", line).group()
    body = re.sub(r"\s+", " ", line[len(indent):])
    body = re.sub(r"\{ | (?=\})", lambda m: m.group().strip(), body)
    return indent + body


def formatted(path, lines):
    """The lines of a file as they should be: clang-format's, with our blanks where allowed."""
    result = subprocess.run(["clang-format", "--style=file", str(path)], cwd=TOP,
                            capture_output=True, text=True, check=True)
    wanted = result.stdout.splitlines()
    matcher = difflib.SequenceMatcher(None, [normal(line) for line in lines],
                                      [normal(line) for line in wanted], autojunk=False)
    out = []
    for tag, ours, ours_end, theirs, theirs_end in matcher.get_opcodes():
        out += lines[ours:ours_end] if tag == "equal" else wanted[theirs:theirs_end]
    return out


def check(path, fix):
    """Return the differences of one file as diff lines; with fix, also repair it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    wanted = formatted(path, lines)
    name = str(path.relative_to(TOP))
    diff = list(difflib.unified_diff(lines, wanted, name, name + " (formatted)", lineterm="", n=1))
    if diff and fix:
        path.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    return diff


def main():
    fix = "--fix" in sys.argv[1:]
    named = [Path(arg).resolve() for arg in sys.argv[1:] if arg != "--fix"]
    failed = 0
    count = 0
    for path in named or sources():
        diff = check(path, fix)
        count += 1
        if diff:
            failed += 1
            print("\n".join(diff))
    print(f"{count - failed} files formatted, {failed} {'repaired' if fix else 'not'}")
    return 1 if failed and not fix else 0


if __name__ == "__main__":
    sys.exit(main())
