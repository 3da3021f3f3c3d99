//! A journal voucher: what documents do not know.

use super::{Post, Role, Voucher};
use crate::chart::Kind;
use crate::post::Draft;

impl Post for Voucher {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];
    const APPROVERS: &'static [Role] = &[Role::Approver, Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        for (field, text) in [("reason", &self.reason), ("attachment", &self.attachment)] {
            if text.trim().is_empty() {
                draft.fault("voucher::evidence", field, format!("a voucher has its {field}"));
            }
        }
        if self.lines.len() < 2 {
            draft.fault("voucher::lines", "lines", "a voucher has at least two lines");
        }
        if self.opening && draft.state().last_business.is_some() {
            draft.fault("voucher::opening", "opening", "opening balances come before the first business");
        }
        for line in &self.lines {
            let kind = line.account.kind;
            if !self.opening && (kind.is_member_equity() || kind == Kind::Subscriptions || kind == Kind::NetEarnings) {
                let message =
                    format!("`{kind}` changes by calls, deliveries, allocations and redemptions, not by a voucher");
                draft.fault("voucher::equity", "lines", message);
            }
            if matches!(kind, Kind::PoolProceeds | Kind::Inventory)
                && line.account.pool.as_ref().is_some_and(|pool| !draft.state().pools.contains_key(pool))
                && !self.opening
            {
                draft.fault("pool::unknown", "lines", format!("`{}` names a pool that is not there", line.account));
            }
            if let Some(member) = &line.account.member {
                draft.member("lines", member);
            }
            if let Some(unit) = &line.account.unit {
                let day = draft.date();
                draft.unit("lines", unit, day);
            }
            draft.line(line.account.clone(), line.cents, None);
        }
        draft.memo.clone_from(&self.reason);
        let (id, voucher) = (draft.head.id.clone(), self.clone());
        draft.then(move |books| {
            books.vouchers.insert(id, voucher);
        });
    }
}
