//! Defenses: the cheapest set that survives a budget of the adversary, and what a dollar of each adds to the kill cost
//! (docs/adversary.md#defenses).

use std::collections::BTreeMap;

use program::solve::{Options, Solver, Stop};
use program::{Axis, ColSpec, NoProgress, Program, Sense};

use super::bylaw::Bylaw;
use super::bylaws::Question;
use super::check::PredationError;
use super::industry::{Contest, Floor};
use super::kill::{Kill, KillOptions};

/// One thing that a defense changes. Firms, plants and products are positions.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Cash at the start.
    Purse {
        /// Firm.
        firm: usize,
        /// Money.
        money: f64,
    },
    /// A committed credit line: cash may be so much lower, in every period.
    CreditLine {
        /// Firm.
        firm: usize,
        /// Money.
        money: f64,
    },
    /// Debt service forgiven, or moved: money less in each period.
    DebtRelief {
        /// Firm.
        firm: usize,
        /// Money, by period.
        less: Vec<f64>,
    },
    /// Care and maintenance that costs less.
    IdleCost {
        /// Firm.
        firm: usize,
        /// Plant.
        plant: usize,
        /// Money, by period.
        less: Vec<f64>,
    },
    /// Volume under a floor.
    Floor {
        /// Firm.
        firm: usize,
        /// Plant.
        plant: usize,
        /// The floor.
        floor: Floor,
    },
    /// A buyer pays for a volume at a fixed price whether he takes it or not: also while the plant idles.
    TakeOrPay {
        /// Firm.
        firm: usize,
        /// Plant.
        plant: usize,
        /// Product.
        product: usize,
        /// Units in every period.
        volume: f64,
        /// Price of a unit.
        price: f64,
    },
    /// Volume worked for a fee: who owns the feed bears the price.
    Tolling {
        /// Firm.
        firm: usize,
        /// Plant.
        plant: usize,
        /// Product.
        product: usize,
        /// Units in every period.
        volume: f64,
        /// Money above the unit cost, for a unit.
        fee: f64,
    },
}

/// Something that can be bought against the adversary, whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Defense {
    /// Its name.
    pub name: String,
    /// What it costs, money.
    pub price: f64,
    /// What it changes.
    pub changes: Vec<Change>,
}

/// The cheapest set of defenses that survives.
#[derive(Clone, Debug, PartialEq)]
pub struct Shield {
    /// The defenses, ascending.
    pub chosen: Vec<usize>,
    /// What they cost together.
    pub price: f64,
    /// What it costs the adversary to kill in spite of them: proven to be above the budget.
    pub kill: Kill,
    /// Sets whose kill cost was asked for.
    pub asked: usize,
}

/// What a defense does to the kill cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// The defense.
    pub defense: usize,
    /// Kill cost without and with it; infinite where nothing kills.
    pub kill: (f64, f64),
    /// Dollars of the adversary for a dollar of the defense.
    pub per_dollar: f64,
}

impl Change {
    fn firm(&self) -> usize {
        match self {
            Self::Purse { firm, .. }
            | Self::CreditLine { firm, .. }
            | Self::DebtRelief { firm, .. }
            | Self::IdleCost { firm, .. }
            | Self::Floor { firm, .. }
            | Self::TakeOrPay { firm, .. }
            | Self::Tolling { firm, .. } => *firm,
        }
    }

    fn plant(&self) -> Option<usize> {
        match self {
            Self::IdleCost { plant, .. }
            | Self::Floor { plant, .. }
            | Self::TakeOrPay { plant, .. }
            | Self::Tolling { plant, .. } => Some(*plant),
            _ => None,
        }
    }

    fn product(&self) -> Option<usize> {
        match self {
            Self::TakeOrPay { product, .. } | Self::Tolling { product, .. } => Some(*product),
            Self::Floor { floor, .. } => Some(floor.product),
            _ => None,
        }
    }

    /// Money and volumes that it moves.
    fn amounts(&self) -> Vec<f64> {
        match self {
            Self::Purse { money, .. } | Self::CreditLine { money, .. } => vec![*money],
            Self::DebtRelief { less, .. } | Self::IdleCost { less, .. } => less.clone(),
            Self::Floor { floor, .. } => floor.volume.clone(),
            Self::TakeOrPay { volume, .. } | Self::Tolling { volume, .. } => vec![*volume],
        }
    }
}

