//! Duals as sentences with numbers and units: what limits the plan, and what one more unit of it would be worth.
//!
//! Long: every sentence about a dual, in the order in which they are told.

use std::collections::{BTreeMap, BTreeSet};

use super::capacity_worth;
use super::prices::DualValue;
use super::solve::Plan;
use super::values::PriceValue;
use crate::formulation::Constraints;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;

/// One sentence about a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// What it is about: `capacity`, `unused`, `price`, `shortage`, `offer`, `lane`, `site`, `ore`, `capital`, `service`, `floor`.
    pub topic: &'static str,
    /// Id of the thing.
    pub subject: String,
    /// Year that it speaks of; the horizon's first year when it speaks of all.
    pub year: i32,
    /// Scenario that it speaks of; empty when it speaks of all.
    pub scenario: String,
    /// Worth of one unit more.
    pub value: f64,
    /// Unit of the value.
    pub unit: String,
    /// What it would be worth over the whole horizon, expected and discounted, per unit: what sentences are ranked by, MUSD.
    pub rank_musd: f64,
    /// The sentence.
    pub text: String,
}

/// Use beyond this share of capacity is no rounding.
const USED: f64 = 1e-6;

/// Worth below this is the solver's rounding.
const NEGLIGIBLE: f64 = 1e-6;

/// Sentences about a plan, the weightiest first within each topic.
#[must_use]
pub fn explain(network: &Network, plan: &Plan) -> Vec<Sentence> {
    let teller = Teller::new(network, plan);
    let mut sentences = teller.capacities();
    sentences.extend(teller.unused());
    sentences.extend(teller.shortages());
    sentences.extend(teller.prices());
    sentences.extend(teller.limits());
    sentences
}

struct Teller<'a> {
    network: &'a Network,
    plan: &'a Plan,
    /// Price of (material, region, state), compliant first where there are two pools.
    price: BTreeMap<(usize, usize, StateAt), f64>,
}

impl<'a> Teller<'a> {
    fn new(network: &'a Network, plan: &'a Plan) -> Self {
        let mut price = BTreeMap::new();
        for p in &plan.prices {
            let entry = price.entry((p.material, p.region, p.state)).or_insert(p.price_usd_per_kg);
            if p.compliant {
                *entry = p.price_usd_per_kg;
            }
        }
        Self { network, plan, price }
    }

    fn when(&self, state: StateAt) -> (i32, String) {
        let tree = &self.network.tree;
        let node = &tree.nodes[tree.states[state].node];
        let scenario = if tree.nodes.len() == 1 { String::new() } else { node.id.to_string() };
        (tree.period(state).first_year, scenario)
    }

    /// `2031` or `2031 (crash)`.
    fn time(&self, state: StateAt) -> String {
        let (year, scenario) = self.when(state);
        if scenario.is_empty() { year.to_string() } else { format!("{year} ({scenario})") }
    }

    fn weight(&self, state: StateAt) -> f64 {
        let s = self.network.tree.states[state];
        s.weight * s.probability
    }

