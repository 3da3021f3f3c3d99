"""What the adversary can do: depths by year, their cost, menus of steps, samples, and a descent to cheaper attacks.

Written from docs/formulation.md (attacks). Decisions are yearly depths; the depth of a state is their mean over the years in which the attack can be
made, by discount factor.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import highspy
import numpy as np

from .firm import Depths, Firm
from .world import Attack, World

MOST = 4000
"""Largest menu that is tried whole."""

CUTS = 60
"""Cutting planes before a search for the cheapest attack is given up."""

Path = dict[tuple[str, int], float]
"""Depth by attack and year."""


def _quiet() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("primal_feasibility_tolerance", 1e-10)
    return highs


def _row(highs: highspy.Highs, low: float, high: float, terms: dict[int, float]) -> None:
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

    # -- descent ---------------------------------------------------------------------------------------------------

    def descend(self, firm: Firm, path: Path, kills: float, rounds: int = 40) -> tuple[float, Depths] | None:
        """A locally cheapest attack from one that kills: linear programs in a shrinking trust region.

        A step counts only if the operator's program confirms that the margin stays below `kills`.
        """
        depths = self.mean(path)
        answer = firm.answer(depths)
        if answer.margin >= kills or not self.within_budget(depths):
            return None
        cost, trust = self.cost(depths), 0.5
        for _ in range(rounds):
            step = self._step(firm, path, depths, answer, kills, trust)
            better = False
            if step is not None:
                there = self.mean(step)
                its_cost = self.cost(there)
                if its_cost < cost * (1 - 1e-7) - 1e-12 and self.within_budget(there):
                    its_answer = firm.answer(there)
                    if its_answer.margin < kills:
                        path, depths, answer, cost, better = step, there, its_answer, its_cost, True
            trust = min(1.0, trust * 1.5) if better else trust * 0.4
            if trust < 1e-5:
                break
        return cost, depths

    def _step(self, firm: Firm, path: Path, depths: Depths, answer, kills: float, trust: float) -> Path | None:
        priced = [p for p in self.places() if not self.by_id[p[0]].whole and not self._blocked(p, depths)]
        if not priced or not np.isfinite(answer.margin):
            return None
        slopes = firm.slope(depths, answer, priced)
        highs = _quiet()
        at: dict[tuple[str, int], int] = {}
        rising, dying = {}, {}
        for (name, state), slope in zip(priced, slopes, strict=True):
            period, attack = self.world.states[state], self.by_id[name]
            weight = sum(f for y, f in zip(period.years, period.factors, strict=True) if y in self.years(attack, state))
            depth, tiny = depths.get((name, state), 0.0), 1e-6
            low = max(0.0, depth - tiny)
            dearer = (attack.cost(depth + tiny, state) - attack.cost(low, state)) / (depth + tiny - low) * weight
            for year, factor in zip(period.years, period.factors, strict=True):
                if year not in self.years(attack, state):
                    continue
                now = path.get((name, year), 0.0)
                at[name, year] = len(at)
                reach = trust * attack.max_depth
                highs.addVar(max(0.0, now - reach), max(now, min(attack.max_depth, now + reach)))
                highs.changeColCost(at[name, year], dearer * factor / weight)
                rising[at[name, year]], dying[at[name, year]] = dearer * factor / weight, slope * factor / weight
        if not np.isfinite(list(rising.values())).all():
            return None
        index = np.array(list(dying), dtype=np.int32)
        here = sum(dying[c] * path.get(key, 0.0) for key, c in at.items())
        highs.addRow(-np.inf, kills * 1.0001 - answer.margin + here, len(index), index, np.array(list(dying.values())))
        for (name, year), column in at.items():
            ramp = self.by_id[name].ramp
            if np.isfinite(ramp):
                before = at.get((name, year - 1))
                terms = [column] if before is None else [column, before]
                highs.addRow(-np.inf, ramp, len(terms), np.array(terms, dtype=np.int32), np.array([1.0, -1.0][: len(terms)]))
        means = {}
        for name, state in priced:
            part = {at[name, y]: f for y, f in zip(*self._of(state), strict=True) if (name, y) in at}
            means[name, state] = {column: f / sum(part.values()) for column, f in part.items()}
        self._keep_shared(highs, means, depths)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = highs.getSolution().col_value
        step = {key: d for key, d in path.items() if self.by_id[key[0]].whole}
        step.update({key: values[c] for key, c in at.items() if values[c] > 1e-12})
        return step

    def cheapest(self, firm: Firm, path: Path, weights: np.ndarray, kills: float, below: float) -> tuple[float, Depths] | None:
        """The cheapest attack that takes the weighed mean of dates below `kills`, with the steps of `path`; none from `below` on.

        With weights fixed, what an operator keeps is convex in the depths of price attacks (but for tax), and so is the cost: cutting planes on both
        (Kelley 1960) end at the least cost. Whoever keeps less than nothing in the mean does so at some date.
        """
        steps = {key: d for key, d in path.items() if self.by_id[key[0]].whole}
        fixed = {place: d for place, d in self.mean(steps).items()}
        base = self.mean(path)
        priced = [p for p in self.places() if not self.by_id[p[0]].whole and not self._blocked(p, base)]
        if not priced:
            return None
        highs, at = _quiet(), dict[tuple[str, int], int]()
        for name, state in priced:
            attack = self.by_id[name]
            for year in self.years(attack, state):
                at[name, year] = len(at)
                highs.addVar(0.0, attack.max_depth)
        for (name, year), column in at.items():
            if np.isfinite(self.by_id[name].ramp):
                terms = {column: 1.0} | ({at[name, year - 1]: -1.0} if (name, year - 1) in at else {})
                _row(highs, -np.inf, self.by_id[name].ramp, terms)
        means, cost_at = {}, {}
        for name, state in priced:
            period, attack = self.world.states[state], self.by_id[name]
            part = {at[name, y]: f for y, f in zip(period.years, period.factors, strict=True) if (name, y) in at}
            means[name, state] = {column: f / sum(part.values()) for column, f in part.items()}
            cost_at[name, state] = len(at) + len(cost_at)
            highs.addVar(0.0, np.inf)
            highs.changeColCost(cost_at[name, state], period.weight * self.world.share(attack, period))
        if self.world.budget_per_year is not None:
            for state in {s for _, s in priced}:
                spent = sum(self.by_id[n].cost(d, s) for (n, s), d in fixed.items() if s == state)
                _row(highs, -np.inf, self.world.budget_per_year - spent, {cost_at[p]: 1.0 for p in priced if p[1] == state})
        self._keep_shared(highs, means, fixed)
        depths = {**fixed, **{p: base.get(p, 0.0) for p in priced}}
        for _ in range(CUTS):
            for place in priced:
                self._tangent(highs, place, depths.get(place, 0.0), means[place], cost_at[place])
            answer = firm.weighted(depths, weights)
            cost = self.cost(depths)
            if answer.margin < kills and self.within_budget(depths) and not self.clash(depths) and not self.too_much(depths):
                if cost <= (self._bound(highs) + self.cost(fixed)) * (1 + 1e-6) + 1e-9:
                    return (cost, depths) if cost < below else None
            slopes = dict(zip(priced, firm.slope(depths, answer, priced), strict=True))
            terms: dict[int, float] = {}
            for place, slope in slopes.items():
                for column, part in means[place].items():
                    terms[column] = terms.get(column, 0.0) + slope * part
            here = sum(slope * depths.get(place, 0.0) for place, slope in slopes.items())
            _row(highs, -np.inf, kills * 1.5 - answer.margin + here, terms)
            bound = self._bound(highs)
            fixed_cost = self.cost(fixed)
            if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal or bound + fixed_cost >= below:
                return None
            values = highs.getSolution().col_value
            depths = {**fixed, **{p: sum(part * values[c] for c, part in means[p].items()) for p in priced}}
            depths = {p: d for p, d in depths.items() if d > 1e-12}
        return None

    @staticmethod
    def _bound(highs: highspy.Highs) -> float:
        highs.run()
        return float(highs.getInfo().objective_function_value)

    def _tangent(self, highs: highspy.Highs, place: tuple[str, int], depth: float, mean: dict[int, float], column: int) -> None:
        """The cost of a state is at least its tangent at a depth."""
        name, state = place
        tiny, attack = 1e-6, self.by_id[name]
        low, high = max(0.0, depth - tiny), depth + tiny
        slope = (attack.cost(high, state) - attack.cost(low, state)) / (high - low)
        _row(highs, attack.cost(depth, state) - slope * depth, np.inf, {column: 1.0} | {c: -slope * part for c, part in mean.items()})

    def _of(self, state: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        return self.world.states[state].years, self.world.states[state].factors

    def _keep_shared(self, highs: highspy.Highs, means: dict[tuple[str, int], dict[int, float]], depths: Depths) -> None:
        """No more than all of a price, in every state."""
        for row in self.shared:
            for state in range(len(self.world.states)):
                free = {name: share for name, share in row.items() if (name, state) in means}
                taken = sum(share * depths.get((name, state), 0.0) for name, share in row.items() if name not in free)
                if free:
                    terms: dict[int, float] = {}
                    for name, share in free.items():
                        for column, part in means[name, state].items():
                            terms[column] = terms.get(column, 0.0) + share * part
                    _row(highs, -np.inf, 1 - taken, terms)

    def _blocked(self, place: tuple[str, int], depths: Depths) -> bool:
        """Whether an attack that excludes this one is made in the state."""
        name, state = place
        return any(depths.get((other, state), 0.0) > 0 for other in self.by_id[name].excludes)

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
        highs = _quiet()
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
