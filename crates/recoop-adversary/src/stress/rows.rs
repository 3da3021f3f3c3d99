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
    /// What goes inside, with the prices by each rule; none where the plan cannot be operated: then no purse has an answer.
    inside: Option<(InsideTrade<'a>, Vec<InternalPrices>)>,
}

impl<'a> Rows<'a> {
    /// The rows of a plan; `operations` are those of all.
    pub fn new(operations: &'a Operations<'a>, made: &'a SolvedPlan, options: &'a StressOptions) -> Self {
        let present = operations.money(View::Worth, &|at| operations.weight(at));
        let usual = replay(operations, &present, &Arsenal::empty(CostLevel::Producers), &[]);
        let inside = usual.ok().map(|(_, usual)| {
            let trade = InsideTrade::new(operations, made, options.leaf, &usual);
            let rules = options.internal_prices.iter();
            (trade, rules.map(|rule| InternalPrices::new(operations, made, &usual, *rule)).collect())
        });
        Self { operations, made, options, inside }
    }

    /// Rows whose prices inside follow the first rule, or that have none.
    fn first(&self) -> Vec<Row> {
        let (network, states) = (self.operations.network, &self.operations.states);
        let rule = self.rules().first().copied();
        let mut rows: Vec<Row> = vec![(PurseHolder::All, rule), (PurseHolder::OneDesk, rule)];
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

    /// All rows, and how many have the first rule or none: of those that have prices inside the others follow.
    pub fn asked(&self) -> (Vec<Row>, usize) {
        let mut rows = self.first();
        let first = rows.len();
        let has_prices: Vec<PurseHolder> =
            rows.iter().filter(|(_, rule)| rule.is_some()).map(|(who, _)| *who).collect();
        for who in has_prices {
            rows.extend(self.rules().into_iter().skip(1).map(|rule| (who, Some(rule))));
        }
        (rows, first)
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

    /// The kill costs of a row; none of one that is asked for only where prices inside reach the purse, and do not.
    pub fn attacked(
        &self,
        row: Row,
        where_reached: bool,
        struck: &AtomicBool,
        task: &mut Task<'_>,
    ) -> Result<Option<Kills>, GameError> {
        let (network, states, options) = (self.operations.network, &self.operations.states, self.options);
        let (who, prices) = row;
        let operations = self.of_purse(row);
        if where_reached && !is_reached(&operations) {
            return Ok(None);
        }
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
        Ok(Some(Kills { who, prices, costs, unattacked: free, carried, unforeseen }))
    }
}

/// Whether prices inside reach a purse: it serves users, or trades with others.
fn is_reached(operations: &Operations<'_>) -> bool {
    let program = &operations.program;
    !operations.flows.paid.is_empty() || program.all_rows().any(|row| program.row_family(row) == "inside_trade")
}
