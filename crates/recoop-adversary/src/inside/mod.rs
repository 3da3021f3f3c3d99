//! A firm, or a group of firms, inside the cooperative: what goes inside in the plan goes inside at internal prices, the rest is sold and bought at
//! markets.
//!
//! ```text
//!   run brings   Σ_made part[place] · tonnes · price paid - Σ_used part[place] · tonnes · price taken          part: what goes from or to others in the plan
//!   balance      made · (1 - part) + used · (1 - part) + bought = sold + ...                                          what is left is traded at markets
//!   Σ part · tonnes · run ≤ what the plan has of it inside                                                            material, state
//! ```
//!
//! A member has to deliver that part of what it makes, and gets that part of what it uses: it may run less, or otherwise, but not leave the cooperative
//! when markets pay more. Users pay at most what a kg is worth to them.

mod prices;
mod shares;

use std::collections::BTreeMap;

use coalition::Group;
use program::{Axis, Col, Row, Solution};

use super::flows::{Effect, Flow, FlowKind, UserPay};
use super::internal::InternalPrices;
use super::operations::{Operations, is_owner};
use recoop::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use recoop::formulation::sets::positions::PlaceAt;
use recoop::plan::SolvedPlan;
use recoop_case::Network;
use recoop_case::attacks::kind::Enters;
use recoop_case::positions::{AttackAt, LeafAt, MaterialAt, PathAt, StateAt};
use shares::Shares;

/// What the plan has inside along a future.
pub struct InsideTrade<'a> {
    made: &'a SolvedPlan,
    leaf: LeafAt,
    /// Columns of the plan's program as they are operated without an attack.
    columns: Vec<f64>,
}

/// Material, position in the states, and whether it is delivered or taken.
type Way = (MaterialAt, PathAt, bool);

/// What a run trades inside, by unit of its activity.
struct Trade {
    col: Col,
    at: PathAt,
    /// Place of the formulation.
    place: PlaceAt,
    material: MaterialAt,
    /// Metric tons delivered; below 0 taken.
    tonnes: f64,
    /// The price; of a user at most its worth.
    pay: UserPay,
}

impl<'a> InsideTrade<'a> {
    /// What all do along a future; `operations` are those of all, `usual` what they do without an attack.
    #[must_use]
    pub fn new(operations: &Operations<'_>, made: &'a SolvedPlan, leaf: LeafAt, usual: &Solution) -> Self {
        Self { made, leaf, columns: operations.whole(&usual.cols) }
    }

