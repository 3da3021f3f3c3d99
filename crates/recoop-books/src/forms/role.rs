//! Duties of the people who work with the books.

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// A duty. A person has one.
    pub enum Role: "duty" {
        /// Makes documents.
        Maker = "maker",
        /// Approves what others made.
        Approver = "approver",
        /// Secretary of the board: resolutions, bylaws, register of members.
        Secretary = "secretary",
        /// Controller: closes, labels, users. Not employed by a member.
        Controller = "controller",
        /// Member: reads its own statements.
        Member = "member",
        /// Independent auditor: reads.
        Auditor = "auditor",
    }
}
crate::tables::cells! { Role }
