"""The same program with linopy: variables over named dimensions with masks, sparse sums by groups.

A constraint whose terms are a sparse relation (runs and places, slots and states) is written as a `LinearExpression` from
arrays of variables and coefficients, rows of like length together; build_linopy_groupby.py is the more usual form.
"""

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.expressions import LinearExpression, merge

from case import mark, measure


def over(values, *dims):
    return xr.DataArray(values, dims=dims)


def build(case, sets):
    """Every family in the order of the formulation."""
    c, period = case, case.state_period
    S, inf = sets.states, np.inf
    m = linopy.Model(force_dim_names=True)
    states = np.arange(S)

    def variable(name, where, dims, upper=inf):
        coords = [pd.RangeIndex(n, name=d) for n, d in zip(where.shape, dims)]
        upper = xr.DataArray(np.broadcast_to(upper, where.shape), coords=coords, dims=dims)
        mask = xr.DataArray(where, coords=coords, dims=dims)
        return m.add_variables(0, upper, coords=coords, dims=dims, mask=mask, name=name)

    ones = lambda n: np.ones(n, dtype=bool)
    on = c.offer_place >= 0
    traded = on[:, None] & (c.offer_limit > 0)
    place_of = c.demand_place[:, period]
    disposes = np.repeat(c.place_disposes[:, None] > 0, S, axis=1)
    run = variable("run", sets.may_run[c.run_facility], ["run_", "state"])
    installed = variable("installed", sets.installed, ["facility", "state"])
    size = variable("size", ones(len(c.slot_state)), ["slot"], c.slot_max_t)
    keep = variable("keep", ones(len(sets.keep[0])), ["kept"])
    buy = variable("buy", traded & ~sets.sells[:, None], ["offer", "state"], c.offer_limit)
    sell = variable("sell", traded & sets.sells[:, None], ["offer", "state"], c.offer_limit)
    ship = variable("ship", c.lane_limit[c.ship_lane] > 0, ["shipment", "state"])
    dispose = variable("dispose", disposes, ["place", "state"])
    hold = variable("hold", np.repeat(c.stock_place[:, None] >= 0, S, axis=1), ["stock", "state"], c.stock_limit_t[:, None])
    serve = variable("serve", (c.demand_t > 0) & (place_of >= 0), ["demand", "state"], c.demand_t)
    short = variable("short", c.demand_t > 0, ["demand", "state"], c.demand_t)

    keep_cost = c.slot_worth[sets.keep[0]] * c.leaf_weight[sets.keep[1]]
    priced = [(run, c.cost_run), (installed, c.cost_installed), (size, c.cost_size[:, 0]), (keep, keep_cost)]
    priced += [(buy, c.cost_buy), (sell, c.cost_sell), (ship, c.cost_ship), (dispose, c.cost_dispose)]
    priced += [(hold, c.cost_hold), (serve, c.cost_serve), (short, c.cost_short)]
    m.add_objective(merge([(over(cost, *v.dims) * v).sum() for v, cost in priced]), sense="max")

    labels = {v.name: v.labels.values for v, _ in priced}
    labels = {name: np.asarray(values) for name, values in labels.items()}

    def rows(name, where, parts, sign, right):
        """One constraint for every true cell, from (row, column label, coefficient) parts: linopy's form for sparse terms.

        A `LinearExpression` holds for each row a list of terms; rows of like length share an array.
        """
        number = np.full(where.shape, -1)
        number[where] = np.arange(where.sum())
        right = np.broadcast_to(right, where.shape)[where]
        at, label, value = [], [], []
        for r, v, k in parts:
            r, v, k = np.broadcast_arrays(r, v, k)
            kept = (r >= 0) & (v >= 0) & (k != 0)
            at.append(r[kept]), label.append(v[kept]), value.append(k[kept])
        at, label, value = (np.concatenate(x) for x in (at, label, value))
        order = np.argsort(at, kind="stable")
        at, label, value = at[order], label[order], value[order]
        counts = np.bincount(at, minlength=len(right))
        begin = np.concatenate([[0], np.cumsum(counts)])
        inside = np.arange(len(at)) - begin[at]
        width = np.where(counts > 0, 1 << np.ceil(np.log2(np.maximum(counts, 1))).astype(int), 1)
        for w in np.unique(width):
            chosen = np.nonzero(width == w)[0]
            place = np.full(len(counts), -1)
            place[chosen] = np.arange(len(chosen))
            mine = place[at] >= 0
            variables = np.full((len(chosen), w), -1)
            factors = np.full((len(chosen), w), np.nan)
            variables[place[at[mine]], inside[mine]] = label[mine]
            factors[place[at[mine]], inside[mine]] = value[mine]
            row = pd.RangeIndex(len(chosen), name="row")
            data = xr.Dataset(
                {"coeffs": (("row", "_term"), factors), "vars": (("row", "_term"), variables)}, coords={"row": row}
            )
            m.add_constraints(LinearExpression(data, m), sign, xr.DataArray(right[chosen], [row]), name=f"{name}_{w}")
        return number

    index = lambda where: np.where(where, np.cumsum(where.ravel()).reshape(where.shape) - 1, -1)
    v = labels
    first = c.state_parent < 0
    years = c.period_years[period]
    held = c.stock_place >= 0

    places = len(c.place_disposes)
    used = np.zeros((places, S), dtype=bool)
    for place, col in [(c.offer_place, v["buy"]), (c.offer_place, v["sell"]), (c.ship_from, v["ship"]), (c.ship_to, v["ship"])]:
        mark(used, place[place >= 0], col[place >= 0] >= 0)
    mark(used, c.flow_place, v["run"][c.flow_run] >= 0)
    mark(used, c.stock_place[held], True)
    used |= disposes
    served = v["serve"] >= 0
    used[place_of[served], np.nonzero(served)[1]] = True
    opening = np.zeros((places, S))
    np.add.at(opening, c.stock_place[held], np.where(first, c.stock_initial_t[held, None] / years, 0.0))
    b = index(used)
    at_offer = np.where(on[:, None], b[c.offer_place], -1)
    at_stock = np.where(held[:, None], b[c.stock_place], -1)
    parts = [(b[c.flow_place], v["run"][c.flow_run], c.flow_amount[:, None])]
    parts += [(at_offer, v["buy"], 1.0), (b[c.ship_to], v["ship"], 1.0), (at_offer, v["sell"], -1.0)]
    parts += [(b[c.ship_from], v["ship"], -1.0), (b, v["dispose"], -1.0)]
    parts += [(np.where(place_of >= 0, b[place_of, states], -1), v["serve"], -1.0)]
    parts += [(at_stock, v["hold"], -1.0 / years)]
    parts += [(at_stock, np.where(first, -1, v["hold"][:, c.state_parent]), 1.0 / years)]
    rows("material_balance", used, parts, "=", -opening)

    m.add_constraints(short + serve, "=", over(c.demand_t, "demand", "state"), name="demand_met", mask=over(c.demand_t > 0, "demand", "state"))

    runs = np.zeros((sets.facilities, S), dtype=bool)
    mark(runs, c.run_facility, v["run"] >= 0)
    fixed = c.availability * c.existing_ramped[:, period]
    b = index(runs)
    parts = [(b[c.run_facility], v["run"], c.run_use[:, None]), (b, v["installed"], -c.availability)]
    rows("capacity_limit", runs, parts, "<=", np.where(sets.installed, 0.0, fixed))

    f, s, slot = sets.standing
    b = index(runs & sets.ramping)
    parts = [(b[c.run_facility], v["run"], c.run_use[:, None])]
    parts += [(b[f, s], v["size"][slot], -c.availability[f, s] * sets.ramp_share)]
    rows("ramp_limit", runs & sets.ramping, parts, "<=", fixed)

    existing = c.existing[:, period]
    stood = np.where(first, 0.0, existing[:, c.state_parent])
    b = index(sets.installed)
    arrives = c.slot_online_period[slot] == period[s]
    parts = [(b, v["installed"], 1.0), (b, np.where(first, -1, v["installed"][:, c.state_parent]), -1.0)]
    parts += [(b[f, s][arrives], v["size"][slot][arrives], -1.0)]
    rows("capacity_roll", sets.installed, parts, "<=", np.maximum(existing - stood, 0.0))

    if sets.must_end.any():
        b = index(sets.must_end)
        rows("lifetime_limit", sets.must_end, [(b, v["installed"], 1.0), (b[f, s], v["size"][slot], -1.0)], "<=", existing)

    limited = c.slot_site_limited > 0
    if limited.any():
        b = index(limited)
        g, t, other = sets.committed
        at_slot = np.full((sets.facilities, S), -1)
        at_slot[c.slot_facility, c.slot_state] = np.arange(len(c.slot_state))
        mine = at_slot[g, t]
        alive = (mine >= 0) & (c.slot_end_year[other] > c.slot_online_year[mine])
        rows("site_limit", limited, [(b[mine[alive]], v["size"][other[alive]], 1.0)], "<=", c.slot_room_t)

    mines = np.repeat(np.isfinite(c.reserve_t)[:, None], sets.leaves, axis=1)
    b = index(mines)
    path = sets.ancestor[c.leaf_state]
    r = np.nonzero(np.isfinite(c.reserve_t)[c.run_facility])[0]
    parts = [(b[c.run_facility[r]][:, :, None], v["run"][r][:, path], c.period_years)]
    rows("ore_depletion", mines, parts, "<=", c.reserve_t[:, None])

    carried = np.zeros_like(c.lane_limit, dtype=bool)
    mark(carried, c.ship_lane, v["ship"] >= 0)
    carried &= np.isfinite(c.lane_limit)
    rows("lane_limit", carried, [(index(carried)[c.ship_lane], v["ship"], 1.0)], "<=", c.lane_limit)

    slot, leaf = sets.keep
    if len(slot):
        kept = np.arange(len(slot))
        parts = [(kept, v["keep"], 1.0), (kept, v["size"][slot], -1.0)]
        rows("keep_limit", ones(len(slot)), parts, "<=", 0.0)
        some = np.zeros((sets.facilities, sets.leaves), dtype=bool)
        some[c.slot_facility[slot], leaf] = True
        b = index(some)
        parts = [(b[c.slot_facility[slot], leaf], v["keep"], 1.0), (b, v["installed"][:, c.leaf_state], -1.0)]
        rows("salvage_limit", some, parts, "<=", 0.0)

    return m


if __name__ == "__main__":
    measure("linopy, packed", build, lambda m: m.to_highspy())
