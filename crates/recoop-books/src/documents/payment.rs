//! Money received or paid.

use serde::{Deserialize, Serialize};

use super::{Direction, Post, Role};
use crate::amount::Cents;
use crate::chart::{Account, Dimensions, Kind};
use crate::ids::MemberId;
use crate::labels::LegalKind;
use crate::post::Draft;

/// A movement of cash against one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Received (`in`) or paid (`out`).
    pub direction: Direction,
    /// Account that is settled.
    pub account: Kind,
    /// Member, for accounts of members.
    #[serde(default)]
    pub member: Option<MemberId>,
    /// Legal kind of what a member is paid.
    #[serde(default)]
    pub legal: Option<LegalKind>,
    /// Amount.
    pub amount: Cents,
    /// The bank's reference, by which bank lines are matched.
    pub bank: String,
}

/// Legal kinds that an account can be paid as.
fn kinds(account: Kind) -> &'static [LegalKind] {
    match account {
        Kind::PayableDelivery => &[LegalKind::FixedPrice, LegalKind::Advance],
        Kind::PayablePatronage => &[LegalKind::PatronageDividend],
        Kind::PayableRedemption => &[LegalKind::Redemption],
        Kind::PayableDividend => &[LegalKind::CapitalDividend],
        Kind::PayableSide => &[LegalKind::SidePayment],
        _ => &[],
    }
}

impl Post for Payment {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const APPROVERS: &'static [Role] = &[Role::Approver, Role::Controller];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        draft.positive("amount", self.amount);
        if self.bank.trim().is_empty() {
            draft.fault("payment::bank", "bank", "name the bank's reference");
        }
        let settles = match self.direction {
            Direction::In => matches!(
                self.account,
                Kind::ReceivableMember | Kind::ReceivableCustomer | Kind::Debt | Kind::OtherAsset
            ),
            Direction::Out => {
                matches!(
                    self.account,
                    Kind::PayableSupplier
                        | Kind::Accrued
                        | Kind::TaxPayable
                        | Kind::Debt
                        | Kind::ThoriumProvision
                        | Kind::Withholding
                        | Kind::Plant
                        | Kind::OtherAsset
                ) || !kinds(self.account).is_empty()
            }
        };
        if !settles {
            let message = format!(
                "money `{}` does not settle `{}`; use the document for it, or a voucher",
                self.direction, self.account
            );
            draft.fault("payment::account", "account", message);
        }
        let needs_member = self.account.dimensions() == Dimensions::Member;
        if needs_member != self.member.is_some() {
            let what = if needs_member { "needs" } else { "takes no" };
            draft.fault("payment::member", "member", format!("`{}` {what} member", self.account));
        }
        let allowed = kinds(self.account);
        match self.legal {
            None if !allowed.is_empty() => {
                draft.fault("legal::none", "legal", format!("give the legal kind of a payment from `{}`", self.account))
            }
            Some(kind) if !allowed.contains(&kind) => {
                draft.fault("legal::kind", "legal", format!("what is paid from `{}` is not `{kind}`", self.account));
            }
            _ => {}
        }
        let account = match &self.member {
            Some(member) => {
                // A merged member's debts are its successor's, so the register is asked.
                draft.member("member", member);
                Account::of_member(self.account, member)
            }
            None => Account::plain(self.account),
        };
        match self.direction {
            Direction::In => {
                if matches!(self.account, Kind::ReceivableMember | Kind::ReceivableCustomer)
                    && self.amount > draft.ledger.balance(&account)
                {
                    draft.fault(
                        "payment::exceeds",
                        "amount",
                        format!(
                            "{} exceeds what is owed in `{account}`, {}",
                            self.amount,
                            draft.ledger.balance(&account)
                        ),
                    );
                }
                draft.debit(Account::plain(Kind::Cash), self.amount);
                draft.credit(account, self.amount);
            }
            Direction::Out => {
                let is_asset = matches!(self.account, Kind::Plant | Kind::OtherAsset);
                if !is_asset {
                    let held = match &self.member {
                        Some(member) if self.account == Kind::PayableDelivery => draft.state().held(member),
                        _ => Cents::ZERO,
                    };
                    draft.check_payable(&account, self.amount, held);
                }
                if self.amount > draft.ledger.balance(&Account::plain(Kind::Cash)) {
                    draft.fault(
                        "payment::cash",
                        "amount",
                        format!(
                            "{} exceeds the cash of {}",
                            self.amount,
                            draft.ledger.balance(&Account::plain(Kind::Cash))
                        ),
                    );
                }
                draft.line(account, self.amount, self.legal);
                draft.credit(Account::plain(Kind::Cash), self.amount);
                if let Some(member) = &self.member {
                    let paid = (self.account, member.clone(), draft.date(), self.amount);
                    draft.then(move |books| books.payments.push(paid));
                }
            }
        }
        draft.memo = format!("bank {}", self.bank);
    }
}
