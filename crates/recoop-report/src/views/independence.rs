//! How much of each stage is made at home, and on whom supply depends.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::shares::{ShareRow, domestic_shares, later_share};
use recoop_adversary::links as found;
use recoop_case::Network;
use recoop_case::positions::DemandAt;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sums::Sums;
use super::{Num, Part, Series};

/// Independence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Independence {
    /// Stages of which anything is needed at home. From the table `domestic_share`.
    pub stages: Vec<StageShare>,
    /// Demand served and not. From the table `service`.
    pub service: Vec<Service>,
    /// On whom what is served depends, and what the plan cannot do without: from the stress.
    pub links: Part<Links>,
}

/// The share of a stage that is made at home, by value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StageShare {
    /// Stage.
    pub stage: usize,
    /// What plants and end users at home need, MUSD/yr. Where it is 0 there is no share.
    pub needed_musd: Series,
    /// Of that, what plants at home make, MUSD/yr.
    pub made_musd: Series,
    /// Made over needed.
    pub share: Series,
    /// Expected share over the second half of the horizon.
    pub later: Option<Num>,
}

/// A demand, t/yr.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Service {
    /// Demand.
    pub demand: usize,
    /// Wanted.
    pub demanded_t: Series,
    /// Served.
    pub served_t: Series,
    /// Not served.
    pub short_t: Series,
}

/// Weak links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Links {
    /// The findings in sentences.
    pub sentences: Vec<String>,
    /// Share of what is served that passes any step of somebody. From the table `dependence`.
    pub dependence: Vec<Dependence>,
    /// What single losses do, the worst first. From the table `weakest_links`.
    pub losses: Vec<Loss>,
}

/// Dependence of a demand on somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Dependence {
    /// Demand.
    pub demand: usize,
    /// `adversary`, `allies`, or the id of a region.
    pub on: String,
    /// Share of what is served.
    pub share: Series,
}

/// A loss, everything else decided again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Loss {
    /// `plant`, `route` or `markets`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The facility, where it is a plant.
    pub facility: Option<usize>,
    /// Defense demand not served over the path, t.
    pub defense_short_t: Num,
    /// Critical demand not served over the path, t.
    pub critical_short_t: Num,
    /// What operations are worth less, MUSD.
    pub harm_musd: Num,
}

impl Independence {
    /// Independence of a plan; `links` from its stress, or why there are none.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan, links: Result<&found::Links, String>) -> Self {
        let states = network.tree.states.len();
        let rows = domestic_shares(network, &plan.values);
        let stage = |stage: usize| {
            let of = || rows.iter().filter(|row| row.stage == stage);
            let series = |value: &dyn Fn(&ShareRow) -> f64| {
                let mut values = vec![0.0; states];
                of().for_each(|row| values[row.state] = value(row));
                Series::of(&values)
            };
            of().next().is_some().then(|| StageShare {
                stage,
                needed_musd: series(&|row| row.needed_musd),
                made_musd: series(&|row| row.made_musd),
                share: series(&|row| row.made_musd / row.needed_musd),
                later: later_share(&network.tree, &rows, stage).map(Num::from),
            })
        };
        let [mut demanded, mut served, mut short] = [(); 3].map(|()| Sums::new(states));
        for row in &plan.values.service {
            demanded.add(row.demand, row.state, row.demanded_t);
            served.add(row.demand, row.state, row.served_t);
            short.add(row.demand, row.state, row.short_t);
        }
        let mut served: BTreeMap<DemandAt, Series> = served.settle().collect();
        let mut short: BTreeMap<DemandAt, Series> = short.settle().collect();
        let service = demanded.settle().map(|(demand, demanded_t)| Service {
            demand: demand.index(),
            demanded_t,
            served_t: served.remove(&demand).unwrap_or_default(),
            short_t: short.remove(&demand).unwrap_or_default(),
        });
        Self {
            stages: (0..network.settings.stages.len()).filter_map(stage).collect(),
            service: service.collect(),
            links: links.map_or_else(Part::Missing, |links| Part::Here(Links::of(network, links))),
        }
    }
}

impl Links {
    fn of(network: &Network, links: &found::Links) -> Self {
        let mut dependence = Sums::new(network.tree.states.len());
        for row in &links.trace.dependence {
            dependence.add((row.demand, row.abroad.id(network).to_string()), row.state, row.share);
        }
        let loss = |loss: &found::Loss| {
            let link = loss.links[0];
            Loss {
                kind: link.kind().to_string(),
                title: link.title(network),
                facility: if let found::Link::Plant(facility) = link { Some(facility.index()) } else { None },
                defense_short_t: loss.shortage.defense_t.into(),
                critical_short_t: loss.shortage.critical_t.into(),
                harm_musd: loss.harm_musd.into(),
            }
        };
        Self {
            sentences: found::sentences(network, links),
            dependence: dependence
                .settle()
                .map(|((demand, on), share)| Dependence { demand: demand.index(), on, share })
                .collect(),
            losses: links.interdiction.singles.iter().map(loss).collect(),
        }
    }
}
