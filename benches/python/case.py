"""The arrays that `recoop-bench dump` writes, the index sets that follow from them, and how a build is measured.

What a case holds are parameters over index sets (docs/benchmarks.md lists them). Which columns exist and which terms stand in
which row is worked out here with numpy, once for all tools, and counts as part of each tool's build.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np


class Case:
    """Parameters of a case as arrays; the attributes have the names of the files."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.index = json.loads((self.folder / "index.json").read_text())
        for name, array in self.index["arrays"].items():
            values = np.fromfile(self.folder / f"{name}.bin", dtype="<" + array["kind"])
            setattr(self, name, values.reshape(array["shape"]))


def mark(grid, rows, present):
    """Sets `grid[rows[i]]` where `present[i]`; a row may be named several times."""
    for row, cells in zip(rows, np.broadcast_to(present, (len(rows), grid.shape[1]))):
        grid[row] |= cells


class Sets:
    """Index sets: which columns exist, as arrays of their keys, and sparse pairs between them."""

    def __init__(self, case):
        self.case = case
        self.states = len(case.state_period)
        self.facilities = len(case.existing_t)
        period = case.state_period
        # Ancestor of each state in every period up to its own; -1 after that.
        periods = len(case.period_first_year)
        self.ancestor = np.full((self.states, periods), -1, dtype=np.int64)
        for s in range(self.states):
            if case.state_parent[s] >= 0:
                self.ancestor[s] = self.ancestor[case.state_parent[s]]
            self.ancestor[s, period[s]] = s
        slot_in = np.full((self.facilities, self.states), -1, dtype=np.int64)
        slot_in[case.slot_facility, case.slot_state] = np.arange(len(case.slot_state))
        # Committed: (facility, state, slot) for every slot on the path of a state, ordered that way.
        on_path = np.where(self.ancestor >= 0, slot_in[:, self.ancestor], -1)
        f, s, _ = np.nonzero(on_path >= 0)
        slot = on_path[on_path >= 0]
        year = case.period_first_year[period[s]]
        online = case.slot_online_period[slot] <= period[s]
        alive = year < case.slot_end_year[slot]
        self.committed = f, s, slot
        stands = online & alive
        self.standing = f[stands], s[stands], slot[stands]
        has_slot = np.zeros((self.facilities, self.states), dtype=bool)
        has_slot[self.standing[0], self.standing[1]] = True
        expired = np.zeros_like(has_slot)
        expired[f[~alive], s[~alive]] = True
        existing = case.existing[:, period]
        before = np.maximum.accumulate(case.existing, axis=1)[:, period]
        self.may_run = has_slot | (existing > 0)
        self.installed = self.may_run & (case.capacity_varies[:, None] > 0)
        self.must_end = self.installed & (expired | (before > existing))
        # Capacity that still ramps: share of a standing slot's capacity that works.
        age = period[self.standing[1]] - case.slot_online_period[self.standing[2]]
        self.ramp_share = case.ramp[self.standing[0], age]
        ramping = np.zeros_like(has_slot)
        slow = self.ramp_share < 1
        ramping[self.standing[0][slow], self.standing[1][slow]] = True
        self.ramping = self.installed & (ramping | (case.existing_ramped != case.existing)[:, period])
        self.sells = case.offer_sells.astype(bool)
        leaf_in = np.full(self.states, -1)
        leaf_in[case.leaf_state] = np.arange(len(case.leaf_state))
        # Keep: (slot, leaf) for slots with life left after the horizon.
        last_year = case.period_first_year[-1] + int(case.period_years[-1]) - 1
        end = (leaf_in[s] >= 0) & (case.slot_end_year[slot] > last_year + 1)
        order = np.lexsort((leaf_in[s][end], slot[end]))
        self.keep = slot[end][order], leaf_in[s][end][order]
        self.leaves = len(case.leaf_state)


def measure(tool, build, hand_over):
    """Builds a program, hands it over and prints a line of JSON: seconds, memory, size and, where asked, the optimum.

    `build(case, sets)` returns the program in the tool's own objects, `hand_over` of that an instance of highspy.Highs with
    the program in it. Both are held to the end: the tool's objects are part of the memory that it needs.
    """
    folder, solve = sys.argv[1], "--solve" in sys.argv[2:]
    case = Case(folder)
    before = resident_mib()
    started = time.perf_counter()
    model = build(case, Sets(case))
    built = time.perf_counter()
    highs = hand_over(model)
    handed_over = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "tool": tool,
        "build_seconds": built - started,
        "hand_over_seconds": handed_over - built,
        "seconds": handed_over - started,
        "peak_mib": peak - before,
        "columns": highs.getNumCol(),
        "rows": highs.getNumRow(),
        "nonzeros": highs.getNumNz(),
        "scenarios": len(case.leaf_state),
    }
    if solve:
        highs.setOptionValue("output_flag", False)
        highs.run()
        result["objective"] = highs.getInfo().objective_function_value
    print(json.dumps(result))


def resident_mib():
    """Resident memory of this process now, MiB."""
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
