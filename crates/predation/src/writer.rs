//! How the adversary's problem is written: columns, then one function for each kind of row.
//!
//! Long: one function for each kind of row of one program.

use program::{Axis, Col, ColSpec, Cols, Program, RowBuilder, Rows, Sense};

use super::attack::{Attack, Detail, Earner, Moves, write_cash};
use super::industry::{Contest, Industry};
use super::ledger::Arrangement;

/// Builds an [`Attack`].
pub(super) struct Writer<'a> {
    contest: &'a Contest,
    arrangement: &'a Arrangement,
    period: Axis,
    product: Axis,
    segment: Axis,
    seller: Axis,
    ledger: Axis,
    strike: Axis,
    /// Cuts that bound segments, by product and period: for all, and for those who can be undercut.
    steps: Vec<Vec<Vec<f64>>>,
    breaks: Vec<Vec<Vec<f64>>>,
    cost_unit: f64,
    detail: Detail,
}

/// What comes with the ledgers.
struct Ledgers {
    earners: Vec<Earner>,
    earn: Cols<2>,
    cash_roll: Rows<2>,
    gone: Cols<2>,
}

impl<'a> Writer<'a> {
    pub fn new(contest: &'a Contest, arrangement: &'a Arrangement, detail: Detail) -> Self {
        let industry = &contest.industry;
        let grid = |cuts: &dyn Fn(usize, usize) -> Vec<f64>| -> Vec<Vec<Vec<f64>>> {
            let periods = |m: usize| (0..contest.num_periods()).map(|t| cuts(m, t)).collect();
            (0..industry.products.len()).map(periods).collect()
        };
        let steps = grid(&|m, t| contest.steps(m, t));
        let breaks = grid(&|m, t| contest.breakpoints(m, t));
        let most = steps.iter().chain(&breaks).flatten().map(Vec::len).max().unwrap_or(1);
        let cost_unit = contest.deepest_cost();
        Self {
            contest,
            arrangement,
            period: Axis::new("period", industry.periods.iter().map(|period| period.label.clone())),
            product: Axis::new("product", industry.products.iter().map(|product| product.name.clone())),
            segment: Axis::new("segment", (1..most).map(|segment| segment.to_string())),
            seller: Axis::new("seller", arrangement.sellers.iter().map(|seller| contest.firms[seller[0]].name.clone())),
            ledger: Axis::new(
                "ledger",
                arrangement.ledgers.iter().map(|ledger| contest.firms[ledger.firms[0]].name.clone()),
            ),
            strike: Axis::new("strike", industry.strikes.iter().map(|strike| strike.name.clone())),
            steps,
            breaks,
            cost_unit: if cost_unit > 0.0 { cost_unit } else { 1.0 },
            detail,
        }
    }

    pub fn write(self) -> Attack {
        let mut program = Program::new(Sense::Minimize);
        let industry = &self.contest.industry;
        let share = program.cols("share", "1", [&self.product, &self.period, &self.segment], |[m, t, k]| {
            let spec =
                if industry.products[m].menu.is_empty() { ColSpec::between(0.0, 1.0) } else { ColSpec::binary() };
            (k + 1 < self.steps[m][t].len()).then_some(spec)
        });
        let hunted = |seller: usize, m: usize, t: usize| self.breaks[m][t].len() > 1 && self.sales(seller, m, t) > 0.0;
        let axes = [&self.seller, &self.product, &self.period];
        let under = program
            .cols("under", "1", axes, |[seller, m, t]| hunted(seller, m, t).then_some(ColSpec::between(0.0, 1.0)));
        let axes = [&self.seller, &self.product, &self.period, &self.segment];
        let own = program.cols("own", "1", axes, |[seller, m, t, k]| {
            (hunted(seller, m, t) && k + 1 < self.breaks[m][t].len()).then_some(ColSpec::between(0.0, 1.0))
        });
        let begin = program.cols("begin", "1", [&self.strike, &self.period], |[strike, t]| {
            let strike = &industry.strikes[strike];
            (strike.starts.contains(&t) && self.ledger_of(strike.firm).is_some()).then_some(ColSpec::binary())
        });
        let last = self.contest.num_periods() - 1;
        let spent = program.cols("spent", "unit", [&self.period], |[t]| {
            let most = if t == last { industry.budget / self.cost_unit } else { f64::INFINITY };
            Some(ColSpec::between(0.0, most).cost(if t == last { 1.0 } else { 0.0 }))
        });
        let cash = program.cols("cash", "unit", [&self.ledger, &self.period], |_| Some(ColSpec::free()));
        let sellers = self.arrangement.sellers.clone();
        let moves = Moves { share, under, own, begin, steps: self.steps.clone(), sellers };
        self.menus(&mut program, &moves);
        self.undercuts(&mut program, &moves);
        self.spending(&mut program, &moves, &spent);
        self.ramps(&mut program, &moves);
        self.together(&mut program, &moves);
        let Ledgers { earners, earn, cash_roll, gone } = self.ledgers(&mut program, &moves, &cash);
        let victims = Axis::new("victim", (0..self.arrangement.victims.len()).map(|victim| victim.to_string()));
        let death = program.rows("death", "unit", [&victims, &self.period], |[victim, period], row| {
            write_cash(row, &cash, self.arrangement, victim, period);
            row.at_most(f64::INFINITY);
        });
        Attack { program, death, spent, cost_unit: self.cost_unit, cash, cash_roll, earn, earners, gone, moves }
    }

