//! All questions about weak links at once, and the answers as result tables.

use std::sync::Arc;

use coalition::{GameError, Task};

use super::abroad::Abroad;
use super::concentration::{By, Concentrated, Concentration, Holder, concentration};
use super::interdict::{DemandShortage, InterdictOptions, Interdiction, Loss, Substitute, Supplier, Worst, interdict};
use super::link::Link;
use super::missing::{Missing, Piece, missing};
use super::operator::SAME_T;
use super::outage::Outage;
use super::survival::{Served, Survival, survival};
use super::trace::{Origin, Trace, TraceRow, trace};
use recoop::plan::tables::{Frame, Table};
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tree::Tree;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct LinksOptions {
    /// When things are lost.
    pub outage: Outage,
    /// How many things together.
    pub interdict: InterdictOptions,
    /// Whose supply stops.
    pub abroad: Vec<Abroad>,
}

impl LinksOptions {
    /// A loss over the whole path to the most probable scenario; the adversary stops supplying, or in a case without one the allies
    /// and every region outside home in turn.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        let mut abroad = Abroad::all(network);
        if abroad.first() == Some(&Abroad::Adversary) {
            abroad.truncate(1);
        }
        let outage = Outage::most_probable(&network.tree);
        Self { outage, interdict: InterdictOptions::default(), abroad }
    }
}

/// The weak links of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    /// What is missed most.
    pub interdiction: Interdiction,
    /// Where supply comes from, on whom it depends.
    pub trace: Trace,
    /// How few hold each stage.
    pub concentration: Vec<Concentration>,
    /// How long demand is served once a supply stops, for each state of the loss.
    pub survival: Vec<(StateAt, Vec<Survival>)>,
    /// What is missing for a supply without the adversary.
    pub missing: Missing,
}

/// Answers all questions about the weak links of a plan.
///
/// # Errors
/// When a solver fails, or the watcher stops it before every question has an answer.
pub fn links(
    network: &Network,
    values: &PlanValues,
    options: &LinksOptions,
    task: &mut Task<'_>,
) -> Result<Links, GameError> {
    let trace = trace(network, values);
    let concentration = concentration(network, values);
    let missing = missing(network, values, &options.outage, task)?;
    let mut lasting = Vec::new();
    for state in options.outage.lost() {
        lasting.push((*state, survival(network, values, *state, &options.abroad, task)?));
    }
    // Last: a stop from here on leaves a bracket.
    let interdiction = interdict(network, values, &options.outage, &options.interdict, task)?;
    Ok(Links { interdiction, trace, concentration, survival: lasting, missing })
}

/// All result tables.
#[must_use]
pub fn tables(network: &Network, links: &Links) -> Vec<Table> {
    let report = Report { network, tree: &network.tree };
    vec![
        report.weakest_links(&links.interdiction),
        report.worst_losses(&links.interdiction),
        report.shortages(&links.interdiction),
        report.substitutes(&links.interdiction),
        report.origins(&links.trace),
        report.dependence(&links.trace),
        report.concentration(&links.concentration),
        report.survival(&links.survival),
        report.missing(&links.missing),
    ]
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

struct Report<'a> {
    network: &'a Network,
    tree: &'a Tree,
}

