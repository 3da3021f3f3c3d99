"""Cases made from cases: variants of the template of `recoop new`, single futures."""

from __future__ import annotations

import copy
import random

from .tables import Case, Row

LISTS_OF_SCENARIOS = {"stocks": "release_in"}
"""Columns that list scenarios, by table."""


def single_future(case: Case, leaf: str) -> Case:
    """The case in which one leaf of the tree is certain: its path remains, each scenario with probability 1."""
    parents: dict[str, str] = {row["id"]: row.get("parent") or "" for row in case.rows("scenarios")}
    path = [leaf]
    while parents[path[-1]]:
        path.append(parents[path[-1]])
    single = copy.deepcopy(case)
    single.tables["scenarios"] = [dict(row, probability=1) for row in single.rows("scenarios") if row["id"] in path]
    for rows in single.tables.values():
        rows[:] = [row for row in rows if not row.get("scenario") or row["scenario"] in path]
    # Assumptions to sensitivity have no effect on a plan, and may be about the scenarios that are gone.
    single.tables.pop("sensitivities", None)
    for table, column in LISTS_OF_SCENARIOS.items():
        for row in single.rows(table):
            named = (row.get(column) or "").split(";")
            row[column] = [scenario for scenario in named if scenario in path]
    return single


def leaves(case: Case) -> list[str]:
    """Scenarios that no other follows, in the order of their table."""
    parents = {row.get("parent") for row in case.rows("scenarios")}
    return [row["id"] for row in case.rows("scenarios") if row["id"] not in parents]


def without_branches(case: Case) -> Case:
    """The case with the root of its tree alone, as if nothing were known of later scenarios."""
    root = next(row["id"] for row in case.rows("scenarios") if not row.get("parent"))
    return single_future(case, root)


def template_variant(template: Case, rng: random.Random, *, tree: bool) -> Case:
    """The template with other numbers, and with one future unless `tree`."""
    case = copy.deepcopy(template)
    if not tree:
        case = without_branches(case) if rng.random() < 0.5 else single_future(case, rng.choice(leaves(case)))
    settings, finance = case.settings, case.settings["finance"]
    finance["discount_rate"] = rng.choice([0.05, 0.08, 0.12])
    finance["tax_rate"] = rng.choice([0.0, 0.21, 0.3])
    finance["debt_share"] = rng.choice([0.0, 0.5])
    finance["salvage_share"] = rng.choice([0.0, 0.5, 1.0])
    finance["scale_segments"] = rng.choice([1, 2, 3])
    settings["risk"] = {"weight": rng.choice([0.0, 0.2, 0.5]) if tree else 0.0, "tail": rng.choice([0.1, 0.4])}
    if rng.random() < 0.5:
        # The tree branches in 2030, so a period has to begin there.
        settings["horizon"]["period_lengths"] = rng.choice([[1, 2, 2, 2, 3], [3, 3, 4], [1, 1, 1, 2, 2, 3]])
    for table, column, low, high in [
        ("technologies", "variable_cost_usd_per_kg", 0.5, 2.0),
        ("technologies", "capex_ref_musd", 0.4, 1.6),
        ("prices", "price_usd_per_kg", 0.8, 1.4),
        ("members", "capital_total_musd", 0.5, 2.0),
        ("facilities", "max_capacity_t_per_year", 0.6, 1.5),
    ]:
        for row in case.rows(table):
            _multiply(row, column, rng.uniform(low, high))
    demand = rng.uniform(0.4, 1.6)
    for row in case.rows("quantities"):
        _multiply(row, "quantity_t_per_year", demand)
    exponent = rng.choice(["0.5", "0.65", "0.8"])
    for row in case.rows("technologies"):
        if row.get("capex_exponent"):
            row["capex_exponent"] = exponent
    for row in case.rows("policies"):
        row["active"] = rng.random() < 0.4
    return case


def _multiply(row: Row, column: str, factor: float) -> None:
    if row.get(column):
        row[column] = f"{float(row[column]) * factor:.4g}"
