//! Close of a pool: its cost and its proceeds become results, and its business counts for patronage.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::chart::{Account, Kind};
use crate::entry::Business;
use crate::ids::PoolId;
use crate::post::Draft;
use crate::rules::t4;

/// Closes a pool. Patronage of its deliveries belongs to the fiscal year of the close (26 USC 1382(e)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolClose {
    /// Pool.
    pub pool: PoolId,
}

impl Post for PoolClose {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];
    const APPROVERS: &'static [Role] = &[Role::Approver, Role::Controller];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let Some(pool) = draft.state().pools.get(&self.pool) else {
            draft.fault("pool::unknown", "pool", format!("there is no pool `{}`", self.pool));
            return;
        };
        if let Some(day) = pool.closed {
            draft.fault("pool::closed", "pool", format!("pool `{}` was closed on {day}", self.pool));
        }
        let (year, state) = (draft.year(), draft.state());
        for id in &pool.deliveries {
            let Some(delivered) = state.deliveries.get(id) else { continue };
            if !delivered.is_final {
                draft.fault("pool::pending", "pool", format!("delivery `{id}` has no final assay"));
            }
            if delivered.date > draft.date() {
                draft.fault("pool::early", "date", format!("delivery `{id}` is of {}", delivered.date));
            }
            let (true, Some(settlement)) = (pool.pooled, &delivered.settlement) else { continue };
            let member = &delivered.document.member;
            draft.business(Business {
                member: state.successor(member).clone(),
                unit: pool.unit.clone(),
                year,
                delivered: delivered.date,
                entered: t4::entered(state, member, &self.pool),
                grams: settlement.dry,
                cents: settlement.value(),
            });
        }
        let inventory = Account::of_pool(Kind::Inventory, &self.pool);
        let proceeds = Account::of_pool(Kind::PoolProceeds, &self.pool);
        let (cost, sold) = (draft.ledger.balance(&inventory), -draft.ledger.balance(&proceeds));
        draft.debit(Account::of_unit(Kind::ProductCost, &pool.unit), cost);
        draft.credit(inventory, cost);
        draft.debit(proceeds, sold);
        draft.credit(Account::of_unit(Kind::Sales, &pool.unit), sold);
        draft.memo = format!("close of pool {}", self.pool);
        let (pool, day) = (self.pool.clone(), draft.date());
        draft.then(move |books| {
            if let Some(pool) = books.pools.get_mut(&pool) {
                pool.closed = Some(day);
            }
        });
    }
}
