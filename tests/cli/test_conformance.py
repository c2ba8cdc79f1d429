# SPDX-License-Identifier: GPL-2.0-only
"""tests/conformance/run with captures that are damaged and programs that answer badly."""
import gzip
import json
import os
import re
import shutil
import subprocess

import pytest

from program import PROGRAM, TOP

CAPTURE = TOP / "tests/oracle/t06_cpuless"
ROWS = 12
EXACT = {"class": "exact", "answer": {"value": "0-1"}}
FLOOD = {"class": "bounded", "answer": {"runs": [["node0/Normal", 100]]},
         "bound": {"slack": 2, "percent": 1, "zone_total": 4, "unit": "blocks"}}


def run(folder, program=PROGRAM, options=()):
    """The runner to its end: its output, which never holds a traceback."""
    done = subprocess.run([TOP / "tests/conformance/run", *options, folder], text=True,
                          env=dict(os.environ, NODEWALL=str(program)), capture_output=True,
                          timeout=30, check=False)
    assert done.stderr == ""
    passed, failed = map(int, re.fullmatch(r"(\d+) passed, (\d+) failed",
                                           done.stdout.splitlines()[-1]).groups())
    assert done.returncode == (1 if failed else 0)
    return passed, failed, done.stdout


def read_lines(path, count):
    with gzip.open(path, "rt") as lines:
        return [next(lines) for _ in range(count)]


def write(path, text):
    path.write_bytes(gzip.compress(text.encode()))


@pytest.fixture(name="capture")
def small_capture(tmp_path):
    """The first questions of a real capture."""
    folder = tmp_path / "capture"
    folder.mkdir()
    shutil.copy(CAPTURE / "machine.json", folder)
    for name in ("questions", "expected"):
        path = "%s.jsonl.gz" % name
        write(folder / path, "".join(read_lines(CAPTURE / path, ROWS)))
    return folder


@pytest.fixture(name="asked")
def made_capture(tmp_path):
    """Make a capture of the answers given, one question each."""
    def make(*answers):
        folder = tmp_path / "made"
        folder.mkdir()
        shutil.copy(CAPTURE / "machine.json", folder)
        write(folder / "questions.jsonl.gz", "".join(
            json.dumps({"id": i, "op": "made", "sec": "s"}) + "\n" for i in range(len(answers))))
        write(folder / "expected.jsonl.gz", "".join(
            json.dumps({"id": i, **answer}) + "\n" for i, answer in enumerate(answers)))
        return folder
    return make


@pytest.fixture(name="fake")
def fake_program(tmp_path):
    """A program that prints what it is told to, and ends as it is told to."""
    def make(output, status=0):
        (tmp_path / "answers").write_bytes(output if isinstance(output, bytes)
                                           else output.encode())
        path = tmp_path / "fake"
        path.write_text("#!/bin/sh\ncat >/dev/null\ncat '%s'\nexit %d\n"
                        % (tmp_path / "answers", status))
        path.chmod(0o755)
        return path
    return make


def change_line(path, number, text):
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    lines[number - 1] = text
    write(path, "".join(lines))


# ---- captures

def test_a_sound_capture_passes(capture):
    passed, failed, _ = run(capture)
    assert failed == 0 and passed > 0


@pytest.mark.parametrize("name", ["questions", "expected"])
def test_a_truncated_file_is_named(capture, name):
    path = capture / ("%s.jsonl.gz" % name)
    path.write_bytes(path.read_bytes()[:-20])
    passed, failed, text = run(capture)
    assert (passed, failed) == (0, 1)
    assert re.search(r"%s:\d+: Compressed file ended" % path, text)


def test_damaged_compression_is_named(capture):
    path = capture / "expected.jsonl.gz"
    data = bytearray(path.read_bytes())
    data[10] = 0xff                     # a type of block that does not exist
    path.write_bytes(data)
    assert re.search(r"%s:\d+: .*invalid block type" % path, run(capture)[2])


def test_a_file_that_is_not_compressed_is_named(capture):
    path = capture / "questions.jsonl.gz"
    path.write_text('{"id": 0}\n')
    assert "%s:1: Not a gzipped file" % path in run(capture)[2]


