//! Contests to test with: small ones by hand, drawn ones from a seed.

use predation::{
    Campaign, Contest, CostCurve, Firm, Floor, Growth, Industry, Period, Plant, PredationError, Product, Strike,
};

/// A stream of numbers in [0, 1) from a seed; the tests need no more than that.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn of(seed: u64) -> Self {
        let mut numbers = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1));
        numbers.next();
        numbers
    }

    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.next() < share
    }
}

/// Years from 2030 on without discount.
pub fn years(number: usize) -> Vec<Period> {
    let year = |t: usize| Period { label: (2030 + t).to_string(), years: 1.0, discount: 1.0, budget: f64::INFINITY };
    (0..number).map(year).collect()
}

/// One product of a constant price, with a linear cost of so many units exposed.
pub fn oxide(periods: usize, base: f64, lowest: f64, exposed: f64) -> Product {
    Product {
        name: "oxide".to_string(),
        base: vec![base; periods],
        lowest: vec![lowest; periods],
        growth: Vec::new(),
        cost: vec![CostCurve::linear(base - lowest, exposed); periods],
        menu: Vec::new(),
        customers_of: None,
    }
}

pub fn industry(periods: Vec<Period>, products: Vec<Product>) -> Industry {
    Industry::new(periods, products)
}

/// A firm with one plant that sells the first product at constant amounts.
pub fn seller(name: &str, periods: usize, purse: f64, volume: f64, unit_cost: f64, idle_cost: f64) -> Firm {
    Firm {
        name: name.to_string(),
        purse,
        least_cash: vec![0.0; periods],
        plants: vec![Plant {
            name: "works".to_string(),
            volumes: vec![vec![volume; periods]],
            unit_cost: vec![vec![unit_cost; periods]],
            fixed_cost: vec![0.0; periods],
            idle_cost: vec![idle_cost; periods],
            floors: Vec::new(),
        }],
        debt_service: vec![0.0; periods],
        other_cash: vec![0.0; periods],
        deposit_rate: 0.0,
        loan_rate: 0.0,
        undercut: false,
    }
}

