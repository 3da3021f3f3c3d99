"""Random small cases with purses and an adversary, as docs/reference/tables.md describes them.

Purses are drawn around what a firm can lose over the horizon, so that whether and for how much it can be exhausted is a question.
"""

from __future__ import annotations

import random
from typing import Any

from oracle.tables import Case, Row

from .draft import FIRMS, FIRST_YEAR, Draft, makes
from .draw_attacks import attacks


def random_case(name: str, rng: random.Random, *, menu: bool) -> Case:
    """A random case: with a `menu` of few steps, or with ranges of depth."""
    draft = _start(name, rng, menu)
    _goods(draft)
    _plants(draft)
    _trade(draft)
    _demand(draft)
    _stocks(draft)
    _policies(draft)
    _finances(draft)
    attacks(draft)
    _tree(draft)
    _changes(draft)
    return draft.case


def _start(name: str, rng: random.Random, menu: bool) -> Draft:
    choices = [[1, 1], [1, 2], [2, 1], [1, 1, 1], [2, 2]] if menu else [[1, 1], [1, 1, 1], [1, 2], [2, 3], [1, 2, 2], [1, 1, 1, 1]]
    lengths = rng.choice(choices)
    settings: dict[str, Any] = {
        "name": name,
        "title": "Random purses",
        "stages": ["mining", "refining", "making"],
        "horizon": {"first_year": FIRST_YEAR, "last_year": FIRST_YEAR + sum(lengths) - 1, "period_lengths": lengths},
        "finance": {"discount_rate": rng.choice([0.0, 0.08, 0.25]), "tax_rate": rng.choice([0.0, 0.0, 0.0, 0.25])},
        "solve": {"gap": 1e-9},
    }
    case = Case(settings)
    case.add("scenarios", id="base", first_year=FIRST_YEAR, probability=1)
    case.add("regions", id="home", bloc="home")
    case.add("regions", id="abroad", bloc="adversary")
    return Draft(rng, case, lengths, menu)


def _goods(draft: Draft) -> None:
    draft.price = {"slag": draft.number(4, 20), "oxide": draft.number(60, 120), "magnet": draft.number(110, 200)}
    case = draft.case
    case.add("materials", id="slag", kind="residue")
    case.add("materials", id="oxide", kind="oxide")
    case.add("recipes", technology="refining", material="slag", amount=-1)
    case.add("recipes", technology="refining", material="oxide", amount=1)
    if draft.maybe(0.25):
        case.add("materials", id="waste", kind="residue", disposal_cost_usd_per_kg=draft.number(1, 6))
        case.add("recipes", technology="refining", material="waste", amount=draft.number(0.1, 0.5))


def _plants(draft: Draft) -> None:
    case = draft.case
    firms = FIRMS[: draft.rng.choice([1, 2, 2, 3])]
    for firm in firms:
        case.add("members", id=firm, role="refiner")
        draft.burn[firm] = draft.profit[firm] = 0.0
        draft.plants[firm] = []
    case.add("technologies", id="refining", stage="refining", unit="t oxide")
    makes_magnets = draft.maybe(0.35)
    if makes_magnets:
        case.add("materials", id="magnet", kind="magnet")
        case.add("technologies", id="making", stage="making", unit="t magnet")
        case.add("recipes", technology="making", material="oxide", amount=-draft.number(0.4, 0.9, 2))
        case.add("recipes", technology="making", material="magnet", amount=1)
    digs = draft.maybe(0.3)
    if digs:
        case.add("elements", id="Nd", counts=True)
        case.add("feeds", id="hill")
        case.add("compositions", feed="hill", element="Nd", share=1)
        case.add("materials", id="ore", kind="concentrate", per_feed=True)
        case.add("technologies", id="mining", stage="mining", unit="t ore", mines="ore")
        draft.price["ore@hill"] = draft.number(15, 40)
    for at, firm in enumerate(firms):
        if at == len(firms) - 1 and makes_magnets:
            _plant(draft, firm, "making", "magnet")
            if len(firms) == 1 or draft.maybe(0.3):
                _plant(draft, firm, "refining", "oxide")
        elif at == 0 and digs:
            _plant(draft, firm, "mining", "ore@hill")
            if draft.maybe(0.5):
                _plant(draft, firm, "refining", "oxide")
        else:
            _plant(draft, firm, "refining", "oxide")
            if draft.maybe(0.3):
                _plant(draft, firm, "refining", "oxide")


