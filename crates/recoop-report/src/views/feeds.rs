//! Feeds by what they are worth and what they cost.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::mines::{MineRow, mines};
use recoop_case::Network;
use recoop_case::positions::FacilityAt;
use recoop_case::tables::Tables;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sums::Sums;
use super::{Num, Part, Series};

/// The cost curve of feeds. From the table `feed_costs`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Feeds {
    /// One for each plant that mines or collects.
    pub mines: Vec<Mine>,
}

/// A mine with its feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Mine {
    /// Facility.
    pub facility: usize,
    /// Id of the feed.
    pub feed: String,
    /// Name of the feed.
    pub title: String,
    /// Metric tons of each element per metric ton of counted elements, in the order of `elements`.
    pub composition: Vec<Num>,
    /// What markets pay in the first year for what is in a kg, each element as its dearest separated product, USD/kg.
    pub basket_usd_per_kg: Num,
    /// Running and keeping the mine, USD/kg.
    pub running_usd_per_kg: Num,
    /// Capital as a constant yearly amount over the lifetime, USD/kg; 0 of what stands.
    pub capital_usd_per_kg: Num,
    /// What stands, or else what the site can hold, t/yr.
    pub capacity_t_per_year: Num,
    /// What it mines in the plan, t/yr. From the table `activity`.
    pub mined_t: Series,
}

impl Feeds {
    /// The cost curve of a case's feeds, with what the plan mines of them.
    #[must_use]
    pub fn of(network: &Network, tables: &Tables, plan: &Plan) -> Part<Self> {
        let rows = mines(network);
        if rows.is_empty() {
            return Part::Missing("nothing is mined or collected in the case".to_string());
        }
        let mut mined = Sums::new(network.tree.states.len());
        for run in &plan.values.runs {
            mined.add(run.facility, run.state, run.activity_t);
        }
        let mut mined: BTreeMap<FacilityAt, Series> = mined.settle().collect();
        let title = |feed: &str| {
            let row = tables.feeds.iter().find(|row| row.id == *feed);
            row.and_then(|row| row.name.as_ref()).map_or_else(|| feed.to_string(), ToString::to_string)
        };
        let mine = |row: MineRow| Mine {
            facility: row.facility.index(),
            title: title(&row.feed),
            feed: row.feed.to_string(),
            composition: network.materials[row.material].composition.iter().map(|share| Num::from(*share)).collect(),
            basket_usd_per_kg: row.basket_usd_per_kg.into(),
            running_usd_per_kg: row.running_usd_per_kg.into(),
            capital_usd_per_kg: row.capital_usd_per_kg.into(),
            capacity_t_per_year: row.capacity_t_per_year.into(),
            mined_t: mined.remove(&row.facility).unwrap_or_default(),
        };
        Part::Here(Self { mines: rows.into_iter().map(mine).collect() })
    }
}