/// A contest that is sound.
pub fn contest(industry: Industry, firms: Vec<Firm>) -> Contest {
    Contest::new(industry, firms).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The message of every fault.
pub fn messages(result: Result<Contest, Vec<PredationError>>) -> Vec<String> {
    result.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// What is drawn besides a common price.
#[derive(Clone, Copy, Debug, Default)]
pub struct Draw {
    pub firms: usize,
    pub periods: usize,
    pub products: usize,
    /// Interest, discount, and curves of several pieces.
    pub rich: bool,
    pub floors: bool,
    pub undercut: bool,
    pub strikes: bool,
    pub ramp: bool,
    /// Debt allowed at a rate above that of deposits.
    pub debt: bool,
    /// Depths to choose from.
    pub menu: Option<&'static [f64]>,
    /// Plants for each firm.
    pub plants: usize,
    /// The last product is for the customers of the first firm alone.
    pub customers: bool,
    /// The first two products exclude each other.
    pub exclusive: bool,
    /// The first two products take from the same thing.
    pub shared: bool,
}

impl Draw {
    pub fn small(firms: usize, periods: usize) -> Self {
        Self { firms, periods, products: 1, plants: 1, ..Self::default() }
    }
}

fn curve(numbers: &mut Numbers, most: f64, exposed: f64, rich: bool) -> CostCurve {
    if !rich {
        return CostCurve::linear(most, exposed);
    }
    let (first, second) = (most * numbers.between(0.2, 0.4), most * numbers.between(0.5, 0.8));
    let slopes = [exposed * 0.5, exposed, exposed * numbers.between(1.0, 1.6)];
    let mut points = vec![(0.0, 0.0)];
    for (end, slope) in [first, second, most].into_iter().zip(slopes) {
        let last = points[points.len() - 1];
        points.push((end, last.1 + slope * (end - last.0)));
    }
    CostCurve { points }
}

/// A contest drawn from a seed; most of its firms live without attack.
pub fn random(seed: u64, draw: Draw) -> Contest {
    let n = &mut Numbers::of(seed);
    let periods: Vec<Period> = (0..draw.periods)
        .map(|t| Period {
            label: (2030 + t).to_string(),
            years: if draw.rich { n.between(0.5, 2.0) } else { 1.0 },
            discount: if draw.rich { 0.96_f64.powi(t as i32) } else { 1.0 },
            budget: f64::INFINITY,
        })
        .collect();
    let mut products: Vec<Product> = (0..draw.products)
        .map(|m| {
            let base: Vec<f64> = (0..draw.periods).map(|_| n.between(60.0, 100.0)).collect();
            let lowest: Vec<f64> = base.iter().map(|base| base * 0.2).collect();
            let exposed = n.between(20.0, 60.0);
            let cost =
                base.iter().zip(&lowest).map(|(base, lowest)| curve(n, base - lowest, exposed, draw.rich)).collect();
            let growth = if draw.ramp { Growth::by_years(n.between(0.2, 0.6), &periods) } else { Vec::new() };
            let menu = draw.menu.unwrap_or_default().to_vec();
            Product { name: format!("product {m}"), base, lowest, growth, cost, menu, customers_of: None }
        })
        .collect();
    let mut firms: Vec<Firm> = (0..draw.firms).map(|at| firm(n, at, &draw, &products)).collect();
    if draw.customers {
        let last = products.len() - 1;
        products[last].customers_of = Some(0);
        for plant in firms.iter_mut().skip(1).flat_map(|firm| firm.plants.iter_mut()) {
            plant.volumes[last] = vec![0.0; draw.periods];
            plant.floors.retain(|floor| floor.product != last);
        }
    }
    let mut strikes = Vec::new();
    if draw.strikes {
        for (at, firm) in firms.iter().enumerate() {
            let lasts = 1 + (n.next() * 2.0) as usize;
            strikes.push(Strike {
                name: format!("ban of {}", firm.name),
                firm: at,
                plants: vec![0],
                share: if n.chance(0.5) { 1.0 } else { n.between(0.3, 0.9) },
                starts: (0..draw.periods)
                    .filter(|_| n.chance(0.6))
                    .chain([0])
                    .collect::<std::collections::BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                lasts,
                cost: n.between(50.0, 600.0),
            });
        }
    }
    let exclusive = if draw.exclusive { vec![(0, 1)] } else { Vec::new() };
    let shared = if draw.shared { vec![vec![(0, n.between(0.7, 1.0)), (1, n.between(0.7, 1.0))]] } else { Vec::new() };
    contest(Industry { strikes, exclusive, shared, ..Industry::new(periods, products) }, firms)
}

fn firm(n: &mut Numbers, at: usize, draw: &Draw, products: &[Product]) -> Firm {
    let periods = draw.periods;
    let plants: Vec<Plant> = (0..draw.plants)
        .map(|plant| {
            let sold: Vec<bool> = (0..draw.products)
                .map(|m| m == (plant + at) % draw.products || draw.plants < draw.products || n.chance(0.4))
                .collect();
            let size = n.between(4.0, 20.0);
            let volumes: Vec<Vec<f64>> = sold
                .iter()
                .map(|sold| (0..periods).map(|_| if *sold { size * n.between(0.7, 1.2) } else { 0.0 }).collect())
                .collect();
            let unit_cost = (0..draw.products)
                .map(|_| {
                    let v = n.between(25.0, 45.0);
                    vec![v; periods]
                })
                .collect();
            let floors = if draw.floors && n.chance(0.7) {
                let m = plant % draw.products;
                let share = n.between(0.2, 0.8);
                vec![Floor {
                    product: m,
                    price: (0..periods).map(|t| products[m].base[t] * n.between(0.5, 1.1)).collect(),
                    volume: volumes[m].iter().map(|volume| volume * share).collect(),
                    give_back: n.next(),
                }]
            } else {
                Vec::new()
            };
            let fixed = size * n.between(0.0, 10.0);
            Plant {
                name: format!("plant {plant}"),
                volumes,
                unit_cost,
                fixed_cost: vec![fixed; periods],
                idle_cost: vec![fixed * n.between(0.1, 0.9) + size * n.between(1.0, 6.0); periods],
                floors,
            }
        })
        .collect();
    let weight: f64 = plants.iter().map(|plant| plant.volumes.iter().map(|volumes| volumes[0]).sum::<f64>()).sum();
    let line = if draw.debt { -weight * n.between(2.0, 10.0) } else { 0.0 };
    Firm {
        name: format!("firm {at}"),
        // Now and then more than can be burnt.
        purse: weight * n.between(5.0, 30.0) * if n.chance(0.25) { 6.0 } else { 1.0 },
        least_cash: vec![line; periods],
        plants,
        debt_service: (0..periods).map(|_| weight * n.between(0.0, 45.0)).collect(),
        other_cash: vec![0.0; periods],
        deposit_rate: if draw.rich { 0.02 } else { 0.0 },
        loan_rate: if draw.rich || draw.debt { 0.09 } else { 0.0 },
        undercut: draw.undercut,
    }
}

/// Every campaign whose cuts are multiples of a part of the deepest, and every choice of undercuts and strikes with it.
pub fn grid(contest: &Contest, parts: usize) -> Vec<Campaign> {
    let (industry, periods) = (contest.industry(), contest.num_periods());
    let mut campaigns = vec![Campaign::none(contest)];
    let mut each = |change: &dyn Fn(&Campaign, usize) -> Campaign, choices: usize| {
        let old = std::mem::take(&mut campaigns);
        campaigns = old.iter().flat_map(|campaign| (0..choices).map(move |choice| change(campaign, choice))).collect();
    };
    for t in 0..periods {
        for (m, product) in industry.products.iter().enumerate() {
            let cuts: Vec<f64> = if product.menu.is_empty() {
                (0..=parts).map(|part| product.most(t) * part as f64 / parts as f64).collect()
            } else {
                [0.0].into_iter().chain(product.choices(t)).collect()
            };
            let set = |campaign: &Campaign, choice: usize| {
                let mut campaign = campaign.clone();
                campaign.cuts[m][t] = cuts[choice];
                campaign
            };
            each(&set, cuts.len());
            for at in (0..contest.firms().len()).filter(|at| contest.firms()[*at].undercut) {
                let set = |campaign: &Campaign, choice: usize| {
                    let mut campaign = campaign.clone();
                    campaign.undercuts[at][m][t] =
                        (product.most(t) - campaign.cuts[m][t]) * choice as f64 / parts as f64;
                    campaign
                };
                each(&set, parts + 1);
            }
        }
    }
    for (at, strike) in industry.strikes.iter().enumerate() {
        for start in &strike.starts {
            let set = |campaign: &Campaign, choice: usize| {
                let mut campaign = campaign.clone();
                campaign.strikes.extend((choice > 0).then_some((at, *start)));
                campaign
            };
            each(&set, 2);
        }
    }
    campaigns
}
