//! A payment between members under a contract of their own. The cooperative passes it through.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::ids::MemberId;
use crate::labels::LegalKind;
use crate::post::Draft;

/// What one member owes another by contract. It is never patronage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidePayment {
    /// Payer.
    pub from: MemberId,
    /// Receiver.
    pub to: MemberId,
    /// Amount.
    pub amount: Cents,
    /// Contract.
    pub contract: String,
}

impl Post for SidePayment {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const APPROVERS: &'static [Role] = &[Role::Approver, Role::Controller];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("from", &self.from);
        draft.member("to", &self.to);
        draft.positive("amount", self.amount);
        if self.from == self.to {
            draft.fault("side::itself", "to", "payer and receiver are one member");
        }
        if self.contract.trim().is_empty() {
            draft.fault("side::contract", "contract", "name the contract");
        }
        draft.debit(Account::of_member(Kind::ReceivableMember, &self.from), self.amount);
        draft.line(Account::of_member(Kind::PayableSide, &self.to), -self.amount, Some(LegalKind::SidePayment));
        draft.memo = format!("side payment by contract {}", self.contract);
    }
}