    fn ledger_of(&self, firm: usize) -> Option<usize> {
        self.arrangement.ledgers.iter().position(|ledger| ledger.firms.contains(&firm))
    }

    fn sales(&self, seller: usize, product: usize, period: usize) -> f64 {
        self.arrangement.sellers[seller].iter().map(|firm| self.contest.firms[*firm].sales(product, period)).sum()
    }

    /// A menu's segments differ in width: the second alone could fit a need better than the first.
    fn menus(&self, program: &mut Program, moves: &Moves) {
        program.rows("in_order", "1", [&self.product, &self.period, &self.segment], |[m, t, k], row| {
            if self.contest.industry.products[m].menu.is_empty() {
                return;
            }
            if let (Some(first), Some(second)) = (moves.share.get([m, t, k]), moves.share.get([m, t, k + 1])) {
                row.add(first, 1.0);
                row.add(second, -1.0);
                row.at_least(0.0);
            }
        });
    }

    /// A seller's cut is that for all and its own.
    fn undercuts(&self, program: &mut Program, moves: &Moves) {
        let Moves { share, own, under, .. } = moves;
        let axes = [&self.seller, &self.product, &self.period];
        program.rows("seller_cut", "1", axes, |[seller, m, t], row| {
            let Some(under) = under.get([seller, m, t]) else { return };
            let most = self.contest.industry.products[m].most(t);
            row.add(under, -1.0);
            for k in 0..self.segment.len() {
                if let Some(col) = own.get([seller, m, t, k]) {
                    row.add(col, (self.breaks[m][t][k + 1] - self.breaks[m][t][k]) / most);
                }
                if let Some(col) = share.get([m, t, k]) {
                    row.add(col, -(self.steps[m][t][k + 1] - self.steps[m][t][k]) / most);
                }
            }
            row.equals(0.0);
        });
    }

    fn spending(&self, program: &mut Program, moves: &Moves, spent: &Cols<1>) {
        let industry = &self.contest.industry;
        let Moves { share, under, begin, .. } = moves;
        let col = |t: usize| spent.get([t]).expect("there is spending in every period");
        program.rows("spending", "unit", [&self.period], |[t], row| {
            let weight = industry.periods[t].discount / self.cost_unit;
            row.add(col(t), 1.0);
            if t > 0 {
                row.add(col(t - 1), -1.0);
            }
            for (m, product) in industry.products.iter().enumerate() {
                for k in 0..self.segment.len() {
                    if let Some(share) = share.get([m, t, k]) {
                        let cuts = &self.steps[m][t];
                        row.add(share, -weight * (product.cost[t].at(cuts[k + 1]) - product.cost[t].at(cuts[k])));
                    }
                }
                for seller in 0..self.seller.len() {
                    if let Some(under) = under.get([seller, m, t]) {
                        row.add(under, -weight * self.sales(seller, m, t) * product.most(t));
                    }
                }
            }
            for (at, strike) in industry.strikes.iter().enumerate() {
                if let Some(begin) = begin.get([at, t]) {
                    row.add(begin, -weight * strike.cost);
                }
            }
            row.equals(0.0);
        });
        program.rows("period_budget", "unit", [&self.period], |[t], row| {
            let period = &industry.periods[t];
            if period.budget.is_finite() {
                row.add(col(t), 1.0);
                if t > 0 {
                    row.add(col(t - 1), -1.0);
                }
                row.at_most(period.budget * period.discount / self.cost_unit);
            }
        });
    }