@pytest.mark.parametrize("text, why", [
    ('{"id": 4, "op"\n', "Expecting"),
    ("\n", "Expecting value"),
    ("[1, 2]\n", "not an object with an id"),
    ('{"op": "mems"}\n', "not an object with an id"),
    ('{"id": 4}\n', "op or sec is not a name"),
    ('{"id": 4, "op": ["mems"]}\n', "op or sec is not a name"),
    ("[" * 100000 + "\n", "recursion"),
])
def test_a_bad_question_is_located(capture, text, why):
    path = capture / "questions.jsonl.gz"
    change_line(path, 5, text)
    passed, failed, output = run(capture)
    assert (passed, failed) == (0, 1)
    assert re.search(r"%s:5: .*%s" % (path, why), output)


@pytest.mark.parametrize("row, why", [
    ({"class": "exactly", "answer": {"a": 1}}, "class is none of"),
    ({"class": ["exact"], "answer": {"a": 1}}, "class is none of"),
    ({"class": "exact"}, "answer is not an object"),
    ({"class": "exact", "answer": {}}, "answer is not an object with fields"),
    ({"class": "exact", "answer": [1]}, "answer is not an object"),
    (dict(FLOOD, answer={"runs": [["node0/Normal"]]}), "runs is not a list"),
    (dict(FLOOD, answer={"total": 3}), "runs is not a list"),
    (dict(FLOOD, bound=None), "bound has no slack"),
    (dict(FLOOD, bound={"slack": 1, "percent": "1", "zone_total": 4}), "bound has no slack"),
])
def test_a_bad_expected_answer_is_located(capture, row, why):
    path = capture / "expected.jsonl.gz"
    change_line(path, 3, json.dumps({"id": 2, **row}) + "\n")
    passed, failed, output = run(capture)
    assert (passed, failed) == (0, 1)
    assert "%s:3: %s" % (path, why) in output


def test_an_answer_to_another_question_is_located(capture):
    change_line(capture / "expected.jsonl.gz", 7, '{"id": 99, "class": "info", "answer": {}}\n')
    assert "expected.jsonl.gz:7: question 6, but answer 99" in run(capture)[2]


@pytest.mark.parametrize("name", ["questions", "expected"])
def test_a_line_without_its_partner_is_located(capture, name):
    path = capture / ("%s.jsonl.gz" % name)
    write(path, gzip.decompress(path.read_bytes()).decode() + json.dumps(
        {"id": ROWS, "op": "mems", "class": "info", "answer": {}}) + "\n")
    passed, failed, output = run(capture)
    assert (passed, failed) == (0, 1)
    assert "%s:%d: " % (path, ROWS + 1) in output


def test_a_capture_without_questions_is_no_success(capture):
    for name in ("questions", "expected"):
        write(capture / ("%s.jsonl.gz" % name), "")
    assert "questions.jsonl.gz:1: no questions" in run(capture)[2]


def test_a_missing_machine_is_named(capture):
    (capture / "machine.json").unlink()
    passed, failed, output = run(capture)
    assert (passed, failed) == (0, 1)
    assert "machine.json: " in output and "No such file" in output


@pytest.mark.parametrize("text", ['{"zones": ', "[]", '{"design": 7}', "[" * 100000])
def test_a_bad_machine_is_named(capture, text):
    (capture / "machine.json").write_text(text)
    passed, failed, output = run(capture)
    assert (passed, failed) == (0, 1)
    assert "cannot be judged: %s: " % (capture / "machine.json") in output


def test_a_missing_folder_is_named(tmp_path):
    passed, failed, output = run(tmp_path / "nothing")
    assert (passed, failed) == (0, 1)
    assert "nothing/questions.jsonl.gz:1: " in output


def test_an_unknown_operation_fails_alone(capture):
    passed, _, _ = run(capture)
    change_line(capture / "questions.jsonl.gz", 4, '{"id": 3, "op": "no.such.op"}\n')
    change_line(capture / "expected.jsonl.gz", 4, json.dumps({"id": 3, **EXACT}) + "\n")
    passed_now, failed, output = run(capture)
    assert failed == 1 and passed_now >= passed - 1
    assert "capture line 4: error answer" in output and "no.such.op" in output


# ---- programs

@pytest.mark.parametrize("answer, why", [
    ('{"id": 1, "value": "0-1"', "invalid JSON"),
    ("", "invalid JSON"),
    ("[" * 100000, "invalid JSON"),
    ("[]", "not a JSON object"),
    ('{"id": 7, "value": "0-1"}', "answer to another question"),
    ('{"id": 1}', "field value is missing"),
    ('{"id": 1, "value": ["0-1"]}', "field value differs"),
    ('{"id": 1, "value": "0-1", "error": "x"}', "error answer"),
])
def test_an_answer_of_the_wrong_shape_fails_alone(asked, fake, answer, why):
    program = fake('{"id": 0, "value": "0-1"}\n%s\n{"id": 2, "value": "0-1"}\n' % answer)
    passed, failed, output = run(asked(EXACT, EXACT, EXACT), program)
    assert (passed, failed) == (2, 1)
    assert "made line 2: %s" % why in output


