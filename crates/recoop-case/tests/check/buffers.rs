//! What can be bought against the adversary.

use crate::toy::{Toy, expect, toy};

fn buffer(text: &str) -> Toy {
    toy().add("buffers", &format!("id=b, {text}"))
}

#[test]
fn what_settles_a_price_needs_one() {
    expect(buffer("kind=floor, material=nd_oxide, amount=10, price_usd_per_kg=60, cost_musd=1"), &[]);
    expect(buffer("kind=offtake, material=nd_oxide, amount=10, price_usd_per_kg=60, cost_musd=1"), &[]);
    expect(
        buffer("kind=offtake, material=nd_metal, amount=10, price_usd_per_kg=60, cost_musd=1"),
        &[
            "buffers row 1, material: `nd_metal`: no market has a price for it, so that nothing is settled [network::touches_nothing]",
        ],
    );
    expect(
        buffer("kind=floor, material=acid, amount=10, price_usd_per_kg=60, cost_musd=1"),
        &[
            "buffers row 1, material: `acid`: nobody buys it, and a floor is paid on what is sold [network::touches_nothing]",
        ],
    );
}

#[test]
fn numbers_have_a_size() {
    expect(
        buffer("kind=reserve, amount=1e308, cost_musd=-1e13"),
        &[
            "buffers row 1, amount: expected a number of at most 1e12 in size, found 1e308 [network::range]",
            "buffers row 1, cost_musd: expected a number of at most 1e12 in size, found -1e13 [network::range]",
        ],
    );
    expect(buffer("kind=reserve, amount=1e12, cost_musd=1"), &[]);
    expect(
        buffer("kind=reserve, amount=-1, cost_musd=1"),
        &["buffers row 1, amount: expected more than 0, found -1 [network::range]"],
    );
}
