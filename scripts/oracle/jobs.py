"""The cases of a run, and the check of one of them."""

from __future__ import annotations

import random
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from . import kept, solvers
from .draw import random_case
from .planner import Planner
from .tables import Case, read
from .variants import leaves, single_future, template_variant
from .verdict import TOLERANCE, Claim, Solve, Verdict, compare, scale

RANDOM_KINDS = {"random, one future": 0.3, "random, tree": 0.25, "template, one future": 0.3, "template, tree": 0.15}
"""Kinds of random cases with their shares of a run."""

LARGE = "us-2026"
"""The shipped case that is too large to be solved to gap 0."""

LARGE_TAKES = 3
"""Time limits of its single futures, as multiples of those of a small case."""


@dataclass(frozen=True)
class Job:
    """A case to check."""

    name: str
    kind: str
    source: str
    """A seed for random cases, else the folder of the case."""
    leaf: str | None = None
    """The one leaf of the tree that is certain, where a single future is meant."""
    exact: bool = True
    """Whether recoop plans to gap 0; else to the gap of the case, and the answers are brackets."""
    relaxation: bool = False
    """Whether recoop's relaxation is compared, too."""
    large: bool = False
    """Whether SCIP alone searches, and the relaxation takes longer than a small case may."""


@dataclass
class Result:
    """What came of a job."""

    job: Job
    verdict: Verdict
    claim: Claim | None = None
    solves: list[Solve] = field(default_factory=list)
    attained: float | None = None
    relaxation: float | None = None
    integers: int = 0
    nodes: int = 0
    seconds: float = 0.0
    """Wall time of the check."""
    kept: str = ""
    """Folder of a case that failed."""

    @property
    def passed(self) -> bool:
        """Whether nothing disagrees."""
        return not self.verdict.faults

    @property
    def refused(self) -> bool:
        """Whether recoop did not take a random case: a limit says how many it may be."""
        refused = self.claim is not None and self.claim.status.startswith("refused")
        return refused and self.job.kind in RANDOM_KINDS

    @property
    def builds(self) -> bool:
        """Whether the plan builds something."""
        return self.claim is not None and self.claim.builds > 0

    @property
    def whole(self) -> bool:
        """Whether plants have to be whole for the optimum: the relaxation exceeds it."""
        if self.relaxation is None or self.attained is None:
            return False
        return self.relaxation - self.attained > TOLERANCE * scale(self.attained)


def random_jobs(number: int, seed: int) -> list[Job]:
    """Random cases of every kind."""
    jobs = []
    for kind, share in RANDOM_KINDS.items():
        slug = kind.replace(", ", "-").replace(" ", "-")
        for at in range(round(number * share)):
            jobs.append(Job(f"{slug}-{at}", kind, f"{seed}/{kind}/{at}"))
    return jobs


def shipped_jobs(root: Path) -> list[Job]:
    """The cases of the repository, and those that once got a wrong proof."""
    jobs = []
    for kind, under in (("shipped", "cases"), ("known", "crates/recoop-cli/tests/faults/inputs/proven-but-wrong")):
        folders = sorted(path.parent for path in (root / under).rglob("case.toml"))
        jobs += [Job(path.name, kind, str(path), relaxation=True) for path in folders if path.name != LARGE]
    return jobs


def large_jobs(root: Path, futures: int | None) -> list[Job]:
    """The large case as a whole, and its single futures: all, or the first few."""
    folder = root / "cases" / LARGE
    whole = Job(LARGE, "us-2026, whole", str(folder), exact=False, relaxation=True, large=True)
    single = [
        Job(f"{LARGE}-{leaf}", "us-2026, one future", str(folder), leaf=leaf, relaxation=True, large=True)
        for leaf in leaves(read(folder))[:futures]
    ]
    return [whole, *single]


def make_case(job: Job, planner: Planner, work: Path) -> Path:
    """Writes the case of a job where it is not in a folder as it is, and returns its folder."""
    folder = work / "case"
    if job.kind.startswith("random"):
        random_case(job.name, random.Random(job.source), tree="tree" in job.kind).write(folder)
    elif job.kind.startswith("template"):
        planner.new(work / "template")
        template = read(work / "template")
        template_variant(template, random.Random(job.source), tree="tree" in job.kind).write(folder)
    else:
        case = read(Path(job.source))
        (single_future(case, job.leaf) if job.leaf else case).write(folder)
    return folder


def run(job: Job, planner: Planner, seconds: float, target: Path) -> Result:
    """Checks one case. A failing one is kept, with its program and what was found."""
    began = time.monotonic()
    work = kept.begin(target, job.name)
    try:
        result = _check(job, planner, seconds, work)
    except Exception:  # Whatever breaks a check is a failure of this case, not of the run.
        result = Result(job, Verdict(faults=[traceback.format_exc()]))
    result.seconds = time.monotonic() - began
    kept.end(result, work, target, job.name)
    return result


def _check(job: Job, planner: Planner, seconds: float, work: Path) -> Result:
    case = make_case(job, planner, work)
    limit = seconds * (LARGE_TAKES if job.large and job.exact else 1)
    claim = planner.plan(case, work / "run", exact=job.exact, seconds=limit)
    if claim.status.startswith("refused"):
        return Result(job, compare(claim, [], None, None), claim)
    if job.relaxation:
        claim = planner.with_relaxation(claim, _with_one_sensitivity(case, work / "relaxed"))
    program = work / "program.mps"
    planner.export(case, program)
    answers = solvers.solve(program, limit, large=job.large)
    verdict = compare(claim, answers.solves, answers.attained, answers.relaxation)
    return Result(
        job, verdict, claim, answers.solves, answers.attained, answers.relaxation, answers.integers, answers.nodes
    )


def _with_one_sensitivity(case: Path, folder: Path) -> Path:
    """A copy of the case with one assumption to move: `recoop sensitivity` needs one, and solves the relaxation first."""
    changed: Case = read(case)
    row = {"id": "discount", "target": "discount_rate", "action": "multiply", "high": 1.1}
    changed.tables["sensitivities"] = [row]
    changed.write(folder)
    return folder