    /// The depth grows by so much at most.
    fn ramps(&self, program: &mut Program, moves: &Moves) {
        let industry = &self.contest.industry;
        let share = &moves.share;
        let most = industry.products.iter().map(|product| product.growth.len()).max().unwrap_or_default();
        let limit = Axis::new("limit", (1..=most).map(|limit| limit.to_string()));
        program.rows("ramp", "1", [&self.product, &limit], |[m, i], row| {
            let product = &industry.products[m];
            let Some(growth) = product.growth.get(i).filter(|growth| product.most(growth.period) > 0.0) else { return };
            self.depth(row, share, [m, growth.period], 1.0);
            if growth.period > 0 {
                self.depth(row, share, [m, growth.period - 1], -growth.kept);
            }
            if !row.is_empty() {
                row.at_most(growth.most);
            }
        });
    }

    /// Adds the depth of a product in a period.
    fn depth(&self, row: &mut RowBuilder<'_>, share: &Cols<3>, [m, t]: [usize; 2], factor: f64) {
        for k in 0..self.segment.len() {
            if let Some(col) = share.get([m, t, k]) {
                let width = self.steps[m][t][k + 1] - self.steps[m][t][k];
                row.add(col, factor * self.contest.industry.products[m].depth(width, t));
            }
        }
    }

    /// Of products that exclude each other one is cut; those that share a thing take at most all of it.
    fn together(&self, program: &mut Program, moves: &Moves) {
        let Industry { exclusive, shared, .. } = &self.contest.industry;
        let share = &moves.share;
        let choice = |m: usize| exclusive.iter().any(|(a, b)| *a == m || *b == m);
        let cut = program.cols("cut", "1", [&self.product, &self.period], |[m, t]| {
            (choice(m) && share.get([m, t, 0]).is_some()).then(ColSpec::binary)
        });
        program.rows("cut_at_all", "1", [&self.product, &self.period, &self.segment], |[m, t, k], row| {
            if let (Some(cut), Some(share)) = (cut.get([m, t]), share.get([m, t, k])) {
                row.add(share, 1.0);
                row.add(cut, -1.0);
                row.at_most(0.0);
            }
        });
        let names = |(a, b): &(usize, usize)| {
            let name = |m: usize| self.contest.industry.products[m].name.as_str();
            format!("{}:{}", name(*a), name(*b))
        };
        let pair = Axis::new("pair", exclusive.iter().map(names));
        program.rows("one_of_two", "1", [&pair, &self.period], |[at, t], row| {
            let (a, b) = exclusive[at];
            if let (Some(a), Some(b)) = (cut.get([a, t]), cut.get([b, t])) {
                row.add(a, 1.0);
                row.add(b, 1.0);
                row.at_most(1.0);
            }
        });
        let thing = Axis::new("thing", (0..shared.len()).map(|thing| thing.to_string()));
        program.rows("all_of_it", "1", [&thing, &self.period], |[at, t], row| {
            shared[at].iter().for_each(|(m, part)| self.depth(row, share, [*m, t], *part));
            if !row.is_empty() {
                row.at_most(1.0);
            }
        });
    }

