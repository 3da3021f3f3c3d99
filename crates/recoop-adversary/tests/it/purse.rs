//! Purses whose dates depend on each other, against an operator that shares nothing with the engine: enumeration of what can be sold and of
//! attacks, with the tax that is really due.

use coalition::Group;
use program::solve::Flow as Go;
use program::{Axis, Col, ColSpec, Program, Sense};
use recoop::formulation::ledger::Kind;
use recoop::plan::{NoProgress, PlanOptions, SolvedPlan, solve_with_program};
use recoop_adversary::arsenal::Arsenal;
use recoop_adversary::bilevel::SearchOptions;
use recoop_adversary::flows::{Capped, Effect, Flow, FlowKind, Flows};
use recoop_adversary::kill::{KillCost, KillOutcome, cash, is_refuted, kill_costs, refute};
use recoop_adversary::operations::{Operations, View};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{LeafAt, PathAt};

use crate::attacks::HEADER;
use crate::toy::Case;

const YEARS: usize = 3;

/// A network with three years of one attack; what is operated is written by the tests.
fn base() -> (Network, SolvedPlan) {
    let case = Case::works(2030, 2032)
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table("attacks", HEADER)
        .add("attacks", "cut, price, material=metal, metal, 0.6, , , , 900, , , 0.5, 0.2,");
    let network = case.network();
    let made = solve_with_program(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    (network, made)
}

/// What a firm can do: sell up to `most` in a year, and up to `stock` in all years, at a price less a cost, against fixed costs.
#[derive(Clone, Debug)]
struct Seller {
    price: [f64; YEARS],
    cost: f64,
    fixed: [f64; YEARS],
    most: f64,
    stock: f64,
    tax: f64,
    /// The price is that inside, and users pay no more than this.
    worth: f64,
}

impl Seller {
    fn pays(&self, at: usize, depth: f64) -> f64 {
        (self.price[at] * (1.0 - depth)).min(self.worth)
    }

    /// The least cash of all dates, beside the purse, when so much is sold: losses are carried forward.
    fn least(&self, sold: &[f64], depths: &[f64]) -> f64 {
        let (mut cash, mut profit, mut taxed, mut least) = (0.0, 0.0, 0.0_f64, f64::INFINITY);
        for at in 0..YEARS {
            let earned = sold[at] * (self.pays(at, depths[at]) - self.cost) - self.fixed[at];
            cash += earned;
            profit += earned;
            taxed = taxed.max(profit);
            least = least.min(cash - self.tax * taxed);
        }
        least
    }

    /// The best that can be done, on a grid.
    fn best(&self, depths: &[f64], points: usize) -> f64 {
        let mut best = f64::NEG_INFINITY;
        each(points, &mut |at| {
            let sold: Vec<f64> = at.iter().map(|at| self.most * *at as f64 / points as f64).collect();
            if sold.iter().sum::<f64>() <= self.stock + 1e-9 {
                best = best.max(self.least(&sold, depths));
            }
        });
        best
    }

    /// The same as a program with its money.
    fn operations<'a>(&self, network: &'a Network, made: &SolvedPlan) -> Operations<'a> {
        let mut operations = Operations::new(network, made, LeafAt::new(0), Group::all(network.cooperative()));
        let year = Axis::new("year", (0..YEARS).map(|at| at.to_string()));
        let mut program = Program::new(Sense::Maximize);
        let sold = program.cols("sold", "t", [&year], |_| Some(ColSpec::between(0.0, self.most)));
        if self.stock.is_finite() {
            program.rows("stock", "t", [], |[], row| {
                sold.iter().for_each(|(_, col)| row.add(col, 1.0));
                row.at_most(self.stock);
            });
        }
        let owner = 0;
        let mut flows = Flows::default();
        let mut enter = |col: Option<Col>, at: PathAt, kind: Kind, amount: f64| {
            flows.flows.push(Flow { col, at, kind: FlowKind::Plan(kind), owner, amount });
            if self.tax != 0.0 {
                let kind = FlowKind::Plan(Kind::Tax);
                flows.flows.push(Flow { col, at, kind, owner, amount: -self.tax * amount });
            }
        };
        let kept = 1.0 - self.tax;
        let (mut pay, mut tax, mut capped) = (Vec::new(), Vec::new(), Vec::new());
        for ([at], of) in sold.iter() {
            let at = PathAt::new(at);
            let price = self.price[at];
            enter(Some(of), at, Kind::Sales, price.min(self.worth));
            enter(Some(of), at, Kind::VariableCost, -self.cost);
            enter(None, at, Kind::FixedCost, -self.fixed[at]);
            // Linear where the cap is not met, a chord where it is.
            let (above, deepest) = ((price - self.worth).max(0.0), 0.6 * price);
            let part = ((deepest - above) / deepest).max(0.0);
            let slope = -part * price;
            pay.push(Effect { attack: 0, at, of, slope: kept * slope });
            if self.tax != 0.0 {
                tax.push(Effect { attack: 0, at, of, slope: self.tax * slope });
            }
            if above > 0.0 && part > 0.0 {
                capped.push(Capped { col: of, at, above, kept, falls: vec![(0, price, part * price)] });
            }
        }
        operations.program = program;
        operations.flows = Flows { pay, tax, capped, ..flows };
        operations.limits = Vec::new();
        operations
    }
}

