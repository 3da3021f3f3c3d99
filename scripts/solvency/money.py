"""What a firm owns and owes: plants, purse, and money beside its plants (docs/reference/tables.md, docs/stress.md)."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.tables import Row

from .world import World, filters, number

Capacity = dict[tuple[str, int], float]
"""Installed capacity of the plan by facility and first year of a period, t/yr."""


@dataclass(frozen=True)
class Plant:
    """A plant of the plan. Lists are by state."""

    id: str
    member: str
    region: str
    amounts: dict[str, float]
    """Per metric ton of activity: made above 0, used below."""
    variable: float
    fixed: float
    installed: tuple[float, ...]
    limit: tuple[float, ...]
    """Activity that availability and age allow, t/yr."""
    reserve: float | None
    ore_years: tuple[float, ...]
    """Years of activity that count against the reserve."""
    row: Row
    working: tuple[tuple[float, ...], ...]
    """Working capacity in each year of each state."""


def plants(world: World, capacity: Capacity) -> list[Plant]:
    """The plants with what is installed in the plan."""
    return [_plant(world, row, capacity) for row in world.case.rows("facilities")]


def _plant(world: World, row: Row, capacity: Capacity) -> Plant:
    technology = next(t for t in world.case.rows("technologies") if t["id"] == row["technology"])

    def blank_as_technology(column: str, default: float) -> float:
        return number(row, column, number(technology, column, default))

    amounts = {r["material"]: float(r["amount"]) for r in world.case.rows("recipes") if r["technology"] == technology["id"]}
    if technology.get("mines"):
        amounts[f"{technology['mines']}@{row['feed']}"] = 1.0
    size = float(row["capacity_t_per_year"])
    online, retire = int(number(row, "online_year", 0)), int(number(row, "retire_year", 9999))
    ramp = [float(item) for item in (row.get("ramp") or "").split(";") if item]

    def working(year: int) -> float:
        if not online <= year <= retire:
            return 0.0
        age = year - online
        return size * (ramp[age] if age < len(ramp) else 1.0)

    available = blank_as_technology("availability", 1.0)
    by_year = tuple(tuple(working(y) for y in state.years) for state in world.states)
    means = [state.mean(list(years)) for state, years in zip(world.states, by_year, strict=True)]
    installed = tuple(capacity.get((row["id"], state.years[0]), 0.0) for state in world.states)
    return Plant(
        row["id"], row["member"], row["region"], amounts, blank_as_technology("variable_cost_usd_per_kg", 0.0),
        blank_as_technology("fixed_cost_usd_per_kg", 0.0), installed,
        tuple(available * min(c, m) for c, m in zip(installed, means, strict=True)),
        float(row["reserve_t"]) if row.get("reserve_t") else None,
        tuple(sum(years) / m if m else 0.0 for years, m in zip(by_year, means, strict=True)), row, by_year,
    )  # fmt: skip


def working_share(world: World, plant: Plant, state: int, row: Row) -> float:
    """Share of a state in which a policy holds, each year weighted by the capacity that works in it."""
    first, last = world.span(row)
    of, total = 0.0, 0.0
    period = world.states[state]
    for year, factor, works in zip(period.years, period.factors, plant.working[state], strict=True):
        total += factor * works
        of += factor * works * (first <= year <= last)
    return of / total if total else 0.0


def policy_fits(world: World, policy: Row, plant: Plant) -> bool:
    """Whether the filters of a policy, apart from materials, pick a plant."""
    technology = plant.row["technology"]
    stage = next(t["stage"] for t in world.case.rows("technologies") if t["id"] == technology)
    has = {"facility": plant.id, "technology": technology, "stage": stage, "region": plant.region, "member": plant.member}
    wanted = filters(policy.get("filter"))
    return all(world.fits(pattern, has[name], False) for name, pattern in wanted.items() if name != "material")


def purse(world: World, members: frozenset[str]) -> float:
    """Opening cash and credit less minimum cash, MUSD."""
    total = 0.0
    for row in world.case.rows("members"):
        if row["id"] not in members:
            continue
        finances = next((f for f in world.case.rows("finances") if f["member"] == row["id"]), None)
        if finances is None:
            total += number(row, "capital_total_musd", float("inf"))
        else:
            total += number(finances, "opening_cash_musd", 0.0) + number(finances, "undrawn_credit_musd", 0.0)
            total -= number(finances, "minimum_cash_musd", 0.0)
    return total


def beside(world: World, members: frozenset[str]) -> list[float]:
    """Money of a purse beside its plants over the years of each state, MUSD."""
    return [sum(_beside_in_year(world, members, year) for year in state.years) for state in world.states]


def _beside_in_year(world: World, members: frozenset[str], year: int) -> float:
    total = 0.0
    for row in world.case.rows("finances"):
        if row["member"] in members:
            total -= number(row, "overhead_musd_per_year", 0.0) + number(row, "interest_musd_per_year", 0.0)
    for row in world.case.rows("debts"):
        last = int(row["last_year"])
        if row["member"] not in members or year > last:
            continue
        principal, parts = float(row["principal_musd"]), last - world.first + 1
        equal = row["repayment"] == "equal"
        owed = principal * (1 - (year - world.first) / parts) if equal else principal
        total -= owed * number(row, "rate", 0.0)
        total -= principal / parts if equal else (principal if year == last else 0.0)
    for row in world.case.rows("cash_events"):
        if row["member"] in members and int(row["year"]) == year and not row.get("variant"):
            total += float(row["amount_musd"])
    return total
