"""The operator: does any way of operating keep the cash of a purse at 0 or above at the end of every period?

One linear program for a purse. It maximizes the smallest cash of all dates, so its optimum is below 0 exactly where the firm fails. An attack changes
prices and limits; the firm knows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

from . import money
from .operations import Depths, Operations
from .world import World

FAR = 1e5
"""Bound on the smallest cash, MUSD."""


@dataclass
class Answer:
    """What the best operation leaves."""

    margin: float
    """Smallest cash of all dates, MUSD."""
    values: np.ndarray = field(repr=False)
    worth: np.ndarray = field(repr=False)
    """What one more MUSD in each state adds to the margin, and what one of taxed profit adds."""


class Firm(Operations):
    """The operator of a purse."""

    def __init__(self, world: World, plants: list[money.Plant], members: frozenset[str], *, desk: bool = False) -> None:
        super().__init__(world, plants, members, desk=desk)
        self._program()

    def _program(self) -> None:
        """Columns: operations, then the smallest cash; cash, taxed profit and tax of each state."""
        count, size = len(self.world.states), len(self.columns)
        self.least = size
        self.cash_at, self.taxed_at, self.tax_at = (size + 1 + block * count for block in range(3))
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
        highs.setOptionValue("dual_feasibility_tolerance", 1e-9)
        for column in self.columns:
            highs.addVar(0.0, column.upper)
        highs.addVar(-FAR, FAR)
        for _ in range(2 * count):
            highs.addVar(-highspy.kHighsInf, highspy.kHighsInf)
        for _ in range(count):
            highs.addVar(0.0, highspy.kHighsInf)
        highs.changeColCost(self.least, 1.0)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.money_rows = []
        for state in range(count):
            length = len(self.world.states[state].years)
            terms = {at: -length * c.cash for at, c in enumerate(self.columns) if c.state == state}
            fixed, capex, off = (of[state] * length for of in (self._fixed, self._capex, self._written_off))
            self.money_rows.append((len(self.rows), len(self.rows) + 1))
            self.rows.append((fixed - capex, fixed - capex, {self.cash_at + state: 1.0, **terms}))
            taxed = {at: v for at, v in terms.items() if self.columns[at].taxed}
            off += self._deducted[state]
            self.rows.append((fixed - off, fixed - off, {self.taxed_at + state: 1.0, **taxed}))
        sofar = self.purse
        for state in range(count):
            sofar += self.beside[state]
            cash = {self.cash_at + s: 1.0 for s in range(state + 1)}
            self.rows.append((-sofar, np.inf, {**cash, self.tax_at + state: -1.0, self.least: -1.0}))
            due = {self.taxed_at + s: -self.world.tax_rate for s in range(state + 1)}
            self.rows.append((0.0, np.inf, {self.tax_at + state: 1.0, **due}))
            if state:
                self.rows.append((0.0, np.inf, {self.tax_at + state: 1.0, self.tax_at + state - 1: -1.0}))
        for low, high, terms in self.rows:
            at = np.array([i for i, v in terms.items() if v or i < size], dtype=np.int32)
            highs.addRow(low, high, len(at), at, np.array([terms[int(i)] for i in at], dtype=float))
        self.highs = highs
        self.moving = [at for at, c in enumerate(self.columns) if c.moved]
        self.closing = [at for at, c in enumerate(self.columns) if c.closed]
        self.now = {at: self.columns[at].cash for at in self.moving}
        self.solved = 0

    def weights(self, answer: Answer) -> np.ndarray:
        """How much each date decides about the smallest cash: the duals of the dates, which add up to one."""
        return answer.worth[:, 0] - np.append(answer.worth[1:, 0], 0.0)

    def weighted(self, depths: Depths, weights: np.ndarray) -> Answer:
        """The operation that keeps most at dates that are weighed; its margin is that mean, and no smaller than the smallest cash."""
        highs, count = self.highs, len(self.world.states)
        highs.changeColCost(self.least, 0.0)
        highs.changeColBounds(self.least, -FAR, -FAR)
        for state in range(count):
            highs.changeColCost(self.cash_at + state, float(weights[state:].sum()))
            highs.changeColCost(self.tax_at + state, -float(weights[state]))
        try:
            found = self.answer(depths)
        finally:
            highs.changeColCost(self.least, 1.0)
            highs.changeColBounds(self.least, -FAR, FAR)
            for state in range(count):
                highs.changeColCost(self.cash_at + state, 0.0)
                highs.changeColCost(self.tax_at + state, 0.0)
        found.margin += float(weights @ (self.purse + np.cumsum(self.beside)))
        return found

    def answer(self, depths: Depths) -> Answer:
        """The best operation under an attack."""
        highs = self.highs
        for at in self.moving:
            column = self.columns[at]
            assert column.moved is not None
            cash = column.moved(depths)
            if cash != self.now[at]:
                self.now[at] = cash
                length = len(self.world.states[column.state].years)
                cash_row, taxed_row = self.money_rows[column.state]
                highs.changeCoeff(cash_row, at, -length * cash)
                if column.taxed:
                    highs.changeCoeff(taxed_row, at, -length * cash)
        for at in self.closing:
            closed = self.columns[at].closed
            assert closed is not None
            highs.changeColBounds(at, 0.0, closed(depths))
        highs.run()
        self.solved += 1
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            highs.clearSolver()
            highs.run()
            status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(-np.inf, np.zeros(0), np.zeros(0))
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the operator's program ended as {status}")
        solution = highs.getSolution()
        duals = solution.row_dual
        worth = np.array([[duals[cash], duals[taxed]] for cash, taxed in self.money_rows])
        return Answer(highs.getInfo().objective_function_value, np.array(solution.col_value), worth)

    @property
    def scale(self) -> float:
        """Size of the purse that rounding is relative to, MUSD."""
        return max(1.0, abs(self.purse))

    def slope(self, depths: Depths, answer: Answer, moves: list[tuple[str, int]], step: float = 1e-6) -> np.ndarray:
        """Derivative of the margin by the depths of price attacks: worth of money times the change of prices."""
        base = {at: self.columns[at].moved(depths) for at in self.moving}  # type: ignore[misc]
        slopes = np.zeros(len(moves))
        for number_, (attack, state) in enumerate(moves):
            further = {**depths, (attack, state): depths.get((attack, state), 0.0) + step}
            for at in self.moving:
                column = self.columns[at]
                if column.state != state or not answer.values[at]:
                    continue
                change = (column.moved(further) - base[at]) / step * len(self.world.states[state].years)  # type: ignore[misc]
                cash, taxed = answer.worth[state]
                slopes[number_] += (cash + (taxed if column.taxed else 0.0)) * change * answer.values[at]
        return slopes
