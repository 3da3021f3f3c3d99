"""The programs by scenario that `recoop export --per-scenario` writes, in mpi-sppy: its extensive form has our optimum, its Lagrangian bound never
contradicts our bound, and its root comes back as a plan."""

import json
import pathlib
import shutil
import tempfile
import types
import unittest

import highspy
import mpisppy.problem_io.mps_module as mps_module
import numpy
import pyomo.environ as pyo
from mpisppy.opt.ef import ExtensiveForm
from mpisppy.opt.subgradient import Subgradient

from folders import ROOT, recoop

# Both weigh the worst outcomes, so that the threshold of risk is among the decisions of the root.
CONTINUOUS = ["cases/hand/4-tree", "cases/4-crash"]
TOLERANCE = 1e-6
# Steps of multipliers, from those that hardly move to those that overshoot; and how many.
STEPS = (1e-7, 1e-5, 1e-3)
ROUNDS = 30


def relaxed(folder):
    """Whether no program of the folder has integers."""
    return not any("'INTORG'" in path.read_text() for path in folder.glob("*.mps"))


def extensive_form(folder):
    """The extensive form of mpi-sppy, solved."""
    cfg = types.SimpleNamespace(mps_files_directory=str(folder))
    mps_module.mps_files_directory = str(folder)
    names = mps_module.scenario_names_creator(None)
    options = {"solver": "appsi_highs"}
    form = ExtensiveForm(options, names, mps_module.scenario_creator, scenario_creator_kwargs={"cfg": cfg})
    form.solve_extensive_form(solver_options={"mip_rel_gap": 1e-9}, tee=False)
    return form


def lagrangian(folder, multipliers):
    """A Lagrangian bound of our own arithmetic on the exported files: the scenarios apart, at the prices of mpi-sppy's form."""
    bound = 0.0
    for path in sorted(folder.glob("*.mps")):
        data = json.loads(path.with_name(path.stem + "_nonants.json").read_text())
        probability = data["scenarioData"]["scenProb"]
        names = data["treeData"]["nodes"]["ROOT"]["nonAnts"]
        solver = highspy.Highs()
        solver.silent()
        solver.readModel(str(path))
        program = solver.getLp()
        at = {name: index for index, name in enumerate(program.col_names_)}
        for name, price in zip(names, multipliers[path.stem]):
            index = at[name]
            solver.changeColCost(index, program.col_cost_[index] + price)
        solver.setOptionValue("mip_rel_gap", 1e-9)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return -numpy.inf
        info = solver.getInfo()
        bound += probability * (info.mip_dual_bound if info.mip_node_count >= 0 else info.objective_function_value)
    return bound


class Lagrangian(Subgradient):
    """mpi-sppy's subgradient method, with the Lagrangian bound at the multipliers of every round."""

    def __init__(self, folder, step):
        mps_module.mps_files_directory = str(folder)
        options = {
            "solver_name": "appsi_highs",
            "PHIterLimit": ROUNDS,
            "defaultPHrho": step,
            "convthresh": 0.0,
            "iter0_solver_options": {"mip_rel_gap": 1e-9},
            "iterk_solver_options": {"mip_rel_gap": 1e-9},
            "smoothed": 0,
            "asynchronousPH": False,
            **dict.fromkeys(("verbose", "display_progress", "display_timing", "toc"), False),
        }
        cfg = types.SimpleNamespace(mps_files_directory=str(folder))
        names = mps_module.scenario_names_creator(None)
        super().__init__(options, names, mps_module.scenario_creator, scenario_creator_kwargs={"cfg": cfg})
        # It minimizes minus our objective.
        self.bounds = []
        self.subgradient_main(finalize=False)

    def solve_loop(self, *args, **kwargs):
        super().solve_loop(*args, **kwargs)
        self.bounds.append(-float(self.Ebound()))


class MpiSppy(unittest.TestCase):
    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="recoop-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)

    def hold(self, case, integers):
        folder, run = self.home / "scenarios", self.home / "run"
        recoop("export", case, folder, "--per-scenario")
        self.assertEqual(relaxed(folder), not integers)
        ours = json.loads(recoop("plan", case, "--out", run, "--gap", "1e-9", "--json"))
        form = extensive_form(folder)
        theirs = -form.get_objective_value()
        scale = max(1.0, abs(ours["objective_musd"]))
        self.assertLess(abs(theirs - ours["objective_musd"]), TOLERANCE * scale)
        # Scenarios apart are a bound on both, at any prices that add up to nothing.
        names = sorted(path.stem for path in folder.glob("*.mps"))
        first = json.loads((folder / f"{names[0]}_nonants.json").read_text())
        width = len(first["treeData"]["nodes"]["ROOT"]["nonAnts"])
        bound = -lagrangian(folder, {name: [0.0] * width for name in names})
        self.assertGreaterEqual(bound, ours["objective_musd"] - TOLERANCE * scale)
        # So are those of mpi-sppy, at whatever multipliers it tries; its plans do not exceed our bound.
        self.assertLessEqual(theirs, ours["bound_musd"] + TOLERANCE * scale)
        best = numpy.inf
        for step in STEPS:
            bounds = Lagrangian(folder, step).bounds
            self.assertEqual(len(bounds), 1 + ROUNDS)
            self.assertGreaterEqual(min(bounds), ours["objective_musd"] - TOLERANCE * scale, f"step {step}")
            # At no multipliers they are ours of our own arithmetic.
            self.assertLess(abs(bounds[0] - bound), TOLERANCE * scale)
            best = min(best, *bounds)
        self.assertLess(best, bound - TOLERANCE * scale, "no multipliers are better than none")
        # The root of the form, as a plan of ours.
        root = self.home / "root.csv"
        form.write_first_stage_solution(str(root))
        made = json.loads(recoop("import-root", folder, "--root", root, "--out", self.home / "root", "--gap", "1e-9", "--json"))
        self.assertTrue(made["audit_passed"])
        self.assertLess(abs(made["objective_musd"] - ours["objective_musd"]), TOLERANCE * scale)

    def test_continuous(self):
        for case in CONTINUOUS:
            with self.subTest(case=case):
                self.hold(ROOT / case, integers=False)
                shutil.rmtree(self.home)
                self.home.mkdir()

    def test_integers(self):
        # The refinery comes in modules of 1,500 t, which divide nothing here: the best size lies between two of them.
        case = self.home / "case"
        shutil.copytree(ROOT / "cases/4-crash", case)
        table = case / "technologies.csv"
        lines = [line for line in table.read_text().splitlines() if not line.startswith("#")]
        module = {"id": "module_t_per_year", "refining": "1500"}
        table.write_text("".join(f"{line},{module.get(line.split(',')[0], '')}\n" for line in lines))
        self.hold(case, integers=True)


if __name__ == "__main__":
    unittest.main()
