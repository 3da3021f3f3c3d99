//! What all paths have in common: the plan's programs, the fitted process, purses and bylaws.

use super::chain::Chain;
use super::fit::Fit;
use super::operate::{OperateError, Operator};
use super::path::needs;
use super::run::SimulateOptions;
use super::ties::Overlay;
use predation::{Account, Bylaw};
use program::List;
use recoop::formulation::sets::Place;
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::positions::PathAt;
use recoop_case::prices::gate::Gate;

/// What all paths have in common.
pub struct Setup<'a> {
    /// The programs of the states.
    pub chain: Chain<'a>,
    /// The process of prices.
    pub fit: Fit,
    /// Seed of everything.
    pub seed: u64,
    /// Whether parameters are taken as fitted and not drawn.
    pub single_scenario: bool,
    /// Bylaws.
    pub bylaws: Vec<Bylaw>,
    /// Attacks on prices laid over all paths.
    pub overlays: Vec<Overlay>,
    /// Calendar years, each with the position of its state in the chain.
    pub years: Vec<(i32, PathAt)>,
    /// Members with plants or money of the plan: positions in [`Network::members`].
    pub firms: Vec<usize>,
    /// Purses by member.
    pub accounts: Vec<Account>,
    /// By state and member: money that is settled, MUSD a year.
    pub settled: Vec<Vec<f64>>,
    /// By year and member: what firms pay and are paid beside their plants, MUSD ([`recoop_case::finance`]).
    pub beside: Vec<Vec<f64>>,
    /// By year and member: what it is paid on a condition while every gate is shut, MUSD; [`Self::conditional`] has what a path opens.
    pub shut: Vec<Vec<f64>>,
    /// By year and member: what it needs whatever prices do.
    pub needs: Vec<Vec<f64>>,
    pub(super) places: List<PlaceAt, Place>,
}

impl<'a> Setup<'a> {
    /// The setting of a plan.
    ///
    /// # Errors
    /// When a state cannot be run as planned.
    pub fn new(network: &'a Network, made: &'a SolvedPlan, options: &SimulateOptions) -> Result<Self, OperateError> {
        let chain = Chain::new(network, made, options.leaf, &options.overlays)?;
        let members = network.cooperative();
        let mut years = Vec::new();
        for (at, state) in chain.states.iter().enumerate() {
            years.extend(network.tree.period(state.state).years().map(|year| (year, at)));
        }
        let settled: Vec<Vec<f64>> = chain
            .states
            .iter()
            .map(|state| (0..members).map(|member| state.settled.get(&member).copied().unwrap_or_default()).collect())
            .collect();
        let account = |member: usize| Account {
            purse: network.members[member].finance.purse_times_musd(options.purses),
            least_cash: vec![0.0; years.len()],
            deposit_rate: 0.0,
            loan_rate: 0.0,
        };
        let accounts: Vec<Account> = (0..members).map(account).collect();
        let beside: Vec<Vec<f64>> = years
            .iter()
            .map(|(year, _)| {
                let of = |member: usize| {
                    let finance = &network.members[member].finance;
                    // With the tax that overhead and interest save, as all tax here is at its rate.
                    finance.beside_musd(*year) + network.tax_rate() * finance.deductible_musd(*year)
                };
                (0..members).map(of).collect()
            })
            .collect();
        let shut = conditional(network, &years, &|_, _| false);
        let sum = |(plan, (firm, shut)): (&f64, (&f64, &f64))| plan + firm + shut;
        let by_year: Vec<Vec<f64>> = years
            .iter()
            .zip(beside.iter().zip(&shut))
            .map(|((_, state), (beside, shut))| settled[*state].iter().zip(beside.iter().zip(shut)).map(sum).collect())
            .collect();
        let owns = |member: &usize| {
            let runs = chain.states.iter().flat_map(|state| &state.running);
            let mut owners = runs.map(|run| network.facilities[run.facility].member);
            owners.any(|owner| owner == *member)
                || settled.iter().chain(&beside).any(|money| money[*member].abs() > 1e-9)
                || !network.members[*member].finance.conditional.is_empty()
        };
        Ok(Self {
            firms: (0..members).filter(owns).collect(),
            fit: Fit::new(&network.chance.histories),
            needs: needs(&accounts, &by_year),
            places: made.formulation.sets.places.clone(),
            single_scenario: false,
            chain,
            seed: options.seed,
            bylaws: options.bylaws.clone(),
            overlays: options.overlays.clone(),
            years,
            accounts,
            settled,
            beside,
            shut,
        })
    }

    /// What firms are paid on a condition, by year and member, on a path with these factors of prices by year, MUSD: a window is open in a year in which
    /// the price of the path is above its level.
    #[must_use]
    pub fn conditional(&self, factors: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let network = self.chain.network;
        let is_open = |gate: &Gate, at: usize| {
            let factor = factors[at][self.chain.ties.of_price(gate.market, gate.material)];
            gate.is_open(self.chain.states[self.years[at].1].state, 1.0 - factor)
        };
        conditional(network, &self.years, &is_open)
    }

    /// Solvers for all states.
    ///
    /// # Errors
    /// When a number is out of the solver's range.
    pub fn operators(&self) -> Result<Vec<Operator>, OperateError> {
        self.chain.states.iter().map(|state| Operator::new(state, self.chain.network)).collect()
    }
}

/// What members are paid on a condition, by year and member, MUSD; `is_open` says of a gate whether it is open in a year, given by its position.
fn conditional(network: &Network, years: &[(i32, PathAt)], is_open: &dyn Fn(&Gate, usize) -> bool) -> Vec<Vec<f64>> {
    let spans: Vec<_> = years.iter().map(|(year, _)| *year..=*year).collect();
    let mut paid = vec![vec![0.0; network.cooperative()]; years.len()];
    for member in 0..network.cooperative() {
        for money in &network.members[member].finance.conditional {
            let open = |at: usize| money.gate.as_ref().is_none_or(|gate| is_open(gate, at));
            paid.iter_mut().zip(money.musd(&spans, &open)).for_each(|(paid, musd)| paid[member] += musd);
        }
    }
    paid
}
