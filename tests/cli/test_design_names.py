# SPDX-License-Identifier: GPL-2.0-only
"""The names of designs, as the build checks them."""
import shutil
import subprocess

import pytest

from program import TOP


def check(directory):
    return subprocess.run(["cmake", "-D", f"DIR={directory}", "-P", TOP / "cmake/designs.cmake"],
                          capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(name="designs")
def copied_designs(tmp_path):
    shutil.copytree(TOP / "src/designs", tmp_path / "designs")
    return tmp_path / "designs"


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_names_of_the_tree_are_fine():
    assert check(TOP / "src/designs").returncode == 0


def test_two_designs_of_one_name_are_refused(designs):
    change(designs / "soft.c", '.name = "soft"', '.name = "n-spm"')
    done = check(designs)
    assert done.returncode != 0
    message = " ".join(done.stderr.split())
    assert 'two designs are called "n-spm"' in message
    assert "n_spm.c" in message and "soft.c" in message


def test_a_name_that_is_listed_twice_is_refused(designs):
    change(designs / "registry.c", '"soft"', '"n-spm"')
    done = check(designs)
    assert done.returncode != 0
    assert 'lists two designs as "n-spm"' in " ".join(done.stderr.split())


def test_a_design_that_is_not_listed_is_named(designs):
    change(designs / "soft.c", '.name = "soft"', '.name = "softer"')
    done = check(designs)
    assert done.returncode != 0
    assert '"softer" is not in the list' in " ".join(done.stderr.split())