impl Contest {
    /// The contest with some defenses.
    ///
    /// # Errors
    /// All faults: places that are none, amounts below 0, defenses that move nothing, and what the defenses make
    /// unsound, such as floors above what a plant sells.
    pub fn defended(&self, defenses: &[&Defense]) -> Result<Self, Vec<PredationError>> {
        let faults: Vec<PredationError> = defenses.iter().flat_map(|defense| self.check_defense(defense)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut firms = self.firms.clone();
        let periods = self.num_periods();
        for change in defenses.iter().flat_map(|defense| &defense.changes) {
            let firm = &mut firms[change.firm()];
            let take = |series: &mut Vec<f64>, less: &[f64]| {
                series.iter_mut().zip(less).for_each(|(value, less)| *value -= less);
            };
            match change {
                Change::Purse { money, .. } => firm.purse += money,
                Change::CreditLine { money, .. } => firm.least_cash.iter_mut().for_each(|least| *least -= money),
                Change::DebtRelief { less, .. } => take(&mut firm.debt_service, less),
                Change::IdleCost { plant, less, .. } => take(&mut firm.plants[*plant].idle_cost, less),
                Change::Floor { plant, floor, .. } => firm.plants[*plant].floors.push(floor.clone()),
                Change::TakeOrPay { plant, product, volume, price, .. } => {
                    let plant = &mut firm.plants[*plant];
                    for t in 0..periods {
                        firm.other_cash[t] += price * volume;
                        plant.volumes[*product][t] -= volume;
                        // What is made for the buyer costs what it did.
                        plant.fixed_cost[t] += plant.unit_cost[*product][t] * volume;
                    }
                }
                Change::Tolling { plant, product, volume, fee, .. } => {
                    let plant = &mut firm.plants[*plant];
                    let price = plant.unit_cost[*product].iter().map(|cost| cost + fee).collect();
                    let floor = Floor { product: *product, price, volume: vec![*volume; periods], give_back: 1.0 };
                    plant.floors.push(floor);
                }
            }
        }
        Self::new(self.industry.clone(), firms)
    }

    fn check_defense(&self, defense: &Defense) -> Vec<PredationError> {
        let name = &defense.name;
        let mut faults = Vec::new();
        let mut number = |what: &str, value: f64| {
            if !(value.is_finite() && value >= 0.0) {
                let expected = "a finite number of at least 0";
                faults.push(PredationError::Number {
                    place: format!("{what} of the defense `{name}`"),
                    value,
                    expected,
                });
            }
        };
        number("the price", defense.price);
        for change in &defense.changes {
            change.amounts().into_iter().for_each(|amount| number("an amount", amount));
        }
        for change in &defense.changes {
            let firm = self.firms.get(change.firm());
            let plant = firm.zip(change.plant()).map(|(firm, plant)| firm.plants.get(plant));
            let product = change.product().map(|product| self.industry.products.get(product));
            if firm.is_none() || plant == Some(None) || product == Some(None) {
                let words = format!("the defense `{name}` is for a firm, plant or product that is none");
                faults.push(PredationError::Invalid(words));
            } else if let Change::DebtRelief { less, .. } | Change::IdleCost { less, .. } = change {
                if less.len() != self.num_periods() {
                    let place = format!("a series of the defense `{name}`");
                    let expected = self.num_periods();
                    faults.push(PredationError::Length { place, found: less.len(), expected });
                }
            } else if let (Change::TakeOrPay { volume, .. }, Some(Some(plant)), Some(product)) =
                (change, plant, change.product())
            {
                let least =
                    (0..self.num_periods()).map(|t| plant.open_volume(product, t)).fold(f64::INFINITY, f64::min);
                if *volume > least.max(0.0) * (1.0 + 1e-9) {
                    let words = format!("the defense `{name}` takes {volume} of a product, expected at most {least}");
                    faults.push(PredationError::Invalid(words));
                }
            }
        }
        if defense.changes.iter().flat_map(Change::amounts).all(|amount| amount == 0.0) {
            faults.push(PredationError::Invalid(format!("the defense `{name}` moves nothing")));
        }
        faults
    }

    /// Refuses a defense that can hurt: one that takes more above its price than it gives below.
    fn check_helps(&self, defense: &Defense) -> Result<(), PredationError> {
        for change in &defense.changes {
            let hurts = |t: usize| {
                let base = |product: usize| self.industry.products[product].base[t];
                match change {
                    Change::Floor { floor, .. } => {
                        floor.give_back > 0.0 && floor.volume[t] > 0.0 && floor.price[t] < base(floor.product)
                    }
                    Change::TakeOrPay { product, price, .. } => *price < base(*product),
                    Change::Tolling { firm, plant, product, fee, .. } => {
                        self.firms[*firm].plants[*plant].unit_cost[*product][t] + fee < base(*product)
                    }
                    _ => false,
                }
            };
            if let Some(t) = (0..self.num_periods()).find(|t| hurts(*t)) {
                let label = &self.industry.periods[t].label;
                let words = format!(
                    "the defense `{}` can hurt: in {label} it gives up income at the base price, so more of it may protect less",
                    defense.name
                );
                return Err(PredationError::Invalid(words));
            }
        }
        Ok(())
    }

    /// The cheapest set of defenses with which no attack of at most `budget` answers the question, by implicit hitting
    /// sets: a set that can be killed proves that something outside of it must be bought. `None` when all of them are
    /// not enough.
    ///
    /// Only what is proven to survive counts as surviving: with a bracket for a kill cost, its lower end.
    ///
    /// # Errors
    /// All faults of the defenses, one that can hurt, or a failure of the solver.
    pub fn cheapest_shield(
        &self,
        defenses: &[Defense],
        budget: f64,
        (question, bylaw): (Question, Bylaw),
        options: &KillOptions,
    ) -> Result<Option<Shield>, Vec<PredationError>> {
        if budget.is_nan() || budget < 0.0 {
            let (place, expected) = ("the budget to survive".to_string(), "at least 0");
            return Err(vec![PredationError::Number { place, value: budget, expected }]);
        }
        let faults: Vec<PredationError> = defenses.iter().flat_map(|defense| self.check_defense(defense)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let helps: Vec<PredationError> =
            defenses.iter().filter_map(|defense| self.check_helps(defense).err()).collect();
        if !helps.is_empty() {
            return Err(helps);
        }
        let mut known: BTreeMap<Vec<bool>, Kill> = BTreeMap::new();
        let mut survives = |set: &[bool]| -> Result<bool, Vec<PredationError>> {
            if !known.contains_key(set) {
                let chosen: Vec<&Defense> = defenses.iter().zip(set).filter(|(_, on)| **on).map(|(of, _)| of).collect();
                let kill = self.defended(&chosen)?.kill(question, bylaw, options).map_err(|error| vec![error])?;
                known.insert(set.to_vec(), kill);
            }
            Ok(known[set].lower() > budget)
        };
        if !survives(&vec![true; defenses.len()])? {
            return Ok(None);
        }
        let mut cuts: Vec<Vec<bool>> = Vec::new();
        loop {
            let set = hitting_set(defenses, &cuts).map_err(|error| vec![error])?;
            if survives(&set)? {
                let chosen: Vec<usize> = (0..set.len()).filter(|at| set[*at]).collect();
                let price = chosen.iter().map(|at| defenses[*at].price).sum();
                return Ok(Some(Shield { chosen, price, kill: known[&set].clone(), asked: known.len() }));
            }
            // The more a set holds that can still be killed, the more it says.
            let mut grown = set;
            for at in 0..grown.len() {
                if !grown[at] {
                    grown[at] = true;
                    if survives(&grown)? {
                        grown[at] = false;
                    }
                }
            }
            cuts.push(grown);
        }
    }

    /// What a dollar of each defense adds to the kill cost, by solving again; the best first.
    ///
    /// # Errors
    /// All faults of the defenses, one without a price, a kill cost that is not known, or a failure of the solver.
    pub fn rank(
        &self,
        defenses: &[Defense],
        (question, bylaw): (Question, Bylaw),
        options: &KillOptions,
    ) -> Result<Vec<Worth>, Vec<PredationError>> {
        let cost = |contest: &Self| {
            let kill = contest.kill(question, bylaw, options)?;
            let unknown =
                || PredationError::Invalid("the kill cost is not known, so a difference of it is not".to_string());
            kill.cost().ok_or_else(unknown)
        };
        let before = cost(self).map_err(|error| vec![error])?;
        let mut worths = Vec::new();
        for (at, defense) in defenses.iter().enumerate() {
            let changed = self.defended(&[defense])?;
            if defense.price == 0.0 {
                let words = format!("the defense `{}` has no price: a dollar of it is nothing", defense.name);
                return Err(vec![PredationError::Invalid(words)]);
            }
            let after = cost(&changed).map_err(|error| vec![error])?;
            let per_dollar = if after == before { 0.0 } else { (after - before) / defense.price };
            worths.push(Worth { defense: at, kill: (before, after), per_dollar });
        }
        worths.sort_by(|a, b| b.per_dollar.total_cmp(&a.per_dollar).then(a.defense.cmp(&b.defense)));
        Ok(worths)
    }
}

/// The cheapest set that holds something outside of every set in `cuts`.
fn hitting_set(defenses: &[Defense], cuts: &[Vec<bool>]) -> Result<Vec<bool>, PredationError> {
    let mut program = Program::new(Sense::Minimize);
    let names = Axis::new("defense", defenses.iter().map(|defense| defense.name.clone()));
    let cut = Axis::new("cut", (1..=cuts.len()).map(|cut| cut.to_string()));
    let buy = program.cols("buy", "1", [&names], |[at]| Some(ColSpec::binary().cost(defenses[at].price)));
    program.rows("hit", "1", [&cut], |[cut], row| {
        for (_, col) in buy.iter().filter(|([at], _)| !cuts[cut][*at]) {
            row.add(col, 1.0);
        }
        row.at_least(1.0);
    });
    let options = Options { gap: 0.0, absolute_gap: 0.0, ..Options::default() };
    let outcome = Solver::new(&program)?.solve(&options, &mut NoProgress)?;
    match (&outcome.stop, outcome.solution) {
        (Stop::Optimal, Some(solution)) => Ok(buy.iter().map(|(_, col)| solution.col(col) > 0.5).collect()),
        (stop, _) => Err(PredationError::Solver(format!("the cheapest set of defenses: {stop:?}"))),
    }
}
