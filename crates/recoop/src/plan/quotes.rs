//! What markets ask and pay: the price paths of a case, with all that scenarios change, whether the plan trades there or not.

use std::sync::Arc;

use super::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// An offer in a state in which it stands, in some year at least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuoteRow {
    /// Position in [`Network::offers`].
    pub offer: usize,
    /// State.
    pub state: StateAt,
}

/// Every offer in every state in which it stands, by offer.
#[must_use]
pub fn quotes(network: &Network) -> Vec<QuoteRow> {
    let stands = |offer: usize, state: StateAt| network.holds(&network.offers[offer].years, state);
    let of = |offer: usize| {
        network
            .tree
            .states
            .positions()
            .filter(move |state| stands(offer, *state))
            .map(move |state| QuoteRow { offer, state })
    };
    (0..network.offers.len()).flat_map(of).collect()
}

/// The result table `quotes`.
#[must_use]
pub fn table(network: &Network) -> Table {
    let rows = quotes(network);
    let offer = |row: &QuoteRow| &network.offers[row.offer];
    let text = |text: &str| Arc::<str>::from(text);
    Frame::new("quotes", "What a market asks or pays in a state, traded or not.", &rows)
        .text("market", "Market.", |row| text(&network.markets[offer(row).market].id))
        .text("material", "Material.", |row| text(&network.materials[offer(row).material].id))
        .text("side", "Whether we buy or sell.", |row| text(offer(row).side.as_str()))
        .number("step", "1", "Step of the market's curve.", |row| f64::from(offer(row).step))
        .when(&network.tree, |row| row.state)
        .number("price_usd_per_kg", "USD/kg", "Price.", |row| offer(row).price_usd_per_kg.at(row.state))
        .done()
}
