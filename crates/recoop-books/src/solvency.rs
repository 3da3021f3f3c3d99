//! Tests before equity leaves: liquidity, the lender's covenant, insolvency, the floor of the bylaws.

use jiff::civil::Date;
use serde::Serialize;

use crate::amount::{Cents, Ppm, Rounding, WHOLE, multiply_divide};
use crate::bylaws::Dated;
use crate::chart::{Account, Group, Kind};
use crate::ledger::GeneralLedger;

/// One test with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SolvencyTest {
    /// Name.
    pub test: &'static str,
    /// Whether it passes.
    pub passes: bool,
    /// Figures.
    pub reason: String,
}

/// Assets, liabilities and equity as they are presented: classes with a duty to redeem are liabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Assets.
    pub assets: Cents,
    /// Liabilities, with classes of equity that have a duty to redeem.
    pub liabilities: Cents,
    /// Equity that is left.
    pub equity: Cents,
}

/// Returns the position of the books on a day, from current balances.
pub fn position(ledger: &GeneralLedger, day: Date) -> Position {
    let bylaws = ledger.state().bylaws_on(day).map(|version| &version.bylaws);
    let mut position = Position::default();
    for (account, cents) in ledger.balances() {
        match account.kind.group() {
            Group::Asset => position.assets += *cents,
            Group::Liability => position.liabilities += -*cents,
            Group::Equity
                if bylaws.and_then(|b| b.class_on(account.kind, day)).is_some_and(|row| row.is_liability()) =>
            {
                position.liabilities += -*cents;
            }
            _ => {}
        }
    }
    position.equity = position.assets - position.liabilities;
    position
}

/// Returns the tests of a redemption of an amount on a day.
pub fn tests_of(ledger: &GeneralLedger, amount: Cents, day: Date) -> Vec<SolvencyTest> {
    let bylaws = ledger.state().bylaws_on(day).map(|version| &version.bylaws);
    let Some((bylaws, terms)) = bylaws.and_then(|b| Some((b, b.patronage_on(day)?))) else {
        return vec![SolvencyTest {
            test: "bylaws",
            passes: false,
            reason: format!("no bylaws are in force on {day}"),
        }];
    };
    let before = position(ledger, day);
    let cash = ledger.balance(&Account::plain(Kind::Cash));
    // Redemptions, dividends and dividends of patronage that are declared and not paid come first.
    let declared: Cents = [Kind::PayablePatronage, Kind::PayableRedemption, Kind::PayableDividend]
        .map(|kind| -ledger.control(kind))
        .into_iter()
        .sum();
    let left = cash - declared - amount;
    let mut tests = vec![SolvencyTest {
        test: "liquidity",
        passes: left >= terms.minimum_cash_usd,
        reason: format!(
            "cash of {cash} less {declared} declared and {amount} leaves {left}; the bylaws ask for {}",
            terms.minimum_cash_usd
        ),
    }];
    let equity = before.equity - amount;
    if let Some(limit) = terms.debt_to_equity_limit {
        let debt = -ledger.control(Kind::Debt);
        let most = multiply_divide(equity.0.max(0).into(), limit.0.into(), WHOLE.0.into(), Rounding::Down);
        let passes = most.is_ok_and(|most| debt <= Cents(most));
        tests.push(SolvencyTest {
            test: "covenant",
            passes,
            reason: format!("debt of {debt} against equity of {equity}; at most {} times", Ppm(limit.0)),
        });
    }
    let after = before.liabilities + amount;
    tests.push(SolvencyTest {
        test: "insolvency",
        passes: before.assets >= after,
        reason: format!("assets of {} against liabilities of {after} with the redemption", before.assets),
    });
    if let Some(exit) = bylaws.exits.iter().filter(|row| row.holds_on(day)).max_by_key(|row| row.floor_usd) {
        tests.push(SolvencyTest {
            test: "floor",
            passes: equity >= exit.floor_usd,
            reason: format!("equity of {equity} would be left; the bylaws ask for {}", exit.floor_usd),
        });
    }
    tests
}