def _plant(draft: Draft, firm: str, technology: str, material: str) -> None:
    size = draft.number(100, 1000, 2)
    use = next((-row["amount"] for row in draft.case.rows("recipes") if row["technology"] == technology and row["amount"] < 0), 0)
    inputs = {"refining": draft.price["slag"], "making": use * draft.price["oxide"] * 1.1, "mining": 0.0}[technology]
    margin = max(5.0, draft.price[material] - inputs)
    variable, fixed = draft.number(0.4, 0.85) * margin, draft.number(0.03, 0.25) * margin
    row = draft.case.add(
        "facilities", id=f"{firm}_{technology}_{len(draft.plants[firm])}", member=firm, region="home", technology=technology,
        status="existing", capacity_t_per_year=size, variable_cost_usd_per_kg=round(variable, 2),
        fixed_cost_usd_per_kg=round(fixed, 2),
    )  # fmt: skip
    if technology == "mining":
        row["feed"] = "hill"
        if draft.maybe(0.7):
            row["reserve_t"] = round(size * draft.years * draft.number(0.3, 0.9))
    if draft.maybe(0.15):
        row["availability"] = draft.number(0.6, 0.95, 2)
    if draft.maybe(0.08):
        row["retire_year"] = draft.year()
    elif draft.maybe(0.08):
        row |= {"status": "construction", "online_year": draft.year()}
        if draft.maybe(0.5):
            row["ramp"] = [0.5]
    if draft.plants[firm] and technology == "refining" and draft.maybe(0.5):
        row |= {"status": "candidate", "capacity_t_per_year": None, "max_capacity_t_per_year": size, "size_ref_t_per_year": size}
        row |= {"capex_ref_musd": float(f"{size * margin / 1000 * draft.number(0.05, 0.5):.3g}"), "construction_years": draft.rng.choice([0, 0, 1])}
        for gone in ("retire_year", "online_year", "ramp"):
            row.pop(gone, None)
    draft.plants[firm].append(row["id"])
    draft.made[material] = draft.made.get(material, 0.0) + size
    draft.burn[firm] += size * fixed / 1000
    draft.profit[firm] += size * (margin - variable - fixed) / 1000


def _trade(draft: Draft) -> None:
    case, abroad = draft.case, draft.maybe(0.25)
    draft.hub = draft.maybe(0.35)
    case.add("markets", id="world", region="abroad" if abroad else "home", controller="adversary")
    case.add("markets", id="tip", region="home", controller="adversary" if draft.maybe(0.4) else "nobody")
    if draft.hub:
        case.add("markets", id="hub", region="home", controller="ally")
    _price(draft, "tip", "slag", 1.0)
    case.add("offers", market="tip", material="slag", side="buy", limit_t_per_year=_limit(draft, 2000, 0.5))
    used = {"oxide"} if "magnet" in draft.made else set()
    for material, volume in draft.made.items():
        kind = "ore" if material == "ore@hill" else material
        if abroad:
            row = case.add("lanes", **{"from": "home"}, to="abroad", material=kind, cost_usd_per_kg=draft.number(0.1, 3))
            if draft.maybe(0.2):
                row["limit_t_per_year"] = round(volume * draft.number(0.4, 1.2))
        _sales(draft, "world", material, volume, 1.0)
        if draft.hub and draft.maybe(0.7):
            _sales(draft, "hub", material, volume * 0.6, draft.number(0.85, 1.05))
    if used or draft.maybe(0.2):
        if "oxide" not in draft.made:
            _price(draft, "world", "oxide", 1.0)
        # The adversary's oxide is limited where another market might pay more for it.
        case.add("offers", market="world", material="oxide", side="buy", price_factor=1.1,
                 limit_t_per_year=_limit(draft, 1500, 1.0 if draft.hub else 0.5))  # fmt: skip
        if draft.maybe(0.4):
            # With a dear offer the mean that users pay lies above the cheap one: who may resell would.
            case.add("offers", market="world", material="oxide", side="buy", step=2, price_factor=draft.number(1.3, 2), limit_t_per_year=500)
        if abroad:
            row = case.add("lanes", **{"from": "abroad"}, to="home", material="oxide", cost_usd_per_kg=draft.number(0.1, 2))
            if draft.maybe(0.5):
                row["tariff"] = draft.number(0.02, 0.2)


def _sales(draft: Draft, market: str, material: str, volume: float, level: float) -> None:
    _price(draft, market, material, level)
    steps = 2 if draft.maybe(0.25) else 1
    for step in range(1, steps + 1):
        limit = round(volume * draft.number(0.3, 0.8)) if step < steps else _limit(draft, volume * draft.number(0.6, 1.4), 0.6)
        row = draft.case.add("offers", market=market, material=material, side="sell", limit_t_per_year=limit)
        if steps > 1:
            row |= {"step": step, "price_factor": 1.0 if step == 1 else 0.85}
        elif draft.maybe(0.2):
            row["price_add_usd_per_kg"] = -draft.number(1, 5)
        if limit is not None and draft.maybe(0.1):
            row |= draft.span()
        if limit is not None and draft.maybe(0.08):
            row["member"] = draft.rng.choice(list(draft.plants))