/// Every point of a grid over the years.
fn each(points: usize, sink: &mut dyn FnMut([usize; YEARS])) {
    for a in 0..=points {
        for b in 0..=points {
            for c in 0..=points {
                sink([a, b, c]);
            }
        }
    }
}

fn killed(operations: &Operations<'_>, arsenal: &Arsenal, purse: f64) -> KillCost {
    let mut observer = |_: &program::Progress| Go::Continue;
    let mut effort = SearchOptions { gap: 1e-4, work: u64::MAX, seconds: None, struck: false, observer: &mut observer };
    kill_costs(operations, std::slice::from_ref(arsenal), purse, &mut effort).unwrap().remove(0)
}

fn arsenal(network: &Network, operations: &Operations<'_>) -> Arsenal {
    let arsenal = Arsenal::new(network, &operations.states, CostLevel::Producers, &|_| true);
    assert_eq!(arsenal.moves.len(), YEARS);
    arsenal
}

fn spent(network: &Network, operations: &Operations<'_>, arsenal: &Arsenal, depths: &[f64]) -> f64 {
    let cost = |k: usize| arsenal.cost_musd(network, &operations.states, k, depths[k]);
    (0..depths.len()).map(|k| operations.weight(arsenal.moves[k].at) * cost(k)).sum()
}

/// By hand: 1 t to sell for 1 in the first year or 3 in the second, costs of 1 and 2, a purse of 0.1. Each date can be left with 0.1; both together
/// cannot: whoever sells in the first year has 0.1 and then -1.9, whoever does not has -0.9.
#[test]
fn each_date_is_kept_and_all_together_are_not() {
    let (network, made) = base();
    let seller = Seller {
        price: [1.0, 3.0, 0.0],
        cost: 0.0,
        fixed: [1.0, 2.0, 0.0],
        most: 1.0,
        stock: 1.0,
        tax: 0.0,
        worth: f64::INFINITY,
    };
    let operations = seller.operations(&network, &made);
    let nothing = Arsenal::empty(CostLevel::Producers);
    let dead = killed(&operations, &nothing, 0.1);
    assert!(matches!(dead.verdict, KillOutcome::FailsUnattacked { at } if at == PathAt::new(1)), "{dead:?}");
    // Of x sold in the first year there is x - 1, and then -2 x: -2/3 at both dates for a third.
    assert!((dead.sufficient_purse_musd - 2.0 / 3.0).abs() < 1e-6, "{dead:?}");
    let lives = killed(&operations, &nothing, 2.0 / 3.0 + 1e-4);
    assert!(matches!(lives.verdict, KillOutcome::NotExhaustible), "{lives:?}");
}

/// It earns in every year what it costs to stand.
const EVEN: Seller = Seller {
    price: [2.0; YEARS],
    cost: 1.0,
    fixed: [1.0; YEARS],
    most: 1.0,
    stock: f64::INFINITY,
    tax: 0.0,
    worth: f64::INFINITY,
};

/// Cash of exactly 0 is alive: costs of 1 in each of three years and a purse of 3.
#[test]
fn cash_of_zero_is_no_death() {
    let (network, made) = base();
    let operations = EVEN.operations(&network, &made);
    let arsenal = arsenal(&network, &operations);
    assert!(matches!(killed(&operations, &arsenal, 3.0).verdict, KillOutcome::NotExhaustible));
    assert!(matches!(killed(&operations, &arsenal, 3.0 - 1e-3).verdict, KillOutcome::Kill { .. }));
}

