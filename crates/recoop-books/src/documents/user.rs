//! A user and its duty.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::ids::{MemberId, UserId};
use crate::post::Draft;
use crate::state;

/// Gives a person a duty, or another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Person.
    pub user: UserId,
    /// Duty.
    pub role: Role,
    /// Member who employs the person.
    #[serde(default)]
    pub employer: Option<MemberId>,
}

impl Post for User {
    const MAKERS: &'static [Role] = &[Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        if draft.state().users.is_empty() && (self.user != *draft.head.maker || self.role != Role::Controller) {
            draft.fault("user::first", "user", "the first user is the controller, appointed by a document of its own");
        }
        if let Some(employer) = &self.employer {
            draft.member("employer", employer);
            if matches!(self.role, Role::Controller | Role::Auditor) {
                draft.fault("duties::employer", "employer", format!("a {} is not employed by a member", self.role));
            }
        } else if self.role == Role::Member {
            draft.fault("user::member", "employer", "a user of duty `member` names its member as `employer`");
        }
        let (user, state) = (self.user.clone(), state::User { role: self.role, employer: self.employer.clone() });
        draft.then(move |books| {
            books.users.insert(user, state);
        });
    }
}
