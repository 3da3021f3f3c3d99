//! Everything that has a name. Other parts refer to it by position.

use recoop::plan::shares::stage_of;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::streams::Material;
use recoop_case::tables;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;

/// Everything that has a name; positions elsewhere refer to the lists here. Texts come from the case: they may hold any sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Names {
    /// Periods of the horizon.
    pub periods: Vec<Period>,
    /// Nodes of the scenario tree, parents first.
    pub nodes: Vec<Named>,
    /// States: a period on a node of the tree. What operates has a value for each.
    pub states: Vec<State>,
    /// Futures: paths through the tree, one for each of its last nodes. To show a year of a future, take its state of that period.
    pub futures: Vec<Future>,
    /// The likeliest future: a position in `futures`.
    pub likeliest: usize,
    /// Members; the last one is the cooperative itself, owner of what belongs to nobody.
    pub members: Vec<MemberName>,
    /// Regions.
    pub regions: Vec<RegionName>,
    /// Stages of the chain, in order.
    pub stages: Vec<String>,
    /// Elements.
    pub elements: Vec<Named>,
    /// Materials.
    pub materials: Vec<MaterialName>,
    /// Kinds of plant.
    pub technologies: Vec<TechnologyName>,
    /// Plants and mines.
    pub facilities: Vec<FacilityName>,
    /// Markets.
    pub markets: Vec<MarketName>,
    /// What end users need.
    pub demands: Vec<DemandName>,
    /// What the adversary can do.
    pub attacks: Vec<AttackName>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Named {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
}

/// One or more calendar years with the same decisions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Period {
    /// First year.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
}

/// A period on a node of the scenario tree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct State {
    /// Node.
    pub node: usize,
    /// Period.
    pub period: usize,
    /// The state before it.
    pub parent: Option<usize>,
    /// Probability.
    pub probability: Num,
}

/// A path through the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Future {
    /// Its last node.
    pub node: usize,
    /// Probability.
    pub probability: Num,
    /// Its state in each period, in order.
    pub states: Vec<usize>,
}

/// Whose a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Bloc {
    /// The region that plans.
    Home,
    /// A friend.
    Ally,
    /// The adversary.
    Adversary,
    /// Anybody else.
    Other,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// What it does, in a word; none for the cooperative.
    pub role: Option<String>,
}

/// A region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RegionName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// Whose it is.
    pub bloc: Bloc,
}

/// A material.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MaterialName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// What it is, in a word.
    pub kind: String,
    /// For a stream of one feed, the material that it is one of; else its own id.
    pub form: String,
    /// The stage that makes it: a position in `stages`.
    pub stage: Option<usize>,
}

/// A kind of plant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TechnologyName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// Stage.
    pub stage: usize,
    /// What a metric ton of its activity is.
    pub unit: String,
}

/// A plant or mine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FacilityName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// Owner.
    pub member: usize,
    /// Region.
    pub region: usize,
    /// Technology.
    pub technology: usize,
    /// Stage.
    pub stage: usize,
    /// `existing`, `construction` or `candidate`.
    pub status: String,
}

/// A market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MarketName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// Region.
    pub region: usize,
    /// Who decides over it: `adversary`, `ally`, `nobody`.
    pub controller: String,
}

/// What end users need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DemandName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// What it is for.
    pub end_use: String,
    /// Whose need it is.
    pub member: usize,
    /// Region.
    pub region: usize,
    /// Material.
    pub material: usize,
    /// `defense`, `critical` or `commercial`.
    pub priority: String,
}

/// Something that the adversary can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AttackName {
    /// Id in the case.
    pub id: String,
    /// Full name, or the id.
    pub title: String,
    /// `price`, `squeeze`, `ban`, `target` or `equipment`.
    pub kind: String,
}

