//! Money by member.

use recoop::plan::Plan;
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sums::Sums;
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

impl Cash {
    /// The money of a plan.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Self {
        let mut flows = Sums::new(network.tree.states.len());
        for flow in &plan.cash {
            flows.add((flow.member, flow.kind as usize, flow.kind.as_str()), flow.state, flow.amount_musd);
        }
        let (finance, risk) = (&network.settings.finance, network.settings.risk);
        let term = |term: &str, expected: f64, weight: f64| Term {
            term: term.to_string(),
            expected_musd: expected.into(),
            contribution_musd: (weight * expected).into(),
        };
        let mut terms: Vec<Term> = plan
            .cash
            .expected(&network.tree)
            .into_iter()
            .filter(|(_, musd)| *musd != 0.0)
            .map(|(kind, musd)| term(kind.as_str(), musd, 1.0 - risk.weight))
            .collect();
        if risk.weight > 0.0 {
            terms.push(term("cvar_npv", plan.cvar_npv_musd, risk.weight));
        }
        Self {
            flows: flows
                .settle()
                .map(|((member, _, kind), amount_musd)| CashFlow { member, kind: kind.to_string(), amount_musd })
                .collect(),
            terms,
            expected_npv_musd: plan.expected_npv_musd.into(),
            cvar_npv_musd: plan.cvar_npv_musd.into(),
            tail: risk.tail.into(),
            risk_weight: risk.weight.into(),
            objective_musd: plan.status.objective.into(),
            discount_rate: finance.discount_rate.into(),
            base_year: network.settings.horizon.base_year,
        }
    }
}
