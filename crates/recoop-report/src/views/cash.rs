//! Money by member.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Series};

/// Money of the plan, before anything is shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Cash {
    /// Flows by member and kind. From the table `cash_flow`.
    pub flows: Vec<CashFlow>,
    /// Terms that add up to the objective. From the table `objective`.
    pub terms: Vec<Term>,
    /// Expected present value, MUSD.
    pub expected_npv_musd: Num,
    /// Mean of the worst outcomes, MUSD.
    pub cvar_npv_musd: Num,
    /// Probability of those.
    pub tail: Num,
    /// Weight of the worst outcomes in the objective.
    pub risk_weight: Num,
    /// Value of the objective, MUSD.
    pub objective_musd: Num,
    /// Discount rate, share a year.
    pub discount_rate: Num,
    /// Base year: whose money is meant, and to which is discounted.
    pub base_year: i32,
}

/// Money of a member of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CashFlow {
    /// Member.
    pub member: usize,
    /// Kind, for instance `sales`.
    pub kind: String,
    /// Received (below 0: paid), MUSD/yr, undiscounted.
    pub amount_musd: Series,
}

/// A term of the objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Term {
    /// Kind of flow, or `cvar_npv`.
    pub term: String,
    /// Expected present value, MUSD.
    pub expected_musd: Num,
    /// What it adds to the objective, MUSD.
    pub contribution_musd: Num,
}