/// A loss is refunded to nobody: a firm that earns nothing under the attack is dead for as much with a tax as without, and one that paid tax on what it
/// earned before for less.
#[test]
fn a_tax_refunds_no_loss() {
    let (network, made) = base();
    let seller = Seller {
        price: [2.0, 2.0, 2.0],
        cost: 1.0,
        fixed: [1.0; YEARS],
        most: 1.0,
        stock: f64::INFINITY,
        tax: 0.0,
        worth: f64::INFINITY,
    };
    let cost = |tax: f64, fixed: [f64; YEARS]| {
        let operations = Seller { tax, fixed, ..seller.clone() }.operations(&network, &made);
        let arsenal = arsenal(&network, &operations);
        match killed(&operations, &arsenal, 0.8).verdict {
            KillOutcome::Kill { cost_musd, lower_bound_musd, .. } => (cost_musd, lower_bound_musd),
            other => panic!("{other:?}"),
        }
    };
    let (plain, _) = cost(0.0, [1.0; YEARS]);
    let (taxed, least) = cost(0.25, [1.0; YEARS]);
    assert!((taxed - plain).abs() < 1e-4 * plain && least <= plain * (1.0 + 1e-4), "{taxed} taxed, {plain} not");
    let (plain, _) = cost(0.0, [0.2, 1.0, 1.4]);
    let (taxed, least) = cost(0.25, [0.2, 1.0, 1.4]);
    assert!(taxed < plain && least <= taxed, "{taxed} taxed, {plain} not");
}

struct Draw(u64);

impl Draw {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn seller(&mut self) -> Seller {
        let price = [self.between(1.0, 4.0), self.between(1.0, 4.0), self.between(1.0, 4.0)];
        let fixed = [self.between(0.1, 1.2), self.between(0.1, 1.2), self.between(0.1, 1.2)];
        let stock = if self.between(0.0, 1.0) < 0.5 { f64::INFINITY } else { self.between(1.0, 2.5) };
        let tax = if self.between(0.0, 1.0) < 0.6 { self.between(0.1, 0.4) } else { 0.0 };
        let worth = if self.between(0.0, 1.0) < 0.7 { f64::INFINITY } else { self.between(1.0, 3.0) };
        Seller { price, cost: self.between(0.2, 1.0), fixed, most: 1.0, stock, tax, worth }
    }
}

/// Points of a grid over sales: what lies between costs at most [`Seller::slack`].
const SOLD: usize = 16;
const DEPTHS: usize = 8;

impl Seller {
    /// What the best of a grid over sales may miss: nothing where all or nothing is best, for want of a stock.
    fn slack(&self) -> f64 {
        let step = self.most / SOLD as f64;
        if self.stock.is_finite() { step * self.price.iter().sum::<f64>() } else { 1e-6 }
    }
}

/// Drawn sellers against enumeration: no attack of a grid kills what is told not exhaustible, none for less than the bound; every attack that is told
/// kills; and what cannot be told is counted.
#[test]
fn verdicts_are_those_of_enumeration() {
    let (network, made) = base();
    let mut draw = Draw(17);
    let (mut told, mut open, mut tight) = ([0; 3], 0, 0);
    for case in 0..60 {
        let seller = draw.seller();
        let operations = seller.operations(&network, &made);
        let arsenal = arsenal(&network, &operations);
        let points = if seller.stock.is_finite() { SOLD } else { 1 };
        let (usual, slack) = (seller.best(&[0.0; YEARS], points), seller.slack());
        let deepest = seller.best(&[0.6; YEARS], points);
        let drawn = (-usual).max(0.0) + draw.between(-0.1, 1.1) * (usual - deepest).max(0.2);
        // Every tenth is dead beyond doubt without an attack.
        let purse = if case % 10 == 0 { -usual - slack - 0.05 } else { drawn };
        let found = killed(&operations, &arsenal, purse);
        // The cheapest attack of a grid that kills beyond doubt.
        let (mut cheapest, mut any) = (f64::INFINITY, false);
        each(DEPTHS, &mut |at| {
            let depths: Vec<f64> = at.iter().map(|at| 0.6 * *at as f64 / DEPTHS as f64).collect();
            let cost = spent(&network, &operations, &arsenal, &depths);
            if cost < cheapest && purse + seller.best(&depths, points) + slack < -1e-5 {
                (cheapest, any) = (cost, true);
            }
        });
        let says = format!("{case}: {seller:?}, purse {purse}: {:?}, {cheapest} on the grid", found.verdict);
        match &found.verdict {
            KillOutcome::FailsUnattacked { .. } => {
                assert!(purse + usual < 1e-6, "{says}");
                told[0] += 1;
            }
            KillOutcome::NotExhaustible => {
                assert!(!any, "{says}");
                told[1] += 1;
            }
            KillOutcome::Kill { cost_musd, lower_bound_musd, found, cash_musd, .. } => {
                assert!(purse + usual >= -1e-5 - slack, "{says}");
                assert!(purse + seller.best(&found.depths, points) < 1e-6, "{says}");
                assert!(*lower_bound_musd <= cheapest + 1e-6 && lower_bound_musd <= cost_musd, "{says}");
                let least = cash_musd.iter().copied().fold(f64::INFINITY, f64::min);
                assert!(least < 1e-6, "{says}");
                tight += usize::from(*lower_bound_musd >= 0.99 * cost_musd);
                told[2] += 1;
            }
            KillOutcome::NotProven => open += 1,
        }
        // More than the sufficient purse is not emptied by anything on the grid.
        let enough = found.sufficient_purse_musd.max(0.0);
        assert!(enough + deepest.min(usual) + slack > -1e-5, "{says}");
    }
    println!("fails {}, not exhaustible {}, kill {} ({tight} within 1 %), not told {open}", told[0], told[1], told[2]);
    assert!(told.iter().all(|of| *of >= 3) && open <= 6, "{told:?}, {open} not told");
}

