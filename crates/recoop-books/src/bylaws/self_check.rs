//! The three tests of a cooperative (Puget Sound Plywood, 44 T.C. 305), asked of the bylaws themselves.

use jiff::civil::Date;
use serde::Serialize;

use super::{Bylaws, Dated, VoteBasis};
use crate::amount::{Ppm, WHOLE};
use crate::chart::Kind;
use crate::labels::LegalKind;

/// One test of the bylaws with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfCheck {
    /// Name of the test.
    pub test: &'static str,
    /// Whether the bylaws pass.
    pub passes: bool,
    /// Why.
    pub reason: String,
}

/// The highest dividend on capital that keeps capital subordinated, as many statutes have it (7 USC 291: 8%).
const DIVIDEND_LIMIT: Ppm = Ppm(80_000);

/// Asks whether capital is subordinated, control is democratic and margins follow patronage.
///
/// As coded from Puget Sound Plywood on 2026-11-30, not advice.
pub fn self_check(bylaws: &Bylaws, day: Date) -> Vec<SelfCheck> {
    vec![capital(bylaws, day), control(bylaws, day), margins(bylaws, day)]
}

fn capital(bylaws: &Bylaws, day: Date) -> SelfCheck {
    let test = "capital is subordinated";
    let classes: Vec<_> = bylaws.equity.iter().filter(|row| row.holds_on(day)).collect();
    if classes.is_empty() {
        return SelfCheck { test, passes: false, reason: "table `equity` has no class on this day".to_string() };
    }
    match classes.iter().find(|row| row.dividend_limit > DIVIDEND_LIMIT) {
        Some(row) => SelfCheck {
            test,
            passes: false,
            reason: format!("class `{}` may pay {} a year, above {DIVIDEND_LIMIT}", row.class, row.dividend_limit),
        },
        None => SelfCheck { test, passes: true, reason: format!("no class may pay more than {DIVIDEND_LIMIT} a year") },
    }
}

fn control(bylaws: &Bylaws, day: Date) -> SelfCheck {
    let test = "control is democratic";
    let votes: Vec<_> = bylaws.votes.iter().filter(|row| row.holds_on(day)).collect();
    let fail = |reason: String| SelfCheck { test, passes: false, reason };
    if votes.is_empty() {
        return fail("table `votes` has no row on this day".to_string());
    }
    if let Some(row) = votes.iter().find(|row| row.basis == VoteBasis::RequiredStock) {
        return fail(format!("votes of `{}` follow stock", row.class));
    }
    if let Some(row) = votes.iter().find(|row| row.patron && row.basis == VoteBasis::Member && row.votes != 1) {
        return fail(format!("a member of `{}` has {} votes, not one", row.class, row.votes));
    }
    let blocks: i64 = votes.iter().filter(|row| row.patron).map(|row| row.block.0).sum();
    if blocks * 2 < WHOLE.0 {
        return fail(format!("patrons are assured {} of the votes, less than half", Ppm(blocks)));
    }
    SelfCheck {
        test,
        passes: true,
        reason: format!("one member, one vote; patrons are assured {} of the votes", Ppm(blocks)),
    }
}

fn margins(bylaws: &Bylaws, day: Date) -> SelfCheck {
    let test = "margins are vested by patronage";
    let fail = |reason: String| SelfCheck { test, passes: false, reason };
    let Some(patronage) = bylaws.patronage_on(day) else {
        return fail("table `patronage` has no row on this day".to_string());
    };
    if patronage.key.kind().0 != LegalKind::PatronageDividend {
        return fail(format!("the key `{}` does not follow business done", patronage.key));
    }
    if patronage.obligation.trim().is_empty() {
        return fail("no obligation to pay is written".to_string());
    }
    if patronage.reserve.0 * 2 > WHOLE.0 {
        return fail(format!("{} of net earnings go to the reserve, more than half", patronage.reserve));
    }
    if let Some(class) =
        bylaws.equity.iter().find(|row| row.holds_on(day) && row.kind == Kind::Preferred && row.rank < 1)
    {
        return fail(format!("class `{}` has no rank", class.class));
    }
    SelfCheck {
        test,
        passes: true,
        reason: format!("net earnings follow `{}`; {} go to the reserve", patronage.key, patronage.reserve),
    }
}
