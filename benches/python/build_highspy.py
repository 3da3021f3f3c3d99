"""The yardstick: coordinates of the matrix in numpy, sorted by row, handed straight to HiGHS."""

import highspy
import numpy as np
from scipy.sparse import coo_array

from case import mark, measure


class Builder:
    """Columns and rows of a program, family by family, as arrays."""

    def __init__(self, offset):
        self.offset = offset
        self.matrix = None
        self.cols = 0
        self.rows = 0
        self.col_parts = []
        self.row_parts = []
        self.terms = []

    def add_cols(self, where, cost, upper=np.inf, lower=0.0):
        """A column for every true cell of `where`; gives the number of each cell's column, -1 without one."""
        where = np.asarray(where, dtype=bool)
        number = np.full(where.shape, -1, dtype=np.int32)
        count = int(where.sum())
        number[where] = np.arange(self.cols, self.cols + count, dtype=np.int32)
        pick = lambda values: np.broadcast_to(values, where.shape)[where]
        self.col_parts.append((pick(cost), pick(lower), pick(upper)))
        self.cols += count
        return number

    def add_rows(self, where, lower, upper):
        """A row for every true cell of `where`, numbered as columns are."""
        where = np.asarray(where, dtype=bool)
        number = np.full(where.shape, -1, dtype=np.int32)
        count = int(where.sum())
        number[where] = np.arange(self.rows, self.rows + count, dtype=np.int32)
        pick = lambda values: np.broadcast_to(values, where.shape)[where]
        self.row_parts.append((pick(lower), pick(upper)))
        self.rows += count
        return number

    def add(self, rows, cols, values):
        """Terms; those without a row or without a column fall away."""
        rows, cols, values = np.broadcast_arrays(rows, cols, values)
        kept = (rows >= 0) & (cols >= 0) & (values != 0)
        self.terms.append((rows[kept], cols[kept], values[kept]))

    def sort(self):
        """The matrix by rows, in the place of the terms."""
        rows, cols, values = (np.concatenate(part) for part in zip(*self.terms))
        self.terms.clear()
        self.matrix = coo_array((values, (rows, cols)), shape=(self.rows, self.cols)).tocsr()

    def pass_to_highs(self):
        """The program in an instance of HiGHS."""
        matrix = self.matrix
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_, lp.offset_ = self.cols, self.rows, self.offset
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = (np.concatenate(p) for p in zip(*self.col_parts))
        lp.row_lower_, lp.row_upper_ = (np.concatenate(p) for p in zip(*self.row_parts))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.passModel(lp)
        return highs


