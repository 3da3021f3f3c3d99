//! Rules by which cooperatives share: patronage, capital, equal parts, and bylaws that mix them.
//!
//! ```text
//! share[i] = result[i] + margin · Σ_keys part[key] · key[i] / Σ_j key[j]
//! ```
//!
//! `result` is a member's own business settled at internal prices ([`settle`](super::settlement::settle)): what it would be paid in advance; the
//! margin is what the cooperative has left, shared by patronage (26 U.S.C. 1388(a): by quantity or value of business done with it),
//! by capital, or equally. Key figures are present values, so that near years count for more.

use super::equity::equity;
use super::settlement::Settlement;
use super::weights::present;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::plan::Plan;
use recoop_case::Network;
use recoop_case::fault::number_text;
use recoop_case::positions::StateAt;

/// What a margin can be shared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Metric tons delivered by plants, offers and stocks of the member.
    Deliveries,
    /// Metric tons served to its users.
    Purchases,
    /// Value of both at internal prices.
    Value,
    /// Equity that it puts in; where capital has no limits, that of its plants.
    Capital,
    /// One part each.
    Equal,
}

impl Key {
    /// All keys in the order in which they are reported.
    pub const ALL: [Self; 5] = [Self::Deliveries, Self::Purchases, Self::Value, Self::Capital, Self::Equal];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deliveries => "deliveries",
            Self::Purchases => "purchases",
            Self::Value => "value",
            Self::Capital => "capital",
            Self::Equal => "equal",
        }
    }

    /// Whether a margin shared by it follows business done, as a patronage dividend has to.
    #[must_use]
    pub fn is_patronage(self) -> bool {
        matches!(self, Self::Deliveries | Self::Purchases | Self::Value)
    }
}

/// A bylaw: parts of the margin by key, adding up to one, and the part of a positive margin that is kept back each year.
#[derive(Clone, Debug, PartialEq)]
pub struct Bylaw {
    /// Part of the margin that each key shares out.
    pub parts: Vec<(Key, f64)>,
    /// Part of what could be paid out in a year that stays in the reserve until the end.
    pub reserve: f64,
}

impl Default for Bylaw {
    /// Half by value of business, three tenths by capital, the rest equally, and a tenth kept back.
    fn default() -> Self {
        Self { parts: vec![(Key::Value, 0.5), (Key::Capital, 0.3), (Key::Equal, 0.2)], reserve: 0.1 }
    }
}

impl Bylaw {
    /// Reads `value=0.5,capital=0.3,equal=0.2`.
    ///
    /// # Errors
    /// A sentence that says everything that is wrong with it.
    pub fn parse(text: &str, reserve: f64) -> Result<Self, String> {
        let mut faults = Vec::new();
        let mut parts: Vec<(Key, f64)> = Vec::new();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let Some((name, number)) = item.split_once('=') else {
                faults.push(format!("`{item}` is not a part; expected `KEY=PART`"));
                continue;
            };
            let key = Key::ALL.into_iter().find(|key| key.as_str() == name.trim());
            match (key, number.trim().parse::<f64>()) {
                (None, _) => {
                    let keys: Vec<_> = Key::ALL.iter().map(|key| key.as_str()).collect();
                    faults.push(format!("there is no key `{}`; keys are {}", name.trim(), keys.join(", ")));
                }
                (_, Err(_)) => faults.push(format!("`{}` is not a number", number.trim())),
                (Some(key), Ok(part)) if !(0.0..=1.0).contains(&part) => {
                    faults.push(format!("the part of `{}` is {}, expected 0 to 1", key.as_str(), number_text(part)));
                }
                (Some(key), _) if parts.iter().any(|(other, _)| *other == key) => {
                    faults.push(format!("`{}` is there twice", key.as_str()));
                }
                (Some(key), Ok(part)) => parts.push((key, part)),
            }
        }
        let sum: f64 = parts.iter().map(|(_, part)| part).sum();
        if faults.is_empty() && (sum - 1.0).abs() > 1e-9 {
            faults.push(format!("the parts add up to {}, not to 1", number_text(sum)));
        }
        if !(0.0..1.0).contains(&reserve) {
            faults.push(format!("the reserve is {}, expected at least 0 and below 1", number_text(reserve)));
        }
        if faults.is_empty() { Ok(Self { parts, reserve }) } else { Err(faults.join("; ")) }
    }
}

/// Key figures of each member, at least zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    figures: Vec<Vec<f64>>,
}

impl Keys {
    /// The figures of a plan.
    #[must_use]
    pub fn new(network: &Network, plan: &Plan, settlement: &Settlement, weights: &[f64]) -> Self {
        let members = network.cooperative();
        let mut figures = vec![vec![0.0; members]; Key::ALL.len()];
        let price = |material: usize, state: StateAt| {
            settlement.price_usd_per_kg.get(&(material, state)).map_or(0.0, |p| p.abs() * MUSD_PER_USD_PER_KG_TONNE)
        };
        for ((i, material, s), amount) in &settlement.delivered_t {
            if *amount > 0.0 {
                figures[Key::Deliveries as usize][*i] += weights[*s] * amount;
                figures[Key::Value as usize][*i] += weights[*s] * amount * price(*material, *s);
            }
        }
        for ((i, material, s), amount) in &settlement.served_t {
            figures[Key::Purchases as usize][*i] += weights[*s] * amount;
            figures[Key::Value as usize][*i] += weights[*s] * amount * price(*material, *s);
        }
        figures[Key::Capital as usize] = equity(network, plan, weights);
        figures[Key::Equal as usize].fill(1.0);
        Self { figures }
    }

