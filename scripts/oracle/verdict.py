"""Whether recoop's answer agrees with those of the other solvers. No solver is run here."""

from __future__ import annotations

from dataclasses import dataclass, field

TOLERANCE = 1e-6
"""Largest difference that passes, relative to the larger of 1 MUSD and the optimum."""


@dataclass(frozen=True)
class Solve:
    """Answer of one independent solver. Values in MUSD, to be maximized."""

    solver: str
    status: str
    """`optimal`, `infeasible`, `unbounded`, `time-out`, or `failed: why`."""
    value: float | None
    """Value of the best plan found."""
    bound: float | None
    """No plan exceeds this."""
    seconds: float

    @property
    def finished(self) -> bool:
        """Whether it solved the program to the end."""
        return self.status in ("optimal", "infeasible", "unbounded")


@dataclass(frozen=True)
class Claim:
    """What recoop says of a case. Values in MUSD."""

    status: str
    """`exact` (proven at gap 0), `within gap` (proven at the gap of the case), `unproven`, `infeasible`, `unbounded`,
    `refused: why`, or `failed: why`."""
    objective: float | None = None
    bound: float | None = None
    relaxation: float | None = None
    """Optimum of the relaxation, where recoop was asked for it."""
    builds: int = 0
    """Number of builds of the plan."""


@dataclass
class Verdict:
    """What comes of a comparison."""

    faults: list[str] = field(default_factory=list)
    """What does not agree; none when the case passes."""
    timeouts: list[str] = field(default_factory=list)
    """Who did not finish: solvers, or `recoop`."""
    checked_by: int = 0
    """Number of independent solvers that finished."""
    difference: float = 0.0
    """Largest relative difference of proven values from an optimum."""


def scale(value: float) -> float:
    """What differences from a value are relative to."""
    return max(1.0, abs(value))


def compare(claim: Claim, solves: list[Solve], attained: float | None, relaxation: float | None) -> Verdict:
    """Holds a claim against the solvers, against a value that some plan attains, and against the relaxation.

    A solver that finished has to agree with what is proven to `TOLERANCE`. One that did not still has a best plan and a
    bound, which recoop's bound and plan must not contradict.
    """
    verdict = Verdict()
    verdict.checked_by = sum(solve.finished for solve in solves)
    verdict.timeouts = [solve.solver for solve in solves if solve.status == "time-out"]
    if claim.status == "unproven":
        verdict.timeouts.append("recoop")
    for solve in solves:
        if solve.status.startswith("failed"):
            verdict.faults.append(f"{solve.solver} {solve.status}")
    if claim.status.startswith(("failed", "refused")):
        verdict.faults.append(f"recoop {claim.status}")
    elif claim.objective is None or claim.bound is None:
        # Of a search that ended with neither plan nor proof nothing is claimed: it is a time-out.
        if claim.status != "unproven":
            _compare_without_plan(claim, solves, verdict)
    else:
        _compare_plan(claim, claim.objective, claim.bound, solves, attained, verdict)
    if claim.relaxation is not None:
        _compare_relaxation(claim.relaxation, relaxation, verdict)
    return verdict


def _compare_without_plan(claim: Claim, solves: list[Solve], verdict: Verdict) -> None:
    for solve in solves:
        if solve.value is not None or solve.finished and solve.status != claim.status:
            verdict.faults.append(f"recoop: {claim.status}; {solve.solver}: {solve.status}, {solve.value}")


def _compare_plan(
    claim: Claim, objective: float, bound: float, solves: list[Solve], attained: float | None, verdict: Verdict
) -> None:
    close = TOLERANCE * scale(objective)
    if bound < objective - close:
        verdict.faults.append(f"recoop's bound {bound} lies below its plan {objective}")
    for solve in solves:
        if solve.status in ("infeasible", "unbounded"):
            verdict.faults.append(f"recoop has a plan of {objective}; {solve.solver}: {solve.status}")
        elif solve.status == "optimal" and solve.value is not None:
            optimum = solve.value
            if claim.status == "exact":
                for what, value in (("objective", objective), ("bound", bound)):
                    difference = abs(value - optimum) / scale(optimum)
                    verdict.difference = max(verdict.difference, difference)
                    if difference > TOLERANCE:
                        verdict.faults.append(f"recoop's {what} is {value}; {solve.solver}: {optimum}")
                continue
        if solve.bound is not None and objective > solve.bound + close:
            verdict.faults.append(f"recoop's plan {objective} exceeds the bound {solve.bound} of {solve.solver}")
        if solve.value is not None and solve.value > bound + close:
            verdict.faults.append(f"recoop's bound {bound} lies below the plan {solve.value} of {solve.solver}")
    if attained is not None and attained > bound + close:
        verdict.faults.append(f"recoop's bound {bound} lies below {attained}, which a plan attains")


def _compare_relaxation(claimed: float, relaxation: float | None, verdict: Verdict) -> None:
    if relaxation is None:
        verdict.timeouts.append("relaxation")
        return
    difference = abs(claimed - relaxation) / scale(relaxation)
    verdict.difference = max(verdict.difference, difference)
    if difference > TOLERANCE:
        verdict.faults.append(f"recoop's relaxation is {claimed}; right: {relaxation}")