def test_true_is_not_one(asked, fake):
    folder = asked({"class": "exact", "answer": {"n": 1}})
    assert run(folder, fake('{"id": 0, "n": true}\n'))[:2] == (0, 1)


@pytest.mark.parametrize("runs, right", [
    ([["node0/Normal", 100]], True),
    ([["node0/Normal", 102]], True),
    ([["node1/Normal", 2], ["node0/Normal", 100]], True),
    ([["node0/Normal", 103]], False),
    ([["node1/Normal", 100]], False),
    ([["node0/Normal", 50], ["node1/Normal", 2], ["node0/Normal", 50]], False),
    ([["node0/Normal", -1]], False),
    ([["node0/Normal", True]], False),
    ([["node0/Normal"]], False),
    ([[["node0"], 100]], False),
    ([], False),
    ("node0/Normal", False),
    (None, False),
])
def test_a_flood_is_judged_by_its_runs(asked, fake, runs, right):
    answer = json.dumps({"id": 0, "runs": runs}) + "\n"
    assert run(asked(FLOOD), fake(answer))[:2] == ((1, 0) if right else (0, 1))


def test_the_total_of_a_flood_is_the_sum_of_its_runs(asked, fake):
    flood = dict(FLOOD, answer=dict(FLOOD["answer"], total=100))
    answer = '{"id": 0, "runs": [["node0/Normal", 100]], "total": %s}\n'
    folder = asked(flood)
    assert run(folder, fake(answer % "100"))[:2] == (1, 0)
    assert run(folder, fake(answer % "0"))[:2] == (0, 1)


@pytest.mark.parametrize("lists", [None, [1], [{"order": 0, "mt": None, "pfns": 3}],
                                   [{"pfns": [1]}, {"order": "x", "pfns": [2]}]])
def test_a_dump_of_the_wrong_shape_fails(capture, fake, lists):
    write(capture / "questions.jsonl.gz", '{"id": 0, "op": "buddy.dump"}\n')
    write(capture / "expected.jsonl.gz", json.dumps(
        {"id": 0, "class": "exact",
         "answer": {"lists": [{"order": 0, "mt": "Movable", "pfns": [1]}]}}) + "\n")
    passed, failed, output = run(capture, fake(json.dumps({"id": 0, "lists": lists}) + "\n"))
    assert (passed, failed) == (0, 1) and "field lists differs" in output


def test_every_question_that_has_no_answer_fails(asked, fake):
    program = fake('{"id": 0, "value": "0-1"}\n', status=70)
    passed, failed, output = run(asked(EXACT, EXACT, EXACT), program)
    assert (passed, failed) == (1, 2)
    assert "made line 2: no answer: program ended with status 70" in output


def test_a_program_that_fails_after_its_answers_fails(asked, fake):
    program = fake('{"id": 0, "value": "0-1"}\n', status=3)
    passed, failed, output = run(asked(EXACT), program)
    assert (passed, failed) == (1, 1) and "ended with status 3" in output


def test_a_program_that_ends_at_a_question_that_is_not_scored_fails(asked, fake):
    program = fake('{"id": 0, "value": "0-1"}\n')
    passed, failed, output = run(asked(EXACT, dict(EXACT, **{"class": "info"})), program)
    assert (passed, failed) == (1, 1) and "ended early" in output


def test_answers_that_nobody_asked_for_fail(asked, fake):
    program = fake('{"id": 0, "value": "0-1"}\n' * 3)
    passed, failed, output = run(asked(EXACT), program)
    assert (passed, failed) == (1, 1) and "2 answers too many" in output


def test_bytes_that_are_no_text_fail_alone(asked, fake):
    program = fake(b'\xff\xfe\n{"id": 1, "value": "0-1"}\n')
    assert run(asked(EXACT, EXACT), program)[:2] == (1, 1)


def test_a_program_that_is_not_there_fails_every_question(asked, tmp_path):
    passed, failed, output = run(asked(EXACT, EXACT), tmp_path / "nothing")
    assert (passed, failed) == (0, 2)
    assert "made line 1: no answer: program did not start" in output


def test_rates_that_cannot_be_written_fail(capture, tmp_path):
    _, failed, output = run(capture, options=("--rates", str(tmp_path)))
    assert failed == 1 and "Is a directory" in output
