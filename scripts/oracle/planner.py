"""Runs the command `recoop` and reads what it claims."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .verdict import Claim

HUNG = 1_200.0
"""Seconds after which the command counts as hung: twice the longest time limit of a shipped case."""

INPUT_FAULT, NO_PLAN, UNPROVEN, AUDIT_FAILED = 1, 3, 4, 5
"""Exit codes of docs/reference/cli.md."""


@dataclass(frozen=True)
class Planner:
    """The command under test."""

    binary: Path

    def new(self, folder: Path) -> None:
        """Makes the case of `recoop new`."""
        done = self._run("new", str(folder))
        if done.returncode != 0:
            raise RuntimeError(f"recoop new: {done.stderr}")

    def export(self, case: Path, to: Path) -> None:
        """Exports the program of a case as MPS."""
        done = self._run("export", str(case), str(to), "--quiet")
        if done.returncode != 0:
            raise RuntimeError(f"recoop export: {done.stderr}")

    def plan(self, case: Path, out: Path, *, exact: bool, seconds: float) -> Claim:
        """Plans a case: to gap 0 within `seconds` where `exact`, else to the gap and the time limit of the case."""
        goal = ["--gap", "0", "--time-limit", str(seconds)] if exact else []
        done = self._run("plan", str(case), "--out", str(out), "--json", "--quiet", "--threads", "1", *goal)
        if done.returncode == INPUT_FAULT:
            return Claim(f"refused: {done.stderr}")
        if done.returncode == NO_PLAN:
            return Claim("unbounded" if "without limit" in done.stderr else "infeasible")
        if done.returncode == UNPROVEN and not done.stdout.strip():
            return Claim("unproven")
        if done.returncode not in (0, UNPROVEN):
            word = "audit" if done.returncode == AUDIT_FAILED else f"exit code {done.returncode}"
            return Claim(f"failed: {word}: {done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        proven = done.returncode == 0 and answer["proven"]
        word = ("exact" if exact else "within gap") if proven else "unproven"
        return Claim(word, answer["objective_musd"], answer["bound_musd"], builds=len(answer["builds"]))

    def with_relaxation(self, claim: Claim, case: Path) -> Claim:
        """The claim with the optimum of the relaxation by `recoop sensitivity`, whose base is the case as it is, relaxed."""
        done = self._run("sensitivity", str(case), "--json", "--quiet", "--threads", "1")
        if done.returncode != 0:
            raise RuntimeError(f"recoop sensitivity: {done.stderr}")
        return replace(claim, relaxation=float(json.loads(done.stdout)["base"]["objective_musd"]))

    def _run(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.binary), *args]
        return subprocess.run(command, capture_output=True, text=True, timeout=HUNG, check=False)
