# SPDX-License-Identifier: GPL-2.0-only
"""A machine as numactl, sysfs and the kernel log show it."""
import subprocess
import sys

import pytest

from program import DATA, PROGRAM, TOP, check_snapshot, output, output_json, run

ORDERS = "\n".join([
    "[    0.012345] Built 3 zonelists, mobility grouping on.  Total pages: 8191",
    "[    0.012345] Fallback order for Node 0: 0 2 1 ",
    "[    0.012346] Fallback order for Node 1: 1 0 2 ",
    "[    0.012347] Fallback order for Node 2: 2 0 1 ", ""])


def test_text_starts_as_numactl_prints_it():
    numactl = output("topo", "machine.yaml", "-q")
    assert numactl == (
        "available: 3 nodes (0-2)\n"
        "node 0 cpus: 0 1 2 3\nnode 0 size: 8192 MB\nnode 0 free: 8192 MB\n"
        "node 1 cpus: 4 5 6 7\nnode 1 size: 8192 MB\nnode 1 free: 8192 MB\n"
        "node 2 cpus:\nnode 2 size: 16384 MB\nnode 2 free: 16384 MB\n"
        "node distances:\n"
        "node   0   1   2 \n"
        "  0:  10  21  17 \n"
        "  1:  21  10  28 \n"
        "  2:  17  28  10 \n")
    assert output("topo", "machine.yaml").startswith(numactl)


def test_details_follow():
    check_snapshot("topo-machine.txt", output("topo", "machine.yaml"))
    check_snapshot("topo-machine-rfc-v2.txt", output("topo", "machine.yaml", "-d", "rfc-v2"))


def test_json_has_what_the_text_has():
    machine = output_json("topo", "machine.yaml")
    assert machine["node_states"]["N_CPU"] == "0-1"
    assert machine["special_purpose"] == "2"
    node = machine["nodes"][0]
    assert node["cpus"] == [0, 1, 2, 3] and node["size_bytes"] == 8 << 30
    assert node["distances"] == {"0": 10, "1": 21, "2": 17}
    assert node["fallback_order"] == [0, 2, 1]
    assert node["zonelists"]["nofallback"] == ["0/Normal", "0/DMA32", "0/DMA"]
    assert machine["nodes"][2]["spm"] == "gpu0"


@pytest.mark.parametrize("path", sorted((TOP / "machines").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_machine_is_shown(path):
    text = output("topo", path)
    assert "\nmemory tiers:\n" in text


def test_kernel_log_that_agrees():
    assert output("topo", "machine.yaml", "--dmesg", "-", stdin=ORDERS) == \
        "fallback order: 3 of 3 nodes as in the log\n"


def test_kernel_log_that_differs_names_the_node():
    text = output("topo", "machine.yaml", "--dmesg", "-", status=1,
                  stdin=ORDERS.replace("0 2 1", "0 1 2"))
    assert "node 0 differs\n  log      0 1 2\n  nodewall 0 2 1\n" in text
    assert "2 of 3 nodes" in text


def test_kernel_log_last_line_of_a_node_counts():
    later = ORDERS.replace("Node 0: 0 2 1", "Node 0: 0 1") + "Fallback order for Node 0: 0 2 1\n"
    output("topo", "machine.yaml", "--dmesg", "-", stdin=later)


def test_kernel_log_without_orders_is_an_error():
    done = run("topo", "machine.yaml", "--dmesg", "-", stdin="nothing here\n")
    assert done.returncode == 2 and "Fallback order" in done.stderr


def test_a_vast_machine_is_folded():
    vast = TOP / "machines/vast.yaml"
    text = output("topo", vast)
    assert text.startswith("available: 1024 nodes (0-1023)\n")
    assert "same as" in text and "--distances prints them" in text
    assert max(map(len, text.splitlines())) <= 100
    assert len(text.splitlines()) < 200
    full = output("topo", vast, "--no-fold", "-q")
    assert full.count(" cpus:") == 1024
    assert len(output("topo", vast, "-q", "--distances").splitlines()) > 1024


# A process that was forked from a large one counts that one's memory as its own until
# exec, so that a small process in between starts the program and reads its usage.
PEAK_KIB = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
def test_a_vast_machine_takes_no_more_than_64_mib():
    done = subprocess.run([sys.executable, "-c", PEAK_KIB, PROGRAM, "topo",
                           TOP / "machines/vast.yaml"], cwd=DATA, capture_output=True, text=True,
                          check=True)
    assert int(done.stdout) <= 64 << 10
