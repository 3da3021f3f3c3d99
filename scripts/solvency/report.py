"""What a run prints, and whether it passes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from .jobs import Result
from .verdict import RELATIVE, compare

REFUSED = 0.05
"""Largest share of cases that recoop may refuse."""


def table(results: list[Result]) -> str:
    """Purses by verdict, for each kind of case."""
    kinds = {"menu of steps": [r for r in results if r.job.menu], "ranges of depth": [r for r in results if not r.job.menu]}
    lines = []
    for kind, of in kinds.items():
        if not of:
            continue
        purses = [p for r in of for p in r.purses]
        wrong = sum(bool(p.verdict.faults) for p in purses)
        words = Counter(p.verdict.word for p in purses)
        tried = sum(p.truth.tried for p in purses if p.truth)
        lines.append(f"{kind}: {len(of)} cases, {sum(bool(r.refused) for r in of)} refused, {len(purses)} purses, {wrong} wrong; {tried} attacks tried")
        lines += [f"    {word}: {number}" for word, number in sorted(words.items())]
    return "\n".join(lines)


MISSED, MISSED_BOUNDS, LEAST_TRIED = 0.05, 0.3, 20
"""Largest shares of wrong answers that may pass unnoticed: of verdicts, and of lower bounds, for which an attack as cheap has to be found. Fewer tries
than the last say nothing."""

WRONG_BY = 0.01
"""Relative error that is put into answers that passed, to see whether it is noticed."""


def unnoticed(results: list[Result]) -> dict[str, tuple[int, int]]:
    """How many answers were made wrong in each way, and how many of them nothing noticed."""
    counts: dict[str, list[int]] = {}
    for purse in (p for r in results for p in r.purses if p.truth and not p.verdict.faults):
        claim, truth = purse.claim, purse.truth
        wrong = {}
        if claim.verdict == "kill" and claim.cost:
            wrong["a kill reported as not exhaustible"] = replace(claim, verdict="not_exhaustible")
            wrong["a kill reported as a failure without attack"] = replace(claim, verdict="fails")
            wrong["another cost of the attack"] = replace(claim, cost=claim.cost * (1 - WRONG_BY), lower=None)
            if claim.lower is not None and claim.lower >= claim.cost * (1 - RELATIVE):
                wrong["a proven kill cost that is too high"] = replace(claim, cost=claim.cost, lower=claim.cost * (1 + WRONG_BY))
        if claim.verdict == "fails":
            wrong["a failure reported as not exhaustible"] = replace(claim, verdict="not_exhaustible")
        for how, claimed in wrong.items():
            # The attack's own replay would notice a cost that is not its own: here only the search of the operator counts.
            count = counts.setdefault(how, [0, 0])
            count[0] += 1
            seen = replace(truth, least=truth.alone) if truth.alone is not None else replace(truth, least=None)
            count[1] += not _faults(claimed, seen, how)
    return {how: (tried, missed) for how, (tried, missed) in counts.items()}


def blind(counts: dict[str, tuple[int, int]]) -> list[str]:
    """Kinds of wrong answers of which too few are noticed."""
    return [
        f"{how}: only {tried - missed} of {tried} noticed"
        for how, (tried, missed) in counts.items()
        if tried >= LEAST_TRIED and missed > tried * (MISSED_BOUNDS if how == "a proven kill cost that is too high" else MISSED)
    ]


def _faults(claim, truth, how: str) -> bool:
    faults = compare(claim, truth).faults
    if how == "a proven kill cost that is too high":
        return any("kills for" in fault for fault in faults)
    return bool(faults)


def found_cheaper(results: list[Result]) -> str:
    """How often the operator knows a cheaper attack than the one that recoop shows, between its bounds."""
    kills = [p for r in results for p in r.purses if p.truth and p.claim.verdict == "kill" and p.claim.cost]
    ratios = sorted(p.truth.least / p.claim.cost for p in kills if p.truth.least and p.truth.least < p.claim.cost * 0.999)
    untold = [p for r in results for p in r.purses if p.truth and p.claim.verdict == "not_proven"]
    known = sum(p.truth.least is not None for p in untold)
    least = f", the best of them {1 - ratios[0]:.1%} cheaper" if ratios else ""
    return (
        f"of {len(kills)} attacks shown with a kill cost, {len(ratios)} are dearer than one that was tried{least}; "
        f"of {len(untold)} purses that are not proven, an attack that was tried kills {known}"
    )


def families(results: list[Result]) -> str:
    """Cases, purses, kills, purses that are not proven, and wrong ones, for each feature of cases."""
    names = sorted({name for r in results for name in r.features})
    lines = [f"{'feature':<20}{'cases':>7}{'purses':>8}{'kills':>7}{'not proven':>11}{'wrong':>7}"]
    for name in names:
        of = [r for r in results if name in r.features]
        purses = [p for r in of for p in r.purses]
        kills = sum(p.claim.verdict == "kill" for p in purses)
        untold = sum(p.claim.verdict == "not_proven" for p in purses)
        wrong = sum(bool(p.verdict.faults) for p in purses)
        lines.append(f"{name:<20}{len(of):>7}{len(purses):>8}{kills:>7}{untold:>11}{wrong:>7}")
    return "\n".join(lines)


def words(results: list[Result]) -> list[str]:
    """A line for each disagreement."""
    lines = []
    for r in results:
        if r.passed:
            continue
        word = "refused" if r.refused else "FAIL"
        lines.append(f"{word} {r.job.name} ({r.job.source}, {r.job.perspective}, quantities {r.job.quantities}); kept in {r.kept}")
        if r.refused:
            lines.append(f"     {r.refused[:300]}")
        if r.crash:
            lines.append(f"     {r.crash.strip().splitlines()[-1]}")
        lines += [f"     {p.claim.who}: {fault}" for p in r.purses for fault in p.verdict.faults]
    return lines