impl Names {
    /// The names of a network.
    #[must_use]
    pub fn of(network: &Network) -> Self {
        let tree = &network.tree;
        let made_at = stage_of(network);
        let stage = |technology: usize| network.technologies[technology].stage;
        let future = |leaf: &StateAt| {
            let mut states: Vec<usize> = tree.path(*leaf).map(StateAt::index).collect();
            states.reverse();
            let last = tree.states[*leaf];
            Future { node: last.node.index(), probability: last.probability.into(), states }
        };
        Self {
            periods: tree
                .periods
                .iter()
                .map(|p| Period { first_year: p.first_year, last_year: p.last_year() })
                .collect(),
            nodes: tree.nodes.iter().map(|n| Named { id: n.id.to_string(), title: n.title.to_string() }).collect(),
            states: tree
                .states
                .iter()
                .map(|s| State {
                    node: s.node.index(),
                    period: s.period.index(),
                    parent: s.parent.map(StateAt::index),
                    probability: s.probability.into(),
                })
                .collect(),
            futures: tree.leaves.iter().map(future).collect(),
            likeliest: tree.likeliest(|_| true).index(),
            members: network
                .members
                .iter()
                .map(|m| MemberName {
                    id: m.id.to_string(),
                    title: m.title.to_string(),
                    role: m.role.map(|role| role.as_str().to_string()),
                })
                .collect(),
            regions: network
                .regions
                .iter()
                .map(|r| RegionName { id: r.id.to_string(), title: r.title.to_string(), bloc: r.bloc.into() })
                .collect(),
            stages: network.settings.stages.iter().map(ToString::to_string).collect(),
            elements: network
                .elements
                .iter()
                .map(|(id, _)| Named { id: id.to_string(), title: id.to_string() })
                .collect(),
            materials: network
                .materials
                .iter()
                .zip(made_at)
                .map(|(m, stage)| MaterialName {
                    id: m.id.to_string(),
                    title: m.title.to_string(),
                    kind: m.kind.as_str().to_string(),
                    form: form(m).to_string(),
                    stage,
                })
                .collect(),
            technologies: network
                .technologies
                .iter()
                .map(|t| TechnologyName {
                    id: t.id.to_string(),
                    title: t.title.to_string(),
                    stage: t.stage,
                    unit: t.unit.to_string(),
                })
                .collect(),
            facilities: network
                .facilities
                .iter()
                .map(|f| FacilityName {
                    id: f.id.to_string(),
                    title: f.title.to_string(),
                    member: f.member,
                    region: f.region,
                    technology: f.technology,
                    stage: stage(f.technology),
                    status: f.status.as_str().to_string(),
                })
                .collect(),
            markets: network
                .markets
                .iter()
                .map(|m| MarketName {
                    id: m.id.to_string(),
                    title: m.title.to_string(),
                    region: m.region,
                    controller: m.controller.as_str().to_string(),
                })
                .collect(),
            demands: network
                .demands
                .iter()
                .map(|d| DemandName {
                    id: d.id.to_string(),
                    title: d.title.to_string(),
                    end_use: d.end_use.to_string(),
                    member: d.member,
                    region: d.region,
                    material: d.material,
                    priority: d.priority.as_str().to_string(),
                })
                .collect(),
            attacks: network
                .attacks
                .iter()
                .map(|a| AttackName {
                    id: a.id.to_string(),
                    title: a.title.to_string(),
                    kind: a.kind.as_str().to_string(),
                })
                .collect(),
        }
    }
}

impl From<tables::Bloc> for Bloc {
    fn from(bloc: tables::Bloc) -> Self {
        match bloc {
            tables::Bloc::Home => Self::Home,
            tables::Bloc::Ally => Self::Ally,
            tables::Bloc::Adversary => Self::Adversary,
            tables::Bloc::Other => Self::Other,
        }
    }
}

impl From<tables::Controller> for Bloc {
    fn from(controller: tables::Controller) -> Self {
        match controller {
            tables::Controller::Adversary => Self::Adversary,
            tables::Controller::Ally => Self::Ally,
            tables::Controller::Nobody => Self::Other,
        }
    }
}

/// The material that a stream is one of, or the material itself.
pub(super) fn form(material: &Material) -> &str {
    material.form.as_ref().unwrap_or(&material.id)
}
