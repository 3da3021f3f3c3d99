//! From what was found to the document.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::audit::Audit;
use recoop::plan::report::tables as plan_tables;
use recoop::plan::tables::Table;
use recoop::share::Shares;
use recoop_adversary::Stress;
use recoop_case::Network;
use recoop_case::tables::Tables;
use recoop_io::Written;

use crate::sentences;
use crate::views::balance::Balance;
use crate::views::cash::Cash;
use crate::views::chain::Chain;
use crate::views::feeds::Feeds;
use crate::views::harm::Harm;
use crate::views::independence::Independence;
use crate::views::inputs::Inputs;
use crate::views::kill::Kill;
use crate::views::map::Map;
use crate::views::prices::Prices;
use crate::views::proof::{Proof, Solver};
use crate::views::results::ResultTable;
use crate::views::study::{FORMAT, PartOutcome, PartStatus};
use crate::views::timeline::Timeline;
use crate::views::tree::Tree;
use crate::views::{Names, Part, Study, shares};

/// A part of the study: what was found, or why nothing was.
#[derive(Debug)]
pub struct StudyPart<T> {
    /// What was found, or how it ended without.
    pub result: Result<T, Unknown>,
    /// What is not proven, in sentences.
    pub open: Vec<String>,
    /// Seconds.
    pub seconds: f64,
}

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// How the part ended: not [`PartOutcome::Done`] and not [`PartOutcome::Unproven`].
    pub outcome: PartOutcome,
    /// Why, in words.
    pub why: String,
}

impl<T> StudyPart<T> {
    /// A part that was not begun.
    #[must_use]
    pub fn skipped(why: impl Into<String>) -> Self {
        Self::without(PartOutcome::Skipped, why, 0.0)
    }

    /// A part that gave nothing.
    #[must_use]
    pub fn without(outcome: PartOutcome, why: impl Into<String>, seconds: f64) -> Self {
        Self { result: Err(Unknown { outcome, why: why.into() }), open: Vec::new(), seconds }
    }

    fn view<V>(&self, of: impl FnOnce(&T) -> Part<V>) -> Part<V> {
        match &self.result {
            Ok(found) => of(found),
            Err(unknown) => Part::Missing(unknown.why.clone()),
        }
    }

    fn status(&self, part: &str) -> PartStatus {
        let (status, why) = match &self.result {
            Ok(_) if self.open.is_empty() => (PartOutcome::Done, String::new()),
            Ok(_) => (PartOutcome::Unproven, self.open.join("; ")),
            Err(unknown) => (unknown.outcome, unknown.why.clone()),
        };
        let seconds = self.seconds.clamp(0.0, f64::from(u32::MAX)).round() as u32;
        PartStatus { part: part.to_string(), status, why, seconds }
    }
}

/// A plan with its audit.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Its audit.
    pub audit: Audit,
}

/// Everything that a report is made of.
#[derive(Debug)]
pub struct Findings<'a> {
    /// The case.
    pub network: &'a Network,
    /// Its tables.
    pub tables: &'a Tables,
    /// Its tables as they are written.
    pub written: &'a Written,
    /// The plan.
    pub plan: StudyPart<Planned>,
    /// The stress.
    pub stress: StudyPart<Stress>,
    /// The sharing.
    pub share: StudyPart<Shares>,
    /// How it was made.
    pub stamp: Stamp,
}

/// How a study was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The command that makes it again.
    pub command: String,
    /// Fingerprint of the case.
    pub case_hash: String,
    /// Version of recoop.
    pub version: String,
    /// When it was finished (RFC 3339).
    pub finished: String,
    /// Options by name.
    pub options: BTreeMap<String, String>,
}

impl Findings<'_> {
    /// Every result table of what was found, with the part that it is a result of.
    #[must_use]
    pub fn result_tables(&self) -> Vec<(&'static str, Table)> {
        let mut all = Vec::new();
        let mut put = |part, tables: Vec<Table>| all.extend(tables.into_iter().map(|table| (part, table)));
        if let Ok(planned) = &self.plan.result {
            put("plan", plan_tables(self.network, &planned.plan));
        }
        if let Ok(stress) = &self.stress.result {
            put("stress", recoop_adversary::report::tables(self.network, stress));
        }
        if let Ok(shares) = &self.share.result {
            put("share", recoop::share::report::tables(self.network, shares));
        }
        all
    }

    /// The document of the report; `results` are [`Self::result_tables`].
    #[must_use]
    pub fn study(&self, results: &[(&'static str, Table)]) -> Study {
        let network = self.network;
        let plan = self.plan.result.as_ref().ok().map(|planned| &planned.plan);
        Study {
            format: FORMAT.to_string(),
            name: network.settings.name.to_string(),
            title: network.settings.title.clone(),
            progress: vec![self.plan.status("plan"), self.stress.status("stress"), self.share.status("share")],
            sentences: sentences::sentences(self),
            names: Names::of(network),
            map: self.plan.view(|it| Part::Here(Map::of(network, &it.plan))),
            chain: self.plan.view(|it| Part::Here(Chain::of(network, &it.plan))),
            timeline: self.plan.view(|it| Part::Here(Timeline::of(network, &it.plan))),
            balance: self.plan.view(|it| Balance::of(network, &it.plan)),
            prices: self.plan.view(|it| Part::Here(Prices::of(network, &it.plan))),
            independence: self.plan.view(|it| Part::Here(Independence::of(network, &it.plan, self.links()))),
            harm: self.stress.view(|it| Part::Here(Harm::of(network, it))),
            kill: self.stress.view(|it| Part::Here(Kill::of(network, it))),
            shares: self.share.view(|it| Part::Here(shares::Shares::of(network, it))),
            cash: self.plan.view(|it| Part::Here(Cash::of(network, &it.plan))),
            feeds: self.plan.view(|it| Feeds::of(network, self.tables, &it.plan)),
            tree: Tree::of(network, self.tables, plan),
            inputs: Inputs::of(self.written, self.tables),
            results: results.iter().map(|(part, table)| ResultTable::of(part, table)).collect(),
            proof: self.proof(),
        }
    }

    /// The weak links of the stress, or why there are none.
    fn links(&self) -> Result<&recoop_adversary::links::Links, String> {
        match &self.stress.result {
            Ok(stress) => stress.links.as_ref().ok_or_else(|| "weak links were not asked for".to_string()),
            Err(unknown) => Err(unknown.why.clone()),
        }
    }

    fn proof(&self) -> Proof {
        let stamp = &self.stamp;
        let open = self.plan.open.iter().chain(&self.stress.open).chain(&self.share.open);
        Proof {
            command: stamp.command.clone(),
            case_hash: stamp.case_hash.clone(),
            version: stamp.version.clone(),
            finished: stamp.finished.clone(),
            options: stamp.options.clone(),
            solver: self.plan.view(|it| Part::Here(Solver::of(&it.plan))),
            audit: self.plan.view(|it| Part::Here((&it.audit).into())),
            open: open.cloned().collect(),
        }
    }
}
