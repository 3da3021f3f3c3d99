"""The same program with Pyomo: a ConcreteModel with indexed Vars and LinearExpressions, handed over with appsi's HiGHS."""

from collections import defaultdict

import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers.highs import Highs
from pyomo.core.expr import LinearExpression

from case import measure


def build(case, sets):
    """Every family in the order of the formulation. Python numbers and lists: Pyomo's own loops are faster on them."""
    c = case
    S = range(sets.states)
    period = c.state_period.tolist()
    parent = c.state_parent.tolist()
    years = c.period_years[c.state_period].tolist()
    m = pyo.ConcreteModel()

    def variable(name, where, upper=None):
        keys = [tuple(k) for k in np.argwhere(where).tolist()]
        if where.ndim == 1:
            keys = [k[0] for k in keys]
        bounds = (0, None)
        if upper is not None:
            table = np.broadcast_to(upper, where.shape).tolist()
            at = (lambda k: table[k]) if where.ndim == 1 else (lambda k: table[k[0]][k[1]])
            limit = {k: (0, at(k) if at(k) != float("inf") else None) for k in keys}
            bounds = (lambda _, k: limit[k]) if where.ndim == 1 else (lambda _, a, b: limit[a, b])
        var = pyo.Var(keys, bounds=bounds)
        m.add_component(name, var)
        return dict(var.items())

    on = c.offer_place >= 0
    traded = on[:, None] & (c.offer_limit > 0)
    sells = sets.sells[:, None]
    place_of = c.demand_place[:, c.state_period]
    run = variable("run", sets.may_run[c.run_facility])
    installed = variable("installed", sets.installed)
    size = variable("size", np.ones(len(c.slot_state), dtype=bool), c.slot_max_t)
    kept = np.zeros((len(c.slot_state), sets.leaves), dtype=bool)
    kept[sets.keep] = True
    keep = variable("keep", kept)
    buy = variable("buy", traded & ~sells, c.offer_limit)
    sell = variable("sell", traded & sells, c.offer_limit)
    ship = variable("ship", c.lane_limit[c.ship_lane] > 0)
    dispose = variable("dispose", np.repeat(c.place_disposes[:, None] > 0, sets.states, axis=1))
    hold = variable("hold", np.repeat(c.stock_place[:, None] >= 0, sets.states, axis=1), c.stock_limit_t[:, None])
    serve = variable("serve", (c.demand_t > 0) & (place_of >= 0), c.demand_t)
    short = variable("short", c.demand_t > 0, c.demand_t)

    coefs, columns = [], []

    def price(variables, cost):
        table = cost.tolist()
        for k, v in variables.items():
            coefs.append(table[k[0]][k[1]] if isinstance(k, tuple) else table[k][0])
            columns.append(v)

    price(run, c.cost_run), price(installed, c.cost_installed), price(size, c.cost_size)
    price(keep, c.slot_worth[:, None] * c.leaf_weight[None, :])
    price(buy, c.cost_buy), price(sell, c.cost_sell), price(ship, c.cost_ship), price(dispose, c.cost_dispose)
    price(hold, c.cost_hold), price(serve, c.cost_serve), price(short, c.cost_short)
    m.objective = pyo.Objective(expr=LinearExpression(linear_coefs=coefs, linear_vars=columns), sense=pyo.maximize)

    def linear(terms):
        return LinearExpression(linear_coefs=[k for k, _ in terms], linear_vars=[v for _, v in terms])

    def rows(name, bodies):
        """Constraints from {key: (lower, terms, upper)}."""
        keys = list(bodies)

        def rule(_, *key):
            lower, terms, upper = bodies.pop(key if len(key) > 1 else key[0])
            body = linear(terms)
            return body == upper if lower == upper else body <= upper

        m.add_component(name, pyo.Constraint(keys, rule=rule))

    def by_place(pairs):
        lists = defaultdict(list)
        for i, place in enumerate(pairs.tolist()):
            if place >= 0:
                lists[place].append(i)
        return lists

    flows = defaultdict(list)
    for r, p, amount in zip(c.flow_run.tolist(), c.flow_place.tolist(), c.flow_amount.tolist()):
        flows[p].append((r, amount))
    offers, arrivals, departures = by_place(c.offer_place), by_place(c.ship_to), by_place(c.ship_from)
    stocks = by_place(c.stock_place)
    serves = defaultdict(list)
    for d, s in serve:
        serves[int(place_of[d, s]), s].append(d)
    initial = c.stock_initial_t.tolist()
    bodies = {}
    for p in range(len(c.place_disposes)):
        for s in S:
            terms = [(amount, run[r, s]) for r, amount in flows[p] if (r, s) in run]
            terms += [(1.0, buy[o, s]) for o in offers[p] if (o, s) in buy]
            terms += [(1.0, ship[h, s]) for h in arrivals[p] if (h, s) in ship]
            terms += [(-1.0, sell[o, s]) for o in offers[p] if (o, s) in sell]
            terms += [(-1.0, ship[h, s]) for h in departures[p] if (h, s) in ship]
            if (p, s) in dispose:
                terms.append((-1.0, dispose[p, s]))
            terms += [(-1.0, serve[d, s]) for d in serves.get((p, s), ())]
            right = 0.0
            for k in stocks[p]:
                terms.append((-1.0 / years[s], hold[k, s]))
                if parent[s] >= 0:
                    terms.append((1.0 / years[s], hold[k, parent[s]]))
                else:
                    right -= initial[k] / years[s]
            if terms:
                bodies[p, s] = (right, terms, right)
    rows("material_balance", bodies)

    demand = c.demand_t.tolist()
    bodies = {}
    for d, s in short:
        terms = [(1.0, short[d, s])] + ([(1.0, serve[d, s])] if (d, s) in serve else [])
        bodies[d, s] = (demand[d][s], terms, demand[d][s])
    rows("demand_met", bodies)

    runs = by_place(c.run_facility)
    uses = c.run_use.tolist()
    availability, existing, ramped = c.availability.tolist(), c.existing.tolist(), c.existing_ramped.tolist()
    standing = defaultdict(list)
    for f, s, slot, share in zip(*(x.tolist() for x in (*sets.standing, sets.ramp_share))):
        standing[f, s].append((slot, share))
    online = c.slot_online_period.tolist()
    limits, ramps, rolls, lives = {}, {}, {}, {}
    for f in range(sets.facilities):
        for s in S:
            used = [(uses[r], run[r, s]) for r in runs[f] if (r, s) in run]
            there = installed.get((f, s))
            fixed = availability[f][s] * ramped[f][period[s]]
            if used and there is not None:
                limits[f, s] = (None, used + [(-availability[f][s], there)], 0.0)
            elif used:
                limits[f, s] = (None, used, fixed)
            if used and sets.ramping[f, s]:
                slow = [(-availability[f][s] * share, size[slot]) for slot, share in standing[f, s] if share > 0]
                ramps[f, s] = (None, used + slow, fixed)
            if there is None:
                continue
            now, terms = existing[f][period[s]], [(1.0, there)]
            if parent[s] >= 0:
                now = max(now - existing[f][period[parent[s]]], 0.0)
                if (f, parent[s]) in installed:
                    terms.append((-1.0, installed[f, parent[s]]))
            terms += [(-1.0, size[slot]) for slot, _ in standing[f, s] if online[slot] == period[s]]
            rolls[f, s] = (None, terms, now)
            if sets.must_end[f, s]:
                terms = [(1.0, there)] + [(-1.0, size[slot]) for slot, _ in standing[f, s]]
                lives[f, s] = (None, terms, existing[f][period[s]])
    rows("capacity_limit", limits), rows("ramp_limit", ramps), rows("capacity_roll", rolls), rows("lifetime_limit", lives)

    at_slot = {(f, s): i for i, (f, s) in enumerate(zip(c.slot_facility.tolist(), c.slot_state.tolist()))}
    limited, room = c.slot_site_limited.tolist(), c.slot_room_t.tolist()
    end, begin = c.slot_end_year.tolist(), c.slot_online_year.tolist()
    sites = defaultdict(list)
    for f, s, other in zip(*(x.tolist() for x in sets.committed)):
        slot = at_slot.get((f, s))
        if slot is not None and limited[slot] and end[other] > begin[slot]:
            sites[slot].append((1.0, size[other]))
    rows("site_limit", {slot: (None, terms, room[slot]) for slot, terms in sites.items()})

    bodies, lengths = {}, c.period_years.tolist()
    for f in np.nonzero(np.isfinite(c.reserve_t))[0].tolist():
        for leaf, state in enumerate(c.leaf_state.tolist()):
            path = sets.ancestor[state].tolist()
            terms = [(lengths[period[s]], run[r, s]) for s in path for r in runs[f] if (r, s) in run]
            bodies[f, leaf] = (None, terms, float(c.reserve_t[f]))
    rows("ore_depletion", bodies)

    lane_ships = by_place(c.ship_lane)
    bodies = {}
    for lane, s in np.argwhere(np.isfinite(c.lane_limit)).tolist():
        terms = [(1.0, ship[h, s]) for h in lane_ships[lane] if (h, s) in ship]
        if terms:
            bodies[lane, s] = (None, terms, float(c.lane_limit[lane, s]))
    rows("lane_limit", bodies)

    rows("keep_limit", {k: (None, [(1.0, keep[k]), (-1.0, size[k[0]])], 0.0) for k in keep})
    salvage, owner = defaultdict(list), c.slot_facility.tolist()
    for slot, leaf in keep:
        salvage[owner[slot], leaf].append((1.0, keep[slot, leaf]))
    last = c.leaf_state.tolist()
    for f, leaf in salvage:
        if (f, last[leaf]) in installed:
            salvage[f, leaf].append((-1.0, installed[f, last[leaf]]))
    rows("salvage_limit", {k: (None, terms, 0.0) for k, terms in salvage.items()})

    return m


def hand_over(m):
    """The model in an instance of HiGHS."""
    solver = Highs()
    solver.set_instance(m)
    return solver._solver_model


if __name__ == "__main__":
    measure("Pyomo", build, hand_over)