    /// Duals of a family by subject, the states in order.
    fn by_subject(&self, constraint: &str) -> BTreeMap<usize, Vec<&'a DualValue>> {
        let mut groups: BTreeMap<usize, Vec<&DualValue>> = BTreeMap::new();
        for dual in self.plan.duals.iter().filter(|d| d.constraint == constraint && d.value.abs() > NEGLIGIBLE) {
            groups.entry(dual.subject).or_default().push(dual);
        }
        groups
    }

    /// A service level has a row for each scenario in which it holds: one unit less moves all of a state. Other rows are alone in theirs.
    fn by_state(&self, constraint: &str, duals: Vec<&DualValue>) -> Vec<DualValue> {
        let mut merged: Vec<DualValue> = Vec::new();
        for dual in duals {
            match merged.iter_mut().find(|it| constraint == "service_level" && it.state == dual.state) {
                Some(it) => (it.value, it.present) = (it.value + dual.value, it.present + dual.present),
                None => merged.push(dual.clone()),
            }
        }
        merged
    }

    /// The dual that is largest, and the expected discounted sum over all states.
    fn peak<'d>(&self, duals: &[&'d DualValue]) -> Option<(&'d DualValue, StateAt, f64)> {
        let peak = duals.iter().max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()))?;
        let total = duals.iter().filter_map(|d| Some(d.value * self.weight(d.state?))).sum();
        Some((peak, peak.state?, total))
    }

    /// Capacity that limits: what one more t/yr of it earns in the state in which it earns most, and what one more metric ton of what stands without a decision
    /// is worth in all. Availability and fixed cost are counted.
    fn capacities(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let limits: BTreeSet<usize> =
            ["capacity_limit", "ramp_limit"].iter().flat_map(|limit| self.by_subject(limit).into_keys()).collect();
        for f in limits {
            let earned = capacity_worth::by_state(self.network, self.plan, f);
            let most = earned
                .iter()
                .enumerate()
                .map(|(s, most)| (s, *most))
                .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            let Some((state, most)) = most.filter(|(_, most)| *most > NEGLIGIBLE) else { continue };
            let existing = capacity_worth::of_existing(self.network, self.plan, f);
            let facility = &self.network.facilities[f];
            let unit = &self.network.technologies[facility.technology].unit;
            let (year, scenario) = self.when(state);
            let mut text = format!(
                "one more t/yr of capacity ({unit}) at {} earns ${} million/yr after its fixed cost in {}{}",
                facility.title,
                short(most),
                self.time(state),
                self.because(f, state),
            );
            if let Some(worth) = existing {
                let worth = if worth > NEGLIGIBLE { short(worth) } else { "0".to_string() };
                text += &format!(
                    "; one more metric ton of `capacity_t_per_year` is worth ${worth} million in present value"
                );
            }
            let total = |(s, earned): (StateAt, &f64)| earned.max(0.0) * self.weight(s);
            sentences.push(Sentence {
                topic: "capacity",
                subject: facility.id.to_string(),
                year,
                scenario,
                value: most,
                unit: "MUSD/yr per t/yr".to_string(),
                rank_musd: existing.unwrap_or_else(|| earned.iter().enumerate().map(total).sum()).max(0.0),
                text,
            });
        }
        ranked(sentences)
    }

    /// What is built and never used: in no state does the facility do more than what stood before could.
    fn unused(&self) -> Vec<Sentence> {
        let (network, values) = (self.network, &self.plan.values);
        let mut sentences = Vec::new();
        for (f, facility) in network.facilities.iter().enumerate() {
            let of_it = values.builds.iter().filter(|b| b.facility == f && b.size_t > 0.0);
            let expected = |of: &dyn Fn(&super::values::BuildValue) -> f64| -> f64 {
                of_it.clone().map(|b| network.tree.states[b.state].probability * of(b)).sum()
            };
            let Some(first) = of_it.clone().min_by_key(|b| b.state) else { continue };
            let needed = values.capacity.iter().filter(|c| c.facility == f).any(|c| {
                let period = network.tree.states[c.state].period;
                let stood = network.existing_capacity(facility, period, true) * facility.availability.at(c.state);
                c.used_t > stood * (1.0 + USED) + USED * c.installed_t
            });
            if needed {
                continue;
            }
            let (size, cost) = (expected(&|b| b.size_t), expected(&|b| b.capex_musd));
            let (year, scenario) = self.when(first.state);
            let does = if facility.existing_t > 0.0 { "what stood before does all the work" } else { "it never runs" };
            let text = format!(
                "{} is built from {} on ({} t/yr for ${} million, expected) and never used: {does}",
                facility.title,
                self.time(first.state),
                short(size),
                short(cost),
            );
            sentences.push(Sentence {
                topic: "unused",
                subject: facility.id.to_string(),
                year,
                scenario,
                value: cost,
                unit: "MUSD".to_string(),
                rank_musd: cost,
                text,
            });
        }
        ranked(sentences)
    }

    /// What a facility's busiest run makes of a metric ton in a state, at internal prices.
    fn because(&self, facility: usize, state: StateAt) -> String {
        let runs = self.plan.values.runs.iter().filter(|r| r.facility == facility && r.state == state);
        let Some(run) = runs.max_by(|a, b| a.activity_t.total_cmp(&b.activity_t)) else { return String::new() };
        let f = &self.network.facilities[facility];
        let mode = &self.network.technologies[f.technology].modes[run.mode];
        let worth = |sign: f64| {
            let flows = mode.flows.iter().filter(move |(_, amount)| amount * sign > 0.0);
            flows.map(move |(m, amount)| {
                let price = self.price.get(&(*m, f.region, state)).copied().unwrap_or(0.0);
                (*m, amount.abs() * price)
            })
        };
        let (made, used): (f64, f64) = (worth(1.0).map(|(_, w)| w).sum(), worth(-1.0).map(|(_, w)| w).sum());
        let main = worth(1.0).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(m, _)| m);
        let Some(main) = main.filter(|_| made > 0.0) else { return String::new() };
        let what = if mode.feed.is_some() { format!("a kg of {}", mode.label) } else { "a kg of activity".to_string() };
        format!(
            ", because {what} makes goods worth {} USD (mostly {}) out of goods worth {} USD",
            short(made),
            self.network.materials[main].title,
            short(used)
        )
    }

    fn shortages(&self) -> Vec<Sentence> {
        let mut groups: BTreeMap<usize, Vec<(StateAt, f64)>> = BTreeMap::new();
        for s in self.plan.values.service.iter().filter(|s| s.short_t > 1e-6) {
            groups.entry(s.demand).or_default().push((s.state, s.short_t));
        }
        let mut sentences = Vec::new();
        for (d, shorts) in groups {
            let demand = &self.network.demands[d];
            let Some((state, short_t)) = shorts.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
            let (year, scenario) = self.when(state);
            // Prices are after tax, so the loss is, too: the value is taxed, the cost of going short is no cash.
            let kept = 1.0 - self.network.tax_rate();
            let loss = demand.value_usd_per_kg * kept + demand.shortage_cost_usd_per_kg.at(state);
            let total: f64 = shorts.iter().map(|(s, t)| t * loss * MUSD_PER_USD_PER_KG_TONNE * self.weight(*s)).sum();
            let price = self.price.get(&(demand.material, demand.region, state));
            let cost = price.map_or(String::new(), |p| format!("; a kg more would cost {} USD after tax", short(*p)));
            let text = format!(
                "{} goes short of {} t/yr of {} in {} ({} of {} t/yr), a loss of {} USD after tax for each kg{cost}",
                demand.title,
                short(short_t),
                self.network.materials[demand.material].title,
                self.time(state),
                percent(short_t / demand.quantity_t_per_year.at(state)),
                short(demand.quantity_t_per_year.at(state)),
                short(loss),
            );
            sentences.push(Sentence {
                topic: "shortage",
                subject: demand.id.to_string(),
                year,
                scenario,
                value: short_t,
                unit: "t/yr".to_string(),
                rank_musd: total,
                text,
            });
        }
        ranked(sentences)
    }

    /// Where a material is worth more (or less) here than the nearest market says.
    fn prices(&self) -> Vec<Sentence> {
        let mut best: BTreeMap<(usize, usize), (&PriceValue, f64, f64)> = BTreeMap::new();
        for p in &self.plan.prices {
            let Some(market) = self.market_price(p) else { continue };
            let gap = (p.price_usd_per_kg - market).abs();
            let weighed = gap * self.weight(p.state);
            let entry = best.entry((p.material, p.region)).or_insert((p, 0.0, 0.0));
            entry.2 += weighed * MUSD_PER_USD_PER_KG_TONNE;
            if gap > entry.1 {
                (entry.0, entry.1) = (p, gap);
            }
        }
        let mut sentences = Vec::new();
        for ((material, region), (p, gap, total)) in best {
            let Some(market) = self.market_price(p).filter(|market| gap > 0.05 * market) else { continue };
            let (year, scenario) = self.when(p.state);
            let pool = if p.compliant { " of compliant origin" } else { "" };
            let text = format!(
                "a kg of {}{pool} in {} is worth {} USD after tax in {}, against {} USD after tax at the nearest quote there",
                self.network.materials[material].title,
                self.network.regions[region].title,
                short(p.price_usd_per_kg),
                self.time(p.state),
                short(market),
            );
            sentences.push(Sentence {
                topic: "price",
                subject: self.network.materials[material].id.to_string(),
                year,
                scenario,
                value: p.price_usd_per_kg,
                unit: "USD/kg".to_string(),
                rank_musd: total,
                text,
            });
        }
        ranked(sentences)
    }

    /// The quote that the price is out of line with.
    fn market_price(&self, p: &PriceValue) -> Option<f64> {
        self.network.contradicting_price((p.material, p.region), p.state, p.price_usd_per_kg)
    }

    fn limits(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        for constraint in ["offer_limit", "lane_limit", "service_level", "price_floor_limit", "capital_limit"] {
            for (subject, duals) in self.by_subject(constraint) {
                let merged = self.by_state(constraint, duals);
                let Some((peak, state, total)) = self.peak(&merged.iter().collect::<Vec<_>>()) else { continue };
                let (topic, id, what) = self.limit_words(constraint, subject, state);
                let (year, scenario) = self.when(state);
                let text = format!("{what} is worth {} in {}", worth(peak), self.time(state));
                let (value, unit) = (peak.value, peak.unit.to_string());
                sentences.push(Sentence { topic, subject: id, year, scenario, value, unit, rank_musd: total, text });
            }
        }
        for (constraint, topic, what) in [
            ("ore_depletion", "ore", "one more metric ton in the ground"),
            ("capital_total", "capital", "$1 million more of equity over the horizon"),
            ("site_limit", "site", "room for one more t/yr on the site"),
        ] {
            // One unit more moves all rows of its owner: those of every scenario, of every year of commitment.
            let mut of: BTreeMap<&str, (f64, &str)> = BTreeMap::new();
            for dual in self.plan.duals.iter().filter(|dual| dual.constraint == constraint) {
                let owner = dual.key.split(',').next().unwrap_or_default();
                of.entry(owner).or_insert((0.0, dual.unit)).0 += dual.present;
            }
            for (owner, (value, unit)) in of.into_iter().filter(|(_, (value, _))| value.abs() > NEGLIGIBLE) {
                let text =
                    format!("{what} ({owner}) is worth {} in present value", amount_words(&short(value.abs()), unit));
                sentences.push(Sentence {
                    topic,
                    subject: owner.to_string(),
                    year: self.network.tree.first_year(),
                    scenario: String::new(),
                    value,
                    unit: unit.to_string(),
                    rank_musd: value.abs(),
                    text,
                });
            }
        }
        ranked(sentences)
    }

    /// Topic, id, and what one unit more of a limit is.
    fn limit_words(&self, constraint: &str, subject: usize, state: StateAt) -> (&'static str, String, String) {
        let n = self.network;
        match constraint {
            "offer_limit" => {
                let offer = &n.offers[subject];
                let (m, k) = (&n.materials[offer.material], &n.markets[offer.market]);
                let verb = if offer.side == Side::Buy { "buy" } else { "sell" };
                let price = short(offer.price_usd_per_kg.at(state));
                let what = format!("leave to {verb} one more t/yr of {} at {} for {price} USD/kg", m.title, k.title);
                ("offer", m.id.to_string(), what)
            }
            "lane_limit" => {
                let lane = &n.lanes[subject];
                let m = &n.materials[lane.material];
                let (from, to) = (&n.regions[lane.from].title, &n.regions[lane.to].title);
                ("lane", m.id.to_string(), format!("room for one more t/yr of {} from {from} to {to}", m.title))
            }
            "service_level" => {
                let demand = &n.demands[subject];
                ("service", demand.id.to_string(), format!("one t/yr less of required service to {}", demand.title))
            }
            "price_floor_limit" => {
                let policy = &n.policies[subject];
                ("floor", policy.id.to_string(), format!("one more t/yr covered by {}", policy.title))
            }
            _ => {
                let member = &n.members[subject];
                ("capital", member.id.to_string(), format!("$1 million/yr more of equity of {}", member.title))
            }
        }
    }
}