impl Report<'_> {
    /// Links of a loss, between semicolons.
    fn lost(&self, links: &[Link]) -> Arc<str> {
        let words: Vec<String> =
            links.iter().map(|link| format!("{} {}", link.kind(), link.id(self.network))).collect();
        Arc::from(words.join("; "))
    }

    fn who(&self, who: Supplier) -> String {
        match who {
            Supplier::Plant(f) => self.network.facilities[f].id.to_string(),
            Supplier::Purchase { market, material } => {
                format!("{} at {}", self.network.materials[material].id, self.network.markets[market].id)
            }
        }
    }

    fn demand(&self, demand: usize) -> Arc<str> {
        text(&self.network.demands[demand].id)
    }

    fn stage(&self, stage: usize) -> Arc<str> {
        text(&self.network.settings.stages[stage])
    }

    fn weakest_links(&self, found: &Interdiction) -> Table {
        let [defense, critical, _] = found.demanded_t;
        let share = |short: f64, of: f64| if of > 0.0 { short / of } else { 0.0 };
        Frame::new(
            "weakest_links",
            "What each single loss does, everything else decided again; the worst first.",
            &found.singles,
        )
        .text("kind", "`plant`, `route` (all lanes from one region to another) or `markets` (of a region).", |loss| {
            text(loss.links[0].kind())
        })
        .text("link", "What is lost.", |loss| Arc::from(loss.links[0].id(self.network)))
        .number("defense_short_t", "t", "Defense demand not served over the path.", |loss| loss.shortage.defense_t)
        .number("defense_short_share", "share", "The same as a share of defense demand.", |loss| {
            share(loss.shortage.defense_t, defense)
        })
        .number("critical_short_t", "t", "Critical demand not served over the path.", |loss| loss.shortage.critical_t)
        .number("critical_short_share", "share", "The same as a share of critical demand.", |loss| {
            share(loss.shortage.critical_t, critical)
        })
        .number("harm_musd", "MUSD", "What operations are worth less, present value.", |loss| loss.harm_musd)
        .done()
    }

    fn worst_losses(&self, found: &Interdiction) -> Table {
        let of = |worst: &Worst| worst.loss.as_ref().map_or(found.shortage, |loss| loss.shortage);
        Frame::new("worst_losses", "The worst loss of 1, 2 ... links together.", &found.worst)
            .number("links", "", "Most links lost.", |worst| worst.count as f64)
            .text("lost", "What is lost; empty where no loss leaves more demand short.", |worst| {
                worst.loss.as_ref().map_or(text(""), |loss| self.lost(&loss.links))
            })
            .number("defense_short_t", "t", "Defense demand not served over the path.", |w| of(w).defense_t)
            .number("defense_short_upper_bound_t", "t", "No loss of so many links leaves more short.", |w| {
                w.at_most.defense_t
            })
            .number("critical_short_t", "t", "Critical demand not served over the path.", |w| of(w).critical_t)
            .number("harm_musd", "MUSD", "What operations are worth less, present value.", |w| {
                w.loss.as_ref().map_or(0.0, |loss| loss.harm_musd)
            })
            .text("proven", "Whether no loss of so many links is worse.", |w| {
                text(if w.proven(found.shortage) { "yes" } else { "no" })
            })
            .done()
    }

    /// Losses that are told in detail: the worst, and the single ones that leave something short.
    fn detailed<'a>(&self, found: &'a Interdiction) -> Vec<&'a Loss> {
        let singles = found.singles.iter().filter(|loss| loss.shortage.worse_than(found.shortage));
        let several = found.worst.iter().filter_map(|worst| worst.loss.as_ref()).filter(|loss| loss.links.len() > 1);
        let mut losses: Vec<&Loss> = singles.collect();
        for loss in several {
            if losses.iter().all(|other| other.links != loss.links) {
                losses.push(loss);
            }
        }
        losses
    }

    fn shortages(&self, found: &Interdiction) -> Table {
        let rows: Vec<(Option<&Loss>, DemandShortage)> = found
            .shortages
            .iter()
            .map(|demand| (None, *demand))
            .chain(self.detailed(found).into_iter().flat_map(|loss| {
                loss.shortages.iter().filter(|d| d.short_t > d.before_t + SAME_T).map(move |d| (Some(loss), *d))
            }))
            .collect();
        Frame::new("shortages", "Demand not served over the path: without a loss, then where a loss adds to it.", &rows)
            .text("lost", "What is lost; empty: nothing.", |(loss, _)| {
                loss.map_or(text(""), |loss| self.lost(&loss.links))
            })
            .text("demand", "Demand.", |(_, d)| self.demand(d.demand))
            .text("end_use", "What it is for.", |(_, d)| text(&self.network.demands[d.demand].end_use))
            .text("priority", "Whose need comes first.", |(_, d)| {
                text(self.network.demands[d.demand].priority.as_str())
            })
            .number("demanded_t", "t", "Demanded.", |(_, d)| d.demanded_t)
            .number("short_t", "t", "Not served.", |(_, d)| d.short_t)
            .number("before_t", "t", "Not served without the loss.", |(_, d)| d.before_t)
            .number("short_share", "share", "Not served, share of what is demanded.", |(_, d)| d.short_t / d.demanded_t)
            .done()
    }

    fn substitutes(&self, found: &Interdiction) -> Table {
        let several = found.worst.iter().filter_map(|w| w.loss.as_ref()).filter(|loss| loss.links.len() > 1);
        let losses = found.singles.iter().chain(several);
        let rows: Vec<(&Loss, Substitute)> =
            losses.flat_map(|loss| loss.substitutes.iter().map(move |substitute| (loss, *substitute))).collect();
        Frame::new("substitutes", "What does more after a loss.", &rows)
            .text("lost", "What is lost.", |(loss, _)| self.lost(&loss.links))
            .text("substitute", "Plant, or material and market of purchases.", |(_, s)| Arc::from(self.who(s.who)))
            .number("more_t", "t", "More activity or purchases over the path.", |(_, s)| s.more_t)
            .done()
    }

    fn origins(&self, trace: &Trace) -> Table {
        let region = |row: &TraceRow| match row.origin {
            Origin::SolvedPlan(r) | Origin::Bought(r) => text(&self.network.regions[r].id),
            Origin::Opening | Origin::Skipped => text(""),
        };
        let origin = |row: &TraceRow| {
            text(match row.origin {
                Origin::SolvedPlan(_) => "made",
                Origin::Bought(_) => "bought",
                Origin::Opening => "opening stock",
                Origin::Skipped => "not passed",
            })
        };
        Frame::new(
            "origins",
            "Where each stage of what is served was done; shares of a stage add up to one.",
            &trace.origins,
        )
        .text("demand", "Demand.", |row| self.demand(row.demand))
        .when(self.tree, |row| row.state)
        .text("stage", "Stage of the chain.", |row| self.stage(row.stage))
        .text(
            "origin",
            "`made` in a plant; `bought` at a market or from the `opening stock`, where is not known; `not passed`.",
            origin,
        )
        .text("region", "Region of the plant or the market.", region)
        .number("share", "share", "Share of what is served.", |row| row.share)
        .done()
    }

    fn dependence(&self, trace: &Trace) -> Table {
        Frame::new("dependence", "Share of what is served that passes any step of a abroad.", &trace.dependence)
            .text("demand", "Demand.", |row| self.demand(row.demand))
            .when(self.tree, |row| row.state)
            .text("on", "`adversary`, `allies`, or a region.", |row| text(row.abroad.id(self.network)))
            .number("served_t", "t/yr", "Served.", |row| row.served_t)
            .number("share", "share", "Share of it that passes any step of it.", |row| row.share)
            .done()
    }

    fn holder(&self, holder: Holder) -> Arc<str> {
        text(match holder {
            Holder::Region(r) => &self.network.regions[r].id,
            Holder::Member(i) => &self.network.members[i].id,
            Holder::Market(m) => &self.network.markets[m].id,
        })
    }

    fn concentration(&self, rows: &[Concentration]) -> Table {
        Frame::new("concentration", "How few hold a stage.", rows)
            .text("stage", "Stage of the chain.", |row| self.stage(row.stage))
            .when(self.tree, |row| row.state)
            .text("held", "`capacity` (t/yr) or `supply` (MUSD/yr at mean prices).", |row| {
                text(match row.held {
                    Concentrated::Capacity => "capacity",
                    Concentrated::Supply => "supply",
                })
            })
            .text("by", "`region`, or `member` with markets as outsiders.", |row| {
                text(match row.by {
                    By::Region => "region",
                    By::Member => "member",
                })
            })
            .number("hhi", "", "Herfindahl-Hirschman index, 0 to 10000.", |row| row.hhi)
            .text("largest", "Who holds most.", |row| self.holder(row.largest))
            .number("largest_share", "share", "Its share.", |row| row.largest_share)
            .number("total", "", "All that is held, t/yr or MUSD/yr.", |row| row.total)
            .done()
    }

    fn survival(&self, states: &[(StateAt, Vec<Survival>)]) -> Table {
        let rows: Vec<(StateAt, Survival)> =
            states.iter().flat_map(|(state, rows)| rows.iter().map(move |row| (*state, *row))).collect();
        Frame::new("survival", "For how long demand is served in full once a supply stops.", &rows)
            .when(self.tree, |(state, _)| *state)
            .text("stops", "`adversary`, `allies`, or a region.", |(_, row)| text(row.abroad.id(self.network)))
            .text("served", "A demand, before all others; or all of a priority together.", |(_, row)| {
                match row.served {
                    Served::Demand(d) => self.demand(d),
                    Served::All(priority) => Arc::from(format!("all {}", priority.as_str())),
                }
            })
            .number("demanded_t", "t/yr", "Demanded.", |(_, row)| row.demanded_t)
            .number("months", "months", "For so long; empty where there is no end.", |(_, row)| {
                row.months.unwrap_or(f64::NAN)
            })
            .done()
    }

    fn missing(&self, missing: &Missing) -> Table {
        let as_planned = (None, missing.served_t);
        let rows: Vec<(Option<usize>, f64)> = std::iter::once(as_planned)
            .chain(missing.pieces.iter().map(|piece: &Piece| (Some(piece.stage), piece.served_t)))
            .collect();
        Frame::new(
            "missing_piece",
            "Defense demand served without the adversary, with one stage free and without limit at home.",
            &rows,
        )
        .text("stage", "Stage added; empty: none.", |(stage, _)| stage.map_or(text(""), |stage| self.stage(stage)))
        .number("served_t", "t", "Served over the path.", |(_, served)| *served)
        .number("served_share", "share", "Share of defense demand.", |(_, served)| {
            if missing.demanded_t > 0.0 { served / missing.demanded_t } else { 1.0 }
        })
        .text("complete", "Whether nothing is left short.", |(_, served)| {
            text(if missing.complete(*served) { "yes" } else { "no" })
        })
        .done()
    }
}
