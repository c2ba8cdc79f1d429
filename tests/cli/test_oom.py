# SPDX-License-Identifier: GPL-2.0-only
"""What the OOM killer does, as text and as JSON."""
import json

import pytest

from program import TOP, output, output_json

BIGGEST = TOP / "scenarios/oom/biggest-task.yaml"
SPINS = TOP / "scenarios/oom/fault-without-end.yaml"
STEP = "#a-shell-wants-a-megabyte"


def answer_of(results):
    return results["runs"][0]["steps"][0]["result"]


def test_an_explanation_holds_the_kernel_log():
    text = output("explain", f"{BIGGEST}{STEP}")
    log = text.split("  kernel log\n")[1]
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    assert lines[0] == ("shell invoked oom-killer: gfp_mask=0x440dc0(GFP_KERNEL_ACCOUNT|"
                        "__GFP_COMP|__GFP_ZERO), order=0, oom_score_adj=0")
    assert lines[1] == "Mem-Info:"
    assert any(line.startswith("Node 0 Normal free:") for line in lines)
    assert any(line.startswith("[      4]     0     4     4096     4096     4096        0")
               for line in lines)
    assert lines[-1].startswith("Out of memory: Killed process 4 (big) total-vm:16384kB")


def test_a_run_shows_the_headlines_only():
    text = output("run", SPINS, "-v", "-x", "none")
    assert "Mem-Info" not in text
    text = output("explain", f"{SPINS}#a-page", "-d", "cdm-zonelist", "--vs", "mainline")
    assert "page allocation failure" in text


def test_json_has_victims_and_log():
    answer = answer_of(output_json("explain", f"{BIGGEST}{STEP}"))
    assert answer["victims"] == ["big"]
    assert answer["oom"]["constraint"] == "CONSTRAINT_NONE"
    assert answer["kernel_log"][0].startswith("shell invoked oom-killer")


def test_json_says_what_goes_round():
    answer = answer_of(output_json("explain", f"{SPINS}#how-it-ends", "-d", "cdm-zonelist"))
    assert answer["refused"]["verdict"] == "LIVELOCK"
    assert answer["livelock"].startswith("page fault -> no page")


def test_json_follows_its_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((TOP / "schema/results-1.schema.json").read_text())
    for step in (f"{BIGGEST}{STEP}", f"{SPINS}#how-it-ends"):
        jsonschema.validate(output_json("explain", step), schema)


def test_a_dead_task_is_named_as_such(tmp_path):
    text = BIGGEST.read_text().replace("  - name: the others live\n",
                                       "  - touch: shell heap\n  - name: the others live\n")
    path = tmp_path / "dead.yaml"
    path.write_text(text)
    assert 'there is no task "shell": the OOM killer ended it' in \
        output("run", path, status=1)
