//! Buffers as result tables.

use std::sync::Arc;

use super::answer::{Bought, Buffered};
use crate::kill::KillCost;
use recoop::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::positions::BufferAt;

/// The result tables of buffers.
#[must_use]
pub fn tables(network: &Network, buffered: &Buffered) -> Vec<Table> {
    vec![alone(network, buffered), mixes(buffered), parts(network, buffered)]
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// What is not there, and what has no limit, is an empty cell.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

fn cost(kill: &KillCost) -> f64 {
    kill.verdict.cost_musd().unwrap_or(f64::NAN)
}

fn alone(network: &Network, buffered: &Buffered) -> Table {
    let per = |bought: &Bought| buffered.per_dollar(bought);
    Frame::new("buffers_alone", "What each buffer does alone to the kill cost of all with one purse.", &buffered.alone)
        .text("buffer", "Buffer.", |row| text(&network.buffers[row.buffer].id))
        .text("kind", "Its kind.", |row| text(network.buffers[row.buffer].kind.as_str()))
        .number("part", "", "Part of its amount that is bought.", |row| row.part)
        .number("cost_musd", "MUSD", "What that costs, present value.", |row| row.cost_musd)
        .text("verdict", "`kill`, `fails` (without an attack), `not_exhaustible` or `not_proven`.", |row| {
            text(row.kill.verdict.as_str())
        })
        .number("kill_musd", "MUSD", "Kill cost with it; empty where nothing kills.", |row| cost(&row.kill))
        .number("per_dollar", "", "Kill cost for a dollar of it; empty where nothing kills any more.", |row| {
            finite(per(row))
        })
        .done()
}

fn mixes(buffered: &Buffered) -> Table {
    Frame::new("buffer_mixes", "The cheapest mix of buffers by required budget.", &buffered.mixes)
        .number("required_musd", "MUSD", "Budget of the adversary; empty for any.", |row| finite(row.0))
        .text("holds", "`yes`; `no`: not even all buffers together.", |row| {
            text(if row.1.is_some() { "yes" } else { "no" })
        })
        .number("cost_musd", "MUSD", "What the mix costs, present value.", |row| {
            row.1.as_ref().map_or(f64::NAN, |mix| mix.cost_musd)
        })
        .number("lower_bound_musd", "MUSD", "No mix that holds costs less.", |row| {
            row.1.as_ref().map_or(f64::NAN, |mix| mix.lower_bound_musd)
        })
        .number("kill_musd", "MUSD", "Kill cost with it; empty where nothing kills.", |row| {
            row.1.as_ref().map_or(f64::NAN, |mix| cost(&mix.kill))
        })
        .done()
}

fn parts(network: &Network, buffered: &Buffered) -> Table {
    let mut rows = Vec::new();
    for (required, mix) in &buffered.mixes {
        let parts = mix.iter().flat_map(|mix| BufferAt::all(mix.parts.len()).zip(&mix.parts));
        rows.extend(parts.filter(|(_, part)| **part > 1e-9).map(|(b, part)| (*required, b, *part)));
    }
    Frame::new("buffer_parts", "What is in each mix.", &rows)
        .number("required_musd", "MUSD", "As in `buffer_mixes`.", |row| finite(row.0))
        .text("buffer", "Buffer.", |row| text(&network.buffers[row.1].id))
        .number("part", "", "Part of its amount.", |row| row.2)
        .number("amount", "", "MUSD, t or t/yr, by its kind.", |row| row.2 * network.buffers[row.1].amount)
        .number("cost_musd", "MUSD", "What it costs, present value.", |row| row.2 * network.buffers[row.1].cost_musd)
        .done()
}
