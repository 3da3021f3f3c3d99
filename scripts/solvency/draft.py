"""What several parts of a drawn case depend on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from oracle.tables import Case, Row

FIRST_YEAR = 2030
FIRMS = ("alder", "birch", "cedar")


@dataclass
class Draft:
    """Numbers that several parts of a case depend on. Prices in USD/kg, money in MUSD."""

    rng: random.Random
    case: Case
    lengths: list[int]
    menu: bool
    """Whether the attacks are few enough to try them all."""
    price: dict[str, float] = field(default_factory=dict)
    made: dict[str, float] = field(default_factory=dict)
    """What plants can make of each material, t/yr."""
    burn: dict[str, float] = field(default_factory=dict)
    """What a firm pays a year with its plants idle, by firm."""
    profit: dict[str, float] = field(default_factory=dict)
    """What plants of a firm earn a year at prices without an attack, roughly."""
    plants: dict[str, list[str]] = field(default_factory=dict)
    hub: bool = False
    """Whether there is a market that the adversary does not control."""

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return sum(self.lengths)

    @property
    def last_year(self) -> int:
        """Last year of the horizon."""
        return FIRST_YEAR + self.years - 1

    def maybe(self, chance: float) -> bool:
        """True with a probability."""
        return self.rng.random() < chance

    def number(self, low: float, high: float, digits: int = 3) -> float:
        """A number with few digits."""
        return float(f"{self.rng.uniform(low, high):.{digits}g}")

    def year(self) -> int:
        """A year of the horizon."""
        return self.rng.randint(FIRST_YEAR, self.last_year)

    def span(self) -> Row:
        """First and last year inside the horizon."""
        first, last = sorted((self.year(), self.year()))
        return {"first_year": first, "last_year": last}


def makes(plant: str) -> str:
    """The material that a plant makes, by its name."""
    return {"refining": "oxide", "making": "magnet", "mining": "ore@hill"}[plant.split("_")[1]]
