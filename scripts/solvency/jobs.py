"""The cases of a run, and the check of one of them."""

from __future__ import annotations

import random
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from oracle import kept
from oracle.tables import Case, read

from . import money
from .draw import random_case
from .firm import Firm
from .moves import Path as DepthPath
from .operations import Depths
from .search import Search
from .stress import Claim, Run, Stress
from .verdict import ROUNDING, Truth, Verdict, compare
from .world import World

EDGE = 0.998
"""Purse at the edge, as a share of what would be enough against the attacks that were tried."""

SAMPLES = 120
"""Random attacks on a purse in a case with ranges of depth."""
STARTS, PATTERNS, ROUNDS = 3, 3, 4
"""Of those that kill, how many a descent starts from; patterns of steps and rounds of weights of the search by cutting planes."""


@dataclass(frozen=True)
class Job:
    """A case to check."""

    name: str
    source: str
    """A seed, or the folder of a case that was kept."""
    menu: bool
    perspective: str = "producers"
    quantities: bool = True
    coalition: bool = False
    """Whether the first two firms together are asked, too."""
    edge: bool = False
    """Whether purses are set just below what the worst attack that was tried takes, and everything is asked again."""


@dataclass
class Purse:
    """What came of one purse."""

    claim: Claim
    truth: Truth | None
    verdict: Verdict


