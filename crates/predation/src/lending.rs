//! What a firm needs to survive, alone, whatever a budget can still do to it: the rule of safe lending (docs/adversary.md, T4).

use program::NoProgress;
use program::solve::{Method, Options, Solver, Stop};

use super::attack::Attack;
use super::check::PredationError;
use super::greedy::Knapsack;
use super::industry::Contest;
use super::ledger::Arrangement;

impl Contest {
    /// The least cash at the end of a period with which a firm survives, alone, every attack of at most `budget` (discounted)
    /// in later periods. Ramps, menus, what cannot be cut together and limits other than the budget are not counted on, nor is debt where it bears more
    /// interest than cash: both on the safe side.
    ///
    /// # Errors
    /// When the solver fails; it is asked where plants feel more than one price, or a strike.
    pub fn safe_need(&self, firm: usize, period: usize, budget: f64) -> Result<f64, PredationError> {
        let free = self.unlimited();
        let mut arrangement = Arrangement::alone(&free).only(&[firm]);
        let ledger = &mut arrangement.ledgers[0];
        if ledger.curved {
            ledger.curved = false;
            ledger.debt_growth.clone_from(&ledger.growth);
            arrangement.victims[0].least.iter_mut().for_each(|least| *least = least.max(0.0));
        }
        let growth = &arrangement.ledgers[0].growth;
        let least = &arrangement.victims[0].least;
        let years = period + 1..self.num_periods();
        let needed =
            |death: usize, burnt: f64| (least[death] + burnt) / growth[period + 1..=death].iter().product::<f64>();
        let mut need = least[period];
        if let Some(knapsack) = Knapsack::new(&free, &arrangement, 0) {
            for death in years {
                need = need.max(needed(death, knapsack.burn(period + 1, death, budget)));
            }
        } else {
            for death in years {
                need = need.max(needed(death, free.burn(&arrangement, period, death, budget)?));
            }
        }
        Ok(need)
    }

    /// The same contest without ramps, menus, limits on spending and on what is cut together.
    fn unlimited(&self) -> Self {
        let mut free = self.clone();
        free.industry.budget = f64::INFINITY;
        free.industry.exclusive.clear();
        free.industry.shared.clear();
        for period in &mut free.industry.periods {
            period.budget = f64::INFINITY;
        }
        for product in &mut free.industry.products {
            product.growth.clear();
            product.menu.clear();
        }
        free
    }

    /// The most that a budget burns after a period and up to a death, money at the death, by a program that may do parts of strikes.
    fn burn(&self, arrangement: &Arrangement, period: usize, death: usize, budget: f64) -> Result<f64, PredationError> {
        let mut attack = Attack::new(self, arrangement);
        // Strikes that have begun are paid for and go on.
        let begun = self.industry.strikes.iter().flat_map(|strike| {
            let before = strike.starts.iter().filter(move |start| **start <= period);
            before.map(|start| strike.cost * self.industry.periods[*start].discount)
        });
        let budget = budget + begun.sum::<f64>();
        attack.no_cuts_until(period);
        let last = attack.spent.get([self.num_periods() - 1]).expect("there is spending in every period");
        attack.program.set_col_bounds(last, 0.0, budget / attack.cost_unit);
        attack.program.add_cost(last, -1.0);
        let ledger = &arrangement.ledgers[0];
        let cash = attack.cash.get([0, death]).expect("every ledger has cash");
        attack.program.add_cost(cash, 1.0);
        let options = Options { method: Method::Simplex, relax_integers: true, ..Options::default() };
        let outcome = Solver::new(&attack.program)?.solve(&options, &mut NoProgress)?;
        let (Stop::Optimal, Some(least)) = (&outcome.stop, outcome.objective) else {
            return Err(PredationError::Solver(format!("the most that a budget burns: {:?}", outcome.stop)));
        };
        let mut calm = ledger.purse;
        let none = super::Campaign::none(self);
        for t in 0..=period {
            calm = calm * ledger.growth[t] + ledger.firms.iter().map(|firm| self.flow(&none, *firm, t)).sum::<f64>();
        }
        let growth: f64 = ledger.growth[period + 1..=death].iter().product();
        Ok(calm * growth - least * ledger.unit)
    }
}
