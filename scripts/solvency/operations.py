"""The operations of a purse as columns and rows, and how attacks move their money and limits.

Written from docs/attacks.md (the kill cost), docs/prices.md and docs/formulation.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import money
from .world import Attack, Offer, World, filters, number

Depths = dict[tuple[str, int], float]
"""Depth by attack and state; those at 0 are left out."""


@dataclass
class Column:
    """A yearly rate of a state and its money, MUSD/yr per t/yr."""

    state: int
    upper: float = float("inf")
    cash: float = 0.0
    taxed: bool = True
    moved: Callable[[Depths], float] | None = None
    """Money under an attack, where attacks move it."""
    closed: Callable[[Depths], float] | None = None
    """Upper bound under an attack, where attacks move it."""


class Operations:
    """Operations of a purse. `desk`: with one sales desk, where no customers of one member can be undercut."""

    def __init__(self, world: World, plants: list[money.Plant], members: frozenset[str], *, desk: bool = False) -> None:
        self.world, self.members, self.desk = world, members, desk
        self.plants = [plant for plant in plants if plant.member in members]
        self.purse = money.purse(world, members)
        self.beside = money.beside(world, members)
        self.columns: list[Column] = []
        self.rows: list[tuple[float, float, dict[int, float]]] = []
        self.attacks = [a for a in world.attacks if not (desk and a.kind == "target")]
        self._fixed = [-sum(p.fixed * p.installed[s.at] for p in self.plants) / 1000 for s in world.states]
        self._capex = [sum(p.capex[s.at] for p in self.plants) for s in world.states]
        self._deducted = money.deducted(world, members)
        self._written_off = [sum(p.written_off[s.at] for p in self.plants) for s in world.states]
        self._write()

    def _column(self, column: Column) -> int:
        self.columns.append(column)
        return len(self.columns) - 1

    def _write(self) -> None:
        world, count = self.world, len(self.world.states)
        self.balance: list[dict[tuple[str, str], dict[int, float]]] = [{} for _ in range(count)]
        self.traded: list[dict[str, dict[int, float]]] = [{} for _ in range(count)]
        """By material: what is sold and served, less what own plants make and own stocks release."""
        self.runs: dict[tuple[str, int], int] = {}
        self.sales: dict[tuple[str, str, int], list[int]] = {}
        for state in range(count):
            for plant in self.plants:
                self._run(plant, state)
            for offer in world.offers:
                self._trade(offer, state)
            for lane in world.case.rows("lanes"):
                self._ship(lane, state)
            for demand in world.case.rows("demands"):
                self._serve(demand, state)
            self._dispose(state)
        self._stocks()
        for policy in world.case.rows("policies"):
            if policy["kind"] == "price_floor":
                for state in range(count):
                    self._floor(policy, state)
        self._ore()
        for state in range(count):
            for terms in self.balance[state].values():
                self.rows.append((0.0, 0.0, terms))
            for terms in self.traded[state].values():
                if any(value > 0 for value in terms.values()):
                    self.rows.append((-np.inf, 0.0, terms))

    def _enter(self, state: int, material: str, region: str, column: int, amount: float) -> None:
        terms = self.balance[state].setdefault((material, region), {})
        terms[column] = terms.get(column, 0.0) + amount

    def _count(self, state: int, material: str, column: int, amount: float) -> None:
        terms = self.traded[state].setdefault(material, {})
        terms[column] = terms.get(column, 0.0) + amount

    def _run(self, plant: money.Plant, state: int) -> None:
        targets = [a for a in self.attacks if a.kind == "target" and a.filters["member"] == plant.member]
        losses = [a for a in self.attacks if a.kind == "equipment" and self.hits(a, plant)]
        world, period = self.world, self.world.states[state]

        def undercut(depths: Depths) -> float:
            total = -plant.variable[state] / 1000
            for attack in targets:
                depth = depths.get((attack.id, state), 0.0) * world.share(attack, period)
                for material, amount in plant.amounts.items():
                    price = world.of_adversary(material, period) if amount > 0 else None
                    wanted = attack.filters.get("material", "*")
                    if depth and price and world.fits(wanted, material, True):
                        total -= depth * price * amount / 1000
            return total

        def working(depths: Depths) -> float:
            lost = sum(depths.get((a.id, state), 0.0) * world.share(a, period) for a in losses)
            return max(0.0, plant.limit[state] * (1 - lost))

        column = self._column(Column(
            state, plant.limit[state], -plant.variable[state] / 1000, True, undercut if targets else None, working if losses else None,
        ))  # fmt: skip
        self.runs[plant.id, state] = column
        for material, amount in plant.amounts.items():
            self._enter(state, material, plant.region, column, amount)
            if amount > 0:
                self._count(state, material, column, -amount)
        support = 0.0
        for policy in world.case.rows("policies"):
            if policy["kind"] in ("production_credit", "production_payment") and money.policy_fits(world, policy, plant):
                share = money.working_share(world, plant, state, policy)
                base = plant.variable[state] if policy["kind"] == "production_credit" else 1.0
                support += share * float(policy["value"]) * base / 1000
        if support:
            # Support is not taxed: a column of its own that is at most the activity.
            paid = self._column(Column(state, cash=support, taxed=False))
            self.rows.append((-np.inf, 0.0, {paid: 1.0, column: -1.0}))

    def hits(self, attack: Attack, plant: money.Plant) -> bool:
        """Whether a loss of equipment reaches a plant."""
        return money.policy_fits(self.world, {"filter": ";".join(f"{k}={v}" for k, v in attack.filters.items())}, plant)

    def price(self, market: str, material: str, side: str | None, state: int, base: float, depths: Depths) -> float:
        """A price under attack: of an offer, or for duties and floors without a side."""
        period, moved = self.world.states[state], base
        own = self.world.markets[market]["controller"] == "adversary"
        for attack in self.attacks:
            depth = depths.get((attack.id, state), 0.0) * self.world.share(attack, period)
            if not depth:
                continue
            if attack.kind == "price":
                moved -= depth * base * self.world.pass_through(attack, market, material, side)
            elif attack.kind == "squeeze" and own and side and self.world.matches(attack.filters, market, material, side):
                moved += depth * base * (1 if side == "buy" else -1)
        return moved

    def _trade(self, offer: Offer, state: int) -> None:
        limit = offer.limit[state]
        if limit == 0.0 or (offer.member and offer.member not in self.members):
            return
        sign = 1 if offer.side == "sell" else -1
        bans = [
            a for a in self.attacks
            if a.kind == "ban" and offer.adversary and self.world.matches(a.filters, offer.market, offer.material, offer.side)
        ]  # fmt: skip

        def paid(depths: Depths) -> float:
            return sign * self.price(offer.market, offer.material, offer.side, state, offer.price[state], depths) / 1000

        def open_part(depths: Depths) -> float:
            period = self.world.states[state]
            lost = sum(depths.get((a.id, state), 0.0) * self.world.share(a, period) for a in bans)
            return max(0.0, (limit or 0.0) * (1 - lost))

        column = self._column(Column(
            state, float("inf") if limit is None else limit, paid({}), True, paid, open_part if bans else None
        ))  # fmt: skip
        self._enter(state, offer.material, offer.region, column, -sign)
        if sign > 0:
            self._count(state, offer.material, column, 1.0)
            self.sales.setdefault((offer.market, offer.material, state), []).append(column)

    def _ship(self, lane: dict, state: int) -> None:
        world, period = self.world, self.world.states[state]
        materials = {offer.material for offer in world.offers} | {m for p in self.plants for m in p.amounts}
        for material in sorted(m for m in materials if world.fits(lane["material"], m, True)):
            tariff = number(lane, "tariff", 0.0)
            sellers = [o for o in world.offers if o.side == "buy" and o.region == lane["from"] and o.material == material]

            def paid(depths: Depths, sellers=sellers, material=material, tariff=tariff) -> float:
                duty = 0.0
                if tariff and sellers:
                    market = sellers[0].market
                    base = world.market_price(market, material, period) or 0.0
                    duty = tariff * self._duty_price(market, material, state, base, depths)
                return -(number(lane, "cost_usd_per_kg", 0.0) + duty) / 1000

            limit = number(lane, "limit_t_per_year", float("inf"))
            column = self._column(Column(state, limit, paid({}), True, paid if tariff else None))
            self._enter(state, material, lane["from"], column, -1.0)
            self._enter(state, material, lane["to"], column, 1.0)

    def _duty_price(self, market: str, material: str, state: int, base: float, depths: Depths) -> float:
        """A cut moves a duty where its filter names no side; a squeeze raises it with the offers to buy."""
        period, moved = self.world.states[state], self.price(market, material, None, state, base, depths)
        for attack in self.attacks:
            if attack.kind == "squeeze" and self.world.markets[market]["controller"] == "adversary":
                if "side" not in attack.filters and self.world.matches(attack.filters, market, material, "buy"):
                    moved += depths.get((attack.id, state), 0.0) * self.world.share(attack, period) * base
        return moved

    def _serve(self, demand: dict, state: int) -> None:
        world, material = self.world, demand["material"]
        if demand.get("member") and demand["member"] not in self.members:
            return
        period = world.states[state]
        rows = [row for row in world.case.rows("quantities") if row["demand"] == demand["id"]]
        known = sorted((int(row["year"]), float(row["quantity_t_per_year"])) for row in rows)
        years, tonnes = [y for y, _ in known], [q for _, q in known]
        quantity = period.mean([float(np.interp(y, years, tonnes)) for y in period.years])
        quotes = [o for o in world.offers if o.material == material and o.limit[state] != 0.0]
        worth = float(demand["value_usd_per_kg"])
        squeezes = {a.id for a in self.attacks if a.kind == "squeeze"}

        def paid(depths: Depths) -> float:
            # A squeeze splits a price in two, of which users pay neither.
            depths = {place: depth for place, depth in depths.items() if place[0] not in squeezes}
            if not quotes:
                return worth / 1000  # No market trades the material in this state.
            mean = sum(self.price(o.market, material, o.side, state, o.price[state], depths) for o in quotes) / len(quotes)
            return min(mean, worth) / 1000

        column = self._column(Column(state, quantity, paid({}), True, paid))
        self._enter(state, material, demand["region"], column, -1.0)
        self._count(state, material, column, 1.0)

    def _dispose(self, state: int) -> None:
        for row in self.world.case.rows("materials"):
            cost = row.get("disposal_cost_usd_per_kg")
            for material, region in list(self.balance[state]):
                if cost and material == row["id"]:
                    column = self._column(Column(state, cash=-float(cost) / 1000))
                    self._enter(state, material, region, column, -1.0)

    def _stocks(self) -> None:
        world = self.world
        for row in world.case.rows("stocks"):
            if (row.get("member") or money.COOPERATIVE) not in self.members:
                continue
            material, region, initial = row["material"], row["region"], number(row, "initial_t", 0.0)
            before: int | None = None
            own_before: int | None = None
            for period in world.states:
                state, length = period.at, len(period.years)
                last = period.at == len(world.states) - 1
                reserve = number(row, "reserve_t", 0.0) if period.years[-1] >= number(row, "reserve_from", 0) else 0.0
                least = max(reserve, number(row, "final_t", 0.0) if last else 0.0)
                held = self._column(Column(
                    state, number(row, "limit_t", float("inf")), -number(row, "holding_cost_usd_per_kg", 0.0) / 1000
                ))  # fmt: skip
                self.rows.append((least, np.inf, {held: 1.0}))
                own = self._column(Column(state))
                self.rows.append((-np.inf, 0.0, {own: 1.0, held: -1.0}))
                self._enter(state, material, region, held, -1 / length)
                # What is sold or served was made or was in stock: of what is kept, that part is followed apart.
                self._count(state, material, own, 1 / length)
                if before is None:
                    constant = self._column(Column(state, initial))
                    self.rows.append((initial, initial, {constant: 1.0}))
                    before = own_before = constant
                self._enter(state, material, region, before, 1 / length)
                assert own_before is not None
                self._count(state, material, own_before, -1 / length)
                before, own_before = held, own

    def _floor(self, policy: dict, state: int) -> None:
        world, period = self.world, self.world.states[state]
        first, last = world.span(policy)
        wanted = filters(policy["filter"]).get("material", "*")
        covered: dict[int, float] = {}
        materials = sorted({m for p in self.plants for m, amount in p.amounts.items() if amount > 0})
        for material in (m for m in materials if world.fits(wanted, m, True)):
            output = {}
            for plant in self.plants:
                share = money.working_share(world, plant, state, policy)
                if plant.amounts.get(material, 0.0) > 0 and share and money.policy_fits(world, policy, plant):
                    output[self.runs[plant.id, state]] = -plant.amounts[material] * share
            if not output:
                continue
            prices = {
                market: world.market_price(market, material, period, first, last)
                for market in world.markets if world.price_in_year(market, material, period.years[0]) is not None
            }  # fmt: skip
            buying = {m for m in prices if self.sales.get((m, material, state))} or set(prices)
            if policy.get("market"):
                markets, reference = [policy["market"]], policy["market"]
            else:
                reference = max(buying, key=lambda m: prices[m] or 0.0)
                markets = [reference, *sorted(m for m in buying if m != reference)]
            for market in markets:
                base = prices[market] or 0.0

                def paid(depths: Depths, market=market, base=base, material=material) -> float:
                    return max(0.0, float(policy["value"]) - self.price(market, material, None, state, base, depths)) / 1000

                column = self._column(Column(state, cash=paid({}), taxed=False, moved=paid))
                output[column] = 1.0
                covered[column] = 1.0
                if market != reference:
                    sold = {s: -1.0 for s in self.sales.get((market, material, state), [])}
                    self.rows.append((-np.inf, 0.0, {column: 1.0, **sold}))
            self.rows.append((-np.inf, 0.0, output))
        if covered and policy.get("limit_t_per_year"):
            self.rows.append((-np.inf, float(policy["limit_t_per_year"]) * period.share(first, last), covered))

    def _ore(self) -> None:
        for plant in self.plants:
            if plant.reserve is not None:
                terms = {self.runs[plant.id, s.at]: plant.ore_years[s.at] for s in self.world.states}
                self.rows.append((-np.inf, plant.reserve, terms))
