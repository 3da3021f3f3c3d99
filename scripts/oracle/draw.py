"""Random valid small cases: a chain from mine to product with what the reference pages offer.

The generator follows docs/reference/tables.md and case-toml.md, and shares no code with recoop. Costs of building are
drawn around what a plant earns, so that whether, when and how large to build is a question.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .tables import Case

FIRST_YEAR = 2030


@dataclass
class Chain:
    """Numbers that several parts of a case depend on. Prices in USD/kg."""

    rng: random.Random
    case: Case
    periods: list[int]
    """First years of the periods."""
    last_year: int
    leaves: list[str]
    users: str = "home"
    """Region of the makers and users of the product."""
    product_price: float = 0.0
    oxide_prices: dict[str, float] | None = None
    mine_t: float = 0.0
    oxide_share: float = 0.0
    """Tonnes of the first oxide per tonne of concentrate."""
    oxide_use: float = 0.0
    """Tonnes of the first oxide per tonne of product."""

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return self.last_year - FIRST_YEAR + 1

    @property
    def product_t(self) -> float:
        """Product that the mines' concentrate suffices for, t/yr."""
        return self.mine_t * self.oxide_share / self.oxide_use

    def maybe(self, chance: float) -> bool:
        """True with a probability."""
        return self.rng.random() < chance

    def number(self, low: float, high: float) -> float:
        """A number with three digits."""
        return float(f"{self.rng.uniform(low, high):.3g}")

    def year(self) -> int:
        """A year of the horizon."""
        return self.rng.randint(FIRST_YEAR, self.last_year)


def random_case(name: str, rng: random.Random, *, tree: bool) -> Case:
    """A random case, with one future or with a tree of two to four leaves."""
    chain = _horizon(name, rng, tree)
    _goods(chain)
    _members(chain)
    _mines(chain)
    _plants(chain)
    _trade(chain)
    _demands(chain)
    _stocks(chain)
    _policies(chain)
    _changes(chain)
    return chain.case


def _horizon(name: str, rng: random.Random, tree: bool) -> Chain:
    lengths = [rng.choice([1, 1, 2, 3, 4]) for _ in range(rng.randint(2 if tree else 1, 5))]
    if sum(lengths) < 6:
        lengths[-1] += 4
    periods = [FIRST_YEAR + sum(lengths[:at]) for at in range(len(lengths))]
    last = FIRST_YEAR + sum(lengths) - 1
    finance: dict[str, Any] = {
        "discount_rate": rng.choice([0.05, 0.08, 0.12]),
        "tax_rate": rng.choice([0.0, 0.0, 0.25]),
        "depreciation": rng.choice([[1.0], [0.5, 0.5], [0.4, 0.3, 0.2, 0.1]]),
        "salvage_share": rng.choice([0.0, 0.5, 1.0]),
        "pooled_capital": rng.random() < 0.6,
        "scale_segments": rng.randint(1, 4),
    }
    if rng.random() < 0.5:
        finance |= {"debt_share": 0.4, "debt_rate": rng.choice([0.0, 0.05]), "debt_years": rng.randint(2, 8)}
    settings: dict[str, Any] = {
        "name": name,
        "title": "A random case",
        "stages": ["mining", "separation", "making"],
        "horizon": {"first_year": FIRST_YEAR, "last_year": last, "period_lengths": lengths},
        "finance": finance,
    }
    case = Case(settings)
    leaves = _tree(case, rng, periods) if tree else ["root"]
    if not tree:
        case.add("scenarios", id="root", first_year=FIRST_YEAR, probability=1)
    elif rng.random() < 0.5:
        settings["risk"] = {"weight": rng.choice([0.2, 0.5, 1.0]), "tail": rng.choice([0.1, 0.3, 0.5])}
    return Chain(rng, case, periods, last, leaves)


