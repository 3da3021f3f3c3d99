"""What a firm owns and owes: plants, purse, and money beside its plants (docs/reference/tables.md, docs/stress.md)."""

from __future__ import annotations

from dataclasses import dataclass, field

from oracle.tables import Row

from .world import World, filters, number

Capacity = dict[tuple[str, str, int], float]
"""Installed capacity of the plan by facility, scenario and first year of a period, t/yr."""


@dataclass(frozen=True)
class Build:
    """A commitment of the plan."""

    facility: str
    scenario: str
    year: int
    online: int
    capex: float
    """MUSD."""


@dataclass
class Plan:
    """What stands of a plan."""

    capacity: Capacity = field(default_factory=dict)
    builds: list[Build] = field(default_factory=list)


@dataclass(frozen=True)
class Plant:
    """A plant of the plan. Lists are by state."""

    id: str
    member: str
    region: str
    amounts: dict[str, float]
    """Per metric ton of activity: made above 0, used below."""
    variable: tuple[float, ...]
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
    capex: tuple[float, ...]
    """Capital cost that is paid, MUSD/yr."""
    written_off: tuple[float, ...]
    """Depreciation, MUSD/yr."""


COOPERATIVE = "cooperative"
"""Owner of what no member owns."""


def plants(world: World, plan: Plan) -> list[Plant]:
    """The plants with what is installed in the plan."""
    return [_plant(world, row, plan) for row in world.case.rows("facilities")]


def _plant(world: World, row: Row, plan: Plan) -> Plant:
    technology = next(t for t in world.case.rows("technologies") if t["id"] == row["technology"])

    def blank_as_technology(column: str, default: float) -> float:
        return number(row, column, number(technology, column, default))

    amounts = {r["material"]: float(r["amount"]) for r in world.case.rows("recipes") if r["technology"] == technology["id"]}
    if technology.get("mines"):
        amounts[f"{technology['mines']}@{row['feed']}"] = 1.0
    size = number(row, "capacity_t_per_year", 0.0)
    online, retire = int(number(row, "online_year", 0)), int(number(row, "retire_year", 9999))
    ramp = [float(item) for item in (row.get("ramp") or "").split(";") if item]

    def working(year: int) -> float:
        if not online <= year <= retire:
            return 0.0
        age = year - online
        return size * (ramp[age] if age < len(ramp) else 1.0)

    def fits(wanted: dict[str, str]) -> bool:
        return _fits(world, row, wanted)

    share = blank_as_technology("availability", 1.0)
    available = [s.mean([world.changed("availability", y, share, fits) for y in s.years]) for s in world.states]
    cost = blank_as_technology("variable_cost_usd_per_kg", 0.0)
    variable = [s.mean([world.changed("variable_cost", y, cost, fits) for y in s.years]) for s in world.states]
    by_year = tuple(tuple(working(y) for y in state.years) for state in world.states)
    means = [state.mean(list(years)) for state, years in zip(world.states, by_year, strict=True)]
    installed = tuple(
        sum(plan.capacity.get((row["id"], name, state.years[0]), 0.0) for name in world.path) for state in world.states
    )
    capex, written_off = _capital(world, row, plan)
    if row["status"] == "candidate":
        # All that is built works; policies count each year of it alike.
        by_year = tuple(tuple(c for _ in s.years) for s, c in zip(world.states, installed, strict=True))
        means = list(installed)
    return Plant(
        row["id"], row.get("member") or COOPERATIVE, row["region"], amounts, tuple(variable),
        blank_as_technology("fixed_cost_usd_per_kg", 0.0), installed,
        tuple(a * min(c, m) for a, c, m in zip(available, installed, means, strict=True)),
        float(row["reserve_t"]) if row.get("reserve_t") else None,
        tuple(sum(years) / m if m else 0.0 for years, m in zip(by_year, means, strict=True)), row, by_year, capex, written_off,
    )  # fmt: skip


def _fits(world: World, row: Row, wanted: dict[str, str]) -> bool:
    has = {"facility": row["id"], "technology": row["technology"], "region": row["region"], "member": row.get("member") or ""}
    return all(world.fits(pattern, has[name], False) for name, pattern in wanted.items())


def _capital(world: World, row: Row, plan: Plan) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Spending, evenly over construction, and its depreciation from the year on line, as yearly amounts of the same present value."""
    spent, off = [0.0] * len(world.states), [0.0] * len(world.states)
    schedule = world.case.settings["finance"].get("depreciation", [1.0])
    years = {y: (s, f) for s in world.states for y, f in zip(s.years, s.factors, strict=True)}
    for build in plan.builds:
        if build.facility != row["id"] or build.scenario not in world.path:
            continue
        construction = max(1, int(number(row, "construction_years", 0)))
        lumps = [(build.year + at, build.capex / construction, spent) for at in range(construction)]
        lumps += [(build.online + at, build.capex * part, off) for at, part in enumerate(schedule)]
        for year, amount, into in lumps:
            if year in years:
                state, factor = years[year]
                into[state.at] += amount * factor / state.weight
    return tuple(spent), tuple(off)


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


def deducted(world: World, members: frozenset[str]) -> list[float]:
    """Overhead and interest over the years of each state, which lower taxed profit, MUSD."""
    totals = []
    for state in world.states:
        total = 0.0
        for row in world.case.rows("finances"):
            if row["member"] in members:
                yearly = number(row, "overhead_musd_per_year", 0.0) + number(row, "interest_musd_per_year", 0.0)
                total += yearly * len(state.years)
        for row in world.case.rows("debts"):
            if row["member"] in members:
                total += sum(_owed(world, row, year) * number(row, "rate", 0.0) for year in state.years)
        totals.append(total)
    return totals


def _owed(world: World, row: Row, year: int) -> float:
    """What is outstanding of a debt in a year."""
    last, principal = int(row["last_year"]), float(row["principal_musd"])
    if year > last:
        return 0.0
    return principal * (1 - (year - world.first) / (last - world.first + 1)) if row["repayment"] == "equal" else principal


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
        total -= _owed(world, row, year) * number(row, "rate", 0.0)
        total -= principal / parts if equal else (principal if year == last else 0.0)
    for row in world.case.rows("cash_events"):
        if row["member"] in members and int(row["year"]) == year and not row.get("variant"):
            total += float(row["amount_musd"])
    return total
