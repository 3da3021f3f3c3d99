//! The adversary's problem as a program (docs/adversary.md#the-program).
//!
//! ```text
//!   min  spent_T
//!        cash_t  = rho cash_t-1 + flow at base - sum of losses on segments + sum of earn      by ledger and period
//!        earn   >= run(cuts),  earn >= -K                                                     plants with two prices or strikes
//!        spent_t = spent_t-1 + discounted cost of segments, undercuts, strikes
//!        cash_t <= L_t - margin                          in the death year; with 0-1 columns `dead` where there are several
//! ```

use program::solve::Solver;
use program::{Axis, Col, ColSpec, Cols, Program, RowBuilder, Rows};

use super::campaign::Campaign;
use super::industry::Contest;
use super::ledger::Arrangement;
use super::writer::Writer;

/// The adversary's problem against an arrangement.
#[derive(Clone, Debug)]
pub(super) struct Attack {
    pub program: Program,
    /// `death[victim,period]`: the victim's cash, in its unit, without bound until a death year is asked for.
    pub death: Rows<2>,
    /// Cost, discounted and in [`Self::cost_unit`], up to the end of each period.
    pub spent: Cols<1>,
    /// What the programs count the adversary's money in.
    pub cost_unit: f64,
    /// `cash[ledger,period]` in the ledger's unit, and the row that rolls it on.
    pub cash: Cols<2>,
    pub cash_roll: Rows<2>,
    /// `earn[plant,period]` in the ledger's unit: plants whose earnings have a column.
    pub earn: Cols<2>,
    pub earners: Vec<Earner>,
    /// `gone[ledger,period]`: debt beyond the line, which there is only in death.
    pub gone: Cols<2>,
    pub moves: Moves,
}

/// Which plants have a column for what they earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Those that need one.
    Needed,
    /// All, for the duals.
    Plants,
}

/// What the adversary decides.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    /// `share[product,period,segment]`: share taken of each segment of a cut for all.
    pub share: Cols<3>,
    /// `under[seller,product,period]`: further cut of a seller's price, as a share of the deepest.
    pub under: Cols<3>,
    /// `own[seller,product,period,segment]`: segments of the seller's whole cut.
    pub own: Cols<4>,
    /// `begin[strike,period]`: whether a strike begins.
    pub begin: Cols<2>,
    /// Cuts that bound the segments of `share`, by product and period.
    pub steps: Vec<Vec<Vec<f64>>>,
    pub sellers: Vec<Vec<usize>>,
}

/// A plant whose earnings need a column: ledger, firm, plant.
pub(super) type Earner = (usize, usize, usize);

impl Attack {
    pub fn new(contest: &Contest, arrangement: &Arrangement) -> Self {
        Self::with(contest, arrangement, Detail::Needed)
    }

    pub fn with(contest: &Contest, arrangement: &Arrangement, detail: Detail) -> Self {
        Writer::new(contest, arrangement, detail).write()
    }

    /// Adds 0-1 columns `dead[victim,period]`: at most one death for each victim, and what is spent by then covers what the
    /// death alone costs. `alone[victim][period]` is the least cost of that, discounted; `None` where it cannot be.
    pub fn add_deaths(&mut self, contest: &Contest, arrangement: &Arrangement, alone: &[Vec<Option<f64>>]) -> Cols<2> {
        let victims = Axis::new("victim", (0..arrangement.victims.len()).map(|victim| victim.to_string()));
        let periods = Axis::new("period", contest.industry.periods.iter().map(|period| period.label.clone()));
        let dead = self.program.cols("dead", "1", [&victims, &periods], |[victim, period]| {
            alone[victim][period].is_some().then(ColSpec::binary)
        });
        self.program.rows("one_death", "1", [&victims], |[victim], row| {
            dead.iter().filter(|([of, _], _)| *of == victim).for_each(|(_, col)| row.add(col, 1.0));
            row.at_most(1.0);
        });
        let ranges: Vec<Vec<(f64, f64)>> =
            (0..arrangement.ledgers.len()).map(|ledger| arrangement.cash_range(contest, ledger)).collect();
        let cash = &self.cash;
        self.program.rows("dead_below", "unit", [&victims, &periods], |[victim, period], row| {
            let Some(dead) = dead.get([victim, period]) else { return };
            let unit = arrangement.unit(victim);
            let most: f64 = arrangement.victims[victim].ledgers.iter().map(|ledger| ranges[*ledger][period].1).sum();
            let line = arrangement.deadly(victim, period);
            let slack = ((most - line) / unit).max(0.0);
            write_cash(row, cash, arrangement, victim, period);
            row.add(dead, slack);
            row.at_most(line / unit + slack);
        });
        let gone = &self.gone;
        let ledger = Axis::new("ledger", (0..arrangement.ledgers.len()).map(|ledger| ledger.to_string()));
        self.program.rows("gone_when_dead", "unit", [&ledger, &periods], |[ledger, period], row| {
            let Some(gone) = gone.get([ledger, period]) else { return };
            let lowest = ranges[ledger][..=period].iter().map(|range| range.0).fold(0.0, f64::min);
            row.add(gone, 1.0);
            for ([victim, at], dead) in dead.iter() {
                if at <= period && arrangement.victims[victim].ledgers == [ledger] {
                    row.add(dead, lowest / arrangement.ledgers[ledger].unit);
                }
            }
            row.at_most(0.0);
        });
        // Valid because a victim dies once at most, and tight: without it a death spread over all years costs next to nothing.
        let (spent, unit) = (&self.spent, self.cost_unit);
        self.program.rows("spent_by_death", "unit", [&victims, &periods], |[victim, period], row| {
            let deaths = dead.iter().filter(|([of, at], _)| *of == victim && *at <= period);
            for ([_, at], col) in deaths {
                row.add(col, -alone[victim][at].unwrap_or(0.0) / unit);
            }
            if !row.is_empty() {
                row.add(spent.get([period]).expect("there is spending in every period"), 1.0);
                row.at_least(0.0);
            }
        });
        dead
    }

