//! Kill costs of a made-up industry: how long the first, all and a shared purse take.

use std::error::Error;
use std::time::Instant;

use predation::{Bylaw, Contest, CostCurve, Firm, Floor, Industry, KillOptions, Period, Plant, Product, Question};
use serde_json::{Value, json};

/// A stream of numbers between two bounds from a seed.
struct Numbers(u64);

impl Numbers {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// An industry of `firms` with two plants each over `periods`, in which prices, debts and sizes are drawn.
fn contest(seed: u64, firms: usize, periods: usize, products: usize) -> Result<Contest, Box<dyn Error>> {
    let n = &mut Numbers(seed);
    let years = (0..periods).map(|t| Period {
        label: t.to_string(),
        years: 1.0,
        discount: 0.96_f64.powi(t as i32),
        budget: f64::INFINITY,
    });
    let products: Vec<Product> = (0..products)
        .map(|m| {
            let base: Vec<f64> = (0..periods).map(|_| n.between(60.0, 100.0)).collect();
            let exposed = n.between(20.0, 60.0);
            // Half the exposed volume at first, the whole, and more below the adversary's own cost.
            let curve = |base: &f64| {
                let most = 0.8 * base;
                let ends = [0.3, 0.65, 1.0].map(|share| share * most);
                let costs = [0.15, 0.5, 0.96].map(|share| share * most * exposed);
                CostCurve { points: [(0.0, 0.0)].into_iter().chain(ends.into_iter().zip(costs)).collect() }
            };
            Product {
                name: m.to_string(),
                lowest: base.iter().map(|base| 0.2 * base).collect(),
                growth: Vec::new(),
                cost: base.iter().map(curve).collect(),
                menu: Vec::new(),
                customers_of: None,
                base,
            }
        })
        .collect();
    let industry = Industry::new(years.collect(), products);
    let firms = (0..firms).map(|at| firm(n, at, &industry)).collect();
    Contest::new(industry, firms).map_err(|faults| format!("{faults:?}").into())
}

fn firm(n: &mut Numbers, at: usize, industry: &Industry) -> Firm {
    let (periods, products) = (industry.periods.len(), industry.products.len());
    let mut size = 0.0;
    let plants: Vec<Plant> = (0..2)
        .map(|plant| {
            let volume = n.between(4.0, 20.0);
            size += volume;
            // Every plant sells one product, and every other one a second.
            let sells = |m: usize| m == (at + plant) % products || (plant == 1 && m == at % products);
            let volumes: Vec<Vec<f64>> = (0..products)
                .map(|m| (0..periods).map(|_| if sells(m) { volume * n.between(0.7, 1.2) } else { 0.0 }).collect())
                .collect();
            let product = (at + plant) % products;
            let floor = Floor {
                product,
                price: vec![n.between(40.0, 70.0); periods],
                volume: volumes[product].iter().map(|volume| 0.4 * volume).collect(),
                give_back: 0.3,
            };
            let fixed = volume * n.between(0.0, 10.0);
            Plant {
                name: plant.to_string(),
                volumes,
                unit_cost: (0..products).map(|_| vec![n.between(25.0, 45.0); periods]).collect(),
                fixed_cost: vec![fixed; periods],
                idle_cost: vec![0.5 * fixed + volume * n.between(1.0, 6.0); periods],
                floors: vec![floor],
            }
        })
        .collect();
    Firm {
        name: at.to_string(),
        purse: size * n.between(10.0, 60.0),
        least_cash: vec![0.0; periods],
        plants,
        debt_service: (0..periods).map(|_| size * n.between(0.0, 45.0)).collect(),
        other_cash: vec![0.0; periods],
        deposit_rate: 0.02,
        loan_rate: 0.08,
        undercut: false,
    }
}

/// Solves it and says what it took, as JSON.
pub fn measure(seed: u64, firms: usize, periods: usize, products: usize) -> Result<Value, Box<dyn Error>> {
    let contest = contest(seed, firms, periods, products)?;
    let questions = [
        ("first", Question::First, Bylaw::Alone),
        ("all", Question::All, Bylaw::Alone),
        ("joint_purse", Question::All, Bylaw::Joint),
    ];
    let mut report = json!({ "firms": firms, "periods": periods, "products": products, "seed": seed });
    for (name, question, bylaw) in questions {
        let started = Instant::now();
        let kill = contest.kill(question, bylaw, &KillOptions::default())?;
        let seconds = started.elapsed().as_secs_f64();
        // Infinite and unknown costs are null.
        report[name] = json!({ "cost": kill.cost(), "lower": kill.lower(), "seconds": seconds });
    }
    Ok(report)
}
