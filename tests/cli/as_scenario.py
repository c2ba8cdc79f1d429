# SPDX-License-Identifier: GPL-2.0-only
"""Questions of the question protocol, said as steps of a scenario.

topology() describes the machine of a capture, class Scenario has a method for each op
that a scenario can say: it appends the steps and the kernel's answer as expect. What
cannot be said stands in NOT_SAID and NOT_SEEN with the reason.
"""
import collections
import re

PAGE = 4096

# op -> why no scenario says it
NOT_SAID = {
    "buddy.load": "free lists page by page are no part of a scenario",
    "buddy.alloc": "needs the lists of buddy.load",
    "buddy.free": "needs the lists of buddy.load",
    "buddy.dump": "free lists page by page cannot be expected",
    "buddy.pageblocks": "page blocks cannot be expected",
    "next_best": "node_load is no part of the machine that a scenario sees",
    "cpu_nodes": "cpu_to_node and cpu_to_mem cannot be expected",
    "exhaust": "starts from free counts, watermarks and reserves of its own; its class is bounded",
    "memblocks": "states of memory blocks cannot be expected",
    "watermarks": "watermarks cannot be expected",
    "zones.recomputed": "brings managed pages of its own; watermarks cannot be expected",
    "weight.read": "weights can be set, not expected",
    "mm.policy": "the policy of a mapping cannot be expected",
}
# op -> fields of its answer that no expectation sees; all other fields are compared
NOT_SEEN = {
    "mems": "cpusets_enabled, numa_node_id, numa_mem_id",
    "nodestates": "nr_node_ids, nr_online_nodes",
    "preferred": "highest_zone",
    "policy.case": "il_next",
    "policy.state": "il_next; pages by node, not one by one",
    "mbind.case": "get",
    "policy.histogram": "get, of mbind",
    "mm.where": "pages by node, not one by one",
    "move_pages": "status",
    "oom": "nodemask, cpuset",
    "block.set": "valid_zones",
    "hotplug.auto_online": "errno: it becomes online of the DIMMs that follow",
    "zones": "all but managed",
    "alloc.pin": "page frames: the model must find some in the same block by itself",
}


# ---- the machine ----

def topology(machine):
    """The machine of a capture; memory that boot took stands as reserved."""
    nodes = {}
    for node in machine["nodes"]:
        cpus = [int(c) for c, nid in machine["cpu_to_node"].items() if nid == node["node"]]
        zones = {}
        for zone in (z for z in machine["zones"] if z["node"] == node["node"]):
            start = zone["start_pfn"] // 1024 * 1024    # the DMA zone starts at pfn 1
            size = zone["start_pfn"] - start + zone["present"]
            zones[zone["zone"]] = {"start": start * PAGE, "size": size * PAGE,
                                   "reserved": (size - zone["managed"]) * PAGE}
        spec = {**({"cpus": cpus} if cpus else {}), **({"zones": zones} if zones else {})}
        nodes[str(node["node"])] = spec or {"possible": True}
    top = {"nodes": nodes, "distance": machine["distance"], "thp": machine["thp"],
           "memory_block": machine["memory_block_size"],
           "auto_online": machine["auto_online_blocks"],
           "sysctl": {name: " ".join(map(str, value)) if isinstance(value, list) else str(value)
                      for name, value in machine["sysctl"].items()}}
    if "hmat" in machine:
        units = {"read_latency_ns": "read_latency", "write_latency_ns": "write_latency",
                 "read_bandwidth_mbs": "read_bandwidth", "write_bandwidth_mbs": "write_bandwidth"}
        top["hmat"] = [{units.get(k, k): v for k, v in row.items()} for row in machine["hmat"]]
    if "hotplug_window" in machine:
        window = machine["hotplug_window"]
        top["hotplug"] = {"node": window["node"], "start": window["start_pfn"] * PAGE}
    return top


# ---- words of the two formats ----