def _tree(case: Case, rng: random.Random, periods: list[int]) -> list[str]:
    """Two or three leaves after the first period or later; one of them may branch again."""
    case.add("scenarios", id="root", parent=None, first_year=FIRST_YEAR, probability=1)
    at = rng.randrange(1, len(periods))
    leaves = [f"s{k}" for k in range(rng.choice([2, 2, 3]))]
    odds = [[0.5, 0.5], [0.75, 0.25]] if len(leaves) == 2 else [[0.5, 0.25, 0.25], [0.2, 0.5, 0.3]]
    for leaf, probability in zip(leaves, rng.choice(odds), strict=True):
        case.add("scenarios", id=leaf, parent="root", first_year=periods[at], probability=probability)
    if at + 1 < len(periods) and rng.random() < 0.4:
        parent = leaves.pop()
        for leaf, probability in (("t0", 0.6), ("t1", 0.4)):
            case.add("scenarios", id=leaf, parent=parent, first_year=periods[at + 1], probability=probability)
            leaves.append(leaf)
    return leaves


def _goods(chain: Chain) -> None:
    """Elements, feeds, materials, recoveries, the recipe of the product."""
    case, rng = chain.case, chain.rng
    elements = ["Nd", "Ce", "Dy"][: rng.randint(2, 3)]
    for element in elements:
        case.add("elements", id=element, counts=True)
    case.add("elements", id="Th", counts=False)
    shares: list[float] = []
    for feed in ["hill", "lake"][: rng.choice([1, 1, 2])]:
        case.add("feeds", id=feed)
        first, third = rng.randint(12, 40), rng.randint(1, 5) if "Dy" in elements else 0
        parts = {"Nd": first, "Ce": 100 - first - third, "Dy": third}
        for element in elements:
            case.add("compositions", feed=feed, element=element, share=parts[element] / 100)
        case.add("compositions", feed=feed, element="Th", share=0.01)
        shares.append(first / 100)
    chain.product_price = chain.number(50, 120)
    chain.oxide_prices = {"nd_oxide": chain.number(50, 110), "ce_oxide": chain.number(1, 5)}
    case.add("materials", id="concentrate", kind="concentrate", per_feed=True, disposal_cost_usd_per_kg=0.5)
    case.add("materials", id="nd_oxide", kind="oxide")
    case.add("materials", id="ce_oxide", kind="oxide", disposal_cost_usd_per_kg=chain.number(0.2, 2))
    if "Dy" in elements:
        chain.oxide_prices["dy_oxide"] = chain.number(200, 350)
        case.add("materials", id="dy_oxide", kind="oxide", disposal_cost_usd_per_kg=0.1)
    case.add("materials", id="residue", kind="residue", disposal_cost_usd_per_kg=chain.number(1, 8))
    case.add("materials", id="acid", kind="reagent")
    case.add("materials", id="magnet", kind="magnet")
    recovery = {element: chain.number(0.7, 0.95) for element in elements}
    for element in elements:
        oxide = f"{element.lower()}_oxide"
        case.add("recoveries", technology="separation", element=element, product=oxide, recovery=recovery[element])
    case.add("recoveries", technology="separation", element="Th", product="residue", recovery=1)
    case.add("recipes", technology="separation", material="acid", amount=-chain.number(0.2, 1))
    chain.oxide_share = min(shares) * recovery["Nd"]
    chain.oxide_use = chain.number(0.25, 0.4)
    case.add("recipes", technology="making", material="nd_oxide", amount=-chain.oxide_use)
    if "Dy" in elements:
        case.add("recipes", technology="making", material="dy_oxide", amount=-0.01)
    case.add("recipes", technology="making", material="magnet", amount=1)


def _members(chain: Chain) -> None:
    for member, role in (("miner", "supplier"), ("refiner", "refiner"), ("maker", "manufacturer")):
        row = chain.case.add("members", id=member, role=role)
        if chain.maybe(0.4):
            row["capital_total_musd"] = chain.number(10, 150)
        if chain.maybe(0.25):
            row["capital_per_year_musd"] = chain.number(5, 60)
        if chain.maybe(0.2):
            row["tax_rate"] = 0.1
    chain.case.add("regions", id="home", bloc="home")
    chain.case.add("regions", id="abroad", bloc="adversary")
    if chain.maybe(0.3):
        chain.users = "coast"
        chain.case.add("regions", id="coast", bloc="ally")
        lane = chain.case.add(
            "lanes", **{"from": "home"}, to="coast", material="kind:oxide", cost_usd_per_kg=chain.number(0.1, 3)
        )
        if chain.maybe(0.3):
            lane["limit_t_per_year"] = chain.number(200, 2000)