def build(case, sets):
    """Every family in the order of the formulation."""
    b = Builder(case.index["offset"])
    inf = np.inf
    c, period = case, case.state_period
    states = np.arange(sets.states)
    run = b.add_cols(sets.may_run[c.run_facility], c.cost_run)
    installed = b.add_cols(sets.installed, c.cost_installed)
    size = b.add_cols(np.ones(len(c.slot_state)), c.cost_size[:, 0], c.slot_max_t)
    keep = b.add_cols(np.ones(len(sets.keep[0])), c.slot_worth[sets.keep[0]] * c.leaf_weight[sets.keep[1]])
    traded = (c.offer_place >= 0)[:, None] & (c.offer_limit > 0)
    buy = b.add_cols(traded & ~sets.sells[:, None], c.cost_buy, c.offer_limit)
    sell = b.add_cols(traded & sets.sells[:, None], c.cost_sell, c.offer_limit)
    ship = b.add_cols(c.lane_limit[c.ship_lane] > 0, c.cost_ship)
    disposes = np.repeat(c.place_disposes[:, None] > 0, sets.states, axis=1)
    dispose = b.add_cols(disposes, c.cost_dispose)
    held = np.repeat(c.stock_place[:, None] >= 0, sets.states, axis=1)
    hold = b.add_cols(held, c.cost_hold, c.stock_limit_t[:, None])
    place_of = c.demand_place[:, period]
    serve = b.add_cols((c.demand_t > 0) & (place_of >= 0), c.cost_serve, c.demand_t)
    short = b.add_cols(c.demand_t > 0, c.cost_short, c.demand_t)

    # material_balance[place,state]
    places = len(c.place_disposes)
    used = np.zeros((places, sets.states), dtype=bool)
    for place, col in [(c.offer_place, buy), (c.offer_place, sell), (c.ship_from, ship), (c.ship_to, ship)]:
        on = place >= 0
        mark(used, place[on], col[on] >= 0)
    mark(used, c.flow_place, run[c.flow_run] >= 0)
    mark(used, c.stock_place[c.stock_place >= 0], True)
    used |= dispose >= 0
    served = serve >= 0
    used[place_of[served], np.nonzero(served)[1]] = True
    years = c.period_years[period]
    opening = np.zeros((places, sets.states))
    first = c.state_parent < 0
    on = c.stock_place >= 0
    np.add.at(opening, c.stock_place[on], np.where(first, c.stock_initial_t[on, None] / years, 0.0))
    balance = b.add_rows(used, -opening, -opening)
    b.add(balance[c.flow_place], run[c.flow_run], c.flow_amount[:, None])
    b.add(np.where((c.offer_place >= 0)[:, None], balance[c.offer_place], -1), buy, 1.0)
    b.add(balance[c.ship_to], ship, 1.0)
    b.add(np.where((c.offer_place >= 0)[:, None], balance[c.offer_place], -1), sell, -1.0)
    b.add(balance[c.ship_from], ship, -1.0)
    b.add(balance, dispose, -1.0)
    b.add(np.where(place_of >= 0, balance[place_of, states], -1), serve, -1.0)
    at_stock = np.where(on[:, None], balance[c.stock_place], -1)
    b.add(at_stock, hold, -1.0 / years)
    b.add(at_stock, np.where(first, -1, hold[:, c.state_parent]), 1.0 / years)

    # demand_met[demand,state]
    met = b.add_rows(short >= 0, c.demand_t, c.demand_t)
    b.add(met, short, 1.0)
    b.add(met, serve, 1.0)

    # capacity_limit[facility,state]
    runs = np.zeros((sets.facilities, sets.states), dtype=bool)
    mark(runs, c.run_facility, run >= 0)
    fixed = c.availability * c.existing_ramped[:, period]
    limit = b.add_rows(runs, -inf, np.where(sets.installed, 0.0, fixed))
    b.add(limit[c.run_facility], run, c.run_use[:, None])
    b.add(limit, installed, -c.availability)

    # ramp_limit[facility,state]
    f, s, slot = sets.standing
    ramp = b.add_rows(runs & sets.ramping, -inf, fixed)
    b.add(ramp[c.run_facility], run, c.run_use[:, None])
    b.add(ramp[f, s], size[slot], -c.availability[f, s] * sets.ramp_share)

    # capacity_roll[facility,state]
    parent = c.state_parent
    existing = c.existing[:, period]
    stood = np.where(first, 0.0, existing[:, parent])
    roll = b.add_rows(sets.installed, -inf, np.maximum(existing - stood, 0.0))
    b.add(roll, installed, 1.0)
    b.add(roll, np.where(first, -1, installed[:, parent]), -1.0)
    arrives = c.slot_online_period[slot] == period[s]
    b.add(roll[f, s][arrives], size[slot][arrives], -1.0)

    # lifetime_limit[facility,state]
    life = b.add_rows(sets.must_end, -inf, existing)
    b.add(life, installed, 1.0)
    b.add(life[f, s], size[slot], -1.0)

    # site_limit[slot]
    site = b.add_rows(c.slot_site_limited > 0, -inf, c.slot_room_t)
    g, t, other = sets.committed
    at_slot = np.full((sets.facilities, sets.states), -1, dtype=np.int64)
    at_slot[c.slot_facility, c.slot_state] = np.arange(len(c.slot_state))
    mine = at_slot[g, t]
    alive = (mine >= 0) & (c.slot_end_year[other] > c.slot_online_year[mine])
    b.add(site[mine[alive]], size[other[alive]], 1.0)

    # ore_depletion[facility,scenario]
    limited = np.isfinite(c.reserve_t)
    ore = b.add_rows(np.repeat(limited[:, None], sets.leaves, axis=1), -inf, c.reserve_t[:, None])
    path = sets.ancestor[c.leaf_state]
    r = np.nonzero(limited[c.run_facility])[0]
    b.add(ore[c.run_facility[r]][:, :, None], run[r][:, path], c.period_years)

    # lane_limit[lane,state]
    carried = np.zeros_like(c.lane_limit, dtype=bool)
    mark(carried, c.ship_lane, ship >= 0)
    lane = b.add_rows(carried & np.isfinite(c.lane_limit), -inf, c.lane_limit)
    b.add(lane[c.ship_lane], ship, 1.0)

    # keep_limit[slot,scenario] and salvage_limit[facility,scenario]
    slot, leaf = sets.keep
    kept = b.add_rows(np.ones(len(slot)), -inf, 0.0)
    b.add(kept, keep, 1.0)
    b.add(kept, size[slot], -1.0)
    some = np.zeros((sets.facilities, sets.leaves), dtype=bool)
    some[c.slot_facility[slot], leaf] = True
    salvage = b.add_rows(some, -inf, 0.0)
    b.add(salvage[c.slot_facility[slot], leaf], keep, 1.0)
    b.add(salvage, installed[:, c.leaf_state], -1.0)
    b.sort()
    return b


if __name__ == "__main__":
    measure("numpy and highspy", build, Builder.pass_to_highs)
