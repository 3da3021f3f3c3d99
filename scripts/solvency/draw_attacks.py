"""The adversary of a drawn case: its attacks and how far they reach."""

from __future__ import annotations

from oracle.tables import Row

from .draft import Draft, makes


def attacks(draft: Draft) -> None:
    """One to three attacks, bans and losses of equipment more often where all are to be tried."""
    sold = [material for material in draft.made]
    kinds = ["price"]
    extra = ["price", "target", "squeeze", "ban", "equipment"]
    weights = [3, 3, 2, 5, 5] if draft.menu else [3, 4, 2, 0.6, 0.6]
    number = draft.rng.choice([0, 1, 1] if draft.menu else [0, 1, 1, 2])
    if draft.menu and draft.maybe(0.4):
        kinds = []
        number += 1
    kinds += draft.rng.choices(extra, weights, k=number)
    for at, kind in enumerate(kinds):
        _attack(draft, f"a{at}", kind, sold)
    rows = draft.case.rows("attacks")
    if len(rows) > 1 and draft.maybe(0.2):
        rows[0]["exclusive_with"], rows[1]["exclusive_with"] = [rows[1]["id"]], [rows[0]["id"]]
    if not draft.menu and draft.maybe(0.15):
        draft.case.settings["adversary"] = {"budget_per_year_musd": draft.number(2, 60)}


def _attack(draft: Draft, name: str, kind: str, sold: list[str]) -> None:
    rng, material = draft.rng, draft.rng.choice(sold)
    pattern = "ore" if material == "ore@hill" else material
    firm = rng.choice(list(draft.plants))
    row: Row = {"id": name, "kind": kind}
    volume = round(draft.made[material] * draft.number(0.8, 12), -1) + 10
    match kind:
        case "price":
            row |= {"filter": [f"material={pattern}"], "max_depth": draft.rng.choice([draft.number(0.3, 0.98, 2)] * 9 + [1])}
            if draft.maybe(0.15):
                row["filter"] = [f"material={pattern}", "side=sell"]
        case "target":
            own = next(p for p in draft.plants[firm])
            material = makes(own)
            row |= {"filter": [f"member={firm}"], "max_depth": draft.number(0.3, 0.95, 2), "reference": material}
            volume = round(draft.made[material] * draft.number(0.5, 1.2), -1) + 10
        case "squeeze":
            tip = any(m["id"] == "tip" and m["controller"] == "adversary" for m in draft.case.rows("markets"))
            material = "slag" if tip and draft.maybe(0.8) else material
            # What markets pay cannot fall below nothing.
            row |= {"filter": [f"material={'ore' if material == 'ore@hill' else material}"]}
            row["max_depth"] = draft.number(0.3, 1.8 if material == "slag" else 0.9, 2)
            row |= {"margin": 0.1, "elasticity": 0.5}
        case "ban":
            row |= {"filter": ["market=world", f"material={pattern}"], "loss_musd_per_year": draft.number(0.5, 60)}
            for offer in draft.case.rows("offers"):
                # A ban closes limits, so there has to be one.
                if offer["market"] == "world" and offer["material"] == material and offer["limit_t_per_year"] is None:
                    offer["limit_t_per_year"] = round(draft.made[material] * 3)
        case "equipment":
            row |= {"filter": [f"member={firm}"], "max_depth": rng.choice([1.0, 1.0, 0.5, 0.3]), "loss_musd_per_year": draft.number(0.5, 60)}
    if kind in ("price", "target", "squeeze"):
        row |= {"producers_t": volume, "treasury_t": round(volume * 0.5), "nation_t": round(volume * 0.25)}
        row["reference"] = row.get("reference", material)
        if kind != "squeeze" and draft.maybe(0.3):
            row |= {"elasticity": draft.number(0.2, 1.0, 2), "margin": draft.number(0.1, 0.9, 2)}
            if draft.maybe(0.1):
                # The first cut is free.
                row |= {"elasticity": 2, "margin": 0.5}
    if not draft.menu and kind in ("price", "target", "squeeze") and draft.maybe(0.25):
        row["ramp_per_year"] = draft.number(0.2, 0.6, 2)
    if draft.maybe(0.12):
        row |= draft.span()
    draft.case.rows("attacks").append(row)
    if kind == "price" and draft.maybe(0.5):
        _reach(draft, name, material)


def _reach(draft: Draft, name: str, material: str) -> None:
    pattern = "ore" if material == "ore@hill" else material
    if draft.hub and any(o["market"] == "hub" and o["material"] == material for o in draft.case.rows("offers")):
        draft.case.add("pass_through", attack=name, filter=["market=hub", f"material={pattern}"], share=draft.number(0.2, 0.9, 2))
    if material == "oxide" and "magnet" in draft.made and draft.maybe(0.5):
        draft.case.add("pass_through", attack=name, filter=["material=magnet"], share=draft.number(0.1, 0.5, 2))