def _mines(chain: Chain) -> None:
    """One mine for each feed; the second may have to be built."""
    case = chain.case
    case.add(
        "technologies", id="mining", stage="mining", mines="concentrate", variable_cost_usd_per_kg=chain.number(0.5, 4)
    )
    for at, feed in enumerate(row["id"] for row in case.rows("feeds")):
        size = chain.number(800, 5000)
        chain.mine_t += size
        mine = case.add(
            "facilities", id=f"{feed}_mine", member="miner", region="home", technology="mining", feed=feed,
        )  # fmt: skip
        if at == 0 or chain.maybe(0.4):
            mine |= {"status": "existing", "capacity_t_per_year": size}
            if chain.maybe(0.3):
                mine["retire_year"] = chain.rng.randint(FIRST_YEAR + 1, chain.last_year)
        else:
            cost = size * 1e-3 * chain.number(4, 15)
            mine |= {"status": "candidate", "max_capacity_t_per_year": 2 * size, "capex_ref_musd": cost, "size_ref_t_per_year": size}
            mine |= _curve(chain, size) | _times(chain)
        if chain.maybe(0.3):
            mine["reserve_t"] = round(size * chain.years * chain.number(0.3, 0.9))


def _plants(chain: Chain) -> None:
    """Separation and making: what may be built, and sometimes something that is there already."""
    prices = chain.oxide_prices or {}
    separation_margin = max(2.0, 0.7 * chain.oxide_share * prices["nd_oxide"] - 3)
    making_margin = max(3.0, chain.product_price - chain.oxide_use * prices["nd_oxide"] - 12)
    for technology, member, region, size, margin, cost in (
        ("separation", "refiner", "home", chain.mine_t, separation_margin, chain.number(1, 6)),
        ("making", "maker", chain.users, chain.product_t, making_margin, chain.number(5, 15)),
    ):
        row = chain.case.add("technologies", id=technology, stage=technology, variable_cost_usd_per_kg=cost)
        row["treats"] = "concentrate" if technology == "separation" else None
        row["fixed_cost_usd_per_kg"] = chain.number(0.05, 0.1) * margin if chain.maybe(0.6) else None
        row["availability"] = 0.9 if chain.maybe(0.3) else None
        unit = margin * min(chain.years, 8) * chain.number(0.1, 0.6)
        # Several sites compete for the same feed and the same customers.
        for at in range(chain.rng.choice([1, 2, 2, 3])):
            plant = chain.case.add(
                "facilities", id=f"{technology}_{at}", member=None if chain.maybe(0.2) else member, region=region,
                technology=technology, status="candidate", max_capacity_t_per_year=round(size * chain.number(0.6, 1.6)),
                capex_ref_musd=float(f"{size * unit * 1e-3:.4g}"), size_ref_t_per_year=round(size),
            )  # fmt: skip
            plant |= _curve(chain, plant["max_capacity_t_per_year"]) | _times(chain)
            if chain.maybe(0.25):
                plant["opening_cost_musd"] = chain.number(0.5, 6)
        if chain.maybe(0.35):
            _standing_plant(chain, technology, member, region, size)


def _standing_plant(chain: Chain, technology: str, member: str, region: str, size: float) -> None:
    plant = chain.case.add(
        "facilities", id=f"old_{technology}", member=member, region=region, technology=technology, status="existing",
        capacity_t_per_year=round(size * chain.number(0.1, 0.5)),
    )  # fmt: skip
    if chain.maybe(0.3):
        plant |= {"status": "construction", "online_year": chain.year()}
    elif chain.maybe(0.4):
        plant["retire_year"] = chain.year()


