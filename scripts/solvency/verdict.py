"""Whether a claim of recoop agrees with the operator. Money in MUSD."""

from __future__ import annotations

from dataclasses import dataclass, field

ROUNDING = 2e-6
"""Cash below 0 that may be rounding, as a share of the purse: twice that of docs/attacks.md."""
RELATIVE = 1e-4
"""Largest difference between costs that passes: costs are approximated to 1e-5 (docs/attacks.md)."""


@dataclass
class Truth:
    """What the operator found. Margins are the smallest cash of all dates."""

    purse: float
    scale: float
    unattacked: float
    """Margin without an attack."""
    least: float | None = None
    """Cost of the cheapest attack that kills, of all that were tried."""
    alone: float | None = None
    """The same without a descent from recoop's own attack."""
    exact: bool = False
    """Whether no other attack exists: the menu has them all."""
    worst: float = 0.0
    """Smallest margin under any attack that was tried."""
    replay: float | None = None
    """Margin under recoop's attack."""
    replay_cost: float | None = None
    impossible: str = ""
    """Why the adversary cannot make recoop's attack."""
    tried: int = 0
    how: dict[str, float] = field(default_factory=dict)
    """The cheapest attack that kills."""


@dataclass
class Verdict:
    """What comes of a comparison."""

    word: str
    faults: list[str] = field(default_factory=list)


def lower(cost: float, bound: float) -> bool:
    """Whether a cost lies below a bound by more than rounding."""
    return cost < bound - RELATIVE * max(abs(bound), 1e-3)


def compare(claim, truth: Truth) -> Verdict:
    """Holds a claim against the operator."""
    faults: list[str] = []
    close = ROUNDING * truth.scale
    if claim.verdict == "error":
        return Verdict("error", [f"recoop: {claim.why}"])
    if claim.purse is not None and abs(claim.purse - truth.purse) > 1e-6 * truth.scale:
        faults.append(f"recoop's purse is {claim.purse}; right: {truth.purse}")
    if claim.verdict == "fails" and truth.unattacked > close:
        faults.append(f"fails unattacked; the operator keeps {truth.unattacked}")
    if claim.verdict != "fails" and truth.unattacked < -close:
        faults.append(f"{claim.verdict}; unattacked, no operation keeps more than {truth.unattacked}")
    word = claim.verdict
    if claim.verdict == "not_exhaustible" and truth.least is not None:
        faults.append(f"not exhaustible; {truth.how} for {truth.least} leaves less than 0")
    if claim.cost is not None and claim.verdict in ("kill", "not_proven"):
        _compare_attack(claim, truth, close, faults)
    if claim.lower is not None and truth.least is not None and claim.verdict in ("kill", "not_proven") and lower(truth.least, claim.lower):
        faults.append(f"lower bound {claim.lower}; {truth.how} kills for {truth.least}")
    if claim.sufficient is not None and truth.worst > -1e4:
        needed = truth.purse - truth.worst
        if needed > claim.sufficient + RELATIVE * max(1.0, claim.sufficient):
            faults.append(f"sufficient purse {claim.sufficient}; an attack needs {needed}")
    if claim.verdict == "kill":
        word = "kill, proven" if claim.lower is not None and not lower(claim.lower, claim.cost) else "kill, bounds"
        if truth.exact and truth.least is not None and lower(truth.least, claim.cost):
            word = "kill, not the cheapest"
    return Verdict(word, faults)


def _compare_attack(claim, truth: Truth, close: float, faults: list[str]) -> None:
    if truth.impossible:
        faults.append(f"recoop's attack is impossible: {truth.impossible}")
    if truth.replay is None or truth.replay_cost is None:
        faults.append("no attack is shown")
        return
    if truth.replay > close:
        faults.append(f"recoop's attack leaves {truth.replay}")
    if abs(truth.replay_cost - claim.cost) > RELATIVE * max(1.0, claim.cost):
        faults.append(f"recoop's attack costs {truth.replay_cost}; recoop: {claim.cost}")
    if claim.lower is not None and lower(claim.cost, claim.lower):
        faults.append(f"recoop's lower bound {claim.lower} exceeds its cost {claim.cost}")