    /// Asks for a death, the victim's first, or takes it back.
    pub fn ask(&self, solver: &mut Solver, arrangement: &Arrangement, (victim, period): (usize, usize), dead: bool) {
        let row = self.death.get([victim, period]).expect("every victim has a row in every period");
        let line = if dead { deadly(arrangement, victim, period) } else { f64::INFINITY };
        solver.set_row_bounds(row, f64::NEG_INFINITY, line);
        if let [ledger] = arrangement.victims[victim].ledgers[..] {
            let most = if dead { 0.0 } else { f64::INFINITY };
            for (_, col) in self.gone.iter().filter(|([of, at], _)| *of == ledger && *at < period) {
                solver.set_col_bounds(col, 0.0, most);
            }
        }
    }

    /// No cuts up to a period.
    pub fn no_cuts_until(&mut self, period: usize) {
        let Moves { share, under, own, .. } = &self.moves;
        let cols = share.iter().filter(|([_, t, _], _)| *t <= period).map(|(_, col)| col);
        let under = under.iter().filter(|([_, _, t], _)| *t <= period).map(|(_, col)| col);
        let own = own.iter().filter(|([_, _, t, _], _)| *t <= period).map(|(_, col)| col);
        for col in cols.chain(under).chain(own) {
            self.program.set_col_bounds(col, 0.0, 0.0);
        }
    }

    /// The campaign in the columns of a solution.
    pub fn campaign(&self, contest: &Contest, cols: &[f64]) -> Campaign {
        let mut campaign = Campaign::none(contest);
        let value = |col: Col| cols[col.index()];
        let Moves { share, under, begin, steps, sellers, .. } = &self.moves;
        for ([m, t, k], col) in share.iter() {
            campaign.cuts[m][t] += value(col).clamp(0.0, 1.0) * (steps[m][t][k + 1] - steps[m][t][k]);
        }
        for ([seller, m, t], col) in under.iter() {
            let cut = value(col).max(0.0) * contest.industry.products[m].most(t);
            sellers[seller].iter().for_each(|firm| campaign.undercuts[*firm][m][t] = cut);
        }
        let begun = begin.iter().filter(|(_, col)| value(*col) > 0.5);
        campaign.strikes = begun.map(|([strike, start], _)| (strike, start)).collect();
        campaign.settle(contest);
        campaign
    }
}

/// The cash of a victim in its unit.
pub(super) fn write_cash(
    row: &mut RowBuilder<'_>,
    cash: &Cols<2>,
    arrangement: &Arrangement,
    victim: usize,
    period: usize,
) {
    for ledger in &arrangement.victims[victim].ledgers {
        let col = cash.get([*ledger, period]).expect("every ledger has cash in every period");
        row.add(col, arrangement.ledgers[*ledger].unit / arrangement.unit(victim));
    }
}

/// The bound of a `death` row that makes its victim dead in its period, in the victim's unit.
fn deadly(arrangement: &Arrangement, victim: usize, period: usize) -> f64 {
    arrangement.deadly(victim, period) / arrangement.unit(victim)
}
