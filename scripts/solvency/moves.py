"""What the adversary can do: depths by year, their cost, menus of steps, samples.

Written from docs/formulation.md (attacks). Decisions are yearly depths; the depth of a state is their mean over the years in which the attack can be
made, by discount factor.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import highspy
import numpy as np

from .firm import Firm
from .operations import Depths
from .world import Attack, World

MOST = 4000
"""Largest menu that is tried whole."""

Path = dict[tuple[str, int], float]
"""Depth by attack and year."""


def quiet() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-10)
    return highs


def row_of(highs: highspy.Highs, low: float, high: float, terms: dict[int, float]) -> None:
    highs.addRow(low, high, len(terms), np.array(list(terms), dtype=np.int32), np.array(list(terms.values()), dtype=float))


class Moves:
    """The moves against a firm. `quantities`: bans and losses of equipment take part."""

    def __init__(self, world: World, firm: Firm, *, quantities: bool) -> None:
        self.world = world
        self.attacks = [a for a in firm.attacks if quantities or not a.whole]
        self.by_id = {a.id: a for a in self.attacks}
        self.shared = self._shared(firm)
        """Attacks that take from the same price, limit or plant, with the share of it that each takes at depth 1."""

    def _shared(self, firm: Firm) -> list[dict[str, float]]:
        rows: list[dict[str, float]] = []
        for offer in self.world.offers:
            prices, limits = {}, {}
            for attack in self.attacks:
                own = attack.kind in ("squeeze", "ban") and offer.adversary and self.world.matches(attack.filters, offer.market, offer.material, offer.side)
                if attack.kind == "price":
                    prices[attack.id] = self.world.pass_through(attack, offer.market, offer.material, offer.side)
                elif attack.kind == "squeeze" and own and offer.side == "sell":
                    prices[attack.id] = 1.0
                elif attack.kind == "ban" and own:
                    limits[attack.id] = 1.0
            rows += [prices, limits]
        for plant in firm.plants:
            rows.append({a.id: 1.0 for a in self.attacks if a.kind == "equipment" and firm.hits(a, plant)})
        rows = [{name: share for name, share in row.items() if share > 0} for row in rows]
        return [row for row in rows if sum(share * self.by_id[name].max_depth for name, share in row.items()) > 1]

    def too_much(self, depths: Depths) -> list[tuple[dict[str, float], int, float]]:
        """Where attacks together take more than all of a price, a limit or a plant: row, state, sum."""
        found = []
        for row in self.shared:
            for state in self.world.states:
                taken = sum(share * depths.get((name, state.at), 0.0) for name, share in row.items())
                if taken > 1 + 1e-9:
                    found.append((row, state.at, taken))
        return found

    def years(self, attack: Attack, state: int) -> list[int]:
        """Years of a state in which an attack can be made."""
        return [y for y in self.world.states[state].years if attack.first <= y <= attack.last]

    def places(self) -> list[tuple[str, int]]:
        """Attacks and states in which each can be made."""
        return [(a.id, s.at) for a in self.attacks for s in self.world.states if self.years(a, s.at)]

    def cost(self, depths: Depths) -> float:
        """Present value to the adversary, MUSD."""
        total = 0.0
        for (name, state), depth in depths.items():
            period, attack = self.world.states[state], self.by_id[name]
            total += period.weight * self.world.share(attack, period) * attack.cost(depth, state)
        return total

    def within_budget(self, depths: Depths, slack: float = 0.0, *, mean: bool = False) -> bool:
        """Whether no year costs more than the adversary can spend in one; with `mean`, no mean over the years of a period."""
        budget = self.world.budget_per_year
        if budget is None:
            return True
        for state in self.world.states:
            here = [(self.by_id[a], d) for (a, s), d in depths.items() if s == state.at]
            spent = sum(a.cost(d, state.at) * (self.world.share(a, state) if mean else 1.0) for a, d in here)
            if spent > budget * (1 + slack) + 1e-9:
                return False
        return True

    def clash(self, depths: Depths) -> bool:
        """Whether attacks that exclude each other share a year."""
        for (name, state), depth in depths.items():
            for other in self.by_id[name].excludes:
                both = depth > 1e-9 and depths.get((other, state), 0.0) > 1e-9
                if both and set(self.years(self.by_id[name], state)) & set(self.years(self.by_id[other], state)):
                    return True
        return False

    def mean(self, path: Path) -> Depths:
        """Depths of states from those of years."""
        depths: Depths = {}
        for name, state in self.places():
            period, attack = self.world.states[state], self.by_id[name]
            part = [(f, path.get((name, y), 0.0)) for y, f in zip(period.years, period.factors, strict=True)
                    if attack.first <= y <= attack.last]  # fmt: skip
            depth = sum(f * d for f, d in part) / sum(f for f, _ in part)
            if depth > 0:
                depths[name, state] = depth
        return depths

    # -- menus -----------------------------------------------------------------------------------------------------

    def menu(self) -> list[tuple[float, Depths]]:
        """All combinations of steps by cost: nothing and all for bans and equipment, some depths for prices."""
        places = self.places()
        for fine in (4, 3, 2, 1):
            steps = [[0.0, a.max_depth] if (a := self.by_id[name]).whole else [a.max_depth * k / fine for k in range(fine + 1)]
                     for name, _ in places]  # fmt: skip
            if np.prod([len(s) for s in steps]) <= MOST:
                break
        found = []
        for depths in itertools.islice(self._combinations(places, steps), MOST):
            if not self.clash(depths) and not self.too_much(depths) and self.within_budget(depths):
                found.append((self.cost(depths), depths))
        return sorted(found, key=lambda pair: pair[0])

    @staticmethod
    def _combinations(places: list[tuple[str, int]], steps: list[list[float]]) -> Iterator[Depths]:
        for chosen in itertools.product(*steps):
            yield {place: depth for place, depth in zip(places, chosen, strict=True) if depth}

    # -- samples ---------------------------------------------------------------------------------------------------

    def deepest(self, active: set[str] | None = None) -> Path:
        """All active attacks as deep as they go in every year."""
        path: Path = {}
        for attack in self.attacks:
            if active is not None and attack.id not in active:
                continue
            depth = 0.0
            for year in range(max(attack.first, self.world.first), min(attack.last, self.world.last) + 1):
                depth = min(attack.max_depth, depth + attack.ramp)
                path[attack.id, year] = depth
        return path

    def random_path(self, rng: random.Random) -> Path:
        """A random attack: some attacks, some years, depths that grow no faster than they can."""
        deepest, path = self.deepest(), Path()
        keep = {a.id: rng.random() < 0.7 for a in self.attacks}
        for attack in self.attacks:
            before, chance = 0.0, rng.choice([0.4, 0.8, 1.0])
            for year in range(self.world.first, self.world.last + 1):
                most = min(deepest.get((attack.id, year), 0.0), before + attack.ramp)
                wanted = most * rng.choice([1.0, rng.random()]) if keep[attack.id] and rng.random() < chance else 0.0
                if attack.whole and wanted:
                    wanted = attack.max_depth
                before = wanted
                if wanted:
                    path[attack.id, year] = wanted
        return self.legal(path, rng)

    def legal(self, path: Path, rng: random.Random) -> Path:
        """The path with steps whole over each period, and without attacks that exclude another."""
        legal = dict(path)
        for name, state in self.places():
            attack, years = self.by_id[name], self.years(self.by_id[name], state)
            if attack.whole and any((name, y) in legal for y in years):
                legal.update({(name, y): attack.max_depth for y in years})
        while self.clash(depths := self.mean(legal)):
            name, other = next(
                (n, o) for (n, s) in depths for o in self.by_id[n].excludes if (o, s) in depths
            )  # fmt: skip
            gone = rng.choice([name, other])
            legal = {k: v for k, v in legal.items() if k[0] != gone}
        for row, state, taken in self.too_much(self.mean(legal)):
            for name in row:
                attack = self.by_id[name]
                for year in self.years(attack, state):
                    if attack.whole:
                        legal.pop((name, year), None)
                    elif (name, year) in legal:
                        legal[name, year] /= taken
        # What was taken back may leave a year from which the next grows too fast.
        for (name, year), depth in sorted(legal.items(), key=lambda item: item[0][1]):
            ramp = self.by_id[name].ramp
            if np.isfinite(ramp):
                legal[name, year] = min(depth, legal.get((name, year - 1), 0.0) + ramp)
        return legal

    def lighter(self, path: Path, factor: float) -> Path:
        """Prices less deep; steps stay."""
        return {(n, y): d if self.by_id[n].whole else d * factor for (n, y), d in path.items()}

    def possible(self, depths: Depths, slack: float = 1e-5) -> str:
        """Why the adversary cannot make an attack; nothing where it can."""
        for (name, state), depth in depths.items():
            attack = self.by_id.get(name)
            if attack is None:
                return f"{name} is no attack on this purse"
            if not self.years(attack, state) and depth > slack:
                return f"{name} outside its years"
            if depth > attack.max_depth * (1 + slack):
                return f"{name} is {depth} deep in state {state}; most: {attack.max_depth}"
            if attack.whole and min(depth, attack.max_depth - depth) > slack:
                return f"{name} is made in part: {depth}"
        if self.clash({k: d for k, d in depths.items() if d > slack}):
            return "attacks that exclude each other share a year"
        if any(taken > 1 + slack for _, _, taken in self.too_much(depths)):
            return "attacks take more than all of a price, a limit or a plant"
        # recoop holds the mean of a period to the limit (docs/attacks.md); attacks that are tried keep it in every year.
        if not self.within_budget(depths, slack, mean=True):
            return "a year costs more than the limit"
        return next((f"{a.id} grows faster than it can" for a in self.attacks if not self._ramps(a, depths, slack)), "")

    def _ramps(self, attack: Attack, depths: Depths, slack: float) -> bool:
        """Whether some path of yearly depths has the means of the states."""
        if not np.isfinite(attack.ramp):
            return True
        highs = quiet()
        at: dict[int, int] = {}
        for state in self.world.states:
            years = self.years(attack, state.at)
            if not years:
                continue
            for year in years:
                at[year] = len(at)
                highs.addVar(0.0, attack.max_depth)
                terms = [at[year]] + ([at[year - 1]] if year - 1 in at else [])
                highs.addRow(-np.inf, attack.ramp, len(terms), np.array(terms, dtype=np.int32), np.array([1.0, -1.0][: len(terms)]))
            factors = np.array([f for y, f in zip(state.years, state.factors, strict=True) if y in years])
            mean = depths.get((attack.id, state.at), 0.0)
            highs.addRow(mean - slack, mean + slack, len(years), np.array([at[y] for y in years], dtype=np.int32), factors / factors.sum())
        highs.run()
        return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