def _limit(draft: Draft, volume: float, chance: float) -> float | None:
    return round(volume) if draft.maybe(chance) else None


def _price(draft: Draft, market: str, material: str, level: float) -> None:
    price = draft.price[material] * level
    draft.case.add("prices", market=market, material=material, year=FIRST_YEAR, price_usd_per_kg=float(f"{price:.4g}"))
    if draft.maybe(0.4):
        later = float(f"{price * draft.number(0.8, 1.2):.4g}")
        draft.case.add("prices", market=market, material=material, year=draft.last_year, price_usd_per_kg=later)


def _demand(draft: Draft) -> None:
    if not draft.maybe(0.35):
        return
    material = draft.rng.choice([m for m in draft.made if m != "ore@hill"] or [None])
    if material is None:
        return
    member = None
    if draft.maybe(0.4):
        member = "user"
        draft.case.add("members", id="user", role="consumer")
    draft.case.add(
        "demands", id="need", end_use="motors", member=member, region="home", material=material, priority="commercial",
        value_usd_per_kg=float(f"{draft.price[material] * draft.number(0.7, 1.6):.3g}"), shortage_cost_usd_per_kg=draft.number(0, 20),
    )  # fmt: skip
    quantity = round(draft.made[material] * draft.number(0.2, 1.2))
    draft.case.add("quantities", demand="need", year=FIRST_YEAR, quantity_t_per_year=quantity)
    if draft.maybe(0.2):
        later = round(quantity * draft.number(0.5, 1.5))
        draft.case.add("quantities", demand="need", year=draft.last_year, quantity_t_per_year=later)


def _stocks(draft: Draft) -> None:
    if not draft.maybe(0.3):
        return
    material = draft.rng.choice([m for m in ("oxide", "slag", "magnet") if m == "slag" or m in draft.made])
    # Stocks of the cooperative are left out: the manual does not say what a member alone has of them.
    firm = draft.rng.choice(list(draft.plants))
    row = draft.case.add("stocks", material=material, region="home", member=firm, initial_t=draft.number(50, 600, 2))
    if draft.maybe(0.5):
        row["limit_t"] = row["initial_t"] + draft.number(0, 600, 2)
    if draft.maybe(0.5):
        row["holding_cost_usd_per_kg"] = draft.number(0.1, 3)
    if draft.maybe(0.2):
        row["final_t"] = round(row["initial_t"] * draft.number(0.1, 0.8))
    elif draft.maybe(0.2):
        row["reserve_t"] = round(row["initial_t"] * draft.number(0.1, 0.8))


def _policies(draft: Draft) -> None:
    material = draft.rng.choice(list(draft.made))
    if draft.maybe(0.35):
        pattern = "ore" if material == "ore@hill" else material
        filters = [f"material={pattern}"]
        makers = [firm for firm, own in draft.plants.items() if any(makes(plant) == material for plant in own)]
        if draft.maybe(0.3):
            filters.append(f"member={draft.rng.choice(makers)}")
        row = draft.case.add("policies", id="floor", kind="price_floor", filter=filters,
                             value=float(f"{draft.price[material] * draft.number(0.4, 1.1):.3g}"))  # fmt: skip
        if draft.maybe(0.6):
            row["limit_t_per_year"] = round(draft.made[material] * draft.number(0.2, 1.0))
        if draft.maybe(0.2):
            row |= draft.span()
        if draft.maybe(0.2):
            row["market"] = "world"
    if draft.maybe(0.12):
        kind = draft.rng.choice(["production_credit", "production_payment"])
        value = draft.number(0.05, 0.3) if kind == "production_credit" else draft.number(1, 8)
        draft.case.add("policies", id="support", kind=kind, filter=[f"technology={draft.rng.choice(list(draft.plants.values()))[0].split('_')[1]}"],
                       value=value)  # fmt: skip