def expand(nodes):
    """The ids of a node list."""
    for part in filter(None, nodes.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def errno(answer, key="errno"):
    return {"errno": answer[key]}


def policy(q):
    """The arguments of set_mempolicy(2)."""
    words = {"mode": q["mode"], "flags": q["flags"]}
    if q["nodemask"] is not None:
        words["nodes"] = q["nodemask"]
    return words


def policy_text(get):
    """What get_mempolicy(2) says, as a scenario prints it."""
    text = "+".join([get["mode"]] + [f for f in ("numab", "relative", "static")
                                     if f in get["flags"]])
    return text if get["mode"] in ("default", "local") else f"{text}={get['nodes']}"


def by_node(pages):
    return {str(nid): nr for nid, nr in sorted(collections.Counter(pages).items()) if nid >= 0}


def sayable(q, machine):
    """Scenarios have no raw modes, short masks, MPOL_MF_LAZY or nodes after the last one.

    Node ids end at 1023 for them, as in the kernels of most captures."""
    last, bits = max(node["node"] for node in machine["nodes"]), machine["config"]["max_numnodes"]
    if q["op"] in NOT_SAID:
        return False
    if q.get("file") == "cpuset.mems" and "value" in q:
        return all(not bits <= int(nid) < 1024 for nid in re.findall(r"\d+", q["value"]))
    if q.get("node", 0) > last or max(expand(q.get("nodemask") or ""), default=0) > last:
        return False
    if q["op"] == "move_pages" and q["flags"] != ["MOVE"]:
        return False
    if isinstance(q.get("mode"), int) or "LAZY" in q.get("mf", []):
        return False
    if "maxnode" in q and q["nodemask"] is not None:
        return q["maxnode"] > bits
    return True


# ---- questions as steps ----

class Scenario:
    """The steps of one section; a method op_NAME says the question of that op."""

    def __init__(self):
        self.steps = []
        self.tasks = []         # of task.spawn, alive
        self.case = None        # task of the last policy.case
        self.case_left = False  # that question was left out of the sample
        self.session = None     # task of task.begin
        self.online = None      # of hotplug.auto_online
        self.dimms = {}
        self.pinned = None      # step of alloc.pin

    def step(self, what, value, expect=None):
        step = {"name": f"s{len(self.steps)}", what: value}
        if expect is not None:
            step["expect"] = expect
        self.steps.append(step)
        return step["name"]

    def check(self, **what):
        self.step("check", what)

    def spawn(self, q):
        """A fresh task in the cgroup and on the CPU of the question."""
        name = f"t{len(self.steps)}"
        self.step("fork", {"task": "init", "child": name})
        self.step("attach", {"task": name, "cgroup": q["cgroup"]})
        if "cpu" in q:
            self.step("set", {"task": name, "cpu": q["cpu"]})
        return name

    def alloc(self, request, zone):
        """One block, given back at once."""
        name = self.step("alloc", request, {"zones": [zone]} if zone else {"errno": "ENOMEM"})
        if zone:
            self.step("free", name)

    def touch(self, task, name, first, pages):
        """One page fault after the other, up to the first that fails."""
        for i, nid in enumerate(pages):
            self.step("touch", {"task": task, "map": name, "first": first + i, "pages": 1},
                      {"nodes": str(nid)} if nid >= 0 else {"fails": True})
            if nid < 0:
                break

    def map(self, task, pages, vaddr=None):
        at = {"at": vaddr} if vaddr else {}
        self.step("map", {"task": task, "map": "m", "size": pages * PAGE, **at})

    # -- nodes and zone lists --

    def op_nodestates(self, _, a):
        self.check(node_states={s: a[s] for s in a if s.startswith("N_")})

    def op_zonelist(self, q, a):
        key = "zonelists" if q["list"] == "fallback" else "thisnode"
        self.check(**{key: {str(q["nid"]): a["zones"]}})

    def op_tiers(self, _, a):
        self.check(tiers=a["tiers"])

    def op_node_lists(self, _, a):
        self.check(roles={"sysram": a["sysram"], "spm": a["spm"]})

    def op_mems(self, q, a):
        task = self.spawn(q)
        self.check(tasks={task: {"mems_allowed": a["mems_allowed"]}})
        self.step("kill", task)

    def op_policy_mems_allowed(self, q, a):
        self.op_mems(q, {"mems_allowed": a["nodes"]})

    def op_preferred(self, q, a):
        """With everything free the preferred zone is the one that serves."""
        request = {"task": "init", "gfp": q["gfp"], "node": q["nid"]}
        if q["nodemask"] is not None:
            request["nodemask"] = q["nodemask"]
        self.alloc(request, a["zone"])

    def op_probe(self, q, a):
        full = [self.step("fill", {"node": int(nid), "leave": "min"})
                for nid in expand(q.get("full", ""))]
        task = "init" if q["context"] in ("softirq", "kthread") else self.spawn(q)
        for nid, zone in a["zones"].items():
            request = {"task": task, "gfp": q["gfp"], "order": q["order"], "node": int(nid),
                       "context": q["context"]}
            if q["nodemask"] is not None:
                request["nodemask"] = q["nodemask"]
            self.alloc(request, zone)
        if task != "init":
            self.step("kill", task)
        for label in full:
            self.step("free", label)

    # -- cgroups and tasks --

    def op_cgroup_mkdir(self, q, a):
        self.step("mkdir", q["path"], errno(a))

    def op_cgroup_rmdir(self, q, a):
        self.step("rmdir", q["path"], errno(a))

    def op_cgroup_write(self, q, a):
        self.step("write", {"cgroup": q["path"], "file": q["file"], "value": q["value"]}, errno(a))

    def op_cgroup_read(self, q, a):
        value = a["value"] if a["errno"] == "0" else a["errno"]
        self.check(cgroups={q["path"]: {q["file"]: value}})

    def op_cgroup_dump(self, _, a):
        files = {"mems": "cpuset.mems", "effective": "cpuset.mems.effective"}
        groups = {}
        for path, seen in a["cgroups"].items():
            groups[path] = {file: seen[key] for key, file in files.items() if key in seen}
            groups[path]["cgroup.subtree_control"] = " ".join(seen["subtree_control"])
        self.check(cgroups=groups, **({"tasks": a["tasks"]} if a["tasks"] else {}))

    def op_task_spawn(self, q, a):
        self.step("fork", {"task": "init", "child": q["task"]})
        self.tasks.append(q["task"])
        self.op_task_move(q, a)

    def op_task_move(self, q, a):
        self.step("attach", {"task": q["task"], "cgroup": q["cgroup"]}, errno(a))

    def op_task_kill(self, q, _):
        for task in list(self.tasks) if q["task"] is None else [q["task"]]:
            self.step("kill", task)
            self.tasks.remove(task)

    def op_task_status(self, q, a):
        task = q["task"] if q.get("task") else self.spawn(q)
        self.check(status={task: f"Sysram_nodes_list: {a['sysram_nodes']}"})
        if not q.get("task"):
            self.step("kill", task)

    # -- settings --

    def op_sysctl_write(self, q, a):
        self.step("set", {"sysctl": {q["name"]: q["value"]}}, errno(a))

    def op_sysctl_read(self, q, a):
        self.check(sysctl={q["name"]: a["value"]})

    def op_weight_write(self, q, a):
        self.step("set", {"weights": {str(q["node"]): q["value"]}}, errno(a))

    def op_drain(self, *_):
        self.step("drain", "all")

    # -- memory policies --

    def op_policy_case(self, q, a):
        self.op_policy_end()
        self.case = task = self.spawn(q)
        self.map(task, q["pages"] + 1, int(q["vaddr"], 16) - PAGE)
        if q["pretouch"]:
            self.step("touch", {"task": task, "map": "m", "first": 0, "pages": 1})
        self.step("set", {"task": task, "mempolicy": policy(q)}, errno(a, "set"))
        if a["set"] == "0":
            self.check(tasks={task: {"mempolicy": policy_text(a["get"])}})
            self.touch(task, "m", 1, a["pages"])

    def op_policy_state(self, _, a):
        self.check(tasks={self.case: {"mempolicy": policy_text(a["get"]),
                                      "mems_allowed": a["mems_allowed"]}},
                   placement={f"{self.case}/m": by_node(a["pages"])})

    def op_policy_end(self, *_):
        if self.case:
            self.step("kill", self.case)
        self.case = None

    def op_mbind_case(self, q, a):
        task = self.spawn(q)
        self.map(task, q["pages"], int(q["vaddr"], 16))
        if q["pretouch"]:
            self.step("touch", {"task": task, "map": "m"})
        self.step("mbind", {"task": task, "map": "m", "policy": policy(q),
                            "flags": [f.lower() for f in q["mf"]]}, errno(a, "mbind"))
        self.touch(task, "m", 0, a["pages"])
        self.step("kill", task)

    def op_policy_histogram(self, q, a):
        task = self.spawn(q)
        self.map(task, q["pages"])
        if q["call"] == "mbind":
            self.step("mbind", {"task": task, "map": "m", "policy": policy(q)}, errno(a))
        else:
            self.step("set", {"task": task, "mempolicy": policy(q)}, errno(a))
        if a["errno"] == "0":
            if q["call"] != "mbind":
                self.check(tasks={task: {"mempolicy": policy_text(a["get"])}})
            self.step("touch", {"task": task, "map": "m"}, {"count": a["placement"]})
        self.step("kill", task)

    def op_migrate_case(self, q, a):
        task, node = self.spawn(q), str(q["node"])
        self.map(task, q["pages"])
        self.step("touch", {"task": task, "map": "m"})
        where, after = {"task": task, "map": "m"}, errno(a)
        if q["call"] == "mbind":
            mode = {"mode": "bind", "nodes": node}
            self.step("mbind", {**where, "policy": mode, "flags": ["move"]}, after)
        elif q["call"] == "set_mempolicy_home_node":
            self.step("mbind", {**where, "policy": {"mode": "bind", "nodes": "0-1"}})
            self.step("mbind", {**where, "home_node": q["node"]}, after)
        elif q["call"] == "move_pages":
            self.step("migrate", {**where, "to": node}, after)
        else:
            self.step("migrate", {"task": task, "from": "0-3", "to": node}, after)
        self.check(placement={f"{task}/m": a["placement"]})
        self.step("kill", task)

    def op_oom(self, q, a):
        task = self.spawn(q)
        if q["policy"]:
            self.step("set", {"task": task, "mempolicy": policy(q["policy"])})
        self.check(tasks={task: {"mems_allowed": a["mems_allowed"]}})
        label = self.step("alloc", {"task": task, "gfp": q["gfp"], "order": q["order"],
                                    "size": "until=fail"}, {"oom": a["constraint"]})
        self.step("free", label)
        self.step("kill", task)

    # -- a task step by step --

    def op_task_begin(self, q, _):
        self.session = self.spawn(q)

    def op_task_end(self, *_):
        self.step("kill", self.session)
        self.session = None

    def op_mm_map(self, q, _):
        self.step("map", {"task": self.session, "map": q["map"], "at": int(q["vaddr"], 16),
                          "size": q["pages"] * q["page_size"], "shared": q["shared"],
                          "page_size": q["page_size"]})

    def op_mm_touch(self, q, a):
        if q["report"]:
            self.touch(self.session, q["map"], q["first"], a["pages"])
        else:
            self.step("touch", {"task": self.session, "map": q["map"], "first": q["first"],
                                "pages": q["pages"]})

    def op_mm_where(self, q, a):
        self.check(placement={f"{self.session}/{q['map']}": by_node(a["pages"])})

    def op_mm_mbind(self, q, a):
        self.step("mbind", {"task": self.session, "map": q["map"], "policy": policy(q),
                            "flags": [f.lower() for f in q["mf"]]}, errno(a))

    def op_mm_home_node(self, q, a):
        self.step("mbind", {"task": self.session, "map": q["map"], "home_node": q["node"]},
                  errno(a))

    def op_policy_set(self, q, a):
        self.step("set", {"task": self.session, "mempolicy": policy(q)}, errno(a))

    def op_policy_get(self, _, a):
        self.check(tasks={self.session: {"mempolicy": policy_text(a)}})

    def op_probe_policy(self, q, a):
        for zone in a["zones"]:
            self.alloc({"task": self.session, "gfp": q["gfp"], "order": q["order"]}, zone)

    def op_migrate_pages(self, q, a):
        expect = {"returns": a["ret"]} if a["errno"] == "0" else errno(a)
        self.step("migrate", {"task": self.session, "from": q["from"], "to": q["to"]}, expect)

    def op_move_pages(self, q, a):
        expect = {"returns": a["ret"]} if a["errno"] == "0" else errno(a)
        self.step("migrate", {"task": self.session, "map": q["map"], "first": q["first"],
                              "pages": q["pages"], "to": str(q["node"])}, expect)

    # -- hot-plug --

    def op_hotplug_auto_online(self, q, _):
        self.online = q["value"]

    def op_dimm_add(self, q, _):
        where = {"node": q["node"], "start": q["start_pfn"] * PAGE}
        self.dimms[q["dimm"]] = {**where, "remove": f"{q['mb']}M"}
        self.step("hotplug", {**where, "add": f"{q['mb']}M",
                              **({"online": self.online} if self.online else {})})

    def op_dimm_remove(self, q, a):
        """Where the kernel had unmovable pages in the DIMM, its node gets one for the time."""
        dimm, page = self.dimms[q["dimm"]], None
        if q["unmovable"]:
            page = self.step("alloc", {"task": "init", "gfp": ["GFP_KERNEL", "__GFP_THISNODE"],
                                       "node": dimm["node"]})
        self.step("hotplug", dimm, {"errno": "0"} if a["removed"] else {"fails": True})
        if page:
            self.step("free", page)

    def op_block_set(self, q, a):
        self.step("hotplug", {"block": q["block"], "state": q["state"]}, errno(a))

    def op_alloc_pin(self, q, a):
        request = {"task": "init", "gfp": q["gfp"], "order": q["order"], "node": q["nid"],
                   "context": q["context"], "blocks": len(q["pfns"])}
        self.pinned = self.step("alloc", request, {"zones": sorted(set(a["zones"]))})

    def op_alloc_unpin(self, _, a):
        self.step("free", {"label": self.pinned, "blocks": a["freed"]})

    def op_zones(self, _, a):
        self.check(managed={name: zone["managed"] for name, zone in a["zones"].items()})

    def op_mem_add(self, q, a):
        self.dimms[q["start_pfn"]] = q["node"]
        self.step("hotplug", {"node": q["node"], "add": str(q["bytes"]),
                              "start": q["start_pfn"] * PAGE, "role": q["role"],
                              "online": q["online"]}, errno(a))

    def op_mem_remove(self, q, a):
        self.step("hotplug", {"node": self.dimms[q["start_pfn"]], "remove": str(q["bytes"]),
                              "start": q["start_pfn"] * PAGE}, errno(a))


def method(op):
    return getattr(Scenario, "op_" + op.replace(".", "_"), None)
