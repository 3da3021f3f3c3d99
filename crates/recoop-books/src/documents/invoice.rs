//! An invoice, issued or received.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Grams};
use crate::chart::{Account, Group, Kind};
use crate::entry::Business;
use crate::ids::{MemberId, PoolId, UnitId};
use crate::labels::Source;
use crate::post::Draft;
use crate::state::Waiting;
use crate::words::words;

words! {
    /// Direction of an invoice or a payment.
    pub enum Direction: "direction" {
        /// The cooperative bills, or receives money.
        In = "in",
        /// The cooperative is billed, or pays money.
        Out = "out",
    }
}
crate::tables::cells! { Direction }

/// An invoice in US dollars. Without a source label its amount waits in account `unlabeled` and stops the close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Issued (`in`) or received (`out`).
    pub direction: Direction,
    /// Other party, where it is not a member.
    pub party: String,
    /// Member, where the other party is one.
    #[serde(default)]
    pub member: Option<MemberId>,
    /// Allocation unit; blank with a source that is not known yet.
    #[serde(default)]
    pub unit: Option<UnitId>,
    /// Whose business it is.
    #[serde(default)]
    pub source: Option<Source>,
    /// Pool that is sold from; its proceeds wait until it closes.
    #[serde(default)]
    pub pool: Option<PoolId>,
    /// Income or cost.
    pub account: Kind,
    /// Amount.
    pub amount: Cents,
    /// Currency: `USD`.
    pub currency: String,
    /// Weight taken, where a member buys.
    #[serde(default)]
    pub weight: Option<Grams>,
}

impl Post for Invoice {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        draft.positive("amount", self.amount);
        if self.currency != "USD" {
            let message = format!("`{}` is not USD; the books hold US dollars only", self.currency);
            draft.fault("amount::currency", "currency", message);
        }
        if let Some(member) = &self.member {
            draft.member("member", member);
        }
        if self.party.trim().is_empty() && self.member.is_none() {
            draft.fault("invoice::party", "party", "name the other party");
        }
        let group = if self.direction == Direction::In { Group::Income } else { Group::Cost };
        if self.account.group() != group {
            draft.fault("invoice::account", "account", format!("`{}` is not among {group}", self.account));
        }
        let other = match (&self.member, self.direction) {
            (Some(member), Direction::In) => Account::of_member(Kind::ReceivableMember, member),
            (None, Direction::In) => Account::plain(Kind::ReceivableCustomer),
            (_, Direction::Out) => Account::plain(Kind::PayableSupplier),
        };
        let sign = if self.direction == Direction::In { self.amount } else { -self.amount };
        draft.debit(other, sign);
        draft.memo = format!(
            "invoice {} {}",
            if self.direction == Direction::In { "to" } else { "from" },
            self.member.as_ref().map_or(self.party.as_str(), |m| m.as_str())
        );
        match (&self.unit, self.source) {
            (Some(unit), Some(source)) => self.labeled(draft, unit, source, sign),
            _ => {
                if self.pool.is_some() {
                    draft.fault("invoice::pool", "pool", "a sale from a pool names its unit and its source");
                }
                draft.credit(Account::plain(Kind::Unlabeled), sign);
                let waiting =
                    Waiting { date: draft.date(), kind: self.account, cents: -sign, member: self.member.clone() };
                let id = draft.head.id.clone();
                draft.then(move |books| {
                    books.unlabeled.insert(id, waiting);
                });
            }
        }
    }
}

impl Invoice {
    fn labeled(&self, draft: &mut Draft<'_>, unit: &UnitId, source: Source, sign: Cents) {
        let day = draft.date();
        let Some(terms) = draft.unit("unit", unit, day) else { return };
        if terms.source_label != source {
            draft.fault(
                "source::unit",
                "source",
                format!("the label is {source}, unit `{unit}` is {}", terms.source_label),
            );
        }
        if self.account == Kind::Nonoperating && source != Source::Nonoperating {
            draft.fault("source::nonoperating", "account", format!("nonoperating income is not {source} business"));
        }
        let Some(pool) = &self.pool else {
            draft.credit(Account::of_unit(self.account, unit), sign);
            if let (Some(member), Direction::In, false) = (&self.member, self.direction, terms.pooled) {
                let grams = self.weight.unwrap_or_default();
                let (member, unit, year) = (member.clone(), unit.clone(), draft.year());
                draft.business(Business {
                    member,
                    unit,
                    year,
                    delivered: day,
                    entered: None,
                    grams,
                    cents: self.amount,
                });
            }
            return;
        };
        if self.account != Kind::Sales {
            draft.fault("invoice::pool", "account", "a pool has proceeds of sales only");
        }
        match draft.state().pools.get(pool) {
            None => draft.fault("pool::unknown", "pool", format!("there is no pool `{pool}`")),
            Some(open) if open.unit != *unit => {
                draft.fault("pool::unit", "pool", format!("pool `{pool}` is of unit `{}`", open.unit))
            }
            Some(open) if open.closed.is_some() => {
                draft.fault("pool::closed", "pool", format!("pool `{pool}` is closed"))
            }
            Some(open) if open.pooled => draft.credit(Account::of_pool(Kind::PoolProceeds, pool), sign),
            Some(_) => draft.credit(Account::of_unit(Kind::Sales, unit), sign),
        }
    }
}
