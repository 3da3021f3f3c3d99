//! The accounts of a plan: every flow of money by whose it is, of which kind, and in which state.
//!
//! One list, filled by the ledger (`formulation/ledger.rs`). Cash rows of the program read the ledger itself; result tables,
//! net present values, the settlement, equity, past years and the report read these accounts, so that they add up to the
//! objective. Amounts are MUSD a year in a state, before discounting and probability; tax on a flow is a flow of its own.
//!
//! ```text
//! by_state[s]        = Σ_{member, kind} amount[member, kind, s]                       MUSD/yr
//! expected[kind]     = Σ_s probability[s] · weight[s] · Σ_member amount[member, kind, s]        MUSD, present value
//! npv[leaf]          = Σ_{s on the path} weight[s] · by_state[s]                      MUSD, present value
//! ```

use crate::formulation::Formulation;
use crate::formulation::ledger::{self, Kind};
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tree::Tree;

/// What a kind of flow is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Cash from operations, before tax and support.
    Operating,
    /// Worth to users and cost of shortage: no cash.
    InKind,
    /// Payments by policies on what is made.
    Support,
    /// Capital cost.
    Investment,
    /// Grants and credits on capital cost.
    InvestmentSupport,
    /// Loans drawn and served.
    Debt,
    /// Tax.
    Tax,
    /// Worth of what still stands at the end of the horizon.
    Salvage,
}

impl Class {
    /// Returns whether the flow moves money.
    #[must_use]
    pub fn is_cash(self) -> bool {
        self != Self::InKind
    }

    /// Returns whether policies pay it.
    #[must_use]
    pub fn is_public(self) -> bool {
        matches!(self, Self::Support | Self::InvestmentSupport)
    }
}

impl Kind {
    /// Class of the flow.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Self::Sales
            | Self::Purchases
            | Self::VariableCost
            | Self::FixedCost
            | Self::Shipping
            | Self::Tariff
            | Self::Holding
            | Self::Disposal => Class::Operating,
            Self::DemandValue | Self::Shortage => Class::InKind,
            Self::PolicyTransfer => Class::Support,
            Self::Capex => Class::Investment,
            Self::CapexSupport => Class::InvestmentSupport,
            Self::DebtDrawn | Self::DebtService => Class::Debt,
            Self::Tax => Class::Tax,
            Self::Salvage => Class::Salvage,
        }
    }

    /// Returns whether the flow is part of the equity that is spent: capital cost less support and loans.
    #[must_use]
    pub fn is_equity(self) -> bool {
        matches!(self.class(), Class::Investment | Class::InvestmentSupport) || self == Self::DebtDrawn
    }
}

/// A flow of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CashValue {
    /// Member; the cooperative for common flows.
    pub member: usize,
    /// Kind.
    pub kind: Kind,
    /// State.
    pub state: StateAt,
    /// MUSD/yr.
    pub amount_musd: f64,
}

/// All flows of a plan, ordered by member, kind and state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    flows: Vec<CashValue>,
    members: usize,
    states: usize,
}

impl Accounts {
    /// Returns the accounts of a solution: the ledger's entries at the values of its columns.
    #[must_use]
    pub fn from_network(network: &Network, formulation: &Formulation, cols: &[f64]) -> Self {
        let (members, states, kinds) = (network.members.len(), network.tree.states.len(), Kind::ALL.len());
        let mut sums = vec![0.0; members * kinds * states];
        ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
            let value = entry.col.map_or(1.0, |col| cols[col.index()]);
            sums[(entry.owner * kinds + entry.kind as usize) * states + entry.state.index()] += entry.amount * value;
        });
        let mut flows = Vec::new();
        for (at, amount_musd) in sums.into_iter().enumerate().filter(|(_, amount)| *amount != 0.0) {
            let (member, rest) = (at / (kinds * states), at % (kinds * states));
            flows.push(CashValue {
                member,
                kind: Kind::ALL[rest / states],
                state: StateAt::new(rest % states),
                amount_musd,
            });
        }
        Self { flows, members, states }
    }

    /// Returns the accounts that tables of a run hold, in their order.
    #[must_use]
    pub fn recalled(network: &Network, flows: Vec<CashValue>) -> Self {
        Self { flows, members: network.members.len(), states: network.tree.states.len() }
    }

    /// All flows.
    #[must_use]
    pub fn flows(&self) -> &[CashValue] {
        &self.flows
    }

    /// Returns the sum of the flows that are wanted, MUSD/yr; not for flows of different states.
    pub fn sum(&self, wanted: impl Fn(&CashValue) -> bool) -> f64 {
        self.flows.iter().filter(|flow| wanted(flow)).map(|flow| flow.amount_musd).sum()
    }

    /// Returns the flows that are wanted, by state, MUSD/yr.
    #[must_use]
    pub fn by_state(&self, wanted: impl Fn(&CashValue) -> bool) -> Vec<f64> {
        let mut sums = vec![0.0; self.states];
        self.flows.iter().filter(|flow| wanted(flow)).for_each(|flow| sums[flow.state] += flow.amount_musd);
        sums
    }

    /// Returns the flows that are wanted, by member (the cooperative last), then by state, MUSD/yr.
    #[must_use]
    pub fn by_member(&self, wanted: impl Fn(&CashValue) -> bool) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; self.states]; self.members];
        let flows = self.flows.iter().filter(|flow| wanted(flow));
        flows.for_each(|flow| sums[flow.member][flow.state] += flow.amount_musd);
        sums
    }

    /// Returns the expected present value of each kind, in the order of [`Kind::ALL`], MUSD.
    #[must_use]
    pub fn expected(&self, tree: &Tree) -> Vec<(Kind, f64)> {
        let mut sums = vec![0.0; Kind::ALL.len()];
        for flow in &self.flows {
            let state = tree.states[flow.state];
            sums[flow.kind as usize] += flow.amount_musd * state.weight * state.probability;
        }
        Kind::ALL.into_iter().map(|kind| (kind, sums[kind as usize])).collect()
    }
}

impl<'a> IntoIterator for &'a Accounts {
    type Item = &'a CashValue;
    type IntoIter = std::slice::Iter<'a, CashValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.flows.iter()
    }
}
