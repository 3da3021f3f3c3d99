"""The same program with linopy as it is usually written: labeled variables, coefficients as labeled arrays, `groupby` sums.

Every family is one expression over named dimensions: runs are summed by facility, flows by place, slots by facility and state
(`groupby(...).sum()`), a state's parent is taken with `isel`, a scenario's path with `sel`. Which rows exist is a mask.
"""

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.expressions import merge

from case import mark, measure

# An entry without terms: what a group that nothing belongs to is filled with.
NOTHING = {"vars": -1, "coeffs": np.nan, "const": 0.0}


def build(case, sets):
    """Every family in the order of the formulation."""
    c, period = case, case.state_period
    S, inf = sets.states, np.inf
    m = linopy.Model(force_dim_names=True)
    slot_of, leaf_of = sets.keep
    sizes = {
        "run": len(c.run_facility), "facility": sets.facilities, "state": S, "slot": len(c.slot_state), "kept": len(slot_of),
        "offer": len(c.offer_place), "shipment": len(c.ship_lane), "lane": len(c.lane_limit), "place": len(c.place_disposes),
        "stock": len(c.stock_place), "demand": len(c.demand_t), "leaf": sets.leaves, "flow": len(c.flow_run),
    }
    labels = {name: pd.RangeIndex(size, name=name) for name, size in sizes.items()}

    def over(values, *dims):
        return xr.DataArray(values, coords=[labels[d] for d in dims], dims=dims)

    def variable(name, where, dims, upper=inf):
        upper = over(np.broadcast_to(upper, where.shape), *dims)
        return m.add_variables(0, upper, coords=[labels[d] for d in dims], mask=over(where, *dims), name=name)

    def grouped(terms, dim, by, values):
        """Terms over `dim` summed by the labels `values`, over every label of `by`; a label of -1 belongs nowhere."""
        values = np.asarray(values)
        chosen = np.nonzero(values >= 0)[0]
        group = pd.Series(values[chosen], index=pd.Index(chosen, name=dim), name=by)
        return terms.sel({dim: chosen}).groupby(group).sum().reindex({by: labels[by]}, fill_value=NOTHING)

    def pairs(terms, **by):
        """Terms over one dimension summed by two labels each, over every pair of labels."""
        group = pd.DataFrame(by, index=terms.indexes["pair"])
        total = terms.groupby(group).sum().unstack("group", fill_value=NOTHING)
        return total.reindex({d: labels[d] for d in by}, fill_value=NOTHING)

    def listed(var, **at):
        """The variables at lists of labels, over a dimension of their own."""
        pair = pd.RangeIndex(len(next(iter(at.values()))), name="pair")
        chosen = (1 * var).sel({d: xr.DataArray(values, coords=[pair]) for d, values in at.items()})
        return chosen.drop_vars(list(at))

    def parents(var):
        """What a variable was in the state before; nothing in the first ones."""
        return var.isel(state=np.maximum(c.state_parent, 0)).assign_coords(state=labels["state"]).where(over(~first, "state"))

    def rows(name, left, sign, right, where, *dims):
        right = over(np.broadcast_to(np.where(where, right, 0.0), where.shape), *dims)
        m.add_constraints(left, sign, right, name=name, mask=over(where, *dims))

    first = c.state_parent < 0
    everywhere = lambda n: np.ones(n, dtype=bool)
    on = c.offer_place >= 0
    traded = on[:, None] & (c.offer_limit > 0)
    place_of = c.demand_place[:, period]
    disposes = np.repeat(c.place_disposes[:, None] > 0, S, axis=1)
    holds = np.repeat(c.stock_place[:, None] >= 0, S, axis=1)
    ships, runs_where = c.lane_limit[c.ship_lane] > 0, sets.may_run[c.run_facility]
    serves = (c.demand_t > 0) & (place_of >= 0)
    run = variable("run", runs_where, ["run", "state"])
    installed = variable("installed", sets.installed, ["facility", "state"])
    size = variable("size", everywhere(sizes["slot"]), ["slot"], c.slot_max_t)
    keep = variable("keep", everywhere(sizes["kept"]), ["kept"])
    buy = variable("buy", traded & ~sets.sells[:, None], ["offer", "state"], c.offer_limit)
    sell = variable("sell", traded & sets.sells[:, None], ["offer", "state"], c.offer_limit)
    ship = variable("ship", ships, ["shipment", "state"])
    dispose = variable("dispose", disposes, ["place", "state"])
    hold = variable("hold", holds, ["stock", "state"], c.stock_limit_t[:, None])
    serve = variable("serve", serves, ["demand", "state"], c.demand_t)
    short = variable("short", c.demand_t > 0, ["demand", "state"], c.demand_t)

    keep_cost = c.slot_worth[slot_of] * c.leaf_weight[leaf_of]
    priced = [(run, c.cost_run), (installed, c.cost_installed), (size, c.cost_size[:, 0]), (keep, keep_cost)]
    priced += [(buy, c.cost_buy), (sell, c.cost_sell), (ship, c.cost_ship), (dispose, c.cost_dispose)]
    priced += [(hold, c.cost_hold), (serve, c.cost_serve), (short, c.cost_short)]
    m.add_objective(merge([(over(cost, *v.dims) * v).sum() for v, cost in priced]), sense="max")

    # material_balance[place,state]
    used = np.zeros((sizes["place"], S), dtype=bool)
    for place, there in [(c.offer_place, traded), (c.ship_from, ships), (c.ship_to, ships), (c.stock_place, holds)]:
        mark(used, place[place >= 0], there[place >= 0])
    mark(used, c.flow_place, runs_where[c.flow_run])
    used |= disposes
    served_by, served_in = np.nonzero(serves)
    used[place_of[serves], served_in] = True
    years = c.period_years[period]
    opening = np.zeros((sizes["place"], S))
    held = c.stock_place >= 0
    np.add.at(opening, c.stock_place[held], np.where(first, c.stock_initial_t[held, None] / years, 0.0))
    flows = (1 * run).sel(run=xr.DataArray(c.flow_run, coords=[labels["flow"]])).drop_vars("run") * over(c.flow_amount, "flow")
    kept_back = over(1 / years, "state") * parents(hold) - over(1 / years, "state") * hold
    balance = grouped(flows, "flow", "place", c.flow_place)
    balance += grouped(buy - sell, "offer", "place", c.offer_place)
    balance += grouped(1 * ship, "shipment", "place", c.ship_to) - grouped(1 * ship, "shipment", "place", c.ship_from)
    balance += grouped(kept_back, "stock", "place", c.stock_place) - dispose
    balance -= pairs(listed(serve, demand=served_by, state=served_in), place=place_of[serves], state=served_in)
    rows("material_balance", balance, "=", -opening, used, "place", "state")
    del balance, flows, kept_back

    rows("demand_met", short + serve, "=", c.demand_t, c.demand_t > 0, "demand", "state")

    # capacity_limit, ramp_limit, capacity_roll and lifetime_limit[facility,state]
    works = np.zeros((sets.facilities, S), dtype=bool)
    mark(works, c.run_facility, runs_where)
    availability = over(c.availability, "facility", "state")
    use = grouped(over(c.run_use, "run") * run, "run", "facility", c.run_facility)
    fixed = c.availability * c.existing_ramped[:, period]
    rows("capacity_limit", use - availability * installed, "<=", np.where(sets.installed, 0.0, fixed), works, "facility", "state")

    f, s, slot = sets.standing

    def standing(where, factor=1.0):
        """Sizes of the slots that stand, by facility and state."""
        factor = np.broadcast_to(factor, f.shape)[where]
        sized = listed(size, slot=slot[where])
        return pairs(xr.DataArray(factor, coords=[sized.indexes["pair"]]) * sized, facility=f[where], state=s[where])

    slow = sets.ramping & works
    working = slow[f, s] & (sets.ramp_share > 0)
    left = use - availability * standing(working, sets.ramp_share) if working.any() else use
    rows("ramp_limit", left, "<=", fixed, slow, "facility", "state")
    del use, left

    existing = c.existing[:, period]
    stood = np.where(first, 0.0, existing[:, c.state_parent])
    change = installed - parents(installed) - standing(c.slot_online_period[slot] == period[s])
    rows("capacity_roll", change, "<=", np.maximum(existing - stood, 0.0), sets.installed, "facility", "state")
    if sets.must_end.any():
        alive = installed - standing(sets.must_end[f, s])
        rows("lifetime_limit", alive, "<=", existing, sets.must_end, "facility", "state")

    # site_limit[slot]
    limited = c.slot_site_limited > 0
    if limited.any():
        g, t, other = sets.committed
        at_slot = np.full((sets.facilities, S), -1)
        at_slot[c.slot_facility, c.slot_state] = np.arange(sizes["slot"])
        mine = at_slot[g, t]
        alive = (mine >= 0) & (c.slot_end_year[other] > c.slot_online_year[mine])
        alive &= limited[mine]
        group = pd.Series(mine[alive], index=pd.RangeIndex(alive.sum(), name="pair"), name="slot")
        built = listed(size, slot=other[alive]).groupby(group).sum()
        rows("site_limit", built.reindex(slot=labels["slot"], fill_value=NOTHING), "<=", c.slot_room_t, limited, "slot")

    # ore_depletion[facility,leaf]
    mines = np.isfinite(c.reserve_t)
    path = xr.DataArray(sets.ancestor[c.leaf_state], dims=["leaf", "period"], coords={"leaf": labels["leaf"]})
    mined = grouped(1 * run, "run", "facility", np.where(mines[c.run_facility], c.run_facility, -1))
    mined = mined.sel(state=path).drop_vars("state") * xr.DataArray(c.period_years, dims="period")
    where = np.repeat(mines[:, None], sets.leaves, axis=1)
    rows("ore_depletion", mined.sum("period"), "<=", c.reserve_t[:, None], where, "facility", "leaf")
    del mined

    # lane_limit[lane,state]
    carried = np.zeros_like(c.lane_limit, dtype=bool)
    mark(carried, c.ship_lane, ships)
    carried &= np.isfinite(c.lane_limit)
    rows("lane_limit", grouped(1 * ship, "shipment", "lane", c.ship_lane), "<=", c.lane_limit, carried, "lane", "state")

    # keep_limit[kept] and salvage_limit[facility,leaf]
    if len(slot_of):
        sized = (1 * size).sel(slot=xr.DataArray(slot_of, coords=[labels["kept"]])).drop_vars("slot")
        rows("keep_limit", keep - sized, "<=", 0.0, everywhere(len(slot_of)), "kept")
        some = np.zeros((sets.facilities, sets.leaves), dtype=bool)
        some[c.slot_facility[slot_of], leaf_of] = True
        worth = pairs(listed(keep, kept=np.arange(len(slot_of))), facility=c.slot_facility[slot_of], leaf=leaf_of)
        last = (1 * installed).sel(state=xr.DataArray(c.leaf_state, coords=[labels["leaf"]])).drop_vars("state")
        rows("salvage_limit", worth - last, "<=", 0.0, some, "facility", "leaf")
    return m


if __name__ == "__main__":
    measure("linopy, groupby", build, lambda m: m.to_highspy())
