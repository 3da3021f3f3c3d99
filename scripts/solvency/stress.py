"""Runs `recoop stress` and reads what it claims: kill costs, the attacks that were found, capacities of the plan."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .money import Build, Plan

HUNG = 600.0
"""Seconds after which the command counts as hung."""

UNPROVEN = 4
"""Exit code of docs/reference/cli.md: something is not proven."""


@dataclass(frozen=True)
class Claim:
    """A line of `kill_costs`, with its attack. Money in MUSD."""

    who: str
    verdict: str
    purse: float | None = None
    cost: float | None = None
    lower: float | None = None
    sufficient: float | None = None
    year: int | None = None
    attack: tuple[tuple[str, int, float], ...] = ()
    """Attack, first year of the period, depth."""
    why: str = ""


@dataclass
class Run:
    """Answer of the command."""

    refused: str = ""
    claims: list[Claim] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    scenario: str = ""


@dataclass(frozen=True)
class Stress:
    """The command under test."""

    binary: Path

    def run(self, case: Path, out: Path, perspective: str, quantities: bool, coalition: str) -> Run:
        """Stresses a case at one cost perspective."""
        command = [str(self.binary), "stress", str(case), "--out", str(out), "--json", "--quiet", "--threads", "1"]
        command += ["--perspective", perspective, "--max-losses", "0"]
        command += ["--include-bans"] if quantities else []
        command += ["--coalition", coalition] if coalition else []
        done = subprocess.run(command, capture_output=True, text=True, timeout=HUNG, check=False)
        if done.returncode not in (0, UNPROVEN) or not done.stdout.strip():
            return Run(refused=f"exit code {done.returncode}: {done.stderr.strip()}")
        answer = json.loads(done.stdout)
        attacks = _table(out, "kill_attacks")
        run = Run(scenario=answer["scenario"])
        for line in answer["kill_costs"]:
            found = tuple((a["attack"], int(a["year"]), float(a["depth"])) for a in attacks if a["who"] == line["who"])
            run.claims.append(_claim(line, found))
        for row in _table(out, "capacity"):
            run.plan.capacity[row["facility"], row["scenario"], int(row["year"])] = float(row["installed_t"])
        for row in _table(out, "builds"):
            build = Build(row["facility"], row["scenario"], int(row["year"]), int(row["online_year"]), float(row["capex_musd"]))
            run.plan.builds.append(build)
        return run


def _claim(line: dict[str, Any], attack: tuple[tuple[str, int, float], ...]) -> Claim:
    if line["verdict"] == "error":
        return Claim(line["who"], "error", why=line["why"])
    return Claim(
        line["who"], line["verdict"], line["purse_musd"], line["cost_musd"], line["lower_bound_musd"],
        line["sufficient_purse_musd"], line["year"], attack,
    )  # fmt: skip


def _table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
