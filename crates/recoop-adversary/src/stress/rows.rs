//! Purses that can be set beside each other: the same accounts, prices, horizon and rules, from a member alone to all at one sales desk.

use std::sync::atomic::{AtomicBool, Ordering};

use coalition::{GameError, Progress, Task};

use super::{Kills, PurseHolder, StressOptions, arsenal, has_plants, members, purse};
use crate::arsenal::Arsenal;
use crate::bilevel::replay;
use crate::inside::InsideTrade;
use crate::internal::InternalPrices;
use crate::kill::{KillOutcome, kill_costs, unattacked, without_foresight};
use crate::operations::{Operations, View};
use recoop::plan::SolvedPlan;
use recoop_case::attacks::CostLevel;
use recoop_case::prices::InternalPrice;

/// A purse with a rule of prices inside; none of who trades at markets alone.
type Row = (PurseHolder, Option<InternalPrice>);

/// What all rows have in common.
pub(crate) struct Rows<'a> {
    operations: &'a Operations<'a>,
    made: &'a SolvedPlan,
    options: &'a StressOptions,
    /// What goes inside, with the prices by each rule, that of the case first; none where the plan cannot be operated: then no purse has an answer.
    inside: Option<(InsideTrade<'a>, Vec<InternalPrices>)>,
}

impl<'a> Rows<'a> {
    /// The rows of a plan; `operations` are those of all.
    pub fn new(operations: &'a Operations<'a>, made: &'a SolvedPlan, options: &'a StressOptions) -> Self {
        let present = operations.money(View::Worth, &|at| operations.weight(at));
        let usual = replay(operations, &present, &Arsenal::empty(CostLevel::Producers), &[]);
        let own = operations.network.settings.bylaws.internal_prices;
        let others = InternalPrice::ALL.iter().copied().filter(|rule| *rule != own);
        let inside = usual.ok().map(|(_, usual)| {
            let trade = InsideTrade::new(operations, made, options.leaf, &usual);
            let rules = std::iter::once(own).chain(others);
            (trade, rules.map(|rule| InternalPrices::new(operations, made, &usual, rule)).collect())
        });
        Self { operations, made, options, inside }
    }

    /// Rows whose prices inside follow the rule of the case, or that have none.
    fn own(&self) -> Vec<Row> {
        let (network, states) = (self.operations.network, &self.operations.states);
        let rule = self.rules().first().copied();
        let mut rows = vec![(PurseHolder::All, rule), (PurseHolder::OneDesk, rule)];
        let producers = members(network, PurseHolder::Producers);
        if rule.is_some() && producers.len() > 1 {
            rows.push((PurseHolder::Producers, rule));
        }
        rows.extend(self.options.groups.iter().map(|group| (PurseHolder::Group(*group), None)));
        let owners = || (0..network.cooperative()).filter(|member| has_plants(network, self.made, states, *member));
        rows.extend(owners().map(|member| (PurseHolder::Alone(member), None)));
        rows.extend(owners().filter(|_| rule.is_some()).map(|member| (PurseHolder::Inside(member), rule)));
        rows
    }

    fn rules(&self) -> Vec<InternalPrice> {
        self.inside.iter().flat_map(|(_, prices)| prices.iter().map(|it| it.rule)).collect()
    }

    /// Number of rows with the rule of the case, or none.
    pub fn by_own_rule(&self) -> usize {
        self.own().len()
    }

    /// All rows: those by the rule of the case, then of those that have prices inside the others.
    pub fn asked(&self) -> Vec<Row> {
        let own = self.own();
        let has_prices = own.iter().filter(|(who, rule)| rule.is_some() && self.is_reached(*who)).map(|(who, _)| *who);
        let others: Vec<Row> =
            has_prices.flat_map(|who| self.rules().into_iter().skip(1).map(move |rule| (who, Some(rule)))).collect();
        own.into_iter().chain(others).collect()
    }

    /// Whether prices inside reach a purse: it serves users, or trades with others.
    fn is_reached(&self, who: PurseHolder) -> bool {
        match who {
            PurseHolder::All | PurseHolder::OneDesk => !self.operations.flows.paid.is_empty(),
            PurseHolder::Inside(_) | PurseHolder::Producers => {
                let trades = |(trade, prices): &(InsideTrade<'_>, Vec<InternalPrices>)| {
                    let operations =
                        trade.of_purse(self.operations.network, members(self.operations.network, who), &prices[0]);
                    !operations.flows.paid.is_empty()
                        || operations.program.all_rows().any(|row| operations.program.row_family(row) == "inside_trade")
                };
                self.inside.as_ref().is_some_and(trades)
            }
            PurseHolder::Alone(_) | PurseHolder::Group(_) => false,
        }
    }

    /// The operations of a row.
    fn of_purse(&self, (who, rule): Row) -> Operations<'a> {
        let (network, group) = (self.operations.network, members(self.operations.network, who));
        let known = self.inside.as_ref().zip(rule);
        let prices = known.and_then(|((trade, prices), rule)| Some((trade, prices.iter().find(|it| it.rule == rule)?)));
        match (who, prices) {
            (PurseHolder::Inside(_) | PurseHolder::Producers, Some((trade, prices))) => {
                trade.of_purse(network, group, prices)
            }
            (_, Some((_, prices))) => Operations::of_purse_at(network, self.made, self.options.leaf, group, prices),
            (_, None) => Operations::of_purse(network, self.made, self.options.leaf, group),
        }
    }

    /// The kill costs of a row.
    pub fn attacked(&self, row: Row, struck: &AtomicBool, task: &mut Task<'_>) -> Result<Kills, GameError> {
        let (network, states, options) = (self.operations.network, &self.operations.states, self.options);
        let (who, prices) = row;
        let operations = self.of_purse(row);
        let of = |level: &CostLevel| arsenal(network, states, who, *level, options.bans).within(options.yearly_musd);
        let arsenals: Vec<Arsenal> = options.levels.iter().map(of).collect();
        let mut observer = |_: &program::Progress| task.observer.progress(&Progress::default());
        let mut effort = options.effort(&mut observer);
        let musd = purse(network, who);
        let mut costs = kill_costs(&operations, &arsenals, musd, &mut effort);
        let (mut free, mut carried) = (None, None);
        if costs.is_ok() && musd.is_finite() {
            match unattacked(&operations, musd) {
                Ok(known) => free = Some(known),
                Err(error) => costs = Err(error),
            }
        }
        let fails = |costs: &Vec<_>| {
            costs.iter().any(|it: &crate::kill::KillCost| matches!(it.verdict, KillOutcome::FailsUnattacked { .. }))
        };
        if let Some(known) = free.filter(|_| costs.as_ref().is_ok_and(fails)) {
            match kill_costs(&operations, &arsenals, known.least_musd, &mut effort) {
                Ok(known) => carried = Some(known),
                Err(error) => costs = Err(error),
            }
        }
        let unforeseen = match &costs {
            Ok(seen) if !options.bans => without_foresight(&operations, self.made, &arsenals, seen, &mut effort),
            _ => Ok(None),
        };
        struck.fetch_or(effort.struck, Ordering::Relaxed);
        task.tell(&Progress::default())?;
        Ok(Kills { who, prices, costs, unattacked: free, carried, unforeseen })
    }
}