/// Kill costs never fall as the purse grows.
#[test]
fn a_fuller_purse_is_no_easier_to_empty() {
    let (network, made) = base();
    let mut draw = Draw(23);
    for case in 0..20 {
        let seller = draw.seller();
        let operations = seller.operations(&network, &made);
        let arsenal = arsenal(&network, &operations);
        let mut costs: Vec<KillCost> =
            (0..6).map(|step| killed(&operations, &arsenal, 0.15 * f64::from(step * step))).collect();
        for (at, poorer) in costs.iter().enumerate() {
            for richer in &costs[at..] {
                let is_refuted = is_refuted(&poorer.verdict, &richer.verdict);
                assert!(!is_refuted, "{case}: {seller:?}: {poorer:?}, {richer:?}");
            }
        }
        let purses: Vec<f64> = costs.iter().map(|cost| cost.purse_musd).collect();
        let mut all: Vec<&mut KillCost> = costs.iter_mut().collect();
        assert!(!refute(&mut all, &|a, b| purses[a] <= purses[b]));
    }
}

/// An answer that another refutes is not known: a purse of 1 that nothing empties beside one of 2 that an attack does.
#[test]
fn an_answer_that_another_refutes_is_not_known() {
    let (network, made) = base();
    let operations = EVEN.operations(&network, &made);
    let arsenal = arsenal(&network, &operations);
    let rich = killed(&operations, &arsenal, 2.0);
    let KillOutcome::Kill { cost_musd, lower_bound_musd, at, found, cash_musd } = rich.verdict.clone() else {
        panic!("{rich:?}")
    };
    let claims = [
        KillOutcome::NotExhaustible,
        KillOutcome::Kill {
            lower_bound_musd: 2.0 * lower_bound_musd,
            cost_musd: 2.0 * cost_musd,
            at,
            found,
            cash_musd,
        },
    ];
    for claim in claims {
        let (mut poor, mut rich) = (KillCost { purse_musd: 1.0, verdict: claim, ..rich.clone() }, rich.clone());
        assert!(refute(&mut [&mut poor, &mut rich], &|a, b| a <= b));
        assert_eq!(poor.verdict, KillOutcome::NotProven);
        assert!(matches!(rich.verdict, KillOutcome::Kill { .. }), "what is replayed stays");
    }
}

/// What plants would be worth after the horizon is money of the plan and no cash.
#[test]
fn salvage_is_no_cash() {
    let case = Case::works(2030, 2032)
        .set(|settings| {
            settings.finance.salvage_share = 0.5;
            settings.finance.tax_rate = 0.25;
        })
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, lifetime_years
             works, smith, us, melting, candidate, 100, 0.5, 100, 20",
        )
        .table("markets", "id, region, controller\nworld, us, adversary");
    let network = case.network();
    let made = solve_with_program(&network, &PlanOptions::from_network(&network), &mut NoProgress).unwrap();
    let operations = Operations::of_purse(&network, &made, LeafAt::new(0), Group::all(network.cooperative()));
    let sums = |view: View| {
        let mut salvage = 0.0;
        operations.visit(view, &mut |flow| salvage += if flow.kind == Kind::Salvage { flow.amount } else { 0.0 });
        salvage
    };
    assert!(sums(View::Worth) > 0.01, "{}", sums(View::Worth));
    assert_eq!(sums(View::Cash), 0.0);
    // Nor is the tax on it: at the end there is what was earned, less what was spent, less the tax on that.
    let money = operations.money(View::Worth, &|at| operations.weight(at));
    let nothing = Arsenal::empty(CostLevel::Producers);
    let (_, usual) = recoop_adversary::bilevel::replay(&operations, &money, &nothing, &[]).unwrap();
    let left = *cash(&operations, &nothing, &[], &usual.cols, 0.0).last().unwrap();
    let mut before = 0.0;
    operations.visit(View::Cash, &mut |flow| {
        let value = flow.col.map_or(1.0, |col| usual.cols[col.index()]);
        before += if flow.kind == Kind::Tax { 0.0 } else { flow.amount * value * operations.years(flow.at) };
    });
    assert!(left <= before && left > 0.0, "{left} of {before}");
}
