#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""House rules that a compiler does not check. Prints one TAP line per rule.

A rule is a function that yields a message for each place that breaks it. Its
docstring is the rule. To add a rule, write the function and add it to RULES.
"""
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
SOURCE_LINES_MAX = 500
HEADER_LINES_MAX = 250
README_LINES_MAX = 10
MIRRORING_ROOMS = ("alloc", "cpuset", "mempolicy", "tiers", "hotplug")
SCRIPT_SUFFIXES = (".c", ".h", ".def", ".py", ".sh", ".cmake")
PROSE_SUFFIXES = (".md", ".yaml", ".yml")
# Copies of what a real kernel said, and the licence: not ours to lay out.
FOREIGN = ("LICENSE", "tests/conformance/oracle/", "tests/fixtures/", "tests/import/")


def is_ignored(path):
    """Build directories, caches and hidden directories are not the project."""
    return any(part.startswith("build") and (TOP / part).is_dir() or part == "__pycache__" or
               (part.startswith(".") and part not in (".ci", ".github"))
               for part in path.parts[:-1])


def read_files():
    """All text files of the project: relative path -> lines."""
    files = {}
    for path in sorted(TOP.rglob("*")):
        name = path.relative_to(TOP)
        if is_ignored(name) or not path.is_file() or name.name == ".git":
            continue
        if str(name).startswith(FOREIGN):
            continue
        try:
            files[str(name)] = path.read_text(encoding="utf-8").split("\n")
        except UnicodeDecodeError:
            continue
    return files


def c_files(files):
    return {name: lines for name, lines in files.items() if name.endswith((".c", ".h"))}


def is_script(name, lines):
    return name.endswith(SCRIPT_SUFFIXES) or Path(name).name == "CMakeLists.txt" \
        or lines[0].startswith("#!")


def width(line):
    return len(line.expandtabs(8))


def long_lines(files):
    """no line of code is wider than 100 columns, tables excepted"""
    for name, lines in files.items():
        if not is_script(name, lines) or name.endswith(".def"):
            continue
        for number, line in enumerate(lines, 1):
            if width(line) > COLUMNS_MAX:
                yield f"{name}:{number}: {width(line)} columns"


def functions(lines):
    """The functions of a C file as (first line of the signature, last line), from 1."""
    for end, line in enumerate(lines):
        if line != "}":
            continue
        body = end
        while body > 0 and lines[body] != "{":
            body -= 1
        start = body
        while start > 0 and lines[start - 1] and not lines[start - 1].endswith((";", "}", "*/")) \
                and not lines[start - 1].startswith("#"):
            start -= 1
        yield start + 1, end + 1


def long_functions(files):
    """no function is longer than 70 lines"""
    for name, lines in c_files(files).items():
        for start, end in functions(lines):
            if end - start + 1 > FUNCTION_LINES_MAX:
                yield f"{name}:{start}: {end - start + 1} lines"


def long_files(files):
    """no .c is longer than 500 lines, no .h longer than 250 but the public one"""
    for name, lines in c_files(files).items():
        if name.startswith(("tests/", "include/")):
            continue
        limit = SOURCE_LINES_MAX if name.endswith(".c") else HEADER_LINES_MAX
        if len(lines) - 1 > limit:
            yield f"{name}: {len(lines) - 1} lines, at most {limit}"


def rooms():
    """Each room with the rooms it sees, itself included, as src/CMakeLists.txt says."""
    seen = {}
    text = (TOP / "src/CMakeLists.txt").read_text(encoding="utf-8")
    for words in re.findall(r"^nw_room\(([^)]+)\)", text, re.M):
        room, *lower = words.split()
        seen[room] = {room}.union(*(seen[name] for name in lower))
    return seen


def includes(lines):
    for number, line in enumerate(lines, 1):
        match = re.match(r'#\s*include "([^"]+)"', line)
        if match:
            yield number, match.group(1)


def upward_includes(files):
    """a room includes only itself and the rooms it is built on"""
    seen = rooms()
    for name, lines in files.items():
        if not name.startswith("src/") or name.count("/") < 2:
            continue
        room = name.split("/")[1]
        for number, included in includes(lines):
            target = included.split("/")[0]
            if target == "nodewall" or target in seen.get(room, ()):
                continue
            yield f"{name}:{number}: {room}/ must not include {included}"


def dead_files(files):
    """every .c is in a room, every header and table is included by somebody"""
    seen = rooms()
    included = {target for lines in files.values() for _, target in includes(lines)}
    for name in files:
        parts = name.split("/")
        if parts[0] != "src" or len(parts) < 3:
            continue
        if name.endswith(".c") and (len(parts) != 3 or parts[1] not in seen):
            yield f"{name}: in no room of src/CMakeLists.txt"
        if name.endswith((".h", ".def")) and name[len("src/"):] not in included:
            yield f"{name}: nobody includes it"


def missing_licences(files):
    """every source and script has an SPDX line at its start"""
    for name, lines in files.items():
        if is_script(name, lines):
            if not any("SPDX-License-Identifier: GPL-2.0-only" in line for line in lines[:3]):
                yield f"{name}:1: no SPDX line"


def missing_mirrors(files):
    """a file that models the kernel says which function it mirrors, or 'Mirrors: nothing'"""
    for name, lines in files.items():
        parts = name.split("/")
        if name.endswith(".c") and parts[0] == "src" and parts[1] in MIRRORING_ROOMS:
            if not any("Mirrors:" in line for line in lines):
                yield f"{name}:1: no Mirrors: line"


def unexplained_todos(files):
    """a TODO gives its reason on the same line"""
    marker = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b(.*)")
    for name, lines in files.items():
        for number, line in enumerate(lines, 1):
            match = marker.search(line)
            if match and name != "tests/tidy.py" and len(match.group(1).split()) < 3:
                yield f"{name}:{number}: no reason"


def machine_paths(files):
    """no file names a directory of somebody's machine"""
    places = "|".join(("tm" + "p", "wo" + "rk", "ro" + "ot", "ho" + "me"))
    pattern = re.compile(r"(?<![\w.$}/*-])/(?:" + places + r")/\w")
    for name, lines in files.items():
        for number, line in enumerate(lines, 1):
            if pattern.search(line):
                yield f"{name}:{number}: {line.strip()[:60]}"


