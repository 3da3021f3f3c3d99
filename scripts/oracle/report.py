"""What a run of the oracle prints, and whether it passes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .jobs import RANDOM_KINDS, Result
from .verdict import compare

WRONG_BY = 1e-4
"""Relative error that is put into every answer that passed, to see that it is noticed."""


@dataclass(frozen=True)
class Limits:
    """What a run may not exceed, as shares of its cases."""

    timeouts: float = 0.05
    """Cases in which some solver, or recoop, ran out of time."""
    unchecked: float = 0.01
    """Cases to be solved to gap 0 that no independent solver finished."""
    refused: float = 0.05
    """Random cases that recoop refuses."""
    trivial: float = 0.5
    """Random cases whose plan builds nothing, or whose relaxation is as good as whole plants."""


HEADER = (
    *("kind", "cases", "agree", "fail", "brackets", "no plan", "time-out"),
    *("build", "integers", "nodes > 1", "worst difference", "longest"),
)
"""Columns of the table. `integers`: the relaxation exceeds the optimum."""


def unnoticed(results: list[Result]) -> tuple[int, list[str]]:
    """How many answers were made wrong by `WRONG_BY`, and the cases in which that was not noticed."""
    tried, missed = 0, []
    for result in results:
        claim = result.claim
        if not result.passed or claim is None or claim.status != "exact" or not result.verdict.checked_by:
            continue
        assert claim.objective is not None and claim.bound is not None
        step = WRONG_BY * max(1.0, abs(claim.objective))
        for wrong in (
            replace(claim, objective=claim.objective - step),
            replace(claim, objective=claim.objective + step),
            replace(claim, bound=claim.bound - step),
            replace(claim, bound=claim.bound + step),
        ):
            tried += 1
            if not compare(wrong, result.solves, result.attained, result.relaxation).faults:
                missed.append(result.job.name)
    return tried, missed


def table(results: list[Result]) -> str:
    """Counts by kind."""
    lines: list[tuple[str, ...]] = [HEADER]
    for kind in dict.fromkeys(result.job.kind for result in results):
        of = [result for result in results if result.job.kind == kind]
        counts = (
            len(of),
            sum(result.passed for result in of),
            sum(not result.passed for result in of),
            sum(result.passed and _is_bracket(result) for result in of),
            sum(result.claim is not None and result.claim.objective is None for result in of),
            sum(bool(result.verdict.timeouts) for result in of),
            sum(result.builds for result in of),
            sum(result.whole for result in of),
            sum(result.nodes > 1 for result in of),
        )
        worst = max(result.verdict.difference for result in of)
        longest = max(result.seconds for result in of)
        lines.append((kind, *map(str, counts), f"{worst:.1e}", f"{longest:.0f} s"))
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADER))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def _is_bracket(result: Result) -> bool:
    return result.claim is not None and result.claim.status in ("within gap", "unproven")


def broken_limits(results: list[Result], limits: Limits) -> list[str]:
    """What a run exceeds."""
    small = [result for result in results if result.job.exact]
    drawn = [result for result in results if result.job.kind in RANDOM_KINDS]
    counts = [
        ("cases timed out", sum(bool(result.verdict.timeouts) for result in small), limits.timeouts, len(small)),
        ("cases were finished by no independent solver",
         sum(result.verdict.checked_by == 0 and not result.refused for result in small), limits.unchecked, len(small)),
        ("random cases were refused", sum(result.refused for result in drawn), limits.refused, len(drawn)),
        ("random cases are trivial",
         sum(not (result.builds and result.whole) for result in drawn), limits.trivial, len(drawn)),
    ]  # fmt: skip
    return [
        f"{number} of {of} {what}; at most {share:.0%} may" for what, number, share, of in counts if number > share * of
    ]


def words(results: list[Result]) -> list[str]:
    """A line for each time-out and each failure."""
    lines = []
    for result in results:
        if result.verdict.timeouts:
            lines.append(f"time-out: {result.job.name}: {', '.join(result.verdict.timeouts)}")
    for result in results:
        if result.refused:
            lines.append(f"refused: {result.job.name} ({result.job.source}); see {result.kept}")
        elif not result.passed:
            lines.append(f"FAIL {result.job.name} ({result.job.source}); kept in {result.kept}")
            lines += [f"     {fault.strip().splitlines()[0]}" for fault in result.verdict.faults]
    return lines
