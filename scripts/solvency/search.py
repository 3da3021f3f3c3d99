"""Searches for cheaper attacks from one that kills: a descent, and cutting planes for fixed weights of the dates."""

from __future__ import annotations

import highspy
import numpy as np

from .firm import Firm
from .moves import Moves, Path, quiet, row_of
from .operations import Depths

CUTS = 60
"""Cutting planes before a search for the cheapest attack is given up."""



class Search(Moves):
    """The moves against a firm, with searches."""

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
        highs = quiet()
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
        highs, at = quiet(), dict[tuple[str, int], int]()
        for name, state in priced:
            attack = self.by_id[name]
            for year in self.years(attack, state):
                at[name, year] = len(at)
                highs.addVar(0.0, attack.max_depth)
        for (name, year), column in at.items():
            if np.isfinite(self.by_id[name].ramp):
                terms = {column: 1.0} | ({at[name, year - 1]: -1.0} if (name, year - 1) in at else {})
                row_of(highs, -np.inf, self.by_id[name].ramp, terms)
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
                row_of(highs, -np.inf, self.world.budget_per_year - spent, {cost_at[p]: 1.0 for p in priced if p[1] == state})
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
            row_of(highs, -np.inf, kills * 1.5 - answer.margin + here, terms)
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
        row_of(highs, attack.cost(depth, state) - slope * depth, np.inf, {column: 1.0} | {c: -slope * part for c, part in mean.items()})

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
                    row_of(highs, -np.inf, 1 - taken, terms)

    def _blocked(self, place: tuple[str, int], depths: Depths) -> bool:
        """Whether an attack that excludes this one is made in the state."""
        name, state = place
        return any(depths.get((other, state), 0.0) > 0 for other in self.by_id[name].excludes)
