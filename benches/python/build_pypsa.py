"""The closest that PyPSA can say: a network of material-region buses with multi-port links, one snapshot for each state.

Not in it: the tree (stores do not follow it, so there are none), commitments by state with ramp and life (each plant has one
extendable capacity for all states), ore in the ground, what is worth something at the end. In it: every flow of every run,
every lane, every trade, every demand and every shortage in every state: nine tenths of the columns and coefficients.
"""

import logging

import numpy as np
import pandas as pd
import pypsa

from case import measure


def build(case, sets):
    """Buses, links for runs and lanes, generators for trades, disposal and shortage."""
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    c, S = case, sets.states
    n = pypsa.Network()
    snapshots = pd.Index([f"s{s}" for s in range(S)], name="snapshot")
    n.set_snapshots(snapshots)
    places = len(c.place_disposes)
    n.add("Bus", [f"p{p}" for p in range(places)])

    def over_time(values, names):
        return pd.DataFrame(np.ascontiguousarray(values.T), index=snapshots, columns=names)

    # Runs: port 0 takes in what the first flow uses (or makes), the others follow in proportion.
    runs = len(c.run_facility)
    names = [f"run{r}" for r in range(runs)]
    widest = int(np.bincount(c.flow_run).max())
    ports = np.full((runs, widest), -1)
    amounts = np.zeros((runs, widest))
    inside = np.zeros(runs, dtype=int)
    for r, p, amount in zip(c.flow_run, c.flow_place, c.flow_amount):
        ports[r, inside[r]], amounts[r, inside[r]] = p, amount
        inside[r] += 1
    # A link's flow is what leaves port 0: activity times the first amount, where it is used.
    first = np.where(amounts[:, 0] < 0, -amounts[:, 0], 1.0)
    makes = amounts[:, 0] > 0
    n.add("Bus", "ground")
    n.add("Generator", "deposit", bus="ground", p_nom=np.inf)
    columns = {}
    for k in range(widest):
        column, share = [], []
        for r in range(runs):
            shift = k if makes[r] else k + 1
            there = shift < widest and ports[r, shift] >= 0
            column.append(f"p{ports[r, shift]}" if there else "")
            share.append(amounts[r, shift] / first[r] if there else 1.0)
        columns[f"bus{k + 1}"] = column
        columns["efficiency" if k == 0 else f"efficiency{k + 1}"] = share
    port0 = ["ground" if makes[r] else f"p{ports[r, 0]}" for r in range(runs)]
    cost = c.cost_run / first[:, None]
    n.add("Link", names, bus0=port0, p_nom_extendable=True, marginal_cost=over_time(-cost, names), **columns)

    # Lanes.
    names = [f"ship{h}" for h in range(len(c.ship_lane))]
    limit = c.lane_limit[c.ship_lane].max(axis=1)
    n.add(
        "Link",
        names,
        bus0=[f"p{p}" for p in c.ship_from],
        bus1=[f"p{p}" for p in c.ship_to],
        p_nom=np.where(np.isfinite(limit), limit, 1e6),
        marginal_cost=over_time(-c.cost_ship, names),
    )

    # Trades: what is bought is generated, what is sold is generated with the other sign; so is what is thrown away.
    def generators(prefix, at, most, costs, sign):
        names = [f"{prefix}{i}" for i in range(len(at))]
        most = np.where(np.isfinite(most), most, 1e6)
        buses = [f"p{p}" for p in at]
        n.add("Generator", names, bus=buses, p_nom=most, sign=sign, marginal_cost=over_time(-costs, names))

    buys, sells = ~sets.sells & (c.offer_place >= 0), sets.sells & (c.offer_place >= 0)
    generators("buy", c.offer_place[buys], c.offer_limit[buys].max(axis=1), c.cost_buy[buys], 1.0)
    generators("sell", c.offer_place[sells], c.offer_limit[sells].max(axis=1), c.cost_sell[sells], -1.0)
    thrown = np.nonzero(c.place_disposes)[0]
    generators("dispose", thrown, np.full(len(thrown), np.inf), c.cost_dispose[thrown], -1.0)

    # Demands, and what is short of them.
    at = c.demand_place.max(axis=1)
    names = [f"use{d}" for d in range(len(at))]
    n.add("Load", names, bus=[f"p{p}" for p in at], p_set=over_time(c.demand_t, names))
    generators("short", at, c.demand_t.max(axis=1), c.cost_short - c.cost_serve, 1.0)

    n.optimize.create_model()
    return n


if __name__ == "__main__":
    measure("PyPSA", build, lambda n: n.model.to_highspy())