def _curve(chain: Chain, site_t: float) -> dict[str, Any]:
    """How cost depends on size: economies of scale, whole modules, a smallest plant, or in proportion."""
    kind = chain.rng.choice(["scale", "scale", "modules", "modules", "smallest", "linear"])
    match kind:
        case "scale":
            curve: dict[str, Any] = {"capex_exponent": chain.rng.choice([0.5, 0.65, 0.8])}
            if chain.maybe(0.5):
                curve["min_size_t_per_year"] = round(site_t * 0.2)
        case "modules":
            return {"module_t_per_year": round(site_t / chain.rng.randint(2, 5), 1)}
        case "smallest":
            curve = {"min_size_t_per_year": round(site_t * chain.number(0.3, 0.6))}
        case _:
            return {}
    if chain.maybe(0.3):
        curve["max_builds"] = 2
    return curve


def _times(chain: Chain) -> dict[str, Any]:
    """Lead times that leave years to run, life and ramp."""
    lead = chain.rng.randint(0, min(3, chain.years - 2))
    permitting = chain.rng.randint(0, lead)
    times: dict[str, Any] = {"permitting_years": permitting, "construction_years": lead - permitting}
    times["lifetime_years"] = chain.rng.choice([3, 7, 15, 30])
    if chain.maybe(0.4):
        times["ramp"] = [0.5, 0.8]
    return times


def _trade(chain: Chain) -> None:
    """Markets, lanes, offers and prices. What is sold brings less than what is bought costs."""
    case, oxides = chain.case, chain.oxide_prices or {}
    case.add("markets", id="world", region="abroad", controller=chain.rng.choice(["adversary", "nobody"]))
    case.add("markets", id="town", region="home", controller="nobody")
    case.add("offers", market="town", material="acid", side="buy", limit_t_per_year=None if chain.maybe(0.5) else 5000)
    case.add("prices", market="town", material="acid", year=FIRST_YEAR, price_usd_per_kg=chain.number(0.3, 2))
    case.add("lanes", **{"from": "abroad"}, to=chain.users, material="magnet", cost_usd_per_kg=chain.number(0.2, 2),
             tariff=chain.number(0, 0.3) if chain.maybe(0.6) else None)  # fmt: skip
    out = case.add("lanes", **{"from": "home"}, to="abroad", material="*_oxide", cost_usd_per_kg=chain.number(0.1, 1))
    if chain.maybe(0.3):
        out["limit_t_per_year"] = round(chain.mine_t * chain.number(0.1, 0.6))
    if chain.maybe(0.3):
        out["first_year"] = chain.year()
    for material, price in {"magnet": chain.product_price, **oxides}.items():
        case.add("prices", market="world", material=material, year=FIRST_YEAR, price_usd_per_kg=price)
        trend = price * chain.number(0.7, 1.4)
        case.add("prices", market="world", material=material, year=chain.last_year, price_usd_per_kg=f"{trend:.4g}")
    case.add("offers", market="world", material="magnet", side="buy", price_factor=1.1,
             limit_t_per_year=round(chain.product_t * chain.number(0.2, 1.2)))  # fmt: skip
    for oxide in oxides:
        steps = chain.rng.randint(1, 3)
        scale = chain.mine_t * (0.6 if oxide == "ce_oxide" else chain.oxide_share)
        for step in range(1, steps + 1):
            limit = max(1.0, round(scale * chain.number(0.1, 0.7), 1))
            case.add("offers", market="world", material=oxide, side="sell", step=step,
                     price_factor=round(1.15 - 0.2 * step, 2), limit_t_per_year=limit)  # fmt: skip
    if chain.maybe(0.5):
        case.add("lanes", **{"from": "abroad"}, to="home", material="nd_oxide", cost_usd_per_kg=0.3)
        case.add("offers", market="world", material="nd_oxide", side="buy", price_factor=1.2,
                 limit_t_per_year=round(chain.mine_t * chain.oxide_share * chain.number(0.2, 1)))  # fmt: skip


