//! Depths of attacks, and that their cost to the adversary is known.

use super::report::{Range, Report, rounded};
use crate::attacks::kind::{Depths, Given};
use crate::fault::number_text;
use crate::tables::AttackRow;

const TABLE: &str = "attacks";

/// Reports a cell that has no meaning for a kind.
pub(super) fn no_effect(report: &mut Report, row: usize, column: &'static str, filled: bool, why: &str) {
    if filled {
        report.cell("network::no_effect", TABLE, row, column, format_args!("`{column}` has no meaning {why}"));
    }
}

/// What is whole or not at all has no depth, everything else needs one.
pub(super) fn depth(row: usize, it: &AttackRow, report: &mut Report) {
    let kind = it.kind.as_str();
    let range = match it.kind.declared().depths {
        Depths::Whole => {
            let why = format!("for `{kind}`, which is whole or not at all");
            no_effect(report, row, "max_depth", it.max_depth.is_some(), &why);
            no_effect(report, row, "ramp_per_year", it.ramp_per_year.is_some(), &why);
            return;
        }
        Depths::Share => Range::PositiveShare,
        Depths::Unlimited => Range::Positive,
    };
    if it.max_depth.is_none() {
        report.cell("network::missing", TABLE, row, "max_depth", format_args!("`{kind}` needs a greatest depth"));
    }
    report.number(TABLE, row, "max_depth", it.max_depth, range);
    report.number(TABLE, row, "ramp_per_year", it.ramp_per_year, Range::Positive);
}

/// Volumes are no less than nothing and never grow from producers to treasury to nation.
pub(super) fn volumes(row: usize, it: &AttackRow, report: &mut Report) {
    let levels = [("producers_t", it.producers_t), ("treasury_t", it.treasury_t), ("nation_t", it.nation_t)];
    let mut wider: Option<(&'static str, f64)> = None;
    for (column, volume) in levels {
        report.number(TABLE, row, column, volume, Range::NotNegative);
        let Some(volume) = volume else { continue };
        if let Some((above, most)) = wider
            && volume > most
        {
            report
                .cell(
                    "network::volumes",
                    TABLE,
                    row,
                    column,
                    format_args!("{} t is more than the {} t of `{above}`", number_text(volume), number_text(most)),
                )
                .hint(|| "producers sell most, the treasury makes good a part, exports are the nation's".to_string());
        }
        wider = Some((column, volume));
    }
}

/// What an attack costs is known once: from volumes and a price, or as a sum.
pub(super) fn cost(row: usize, it: &AttackRow, report: &mut Report) {
    let kind = it.kind.as_str();
    report.number(TABLE, row, "elasticity", it.elasticity, Range::NotNegative);
    report.number(TABLE, row, "margin", it.margin, Range::Share);
    report.number(TABLE, row, "loss_musd_per_year", it.loss_musd_per_year, Range::NotNegative);
    let volumes = [it.producers_t, it.treasury_t, it.nation_t].iter().any(Option::is_some);
    let needs = |report: &mut Report, column: &'static str, what: &str| {
        report.cell("network::missing", TABLE, row, column, format_args!("`{kind}` needs {what}"));
    };
    let declared = it.kind.declared();
    match declared.loss.given {
        Given::Volume => {
            if !volumes {
                needs(report, "producers_t", "an exposed volume: what it costs the adversary follows from it");
            }
            let why = format!("for `{kind}`: volume and price say what is lost");
            no_effect(report, row, "loss_musd_per_year", it.loss_musd_per_year.is_some(), &why);
            let idle = it.margin.is_some() && it.elasticity.is_none();
            no_effect(report, row, "margin", idle, "without an elasticity: nothing more is sold");
            let (elasticity, depth) = (it.elasticity.unwrap_or(0.0), it.max_depth.unwrap_or(0.0));
            let rises = declared.takes.charged < 0.0;
            if rises && elasticity * depth > 1.0 {
                report
                    .cell(
                        "network::nothing_left",
                        TABLE,
                        row,
                        "max_depth",
                        format_args!(
                            "elasticity times depth is {}, above 1: nothing would be traded any more",
                            rounded(elasticity * depth)
                        ),
                    )
                    .hint(|| "that is a `ban`; lower one of them".to_string());
            }
            let gain = it.elasticity.unwrap_or(0.0) * it.margin.unwrap_or(0.0);
            if gain > 1.0 && !rises {
                report
                    .cell(
                        "network::pays_for_itself",
                        TABLE,
                        row,
                        "elasticity",
                        format_args!(
                            "elasticity times margin is {}, above 1: a small cut would be a gain",
                            rounded(gain)
                        ),
                    )
                    .hint(|| "then the price lies above what serves the adversary best; lower one of them".to_string());
            }
        }
        Given::MarginOrLoss => {
            match (volumes, it.loss_musd_per_year.is_some()) {
                (false, false) => needs(report, "loss_musd_per_year", "a loss, or an exposed volume with a margin"),
                (true, true) => {
                    no_effect(report, row, "loss_musd_per_year", true, "beside volumes, which say it already")
                }
                _ => {}
            }
            if volumes && it.margin.is_none() {
                needs(report, "margin", "a margin: what is lost on the trade that stops");
            }
            no_effect(report, row, "margin", it.margin.is_some() && !volumes, "without an exposed volume");
            no_effect(report, row, "elasticity", it.elasticity.is_some(), &format!("for `{kind}`: no price moves"));
        }
        Given::Loss => {
            if it.loss_musd_per_year.is_none() {
                needs(report, "loss_musd_per_year", &format!("a loss: {kind} has no price here"));
            }
            let why = &format!("for `{kind}`, which has no price here");
            for (column, filled) in [
                ("producers_t", it.producers_t.is_some()),
                ("treasury_t", it.treasury_t.is_some()),
                ("nation_t", it.nation_t.is_some()),
                ("elasticity", it.elasticity.is_some()),
                ("margin", it.margin.is_some()),
            ] {
                no_effect(report, row, column, filled, why);
            }
        }
    }
}