    /// The figure of each member.
    #[must_use]
    pub fn of(&self, key: Key) -> &[f64] {
        &self.figures[key as usize]
    }

    /// What each member has of one, by a key; equal parts where nobody has any of it.
    #[must_use]
    pub fn parts(&self, key: Key) -> Vec<f64> {
        let figures = self.of(key);
        let sum: f64 = figures.iter().sum();
        let n = figures.len().max(1) as f64;
        figures.iter().map(|figure| if sum > 0.0 { figure / sum } else { 1.0 / n }).collect()
    }

    /// What each member has of one, by a bylaw.
    #[must_use]
    pub fn mixed(&self, bylaw: &Bylaw) -> Vec<f64> {
        let mut mixed = vec![0.0; self.figures[0].len()];
        for (key, part) in &bylaw.parts {
            mixed.iter_mut().zip(self.parts(*key)).for_each(|(sum, of)| *sum += part * of);
        }
        mixed
    }
}

/// Shares of a total: every member's settled result, and the margin by parts. MUSD of present value.
#[must_use]
pub fn settled_shares(settlement: &Settlement, weights: &[f64], total: f64, parts: &[f64]) -> Vec<f64> {
    let results: Vec<f64> = settlement.result_musd.iter().map(|yearly| present(weights, yearly)).collect();
    let margin = total - results.iter().sum::<f64>();
    results.iter().zip(parts).map(|(result, part)| result + margin * part).collect()
}

/// Pay that differs by less is the same, as a share of all that is shared.
const SAME_PAY: f64 = 1e-8;

/// Two members that are paid differently for the same material.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlike {
    /// The material.
    pub material: usize,
    /// Who is paid more on top of the internal price, and how much, as a share of the value of its business.
    pub more: (usize, f64),
    /// Who is paid less.
    pub less: (usize, f64),
}

/// Whether shares pay alike for like business: what each member has on top of its settled result, per MUSD of business (deliveries and
/// purchases at internal prices), compared among those who deliver the same material. The widest difference, if there is one. A
/// payment that differs on substantially identical transactions is no patronage dividend (26 U.S.C. 1388(a)).
#[must_use]
pub fn unlike_transactions(
    settlement: &Settlement,
    keys: &Keys,
    weights: &[f64],
    shares: &[f64],
    by: Key,
) -> Option<Unlike> {
    let business = keys.of(by);
    let on_top: Vec<Option<f64>> = settlement
        .result_musd
        .iter()
        .zip(shares)
        .zip(business)
        .map(|((yearly, share), business)| (*business > 1e-9).then(|| (share - present(weights, yearly)) / business))
        .collect();
    let mut sellers: std::collections::BTreeMap<usize, std::collections::BTreeSet<usize>> = Default::default();
    for ((i, material, _), amount) in &settlement.delivered_t {
        if *amount > 1e-6 && on_top[*i].is_some() {
            sellers.entry(*material).or_default().insert(*i);
        }
    }
    // What rounding alone makes of a share is no difference in pay.
    let noise = SAME_PAY * shares.iter().map(|share| share.abs()).sum::<f64>();
    let mut widest: Option<Unlike> = None;
    for (material, members) in sellers {
        let paid = members.iter().filter_map(|i| Some((*i, on_top[*i]?)));
        let more = paid.clone().max_by(|a, b| a.1.total_cmp(&b.1));
        let less = paid.min_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some(more), Some(less)) = (more, less) {
            let width = more.1 - less.1;
            let pay = width * business[more.0].max(business[less.0]);
            if pay > noise && widest.as_ref().is_none_or(|w| width > w.more.1 - w.less.1) {
                widest = Some(Unlike { material, more, less });
            }
        }
    }
    widest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bylaw_says_everything_that_is_wrong_with_it() {
        let bylaw = Bylaw::parse("value=0.5, capital=0.5", 0.2).unwrap();
        assert_eq!(bylaw.parts, [(Key::Value, 0.5), (Key::Capital, 0.5)]);
        let wrong = |text| Bylaw::parse(text, 0.0).unwrap_err();
        assert_eq!(wrong("value=0.5"), "the parts add up to 0.5, not to 1");
        assert_eq!(
            wrong("valu=0.5,equal=x,capital=2,equal"),
            "there is no key `valu`; keys are deliveries, purchases, value, capital, equal; `x` is not a number; the part of \
             `capital` is 2, expected 0 to 1; `equal` is not a part; expected `KEY=PART`"
        );
        assert_eq!(wrong("equal=0.5,equal=0.5"), "`equal` is there twice");
        assert_eq!(Bylaw::parse("equal=1", 1.0).unwrap_err(), "the reserve is 1, expected at least 0 and below 1");
    }
}
