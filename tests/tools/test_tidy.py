# SPDX-License-Identifier: GPL-2.0-only
"""The rules of tests/tidy.py find what they are made for."""
import tidy

MARK = "TO" + "DO"


def findings(rule, **files):
    """Apply a rule to files named by keyword; '__' stands for '/', '_dot_' for '.'."""
    return list(rule({name.replace("__", "/").replace("_dot_", "."): text.split("\n")
                      for name, text in files.items()}))


def test_tabs_count_to_the_next_stop():
    assert tidy.width("\tx") == 9
    assert findings(tidy.long_lines, src__base__a_dot_c="\t" * 12 + "12345")
    assert not findings(tidy.long_lines, src__base__a_dot_c="\t" * 12 + "1234")


def test_a_function_is_measured_from_its_signature():
    body = "/* why */\nstatic int f(int a,\n\t     int b)\n{\n" + "\tx;\n" * 3 + "}\n"
    assert list(tidy.functions(body.split("\n"))) == [(2, 8)]
    long = "int f(void)\n{\n" + "\tx;\n" * 68 + "}\n"
    assert findings(tidy.long_functions, src__base__a_dot_c=long)
    assert not findings(tidy.long_functions, src__base__a_dot_c=long.replace("\tx;\n", "", 1))


def test_includes_point_downward():
    up = '#include "engine/engine.h"\n'
    assert findings(tidy.upward_includes, src__alloc__a_dot_c=up)
    assert not findings(tidy.upward_includes, src__cli__a_dot_c=up)


def test_every_room_sees_base_and_base_sees_nothing():
    seen = tidy.rooms()
    assert seen["base"] == {"base"}
    assert all("base" in lower for lower in seen.values())


def test_a_mirroring_file_names_what_it_mirrors():
    assert findings(tidy.missing_mirrors, src__alloc__a_dot_c="/* buddy */\n")
    assert not findings(tidy.missing_mirrors, src__alloc__a_dot_c=" * Mirrors: nothing.\n")
    assert not findings(tidy.missing_mirrors, src__report__a_dot_c="/* text */\n")


def test_a_reason_follows_the_mark():
    assert findings(tidy.unexplained_todos, a_dot_c=f"/* {MARK} */\n")
    assert not findings(tidy.unexplained_todos, a_dot_c=f"/* {MARK}: needs a second tier */\n")


def test_places_of_a_machine_are_found():
    assert findings(tidy.machine_paths, README_dot_md="see /tm" + "p/x.yaml\n")
    assert not findings(tidy.machine_paths, README_dot_md="under /job/work/a and ${TMPDIR}/x\n")