def _demands(chain: Chain) -> None:
    """Motors, perhaps with an origin rule; grinders that take any magnet; users of oxide with a service level."""
    case = chain.case
    for demand, priority, share in (("motors", "critical", 0.9), ("grinders", "commercial", 0.5)):
        if demand == "grinders" and chain.maybe(0.5):
            continue
        row = case.add(
            "demands", id=demand, end_use=demand, member="maker" if chain.maybe(0.3) else None, region=chain.users,
            material="magnet", priority=priority,
            value_usd_per_kg=float(f"{chain.product_price * chain.number(0.95, 1.5):.4g}"),
            shortage_cost_usd_per_kg=chain.number(0, 40),
        )  # fmt: skip
        first = round(chain.product_t * share * chain.number(0.3, 1))
        case.add("quantities", demand=demand, year=FIRST_YEAR, quantity_t_per_year=first)
        case.add("quantities", demand=demand, year=chain.last_year, quantity_t_per_year=round(first * chain.number(0.6, 2)))
        if demand == "motors" and chain.maybe(0.6):
            row["origin_rule_from"] = chain.year()
        if demand == "motors" and chain.maybe(0.06):
            # More than there may be from the first year on: such a case may have no plan.
            row |= {"service_level": 1, "service_from": FIRST_YEAR}
        if demand == "grinders" and chain.maybe(0.6):
            row |= {"service_level": chain.rng.choice([0.1, 0.3, 0.6]), "service_from": chain.year()}
            if chain.maybe(0.7) and len(chain.leaves) > 1:
                row["service_probability"] = chain.rng.choice([0.5, 0.7])


def _stocks(chain: Chain) -> None:
    for material, region, share in (("nd_oxide", "home", chain.oxide_use), ("magnet", chain.users, 1.0)):
        if chain.maybe(0.65):
            continue
        scale = chain.product_t * share
        row = chain.case.add(
            "stocks", material=material, region=region, initial_t=round(scale * chain.number(0, 1)),
            limit_t=round(scale * 2) + 1, holding_cost_usd_per_kg=chain.number(0.2, 4),
        )  # fmt: skip
        if row["initial_t"] > 0 and chain.maybe(0.5):
            row["reserve_t"] = round(row["initial_t"] * 0.5, 1)
            if len(chain.leaves) > 1:
                row["release_in"] = chain.leaves[:1]
        if chain.maybe(0.2):
            row["final_t"] = round(row["initial_t"] * 0.3, 1)


def _policies(chain: Chain) -> None:
    """Help of every kind, each for the whole horizon or from a year on or up to a year."""
    kinds = {
        "capex_grant": ("stage=separation", chain.number(0.1, 0.4)),
        "investment_credit": ("stage=making", chain.number(0.1, 0.35)),
        "production_credit": ("stage=separation", 0.1),
        "production_payment": ("technology=making", chain.number(0.5, 6)),
        "price_floor": ("material=nd_oxide", chain.number(60, 110)),
    }
    for kind, (policy_filter, value) in kinds.items():
        if chain.maybe(0.7):
            continue
        row = chain.case.add("policies", id=kind, kind=kind, filter=policy_filter, value=value)
        if kind == "price_floor" and chain.maybe(0.6):
            row["limit_t_per_year"] = round(chain.mine_t * chain.oxide_share * chain.number(0.2, 0.9))
        if kind.startswith("production") or kind == "price_floor":
            # Help with capital begins and ends with the horizon: plants may be built in its first year alone.
            window = chain.rng.choice(["always", "from", "to"])
            if window == "from":
                row["first_year"] = chain.year()
            elif window == "to":
                row["last_year"] = chain.year()


def _changes(chain: Chain) -> None:
    """What makes scenarios differ: each leaf has another price, and perhaps other demand, limits or plants."""
    if len(chain.leaves) == 1:
        return
    for leaf in chain.leaves:
        chain.case.add(
            "changes", scenario=leaf, target="price", filter="market=world;material=nd_oxide", action="multiply",
            value=chain.number(0.35, 1.6),
        )  # fmt: skip
        for target, selected, low, high in (
            ("demand", "demand=motors", 0.4, 1.8),
            ("price", "market=world;material=magnet", 0.6, 1.4),
            ("offer_limit", "market=world;material=magnet", 0.0, 0.8),
            ("availability", "technology=mining", 0.5, 0.9),
            ("variable_cost", "technology=making", 0.8, 1.5),
        ):
            if chain.maybe(0.3):
                chain.case.add(
                    "changes", scenario=leaf, target=target, filter=selected, action="multiply",
                    value=chain.number(low, high),
                )  # fmt: skip