fn worth(dual: &DualValue) -> String {
    amount_words(&short(dual.value.abs()), dual.unit)
}

/// Returns a number with its unit as a screen shows it: `60 t/yr`, `$6 million`, `$0.8 million per $ million`.
pub(super) fn amount_words(number: &str, unit: &str) -> String {
    match unit.strip_prefix("MUSD") {
        Some(rest) => format!("${number} million{}", rest.replace("MUSD", "$ million")),
        None => format!("{number} {unit}"),
    }
}

/// The weightiest first within each topic; the topics in the order in which the first of each came.
fn ranked(mut sentences: Vec<Sentence>) -> Vec<Sentence> {
    let mut topics: Vec<&'static str> = Vec::new();
    for sentence in &sentences {
        if !topics.contains(&sentence.topic) {
            topics.push(sentence.topic);
        }
    }
    let place = |topic: &str| topics.iter().position(|t| *t == topic);
    sentences.sort_by(|a, b| {
        place(a.topic)
            .cmp(&place(b.topic))
            .then_with(|| b.rank_musd.abs().total_cmp(&a.rank_musd.abs()))
            .then_with(|| a.subject.cmp(&b.subject))
    });
    sentences
}

/// Three significant digits, thousands apart by commas.
#[must_use]
pub fn short(value: f64) -> String {
    figures(value, 3)
}