@dataclass
class Result:
    """What came of a job."""

    job: Job
    purses: list[Purse] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    refused: str = ""
    crash: str = ""
    seconds: float = 0.0
    recoop_seconds: float = 0.0
    kept: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing disagrees."""
        return not (self.crash or self.refused or any(p.verdict.faults for p in self.purses))


def random_jobs(number: int, seed: int, *, menu: bool) -> list[Job]:
    """Random cases with a menu of steps, or with ranges of depth."""
    jobs = []
    for at in range(number):
        source = f"{seed}/{'menu' if menu else 'range'}/{at}"
        rng = random.Random(f"{source}/options")
        perspective = rng.choice(["producers", "producers", "treasury", "nation"])
        quantities = rng.random() < (0.85 if menu else 0.4)
        jobs.append(Job(f"{'menu' if menu else 'range'}-{at}", source, menu, perspective, quantities, rng.random() < 0.15, rng.random() < 0.25))
    return jobs


def features(case: Case) -> list[str]:
    """Families that a case belongs to."""
    found = [table for table in ("debts", "cash_events", "changes", "stocks", "demands", "pass_through", "lanes") if case.rows(table)]
    found += sorted({row["kind"] for row in case.rows("attacks")} | {row["kind"] for row in case.rows("policies")})
    finances, attacks, plants = case.rows("finances"), case.rows("attacks"), case.rows("facilities")
    tests = {
        "minimum cash": any(row.get("minimum_cash_musd") for row in finances),
        "overhead": any(row.get("overhead_musd_per_year") for row in finances),
        "ore": any(row.get("reserve_t") for row in plants),
        "tax": case.settings["finance"].get("tax_rate", 0) > 0,
        "long periods": max(case.settings["horizon"]["period_lengths"]) > 1,
        "ramp": any(row.get("ramp_per_year") for row in attacks),
        "elasticity": any(row.get("elasticity") for row in attacks if row["kind"] != "squeeze"),
        "window": any(row.get("first_year") for row in attacks),
        "exclusive": any(row.get("exclusive_with") for row in attacks),
        "builds": any(row["status"] == "candidate" for row in plants),
        "tree": len(case.rows("scenarios")) > 1,
        "annual budget": "adversary" in case.settings,
        "joint dates": bool(case.rows("stocks")) or any(row.get("reserve_t") for row in plants)
        or case.settings["finance"].get("tax_rate", 0) > 0,
    }  # fmt: skip
    return found + [name for name, holds in tests.items() if holds]


def truth_of(firm: Firm, moves: Search, claim: Claim, rng: random.Random, *, menu: bool) -> Truth:
    """Tries attacks on a purse: the whole menu, or samples, each followed downwards."""
    truth = Truth(firm.purse, firm.scale, firm.answer({}).margin)
    kills = -ROUNDING * firm.scale
    truth.worst = truth.unattacked
    if claim.attack:
        _replay(firm, moves, claim, truth)
    if truth.unattacked < kills:
        return truth

    def note(cost: float, depths: Depths) -> None:
        if truth.least is None or cost < truth.least:
            truth.least = cost
            truth.how = {f"{a} in {firm.world.states[s].years[0]}": d for (a, s), d in sorted(depths.items())}

    if menu:
        _try_menu(firm, moves, truth, kills, note)
    starts = [moves.legal(moves.deepest(), rng), *(moves.legal(moves.deepest({a.id}), rng) for a in moves.attacks)]
    starts += [moves.random_path(rng) for _ in range(20 if menu else SAMPLES)]
    killing = []
    for path in starts:
        for factor in (1.0, 0.7, 0.4):
            lighter = moves.lighter(path, factor)
            depths = moves.mean(lighter)
            if not depths or not moves.within_budget(depths):
                continue
            margin = firm.answer(depths).margin
            truth.tried += 1
            truth.worst = min(truth.worst, margin)
            if margin >= kills:
                break
            cost = moves.cost(depths)
            killing.append((cost, lighter))
            note(cost, depths)
    killing.sort(key=lambda pair: pair[0])
    for _, path in killing[:STARTS]:
        if found := moves.descend(firm, path, kills):
            note(*found)
    for path in _patterns(moves, [path for _, path in killing]):
        _by_weights(firm, moves, path, truth, kills, note)
    truth.alone = truth.least
    if claim.attack and not truth.impossible:
        if found := moves.descend(firm, _as_path(moves, claim), kills):
            note(*found)
    return truth


def _patterns(moves: Search, paths: list[DepthPath]) -> list[DepthPath]:
    """The cheapest attacks that kill, one for each choice of steps and of attacks that exclude each other."""
    found: dict[frozenset, DepthPath] = {}
    for path in paths:
        picked = frozenset(key for key, d in path.items() if d and (moves.by_id[key[0]].whole or moves.by_id[key[0]].excludes))
        found.setdefault(picked, path)
    return list(found.values())[:PATTERNS]


def _by_weights(firm: Firm, moves: Search, path: DepthPath, truth: Truth, kills: float, note) -> None:
    """Least costs for each date alone, and for the weights of dates at the attacks found so far."""
    count = len(firm.world.states)
    wanted = [np.eye(count)[state] for state in range(count)]
    wanted.append(firm.weights(firm.answer(moves.mean(path))))
    for _ in range(ROUNDS):
        best = None
        for weights in wanted:
            below = np.inf if truth.least is None else truth.least
            found = moves.cheapest(firm, path, weights, kills, below * (1 - 1e-6))
            # What the mean says, the dates have to confirm.
            if found and firm.answer(found[1]).margin < kills:
                note(*found)
                best = found
        if best is None:
            return
        wanted = [firm.weights(firm.answer(best[1]))]


def _try_menu(firm: Firm, moves: Search, truth: Truth, kills: float, note) -> None:
    """From the cheapest up; the first that kills is the least of the menu."""
    truth.exact = all(a.whole for a in moves.attacks)
    for cost, depths in moves.menu():
        margin = firm.answer(depths).margin
        truth.tried += 1
        truth.worst = min(truth.worst, margin)
        if margin < kills:
            note(cost, depths)
            break


def _replay(firm: Firm, moves: Search, claim: Claim, truth: Truth) -> None:
    by_year = {s.years[0]: s.at for s in firm.world.states}
    depths = {(name, by_year[year]): depth for name, year, depth in claim.attack}
    truth.impossible = moves.possible(depths)
    if not truth.impossible:
        truth.replay = firm.answer(depths).margin
        truth.replay_cost = moves.cost(depths)
        truth.worst = min(truth.worst, truth.replay)


def _as_path(moves: Search, claim: Claim) -> dict[tuple[str, int], float]:
    """Yearly depths of an attack by periods: the same in each of their years; where that grows too fast, no start of a descent."""
    by_year = {s.years[0]: s.at for s in moves.world.states}
    return {(name, y): depth for name, year, depth in claim.attack for y in moves.years(moves.by_id[name], by_year[year])}


def check(case: Case, run: Run, job: Job) -> list[Purse]:
    """Holds every claim of a run against the operator."""
    world = World(case, job.perspective, run.scenario)
    plants = money.plants(world, run.plan)
    everybody = frozenset({money.COOPERATIVE, *(row["id"] for row in case.rows("members"))})
    purses = []
    for claim in run.claims:
        if claim.verdict == "error":
            purses.append(Purse(claim, None, compare(claim, Truth(0, 1, 0))))
            continue
        members = everybody if claim.who in ("all", "one_desk") else frozenset(claim.who.split(";"))
        if not members <= everybody:
            # A holder that is neither members alone nor all of them trades by rules that are not written here.
            purses.append(Purse(claim, None, Verdict("not checked")))
            continue
        firm = Firm(world, plants, members, desk=claim.who == "one_desk")
        moves = Search(world, firm, quantities=job.quantities)
        truth = truth_of(firm, moves, claim, random.Random(f"{job.source}/{claim.who}"), menu=job.menu)
        purses.append(Purse(claim, truth, compare(claim, truth)))
    return purses


def to_the_edge(case: Case, purses: list[Purse]) -> None:
    """Sets what each firm begins with to a little less than the worst attack that was tried takes from it."""
    for purse in purses:
        truth = purse.truth
        rows = [r for r in case.rows("finances") if r["member"] == purse.claim.who]
        if truth is None or not rows or truth.worst < -1e4:
            continue
        needed = (truth.purse - truth.worst) * EDGE
        opening = float(rows[0]["opening_cash_musd"]) + needed - truth.purse
        if needed > 0 and opening >= 0:
            rows[0]["opening_cash_musd"] = f"{opening:.9g}"


def run(job: Job, stress: Stress, target: Path) -> Result:
    """Checks one case. A failing one is kept, with what was found."""
    began = time.monotonic()
    work = kept.begin(target, job.name)
    result = Result(job)
    try:
        folder = work / "case"
        drawn = read(Path(job.source)) if "/" in job.source and Path(job.source).is_dir() else None
        (drawn or random_case(job.name, random.Random(job.source), menu=job.menu)).write(folder)
        case = read(folder)
        result.features = features(case)
        firms = list(dict.fromkeys(row["member"] for row in case.rows("facilities") if row.get("member")))
        coalition = ",".join(firms[:2]) if job.coalition and len(firms) > 2 else ""
        found = stress.run(folder, work / "run", job.perspective, job.quantities, coalition)
        result.recoop_seconds = time.monotonic() - began
        result.refused = found.refused
        if not found.refused:
            result.purses = check(case, found, job)
        if job.edge and result.passed:
            result.features.append("edge")
            to_the_edge(case, result.purses)
            case.write(folder)
            case = read(folder)
            found = stress.run(folder, work / "run", job.perspective, job.quantities, coalition)
            result.refused = found.refused
            result.purses = [] if found.refused else check(case, found, job)
    except Exception:  # Whatever breaks a check is a failure of this case, not of the run.
        result.crash = traceback.format_exc()
    result.seconds = time.monotonic() - began
    kept.end(result, work, target, job.name)
    return result
