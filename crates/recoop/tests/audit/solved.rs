//! Plans that the solver makes pass, whatever the case: the numbers and the shape of the hand-made case are drawn, solved
//! and audited. Two derivations of every rule meet here, on plans that press against the rules.

use recoop::plan::audit::{Audit, audit};
use recoop::plan::{NoProgress, Plan, PlanError, PlanOptions, solve};
use recoop_case::Network;
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::Tables;

use super::case::{settings, tables};

/// A sequence of numbers in [0, 1) that is the same in every run (a linear congruential generator, Knuth's constants).
struct Draw(u64);

impl Draw {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / 2_f64.powi(31)
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// A whole number below `end`.
    fn below(&mut self, end: i32) -> i32 {
        (self.share() * f64::from(end)) as i32
    }
}

fn drawn_settings(draw: &mut Draw) -> Settings {
    let mut settings = settings();
    let (lengths, last_year) = match draw.below(4) {
        0 => (vec![1, 1, 2], 2033),
        1 => (vec![], 2036),
        2 => (vec![1, 2, 2, 3], 2037),
        _ => (vec![1; 9], 2038),
    };
    (settings.horizon.period_lengths, settings.horizon.last_year) = (lengths, last_year);
    if draw.chance(0.5) {
        settings.horizon.build_years.clear();
    }
    let finance = &mut settings.finance;
    finance.pooled_capital = draw.chance(0.5);
    finance.debt_share = if draw.chance(0.5) { 0.0 } else { draw.share() };
    finance.debt_rate = if draw.chance(0.3) { 0.0 } else { draw.between(0.0, 0.1) };
    finance.scale_segments = 1 + draw.below(4);
    finance.salvage_share = draw.share();
    settings.risk.weight = if draw.chance(0.5) { 0.0 } else { draw.share() };
    settings.risk.tail = draw.between(0.05, 1.0);
    settings
}

fn draw_plants(draw: &mut Draw, tables: &mut Tables) {
    for technology in &mut tables.technologies {
        let curved = technology.id != "sintering" && draw.chance(0.5);
        technology.capex_exponent = curved.then(|| draw.between(0.4, 0.9));
        technology.permitting_years = Some(draw.below(2));
        technology.construction_years = Some(draw.below(3));
        technology.lifetime_years = Some(1 + draw.below(12));
        technology.ramp = (0..draw.below(3)).map(|age| 0.3 + 0.2 * f64::from(age)).collect();
        technology.availability = Some(draw.between(0.7, 1.0));
    }
    for facility in &mut tables.facilities {
        if draw.chance(0.5) {
            facility.last_build_year = None;
        }
        if facility.module_t_per_year.is_some() && draw.chance(0.4) {
            facility.module_t_per_year = None;
            facility.max_builds = draw.chance(0.5).then(|| 1 + draw.below(3));
        }
        if facility.max_capacity_t_per_year.is_some() {
            facility.opening_cost_musd = draw.chance(0.5).then(|| draw.between(0.0, 4.0));
            if facility.module_t_per_year.is_none() && draw.chance(0.3) {
                facility.max_builds = Some(1 + draw.below(3));
            }
        }
        if draw.chance(0.5) {
            facility.min_size_t_per_year = None;
        }
        if facility.capacity_t_per_year.is_some() && draw.chance(0.3) {
            facility.retire_year = Some(2031 + draw.below(4));
        }
        facility.reserve_t = facility.reserve_t.map(|_| draw.between(50.0, 550.0));
    }
}

fn draw_trade(draw: &mut Draw, tables: &mut Tables) {
    for demand in &mut tables.demands {
        if draw.chance(0.3) {
            (demand.service_level, demand.service_probability) = (None, None);
        }
        demand.value_usd_per_kg *= draw.between(1.0, 21.0);
        if draw.chance(0.3) {
            demand.origin_rule_from = None;
        } else if draw.chance(0.5) {
            demand.origin_rule_from = Some(2030 + draw.below(5));
        }
    }
    for stock in &mut tables.stocks {
        stock.initial_t = Some(draw.between(0.0, 4.0));
        stock.reserve_t = stock.reserve_t.filter(|_| draw.chance(0.5));
        stock.compliant = draw.chance(0.3).then_some(false);
    }
    tables.prices.iter_mut().for_each(|price| price.price_usd_per_kg *= draw.between(0.5, 3.5));
    tables
        .offers
        .iter_mut()
        .for_each(|offer| offer.limit_t_per_year = offer.limit_t_per_year.map(|t| t * draw.between(0.5, 5.5)));
    for lane in &mut tables.lanes {
        lane.last_year = None;
        lane.limit_t_per_year = lane.limit_t_per_year.filter(|_| draw.chance(0.7));
    }
    tables.regions[0].compliant = draw.chance(0.3).then_some(false);
    tables.markets[2].compliant = draw.chance(0.2).then_some(true);
    if draw.chance(0.3) {
        tables.policies.clear();
    }
    let (limited, factor) = (draw.chance(0.5), draw.between(0.5, 2.5));
    for member in &mut tables.members {
        member.capital_per_year_musd = member.capital_per_year_musd.filter(|_| limited).map(|musd| musd * factor);
        member.capital_total_musd = member.capital_total_musd.filter(|_| limited).map(|musd| musd * factor);
    }
}

fn drawn(draw: &mut Draw) -> Network {
    let (settings, mut tables) = (drawn_settings(draw), tables());
    draw_plants(draw, &mut tables);
    draw_trade(draw, &mut tables);
    resolve(&settings, &tables)
}

fn audit_of(network: &Network, plan: &Plan) -> Audit {
    audit(network, &plan.reported())
}

#[test]
fn plans_of_drawn_cases_pass() {
    let mut draw = Draw(12_345);
    let mut with_builds = 0;
    for case in 0..50 {
        let network = drawn(&mut draw);
        let options = PlanOptions { threads: 1, ..PlanOptions::from_network(&network) };
        let plan = match solve(&network, &options, &mut NoProgress) {
            Ok(plan) => plan,
            // Some draws ask for more than can be had.
            Err(PlanError::Infeasible(_)) => continue,
            Err(fault) => panic!("case {case}: {fault}"),
        };
        let audit = audit_of(&network, &plan);
        assert!(audit.passed(), "case {case}: {:#?}", audit.breaches);
        assert!((audit.cvar_musd - plan.cvar_npv_musd).abs() < 1e-6);
        with_builds += usize::from(!plan.values.builds.is_empty());
    }
    assert!(with_builds >= 10, "only {with_builds} plans build anything: the draws test too little");
}

/// A plan cut into many parts is the same plan: so a large one can be made of a small one.
#[test]
fn a_plan_in_many_parts_passes_like_the_whole() {
    let mut plan = super::program::plan();
    let parts = 500;
    let (runs, flows) = (std::mem::take(&mut plan.values.runs), std::mem::take(&mut plan.values.flows));
    for part in 0..parts {
        for mut run in runs.iter().copied() {
            run.activity_t /= f64::from(parts);
            plan.values.runs.push(run);
        }
        for mut flow in flows.iter().copied() {
            flow.run += part as usize * runs.len();
            flow.amount_t /= f64::from(parts);
            plan.values.flows.push(flow);
        }
    }
    let audit = plan.audit();
    assert_eq!(audit.breaches, Vec::new());
}