/// Returns money for a screen, `$195 million`: three significant digits of a number in million USD; less than half a cent of a million is `$0`.
#[must_use]
pub fn dollars(musd: f64) -> String {
    if musd.abs() < 0.005 {
        return "$0".to_string();
    }
    let sign = if musd < 0.0 { "-" } else { "" };
    format!("{sign}${} million", short(musd.abs()))
}

/// So many significant digits, thousands apart by commas; whole numbers are never rounded to tens.
#[must_use]
pub fn figures(value: f64, significant: usize) -> String {
    let size = value.abs();
    if size < 1e-12 {
        return "0".to_string();
    }
    let digits = (significant as i32 - 1 - size.log10().floor() as i32).clamp(0, significant as i32 + 6) as usize;
    let rounded = format!("{value:.digits$}");
    let trimmed = if rounded.contains('.') { rounded.trim_end_matches('0').trim_end_matches('.') } else { &rounded };
    group_thousands(trimmed)
}

/// A share as per cent, two significant digits below ten.
#[must_use]
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    if p.abs() >= 10.0 || p.abs() < 1e-6 {
        format!("{:.0}%", p + 0.0)
    } else if p.abs() >= 1.0 {
        format!("{p:.1}%")
    } else if p.abs() >= 0.01 {
        format!("{p:.2}%")
    } else {
        format!("{p:.1e}%")
    }
}

fn group_thousands(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(c);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// What a rule or a bound of the program says, in words, for messages about rules that contradict each other.
#[must_use]
pub fn rule_in_words(family: &str) -> &'static str {
    let row = Constraints::family(family).map(|row| row.rule);
    row.or_else(|| Variables::family(family).map(|col| col.rule)).unwrap_or("a bound")
}