def room_readmes(files):
    """every room has a README.md of at most 10 lines"""
    directories = {name.split("/")[1] for name in files
                   if name.startswith("src/") and name.count("/") > 1}
    for room in sorted(directories):
        lines = files.get(f"src/{room}/README.md")
        if lines is None:
            yield f"src/{room}: no README.md"
        elif len(lines) - 1 > README_LINES_MAX:
            yield f"src/{room}/README.md: {len(lines) - 1} lines"


def blanks_at_line_ends(files):
    """no line of code or prose ends with a blank, every file ends with a newline"""
    for name, lines in files.items():
        if not (is_script(name, lines) or name.endswith(PROSE_SUFFIXES)):
            continue
        for number, line in enumerate(lines, 1):
            if line != line.rstrip():
                yield f"{name}:{number}: blank at the end"
        if lines[-1]:
            yield f"{name}: no newline at the end"


RULES = (long_lines, long_functions, long_files, upward_includes, dead_files, missing_licences,
         missing_mirrors, unexplained_todos, machine_paths, room_readmes, blanks_at_line_ends)


def main():
    files = read_files()
    failed = 0
    print(f"1..{len(RULES)}")
    for number, rule in enumerate(RULES, 1):
        findings = list(rule(files))
        failed += bool(findings)
        for finding in findings:
            print(f"# {finding}")
        print(f"{'not ok' if findings else 'ok'} {number} - {rule.__doc__}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
