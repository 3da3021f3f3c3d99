//! How much of each stream can be made, bought, used, needed and sold in a year, as capacities, limits and demands say.

use super::case::{Case, Stream};
use super::plant::Plant;
use super::worth::median;
use crate::tables::{Side, Status};

/// Yearly flows by stream, t; infinite where there is no limit.
pub(super) struct Flows {
    /// What plants can make at full capacity.
    pub made: Vec<f64>,
    /// What plants can use at full capacity.
    pub used: Vec<f64>,
    /// What is needed, the median of the years of each demand.
    pub needed: Vec<f64>,
    /// What can be bought, and what lies in stock.
    pub bought: Vec<f64>,
    /// What can be sold, and what can be disposed of.
    pub sold: Vec<f64>,
    /// By stream: the plant that can make most of it.
    pub maker: Vec<Option<usize>>,
    /// By stream: the plant that can use most of it.
    pub user: Vec<Option<usize>>,
    /// By demand: the median of its quantities.
    pub quantities: Vec<Option<f64>>,
}

/// Capacity that a plant has or may have, t/yr.
pub(super) fn capacity(plant: &Plant<'_>) -> f64 {
    let it = plant.facility;
    let standing = if it.status == Status::Candidate { 0.0 } else { it.capacity_t_per_year.unwrap_or(0.0) };
    standing.max(it.max_capacity_t_per_year.unwrap_or(0.0))
}

/// The column that says so.
pub(super) fn capacity_column(plant: &Plant<'_>) -> &'static str {
    let it = plant.facility;
    let room = it.max_capacity_t_per_year.unwrap_or(0.0);
    if it.status == Status::Candidate || room > it.capacity_t_per_year.unwrap_or(0.0) {
        "max_capacity_t_per_year"
    } else {
        "capacity_t_per_year"
    }
}

impl Flows {
    /// Adds up all tables.
    pub fn find(case: &Case<'_>) -> Self {
        let none = || vec![0.0_f64; case.num_streams()];
        let nobody = || vec![None; case.num_streams()];
        let mut flows = Self {
            made: none(),
            used: none(),
            needed: none(),
            bought: none(),
            sold: none(),
            maker: nobody(),
            user: nobody(),
            quantities: Vec::new(),
        };
        flows.plants(case);
        flows.trade(case);
        flows.demands(case);
        flows
    }

    fn plants(&mut self, case: &Case<'_>) {
        let (mut most_made, mut most_used) = (vec![0.0; self.made.len()], vec![0.0; self.made.len()]);
        for (at, plant) in case.plants.iter().enumerate() {
            let capacity = capacity(plant);
            for (stream, amount) in amounts(case, plant) {
                let flow = capacity * amount.abs();
                let (sum, most, who) = if amount > 0.0 {
                    (&mut self.made, &mut most_made, &mut self.maker)
                } else {
                    (&mut self.used, &mut most_used, &mut self.user)
                };
                sum[stream] += flow;
                if flow > most[stream] {
                    (most[stream], who[stream]) = (flow, Some(at));
                }
            }
        }
    }

    fn trade(&mut self, case: &Case<'_>) {
        for it in &case.tables.offers {
            let Some(stream) = case.stream(&it.material) else { continue };
            let flow = if it.side == Side::Buy { &mut self.bought } else { &mut self.sold };
            flow[stream] += it.limit_t_per_year.unwrap_or(f64::INFINITY);
        }
        for stock in &case.tables.stocks {
            if let (Some(stream), Some(initial)) = (case.stream(&stock.material), stock.initial_t) {
                self.bought[stream] += initial;
            }
        }
        for stream in 0..self.sold.len() {
            if case.tables.materials[case.parts_of(stream).0].disposal_cost_usd_per_kg.is_some() {
                self.sold[stream] = f64::INFINITY;
            }
        }
    }

    fn demands(&mut self, case: &Case<'_>) {
        let mut quantities = vec![Vec::new(); case.tables.demands.len()];
        for row in case.tables.quantities.iter().filter(|row| row.quantity_t_per_year > 0.0) {
            if let Some(demand) = case.demands.get(&row.demand) {
                quantities[demand].push(row.quantity_t_per_year);
            }
        }
        self.quantities = quantities.into_iter().map(median).collect();
        for (it, quantity) in case.tables.demands.iter().zip(&self.quantities) {
            if let (Some(stream), Some(quantity)) = (case.stream(&it.material), quantity) {
                self.needed[stream] += quantity;
            }
        }
    }
}

/// Metric tons of each stream for a metric ton of a plant's activity, made above 0 and used below; of several modes and feeds the largest counts.
pub(super) fn amounts(case: &Case<'_>, plant: &Plant<'_>) -> Vec<(Stream, f64)> {
    let (technology, row) = (plant.technology_row, plant.technology);
    let feeds: Vec<Option<usize>> = match (&row.mines, &row.treats, &plant.facility.feed) {
        (Some(_), _, Some(feed)) => case.feeds.get(feed).map(Some).into_iter().collect(),
        (_, Some(_), _) => case.treated_feeds(plant).into_iter().map(Some).collect(),
        _ => vec![None],
    };
    let mut most: Vec<(Stream, f64)> = Vec::new();
    let mut put = |stream: Option<Stream>, amount: f64| {
        let Some(stream) = stream.filter(|_| amount != 0.0) else { return };
        match most.iter_mut().find(|(known, size)| *known == stream && (*size > 0.0) == (amount > 0.0)) {
            Some((_, size)) if size.abs() < amount.abs() => *size = amount,
            Some(_) => {}
            None => most.push((stream, amount)),
        }
    };
    let material = |id: &Option<crate::cell::Name>| id.as_ref().and_then(|id| case.materials.get(id));
    for feed in feeds {
        if let Some(mined) = material(&row.mines) {
            put(case.stream_of(mined, feed), 1.0);
        }
        if let Some(treated) = material(&row.treats) {
            put(case.stream_of(treated, feed), -1.0);
            let mut recovered: Vec<(usize, f64)> = Vec::new();
            for recovery in &case.recoveries[technology] {
                let parts = feed.map_or(&[][..], |feed| &case.compositions[feed]);
                let share = parts.iter().find(|(element, _)| *element == recovery.element).map_or(0.0, |(_, s)| *s);
                match recovered.iter_mut().find(|(product, _)| *product == recovery.product) {
                    Some((_, sum)) => *sum += share * recovery.share,
                    None => recovered.push((recovery.product, share * recovery.share)),
                }
            }
            recovered.into_iter().for_each(|(product, amount)| put(case.stream_of(product, feed), amount));
        }
        for amount in case.modes[technology].iter().flat_map(|mode| &mode.amounts) {
            put(case.stream_of(amount.material, feed), amount.amount);
        }
    }
    most
}
