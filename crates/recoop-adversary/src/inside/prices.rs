//! Prices inside by the rule of the bylaw, and how far each falls under attack.

use std::collections::BTreeMap;

use program::Solution;

use crate::flows::{FlowKind, View};
use crate::internal::{InternalPrices, Price};
use crate::operations::Operations;
use crate::pooling::inside_prices;
use recoop::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop::plan::SolvedPlan;
use recoop_case::positions::{AttackAt, MaterialAt, PathAt};
use recoop_case::prices::InternalPrice;
use recoop_case::prices::at_cost::{AtCost, Bought, Maker, at_cost};

impl InternalPrices {
    /// The prices by a rule. `operations` are those of all, `usual` what they do without an attack.
    #[must_use]
    pub fn new(operations: &Operations<'_>, made: &SolvedPlan, usual: &Solution, rule: InternalPrice) -> Self {
        let indexed = Self::indexed(operations.network, &operations.states);
        let mut prices = Self { rule, duals: inside_prices(operations, usual), ..indexed };
        match rule {
            InternalPrice::Indexed => {}
            InternalPrice::Fixed => prices.taken.values_mut().for_each(|price| price.falls.clear()),
            InternalPrice::AtCost => prices.at_cost(operations, made, usual),
        }
        prices
    }

    /// Replaces prices by costs where plants make the material.
    fn at_cost(&mut self, operations: &Operations<'_>, made: &SolvedPlan, usual: &Solution) {
        let network = operations.network;
        let numbers = 1 + network.attacks.len();
        for at in operations.states.positions() {
            let (runs, makers) = makers(operations, made, usual, at);
            let bought = bought(operations, made, usual, at);
            let worth = |material: MaterialAt| {
                self.taken(material, at).map_or_else(|| network.weight_price(material), |price| price.usd_per_kg)
            };
            let AtCost { prices, makers } = at_cost(&makers, &bought, &worth, numbers);
            for (material, price) in prices {
                self.taken.insert((material, at), of_numbers(&price));
            }
            for (run, paid) in runs.into_iter().zip(makers) {
                for (material, price) in paid {
                    self.made.insert((run, material, at), of_numbers(&price));
                }
            }
        }
    }
}

fn of_numbers(numbers: &[f64]) -> Price {
    let falls =
        AttackAt::all(numbers.len() - 1).zip(numbers[1..].iter().copied()).filter(|(_, fall)| *fall != 0.0).collect();
    Price { usd_per_kg: numbers[0], falls }
}

/// The plants that run in a state: runs of the formulation, and what each does. Their own costs are those of running, before tax.
fn makers(operations: &Operations<'_>, made: &SolvedPlan, usual: &Solution, at: PathAt) -> (Vec<usize>, Vec<Maker>) {
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let s = operations.states[at];
    let mut cost = vec![0.0; operations.program.num_cols()];
    operations.visit(View::Cash, &mut |flow| {
        if let (Some(col), true) = (flow.col, flow.kind == Kind::VariableCost) {
            cost[col.index()] -= flow.amount / MUSD_PER_USD_PER_KG_TONNE;
        }
    });
    let runs = sets.runs.iter().enumerate().filter_map(|(r, run)| {
        let col = vars.run.get((r, s)).and_then(|col| operations.col(col))?;
        let activity_t = usual.cols[col.index()];
        let flows = run.flows.iter().map(|(place, amount)| (sets.places[*place].material, *amount));
        (activity_t > RUNS).then(|| (r, Maker::new(activity_t, cost[col.index()], flows)))
    });
    runs.unzip()
}

/// Below this a plant stands, t/yr.
const RUNS: f64 = 1e-9;

/// What plants buy at markets in a state, before tax: markets serve plants first.
fn bought(
    operations: &Operations<'_>,
    made: &SolvedPlan,
    usual: &Solution,
    at: PathAt,
) -> BTreeMap<MaterialAt, Bought> {
    let (network, s) = (operations.network, operations.states[at]);
    let (vars, sets) = (&made.formulation.variables, &made.formulation.sets);
    let numbers = 1 + network.attacks.len();
    let mut sums: BTreeMap<MaterialAt, (f64, Vec<f64>)> = BTreeMap::new();
    let mut of_col: BTreeMap<usize, MaterialAt> = BTreeMap::new();
    for (o, offer) in network.offers.iter().enumerate() {
        if let Some(col) = vars.buy.get((o, s)).and_then(|col| operations.col(col)) {
            of_col.insert(col.index(), offer.material);
            let sum = sums.entry(offer.material).or_insert_with(|| (0.0, vec![0.0; numbers]));
            sum.0 += usual.cols[col.index()].max(0.0);
        }
    }
    let mut add = |col: program::Col, number: usize, musd: f64| {
        if let Some(material) = of_col.get(&col.index()) {
            let tonnes = usual.cols[col.index()].max(0.0);
            if let Some((_, sum)) = sums.get_mut(material) {
                sum[number] += tonnes * musd / MUSD_PER_USD_PER_KG_TONNE;
            }
        }
    };
    operations.visit(View::Cash, &mut |flow| {
        if let (Some(col), true) = (flow.col, flow.at == at && flow.kind == FlowKind::Plan(Kind::Purchases)) {
            add(col, 0, -flow.amount);
        }
    });
    // Money falls after tax.
    let kept = 1.0 - network.tax_rate();
    let here = operations.flows.money.iter().filter(|it| it.at == at);
    here.for_each(|it| add(it.of, 1 + it.attack.index(), it.slope / kept));
    let mut used: BTreeMap<MaterialAt, f64> = BTreeMap::new();
    for (r, run) in sets.runs.iter().enumerate() {
        let Some(col) = vars.run.get((r, s)).and_then(|col| operations.col(col)) else { continue };
        for (place, amount) in run.flows.iter().filter(|(_, amount)| *amount < 0.0) {
            *used.entry(sets.places[*place].material).or_default() -= amount * usual.cols[col.index()];
        }
    }
    let bought = sums.into_iter().filter(|(_, (tonnes, _))| *tonnes > RUNS).map(|(material, (tonnes, sum))| {
        let used = used.get(&material).copied().unwrap_or(0.0);
        let share = if used > tonnes { tonnes / used } else { 1.0 };
        (material, Bought { share, usd_per_kg: sum.into_iter().map(|sum| sum / tonnes).collect() })
    });
    bought.collect()
}
