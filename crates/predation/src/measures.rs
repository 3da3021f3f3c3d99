//! Numbers beside the kill cost: critical prices, exchange ratios, shadow prices, the harm frontier (docs/adversary.md#measures).

use program::NoProgress;
use program::solve::{Solver, Stop};

use super::attack::{Attack, Detail};
use super::bylaw::Bylaw;
use super::check::PredationError;
use super::industry::Contest;
use super::kill::{KillCost, KillOptions, by_program, confirm, continuous, costs};
use super::ledger::Arrangement;

/// What the adversary pays for harm to some firms, on the first cut of a price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exchange {
    /// Cost to the adversary of a cut by one unit of the price: its exposed volume.
    pub exposed: f64,
    /// What the firms sell less what they buy, at plants that run without attack, units.
    pub gross: f64,
    /// The same less what floors cover, units.
    pub net: f64,
}

impl Exchange {
    /// Dollars of the adversary for a dollar of harm; infinite where a cut does none.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.net > 0.0 { self.exposed / self.net } else { f64::INFINITY }
    }

    /// The same as if there were no floors.
    #[must_use]
    pub fn gross_ratio(&self) -> f64 {
        if self.gross > 0.0 { self.exposed / self.gross } else { f64::INFINITY }
    }

    /// Dollars of the adversary for a dollar of the guarantor of the floors, below them.
    #[must_use]
    pub fn guarantor_ratio(&self) -> f64 {
        let covered = self.gross - self.net;
        if covered > 0.0 { self.exposed / covered } else { f64::INFINITY }
    }
}

/// What a dollar of a firm is worth in dollars of the adversary: the change of the cost of killing it, alone, in the cheapest year.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadowPrices {
    /// The death year of the cheapest attack.
    pub death: usize,
    /// Of a dollar more in the purse at the start.
    pub purse: f64,
    /// Of a dollar more in each period: one less of debt service.
    pub cash: Vec<f64>,
    /// Of a dollar less of idle cost, by plant and period.
    pub idle: Vec<Vec<f64>>,
    /// Of a dollar more of credit line in the death year.
    pub line: f64,
}

/// A step of the harm frontier: from this cost on the adversary can do this harm.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The sum of the weights of the firms that die.
    pub harm: f64,
    /// The attack.
    pub kill: KillCost,
}

/// What the adversary can do for its money, and where harm saturates.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// Steps by ascending cost and harm.
    pub steps: Vec<Step>,
    /// The harm of all firms: beyond the last step nothing more can be done, though this may be more.
    pub all: f64,
}

impl Frontier {
    /// The harm that a budget can do.
    #[must_use]
    pub fn harm(&self, budget: f64) -> f64 {
        self.steps.iter().filter(|step| step.kill.cost <= budget).map(|step| step.harm).fold(0.0, f64::max)
    }

    /// The least budget that can do this harm; `None` where none can.
    #[must_use]
    pub fn budget(&self, harm: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.harm >= harm).map(|step| step.kill.cost)
    }

    /// The step with the least cost for each unit of harm: the adversary's best bargain.
    #[must_use]
    pub fn bargain(&self) -> Option<&Step> {
        self.steps.iter().min_by(|a, b| (a.kill.cost / a.harm).total_cmp(&(b.kill.cost / b.harm)))
    }
}

/// Steps of the frontier that differ by less than this share of the least weight are one.
const SMALLEST: f64 = 1e-3;

impl Contest {
    /// The price of a product below which a plant is better off idle, others at base: `v + (F - K)/q` without floors. `None` where no
    /// price of it makes the difference.
    #[must_use]
    pub fn critical_price(&self, firm: usize, plant: usize, product: usize, period: usize) -> Option<f64> {
        let data = &self.firms[firm].plants[plant];
        let base = self.industry.products[product].base[period];
        let gain = |price: f64| {
            let cuts = |m: usize| if m == product { base - price } else { 0.0 };
            data.running(&self.industry, period, &cuts, 0.0) + data.idle_cost[period]
        };
        let mut prices: Vec<f64> =
            data.floor_kinks(&self.industry, product, period).iter().map(|cut| base - cut).collect();
        prices.sort_by(f64::total_cmp);
        prices.insert(0, 0.0);
        // Beyond the last floor the gain goes on as a line: one more point on it will do.
        let last = *prices.last().expect("0 is there");
        let slope = gain(last + 1.0) - gain(last);
        if slope > 0.0 && gain(last) < 0.0 {
            return Some(last - gain(last) / slope);
        }
        prices.windows(2).rev().find_map(|pair| {
            let (left, right) = (gain(pair[0]), gain(pair[1]));
            (left < 0.0 && right >= 0.0).then(|| pair[0] - left * (pair[1] - pair[0]) / (right - left))
        })
    }

    /// What the adversary pays for harm to some firms by a cut of a product in a period.
    #[must_use]
    pub fn exchange(&self, firms: &[usize], product: usize, period: usize) -> Exchange {
        let data = &self.industry.products[product];
        let points = &data.cost[period].points;
        let exposed = points.get(1).map_or(0.0, |point| point.1 / point.0);
        let plants = firms.iter().flat_map(|firm| &self.firms[*firm].plants);
        let running =
            plants.filter(|plant| plant.running(&self.industry, period, &|_| 0.0, 0.0) > -plant.idle_cost[period]);
        let (gross, net) = running.fold((0.0, 0.0), |(gross, net), plant| {
            (gross + plant.volumes[product][period], net + plant.open_volume(product, period))
        });
        Exchange { exposed, gross, net }
    }