    /// Cash of every ledger, with what its plants earn.
    fn ledgers(&self, program: &mut Program, moves: &Moves, cash: &Cols<2>) -> Ledgers {
        let contest = self.contest;
        let mut earners: Vec<Earner> = Vec::new();
        for (ledger, data) in self.arrangement.ledgers.iter().enumerate() {
            for firm in &data.firms {
                for plant in 0..contest.firms[*firm].plants.len() {
                    if (0..contest.num_periods()).any(|t| self.has_column(*firm, plant, t)) {
                        earners.push((ledger, *firm, plant));
                    }
                }
            }
        }
        let earner = Axis::new(
            "plant",
            earners.iter().map(|(_, firm, plant)| {
                let firm = &contest.firms[*firm];
                format!("{}:{}", firm.name, firm.plants[*plant].name)
            }),
        );
        let earn = program.cols("earn", "unit", [&earner, &self.period], |[at, t]| {
            let (ledger, firm, plant) = earners[at];
            let idle = contest.firms[firm].plants[plant].idle_cost[t] / self.arrangement.ledgers[ledger].unit;
            self.has_column(firm, plant, t).then(|| ColSpec::between(-idle, f64::INFINITY))
        });
        let [held, owed, gone] = self.signs(program, cash);
        let losses = |row: &mut RowBuilder<'_>, firm: usize, t: usize, unit: f64| {
            if self.detail == Detail::Plants {
                return;
            }
            for m in 0..self.product.len() {
                let (cols, cuts) = self.cut_cols(moves, firm, m, t);
                for (col, loss) in cols.into_iter().zip(contest.losses(firm, m, t, cuts)) {
                    row.add(col, loss / unit);
                }
            }
        };
        let cash_roll = program.rows("cash_roll", "unit", [&self.ledger, &self.period], |[ledger, t], row| {
            let data = &self.arrangement.ledgers[ledger];
            row.add(cash.get([ledger, t]).expect("every ledger has cash"), 1.0);
            match (t.checked_sub(1), data.curved) {
                (None, _) => {
                    let growth = if data.purse < 0.0 { data.debt_growth[0] } else { data.growth[0] };
                    row.add_constant(-growth * data.purse / data.unit);
                }
                (Some(before), false) => row.add(cash.get([ledger, before]).expect("as above"), -data.growth[t]),
                (Some(before), true) => {
                    row.add(held.get([ledger, before]).expect("curved"), -data.growth[t]);
                    row.add(owed.get([ledger, before]).expect("curved"), data.debt_growth[t]);
                }
            }
            for firm in &data.firms {
                let flow = match self.detail {
                    Detail::Needed => contest.simple_flow(*firm, t),
                    Detail::Plants => contest.firms[*firm].steady(t),
                };
                row.add_constant(-flow / data.unit);
                losses(row, *firm, t, data.unit);
            }
            for (at, _) in earners.iter().enumerate().filter(|(_, earner)| earner.0 == ledger) {
                if let Some(earn) = earn.get([at, t]) {
                    row.add(earn, -1.0);
                }
            }
            row.equals(0.0);
        });
        self.earnings(program, moves, &earners, &earner, &earn);
        Ledgers { earners, earn, cash_roll, gone }
    }

    fn has_column(&self, firm: usize, plant: usize, period: usize) -> bool {
        self.detail == Detail::Plants || !self.contest.is_simple(firm, plant, period)
    }

    /// Cash above 0 and below 0 where they bear different interest: one of the two. Before a death debt is at most the credit line;
    /// what is beyond it from then on is `gone`, which keeps the bounds tight.
    fn signs(&self, program: &mut Program, cash: &Cols<2>) -> [Cols<2>; 3] {
        let (contest, arrangement) = (self.contest, self.arrangement);
        let axes = [&self.ledger, &self.period];
        let ranges: Vec<Vec<(f64, f64)>> =
            (0..arrangement.ledgers.len()).map(|ledger| arrangement.cash_range(contest, ledger)).collect();
        let unit = |ledger: usize| arrangement.ledgers[ledger].unit;
        let most = |ledger: usize, t: usize| ranges[ledger][t].1.max(0.0) / unit(ledger);
        let debt = |ledger: usize, t: usize| {
            let least = arrangement.line(ledger, t).unwrap_or(ranges[ledger][t].0);
            (-least).max(0.0) / unit(ledger)
        };
        let there = |ledger: usize| arrangement.ledgers[ledger].curved;
        let held = program.cols("held", "unit", axes, |[l, t]| there(l).then(|| ColSpec::between(0.0, most(l, t))));
        let owed = program.cols("owed", "unit", axes, |[l, t]| there(l).then(|| ColSpec::between(0.0, debt(l, t))));
        let gone = program.cols("gone", "unit", axes, |[l, t]| {
            (there(l) && arrangement.line(l, t).is_some()).then(ColSpec::positive)
        });
        let solvent = program.cols("solvent", "1", axes, |[l, _]| there(l).then(ColSpec::binary));
        program.rows("cash_sign", "unit", axes, |[l, t], row| {
            if let (Some(held), Some(owed), Some(cash)) = (held.get([l, t]), owed.get([l, t]), cash.get([l, t])) {
                row.add(cash, 1.0);
                row.add(held, -1.0);
                row.add(owed, 1.0);
                if let Some(gone) = gone.get([l, t]) {
                    row.add(gone, 1.0);
                }
                row.equals(0.0);
            }
        });
        program.rows("held_when_solvent", "unit", axes, |[l, t], row| {
            if let (Some(held), Some(solvent)) = (held.get([l, t]), solvent.get([l, t])) {
                row.add(held, 1.0);
                row.add(solvent, -most(l, t));
                row.at_most(0.0);
            }
        });
        program.rows("owed_when_not", "unit", axes, |[l, t], row| {
            if let (Some(owed), Some(solvent)) = (owed.get([l, t]), solvent.get([l, t])) {
                row.add(owed, 1.0);
                row.add(solvent, debt(l, t));
                row.at_most(debt(l, t));
            }
        });
        [held, owed, gone]
    }

    /// Columns that cut the price that a firm gets, with the cuts that bound their segments.
    fn cut_cols(&self, moves: &Moves, firm: usize, m: usize, t: usize) -> (Vec<Col>, &[f64]) {
        let seller = self.arrangement.sellers.iter().position(|seller| seller.contains(&firm));
        let segments = 0..self.segment.len();
        if let Some(seller) = seller.filter(|seller| moves.under.get([*seller, m, t]).is_some()) {
            return (segments.filter_map(|k| moves.own.get([seller, m, t, k])).collect(), &self.breaks[m][t]);
        }
        (segments.filter_map(|k| moves.share.get([m, t, k])).collect(), &self.steps[m][t])
    }

    /// `earn >= run`, and what a strike leaves of it.
    fn earnings(&self, program: &mut Program, moves: &Moves, earners: &[Earner], earner: &Axis, earn: &Cols<2>) {
        let contest = self.contest;
        let industry = &contest.industry;
        let begins = |strike: usize, t: usize| -> Vec<Col> {
            let data = &industry.strikes[strike];
            let starts = data.starts.iter().filter(|start| data.covers(**start, t));
            starts.filter_map(|start| moves.begin.get([strike, *start])).collect()
        };
        let hits = |strike: usize, firm: usize, plant: usize| {
            industry.strikes[strike].firm == firm && industry.strikes[strike].plants.contains(&plant)
        };
        // `run` with a share of the volume lost, its terms on the left.
        let run = |row: &mut RowBuilder<'_>, (ledger, firm, plant): Earner, t: usize, lost: f64| {
            let (data, unit) = (&contest.firms[firm].plants[plant], self.arrangement.ledgers[ledger].unit);
            for (m, product) in industry.products.iter().enumerate() {
                let (cols, cuts) = self.cut_cols(moves, firm, m, t);
                for (col, pair) in cols.into_iter().zip(cuts.windows(2)) {
                    let margin = |cut: f64| data.margin(m, t, product.base[t] - cut);
                    row.add(col, (1.0 - lost) * (margin(pair[0]) - margin(pair[1])) / unit);
                }
            }
            data.running(industry, t, &|_| 0.0, lost) / unit
        };
        // What running brings at most above idling.
        let most = |(ledger, firm, plant): Earner, t: usize, lost: f64| {
            let data = &contest.firms[firm].plants[plant];
            let (_, high) = data.range(industry, t, lost);
            (high + data.idle_cost[t]) / self.arrangement.ledgers[ledger].unit
        };
        program.rows("earn_at_least", "unit", [earner, &self.period], |[at, t], row| {
            let Some(col) = earn.get([at, t]) else { return };
            let (_, firm, plant) = earners[at];
            row.add(col, 1.0);
            let base = run(row, earners[at], t, 0.0);
            for strike in (0..industry.strikes.len()).filter(|strike| hits(*strike, firm, plant)) {
                begins(strike, t).into_iter().for_each(|begin| row.add(begin, most(earners[at], t, 0.0)));
            }
            row.at_least(base);
        });
        let axes = [&self.strike, earner, &self.period];
        program.rows("earn_when_struck", "unit", axes, |[strike, at, t], row| {
            let (Some(col), (_, firm, plant)) = (earn.get([at, t]), earners[at]) else { return };
            let begins = begins(strike, t);
            if !hits(strike, firm, plant) || begins.is_empty() {
                return;
            }
            let lost = industry.strikes[strike].share;
            let slack = most(earners[at], t, lost);
            row.add(col, 1.0);
            let base = run(row, earners[at], t, lost);
            begins.into_iter().for_each(|begin| row.add(begin, -slack));
            row.at_least(base - slack);
        });
        // Strikes on one plant do not overlap.
        program.rows("one_strike", "1", [earner, &self.period], |[at, t], row| {
            let (_, firm, plant) = earners[at];
            for strike in (0..industry.strikes.len()).filter(|strike| hits(*strike, firm, plant)) {
                begins(strike, t).into_iter().for_each(|begin| row.add(begin, 1.0));
            }
            if !row.is_empty() {
                row.at_most(1.0);
            }
        });
    }
}
