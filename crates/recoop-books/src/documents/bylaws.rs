//! A version of the bylaws.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::bylaws::Bylaws;
use crate::post::Draft;
use crate::state::Version;

/// Adopts a version of the bylaws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BylawVersion {
    /// First day on which it is in force.
    pub from: Date,
    /// Resolution that adopted it.
    pub resolution: String,
    /// Tables.
    pub bylaws: Bylaws,
}

impl Post for BylawVersion {
    const MAKERS: &'static [Role] = &[Role::Secretary];
    const APPROVERS: &'static [Role] = &[Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        let state = draft.state();
        if self.resolution.trim().is_empty() {
            draft.fault("bylaws::resolution", "resolution", "name the resolution that adopted the version");
        }
        if self.from < draft.date() {
            let message =
                format!("the version was adopted on {} and cannot be in force from {}", draft.date(), self.from);
            draft.fault("bylaws::backward", "from", message);
        }
        if let Some(last) = state.last_business
            && self.from <= last
        {
            let message = format!(
                "business of {last} is in the books; a version never reaches back to money received, so begin later"
            );
            draft.fault("bylaws::reaches_back", "from", message);
        }
        if let Some(before) = state.versions.last() {
            if self.from <= before.from {
                draft.fault(
                    "bylaws::order",
                    "from",
                    format!("the version before is in force from {}; begin later", before.from),
                );
            }
            self.check_earnings(draft, before);
        }
        let version = Version {
            document: draft.head.id.clone(),
            from: self.from,
            resolution: self.resolution.clone(),
            bylaws: self.bylaws.clone(),
        };
        draft.then(move |books| books.versions.push(version));
    }
}

impl BylawVersion {
    /// The basis of net earnings changes with a fiscal year.
    fn check_earnings(&self, draft: &mut Draft<'_>, before: &Version) {
        let year_end = draft.ledger.settings().year_end;
        let (Some(old), Some(new)) = (before.bylaws.patronage_on(self.from), self.bylaws.patronage_on(self.from))
        else {
            return;
        };
        if old.earnings != new.earnings && self.from != year_end.first_day(year_end.year_of(self.from)) {
            let message = format!(
                "the basis of net earnings changes from {} to {} with the first day of a fiscal year only",
                old.earnings, new.earnings
            );
            draft.fault("bylaws::earnings", "from", message);
        }
    }
}