    /// What a dollar of a firm is worth in the cost of killing it alone; `None` where nothing kills it. Strikes and menus are held as they
    /// are in the cheapest attack.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn shadow_prices(&self, firm: usize) -> Result<Option<ShadowPrices>, PredationError> {
        let arrangement = Arrangement::alone(self).only(&[firm]);
        let attack = Attack::with(self, &arrangement, Detail::Plants);
        let mut solver = Solver::new(&attack.program)?;
        let (ledger, has_integers) = (&arrangement.ledgers[0], attack.program.has_integers());
        let mut best: Option<(usize, program::Outcome)> = None;
        let mut table: Vec<(usize, f64)> =
            costs(self, &arrangement, 0)?.into_iter().enumerate().filter_map(|(t, cost)| Some((t, cost?))).collect();
        table.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (death, cost) in table {
            // The table is exact, or a bound where there are 0-1 moves.
            if best.as_ref().is_some_and(|(_, best)| best.objective.is_some_and(|best| best * attack.cost_unit <= cost))
            {
                break;
            }
            attack.ask(&mut solver, &arrangement, (0, death), true);
            let mut outcome = solver.solve(&continuous(false), &mut NoProgress)?;
            if let (true, Some(solution)) = (has_integers, outcome.solution.clone()) {
                outcome = solver.fix_integers(&solution, &continuous(false), &mut NoProgress)?;
            }
            attack.ask(&mut solver, &arrangement, (0, death), false);
            let better = |best: &(usize, program::Outcome)| outcome.objective < best.1.objective;
            if outcome.stop == Stop::Optimal && best.as_ref().is_none_or(better) {
                best = Some((death, outcome));
            }
        }
        let Some((death, solution)) = best.and_then(|(death, outcome)| Some((death, outcome.solution?))) else {
            return Ok(None);
        };
        let in_money = attack.cost_unit / ledger.unit;
        let row = |row: Option<program::Row>| row.and_then(|row| solution.row_dual(row)).unwrap_or(0.0) * in_money;
        let cash: Vec<f64> = (0..self.num_periods()).map(|t| row(attack.cash_roll.get([0, t]))).collect();
        let purse_growth = if ledger.purse < 0.0 { ledger.debt_growth[0] } else { ledger.growth[0] };
        let mut idle = vec![vec![0.0; self.num_periods()]; self.firms[firm].plants.len()];
        for ([at, t], col) in attack.earn.iter() {
            let dual = solution.col_dual(col).unwrap_or(0.0);
            idle[attack.earners[at].2][t] = dual * in_money;
        }
        let line = -row(attack.death.get([0, death]));
        Ok(Some(ShadowPrices { death, purse: cash[0] * purse_growth, cash, idle, line }))
    }

    /// The most harm for every budget: at which costs it jumps, and where it saturates. Harm is the sum of the weights of the firms that die,
    /// each alone.
    ///
    /// # Errors
    /// When there is not one weight above 0 for each firm, the solver fails, or an answer is not confirmed by its replay.
    pub fn frontier(&self, weights: &[f64], options: &KillOptions) -> Result<Frontier, PredationError> {
        if weights.len() != self.firms.len() {
            let place = "the list of weights".to_string();
            return Err(PredationError::Length { place, found: weights.len(), expected: self.firms.len() });
        }
        if let Some(weight) = weights.iter().find(|weight| !(weight.is_finite() && **weight > 0.0)) {
            let (place, expected) = ("a weight".to_string(), "a finite number above 0");
            return Err(PredationError::Number { place, value: *weight, expected });
        }
        let arrangement = Arrangement::alone(self);
        let table = (0..self.firms.len()).map(|firm| costs(self, &arrangement, firm)).collect::<Result<Vec<_>, _>>()?;
        let all: f64 = weights.iter().sum();
        let least = weights.iter().copied().fold(f64::INFINITY, f64::min);
        let mut steps: Vec<Step> = Vec::new();
        loop {
            // More than the last step, and by more than the solver takes for a whole number.
            let wanted = steps.last().map_or(0.0, |step| step.harm) + SMALLEST * least;
            let found = by_program(self, &arrangement, &table, (weights, wanted), None, options)?;
            let harms = |replay: &super::Replay| -> f64 {
                replay.died.iter().zip(weights).filter(|(died, _)| died.is_some()).map(|(_, weight)| weight).sum()
            };
            let Some(kill) = confirm(self, Bylaw::Alone, found, &|replay| harms(replay) >= wanted)? else { break };
            let harm = harms(&kill.replay);
            // What costs no more than the step before replaces it.
            while steps.last().is_some_and(|step| step.kill.cost >= kill.cost) {
                steps.pop();
            }
            steps.push(Step { harm, kill });
            if harm >= all * (1.0 - 1e-9) {
                break;
            }
        }
        Ok(Frontier { steps, all })
    }
}
