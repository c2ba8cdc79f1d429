# SPDX-License-Identifier: GPL-2.0-only
"""Help, suggestions, completion and the man page."""
import re
import shutil
import subprocess

import pytest

from program import PROGRAM, TOP, VERBS, output, run


def options(verb):
    """Long options of a verb as its help shows them."""
    return re.findall(r"^  (?:-\w, |    )(--[a-z-]+)", output("help", verb), re.M)


def test_the_list_of_verbs_is_complete():
    assert output("--list-cmds").split() == VERBS
    overview = output("help")
    for verb in VERBS:
        assert re.search(rf"^  {verb} ", overview, re.M)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_starts_with_two_examples(verb):
    text = output("help", verb)
    assert text == output(verb, "--help")
    lines = text.split("\n\n")[1].splitlines()
    assert lines[0] == "examples:"
    assert len(lines) >= 3
    assert all("nodewall" in line for line in lines[1:])


@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_a_page(verb):
    assert max(map(len, output("help", verb).splitlines())) <= 100


@pytest.mark.parametrize("verb", VERBS)
def test_list_opts_is_what_help_shows(verb):
    listed = [o.rstrip("=") for o in output(verb, "--list-opts").split()]
    assert sorted(listed) == sorted(options(verb))


@pytest.mark.parametrize("verb", VERBS)
def test_man_page_has_every_verb_and_option(verb):
    page = (TOP / "docs/man/nodewall.1.scd").read_text()
    assert f"*{verb}*" in page
    for option in options(verb):
        assert f"*{option}*" in page, option


def test_man_page_is_well_formed():
    if not shutil.which("scdoc"):
        pytest.skip("no scdoc")
    with open(TOP / "docs/man/nodewall.1.scd", "rb") as page:
        done = subprocess.run(["scdoc"], stdin=page, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_the_program(shell):
    script = output("completion", shell)
    assert "--list-opts" in script and "--list-cmds" in script and "designs -q" in script


@pytest.mark.parametrize("words, wanted", [
    (["nodewall", "com"], {"compare", "completion"}),
    (["nodewall", "run", "--fail"], {"--fail-fast"}),
    (["nodewall", "compare", "--base"], {"--baseline="}),
    (["nodewall", "run", "-d", "rfc-v2"], {"rfc-v2"}),
    (["nodewall", "run", "-o", "ju"], {"junit"}),
])
def test_bash_completes(words, wanted, tmp_path):
    if not shutil.which("bash"):
        pytest.skip("no bash")
    (tmp_path / "nodewall").symlink_to(PROGRAM)
    script = "compopt() { :; }; source <(nodewall completion bash); COMP_WORDS=(\"$@\"); " \
        "COMP_CWORD=$(($# - 1)); _nodewall; printf '%s\\n' \"${COMPREPLY[@]}\""
    done = subprocess.run(["bash", "-c", script, "bash", *words], cwd=tmp_path,
                          env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True,
                          text=True, check=False)
    assert wanted <= set(done.stdout.split()), done.stderr


@pytest.mark.parametrize("args, wanted", [
    (["rnu"], "run"),
    (["help", "compair"], "compare"),
    (["run", "--desing", "all", "pass.yaml"], "--design"),
    (["run", "-d", "rfc-v22", "pass.yaml"], "rfc-v2"),
    (["run", "-d", "mainlin", "pass.yaml"], "mainline"),
    (["run", "-o", "jnuit", "pass.yaml"], "junit"),
    (["designs", "n-sqm"], "n-spm"),
    (["gfp", "GFP_KERNL"], "GFP_KERNEL"),
    (["may", "machine.yaml", "--gfp", "GFP_USR"], "GFP_USER"),
    (["verdicts", "watermrk"], "WATERMARK"),
    (["may", "leak.yaml", "--task", "wbe"], "web"),
    (["new", "x", "--like", "cpulses"], "cpuless"),
    (["completion", "bahs"], "bash"),
])
def test_suggestions(args, wanted):
    done = run(*args)
    assert done.returncode == 2
    assert f'did you mean "{wanted}"?' in done.stderr


def test_version_names_the_kernel_model():
    assert re.fullmatch(r"nodewall \d+\.\d+\.\d+\n", output("version"))
    assert "Linux 6.12" in output("version", "-v")
    assert output("--version") == output("version")


def test_designs_are_listed_with_their_switches():
    names = output("designs", "-q").split()
    assert names[0] == "mainline" and "rfc-v2" in names
    for design in names:
        details = output("designs", design)
        assert details.startswith(f"{design} (D")
        assert "  decides\n" in details


def test_gfp_decodes_and_encodes():
    assert output("gfp", "0xcc0").startswith("GFP_KERNEL\n")
    assert "0x200cc0" in output("gfp", "GFP_KERNEL | __GFP_THISNODE")
    assert "highest zone  Movable" in output("gfp", "GFP_HIGHUSER_MOVABLE")
    assert "highest zone  DMA32" in output("gfp", "GFP_KERNEL|GFP_DMA32")
    assert "__GFP_SPM_NODE" in output("gfp", "GFP_KERNEL|__GFP_SPM_NODE", "-d", "rfc-v2")


def test_new_makes_a_scenario_that_passes(tmp_path):
    for kind in ("gpu", "cxl", "hbm", "cpuless"):
        done = run("new", f"my-{kind}", "--like", kind, cwd=tmp_path)
        assert done.returncode == 0 and done.stdout == ""
        text = (tmp_path / f"my-{kind}.yaml").read_text()
        assert text.startswith("# yaml-language-server: $schema=")
        output("check", f"my-{kind}.yaml", cwd=tmp_path)
        output("run", f"my-{kind}.yaml", cwd=tmp_path)
        assert run("new", f"my-{kind}", cwd=tmp_path).returncode == 2, "overwrites a file"
        assert (tmp_path / f"my-{kind}.yaml").read_text() == text


def test_new_writes_to_stdout_what_run_reads_from_stdin():
    text = output("new", "-", "--like", "cxl")
    assert "PASS new" in output("run", "-", stdin=text)


def test_schema_is_the_shipped_one():
    assert output("schema") == (TOP / "schema/scenario-1.schema.json").read_text()
