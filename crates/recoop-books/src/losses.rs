//! Losses: who bears a unit's loss of a year, by the bylaws' choice. No class of a member falls below zero.

use crate::amount::{AmountError, Cents, Remainder, split};
use crate::bylaws::LossMethod;
use crate::chart::{Account, Kind};
use crate::ids::{MemberId, UnitId};
use crate::ledger::GeneralLedger;
pub use crate::worksheet::LossPlan;

impl LossPlan {
    /// Reckons who bears a unit's loss.
    ///
    /// Members' equity takes it by their business of the year, class by class in the order of the bylaws and oldest year first. What a
    /// member's equity cannot bear is left for later margins; it is not moved to other members.
    ///
    /// # Errors
    /// Codes and messages of what stands against it.
    pub fn new(ledger: &GeneralLedger, year: i16, unit: &UnitId) -> Result<LossPlan, (&'static str, String)> {
        let last = ledger.settings().year_end.last_day(year);
        if !ledger.state().closed_years.contains_key(&year) {
            return Err(("loss::open_year", format!("fiscal year {year} is not closed into net earnings")));
        }
        let bylaws = ledger.state().bylaws_on(last).map(|version| &version.bylaws);
        let Some((bylaws, terms)) = bylaws.and_then(|bylaws| Some((bylaws, bylaws.patronage_on(last)?))) else {
            return Err(("bylaws::none", format!("the bylaws of {last} have no row in table `patronage`")));
        };
        let loss = ledger.balance(&Account::earnings(unit, year));
        if loss <= Cents::ZERO {
            return Err(("loss::none", format!("unit `{unit}` has no loss left in {year}")));
        }
        let mut plan = LossPlan {
            year,
            unit: unit.clone(),
            loss,
            method: terms.losses,
            reserve: Cents::ZERO,
            equity: Vec::new(),
            later: Cents::ZERO,
        };
        match terms.losses {
            LossMethod::Reserve => plan.reserve = loss.min(-ledger.control(Kind::Reserve)).max(Cents::ZERO),
            LossMethod::LaterMargins => {}
            LossMethod::MembersEquity => {
                let mut order: Vec<_> = bylaws.losses.iter().filter(|row| row.unit == *unit).collect();
                order.sort_by_key(|row| row.position);
                if order.is_empty() {
                    return Err(("loss::order", format!("table `losses` has no order for unit `{unit}`")));
                }
                let classes: Vec<Kind> = order.iter().map(|row| row.kind).collect();
                plan.charge(ledger, &classes).map_err(|error| ("amount", error.to_string()))?;
            }
        }
        plan.later = loss - plan.reserve - plan.equity.iter().map(|(_, cents)| *cents).sum();
        Ok(plan)
    }

    fn charge(&mut self, ledger: &GeneralLedger, classes: &[Kind]) -> Result<(), AmountError> {
        let state = ledger.state();
        let Some(business) = state.business.get(&(self.year, self.unit.clone())) else { return Ok(()) };
        let by_quantity = state
            .bylaws_on(ledger.settings().year_end.last_day(self.year))
            .and_then(|v| v.bylaws.units.iter().find(|row| row.unit == self.unit))
            .is_none_or(|row| row.basis == crate::labels::Basis::Quantity);
        let members: Vec<&MemberId> = state.by_admission();
        let weights: Vec<i128> = members
            .iter()
            .map(|member| {
                let own = business.iter().filter(|part| state.successor(&part.member) == *member);
                own.map(|part| i128::from(if by_quantity { part.grams.0 } else { part.cents.0 })).sum::<i128>().max(0)
            })
            .collect();
        if weights.iter().all(|w| *w == 0) {
            return Ok(());
        }
        for (member, mut open) in members.into_iter().zip(split(self.loss, &weights, Remainder::Largest)?) {
            for kind in classes {
                // Accounts are ordered by member and year, so the oldest comes first.
                for (account, balance) in
                    ledger.accounts(*kind).filter(|(account, _)| account.member.as_ref() == Some(member))
                {
                    let taken = open.min(-balance).max(Cents::ZERO);
                    if taken > Cents::ZERO {
                        self.equity.push((account.clone(), taken));
                        open -= taken;
                    }
                }
            }
        }
        Ok(())
    }
}
