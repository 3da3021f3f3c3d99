//! How firms stand together.

/// How firms stand together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bylaw {
    /// Everyone for himself.
    Alone,
    /// One purse for better or worse: all live or die together. It has the best rates of its members.
    Joint,
    /// Every member keeps its ledger, and lenders hold the members to the sum of them. When the sum fails, members are let go
    /// with their debts, the one furthest below its line first, until the rest can stand.
    LetGo,
    /// A member that would die gets what it lacks from members that have more than they need to survive, alone, every
    /// attack within what is left of the adversary's budget. Whom the spare cash saves with the least is saved first.
    SafeLending {
        /// The adversary's whole budget as the bylaw assumes it, discounted.
        budget: f64,
    },
    /// One purse, and one sales desk: nobody can be undercut but all at once.
    OneDesk,
    /// Members pay into a reserve at the start, by exposure; whoever would die draws what he lacks, the least first, while
    /// the reserve lasts.
    Reserve {
        /// Money in the reserve at the start.
        size: f64,
    },
}
