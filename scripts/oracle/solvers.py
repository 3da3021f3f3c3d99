"""The independent solves: SCIP, a second HiGHS without presolve and start, and what SCIP's integers attain.

Each reads the same MPS file with a reader of its own. Values are those of the file's maximization.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import highspy
import pyscipopt

from .verdict import Solve

FEASIBILITY = 1e-9
"""Tolerance of all solves, absolute: a thousandth of what recoop's own answers may be off by."""


@dataclass(frozen=True)
class Answers:
    """What the solvers say of one program."""

    solves: list[Solve]
    relaxation: float | None
    """Optimum of the linear relaxation; None when the solver ran out of time."""
    attained: float | None
    """Value of the program with SCIP's integers fixed: some plan has at least this value."""
    integers: int
    """Number of integer columns."""
    nodes: int
    """Nodes of SCIP's search."""


def versions() -> str:
    """The solvers with their versions, for the output."""
    return (
        f"SCIP {pyscipopt.Model().version()} (PySCIPOpt {version('PySCIPOpt')}), "
        f"HiGHS {version('highspy')} (highspy, presolve off, no start)"
    )


def solve(path: Path, seconds: float, *, large: bool) -> Answers:
    """Solves an MPS file, each search within `seconds`.

    Of a `large` program HiGHS solves the relaxation alone, with presolve and without a time limit.

    Raises:
        ValueError: a solver does not read the file, or does not read a maximization.
    """
    highs = _Highs(path, math.inf if large else seconds, presolve=large)
    scip, values = _scip(path, seconds, highs.integer_names())
    solves = [scip.solve]
    if not large:
        solves.append(highs.run(mixed=bool(highs.integers)))
    highs.relax()
    relaxed = highs.run(mixed=False)
    attained = None
    if values is not None:
        highs.fix(values)
        attained = highs.run(mixed=False).value
    return Answers(solves, relaxed.value, attained, len(highs.integers), scip.nodes)


class _Highs:
    """The second HiGHS with one program."""

    def __init__(self, path: Path, seconds: float, *, presolve: bool) -> None:
        self.seconds = seconds
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.silent()
        options: dict[str, str | int | float] = {
            "presolve": "on" if presolve else "off",
            "parallel": "off",
            "threads": 1,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": FEASIBILITY,
            "mip_feasibility_tolerance": FEASIBILITY,
            "primal_feasibility_tolerance": FEASIBILITY,
            "dual_feasibility_tolerance": FEASIBILITY,
        }
        for name, value in options.items():
            if self.highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise ValueError(f"HiGHS does not take {name} = {value}")
        if self.highs.readModel(str(path)) == highspy.HighsStatus.kError:
            raise ValueError(f"{path}: HiGHS cannot read it")
        program = self.highs.getLp()
        if program.sense_ != highspy.ObjSense.kMaximize:
            raise ValueError(f"{path}: HiGHS does not read a maximization")
        kinds = program.integrality_
        self.integers = [at for at, kind in enumerate(kinds) if kind != highspy.HighsVarType.kContinuous]

    def integer_names(self) -> list[str]:
        """Names of the integer columns."""
        names = self.highs.getLp().col_names_
        return [names[at] for at in self.integers]

    def relax(self) -> None:
        """Makes every column continuous."""
        for at in self.integers:
            self.highs.changeColIntegrality(at, highspy.HighsVarType.kContinuous)

    def fix(self, values: list[float]) -> None:
        """Fixes the integer columns at the nearest whole numbers."""
        for at, value in zip(self.integers, values, strict=True):
            self.highs.changeColBounds(at, round(value), round(value))

    def run(self, *, mixed: bool) -> Solve:
        """Solves the program as it now is; `mixed` when it has integers."""
        began = time.monotonic()
        # Its clock runs on from one solve to the next.
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + self.seconds)
        self.highs.run()
        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        name, spent = f"HiGHS {self.highs.version()}", time.monotonic() - began
        kind = highspy.HighsModelStatus
        if status == kind.kOptimal:
            value = info.objective_function_value
            return Solve(name, "optimal", value, info.mip_dual_bound if mixed else value, spent)
        if status in (kind.kInfeasible, kind.kUnboundedOrInfeasible, kind.kUnbounded):
            word = "unbounded" if status == kind.kUnbounded else "infeasible"
            return Solve(name, word, None, None, spent)
        if status != kind.kTimeLimit:
            return Solve(name, f"failed: {self.highs.modelStatusToString(status)}", None, None, spent)
        found = mixed and info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
        bound = info.mip_dual_bound if mixed and math.isfinite(info.mip_dual_bound) else None
        return Solve(name, "time-out", info.objective_function_value if found else None, bound, spent)


@dataclass(frozen=True)
class _Scip:
    solve: Solve
    nodes: int


def _scip(path: Path, seconds: float, integers: list[str]) -> tuple[_Scip, list[float] | None]:
    """SCIP's answer, and the values of the named columns in its best plan, if it has one."""
    began = time.monotonic()
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(path))
    if model.getObjectiveSense() != "maximize":
        raise ValueError(f"{path}: SCIP does not read a maximization")
    model.setParam("limits/time", seconds)
    model.setParam("limits/gap", 0.0)
    model.setParam("numerics/feastol", FEASIBILITY)
    model.optimize()
    name, status, spent = f"SCIP {model.version()}", model.getStatus(), time.monotonic() - began
    nodes = int(model.getNTotalNodes())
    words = {"infeasible": "infeasible", "inforunbd": "infeasible", "unbounded": "unbounded"}
    if status in words:
        return _Scip(Solve(name, words[status], None, None, spent), nodes), None
    if status not in ("optimal", "timelimit"):
        return _Scip(Solve(name, f"failed: {status}", None, None, spent), nodes), None
    bound = None if model.isInfinity(abs(model.getDualbound())) else model.getDualbound()
    value, values = None, None
    if model.getNSols() > 0:
        best = model.getBestSol()
        value = model.getSolObjVal(best)
        columns = {column.name: column for column in model.getVars()}
        values = [model.getSolVal(best, columns[integer]) for integer in integers]
    word = "optimal" if status == "optimal" else "time-out"
    return _Scip(Solve(name, word, value, bound, spent), nodes), values
