//! Written notice of allocation: the evidence of T1 to T4 for one patron.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::ids::{DocumentId, MemberId};
use crate::post::Draft;
use crate::rules::{t2, t3, t4};
use crate::state::{DraftContent, Noticed};
use crate::worksheet::Share;

/// Tells a patron what was allocated, in writing and within the payment period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Declared allocation.
    pub allocation: DocumentId,
    /// Patron.
    pub member: MemberId,
    /// Digest of the text that was given.
    pub text: String,
    /// Whether the text names the units that were netted.
    #[serde(default)]
    pub tells_netting: bool,
}

impl Post for Notice {
    const MAKERS: &'static [Role] = &[Role::Secretary];

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("member", &self.member);
        if self.text.trim().is_empty() {
            draft.fault("notice::text", "text", "name the digest of the text");
        }
        let state = draft.state();
        let found = state.drafts.get(&self.allocation);
        let Some((DraftContent::Allocation(sheet), Some((resolution, _)))) = found.map(|d| (&d.content, &d.declared))
        else {
            draft.fault("notice::draft", "allocation", format!("`{}` is not a declared allocation", self.allocation));
            return;
        };
        let shares: Vec<&Share> = sheet.shares.iter().filter(|share| share.member == self.member).collect();
        if shares.is_empty() {
            draft.fault("notice::member", "member", format!("`{}` has no part of `{}`", self.member, self.allocation));
        }
        if state.notices.iter().any(|n| n.allocation == self.allocation && n.member == self.member) {
            draft.fault("notice::twice", "member", format!("`{}` has its notice", self.member));
        }
        let year_end = draft.ledger.settings().year_end;
        if let Err(why) = t2::in_payment_period(year_end, sheet.year, draft.date()) {
            draft.fault("t2::period", "date", why);
        }
        if sheet.units.iter().any(|line| line.netted.0 != 0) && !self.tells_netting {
            draft.fault(
                "t7::notice",
                "tells_netting",
                "units were netted, and the patron has to be told (26 USC 1388(j))",
            );
        }
        let last = year_end.last_day(sheet.year);
        // T1 and T2: the bylaws and the resolution. T3 and T4: the consents that cover the qualified part.
        let mut evidence: Vec<DocumentId> =
            state.bylaws_on(last).map(|version| version.document.clone()).into_iter().collect();
        evidence.push(resolution.clone());
        for share in shares {
            if share.qualified.0 > 0 {
                if let Err(why) = t3::twenty_percent(share.cash, share.cash + share.qualified) {
                    draft.fault("t3::twenty_percent", "member", why);
                }
                evidence.extend(t4::evidence(draft.ledger, &self.member, sheet.year, &share.unit));
            }
        }
        evidence.sort();
        evidence.dedup();
        let notice = Noticed {
            document: draft.head.id.clone(),
            allocation: self.allocation.clone(),
            member: self.member.clone(),
            date: draft.date(),
            evidence,
        };
        draft.then(move |books| books.notices.push(notice));
    }
}