    /// The operations of a group inside the cooperative, for its purse.
    #[must_use]
    pub fn of_purse<'n>(&self, network: &'n Network, group: Group, internal: &InternalPrices) -> Operations<'n> {
        let mut operations = Operations::at_prices(network, self.made, self.leaf, group, internal);
        let shares = self.shares(network, &operations, group);
        let trades = self.trades(network, &operations, (&shares, internal));
        self.write(&mut operations, &trades);
        if internal.rule != recoop_case::prices::InternalPrice::Indexed {
            self.spare(network, &mut operations, &trades);
        }
        let states = operations.states.clone();
        let kept = |place: PlaceAt, s: StateAt| {
            let at = states.iter().position(|state| *state == s);
            at.map_or(1.0, |at| 1.0 - shares[at].delivered(place).map(|(_, part)| part).sum::<f64>())
        };
        operations.limit_trade(self.made, &kept);
        operations
    }

    fn shares(&self, network: &Network, operations: &Operations<'_>, group: Group) -> Vec<Shares> {
        let n = network.cooperative();
        let owns = |member: usize| is_owner(network, group, member);
        // Markets and demands of nobody are open to every group.
        let trades = |member: usize| member >= n || group.contains(member);
        let value = |col: Col| self.columns[col.index()].max(0.0);
        let of = |s: &StateAt| Shares::new(network, &self.made.formulation, *s, &value, (&owns, &trades));
        operations.states.iter().map(of).collect()
    }

    fn trades(
        &self,
        network: &Network,
        operations: &Operations<'_>,
        (shares, internal): (&[Shares], &InternalPrices),
    ) -> Vec<Trade> {
        let mut trades = Vec::new();
        let (vars, sets) = (&self.made.formulation.variables, &self.made.formulation.sets);
        for ((r, s), col) in vars.run.iter() {
            let here = operations.states.iter().position(|state| *state == s);
            let (Some(col), Some(at)) = (operations.col(col), here) else { continue };
            for (place, amount) in &sets.runs[r].flows {
                let (place, material) = (*place, sets.places[*place].material);
                let mut trade =
                    |tonnes: f64, pay: UserPay| trades.push(Trade { col, at, place, material, tonnes, pay });
                if *amount < 0.0 {
                    let taken = shares[at].taken(place);
                    if taken > 0.0 {
                        let price = internal.at_place(network, place, material, at);
                        trade(amount * taken, UserPay::new(network, &price, f64::INFINITY));
                    }
                    continue;
                }
                for (demand, part) in shares[at].delivered(place) {
                    let price = internal.paid(network, (r, place), material, at);
                    let worth = demand.map_or(f64::INFINITY, |demand| network.demands[demand].value_usd_per_kg);
                    trade(amount * part, UserPay::new(network, &price, worth));
                }
            }
        }
        trades
    }

    /// Takes what is traded inside out of balances, and enters its money and its limits.
    fn write(&self, operations: &mut Operations<'_>, trades: &[Trade]) {
        let rows = &self.made.formulation.constraints.material_balance;
        let rate = operations.network.tax_rate();
        let mut terms: Vec<(Row, Col, f64)> = Vec::new();
        let mut limits: BTreeMap<Way, Vec<(Col, f64)>> = BTreeMap::new();
        for trade in trades {
            let Trade { col, at, tonnes, .. } = *trade;
            let balance = rows.get((trade.place, operations.states[at])).and_then(|row| operations.row(row));
            terms.extend(balance.map(|row| (row, col, -tonnes)));
            limits.entry((trade.material, at, tonnes > 0.0)).or_default().push((col, tonnes.abs()));
            let unit = tonnes * MUSD_PER_USD_PER_KG_TONNE;
            let owner = operations.group.iter().next().unwrap_or_default();
            let kind = if tonnes > 0.0 { Kind::Sales } else { Kind::Purchases };
            let flows = &mut operations.flows;
            let flow = |kind, amount| Flow { col: Some(col), at, kind: FlowKind::Plan(kind), owner, amount };
            flows.flows.push(flow(kind, unit * trade.pay.usd_per_kg));
            if rate != 0.0 {
                flows.flows.push(flow(Kind::Tax, -rate * unit * trade.pay.usd_per_kg));
            }
            for (attack, fall) in trade.pay.linear() {
                let slope = -unit * fall;
                flows.money.push(Effect { attack, at, of: col, slope: (1.0 - rate) * slope });
                if rate != 0.0 {
                    flows.tax.push(Effect { attack, at, of: col, slope: rate * slope });
                }
            }
            flows.capped.extend(trade.pay.capped(col, at, unit, 1.0 - rate));
        }
        operations.program.add_terms(terms);
        let value = |col: Col, of_plan: &BTreeMap<usize, f64>| of_plan.get(&col.index()).copied().unwrap_or(0.0);
        let of_plan: BTreeMap<usize, f64> = self
            .made
            .formulation
            .variables
            .run
            .iter()
            .filter_map(|(_, col)| Some((operations.col(col)?.index(), self.columns[col.index()].max(0.0))))
            .collect();
        let limits: Vec<(Way, Vec<(Col, f64)>)> = limits.into_iter().collect();
        let network = operations.network;
        let name = |((material, at, delivers), _): &(Way, Vec<(Col, f64)>)| {
            let way = if *delivers { "delivered" } else { "taken" };
            format!("{},{},{way}", network.materials[*material].id, network.tree.label(operations.states[*at]))
        };
        let axis = Axis::new("inside", limits.iter().map(name));
        operations.program.rows("inside_trade", "t/yr", [&axis], |[at], row| {
            let mut planned = 0.0;
            for (col, tonnes) in &limits[at].1 {
                row.add(*col, *tonnes);
                planned += tonnes * value(*col, &of_plan);
            }
            row.at_most(planned);
        });
    }

    /// Who is bound by a price that does not follow the market is not undercut.
    fn spare(&self, network: &Network, operations: &mut Operations<'_>, trades: &[Trade]) {
        let (vars, sets) = (&self.made.formulation.variables, &self.made.formulation.sets);
        let mut part: BTreeMap<(AttackAt, usize), f64> = BTreeMap::new();
        for ((r, s), of_plan) in vars.run.iter() {
            let Some(col) = operations.col(of_plan) else { continue };
            for (k, attack) in network.attacks.iter().enumerate().filter(|(_, it)| it.kind.enters == Enters::Proceeds) {
                let worth = |material: MaterialAt| {
                    let good = attack.goods.iter().find(|good| good.material == material);
                    good.map_or(0.0, |good| good.price_usd_per_kg.at(s))
                };
                let made = sets.runs[r].flows.iter().filter(|(_, amount)| *amount > 0.0);
                let all: f64 = made.map(|(place, amount)| amount * worth(sets.places[*place].material)).sum();
                let inside = trades.iter().filter(|trade| trade.col == col && trade.tonnes > 0.0);
                let inside: f64 = inside.map(|trade| trade.tonnes * worth(trade.material)).sum();
                if all > 0.0 && inside > 0.0 {
                    part.insert((k, col.index()), (inside / all).min(1.0));
                }
            }
        }
        let flows = &mut operations.flows;
        for effect in flows.money.iter_mut().chain(&mut flows.tax) {
            if let Some(part) = part.get(&(effect.attack, effect.of.index())) {
                effect.slope *= 1.0 - part;
            }
        }
    }
}
