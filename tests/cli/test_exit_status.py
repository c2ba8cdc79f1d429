# SPDX-License-Identifier: GPL-2.0-only
"""Exit statuses, and where output goes."""
import os
import subprocess

import pytest

from program import DATA, PROGRAM, output, run


@pytest.mark.parametrize("args, status", [
    (["run", "pass.yaml"], 0),
    (["pass.yaml"], 0),
    (["run", "leak.yaml", "-d", "rfc-v2"], 0),
    (["run", "leak.yaml"], 1),
    (["run", "xpass.yaml"], 1),
    (["run", "skip.yaml", "-d", "mainline"], 4),
    (["run", "skip.yaml"], 0),
    (["run", "leak.yaml", "--step", "1"], 0),
    (["run", "leak.yaml", "--step", "3"], 1),
    (["compare", "pass.yaml"], 0),
    (["compare", "leak.yaml"], 1),
    (["explain", "leak.yaml#3"], 0),
    (["check", "leak.yaml", "machine.yaml"], 0),
    (["may", "machine.yaml", "--gfp", "GFP_USER"], 0),
    (["lands", "machine.yaml", "--gfp", "GFP_USER"], 0),
    (["topo", "machine.yaml"], 0),
])
def test_status_says_what_came_out(args, status):
    done = run(*args)
    assert done.returncode == status, done.stderr
    assert done.stderr == ""
    assert done.stdout


@pytest.mark.parametrize("args", [
    [], ["--nonsense"], ["nonsense"], ["run"], ["run", "missing.yaml"], ["run", "--step", "9",
    "pass.yaml"], ["run", "--step", "x", "pass.yaml"], ["run", "pass.yaml", "-o", "xml"],
    ["run", "pass.yaml", "-o", "text", "-o", "json"], ["run", "pass.yaml", "-k", "no-such-name"],
    ["run", "pass.yaml", "--tag", "no-such-tag"], ["run", "pass.yaml", "-d", "no-such-design"],
    ["run", "pass.yaml", "leak.yaml", "-d", "no-such-design"],
    ["compare", "pass.yaml", "leak.yaml", "-d", "mainline,no-such-design"],
    ["run", "pass.yaml", "leak.yaml", "-d", "mainline,rfc-v2", "-s", "no_such_switch=1"],
    ["run", "pass.yaml", "-s", "a=b"], ["run", "pass.yaml", "--check=4"],
    ["run", "-C", "no-such-directory", "pass.yaml"], ["run", "--fail-fast=1", "pass.yaml"],
    ["run", "pass.yaml", "-o"], ["explain", "leak.yaml"], ["explain", "leak.yaml#9"],
    ["explain", "leak.yaml:2"], ["explain", "leak.yaml#"], ["compare", "pass.yaml", "--baseline",
    "rfc-v2"], ["topo"], ["topo", "pass.yaml", "machine.yaml"], ["topo", "machine.yaml", "-d",
    "all"], ["topo", "machine.yaml", "-o", "ktap"], ["gfp"], ["gfp", "GFP_KERNEL|"],
    ["verdicts", "no-such-verdict"], ["designs", "no-such-design"], ["help", "no-such-verb"],
    ["completion", "tcsh"], ["new", "bad name"], ["new", "x", "--like", "toaster"],
    ["may", "machine.yaml", "--node", "7"], ["may", "machine.yaml", "--cpu", "99"],
    ["may", "machine.yaml", "--order", "11"], ["may", "machine.yaml", "--nodemask", "0-9"],
    ["may", "machine.yaml", "--nodemask", "x"], ["may", "machine.yaml", "--want", "gpu9"],
    ["may", "machine.yaml", "--task", "nobody"], ["may", "machine.yaml", "--gfp", "GFP_NOPE"],
])
def test_usage_errors_are_status_2_with_one_message(args):
    done = run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("error:") == (1 if args else 0)


def test_an_error_in_one_file_does_not_keep_others_from_running():
    done = run("run", "missing.yaml", "pass.yaml")
    assert done.returncode == 2
    assert "PASS data/pass" in done.stdout
    assert done.stderr.startswith("missing.yaml: error:")


def test_a_pipe_that_is_closed_early_is_no_error():
    with subprocess.Popen([PROGRAM, "topo", "machine.yaml"], cwd=DATA, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=30) == 0


def test_a_full_disk_is_an_error():
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "topo", "machine.yaml"], cwd=DATA, stdout=full,
                              stderr=subprocess.PIPE, timeout=30, check=False)
    assert done.returncode == 2
    assert b"cannot write" in done.stderr


def test_outputs_go_to_files(tmp_path):
    text = output("run", "pass.yaml", "-o", f"junit={tmp_path}/r.xml", "-o", "text",
                  "-o", f"json={tmp_path}/r.json")
    assert "PASS data/pass" in text
    assert (tmp_path / "r.xml").read_text().startswith("<?xml")
    assert (tmp_path / "r.json").read_text().startswith("{")


def test_an_output_that_cannot_be_written_is_an_error():
    done = run("run", "pass.yaml", "-o", "json=no-such-directory/r.json")
    assert done.returncode == 2
    assert "cannot write" in done.stderr


def test_directories_are_searched_in_sorted_order(tmp_path):
    text = (DATA / "pass.yaml").read_text()
    (tmp_path / "b").mkdir()
    for name in ("z.yaml", "b/y.yaml", "a.yaml", ".hidden.yaml", "note.txt"):
        (tmp_path / name).write_text(text.replace("data/pass", name))
    lines = output("run", tmp_path).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == \
        ["PASS a.yaml", "PASS b/y.yaml", "PASS z.yaml"]


def test_a_directory_without_scenarios_is_an_error(tmp_path):
    done = run("run", tmp_path)
    assert done.returncode == 2
    assert "holds no .yaml file" in done.stderr


def test_an_assertion_ends_with_status_70():
    # The handler is what is tested; SIGABRT is what a failed assertion raises.
    with subprocess.Popen([PROGRAM, "ask", "machine.yaml"], cwd=DATA, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdin.write(b'{"id":1,"op":"nodestates"}\n')
        child.stdin.flush()
        child.stdout.readline()
        child.send_signal(6)
        error = child.stderr.read().decode()
        assert child.wait(timeout=30) == 70
    assert "internal error" in error
    assert "replay" in error and "ask machine.yaml" in error


def test_colour_only_when_asked_for():
    assert "\033[" not in output("run", "pass.yaml")
    assert "\033[" in output("run", "pass.yaml", "--color=always")
    assert "\033[" not in output("run", "pass.yaml", "--color=never", NO_COLOR="")