def _finances(draft: Draft) -> None:
    """Purses between nothing and what a firm can lose, and what it has to pay beside its plants."""
    for firm in draft.plants:
        due = [0.0] * draft.years
        row: Row = {"member": firm}
        scale = max(draft.burn[firm], 0.5)
        if draft.maybe(0.3):
            row["overhead_musd_per_year"] = draft.number(0.1, 0.8) * round(scale, 1)
        if draft.maybe(0.15):
            row["interest_musd_per_year"] = draft.number(0.05, 0.3) * round(scale, 1)
        beside = float(row.get("overhead_musd_per_year", 0)) + float(row.get("interest_musd_per_year", 0))
        due = [beside] * draft.years
        if draft.maybe(0.3):
            _debt(draft, firm, scale, due)
        for at in range(2 if draft.maybe(0.25) else 0):
            year, amount = draft.rng.randrange(draft.years), draft.number(-1.5, 1.0) * scale
            draft.case.add("cash_events", id=f"{firm}_{at}", member=firm, kind="equity" if amount > 0 else "capital",
                           year=FIRST_YEAR + year, amount_musd=float(f"{amount:.3g}"))  # fmt: skip
            due[year] -= amount
        loss = sum(due) + draft.burn[firm] * draft.years
        slack = draft.number(0.02, draft.rng.choice([0.15, 0.4, 0.9])) * max(loss, scale)
        cash = max(0.01, slack)
        if draft.maybe(0.2):
            row["minimum_cash_musd"] = draft.number(0.05, 0.4) * round(scale, 2)
            cash += row["minimum_cash_musd"]
        if draft.maybe(0.2):
            row["undrawn_credit_musd"] = float(f"{cash * draft.number(0.1, 0.5):.3g}")
            cash -= row["undrawn_credit_musd"]
        row["opening_cash_musd"] = float(f"{cash:.4g}")
        if len(row) == 2 and draft.maybe(0.15):
            member = next(m for m in draft.case.rows("members") if m["id"] == firm)
            member["capital_total_musd"] = row["opening_cash_musd"]
            continue
        draft.case.rows("finances").append(row)
    for member in draft.case.rows("members"):
        if member["id"] == "user":
            draft.case.add("finances", member="user", opening_cash_musd=draft.number(0, 5), overhead_musd_per_year=draft.number(0, 1))


def _debt(draft: Draft, firm: str, scale: float, due: list[float]) -> None:
    """A debt, and what it costs in each year, as far as the size of the purse needs it."""
    principal, rate = float(f"{scale * draft.number(0.3, 3):.3g}"), draft.rng.choice([0.0, 0.05, 0.1])
    last = draft.rng.randint(FIRST_YEAR, draft.last_year + 2)
    how = draft.rng.choice(["bullet", "equal"])
    draft.case.add("debts", id=f"{firm}_loan", member=firm, principal_musd=principal, rate=rate, repayment=how, last_year=last)
    for at in range(min(draft.years, last - FIRST_YEAR + 1)):
        due[at] += principal * rate
        if how == "equal":
            due[at] += principal / (last - FIRST_YEAR + 1)
        elif FIRST_YEAR + at == last:
            due[at] += principal


def _tree(draft: Draft) -> None:
    """In some cases two leaf scenarios, of which one has other prices."""
    if len(draft.lengths) < 2 or not draft.maybe(0.12):
        return
    begins = FIRST_YEAR + draft.lengths[0]
    for name, probability in (("bright", 0.6), ("dim", 0.4)):
        draft.case.add("scenarios", id=name, parent="base", first_year=begins, probability=probability)
    scenario = draft.rng.choice(["bright", "dim"])
    row = draft.rng.choice([r for r in draft.case.rows("prices") if r["material"] != "slag"])
    price = float(f"{row['price_usd_per_kg'] * draft.number(0.8, 1.2):.4g}")
    draft.case.add("prices", market=row["market"], material=row["material"], year=begins, price_usd_per_kg=price, scenario=scenario)


def _changes(draft: Draft) -> None:
    if not draft.maybe(0.2):
        return
    target = draft.rng.choice(["price", "availability", "variable_cost", "offer_limit"])
    row: Row = {"scenario": "base", "target": target, "action": "multiply", "value": draft.number(0.7, 1.2)}
    if target == "price":
        row["filter"] = [f"market={draft.rng.choice(['world', 'tip'])}"]
    elif target == "offer_limit":
        limited = [o for o in draft.case.rows("offers") if o["limit_t_per_year"] is not None and "first_year" not in o]
        if not limited:
            return
        offer = draft.rng.choice(limited)
        row["filter"] = [f"market={offer['market']}", f"material={offer['material'].split('@')[0]}", f"side={offer['side']}"]
        if any(o["limit_t_per_year"] is None for o in draft.case.rows("offers") if o["market"] == offer["market"] and o["material"] == offer["material"]):
            return
    else:
        row["filter"] = [f"facility={draft.rng.choice(draft.rng.choice(list(draft.plants.values())))}"]
        row["value"] = min(row["value"], 1.0) if target == "availability" else row["value"]
    if draft.maybe(0.5):
        row |= draft.span()
    draft.case.rows("changes").append(row)
