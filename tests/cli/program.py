# SPDX-License-Identifier: GPL-2.0-only
"""The program under test, and what its tests share."""
import json
import os
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
DATA = TOP / "tests/cli/data"
SNAPSHOTS = TOP / "tests/cli/snapshots"
PROGRAM = os.environ.get("NODEWALL", str(TOP / "build/nodewall"))
VERBS = ["run", "explain", "compare", "may", "lands", "check", "topo", "designs", "verdicts",
         "gfp", "ask", "export", "new", "schema", "help", "completion", "version"]


def run(*args, stdin="", cwd=DATA, **env):
    """Run the program to its end; texts in and out."""
    environment = {**os.environ, "LC_ALL": "C", **env}
    return subprocess.run([PROGRAM, *map(str, args)], input=stdin, cwd=cwd, env=environment,
                          capture_output=True, text=True, timeout=60, check=False)


def output(*args, status=0, **kwargs):
    """Standard output of a run that must end with @status and say nothing else."""
    done = run(*args, **kwargs)
    assert done.returncode == status, done.stderr
    assert done.stderr == ""
    return done.stdout


def output_json(*args, **kwargs):
    return json.loads(output(*args, "-j", **kwargs))


def check_snapshot(name, text):
    """Compare with the snapshot; NW_UPDATE=1 rewrites it, git diff shows what changed."""
    path = SNAPSHOTS / name
    if os.environ.get("NW_UPDATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
