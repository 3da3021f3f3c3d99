//! What becomes of each separated product: a surplus of one element cannot help the lack of another.

use recoop::plan::Plan;
use recoop::plan::products::{ProductRow, products};
use recoop_case::{Network, Separated};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Part, Series};

/// The balance of elements, counted in the products that they are separated into. From the table `products`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Balance {
    /// Products that move at all.
    pub products: Vec<ProductBalance>,
}

/// The balance of a product over all regions, t/yr.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ProductBalance {
    /// Material.
    pub material: usize,
    /// Elements that it holds.
    pub elements: Vec<usize>,
    /// Mined and collected of its elements, in what is mined.
    pub in_feeds_t: Series,
    /// Made by plants, recycled included.
    pub made_t: Series,
    /// Bought at markets of the adversary.
    pub bought_adversary_t: Series,
    /// Bought at other markets.
    pub bought_other_t: Series,
    /// Used by plants.
    pub used_t: Series,
    /// Delivered to end users.
    pub served_t: Series,
    /// Wanted by end users and not delivered: of this product itself. What is short further down the chain is in the table `service`.
    pub short_t: Series,
    /// Sold at markets.
    pub sold_t: Series,
    /// Got rid of: surplus that nobody wants.
    pub disposed_t: Series,
}

impl Balance {
    /// The balance of a plan, if the case has elements that are separated.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Part<Self> {
        if network.separated.is_empty() {
            return Part::Missing("the case has no elements that are separated".to_string());
        }
        let rows = products(network, &plan.values);
        let states = network.tree.states.len();
        let balance = |(at, product): (usize, &Separated)| {
            let of: Vec<&ProductRow> = rows.iter().filter(|row| row.product == at).collect();
            let series = |amount: fn(&ProductRow) -> f64| {
                let mut values = vec![0.0; states];
                of.iter().for_each(|row| values[row.state] = amount(row));
                Series::of(&values)
            };
            (!of.is_empty()).then(|| ProductBalance {
                material: product.material.index(),
                elements: product.elements.clone(),
                in_feeds_t: series(|row| row.in_feeds_t),
                made_t: series(|row| row.made_t),
                bought_adversary_t: series(|row| row.bought_adversary_t),
                bought_other_t: series(|row| row.bought_other_t),
                used_t: series(|row| row.used_t),
                served_t: series(|row| row.served_t),
                short_t: series(|row| row.short_t),
                sold_t: series(|row| row.sold_t),
                disposed_t: series(|row| row.disposed_t),
            })
        };
        Part::Here(Self { products: network.separated.iter().enumerate().filter_map(balance).collect() })
    }
}
