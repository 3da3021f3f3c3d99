"""A case along its one scenario as numbers by state: years, prices, limits, and what each attack moves and costs.

Written from docs/formulation.md (periods, attacks) and docs/prices.md. Mass in t, prices in USD/kg, money in MUSD.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from oracle.tables import Case, Row

Filters = dict[str, str]


def number(row: Row, column: str, default: float) -> float:
    """The number in a cell, or what a blank stands for."""
    text = row.get(column)
    return default if text in (None, "") else float(text)


def filters(text: str | None) -> Filters:
    """`name=pattern` items of a cell."""
    return dict(item.split("=", 1) for item in (text or "").split(";") if item)


@dataclass(frozen=True)
class State:
    """A period of the scenario."""

    at: int
    years: tuple[int, ...]
    factors: tuple[float, ...]
    """Discount factor of each year."""

    @property
    def weight(self) -> float:
        """Sum of the discount factors."""
        return sum(self.factors)

    def mean(self, by_year: list[float]) -> float:
        """Mean over the years by discount factor."""
        return sum(f * v for f, v in zip(self.factors, by_year, strict=True)) / self.weight

    def share(self, first: int, last: int) -> float:
        """Share of the weight of the years in a span."""
        return self.mean([float(first <= year <= last) for year in self.years])


@dataclass(frozen=True)
class Offer:
    """An offer to buy or sell."""

    market: str
    region: str
    material: str
    side: str
    member: str
    price: tuple[float, ...]
    """By state, USD/kg."""
    limit: tuple[float | None, ...]
    """By state, t/yr; none without limit, 0 where it is closed."""
    adversary: bool


@dataclass(frozen=True)
class Attack:
    """A row of `attacks`. Lists are by state."""

    id: str
    kind: str
    filters: Filters
    max_depth: float
    first: int
    last: int
    ramp: float
    elasticity: float
    margin: float
    volume: float
    loss: float
    price: tuple[float, ...]
    """Of the reference at the adversary's markets."""
    excludes: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether it is made at its full depth or not at all."""
        return self.kind in ("ban", "equipment")

    def cost(self, depth: float, state: int) -> float:
        """Cost to the adversary in a year in which it is made, MUSD."""
        at_stake = self.price[state] * self.volume / 1000
        match self.kind:
            case "price" | "target":
                return at_stake * depth * (1 - self.elasticity * self.margin + self.elasticity * depth)
            case "squeeze":
                return max(0.0, at_stake * depth * (self.elasticity * depth - 1 + self.elasticity * self.margin))
            case "ban":
                return depth * (self.loss or self.margin * at_stake)
            case _:
                return self.loss * depth / self.max_depth


@dataclass
class World:
    """The case by state."""

    case: Case
    perspective: str = "producers"
    leaf: str = "base"
    """The leaf scenario that is attacked."""
    states: list[State] = field(init=False)

    def __post_init__(self) -> None:
        horizon, finance = self.case.settings["horizon"], self.case.settings.get("finance", {})
        first, last = horizon["first_year"], horizon["last_year"]
        rate, base = finance.get("discount_rate", 0.08), horizon.get("base_year", first)
        self.tax_rate: float = finance.get("tax_rate", 0.0)
        self.states, year = [], first
        for length in horizon.get("period_lengths") or [1] * (last - first + 1):
            years = tuple(range(year, year + length))
            self.states.append(State(len(self.states), years, tuple((1 + rate) ** (base - y) for y in years)))
            year += length
        self.first, self.last = first, last
        rows = {row["id"]: row for row in self.case.rows("scenarios")}
        self.path = [self.leaf]
        while rows[self.path[-1]].get("parent"):
            self.path.append(rows[self.path[-1]]["parent"])
        self.begins = {name: int(rows[name]["first_year"]) for name in self.path}
        self.budget_per_year: float | None = self.case.settings.get("adversary", {}).get("budget_per_year_musd")

    def span(self, row: Row) -> tuple[int, int]:
        """First and last year of a row."""
        return int(number(row, "first_year", self.first)), int(number(row, "last_year", self.last))

    def price_in_year(self, market: str, material: str, year: int) -> float | None:
        """Price at a market, on the line between two years, outside as the nearest."""
        rows = [r for r in self.case.rows("prices") if r["market"] == market and r["material"] == material]
        here = next(name for name in self.path if self.begins[name] <= year)
        for name in [*self.path[self.path.index(here):], ""]:
            if own := [r for r in rows if (r.get("scenario") or "") == name]:
                rows = own
                break
        known = sorted((int(r["year"]), float(r["price_usd_per_kg"])) for r in rows)
        if not known:
            return None
        for (y0, p0), (y1, p1) in zip(known, known[1:], strict=False):
            if y0 <= year <= y1:
                return p0 + (p1 - p0) * (year - y0) / (y1 - y0)
        return known[0][1] if year < known[0][0] else known[-1][1]

    def changed(self, target: str, year: int, value: float, fits: Callable[[Filters], bool]) -> float:
        """A number of a year after the rows of `changes`, in their order."""
        for row in self.case.rows("changes"):
            begins = self.begins.get(row["scenario"])
            if row["target"] != target or begins is None or not fits(filters(row.get("filter"))):
                continue
            if max(begins, int(number(row, "first_year", begins))) <= year <= int(number(row, "last_year", self.last)):
                by = float(row["value"])
                value = {"multiply": value * by, "add": value + by, "set": by}[row["action"]]
        return value

    def market_price(self, market: str, material: str, state: State, first: int = 0, last: int = 9999) -> float | None:
        """Mean price over the years of the state inside a span, after changes without a side; over all of them where none is."""
        years = [(y, f) for y, f in zip(state.years, state.factors, strict=True) if first <= y <= last]
        years = years or list(zip(state.years, state.factors, strict=True))
        prices = [self.price_in_year(market, material, y) for y, _ in years]
        if prices[0] is None:
            return None
        moved = [self.changed("price", y, p or 0.0, lambda w: self.matches(w, market, material, None))
                 for (y, _), p in zip(years, prices, strict=True)]  # fmt: skip
        return sum(f * p for (_, f), p in zip(years, moved, strict=True)) / sum(f for _, f in years)

    def offer_price(self, row: Row, state: State, first: int, last: int) -> float:
        """Mean price of an offer over its years in a state."""
        years = [(y, f) for y, f in zip(state.years, state.factors, strict=True) if first <= y <= last]
        years = years or list(zip(state.years, state.factors, strict=True))
        total = 0.0
        for year, factor in years:
            price = self.price_in_year(row["market"], row["material"], year)
            assert price is not None
            price = price * number(row, "price_factor", 1.0) + number(row, "price_add_usd_per_kg", 0.0)
            total += factor * self.changed("price", year, price, lambda w: self.matches(w, row["market"], row["material"], row["side"]))
        return total / sum(f for _, f in years)

    @cached_property
    def markets(self) -> dict[str, Row]:
        """Rows of the markets."""
        return {row["id"]: row for row in self.case.rows("markets")}

    def of_adversary(self, material: str, state: State) -> float | None:
        """Mean price at the adversary's markets that have one."""
        prices = [
            self.market_price(m, material, state) for m, row in self.markets.items() if row["controller"] == "adversary"
        ]
        known = [p for p in prices if p is not None]
        return sum(known) / len(known) if known else None

    @cached_property
    def offers(self) -> list[Offer]:
        """All offers."""
        found = []
        for row in self.case.rows("offers"):
            first, last = self.span(row)
            prices, limits = [], []
            for state in self.states:
                prices.append(self.offer_price(row, state, first, last))
                share = state.share(first, last)
                limit = row.get("limit_t_per_year")
                limits.append(self._limit(row, float(limit), state, first, last) if limit else (None if share > 0 else 0.0))
            market = self.markets[row["market"]]
            found.append(Offer(
                row["market"], market["region"], row["material"], row["side"], row.get("member") or "",
                tuple(prices), tuple(limits), market["controller"] == "adversary",
            ))  # fmt: skip
        return found

    def _limit(self, row: Row, limit: float, state: State, first: int, last: int) -> float:
        def fits(wanted: Filters) -> bool:
            return self.matches(wanted, row["market"], row["material"], row["side"])

        return state.mean([self.changed("offer_limit", y, limit, fits) if first <= y <= last else 0.0 for y in state.years])

    @cached_property
    def attacks(self) -> list[Attack]:
        """All attacks with a cost at the perspective."""
        found = []
        for row in self.case.rows("attacks"):
            first, last = self.span(row)
            reference = row.get("reference") or ""
            prices = [self.of_adversary(reference, state) or 0.0 for state in self.states] if reference else [0.0] * len(self.states)
            found.append(Attack(
                row["id"], row["kind"], filters(row["filter"]), number(row, "max_depth", 1.0), first, last,
                number(row, "ramp_per_year", float("inf")), number(row, "elasticity", 0.0), number(row, "margin", 0.0),
                number(row, f"{self.perspective}_t", 0.0), number(row, "loss_musd_per_year", 0.0), tuple(prices),
                frozenset((row.get("exclusive_with") or "").split(";")) - {""},
            ))  # fmt: skip
        return found

    def share(self, attack: Attack, state: State) -> float:
        """Share of the state in which an attack can be made."""
        return state.share(attack.first, attack.last)

    def kind_of(self, material: str) -> str:
        """Kind of a material."""
        base = material.split("@")[0]
        return next(row["kind"] for row in self.case.rows("materials") if row["id"] == base)

    def fits(self, pattern: str, name: str, material: bool) -> bool:
        """Whether a pattern of a filter fits."""
        if material and pattern.startswith("kind:"):
            return self.kind_of(name) == pattern[5:]
        return fnmatchcase(name, pattern) or (material and fnmatchcase(name.split("@")[0], pattern))

    def matches(self, wanted: Filters, market: str, material: str, side: str | None) -> bool:
        """Whether filters over offers fit; those by side do not where none is given."""
        has = {"market": market, "material": material, "side": side}
        return all(
            has[name] is not None and self.fits(pattern, has[name] or "", name == "material")
            for name, pattern in wanted.items()
        )

    def pass_through(self, attack: Attack, market: str, material: str, side: str | None) -> float:
        """Part of the depth of a price attack by which a price falls."""
        own = self.markets[market]["controller"] == "adversary"
        if own and self.matches(attack.filters, market, material, side):
            return 1.0
        best: tuple[tuple[int, int], float] | None = None
        for row in self.case.rows("pass_through"):
            wanted = filters(row["filter"])
            if row["attack"] == attack.id and self.matches(wanted, market, material, side):
                closeness = sum(3 - (2 if p.startswith("kind:") else 1 if "*" in p else 0) for p in wanted.values())
                rank = (len(wanted), closeness)
                if best is None or rank > best[0]:
                    best = (rank, float(row["share"]))
        return best[1] if best else 0.0
