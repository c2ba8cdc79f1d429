#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the C sources with clang-format, or repair them with --fix [FILE...].

Two things stay the author's: blanks inside a line (clang-format 14 cannot leave
the columns of trailing comments and tables alone) and where to break a line
between parentheses. So both texts are compared as logical lines, in which what
parentheses hold together is one line, with blanks reduced to one form.
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
DIRECTORIES = ["src", "include", "tests", "bench"]


def sources():
    """All C files of the project."""
    for directory in DIRECTORIES:
        yield from sorted((TOP / directory).rglob("*.[ch]"))


def normal(text):
    """The text with the blanks that clang-format may not judge reduced to one form."""
    indent = re.match(r"\s*", text).group()
    body = re.sub(r"\s+", " ", text[len(indent):])
    body = re.sub(r"(?<=[({\[]) | (?=[)}\]])", "", body)
    return indent + body


def depth_change(line):
    """How many more parentheses a line opens than it closes, outside strings and comments."""
    if line.lstrip().startswith(("*", "/*", "//")):
        return 0
    code = re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*', "", line)
    return sum(map(code.count, "([")) - sum(map(code.count, ")]"))


def logical_lines(lines):
    """Pairs of (normalised logical line, its physical lines)."""
    start = depth = 0
    for end, line in enumerate(lines, 1):
        depth += depth_change(line)
        if depth > 0 and end < len(lines):
            continue
        text = "\n".join(lines[start:end])
        # clang-format takes what follows the expansion of an X-macro for its continuation.
        if start > 0 and lines[start - 1].startswith("#undef"):
            text = text.lstrip()
        yield normal(text), lines[start:end]
        start, depth = end, 0


def formatted(path, lines):
    """The lines of a file as they should be: clang-format's, with our choices where allowed."""
    result = subprocess.run(["clang-format", "--style=file", str(path)], cwd=TOP,
                            capture_output=True, text=True, check=True)
    ours = list(logical_lines(lines))
    wanted = list(logical_lines(result.stdout.splitlines()))
    matcher = difflib.SequenceMatcher(None, [text for text, _ in ours],
                                      [text for text, _ in wanted], autojunk=False)
    out = []
    for tag, start, end, wanted_start, wanted_end in matcher.get_opcodes():
        chosen = ours[start:end] if tag == "equal" else wanted[wanted_start:wanted_end]
        for _, physical in chosen:
            out += physical
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
    bad = failed and not fix
    print(f"{'not ok' if bad else 'ok'} 1 - the C sources are formatted "
          f"({count} files, {failed} {'repaired' if fix else 'not'})")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
